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
            && big.contains(" of web on other-1 and lower the desiredCount of web by 1"),
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
