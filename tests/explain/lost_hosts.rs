//! Hosts without power that ECS counts on: what is said of each depends on how it came to it.

use super::{scenario, told};

/// A host that is lost is a candidate until ECS notices; afterwards the tasks there count on.
#[test]
fn ad_04_ad_07_a_host_that_lost_power_is_named() {
    // ECS would place the next task there, where it never runs; the place of a task there is no advice.
    insta::assert_snapshot!("dead-host", told(&scenario("dead"), &["--service", "web", "--at", "6m"]));
    insta::assert_snapshot!("silent-host", told(&scenario("dead"), &["--service", "web", "--at", "8m"]));
    let big = told(&scenario("dead"), &["--service", "zbig", "--at", "6m"]);
    assert!(!big.contains("on dying-1"), "{big}");
    assert!(
        big.contains("Stop task ")
            && big.contains(" of web on other-1 and lower the desiredCount of web to what then runs of it"),
        "{big}"
    );
}

/// Tasks that hang are counted apart from those that ECS takes for unhealthy.
#[test]
fn ad_06_tasks_that_hang_are_told() {
    let at = |at: &str| told(&scenario("hang"), &["--service", "web", "--at", at]);
    let says = "2 tasks run on and answer nothing: ECS learns of it by their health checks alone";
    assert!(at("6m").contains("3 running, 3 healthy") && at("6m").contains(says), "{}", at("6m"));
    assert!(!at("11m").contains("answer nothing"), "{}", at("11m"));
}

/// One that EC2 has been told to stop takes nothing more, and its tasks end when its agent is noticed as lost.
#[test]
fn ci_03_a_host_that_is_being_stopped_is_named() {
    insta::assert_snapshot!("leaving-host", told(&scenario("ends"), &["--service", "web", "--at", "6m"]));
    let later = told(&scenario("ends"), &["--service", "web", "--at", "7m"]);
    assert!(!later.contains("told to stop") && !later.contains("no power"), "{later}");
    let json = told(&scenario("ends"), &["--service", "web", "--at", "6m", "--format", "json"]);
    assert!(json.contains("\"standing\": \"leaving\""), "{json}");
}

/// Tasks that nobody confirms the stop of hold a deployment's maximum, and in the end its completion.
#[test]
fn ad_04_tasks_that_stop_on_a_dead_host_are_listed_with_what_they_hold_up() {
    insta::assert_snapshot!("held", told(&scenario("held"), &["--service", "web", "--at", "630s"]));
    let json = told(&scenario("held"), &["--service", "web", "--format", "json"]);
    assert!(
        json.contains("\"holdsDeployment\": true") && json.contains("\"agentConnected\": false"),
        "{json}"
    );
}

/// The others wait for the first task of their revision, which was sent to a host that starts nothing.
#[test]
fn ad_04_sc_08_a_first_task_on_a_dead_host_is_named_with_the_rule_and_what_ends_it() {
    insta::assert_snapshot!("first", told(&scenario("first"), &["--service", "web", "--at", "1h"]));
    let json = told(&scenario("first"), &["--service", "web", "--at", "1h", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let (stalled, first) = (&document["service"]["stalled"][0], &document["service"]["waiting"]["firstTask"]);
    assert_eq!((&stalled["lastStatus"], &stalled["agentConnected"]), (&"PENDING".into(), &false.into()));
    assert_eq!(stalled["taskId"], first["taskId"]);
    // Until ECS notices, its agent counts as connected.
    let before = told(&scenario("first"), &["--service", "web", "--at", "10m30s"]);
    for said in ["on dying-1 (ECS has not noticed yet)", "it is PENDING on dying-1, which has lost power."] {
        assert!(before.replace('\n', " ").contains(said), "{before}");
    }
}

/// An ordinary first task is waited for as well, and is no trouble.
#[test]
fn sc_08_what_waits_for_the_first_task_is_told() {
    let changes = ["--set", "faults.0.at=90m", "--set", "behavior.taskLaunchTime=30s"];
    let told = told(&scenario("first"), &[&["--service", "web", "--at", "10m20s"][..], &changes].concat());
    assert!(told.contains("What is missing waits for the first task of web:2"), "{told}");
    assert!(!told.contains("starts nothing") && !told.contains("lost power"), "{told}");
}
