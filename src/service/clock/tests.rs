//! When passes come, without a run.

use proptest::prelude::*;

use super::*;
use crate::model::Distribution;

const MICRO: SimDuration = SimDuration::from_micros(1);

fn clock(behavior: &Behavior, seed: u64) -> PassClock {
    let mut clock = PassClock::new("default/web", Streams::new(seed));
    let first = clock.called(SimTime::ZERO, behavior);
    clock.passed(first, false, behavior);
    clock
}

/// The passes that follow, all of which find the same.
fn passes(clock: &mut PassClock, behavior: &Behavior, steady: bool, count: usize) -> Vec<SimTime> {
    let mut now = clock.last.expect("a pass");
    let mut all = Vec::new();
    for _ in 0..count {
        now = clock.after_cause(now, behavior);
        clock.passed(now, steady, behavior);
        all.push(now);
    }
    all
}

#[test]
fn sc_01_passes_of_a_service_that_is_not_steady_stay_on_their_grid() {
    let behavior = Behavior::default();
    let mut clock = clock(&behavior, 1);
    let start = clock.grid.start;
    let passes = passes(&mut clock, &behavior, false, 1_000);
    for (k, at) in (1..).zip(&passes) {
        let even = start + behavior.scheduler_interval.saturating_mul(k);
        assert!(
            *at + behavior.scheduler_jitter >= even && *at <= even + behavior.scheduler_jitter,
            "pass {k}"
        );
    }
    let gaps = passes.windows(2).map(|pair| pair[1].since(pair[0]).as_secs_f64());
    let spread = gaps.fold((f64::MAX, f64::MIN), |(low, high), gap| (low.min(gap), high.max(gap)));
    // Two jitters of up to 0.55 s each.
    assert!(spread.0 > 8.57 && spread.0 < 8.8 && spread.1 < 10.79 && spread.1 > 10.5, "{spread:?}");
}

#[test]
fn sc_02_passes_of_a_steady_service_have_one_period_and_one_phase() {
    let behavior = Behavior::default();
    let mut firsts = Vec::new();
    for seed in 0..500 {
        let mut clock = clock(&behavior, seed);
        let found = clock.after_cause(clock.last.expect("a pass"), &behavior);
        clock.passed(found, true, &behavior);
        let passes = passes(&mut clock, &behavior, true, 5);
        let period = passes[1].since(passes[0]);
        assert!(period >= SimDuration::from_secs(35) && period <= SimDuration::from_secs(48));
        assert!(passes.windows(2).all(|pair| pair[1].since(pair[0]) == period));
        let phase = passes[0].since(found);
        assert!(phase > SimDuration::ZERO && phase <= period);
        firsts.push(phase.as_secs_f64());
    }
    firsts.sort_by(f64::total_cmp);
    let median = firsts[250];
    assert!((18.0..24.0).contains(&median), "uniform below 35 to 48 s: {median}");
}

#[test]
fn sc_03_a_call_brings_the_next_pass_forward_and_begins_a_stretch() {
    let behavior = Behavior {
        scheduler_reaction: Distribution::Constant(SimDuration::from_secs(7)),
        ..Behavior::default()
    };
    let mut by_reaction = 0;
    for seed in 0..50 {
        let mut clock = clock(&behavior, seed);
        let found = clock.after_cause(clock.last.expect("a pass"), &behavior);
        clock.passed(found, true, &behavior);
        let (usual, call) = (clock.after_cause(found, &behavior), found + MICRO);
        let at = clock.called(call, &behavior);
        assert_eq!(at, usual.min(call + SimDuration::from_secs(7)));
        by_reaction += u32::from(at < usual);
        // A second call shortly after does not put it off.
        assert_eq!(clock.called(call + SimDuration::from_secs(1), &behavior), at);
        clock.passed(at, false, &behavior);
        assert_eq!(clock.grid.start, at);
    }
    // The usual pass comes first where the phase is below 7 of 35 to 48 s.
    assert!((30..50).contains(&by_reaction), "{by_reaction}");
}

#[test]
fn sc_05_stop_signals_go_out_on_the_short_grid_of_a_steady_service() {
    let behavior = Behavior::default();
    let mut clock = clock(&behavior, 4);
    let found = clock.after_cause(clock.last.expect("a pass"), &behavior);
    clock.passed(found, true, &behavior);
    let drained = found + SimDuration::from_secs(100);
    let wait = clock.next_signals(drained, &behavior).since(drained);
    assert!(wait <= SimDuration::from_micros(10_780_000), "{wait}");
}

#[test]
fn by_events_a_pass_follows_each_and_walks_until_the_service_is_steady() {
    let behavior = Behavior::of(crate::model::Preset::BeforeMeasurement);
    let mut clock = PassClock::new("default/web", Streams::new(1));
    let at = SimTime::from_secs;
    assert_eq!(clock.called(at(0), &behavior), at(1));
    clock.passed(at(1), false, &behavior);
    assert_eq!(
        (clock.after_cause(at(4), &behavior), clock.by_itself(at(1), &behavior)),
        (at(5), Some(at(11)))
    );
    clock.passed(at(11), true, &behavior);
    assert_eq!(clock.by_itself(at(11), &behavior), None);
}

proptest! {
    /// The next pass is computed; walking from pass to pass gets to the same one.
    #[test]
    fn sc_04_the_next_pass_is_the_one_that_walking_finds(
        seed in any::<u64>(), steady in any::<bool>(), wait in 0_u64..400_000_000, jitter in 0_u64..4_000_000
    ) {
        let behavior =
            Behavior { scheduler_jitter: SimDuration::from_micros(jitter), ..Behavior::default() };
        let mut walking = clock(&behavior, seed);
        let found = walking.after_cause(walking.last.expect("a pass"), &behavior);
        walking.passed(found, steady, &behavior);
        let computing = walking.clone();
        let at = found + SimDuration::from_micros(wait);
        let mut next = walking.after_cause(found, &behavior);
        while next < at {
            walking.passed(next, steady, &behavior);
            next = walking.after_cause(next, &behavior);
        }
        prop_assert_eq!(computing.after_timer(at, &behavior), next);
    }
}
