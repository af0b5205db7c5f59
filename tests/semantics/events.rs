//! The event log as a reader of ECS's own sees it (services.md §9).

use plimsoll::model::Events;
use plimsoll::observe::{BusEvent, Member, Members, Metric};

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
    3605 has reached a steady state.
    25205 has reached a steady state.
    46805 has reached a steady state.
    68405 has reached a steady state.
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

fn member<'e>(detail: &'e Members, name: &str) -> Option<&'e Member> {
    detail.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// A text member of an event.
fn text(event: &BusEvent, name: &str) -> String {
    match member(&event.detail, name) {
        Some(Member::Text(text)) => text.clone(),
        other => format!("{other:?}"),
    }
}

/// CPU and TCP ports of `resources` of an event of a container instance.
fn cpu_and_ports(event: &BusEvent, resources: &str) -> (u64, Vec<String>) {
    let Some(Member::List(list)) = member(&event.detail, resources) else { return (0, Vec::new()) };
    let named = |name: &str| {
        list.iter().find_map(|one| match one {
            Member::Object(of) if member(of, "name") == Some(&Member::Text(name.to_owned())) => Some(of),
            _ => None,
        })
    };
    let cpu = named("CPU").and_then(|of| member(of, "integerValue"));
    let ports = named("PORTS").and_then(|of| member(of, "stringSetValue"));
    let Some(Member::Whole(cpu)) = cpu else { return (0, Vec::new()) };
    let Some(Member::List(ports)) = ports else { return (*cpu, Vec::new()) };
    let port = |port: &Member| if let Member::Text(port) = port { port.clone() } else { String::new() };
    (*cpu, ports.iter().map(port).collect())
}

const INSTANCE_CHANGE: &str = "ECS Container Instance State Change";

/// A task of 256 units and port 8080 comes and goes; the instance is drained in between.
fn shared_host() -> World {
    World::lasting("10m")
        .hosts(1, 2048)
        .definition("web", 1, "portMappings = [{ containerPort = 80, hostPort = 8080 }]")
        .service("web", 1, "")
        .action(
            "2m",
            "updateContainerInstancesState = { containerInstances = [\"host-1\"], status = \"DRAINING\" }",
        )
        .action("3m", "updateService = { service = \"web\", desiredCount = 0 }")
        .action(
            "5m",
            "updateContainerInstancesState = { containerInstances = [\"host-1\"], status = \"ACTIVE\" }",
        )
}

/// What an instance registered and what it has left then, with the ports that are taken.
#[test]
fn s9_events_of_instances_tell_what_is_left() {
    let run = shared_host().run();
    let events: Vec<BusEvent> = run.outcome.log.bus_events(Events::Changes).collect();
    let of_instance: Vec<&BusEvent> =
        events.iter().filter(|event| event.record.detail_type == INSTANCE_CHANGE).collect();
    let left: Vec<u64> =
        of_instance.iter().map(|event| cpu_and_ports(event, "remainingResources").0).collect();
    assert_eq!(left, [2048, 1792, 2048], "free, with the task, and after it");
    let ports = |event: &BusEvent| cpu_and_ports(event, "remainingResources").1.contains(&"8080".to_owned());
    assert_eq!(of_instance.iter().map(|event| ports(event)).collect::<Vec<_>>(), [false, true, false]);
    for event in of_instance {
        let (cpu, ports) = cpu_and_ports(event, "registeredResources");
        assert_eq!(
            (cpu, ports.contains(&"22".to_owned()), ports.contains(&"8080".to_owned())),
            (2048, true, false)
        );
    }
    assert_eq!(events.len(), run.outcome.log.len());
}

/// Whoever asks for all events also gets one of the instance for each task that takes or leaves its resources.
#[test]
fn s9_all_events_tell_each_change_of_resources() {
    let run = shared_host().run();
    let log = &run.outcome.log;
    let events: Vec<BusEvent> = log.bus_events(Events::All).collect();
    let told = events.iter().filter(|event| event.record.detail_type == INSTANCE_CHANGE).map(|event| {
        format!(
            "{} {} {}",
            seconds(event.record.at),
            text(event, "status"),
            cpu_and_ports(event, "remainingResources").0
        )
    });
    let told: Vec<String> = told.collect();
    assert_eq!(told[..3], ["0 ACTIVE 2048", "1 ACTIVE 1792", "120 DRAINING 1792"]);
    assert_eq!((told.len(), &told[4..]), (5, &["300 ACTIVE 2048".to_owned()][..]), "{told:?}");
    assert!(told[3].ends_with(" DRAINING 2048"), "{told:?}");
    assert_eq!(events.len(), log.len() + 2);
}

/// A change of `healthStatus` is an event of the task, and of all events each tells it.
#[test]
fn hl_02_s9_health_of_containers_is_told_as_an_event_of_the_task() {
    let check = "healthCheck = { command = [\"true\"], interval = 5, timeout = 2, retries = 2 }";
    let hang = "action = \"plimsoll:container-hang\"\nservice = \"web\"\ncount = \"all\"\nat = \"2m\"";
    let run = World::lasting("3m")
        .hosts(1, 2048)
        .definition("web", 1, check)
        .service("web", 1, "")
        .fault(hang)
        .run();
    let log = &run.outcome.log;
    let of_first = |events| {
        let of_task = log
            .bus_events(events)
            .filter(|event: &BusEvent| event.record.detail_type == "ECS Task State Change");
        let all: Vec<BusEvent> = of_task.collect();
        let first = all[0].arn.clone();
        all.into_iter().filter(|event| event.arn == first).collect::<Vec<_>>()
    };
    let told: Vec<(String, String)> = of_first(Events::All)
        .iter()
        .map(|event| (text(event, "lastStatus"), text(event, "healthStatus")))
        .take(5)
        .collect();
    let pair = |status: &str, health: &str| (status.to_owned(), health.to_owned());
    assert_eq!(
        told,
        [
            pair("PENDING", "UNKNOWN"),
            pair("ACTIVATING", "UNKNOWN"),
            pair("RUNNING", "UNKNOWN"),
            pair("RUNNING", "HEALTHY"),
            pair("RUNNING", "UNHEALTHY"),
        ]
    );
    let with_health = of_first(Events::All);
    let Some(Member::List(containers)) = member(&with_health[3].detail, "containers") else {
        panic!("containers")
    };
    let Member::Object(app) = &containers[0] else { panic!("an object") };
    assert_eq!(member(app, "healthStatus"), Some(&Member::Text("HEALTHY".to_owned())));
    assert!(of_first(Events::Changes).iter().all(|event| member(&event.detail, "healthStatus").is_none()));
    assert_eq!(log.bus_events(Events::Changes).count(), log.len());
}
