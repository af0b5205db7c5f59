//! A host that an API call ends, and one that is lost: what ECS makes of each (placement.md §4).

use super::deregistration::DEREGISTER_A;
use super::instances::{on_a, two_zones};
use super::load_balancers::BALANCED;
use super::world::{Run, STAY, World, scale};

const CLOSE: &str = "agentCloseDelay = \"50s\"";
const SILENCE: &str = "agentDisconnectDelay = \"80s\"";
pub const LOSE: &str = "action = \"plimsoll:host-loss\"\nat = \"100s\"\navailabilityZone = \"zone-a\"";
pub const STOP: &str = "action = \"aws:ec2:stop-instances\"\nat = \"100s\"\navailabilityZone = \"zone-a\"";
const TERMINATE: &str =
    "action = \"aws:ec2:terminate-instances\"\nat = \"100s\"\navailabilityZone = \"zone-a\"";
pub const TERMINATE_A: &str = r#"terminateInstances = { containerInstances = ["a-1"] }"#;

const START_ON_A: &str = r#"startTask = { taskDefinition = "web", containerInstances = ["a-1"] }"#;

/// Whether tasks of the service were placed on `a-1` from 100 s on.
fn gets_more(run: &Run) -> bool {
    run.placed(100.0).contains_key("a-1")
}

/// From the call on, though the agent counts as connected for 50 s more; a lost host is a candidate until the silence is
/// noticed.
#[test]
fn ci_02_ci_03_from_the_call_on_a_host_takes_no_new_task() {
    let behavior = format!("{CLOSE}\n{SILENCE}\nterminationDelay = \"2m\"");
    let scaled =
        |fault: &str, at: &str| two_zones().behavior(&behavior).fault(fault).action(at, &scale("web", 6));
    for (fault, candidate) in [(STOP, false), (TERMINATE, false), (LOSE, true)] {
        let run = scaled(fault, "101s").action("105s", START_ON_A).run();
        assert_eq!(run.instance_events("a-1").first().map(|event| &event[..2]), Some("0 "));
        assert_eq!(gets_more(&run), candidate, "{fault}");
        let told = &run.calls()[0];
        assert_eq!(told.contains("(container-instance a-1 AGENT)"), !candidate, "{told}");
    }
    assert!(!gets_more(&scaled(LOSE, "185s").run()), "noticed at 180 s");
}

/// There is room for the second task, and the agent counts as connected until the run is over: ECS says `AGENT`.
#[test]
fn ci_03_an_agent_that_shuts_down_is_named_in_the_failure() {
    let world = World::lasting("6m").behavior("agentCloseDelay = \"5m\"").hosts(1, 2048);
    let run = world
        .definition("web", 1, "")
        .service("web", 1, "")
        .fault("action = \"aws:ec2:stop-instances\"\nat = \"100s\"")
        .action("101s", &scale("web", 2))
        .run();
    let log = run.log("web", 100.0);
    assert!(log.contains("(container-instance host-1) encountered error \"AGENT\"."), "{log}");
}

/// The agent counts as disconnected and the tasks stay RUNNING; what ends them is a restart or the termination, after
/// which the instance stays registered (CI-04).
#[test]
fn ci_03_ad_04_tasks_of_a_stopped_host_may_be_stuck() {
    let stuck = |fault: &str| {
        two_zones().behavior("agentCloseDelay = \"8s\"\nstoppedHostTasks = \"stuck\"").fault(fault)
    };
    let run = stuck(STOP).run();
    assert_eq!(run.instance_events("a-1")[1..], ["108 status ACTIVE, agentConnected false"]);
    assert_eq!(run.times(on_a(&run)), "1 4 4 - -");
    assert_eq!(run.log("web", 100.0), "");
    let run = stuck(STOP).action("10m", TERMINATE_A).run();
    assert_eq!(run.times(on_a(&run)), "1 4 4 630 630");
    assert_eq!(run.outcome.instances[0].deregistered_at, None);
    let run = stuck(&format!("{STOP}\nrestartedAfter = \"5m\"")).run();
    assert_eq!(run.times(on_a(&run)), "1 4 4 400 400");
    // What is terminated goes as it always does.
    let run = stuck(TERMINATE).run();
    assert_eq!(run.times(on_a(&run)), "1 4 4 130 130");
}

/// Placed before the silence was noticed, a task waits for an agent that never answers; nothing but the end of its host
/// ends it.
#[test]
fn ad_04_a_task_that_was_sent_to_a_lost_host_stays_pending() {
    let world = two_zones().behavior(SILENCE).fault(LOSE).action("101s", &scale("web", 3));
    let run = world.clone().run();
    let third = &run.tasks()[2];
    assert_eq!((run.host_of(third), third.started_at, third.stopped_at), ("a-1", None, None));
    assert_eq!(run.figure("services.web.pendingCount.final"), "1");
    let ended = world.action("10m", TERMINATE_A).run();
    assert_eq!(ended.tasks()[2].stop_code, Some("TerminationNotice"));
    assert_eq!(ended.figure("services.web.runningCount.final"), "3");
}

/// It is told to stop, and nobody confirms that: not the call, not the scheduler. A restart does, or the termination.
#[test]
fn ad_04_a_task_that_is_told_to_stop_on_a_lost_host_stays_stopping() {
    let world = |more: &str| two_zones().behavior(SILENCE).fault(&format!("{LOSE}{more}"));
    for call in [r#"stopTask = { service = "web", count = "all" }"#.to_owned(), scale("web", 0)] {
        let run = world("").action("5m", &call).run();
        let lost = &run.tasks()[on_a(&run)];
        assert!(lost.stopping_at.is_some() && lost.stopped_at.is_none(), "{call}: {lost:?}");
        assert_eq!(run.states(on_a(&run)).last().map(|state| state.ends_with(" STOPPING")), Some(true));
        let back = world("\nrestartedAfter = \"10m\"").action("5m", &call).run();
        assert_eq!(back.times(on_a(&back)).split(' ').next_back(), Some("700"), "{call}");
        let gone = world("").action("5m", &call).action("10m", TERMINATE_A).run();
        assert_eq!(gone.times(on_a(&gone)).split(' ').next_back(), Some("630"), "{call}");
    }
}

/// AD-06: behind a load balancer they are replaced all the same, whenever the silence is noticed.
#[test]
fn ad_04_ad_06_a_lost_host_is_found_out_by_its_targets() {
    let world = |silence: &str| {
        let port = "portMappings = [{ containerPort = 80 }]";
        let world = World::lasting("30m").hosts_in("zone-a", "a", 1, 256).hosts_in("zone-b", "b", 2, 1024);
        let world = world.definition("web", 1, port).target_group("web", "").service(
            "web",
            3,
            &format!("{BALANCED}\n{STAY}"),
        );
        world.behavior(&format!("agentDisconnectDelay = \"{silence}\"")).fault(LOSE).run()
    };
    for silence in ["1s", "80s", "1h"] {
        let run = world(silence);
        let lost = &run.tasks()[on_a(&run)];
        assert_eq!(
            lost.stopped_reason.as_deref(),
            Some("Task failed ELB health checks in (target-group web)"),
            "{silence}"
        );
        assert_eq!(lost.stopped_at, None, "nobody confirms");
        assert_eq!(run.moves("web", 100.0), "+1 -1", "{silence}");
        assert_eq!(run.figure("services.web.healthyCount.final"), "3");
    }
}

/// AD-08: as the health check of an Auto Scaling group does: 30 s later its tasks end and are replaced. Its agent counts as
/// connected or does not by then, which decides whether it is deregistered (CI-04).
#[test]
fn ad_08_ci_04_a_lost_host_is_terminated_when_the_scenario_says_so() {
    for (after, at, deregistered) in [("20s", "150", true), ("5m", "430", false)] {
        let run =
            two_zones().behavior(SILENCE).fault(&format!("{LOSE}\nterminatedAfter = \"{after}\"")).run();
        assert_eq!(run.times(on_a(&run)), format!("1 4 4 {at} {at}"));
        assert_eq!(run.outcome.instances[0].deregistered_at.is_some(), deregistered, "{after}");
        assert_eq!(run.figure("services.web.runningCount.final"), "2");
    }
}

/// A host that is back is a new one to its tasks: none of those before runs there, and new ones do.
#[test]
fn ad_04_a_lost_host_that_comes_back_is_empty() {
    let fault = format!("{LOSE}\nrestartedAfter = \"300s\"");
    let run = two_zones().behavior(SILENCE).fault(&fault).action("10m", &scale("web", 6)).run();
    let events = run.instance_events("a-1");
    assert_eq!(
        events[1..],
        ["180 status ACTIVE, agentConnected false", "400 status ACTIVE, agentConnected true"]
    );
    assert_eq!(run.times(on_a(&run)), "1 4 4 400 400");
    assert!(run.placed(500.0).contains_key("a-1"));
    assert_eq!(run.figure("services.web.runningCount.final"), "6");
}

/// A deployment that waits for tasks on a dead host says so where the run ends, and is in progress, not stuck: neither
/// placement nor the percentages are in its way.
#[test]
fn ad_04_a_deployment_that_a_dead_host_holds_up_is_told() {
    let world = |restarted: &str| {
        let world = two_zones().definition("web", 2, "").definition("log", 1, "").definition("log", 2, "");
        let world = world.daemon("log", "").fault(&format!("{LOSE}\n{restarted}"));
        let update = |of| format!("updateService = {{ service = \"{of}\", taskDefinition = \"{of}:2\" }}");
        world.action("300s", &update("web")).action("300s", &update("log")).run()
    };
    let run = world("");
    for service in ["web", "log"] {
        assert_eq!(waits_for(&run, service), Some(held("older task to stop")));
        let open = format!("services.{service}.deployments.open");
        assert_eq!(run.word(&format!("{open}.definition")), Some(&*format!("{service}:2")));
        assert_eq!(run.word(&format!("{open}.limitedBy")), Some("AGENT"));
        assert_eq!(run.figure(&format!("services.{service}.deployments.stuck")), "0");
        assert_eq!(run.figure(&format!("services.{service}.deployments.inProgress")), "1");
    }
    // The host comes back, and nothing is left to be told.
    let back = world("restartedAfter = \"10m\"");
    assert_eq!([waits_for(&back, "web"), waits_for(&back, "log")], [None, None]);
}

/// What a service waits for at the end.
fn waits_for(run: &Run, service: &str) -> Option<String> {
    run.word(&format!("services.{service}.waitsFor")).map(str::to_owned)
}

fn held(what: &str) -> String {
    format!(
        "1 {what}, on a-1 (agent not connected), until the host is back, terminated or deregistered by force"
    )
}

/// The lone first task of a revision is sent to a host that has just died, and the others wait for it: that is told, and
/// whatever is said to end it does. Another deployment goes on without the task, and cannot complete.
#[test]
fn ad_04_sc_08_a_deployment_whose_first_task_waits_on_a_dead_host_is_told_with_what_ends_it() {
    let update = |more: &str| format!("updateService = {{ service = \"web\", {more} }}");
    let world = |more: &str| {
        let world = two_zones().definition("web", 2, "").behavior(SILENCE).behavior("firstTaskAlone = true");
        world.fault(&format!("{LOSE}\n{more}")).action("101s", &update("taskDefinition = \"web:2\""))
    };
    let run = world("").run();
    let first = &run.tasks()[2];
    assert_eq!((run.host_of(first), first.started_at, run.tasks().len()), ("a-1", None, 3));
    assert_eq!(waits_for(&run, "web"), Some(held("task to start")));
    let completed = |run: &Run| run.figure("services.web.deployments.completed");
    assert_eq!(completed(&run), "0");
    for call in [DEREGISTER_A, TERMINATE_A] {
        let run = world("").action("10m", call).run();
        assert_eq!((completed(&run).as_str(), waits_for(&run, "web")), ("1", None), "{call}");
    }
    // With the first task out of the way the others start, and the older one there is told to stop.
    let draining = r#"updateContainerInstancesState = { containerInstances = ["a-1"], status = "DRAINING" }"#;
    let run = world("").action("10m", draining).run();
    assert_eq!(waits_for(&run, "web"), Some(held("older task to stop")));
    assert_eq!(run.figure("services.web.runningCount.final"), "2");
    assert_eq!(completed(&world("restartedAfter = \"10m\"").run()), "1");
    let again = world("").action("10m", &update("forceNewDeployment = true")).run();
    assert_eq!(completed(&again), "0");
    let told = waits_for(&again, "web").expect("it waits");
    assert!(told.starts_with("2 older tasks to stop"), "{told}");
    assert_eq!(again.figure("services.web.runningCount.final"), "2");
}

/// No deployment is in progress, and the service is short of a task all the same.
#[test]
fn ad_04_a_service_whose_task_waits_on_a_dead_host_is_told() {
    let world = two_zones().behavior(SILENCE).fault(LOSE).action("101s", &scale("web", 4));
    assert_eq!(waits_for(&world.run(), "web"), Some(held("task to start")));
    assert_eq!(world.run().word("services.web.missingCount.limitedBy"), Some("AGENT"));
    assert_eq!(waits_for(&world.action("10m", TERMINATE_A).run(), "web"), None);
}
