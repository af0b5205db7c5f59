//! The event log as a reader of ECS's own sees it (services.md §9).

use plimsoll::observe::Metric;

use super::world::{World, seconds};

/// Steady at 45 s, said again every six hours: 45 + 21,600, …
#[test]
fn s9_1_s1_2_9_a_steady_service_says_so_every_six_hours() {
    let world = World::lasting("20h").hosts(1, 2048).definition("web", 1, "").service("web", 1, "");
    insta::assert_snapshot!(world.run().log("web", 0.0), @"
    1 has started 1 tasks
    5 deployment completed.
    5 has reached a steady state.
    21605 has reached a steady state.
    43205 has reached a steady state.
    64805 has reached a steady state.
    ");
    let crash = "action = \"aws:ecs:task-kill-process\"\nservice = \"web\"\nat = \"1h\"";
    insta::assert_snapshot!(world.fault(crash).run().log("web", 3_600.0), @"
    3601 has started 1 tasks
    3645 has reached a steady state.
    25245 has reached a steady state.
    46845 has reached a steady state.
    68445 has reached a steady state.
    ");
}

/// Types, names and resources of all lines of a short life.
#[test]
fn s9_16_events_have_the_types_and_names_of_ecs() {
    let world = World::lasting("2m").hosts(1, 2048).definition("web", 1, "").service("web", 1, "");
    let run = world.run();
    let line = |record: plimsoll::observe::LogRecord| {
        let name = record.event_name.unwrap_or("-");
        let kind = record.resource.split('/').next().unwrap_or("").to_owned();
        format!("{} {} | {name} | {kind}", seconds(record.at), record.detail_type)
    };
    let lines: Vec<String> = run.outcome.log.records().map(line).collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    0 ECS Deployment State Change | SERVICE_DEPLOYMENT_IN_PROGRESS | service
    0 ECS Container Instance State Change | - | container-instance
    1 ECS Task State Change | - | task
    1 ECS Service Action | - | service
    1 ECS Task State Change | - | task
    4 ECS Task State Change | - | task
    5 ECS Deployment State Change | SERVICE_DEPLOYMENT_COMPLETED | service
    5 ECS Service Action | SERVICE_STEADY_STATE | service
    ");
}

/// What is due as the simulation ends does not happen any more, and so disturbs no final figure.
#[test]
fn events_at_the_end_do_not_happen() {
    let world = World::lasting("10m").hosts(1, 1024).definition("web", 1, "").service("web", 2, "");
    let final_count = |at: &str| {
        let run = world.clone().action(at, r#"stopTask = { service = "web", count = 2 }"#).run();
        let count = run.outcome.metrics["services.web.runningCount.final"].clone();
        (count, run.tasks().iter().filter(|task| task.stopping_at.is_some()).count())
    };
    assert_eq!(final_count("10m"), (Metric::count(2, "tasks"), 0));
    assert_eq!(final_count("599999ms"), (Metric::count(0, "tasks"), 2));
}
