use super::*;
use crate::model::{LifecycleHook, TrafficShift};
use proptest::prelude::*;

const MINUTE: SimDuration = SimDuration::from_mins(1);

fn minutes(minutes: u64) -> SimDuration {
    SimDuration::from_mins(minutes)
}

fn staged(shift: TrafficShift, bake: u64, hooks: Vec<LifecycleHook>) -> Arc<StagedDeployment> {
    Arc::new(StagedDeployment { shift, bake: minutes(bake), hooks })
}

/// A function that takes so many minutes, called in these stages.
fn function(stages: &[LifecycleStage], takes: u64, succeeds: bool) -> LifecycleHook {
    let duration = Distribution::Constant(minutes(takes));
    let target = HookTarget::Lambda { duration, succeeds };
    LifecycleHook { stages: stages.to_vec(), target, timeout: minutes(1_440), continues_on_timeout: false }
}

fn pause(stage: LifecycleStage, timeout: u64, continues_on_timeout: bool) -> LifecycleHook {
    LifecycleHook {
        stages: vec![stage],
        target: HookTarget::Pause,
        timeout: minutes(timeout),
        continues_on_timeout,
    }
}

/// What happens, in minutes, to a deployment whose tasks are always ready.
fn course(of: &Arc<StagedDeployment>, several: bool) -> Vec<(u64, Change)> {
    let mut stages = Stages::new(Arc::clone(of), several, SimTime::ZERO);
    let (mut now, mut course) = (SimTime::ZERO, Vec::new());
    let ready = |stage| stage != LifecycleStage::CleanUp;
    let draw = |duration: &Distribution, _| match duration {
        Distribution::Constant(duration) => *duration,
        _ => SimDuration::ZERO,
    };
    loop {
        while let Some(change) = stages.step(now, ready, draw) {
            course.push((now.since(SimTime::ZERO).as_micros() / MINUTE.as_micros(), change));
            if matches!(change, Change::Failed(_)) {
                return course;
            }
        }
        if stages.next_at() == SimTime::NEVER {
            return course;
        }
        now = stages.next_at();
    }
}

fn shares(course: &[(u64, Change)]) -> Vec<(u64, u32)> {
    let shares = course.iter().filter_map(|(at, change)| match change {
        Change::Shifted(share) => Some((*at, *share)),
        _ => None,
    });
    shares.collect()
}

#[test]
fn s2_5_1_stages_come_in_their_order() {
    use LifecycleStage::ProductionTrafficShift as Shift;
    let names = |several| {
        let course = course(&staged(TrafficShift::AllAtOnce, 0, Vec::new()), several);
        let stages = course.iter().map(|(_, change)| match change {
            Change::Entered(stage) => *stage,
            Change::Shifted(_) => Shift,
            Change::Failed(why) => panic!("{why:?}"),
        });
        stages.collect::<Vec<_>>()
    };
    assert_eq!(names(false), LifecycleStage::ALL[2..]);
    assert_eq!(names(true), LifecycleStage::ALL[1..]);
}

#[test]
fn s2_5_3_s2_5_5_s2_5_6_shares_and_when_they_change() {
    let bake = minutes(6);
    for (shift, expected, end) in [
        (TrafficShift::AllAtOnce, vec![(0, 1_000)], 0),
        (TrafficShift::Linear { step: 250, bake }, vec![(0, 250), (6, 500), (12, 750), (18, 1_000)], 18),
        (TrafficShift::Linear { step: 400, bake }, vec![(0, 400), (6, 800), (12, 1_000)], 12),
        (TrafficShift::Linear { step: 1_000, bake }, vec![(0, 1_000)], 0),
        (TrafficShift::Canary { share: 50, bake: minutes(10) }, vec![(0, 50), (10, 1_000)], 10),
        (TrafficShift::Canary { share: 1_000, bake }, vec![(0, 1_000)], 0),
    ] {
        let course = course(&staged(shift, 5, Vec::new()), false);
        assert_eq!(shares(&course), expected, "{shift:?}");
        // S2.5-4: the bake time of the deployment comes after that.
        assert_eq!(course.last(), Some(&(end + 5, Change::Entered(LifecycleStage::CleanUp))));
    }
}

/// Worked example 67: ten steps and nine waits are 54 min.
#[test]
fn s2_5_5_ten_steps_of_six_minutes() {
    let shift = TrafficShift::Linear { step: 100, bake: minutes(6) };
    let course = course(&staged(shift, 0, Vec::new()), false);
    assert_eq!(shares(&course).last(), Some(&(54, 1_000)));
    assert_eq!(shares(&course).len(), 10);
}

/// A function of a minute before each step and one of two minutes with each, beside a wait of three.
#[test]
fn s2_5_7_hooks_of_both_production_stages_are_called_at_every_step() {
    use LifecycleStage::{PreProductionTrafficShift as Before, ProductionTrafficShift as With};
    let hooks = vec![function(&[Before], 1, true), function(&[With], 2, true)];
    let shift = TrafficShift::Linear { step: 500, bake: minutes(3) };
    assert_eq!(shares(&course(&staged(shift, 0, hooks), false)), [(1, 500), (7, 1_000)]);
}

#[test]
fn s2_5_9_a_function_that_fails_ends_the_deployment_and_the_longest_decides() {
    use LifecycleStage::PostScaleUp as Stage;
    let last = |hooks| course(&staged(TrafficShift::AllAtOnce, 0, hooks), false).last().copied();
    let failed = |at| Some((at, Change::Failed(FailedBy::Hook)));
    assert_eq!(last(vec![function(&[Stage], 4, false)]), failed(4));
    assert_eq!(last(vec![function(&[Stage], 9, true), function(&[Stage], 4, false)]), failed(4));
    let done = Some((9, Change::Entered(LifecycleStage::CleanUp)));
    assert_eq!(last(vec![function(&[Stage], 9, true), function(&[Stage], 4, true)]), done);
}

/// Worked example 68: nobody answers for 1440 minutes.
#[test]
fn s2_5_10_a_pause_times_out_and_goes_on_or_not() {
    use LifecycleStage::PostTestTrafficShift as Stage;
    let last = |hooks| course(&staged(TrafficShift::AllAtOnce, 0, hooks), false).last().copied();
    let timeout = Some((1_440, Change::Failed(FailedBy::HookTimeout)));
    assert_eq!(last(vec![pause(Stage, 1_440, false)]), timeout);
    let done = Some((30, Change::Entered(LifecycleStage::CleanUp)));
    assert_eq!(last(vec![pause(Stage, 30, true)]), done);
    // A function that is too slow likewise.
    assert_eq!(last(vec![function(&[Stage], 1_441, true)]), timeout);
    let mut slow = function(&[Stage], 1_441, false);
    (slow.timeout, slow.continues_on_timeout) = (minutes(30), true);
    assert_eq!(last(vec![slow]), done);
}

#[test]
fn s2_5_10_a_pause_ends_with_the_call_and_each_call_ends_one() {
    let hooks = vec![
        pause(LifecycleStage::PreScaleUp, 60, false),
        pause(LifecycleStage::PreScaleUp, 90, false),
        function(&[LifecycleStage::PreScaleUp], 20, true),
    ];
    let mut stages = Stages::new(staged(TrafficShift::AllAtOnce, 0, hooks), false, SimTime::ZERO);
    let at = |minute: u64| SimTime::ZERO + minutes(minute);
    let step = |stages: &mut Stages, minute| stages.step(at(minute), |_| true, |_, _| minutes(20));
    assert_eq!(step(&mut stages, 0), None);
    assert_eq!((stages.is_paused(), stages.next_at()), (true, at(60)));
    stages.go_on(at(5));
    assert_eq!((stages.is_paused(), stages.next_at()), (true, at(90)));
    stages.go_on(at(10));
    assert_eq!((stages.is_paused(), stages.next_at()), (false, at(20)));
    assert_eq!(step(&mut stages, 20), Some(Change::Entered(LifecycleStage::ScaleUp)));
}

#[test]
fn s2_5_11_a_stage_waits_for_tasks_for_a_day() {
    let mut stages = Stages::new(staged(TrafficShift::AllAtOnce, 0, Vec::new()), true, SimTime::ZERO);
    let day = SimTime::ZERO + minutes(24 * 60);
    let none = |_: &Distribution, _| SimDuration::ZERO;
    assert_eq!(stages.step(SimTime::ZERO, |_| false, none), None);
    assert_eq!(stages.next_at(), day);
    assert_eq!(stages.step(day, |_| false, none), Some(Change::Failed(FailedBy::StageLimit)));
    assert_eq!(
        stages.step(day, |_| true, none),
        Some(Change::Entered(LifecycleStage::PreScaleUp)),
        "ready just in time"
    );
}

fn any_shift() -> impl Strategy<Value = TrafficShift> {
    let bake = || (0..90_u64).prop_map(minutes);
    prop_oneof![
        Just(TrafficShift::AllAtOnce),
        (30..=1_000_u32, bake()).prop_map(|(step, bake)| TrafficShift::Linear { step, bake }),
        (1..=1_000_u32, bake()).prop_map(|(share, bake)| TrafficShift::Canary { share, bake }),
    ]
}

proptest! {
    /// Shares rise to all of it and stay there, and the time is the sum of what was waited for.
    #[test]
    fn s2_5_1_shares_rise_and_the_time_is_the_sum_of_waits(
        shift in any_shift(),
        bake in 0..90_u64,
        stage in prop::sample::select(LifecycleStage::ALL.into_iter().filter(|of| of.takes_hooks()).collect::<Vec<_>>()),
        takes in 0..30_u64,
        several in any::<bool>(),
    ) {
        let course = course(&staged(shift, bake, vec![function(&[stage], takes, true)]), several);
        let shares = shares(&course);
        prop_assert!(shares.windows(2).all(|pair| pair[0].1 < pair[1].1 && pair[0].0 <= pair[1].0));
        prop_assert_eq!(shares.last().map(|last| last.1), Some(ALL_TRAFFIC));
        let steps = shares.len() as u64;
        let calls = match stage {
            LifecycleStage::PreProductionTrafficShift | LifecycleStage::ProductionTrafficShift => steps,
            LifecycleStage::ReconcileService => u64::from(several),
            _ => 1,
        };
        let between = match shift {
            TrafficShift::AllAtOnce => 0,
            TrafficShift::Linear { bake, .. } | TrafficShift::Canary { bake, .. } => {
                bake.as_micros() / MINUTE.as_micros()
            }
        };
        let expected = calls * takes + (steps - 1) * between + bake;
        prop_assert_eq!(course.last(), Some(&(expected, Change::Entered(LifecycleStage::CleanUp))));
    }
}
