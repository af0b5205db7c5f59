//! One pass at a time: what is, and the plan it gets.

use super::model_service::{self, counts, desired, render};
use crate::cluster::DeploymentCounts;
use crate::model::MaximumCounts;
use crate::service::{DeploymentView, Plan, StartsAllowed};
use crate::time::SimTime;

/// One row: desired count with both percentages, deployments as (target, staying, draining) with PRIMARY last, the
/// launches that pacing allows, and the plan as [`render`] writes it.
struct Row {
    name: &'static str,
    desired: (u32, u32, u32),
    deployments: &'static [(u32, &'static str, &'static str)],
    plan: &'static str,
}

/// Plans with a maximum that counts `RUNNING` and `PENDING` tasks, where a pass starts what its stops make room for.
fn assert_plans(rows: &[Row]) {
    for row in rows {
        let plan = plan_of(row.desired, row.deployments, StartsAllowed::UNLIMITED);
        assert_eq!(render(&plan), row.plan, "{}: {:?} {:?}", row.name, row.desired, row.deployments);
    }
}

fn plan_of(
    (count, minimum, maximum): (u32, u32, u32),
    deployments: &[(u32, &str, &str)],
    starts_allowed: StartsAllowed,
) -> Plan {
    let counted = MaximumCounts::RunningAndPending;
    let desired = desired(count, minimum, maximum);
    model_service::plan(&desired, &views(deployments), starts_allowed, counted, 0, SimTime::from_secs(100))
}

pub(super) fn views(deployments: &[(u32, &str, &str)]) -> Vec<DeploymentView> {
    let views = (0..).zip(deployments).map(|(number, &(target, staying, draining))| DeploymentView {
        number,
        target,
        counts: DeploymentCounts { staying: counts(staying), draining: counts(draining) },
        first_alone: false,
        ..DeploymentView::default()
    });
    views.collect()
}

const fn row(
    name: &'static str,
    desired: (u32, u32, u32),
    deployments: &'static [(u32, &'static str, &'static str)],
    plan: &'static str,
) -> Row {
    Row { name, desired, deployments, plan }
}

#[test]
fn a_service_without_deployment_in_progress_keeps_its_count() {
    assert_plans(&[
        row("new", (4, 100, 200), &[(0, "", "")], "+4@0"),
        row("new, and no maximum above desired", (4, 100, 100), &[(0, "", "")], "+4@0"),
        row("one has crashed", (4, 100, 200), &[(0, "h3", "")], "+1@0"),
        row("its replacement is on the way", (4, 100, 200), &[(0, "p1 h3", "")], ""),
        row("and runs", (4, 100, 200), &[(0, "s1 h3", "")], ""),
        row("all healthy", (4, 100, 200), &[(0, "h4", "")], "steady"),
        row("nothing wanted, nothing there", (0, 100, 200), &[(0, "", "")], "steady"),
        row("the maximum is below desired", (4, 50, 50), &[(0, "h2", "")], "blocked"),
    ]);
}

/// Worked examples 1 to 4 of services.md §12, 40 of placement.md §8.
#[test]
fn hl_05_bounds_of_a_deployment_are_rounded_towards_safety() {
    assert_plans(&[
        // lower = ceil(4 · 50 %) = 2, so 4 − 2 may stop; upper = 4, so the two freed are started.
        row("1: two old may stop first", (4, 50, 100), &[(4, "h4", ""), (0, "", "")], "-2h@0 replaced, +2@1"),
        // upper = floor(4 · 200 %) = 8 = 4 old + 4 new.
        row("2: four new may start first", (4, 100, 200), &[(4, "h4", ""), (0, "", "")], "+4@1"),
        // lower = ceil(2 · 75 %) = ceil(1.5) = 2.
        row("3: nothing may stop", (2, 75, 100), &[(2, "h2", ""), (0, "", "")], "blocked"),
        // upper = floor(3 · 125 %) = floor(3.75) = 3.
        row("4: nothing may start", (3, 100, 125), &[(3, "h3", ""), (0, "", "")], "blocked"),
    ]);
}

/// Worked examples 6, 7, 11 and 16, and deadlocks 2 and 3 of services.md §2.7.
#[test]
fn deployments_that_neither_bound_lets_move_are_blocked() {
    assert_plans(&[
        // ceil(0.5) = 1, floor(1.0) = 1.
        row("6", (1, 50, 100), &[(1, "h1", ""), (0, "", "")], "blocked"),
        // floor(1.34) = 1.
        row("7", (1, 100, 134), &[(1, "h1", ""), (0, "", "")], "blocked"),
        // ceil(3 · 67 %) = ceil(2.01) = 3, floor(3 · 133 %) = floor(3.99) = 3.
        row("11, second half", (3, 67, 133), &[(3, "h3", ""), (0, "", "")], "blocked"),
        // ceil(3 · 66 %) = ceil(1.98) = 2.
        row("11, first half", (3, 66, 133), &[(3, "h3", ""), (0, "", "")], "-1h@0 replaced, +1@1"),
        row("16", (5, 100, 100), &[(5, "h5", ""), (0, "", "")], "blocked"),
        row(
            "a crash unblocks it, with the old revision",
            (5, 100, 100),
            &[(5, "h4", ""), (0, "", "")],
            "+1@0, else +1@1",
        ),
        row("and then waits for it", (5, 100, 100), &[(5, "h4 s1", ""), (0, "", "")], ""),
    ]);
}

/// Deadlocks 1 and 6 of §2.7 and worked example 17 are not the bounds' doing: placement finds no instance.
#[test]
fn a_fixed_port_does_not_block_the_bounds() {
    assert_plans(&[row("17", (3, 100, 200), &[(3, "h3", ""), (0, "", "")], "+3@1")]);
}

/// Worked examples 41, 42 (placement.md) and 59 (services.md).
#[test]
fn dr_01_dr_02_draining_instances_are_left_within_the_bounds() {
    assert_plans(&[
        // What is PENDING there stops with the call.
        row("41: ACTIVATING as RUNNING", (3, 100, 200), &[(0, "", "p1 h2")], "+3@0"),
        row(
            "and once their replacements are healthy",
            (3, 100, 200),
            &[(0, "h3", "p1 h2")],
            "-1p~@0 replaced, -2h~@0 replaced",
        ),
        row("without room the others first", (3, 50, 100), &[(0, "", "p1 h2")], ""),
        row("59, min 50: two stop first", (4, 50, 100), &[(0, "", "h4")], "-2h~@0 replaced, +2@0"),
        row("59, max 200: four replacements first", (4, 100, 200), &[(0, "", "h4")], "+4@0"),
        row("59, then the four leave", (4, 100, 200), &[(0, "h4", "h4")], "-4h~@0 replaced"),
        row(
            "59, max 100: replacements wait for stops",
            (4, 75, 100),
            &[(0, "", "h4")],
            "-1h~@0 replaced, +1@0",
        ),
        row("one of four", (4, 100, 150), &[(0, "h3", "h1")], "+1@0"),
        row("not before its replacement is healthy", (4, 100, 150), &[(0, "h3 s1", "h1")], ""),
        row(
            "nothing healthy is wanted any more",
            (0, 100, 200),
            &[(0, "", "h2 s1")],
            "-1s~@0 replaced, -2h~@0 replaced",
        ),
    ]);
}

#[test]
fn dr_03_minimum_and_maximum_of_100_stop_a_drain() {
    assert_plans(&[
        row("42", (4, 100, 100), &[(0, "h2", "h2")], "blocked"),
        row("ACTIVATING tasks may run first", (4, 100, 100), &[(0, "h2", "p2")], ""),
        row(
            "and what is not healthy, one by one",
            (4, 100, 100),
            &[(0, "h2", "s2")],
            "-1s~@0 replaced, +1@0",
        ),
        row("unhealthy ones first", (4, 100, 100), &[(0, "h2", "s1 u1")], "-1u~@0 replaced, +1@0"),
    ]);
}

#[test]
fn hl_03_an_unhealthy_task_is_replaced_before_it_is_stopped() {
    assert_plans(&[
        row("the replacement starts first", (4, 100, 200), &[(0, "h3 u1", "")], "+1@0 (1 for unhealthy)"),
        row("both wait for it", (4, 100, 200), &[(0, "h3 u1 p1", "")], ""),
        row("also while it runs unjudged", (4, 100, 200), &[(0, "h3 u1 s1", "")], ""),
        row("it is healthy: the old one goes", (4, 100, 200), &[(0, "h4 u1", "")], "-1u@0 unhealthy"),
        row(
            "it is unhealthy too: one goes",
            (4, 100, 200),
            &[(0, "h3 u2", "")],
            "-1u@0 unhealthy, +1@0 (1 for unhealthy)",
        ),
        row("all are unhealthy", (4, 100, 200), &[(0, "u4", "")], "+4@0 (4 for unhealthy)"),
        row("as far as the maximum allows", (4, 100, 150), &[(0, "u4", "")], "+2@0 (2 for unhealthy)"),
        // healthy + unhealthy = 6 > 4.
        row(
            "half of the replacements are no better",
            (4, 100, 150),
            &[(0, "u6", "")],
            "-2u@0 unhealthy, +2@0 (2 for unhealthy)",
        ),
    ]);
}

#[test]
fn hl_03_where_the_maximum_forbids_it_one_at_a_time_is_stopped_first() {
    assert_plans(&[
        row("no room for a replacement", (4, 100, 100), &[(0, "h3 u1", "")], "-1u@0 unhealthy, +1@0"),
        row("one at a time", (4, 100, 100), &[(0, "u4", "")], "-1u@0 unhealthy, +1@0"),
        row("not while a replacement is on its way", (4, 100, 100), &[(0, "p1 u3", "")], ""),
        row("the next when it is RUNNING", (4, 100, 100), &[(0, "s1 u3", "")], "-1u@0 unhealthy, +1@0"),
        row("room for one", (4, 100, 125), &[(0, "u4", "")], "+1@0 (1 for unhealthy)"),
        row(
            "then as without room",
            (4, 100, 125),
            &[(0, "u4 s1", "")],
            "-1u@0 unhealthy, +1@0 (1 for unhealthy)",
        ),
    ]);
}

#[test]
fn si_08_si_09_si_10_scale_in_stops_the_least_useful_tasks() {
    assert_plans(&[
        row("SI-09: healthy tasks above desired", (3, 100, 200), &[(0, "h5", "")], "-2h@0 surplus"),
        row(
            "SI-10: pending before starting before healthy",
            (2, 100, 200),
            &[(0, "p1 s1 h3", "")],
            "-1p@0 surplus, -1s@0 surplus, -1h@0 surplus",
        ),
        row("SI-10: only as many as needed", (4, 100, 200), &[(0, "p2 s1 h3", "")], "-2p@0 surplus"),
        row("SI-08: unhealthy before healthy", (3, 100, 200), &[(0, "u1 h3", "")], "-1u@0 unhealthy"),
        row(
            "SI-08: and both where more is too much",
            (2, 100, 200),
            &[(0, "u1 h3", "")],
            "-1u@0 unhealthy, -1h@0 surplus",
        ),
        row("a replacement on its way is not surplus", (3, 100, 200), &[(0, "p1 u1 h2", "")], ""),
        row(
            "to nothing",
            (0, 100, 200),
            &[(0, "p1 s1 u1 h1", "")],
            "-1u@0 unhealthy, -1p@0 surplus, -1s@0 surplus, -1h@0 surplus",
        ),
    ]);
}

#[test]
fn a_superseded_deployment_keeps_its_healthy_tasks_until_they_are_replaced() {
    assert_plans(&[
        row(
            "what was on its way is dropped, what was sick too",
            (6, 100, 200),
            &[(3, "p1 s1 u1 h3", ""), (0, "", "")],
            "-1u@0 unhealthy, -1p@0 surplus, -1s@0 surplus, +6@1",
        ),
        row(
            "on draining instances too",
            (2, 100, 200),
            &[(1, "s1 h1", "s2"), (0, "p2", "")],
            "-2s~@0 surplus, -1s@0 surplus",
        ),
        // budget = 6 + 2 − 6 = 2; then 12 − 6 = 6 places for 4.
        row("two for two", (6, 100, 200), &[(6, "h6", ""), (0, "h2", "")], "-2h@0 replaced, +4@1"),
        row("starting tasks do not count (HL-01)", (6, 100, 200), &[(6, "h6", ""), (0, "s6", "")], ""),
        row(
            "the older deployment goes first",
            (4, 50, 100),
            &[(1, "h1", ""), (3, "h3", ""), (0, "", "")],
            "-1h@0 replaced, -1h@1 replaced, +2@2",
        ),
        row(
            "draining tasks before others",
            (4, 50, 100),
            &[(4, "h3", "h1"), (0, "", "")],
            "-1h~@0 replaced, -1h@0 replaced, +2@1",
        ),
        row(
            "PRIMARY holds its count: all else goes",
            (4, 100, 200),
            &[(3, "p1 h2", "u1 h1"), (0, "h4", "h1")],
            "-1u~@0 replaced, -1h~@0 replaced, -1p@0 replaced, -2h@0 replaced, -1h~@1 replaced",
        ),
        row("back to one deployment", (4, 100, 200), &[(0, "", ""), (0, "h4", "")], "steady"),
    ]);
}

#[test]
fn hl_04_a_task_is_replaced_by_its_own_revision() {
    assert_plans(&[
        // live = 3 + 2; upper = 8: room for 3. The old deployment lost one of 4.
        row("a crash in the old deployment", (4, 100, 200), &[(4, "h3", ""), (0, "s2", "")], "+1@0, +2@1"),
        // PRIMARY has no room of its own, so it takes the place of what finds no instance.
        row(
            "old before new where room is short",
            (4, 100, 150),
            &[(4, "h3", ""), (0, "s2", "")],
            "+1@0, else +1@1",
        ),
        row(
            "unhealthy in the old deployment",
            (4, 100, 200),
            &[(4, "u1 h3", ""), (0, "p3", "")],
            "+1@0 (1 for unhealthy), else +1@1",
        ),
        row(
            "its replacement is healthy",
            (4, 100, 200),
            &[(4, "u1 h4", ""), (0, "s3", "")],
            "-1u@0 unhealthy, +1@1",
        ),
        row(
            "the maximum forbids it",
            (4, 75, 100),
            &[(3, "u1 h2", ""), (0, "s1", "")],
            "-1u@0 unhealthy, +1@0, else +1@1",
        ),
        row(
            "its replacement starts, and so does PRIMARY's",
            (4, 75, 100),
            &[(3, "h2 s1", ""), (0, "s1", "")],
            "",
        ),
        row("also when PRIMARY has nothing on its way", (4, 75, 100), &[(3, "h2 s1", ""), (0, "h1", "")], ""),
        row("draining is not lost", (4, 100, 200), &[(4, "h3", "h1"), (0, "p4", "")], ""),
        row(
            "not when PRIMARY holds its count",
            (4, 100, 200),
            &[(4, "h1", ""), (0, "h4", "")],
            "-1h@0 replaced",
        ),
    ]);
}

#[test]
fn hl_04_a_deployment_that_gives_up_tasks_is_owed_none() {
    assert_plans(&[
        // 3 + 2 − 4 = 1 is healthy beyond the minimum; the one that the old deployment had lost is not started for it.
        row("one lost, one given up", (4, 100, 200), &[(4, "h3", ""), (0, "h2", "")], "-1h@0 replaced, +2@1"),
        // lower = 2: one of three is spared, and the unhealthy one needs no replacement of its own any more.
        row("one sick, one given up", (4, 50, 100), &[(4, "u1 h3", ""), (0, "", "")], "-1h@0 replaced, +1@1"),
        row(
            "one lost, one ACTIVATING on a draining instance",
            (4, 100, 200),
            &[(4, "h2", "p1"), (0, "", "")],
            "+1@0, +4@1",
        ),
    ]);
}

#[test]
fn targets_fall_with_replaced_tasks_and_scale_in_and_never_rise() {
    for (name, desired, deployments, targets) in [
        ("two replaced", (4, 50, 100), &[(4, "h4", ""), (0, "", "")][..], &[(0, 2)][..]),
        ("two lost and one replaced", (4, 25, 100), &[(4, "h2", ""), (0, "", "")], &[(0, 1)]),
        ("nothing moved", (4, 100, 200), &[(4, "h4", ""), (0, "", "")], &[(0, 4)]),
        ("a crash leaves it", (4, 100, 200), &[(4, "h3", ""), (0, "", "")], &[(0, 4)]),
        ("unhealthy stops leave it", (4, 100, 100), &[(4, "u1 h3", ""), (0, "", "")], &[(0, 4)]),
        ("PRIMARY holds its count", (4, 100, 200), &[(4, "h1", ""), (0, "h4", "")], &[(0, 0)]),
        // Desired fell to 5: 4 stay with the newer of the two, 1 with the older; lower = 5 = healthy.
        ("scale-in", (5, 100, 200), &[(4, "h1", ""), (4, "h4", ""), (0, "", "")], &[(0, 1), (1, 4)]),
    ] {
        let plan = plan_of(desired, deployments, StartsAllowed::UNLIMITED);
        assert_eq!(plan.targets, targets, "{name}");
    }
}

#[test]
fn pacing_limits_starts_and_says_when_to_wake() {
    let later = Some(SimTime::from_secs(115));
    let none = StartsAllowed { count: 0, next_at: later };
    for (name, desired, deployments, allowed, plan, wake_at) in [
        ("all held back", (4, 100, 200), &[(0, "h2", "")][..], none, "", later),
        (
            "one of two",
            (4, 100, 200),
            &[(0, "h2", "")],
            StartsAllowed { count: 1, next_at: later },
            "+1@0",
            later,
        ),
        ("enough", (4, 100, 200), &[(0, "h2", "")], StartsAllowed { count: 2, next_at: later }, "+2@0", None),
        ("no start is wanted", (4, 100, 200), &[(0, "h4", "")], none, "steady", None),
        (
            "the bounds forbid more anyhow",
            (2, 100, 100),
            &[(2, "h2", ""), (0, "", "")],
            none,
            "blocked",
            None,
        ),
        ("nothing makes room in vain", (4, 100, 100), &[(0, "h3 u1", "")], none, "", later),
        (
            "a past time means now",
            (4, 100, 200),
            &[(0, "h2", "")],
            StartsAllowed { count: 0, next_at: Some(SimTime::ZERO) },
            "",
            Some(SimTime::from_secs(100)),
        ),
    ] {
        let actual = plan_of(desired, deployments, allowed);
        assert_eq!((render(&actual).as_str(), actual.wake_at), (plan, wake_at), "{name}");
    }
}
