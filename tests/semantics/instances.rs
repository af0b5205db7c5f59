//! Container instances that stop, come back and go (placement.md §4).

use std::collections::BTreeSet;

use super::world::{Run, STAY, World, seconds};

const STOP: &str = "action = \"aws:ec2:stop-instances\"\nat = \"100s\"";
const TERMINATE: &str = "action = \"aws:ec2:terminate-instances\"\nat = \"100s\"";
const LOSE: &str = "action = \"plimsoll:host-loss\"\nat = \"100s\"";
/// How soon the agent of a stopped host disconnects, and how late the silence of a lost one is noticed.
const CLOSE: &str = "agentCloseDelay = \"8s\"";
const SILENCE: &str = "agentDisconnectDelay = \"80s\"";

/// One host in one zone, another one in another, and a task on each.
pub fn two_zones() -> World {
    let world = World::lasting("30m").hosts_in("zone-a", "a", 1, 2048).hosts_in("zone-b", "b", 1, 2048);
    world.definition("web", 1, "").service("web", 2, STAY)
}

fn in_zone_a(fault: &str) -> String {
    format!("{fault}\navailabilityZone = \"zone-a\"")
}

/// The task that was on the host `a` from the start.
pub fn on_a(run: &Run) -> usize {
    run.tasks().iter().position(|task| run.host_of(task) == "a-1").expect("a task on a")
}

#[test]
fn ci_02_ad_09_a_terminated_instance_is_inactive_after_30_seconds() {
    for (behavior, at) in [("", "130"), ("terminationDelay = \"5s\"", "105")] {
        let run = two_zones().behavior(behavior).fault(&in_zone_a(TERMINATE)).run();
        let events = run.instance_events("a-1");
        assert_eq!(events.last(), Some(&format!("{at} status INACTIVE, agentConnected false")));
        assert_eq!(run.outcome.instances[0].deregistered_at.map(seconds).as_deref(), Some(at));
        assert_eq!(run.times(on_a(&run)), format!("1 4 4 {at} {at}"));
        let task = &run.tasks()[on_a(&run)];
        assert_eq!(task.stop_code, Some("TerminationNotice"));
        // It is no candidate any more: the replacement goes to what is left, a second later.
        let replacement = run.tasks()[2].clone();
        let later = at.parse::<f64>().expect("a number") + 1.0;
        assert_eq!((run.host_of(&replacement), replacement.created_at.as_secs_f64()), ("b-1", later));
    }
}

#[test]
fn ad_09_a_terminated_instance_is_replaced_when_the_scenario_says_so() {
    let run = two_zones().fault(&format!("{}\nreplacedAfter = \"60s\"", in_zone_a(TERMINATE))).run();
    let instances = &run.outcome.instances;
    assert_eq!(instances.len(), 3);
    assert_eq!((instances[2].zone.as_str(), seconds(instances[2].registered_at).as_str()), ("zone-a", "160"));
}

/// Its tasks are STOPPED when the silence is noticed; the instance stays ACTIVE, and takes tasks again afterwards.
#[test]
fn ci_03_a_stopped_host_stays_active_and_comes_back() {
    let fault = format!("{}\nrestartedAfter = \"300s\"", in_zone_a(STOP));
    let scale = r#"updateService = { service = "web", desiredCount = 4 }"#;
    let run = two_zones().behavior(CLOSE).fault(&fault).action("10m", scale).run();
    assert_eq!(
        run.instance_events("a-1")[1..],
        ["108 status ACTIVE, agentConnected false", "400 status ACTIVE, agentConnected true"]
    );
    assert_eq!(run.times(on_a(&run)), "1 4 4 108 108");
    assert_eq!(run.tasks()[on_a(&run)].stop_code, Some("InfrastructureHealth"));
    // Two on b by now, so the next two go to a.
    assert_eq!(run.placed(600.0), [("a-1".to_owned(), 2)].into());
    let gone = two_zones().behavior(CLOSE).fault(&in_zone_a(STOP)).run();
    assert_eq!(gone.instance_events("a-1").len(), 2);
    assert_eq!(gone.outcome.instances[0].deregistered_at, None);
}

/// A host that is back before its silence is noticed tells then that its containers are gone.
#[test]
fn ci_03_a_short_stop_is_noticed_at_the_restart() {
    for (fault, delay, back_after, noticed) in [(STOP, CLOSE, "5s", "105"), (LOSE, SILENCE, "30s", "130")] {
        let fault = format!("{}\nrestartedAfter = \"{back_after}\"", in_zone_a(fault));
        let scale = r#"updateService = { service = "web", desiredCount = 6 }"#;
        let run = two_zones().behavior(delay).fault(&fault).action("10m", scale).run();
        assert_eq!(run.instance_events("a-1").len(), 1, "the agent never counted as lost");
        assert_eq!(run.times(on_a(&run)), format!("1 4 4 {noticed} {noticed}"));
        let (after, restart) = (run.creations()[1].0.clone(), noticed.parse::<f64>().expect("a number"));
        assert!(after.parse::<f64>().expect("a number") > restart, "{after}");
        assert!(run.placed(600.0).contains_key("a-1"), "it takes tasks again");
    }
}

/// The second stop at 140 s is noticed 80 s later, not when the first would have been.
#[test]
fn ad_07_a_restart_forgets_the_silence_before_it() {
    let first = format!("{}\nrestartedAfter = \"30s\"", in_zone_a(LOSE));
    let second = in_zone_a(LOSE).replace("100s", "140s");
    let run = two_zones().behavior(SILENCE).fault(&first).fault(&second).run();
    assert_eq!(run.instance_events("a-1")[1..], ["220 status ACTIVE, agentConnected false"]);
}

/// Terminated while it runs, an instance is deregistered; terminated after it was stopped, it is not.
#[test]
fn ci_04_termination_deregisters_only_with_a_connected_agent() {
    let terminate = r#"terminateInstances = { containerInstances = ["a-1"] }"#;
    for stopped_at in ["100s", "200s"] {
        // At 220 s the agent that was stopped at 100 s has disconnected, the one that was at 200 s has not.
        let fault = in_zone_a(STOP).replace("100s", stopped_at);
        let close = "agentCloseDelay = \"25s\"";
        let run = two_zones().behavior(close).fault(&fault).action("220s", terminate).run();
        assert_eq!(run.outcome.instances[0].deregistered_at, None, "stopped at {stopped_at}");
        assert!(run.instance_events("a-1")[1].ends_with("status ACTIVE, agentConnected false"));
        assert!(run.tasks()[on_a(&run)].stopped_at.is_some(), "its tasks end all the same");
    }
    let run = two_zones().action("220s", terminate).run();
    assert_eq!(run.outcome.instances[0].deregistered_at.map(seconds).as_deref(), Some("250"));
}

/// Termination ends the tasks of a lost host; the host is deregistered only while its agent counts as connected.
#[test]
fn ci_04_ad_09_the_termination_of_a_lost_host_ends_its_tasks() {
    let terminate = r#"terminateInstances = { containerInstances = ["a-1"] }"#;
    for (lost_at, deregistered_at) in [("100s", None), ("200s", Some("250"))] {
        let fault = in_zone_a(LOSE).replace("100s", lost_at);
        let run = two_zones().behavior(SILENCE).fault(&fault).action("220s", terminate).run();
        assert_eq!(run.outcome.instances[0].deregistered_at.map(seconds).as_deref(), deregistered_at);
        assert_eq!(run.times(on_a(&run)), "1 4 4 250 250", "lost at {lost_at}");
        assert_eq!(run.tasks()[on_a(&run)].stop_code, Some("TerminationNotice"));
        assert_eq!(run.tasks().len(), 3, "it is replaced");
        let connected =
            run.instance_events("a-1").last().map(|event| event.ends_with("agentConnected false"));
        assert_eq!(connected, Some(true));
    }
}

#[test]
fn ad_02_a_disconnected_instance_is_no_candidate() {
    let scale = r#"updateService = { service = "web", desiredCount = 6 }"#;
    let run = two_zones().behavior(SILENCE).fault(&in_zone_a(LOSE)).action("200s", scale).run();
    assert_eq!(run.placed(100.0), [("b-1".to_owned(), 4)].into());
    let alone = World::lasting("10m").behavior(CLOSE).hosts(1, 2048).definition("web", 1, "");
    let alone = alone.service("web", 1, "").fault(STOP).run();
    let log = alone.log("web", 100.0);
    assert!(log.contains("(container-instance host-1) encountered error \"AGENT\"."), "{log}");
}

/// Half an hour of silence, noticed or not: the tasks stay RUNNING and nothing replaces them.
#[test]
fn ad_04_tasks_of_a_silent_host_stay_running_and_are_not_replaced() {
    for (silence, events) in [("1h", 1), ("80s", 2)] {
        let behavior = format!("agentDisconnectDelay = \"{silence}\"");
        let run = two_zones().behavior(&behavior).fault(&in_zone_a(LOSE)).run();
        assert_eq!(run.instance_events("a-1").len(), events);
        stays_running(&run);
    }
}

fn stays_running(run: &Run) {
    assert_eq!(run.times(on_a(run)), "1 4 4 - -");
    assert_eq!(run.states(on_a(run)).last().map(String::as_str), Some("4 RUNNING"));
    assert_eq!(run.log("web", 100.0), "");
    assert_eq!(run.creations().len(), 1);
}

/// The application would have answered at 104 s, and its host loses power at 100 s: the last word stays.
#[test]
fn ad_05_container_health_is_what_was_last_heard() {
    let check = "healthCheck = { command = [\"CMD\", \"true\"], interval = 10, startPeriod = 300 }";
    let world = World::lasting("30m").hosts(1, 2048).definition("web", 1, check);
    let world = world.application("web:1", "startUpTime = \"100s\"").service("web", 1, "");
    assert_eq!(world.clone().run().times(0), "1 4 104 - -");
    let lost = world.fault(LOSE).behavior(SILENCE).run();
    assert_eq!(lost.times(0), "1 4 - - -");
    assert_eq!(lost.log("web", 100.0), "");
}

#[test]
fn ad_07_silence_is_noticed_after_60_to_120_seconds() {
    let noticed = |seed| {
        let run = two_zones().fault(&in_zone_a(LOSE)).run_with(seed);
        run.instance_events("a-1")[1].split(' ').next().expect("a time").to_owned()
    };
    drawn_evenly(60.0, 120.0, noticed);
}

/// The agent of a host that is shut down closes its connection itself.
#[test]
fn ci_03_ci_02_a_host_that_an_api_call_ends_disconnects_within_1_to_10_seconds() {
    for fault in [STOP, TERMINATE] {
        drawn_evenly(1.0, 10.0, |seed| {
            let run = two_zones().fault(&in_zone_a(fault)).run_with(seed);
            let events = run.instance_events("a-1");
            assert!(events[1].ends_with("status ACTIVE, agentConnected false"), "{events:?}");
            events[1].split(' ').next().expect("a time").to_owned()
        });
    }
}

/// Holds when `drawn`, a time after 100 s, is anywhere between these two by seed.
fn drawn_evenly(low: f64, high: f64, drawn: impl Fn(u64) -> String) {
    let times: BTreeSet<String> = (0..40).map(drawn).collect();
    let late: Vec<f64> = times.iter().map(|at| at.parse::<f64>().expect("a time") - 100.0).collect();
    assert!(late.iter().all(|late| (low..high).contains(late)), "{late:?}");
    // Of 40 even draws, some come early and some late: each third is missed with (2/3)^40 < 10^-7.
    let third = (high - low) / 3.0;
    for part in [0.0, 1.0, 2.0].map(|part| low + part * third..low + (part + 1.0) * third) {
        assert!(late.iter().any(|late| part.contains(late)), "{late:?}");
    }
}

/// All hosts of a zone are lost: nothing moves. Terminated as a health check of their group would, they are replaced.
#[test]
fn p4_4_a_zone_outage_evacuates_nothing() {
    let world = World::lasting("30m").hosts_in("zone-a", "a", 3, 512).hosts_in("zone-b", "b", 3, 512);
    let world = world.definition("web", 1, "").service("web", 4, "").behavior(SILENCE);
    let world = world.fault(&format!("{}\ncount = 3", in_zone_a(LOSE)));
    assert_eq!(world.clone().run().log("web", 100.0), "");
    let run = world.action("5m", r#"terminateInstances = { availabilityZone = "zone-a" }"#).run();
    assert_eq!(run.log("web", 100.0).lines().next(), Some("331 has started 2 tasks"));
    assert!(run.placed(100.0).keys().all(|host| host.starts_with('b')));
}
