//! Real services, replayed: what was told of them beside what is simulated.

mod answers;
mod backtests;
mod replay;

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use replay::passes::{Gap, Passes, gaps};
use replay::recording::{Recording, Run};
use replay::{Judgement, distributions, judge, page, recordings};

/// What the recordings are judged to be, which takes long: once for all tests.
fn judged() -> &'static [Judgement] {
    static JUDGED: OnceLock<Vec<Judgement>> = OnceLock::new();
    JUDGED.get_or_init(|| recordings().into_iter().map(judge).collect())
}

/// An interval outside has its reason in the data, and a reason has an interval outside.
#[test]
fn every_interval_lies_inside_or_has_its_reason() {
    let mut wrong = Vec::new();
    for judgement in judged() {
        for interval in &judgement.intervals {
            if interval.is_inside() == interval.miss.is_some() {
                let (low, high) = (interval.quantile(0.01), interval.quantile(0.99));
                wrong.push(format!(
                    "{}, run {}: {} to {}: really {}, simulated {low} to {high}, reason {:?}",
                    judgement.recording.name,
                    interval.run,
                    interval.from,
                    interval.to,
                    interval.real,
                    interval.miss
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nine_in_ten_intervals_of_a_run_lie_inside() {
    for judgement in judged() {
        let (inside, of) = (judgement.inside(), judgement.intervals.len());
        let excused = ["shown, not asserted", "below nine in ten"]
            .iter()
            .any(|key| judgement.recording.about.contains_key(*key));
        let name = &judgement.recording.name;
        assert_ne!(inside * 10 >= of * 9, excused, "{name}: {inside} of {of}");
    }
}

#[test]
fn what_happened_happens_in_the_same_order_and_nothing_more() {
    for judgement in judged() {
        assert_eq!(judgement.otherwise, 0, "{}", judgement.recording.name);
    }
}

/// Else a run would be replayed with what it told itself.
#[test]
fn a_gap_between_passes_names_its_run_if_it_is_of_one() {
    let recordings = recordings();
    let runs: Vec<_> = recordings
        .iter()
        .flat_map(|recording| recording.runs.iter().map(move |run| (recording, run)))
        .collect();
    for gap in gaps() {
        let tells = |(recording, run): &&(&Recording, &Run)| {
            let stamps = run.steps.iter().map(|step| step.at);
            let apart = |(to, from): (f64, f64)| (to - from - gap.seconds).abs() < 0.05;
            recording.source(run) == gap.source
                && stamps.clone().flat_map(|to| stamps.clone().map(move |from| (to, from))).any(apart)
        };
        let (source, seconds) = (&gap.source, gap.seconds);
        let named = |(recording, run): &(&Recording, &Run)| gap.is_of(&recording.name, &run.name);
        let told: Vec<_> = runs.iter().filter(tells).collect();
        assert_eq!(!told.is_empty(), gap.run.is_some(), "{source}: {seconds} s");
        assert!(gap.run.is_none() || told.into_iter().any(named), "{source}: {seconds} s are of another run");
    }
}

#[test]
fn other_runs_of_a_service_count_by_how_much_they_tell() {
    let shares = [("none of it", 0), ("S28", 1), ("S16", 10)].map(|(source, own_gaps)| {
        let run = if own_gaps == 1 { "p" } else { "a" };
        let passes = Passes::expected_of(source, "creation-nolb", run);
        let own: Vec<_> = gaps().into_iter().filter(|gap| gap.source == source).collect();
        let own: Vec<_> = own.into_iter().filter(|gap| !gap.is_of("creation-nolb", run)).collect();
        assert_eq!((passes.own_gaps, own.len()), (own_gaps, own_gaps));
        let mean = |of: fn(&Gap) -> f64| own.iter().map(of).sum::<f64>();
        let length = mean(|gap| gap.seconds) / mean(|gap| gap.passes);
        let towards_own = (passes.expected - passes.mean) / (length - passes.mean);
        (
            if own.is_empty() { 0.0 } else { towards_own },
            (passes.expected - passes.mean).abs() < 1e-9,
            passes.scale,
        )
    });
    let [(none, is_mean, widest), (one, _, wide), (ten, _, narrow)] = shares;
    assert!(is_mean && none < one && one < 0.25 && 0.6 < ten && ten < 1.0, "{shares:?}");
    assert!(widest > wide && wide > narrow, "{shares:?}");
}

/// So that a scheduler which does something else is noticed.
#[test]
fn what_was_assumed_before_lies_outside_more_often_than_not() {
    let all = judged();
    let sum = |of: fn(&Judgement) -> usize| all.iter().map(of).sum::<usize>();
    let (before, intervals) = (sum(|one| one.inside_before), sum(|one| one.intervals.len()));
    assert!(before * 2 < intervals, "{before} of {intervals}");
    let outage = all.iter().find(|one| one.recording.name == "s6-0-100").expect("the replay");
    assert!(outage.inside_before * 2 <= outage.intervals.len(), "{}", outage.inside_before);
}

#[test]
fn distributions_agree_but_for_those_that_say_why_not() {
    for distribution in distributions() {
        let differs = distribution.distance() > distribution.critical();
        let (kind, distance) = (&distribution.kind, distribution.distance());
        assert_eq!(differs, distribution.differs.is_some(), "{kind}: {distance}");
        assert!(distribution.measured.len() >= 10, "{kind}");
    }
}

/// The example that writes it does so with the same functions.
#[test]
fn the_page_is_what_its_command_writes() {
    let written = page(judged(), &distributions());
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/timelines.md"));
    let command = "cargo run --release --example timelines > docs/timelines.md";
    assert!(written == page.expect("the page"), "{command}");
}

#[test]
fn the_page_names_every_run() {
    let page = page(judged(), &distributions());
    for recording in recordings() {
        assert!(page.contains(&format!("## {}\n", recording.name)), "{}", recording.name);
    }
}
