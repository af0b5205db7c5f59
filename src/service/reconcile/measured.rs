//! One pass at a time under the rules that were measured: what counts, for how long, and who waits for whom.

use super::model_service::{self, desired, render};
use super::tests::views;
use crate::model::MaximumCounts;
use crate::service::StartsAllowed;
use crate::time::SimTime;

/// The plan with tasks that stop and that the maximum counts (SC-14).
fn plan_until_stopped(
    (count, minimum, maximum): (u32, u32, u32),
    deployments: &[(u32, &str, &str)],
    stopping: u32,
) -> String {
    let desired = desired(count, minimum, maximum);
    let (unlimited, counted) = (StartsAllowed::UNLIMITED, MaximumCounts::UntilStopped);
    render(&model_service::plan(&desired, &views(deployments), unlimited, counted, stopping, SimTime::ZERO))
}

/// Worked examples of the measured runs: nothing starts at 100 % before the tasks it replaces are `STOPPED`.
#[test]
fn sc_14_the_maximum_counts_tasks_until_they_are_stopped() {
    for (name, desired, deployments, stopping, plan) in [
        (
            "two may stop, none may start",
            (4, 50, 100),
            &[(4, "h4", ""), (0, "", "")][..],
            0,
            "-2h@0 replaced",
        ),
        ("they stop", (4, 50, 100), &[(2, "h2", ""), (0, "", "")], 2, ""),
        ("one is gone", (4, 50, 100), &[(2, "h2", ""), (0, "", "")], 1, "+1@1"),
        ("both are", (4, 50, 100), &[(2, "h2", ""), (0, "", "")], 0, "+2@1"),
        (
            "all at once, twice the room",
            (3, 0, 200),
            &[(3, "h3", ""), (0, "", "")],
            0,
            "-3h@0 replaced, +3@1",
        ),
        (
            "half more: room for one beside the two",
            (4, 50, 150),
            &[(4, "h4", ""), (0, "", "")],
            0,
            "-2h@0 replaced, +2@1",
        ),
        ("a drain", (4, 75, 100), &[(0, "", "h4")], 0, "-1h~@0 replaced"),
        ("what is ACTIVATING there may run first", (4, 75, 100), &[(0, "h3", "p1")], 0, ""),
        ("a crash while others stop", (4, 100, 100), &[(0, "h3", "")], 1, ""),
    ] {
        assert_eq!(plan_until_stopped(desired, deployments, stopping), plan, "{name}");
    }
}

#[test]
fn sc_12_unhealthy_tasks_in_the_way_leave_one_by_one() {
    for (name, deployments, stopping, plan) in [
        ("the first goes", &[(0, "u4", "")][..], 0, "-1u@0 unhealthy"),
        ("it stops", &[(0, "u3", "")], 1, ""),
        ("its replacement may start", &[(0, "u3", "")], 0, "+1@0"),
        ("it is on its way", &[(0, "u3 p1", "")], 0, ""),
        ("it is RUNNING: the next goes", &[(0, "u3 s1", "")], 0, "-1u@0 unhealthy"),
    ] {
        assert_eq!(plan_until_stopped((4, 100, 100), deployments, stopping), plan, "{name}");
    }
}

#[test]
fn sc_09_the_forty_seconds_hold_back_stops_and_nothing_else() {
    for (name, desired, deployments, plan) in [
        ("steady without them", (2, 100, 200), &[(0, "w2", "")][..], "steady"),
        ("no older task stops for them", (2, 100, 200), &[(2, "h2", ""), (0, "w2", "")], ""),
        ("until they are over", (2, 100, 200), &[(2, "h2", ""), (0, "h2", "")], "-2h@0 replaced"),
        ("nothing is started in their place", (2, 100, 200), &[(0, "w1", "")], "+1@0"),
        ("they go before those that are settled", (1, 100, 200), &[(0, "h1 w1", "")], "-1w@0 surplus"),
    ] {
        assert_eq!(plan_until_stopped(desired, deployments, 0), plan, "{name}");
    }
}

#[test]
fn sc_10_a_replacement_that_is_unhealthy_endures() {
    for (name, deployments, plan) in [
        ("a first one is replaced", &[(0, "h3 u1", "")][..], "+1@0 (1 for unhealthy)"),
        ("a lost one is no such case", &[(0, "h3", "")], "+1@0"),
        ("one of each", &[(0, "h2 u1", "")], "+2@0 (1 for unhealthy)"),
        ("the replacement is unhealthy too: the first goes", &[(0, "h3 u1 e1", "")], "-1u@0 unhealthy"),
        ("and it is not replaced itself", &[(0, "h3 e1", "")], ""),
        ("but is among the first to go", &[(0, "h4 e1", "")], "-1e@0 surplus"),
    ] {
        assert_eq!(plan_until_stopped((4, 100, 200), deployments, 0), plan, "{name}");
    }
}

#[test]
fn sc_08_the_first_task_of_a_revision_starts_alone() {
    for (name, deployments, plan) in [
        ("one of three", &[(3, "h3", ""), (0, "", "")][..], "+1@1"),
        ("no more while it is on its way", &[(3, "h3", ""), (0, "p1", "")], ""),
        ("older ones are replaced by their like meanwhile", &[(3, "h2", ""), (0, "p1", "")], "+1@0"),
        ("beside replacements of older ones", &[(3, "h2", ""), (0, "", "")], "+1@0, +1@1"),
    ] {
        let mut views = views(deployments);
        views.last_mut().expect("a deployment").first_alone = true;
        let (unlimited, counted) = (StartsAllowed::UNLIMITED, MaximumCounts::UntilStopped);
        let plan_of =
            model_service::plan(&desired(3, 100, 200), &views, unlimited, counted, 0, SimTime::ZERO);
        assert_eq!(render(&plan_of), plan, "{name}");
    }
}
