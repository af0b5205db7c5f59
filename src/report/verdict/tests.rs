//! What is said of figures, without a run.

use crate::experiment::testing::{grid_scenario, halted_results, number, results, scenario, variant_results};
use crate::experiment::{Summary, VariantResults};

use super::{lines, of_variant};

fn word(text: &str) -> Summary {
    Summary::Text(text.to_owned())
}

/// A figure that is more than none in so many of twenty replications.
fn in_some(mean: f64, nonzero: u32, unit: &'static str) -> Summary {
    Summary::Number { mean, interval: Some((0.0, 2.0 * mean)), samples: 20, nonzero, unit }
}

/// What is said of one variant with these metrics.
fn said(metrics: &[(&str, Summary)]) -> Vec<String> {
    let scenario = scenario("one", &[]);
    lines(&results(&scenario, |_| variant_results(1, metrics)))
}

const DESIRED: &str = "services.web.desiredCount.final";
const MISSING: &str = "services.web.missingCount.final";
const LIMIT: &str = "services.web.missingCount.limitedBy";
const AVAILABILITY: &str = "services.web.availability";

fn tasks(count: f64) -> Summary {
    number(count, "tasks")
}

fn seconds(time: f64) -> Summary {
    number(time, "seconds")
}

#[test]
fn a_service_that_lacks_tasks_is_told_with_what_stops_it() {
    for (limit, more, expected) in [
        ("RESOURCE:PORTS (80/tcp)", &[][..], "web lacks 2 of 5: RESOURCE:PORTS (80/tcp)"),
        (
            "RESOURCE:CPU",
            &[
                ("services.web.deployments.stuck", number(1.0, "deployments")),
                ("services.web.deployments.open.definition", word("app:3")),
            ],
            "web lacks 2 of 5: RESOURCE:CPU; deployment of app:3 is stuck",
        ),
        (
            "TASKS_FAIL",
            &[("services.web.deployments.failedTasks", tasks(57.0))],
            "web lacks 2 of 5: its tasks start and fail without end, 57 so far before they were healthy",
        ),
        ("AGENT", &[], "web lacks 2 of 5: waits for tasks on hosts that do not answer"),
        (
            "AGENT",
            &[("services.web.waitsFor", word("2 tasks to start, on a-1 (agent not connected)"))],
            "web lacks 2 of 5: waits for 2 tasks to start, on a-1 (agent not connected)",
        ),
        ("STARTING", &[], "at the end web lacks 2 of 5: about to start"),
        ("NEXT_PASS", &[], "at the end web lacks 2 of 5: not made up for yet"),
    ] {
        let mut metrics = vec![(DESIRED, tasks(5.0)), (MISSING, tasks(2.0)), (LIMIT, word(limit))];
        metrics.extend_from_slice(more);
        assert_eq!(said(&metrics), [expected]);
    }
}

#[test]
fn deployments_that_are_not_over_are_told_with_what_stops_them() {
    for (limit, expected) in [
        (None, "web: deployment of app:3 is not over at the end"),
        (Some("RESOURCE:PORTS (80/tcp)"), "web: deployment of app:3 is stuck: RESOURCE:PORTS (80/tcp)"),
        (Some("PERCENTAGES"), "web: deployment of app:3 is stuck: its percentages allow no step"),
        (Some("AGENT"), "web: deployment of app:3 waits for tasks on hosts that do not answer"),
        (Some("TASKS_FAIL"), "web: its tasks start and fail without end, 57 so far before they were healthy"),
    ] {
        let mut metrics = vec![
            (DESIRED, tasks(5.0)),
            (MISSING, tasks(0.0)),
            ("services.web.deployments.open", number(1.0, "deployments")),
            ("services.web.deployments.open.definition", word("app:3")),
        ];
        metrics.extend(limit.map(|limit| ("services.web.deployments.open.limitedBy", word(limit))));
        if limit == Some("TASKS_FAIL") {
            metrics.push(("services.web.deployments.failedInARow", tasks(9.0)));
            metrics.push(("services.web.deployments.failedTasks", tasks(57.0)));
        }
        assert_eq!(said(&metrics), [expected]);
    }
}

/// Stuck is what nothing that is pending can move, as `deployments.stuck` counts it.
#[test]
fn a_deployment_that_may_yet_move_is_held_up_and_not_stuck() {
    for (in_progress, stuck, what) in
        [(1.0, 0.0, "held up at the end"), (0.0, 1.0, "stuck"), (0.5, 0.5, "stuck")]
    {
        let metrics = [
            (DESIRED, tasks(5.0)),
            ("services.web.deployments.inProgress", number(in_progress, "deployments")),
            ("services.web.deployments.stuck", number(stuck, "deployments")),
            ("services.web.deployments.open", number(1.0, "deployments")),
            ("services.web.deployments.open.definition", word("app:3")),
            ("services.web.deployments.open.limitedBy", word("RESOURCE:PORTS (80/tcp)")),
        ];
        let expected = format!("web: deployment of app:3 is {what}: RESOURCE:PORTS (80/tcp)");
        assert_eq!(said(&metrics), [expected]);
    }
}

#[test]
fn gaps_and_refusals_are_told_with_their_time_and_reason_and_the_worst_two_kinds_come_first() {
    let metrics = [
        ("services.web.outage", seconds(42.0)),
        ("services.web.outage.firstAt", seconds(720.0)),
        ("services.web.belowMinimum", seconds(90.0)),
        ("services.api.belowMinimum", seconds(18.0)),
        ("services.api.belowMinimum.firstAt", seconds(60.0)),
        ("services.db.belowMinimum", seconds(9.0)),
        ("arrivals.actions.refused", tasks(12.0)),
        ("arrivals.actions.requested", tasks(100.0)),
        ("arrivals.actions.refused.RESOURCE:CPU", tasks(5.0)),
        ("arrivals.actions.refused.memberOf", tasks(7.0)),
    ];
    assert_eq!(
        said(&metrics),
        [
            "web had no serving task for 42 s, first at 12 min",
            "api had fewer serving tasks than its minimum for 18 s, first at 1 min; likewise db; and 1 more: see \
             summary.json"
        ]
    );
    assert_eq!(said(&metrics[6..]), ["12 of 100 tasks of actions were refused: mostly memberOf"]);
    assert_eq!(said(&metrics[6..9]), ["12 of 100 tasks of actions were refused: mostly RESOURCE:CPU"]);
    let one_reason =
        [metrics[6].clone(), metrics[7].clone(), ("arrivals.actions.refused.AGENT", tasks(12.0))];
    assert_eq!(said(&one_reason), ["12 of 100 tasks of actions were refused: AGENT"]);
}

#[test]
fn nothing_is_told_of_for_how_long_there_was_none_where_there_is_none() {
    let outage = ("services.web.outage", seconds(600.0));
    let metrics =
        [(DESIRED, tasks(5.0)), (MISSING, tasks(5.0)), (LIMIT, word("RESOURCE:CPU")), outage.clone()];
    assert_eq!(said(&metrics), ["web lacks 5 of 5: RESOURCE:CPU"]);
    let metrics = [(DESIRED, tasks(5.0)), (MISSING, tasks(4.0)), (LIMIT, word("RESOURCE:CPU")), outage];
    assert_eq!(said(&metrics), ["web lacks 4 of 5: RESOURCE:CPU", "web had no serving task for 10 min"]);
}

#[test]
fn what_is_so_in_some_replications_is_told_with_their_number() {
    let metrics = [
        (DESIRED, tasks(8.0)),
        (MISSING, in_some(0.35, 7, "tasks")),
        (LIMIT, word("RESOURCE:CPU")),
        ("services.web.outage", in_some(3.5, 1, "seconds")),
    ];
    assert_eq!(
        said(&metrics),
        [
            "web lacks 0.35 of 8 on average, in 7 of 20 replications: RESOURCE:CPU",
            "web had no serving task for 3.5 s on average, in 1 of 20 replications",
        ]
    );
}

#[test]
fn all_is_well_by_what_there_was_to_do() {
    let steady = [(DESIRED, tasks(5.0)), (MISSING, tasks(0.0)), (AVAILABILITY, number(1.0, "ratio"))];
    assert_eq!(said(&steady), ["all services reached and kept their desired count"]);
    let dipped = [(DESIRED, tasks(5.0)), (AVAILABILITY, number(0.99, "ratio"))];
    assert_eq!(
        said(&dipped),
        ["all services reached their desired count and kept the minimum of healthy tasks"]
    );
    let called = [("arrivals.jobs.requested", tasks(5.0)), ("arrivals.jobs.refused", tasks(0.0))];
    assert_eq!(said(&called), ["all tasks that were called for were placed"]);
    assert_eq!(said(&[("cluster.cost", number(1.0, "USD"))]), ["no task was asked for"]);
}

#[test]
fn what_variants_have_in_common_is_counted() {
    let scenario = grid_scenario(&[1, 2, 3, 4, 5], &[80, 0]);
    let of = |only: Option<usize>| {
        let results = results(&scenario, |variant| {
            let desired = f64::from(variant.model.services[0].desired_count);
            let ports = variant.name.ends_with("=80");
            let missing = if ports { (desired - 2.0).max(0.0) } else { (desired - 4.0).max(0.0) };
            let shown = only.is_none_or(|at| scenario.variants.point(at).name == variant.name);
            let missing = if shown { missing } else { 0.0 };
            let limit = if ports { "RESOURCE:PORTS (80/tcp)" } else { "RESOURCE:CPU" };
            variant_results(1, &[(DESIRED, tasks(desired)), (MISSING, tasks(missing)), (LIMIT, word(limit))])
        });
        lines(&results)
    };
    assert_eq!(
        of(None),
        ["in 4 of 10 variants web lacks 1 to 3 tasks: RESOURCE:PORTS in 3, RESOURCE:CPU in 1"]
    );
    assert_eq!(
        of(Some(8)),
        ["in 1 of 10 variants (desiredCount=5, hostPort=80) web lacks 3 of 5: RESOURCE:PORTS (80/tcp)"]
    );
}

#[test]
fn guards_come_first() {
    let scenario = grid_scenario(&[1, 2], &[80]);
    let mut results =
        results(&scenario, |_| variant_results(1, &[(DESIRED, tasks(2.0)), (MISSING, tasks(1.0))]));
    results.variants[1] = halted_results();
    let lines = lines(&results);
    assert!(
        lines[0].starts_with("in 1 of 2 variants (desiredCount=2, hostPort=80) the run was stopped at "),
        "{lines:?}"
    );
    assert!(lines[1].contains("at the end web lacks 1 of 2"), "{lines:?}");
    let both = VariantResults { halted: results.variants[1].halted.clone(), ..results.variants[0].clone() };
    assert!(of_variant(&both, 20)[0].words.starts_with("guards ended 1 of 20 runs: "));
}

proptest::proptest! {
    /// Whatever else is measured: who has fewer tasks than desired is not well.
    #[test]
    fn no_variant_with_missing_tasks_is_well(
        counts in proptest::collection::vec((0_u32..5, 0_u32..5), 1..6),
        limit in proptest::sample::select(vec!["RESOURCE:CPU", "TASKS_FAIL", "AGENT", "STARTING", "NEXT_PASS", ""]),
    ) {
        let desired: Vec<i64> = (1..=i64::try_from(counts.len()).expect("few")).collect();
        let scenario = grid_scenario(&desired, &[80]);
        let results = results(&scenario, |variant| {
            let (desired, running) = counts[variant.model.services[0].desired_count as usize - 1];
            let missing = desired.saturating_sub(running);
            let mut metrics =
                vec![(DESIRED, tasks(f64::from(desired))), (MISSING, tasks(f64::from(missing)))];
            metrics.extend((!limit.is_empty()).then(|| (LIMIT, word(limit))));
            variant_results(1, &metrics)
        });
        let short = counts.iter().filter(|(desired, running)| running < desired).count();
        let said = lines(&results);
        proptest::prop_assert_eq!(said[0].starts_with("all services reached"), short == 0, "{:?}", said);
    }
}
