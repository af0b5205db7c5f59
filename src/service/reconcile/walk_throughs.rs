//! Whole deployments and drains, pass by pass, with limited room: services.md §1.2 and the examples of §12.

use super::model_service::{Done, ModelService, desired};
use crate::model::MaximumCounts;

const PLENTY: u32 = 10_000;

/// The moves until nothing changes, written as the documentation writes them: `-3 +5 -3 +1`.
fn moves(mut service: ModelService) -> String {
    let mut words = Vec::new();
    for _ in 0..1_000 {
        let done = service.pass();
        if done == Done::default() {
            let end = service.plan();
            words.extend(end.blocked.then(|| "blocked".to_owned()));
            words.extend(end.steady.then(|| "steady".to_owned()));
            return words.join(" ");
        }
        words.extend((done.stopped > 0).then(|| format!("-{}", done.stopped)));
        words.extend((done.started > 0).then(|| format!("+{}", done.started)));
    }
    panic!("no end after 1,000 passes");
}

#[test]
fn deployments_take_the_documented_steps() {
    for (example, count, minimum, maximum, room, expected) in [
        ("2", 4, 100, 200, PLENTY, "+4 -4 steady"),
        ("5: never above 4, never below 2", 4, 50, 100, PLENTY, "-2 +2 -2 +2 steady"),
        ("6", 1, 50, 100, PLENTY, "blocked"),
        ("8: start 1, then stop 1", 1, 100, 200, PLENTY, "+1 -1 steady"),
        ("9: stop, then start: an outage", 1, 0, 100, PLENTY, "-1 +1 steady"),
        // upper = floor(2 · 150 %) = 3.
        ("10: one at a time", 2, 100, 150, PLENTY, "+1 -1 +1 -1 steady"),
        ("11", 3, 66, 133, PLENTY, "-1 +1 -1 +1 -1 +1 steady"),
        ("12", 6, 100, 200, 8, "+2 -2 +2 -2 +2 -2 steady"),
        // lower = 3; room 8 − 3 = 5; then 3 + 5 − 3 = 5 old tasks too many, 3 are there; 6 − 5 = 1 is missing.
        ("13", 6, 50, 200, 8, "-3 +5 -3 +1 steady"),
        ("14", 6, 50, 200, PLENTY, "-3 +6 -3 steady"),
        ("16", 6, 100, 100, PLENTY, "blocked"),
        ("17: a fixed port, no spare host; placement fails for ever", 3, 100, 200, 3, ""),
        ("the cure of deadlock 1: a spare host", 3, 100, 200, 4, "+1 -1 +1 -1 +1 -1 steady"),
        ("the cure of deadlock 1: a lower minimum", 3, 66, 200, 3, "-1 +1 -1 +1 -1 +1 steady"),
    ] {
        for maximum_counts in [MaximumCounts::UntilStopped, MaximumCounts::RunningAndPending] {
            let healthy = ModelService::healthy(desired(count, minimum, maximum), room);
            let service = ModelService { maximum_counts, ..healthy }.deploy();
            assert_eq!(moves(service), expected, "example {example}, {maximum_counts:?}");
        }
    }
}

/// Worked example 15 and deadlock 4 of §2.7.
#[test]
fn ninety_nine_tasks_and_one_spare_place_take_ninety_nine_rounds() {
    let service = ModelService::healthy(desired(99, 100, 200), 100).deploy();
    assert_eq!(moves(service), format!("{}steady", "+1 -1 ".repeat(99)));
}

/// Worked example 59 and DR-03.
#[test]
fn dr_02_drains_take_the_steps_that_the_bounds_allow() {
    for (name, minimum, maximum, expected) in [
        ("min 50: two stop first", 50, 100, "-2 +2 -2 +2 steady"),
        ("max 200: four replacements first", 100, 200, "+4 -4 steady"),
        ("max 150: two at a time", 100, 150, "+2 -2 +2 -2 steady"),
        ("both 100", 100, 100, "blocked"),
    ] {
        let service = ModelService::healthy(desired(4, minimum, maximum), PLENTY).drain(4);
        assert_eq!(moves(service), expected, "{name}");
    }
}

#[test]
fn a_second_deployment_replaces_both_before_it() {
    let mut service = ModelService::healthy(desired(6, 100, 200), 8).deploy();
    service.pass();
    let service = service.deploy();
    // 6 + 2 healthy: 2 are too many and stop, 2 fit; so it goes on until six are new.
    assert_eq!(moves(service), "-2 +2 -2 +2 -2 +2 -2 steady");
}

#[test]
fn a_drain_in_the_middle_of_a_deployment_ends_with_it() {
    let mut service = ModelService::healthy(desired(4, 100, 150), PLENTY).deploy();
    service.pass();
    assert_eq!(service.live(), 6);
    let service = service.drain(2);
    // 4 old and 2 new on a draining instance: 2 old stop and 2 new start, then all that leave can.
    assert_eq!(moves(service), "-2 +2 -2 +2 -2 steady");
}

#[test]
fn a_scale_in_during_a_deployment_does_not_bring_old_tasks_back() {
    for (maximum_counts, expected) in [
        // 5 old and 5 new are healthy; PRIMARY's 5 exceed 4.
        (MaximumCounts::RunningAndPending, "-6 steady"),
        // 5 old ones are left, of which the new minimum needs 2.
        (MaximumCounts::UntilStopped, "-3 +2 -2 +2 steady"),
    ] {
        let healthy = ModelService::healthy(desired(10, 50, 100), PLENTY);
        let mut service = ModelService { maximum_counts, ..healthy }.deploy();
        service.pass();
        service.desired = desired(4, 50, 100);
        assert_eq!(moves(service), expected, "{maximum_counts:?}");
    }
}
