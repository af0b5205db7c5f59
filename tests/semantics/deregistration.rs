//! A container instance that is deregistered by force (placement.md §4, CI-05).

use plimsoll::time::SimTime;

use super::host_faults::{LOSE, STOP, TERMINATE_A};
use super::world::{Run, World, seconds};

pub const DEREGISTER_A: &str = r#"deregisterContainerInstance = { containerInstance = "a-1", force = true }"#;

/// What was stuck there since its host was stopped is STOPPED with the call, and the next pass, which the call brings
/// forward, starts it elsewhere.
#[test]
fn ci_05_a_deregistration_by_force_ends_what_is_stuck_and_brings_a_pass() {
    for seed in 1..20 {
        let run = World::lasting("1h")
            .measured()
            .hosts_in("zone-a", "a", 1, 512)
            .hosts_in("zone-b", "b", 1, 512)
            .definition("web", 1, "")
            .behavior("stoppedHostTasks = \"stuck\"")
            .service("web", 2, "")
            .fault(STOP)
            .action("30m", DEREGISTER_A)
            .run_with(seed);
        let stuck = run.tasks().into_iter().find(|task| run.host_of(task) == "a-1").expect("one is there");
        assert_eq!(stuck.stopped_at.map(seconds).as_deref(), Some("1800"));
        assert_eq!(stuck.stop_code, Some("UserInitiated"));
        let reason = stuck.stopped_reason.expect("a reason");
        assert_eq!(reason, "Container instance deregistration forced by user");
        let next = run.tasks()[2].created_at.as_secs_f64();
        assert!((1_800.0..=1_811.0).contains(&next), "{next}");
        assert_eq!(run.host_of(&run.tasks()[2]), "b-1");
        let told = run.instance_events("a-1");
        assert!(
            told.iter().any(|event| event.starts_with("1800 ") && event.contains("INACTIVE")),
            "{told:?}"
        );
    }
}

/// Whatever is there, in whatever state, is gone with the call: interfaces too, and what waits in the agent's queue.
#[test]
fn ci_05_nothing_outlasts_the_call() {
    const AWSVPC: &str = "networkConfiguration = { awsvpcConfiguration = { subnets = [\"a\"] } }";
    let awsvpc = |family: &str, lines: &str| {
        let container = format!("{{ name = \"app\", image = \"i\", cpu = 100, memory = 128{lines} }}");
        format!(
            "[[taskDefinitions]]\nfamily = \"{family}\"\nnetworkMode = \"awsvpc\"\ncontainerDefinitions = [{container}]"
        )
    };
    let world = World::lasting("20m")
        .measured()
        .hosts_in("zone-a", "a", 1, 2048)
        .hosts_in("zone-b", "b", 1, 2048)
        .with(&awsvpc("web", ", stopTimeout = 120"))
        .with(&awsvpc("log", ""))
        .with(&awsvpc("job", ""))
        .application("web:1", "shutDownTime = \"90s\"")
        .service("web", 4, AWSVPC)
        .daemon("log", AWSVPC);
    let job = r#"startTask = { taskDefinition = "job", containerInstances = ["a-1"], networkConfiguration = { awsvpcConfiguration = { subnets = ["a"] } } }"#;
    // Attaching, running, shutting down and detaching, at one moment or the other.
    for at in ["10s", "21s", "60s", "303s", "309s", "350s", "395s", "405s", "500s"] {
        for lines in ["", "interfaceDetachTime = \"1m\"", "holdInterfaceUntilStopped = false"] {
            let run = world
                .clone()
                .behavior(lines)
                .action("1s", job)
                .action("5m", "updateService = { service = \"web\", desiredCount = 1 }")
                .action(at, DEREGISTER_A)
                .run();
            let there = run.tasks().into_iter().filter(|task| run.host_of(task) == "a-1");
            let called: f64 = at.trim_end_matches('s').parse().expect("seconds");
            let mut ended = there.map(|task| task.stopped_at.map_or(f64::INFINITY, SimTime::as_secs_f64));
            assert!(ended.all(|ended| ended <= called), "at {at}, {lines}");
        }
    }
}

/// One whose host runs is no candidate any more; one that has not registered, or is gone, is passed over.
#[test]
fn ci_05_a_deregistered_instance_takes_no_task_and_a_call_for_none_does_nothing() {
    let world = World::lasting("1h")
        .measured()
        .hosts_in("zone-a", "a", 1, 4096)
        .late_hosts("zone-b", "b", 1, 4096, "20m")
        .definition("web", 1, "")
        .service("web", 2, "");
    let early = r#"deregisterContainerInstance = { containerInstance = "b-1", force = true }"#;
    let run = world.action("5m", early).action("30m", DEREGISTER_A).action("40m", DEREGISTER_A).run();
    let hosts: Vec<_> = run.tasks().iter().map(|task| run.host_of(task).to_owned()).collect();
    assert_eq!(hosts, ["a-1", "a-1", "b-1", "b-1"]);
    let told = run.instance_events("a-1");
    assert_eq!(told.iter().filter(|event| event.contains("INACTIVE")).count(), 1, "{told:?}");
}

/// A host that was to come back is none of the cluster's any more.
#[test]
fn ci_05_a_deregistered_host_does_not_come_back() {
    let fault = format!("{STOP}\nrestartedAfter = \"20m\"");
    let world = World::lasting("1h")
        .measured()
        .hosts_in("zone-a", "a", 1, 4096)
        .definition("web", 1, "")
        .service("web", 1, "")
        .fault(&fault);
    let run = world.action("15m", DEREGISTER_A).run();
    let told = run.instance_events("a-1");
    assert!(told.last().is_some_and(|event| event.starts_with("900 ")), "{told:?}");
    assert_eq!(run.tasks().len(), 1);
}

/// Nothing is ignored in silence: neither a call that comes too early, nor one that comes twice or matches nothing.
#[test]
fn ci_01_ci_05_a_call_that_does_nothing_is_told() {
    let world = World::lasting("1h").hosts_in("zone-a", "a", 1, 4096);
    let world = world.late_hosts("zone-b", "b", 1, 4096, "20m").late_hosts("zone-c", "c", 1, 4096, "2h");
    let drain = |of: &str| format!("updateContainerInstancesState = {{ {of}, status = \"DRAINING\" }}");
    let b = r#"deregisterContainerInstance = { containerInstance = "b-1", force = true }"#;
    let run = world
        .definition("web", 1, "")
        .service("web", 2, "")
        .action("5m", b)
        .action("6m", &drain("containerInstances = [\"b-1\"]"))
        .action("7m", &drain("availabilityZone = \"zone-c\""))
        .action("30m", DEREGISTER_A)
        .action("31m", DEREGISTER_A)
        .action("32m", &drain("containerInstances = [\"a-1\", \"b-1\"]"))
        .action("40m", r#"terminateInstances = { containerInstances = ["a-1", "b-1"] }"#)
        .action("41m", r#"terminateInstances = { containerInstances = ["a-1", "b-1", "c-1"] }"#)
        .run();
    assert_eq!(
        run.outcome.notes[1..],
        [
            "deregisterContainerInstance at 00:05:00 did nothing: b-1 had not registered yet",
            "updateContainerInstancesState at 00:06:00 did nothing: b-1 had not registered yet",
            "updateContainerInstancesState at 00:07:00 did nothing: no instance matched",
            "deregisterContainerInstance at 00:31:00 did nothing: a-1 was not registered any more",
            "updateContainerInstancesState at 00:32:00 did nothing: a-1 was not registered any more",
            "2 more calls did nothing",
        ]
    );
}

/// EC2 bills what runs: until the machine is terminated, or to the end, which is told.
#[test]
fn ci_05_a_machine_that_runs_on_costs_on() {
    let world = World::lasting("1h").hosts_in("zone-a", "a", 1, 4096).action("30m", DEREGISTER_A);
    let cost = |run: &Run| run.number("cluster.cost").expect("a price");
    let run = world.run();
    let hour = cost(&run);
    assert!((hour - 0.096).abs() < 1e-9, "{hour}");
    assert_eq!(
        run.outcome.notes[1..],
        ["a-1 was deregistered and runs on: cluster.cost counts it to the end"]
    );
    let terminated = world.clone().action("45m", TERMINATE_A).run();
    assert!((cost(&terminated) - 0.75 * hour).abs() < 1e-9, "{}", cost(&terminated));
    assert_eq!(terminated.outcome.notes.len(), 1);
    // A host without power is none that runs on.
    let lost = world.fault(LOSE).run();
    assert!((cost(&lost) - 0.5 * hour).abs() < 1e-9, "{}", cost(&lost));
    assert_eq!(lost.outcome.notes.len(), 1);
}
