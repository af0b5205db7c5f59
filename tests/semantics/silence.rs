//! Agents that do not reach ECS while their hosts run on (placement.md §4.2).

use super::world::{World, scale};

/// A host in each of two zones; the agent of b-1 is silent from 100 s to 700 s, which ECS notices after 60 to 120 s.
fn world(definition: &str, desired: u32) -> World {
    World::lasting("30m")
        .hosts_in("zone-a", "a", 1, 2048)
        .hosts_in("zone-b", "b", 1, 2048)
        .definition("web", 1, definition)
        .service("web", desired, "availabilityZoneRebalancing = \"DISABLED\"")
        .fault("action = \"plimsoll:agent-disconnect\"\navailabilityZone = \"zone-b\"\nat = \"100s\"\nfor = \"10m\"")
}

/// Example 43 of placement: nothing is rescheduled, and what is new goes elsewhere.
#[test]
fn ad_02_ad_04_tasks_of_a_silent_agent_stay_and_none_is_placed_there() {
    let run = world("", 2).action("300s", &scale("web", 5)).run();
    assert_eq!(run.placed(300.0), [("a-1".to_owned(), 3)].into());
    assert!(run.tasks().iter().all(|task| task.stopping_at.is_none()));
    let told = run.instance_events("b-1");
    let connected: Vec<bool> = told.iter().map(|line| line.ends_with("agentConnected true")).collect();
    assert_eq!(connected, [true, false, true], "{told:?}");
    assert!(told[2].starts_with("700 "), "{told:?}");
    assert_eq!(world("", 2).run().figure("services.web.availability"), "1", "they serve all the time");
}

/// The containers go on until the agent hears of it.
#[test]
fn ad_04_what_is_to_stop_stops_when_the_agent_is_back() {
    let run = world("", 2).action("300s", &scale("web", 0)).run();
    let stopped = |zone: &str| {
        let tasks = run.tasks();
        let task = tasks.iter().find(|task| run.host_of(task).starts_with(zone)).expect("one a zone");
        task.stopped_at.expect("it stops").as_secs_f64()
    };
    assert!(stopped("a") < 400.0 && stopped("b") >= 700.0, "{} {}", stopped("a"), stopped("b"));
}

/// A container that exits meanwhile is told with the reconnection, and replaced then.
#[test]
fn ad_04_what_happened_is_told_when_the_agent_is_back() {
    let run = world("", 2).application("web:1", "timeToFailure = \"200s\"").run();
    let of_b: Vec<_> = run.tasks().into_iter().filter(|task| run.host_of(task).starts_with("b-")).collect();
    let ended = of_b[0].stopped_at.expect("it ends").as_secs_f64();
    assert!((700.0..705.0).contains(&ended), "{ended}");
    assert_eq!(of_b[0].exit_code, Some(1));
    assert!(run.number("services.web.availability").expect("a figure") < 1.0, "nobody served meanwhile");
}

/// AD-05: the last word on a container's health stays until the agent is back.
#[test]
fn ad_05_container_health_is_frozen() {
    let check = "healthCheck = { command = [\"true\"], interval = 5, timeout = 2, retries = 2 }";
    let hang = "action = \"plimsoll:container-hang\"\nservice = \"web\"\ncount = \"all\"\nat = \"95s\"";
    let run = world(check, 2).fault(hang).run();
    let of_b: Vec<_> = run.tasks().into_iter().filter(|task| run.host_of(task).starts_with("b-")).collect();
    let stopping = of_b[0].stopping_at.expect("it is replaced").as_secs_f64();
    assert!(stopping >= 700.0, "{stopping}");
}

/// CI-04: what ECS does not hear from stays registered when it is terminated.
#[test]
fn ci_04_a_silent_instance_that_is_terminated_stays_registered() {
    let run = world("", 2).action("400s", "terminateInstances = { containerInstances = [\"b-1\"] }").run();
    assert!(run.instance_events("b-1").iter().all(|line| !line.contains("INACTIVE")));
    assert_eq!(run.placed(400.0), [("a-1".to_owned(), 1)].into());
}

/// AD-01: sessions of half an hour, ten seconds to reconnect; what runs stays, and nothing is replaced.
#[test]
fn ad_01_ad_03_agents_reconnect_and_take_no_task_meanwhile() {
    let world = World::lasting("2h")
        .behavior("agentReconnectInterval = \"30m\"\nagentReconnectTime = \"10s\"")
        .hosts(1, 2048)
        .definition("web", 1, "")
        .definition("job", 1, "")
        .service("web", 2, "");
    let run = world
        .action("1805s", "runTask = { taskDefinition = \"job\" }")
        .action("1815s", "runTask = { taskDefinition = \"job\" }")
        .run();
    let told: Vec<String> = run.instance_events("host-1");
    let lost: Vec<&str> = told
        .iter()
        .filter(|line| line.ends_with("agentConnected false"))
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(lost, ["1800", "3600", "5400"], "each ends half an hour after the one before");
    assert_eq!(told.iter().filter(|line| line.ends_with("agentConnected true")).count(), 4);
    let calls = run.calls();
    assert!(calls[0].contains("tasks 0; failures 1: (container-instance host-1 AGENT)"), "{calls:?}");
    assert!(calls[1].contains("tasks 1"), "{calls:?}");
    assert_eq!(run.figure("services.web.deployments.startedTasks"), "2");
    assert_eq!(run.figure("services.web.availability"), "1");
}

/// Off, nothing is drawn and nobody reconnects.
#[test]
fn ad_01_agents_stay_connected_unless_the_setting_says_otherwise() {
    let run = World::lasting("2h").hosts(1, 2048).definition("web", 1, "").service("web", 1, "").run();
    assert_eq!(run.instance_events("host-1").len(), 1);
}

/// A host that is silent anyway, or has lost power, does not reconnect before its time.
#[test]
fn ad_01_ad_04_a_silence_outlasts_a_reconnection() {
    let world = |fault: &str| {
        World::lasting("30m")
            .behavior("agentReconnectInterval = \"100s\"\nagentReconnectTime = \"20s\"")
            .hosts(1, 2048)
            .definition("web", 1, "")
            .service("web", 1, "")
            .fault(fault)
            .run()
    };
    let run = world("action = \"plimsoll:agent-disconnect\"\nat = \"110s\"\nfor = \"5m\"");
    let told = run.instance_events("host-1");
    let moments: Vec<&str> = told.iter().filter_map(|line| line.split(' ').next()).take(3).collect();
    assert_eq!(moments, ["0", "100", "410"], "{told:?}");
    let run = world("action = \"aws:ec2:stop-instances\"\nat = \"110s\"\nrestartedAfter = \"10m\"");
    let told = run.instance_events("host-1");
    assert!(
        told.iter().any(|line| line.starts_with("710 ") && line.ends_with("agentConnected true")),
        "{told:?}"
    );
}
