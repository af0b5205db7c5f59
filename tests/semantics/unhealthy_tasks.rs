//! Unhealthy tasks are replaced: first start, then stop, as far as the bounds allow (services.md §1.3).

use super::load_balancers::BALANCED;
use super::world::{Run, STAY, World};

/// Two tasks on hosts of one zone behind a target group, and a spare host in another, where replacements go. A host
/// with a task loses power at 300 s, which ECS does not notice by itself for an hour.
fn lose_a_host(minimum: u32, maximum: u32) -> Run {
    let bounds = format!(
        "deploymentConfiguration = {{ minimumHealthyPercent = {minimum}, maximumPercent = {maximum} }}"
    );
    World::lasting("30m")
        .behavior("agentDisconnectDelay = \"1h\"")
        .hosts(2, 2048)
        .late_hosts("zone-b", "spare", 1, 2048, "100s")
        .definition("web", 1, "portMappings = [{ containerPort = 80 }]")
        .target_group("web", "")
        .service("web", 2, &format!("{BALANCED}\n{bounds}\n{STAY}"))
        .fault("action = \"plimsoll:host-loss\"\nat = \"300s\"\navailabilityZone = \"zone-a\"")
        .run()
}

/// Two failed checks, 10 s apart and 5 s of silence each, and ECS asks every 10 s.
#[test]
fn hl_03_ad_06_s1_3_1_an_unhealthy_target_is_replaced_before_it_is_stopped() {
    let run = lose_a_host(100, 200);
    insta::assert_snapshot!(run.log("web", 300.0), @"
    320.142163 has started 1 tasks
    321.142163 registered 1 targets in (target-group web)
    324.142163 is unhealthy in (target-group web) due to (reason Health checks failed).
    324.142163 has stopped 1 running tasks
    324.142163 deregistered 1 targets in (target-group web)
    324.142163 has begun draining connections on 1 tasks.
    325.142163 has reached a steady state.
    ");
    // Nobody on the dead host confirms the stop: the task does not get past STOPPING.
    let lost = run.tasks().iter().position(|task| task.stopping_at.is_some()).expect("a task was lost");
    assert_eq!(run.states(lost).last().map(|state| state.split(' ').nth(1)), Some(Some("STOPPING")));
    assert_eq!(run.tasks()[lost].stopped_at, None);
    assert_eq!(run.placed(300.0), [("spare-1".to_owned(), 1)].into());
}

#[test]
fn hl_03_s1_3_2_where_the_maximum_forbids_it_one_is_stopped_first() {
    assert_eq!(lose_a_host(100, 200).moves("web", 300.0), "+1 -1");
    assert_eq!(lose_a_host(50, 100).moves("web", 300.0), "-1 +1");
}

/// Neither the task nor any replacement ever answers: of two unhealthy tasks one goes, and the next comes.
#[test]
fn hl_03_s1_3_1_an_unhealthy_replacement_sends_one_of_the_two_away() {
    let run = World::lasting("20m")
        .hosts(1, 2048)
        .definition("web", 1, "portMappings = [{ containerPort = 80 }]")
        .application("web:1", "startUpTime = \"10h\"")
        .target_group("web", "")
        .service("web", 1, BALANCED)
        .run();
    let moves = run.moves("web", 0.0);
    assert!(moves.starts_with("+1 +1 -1 +1 -1 +1 -1"), "{moves}");
    let reason = run.tasks().iter().find_map(|task| task.stopped_reason.clone()).expect("one has stopped");
    assert_eq!(reason, "Task failed ELB health checks in (target-group web)");
}

/// A container check that never passes: three probes 10 s apart make the task unhealthy.
#[test]
fn hl_03_s1_3_1_container_checks_count_as_well() {
    let check = "healthCheck = { command = [\"CMD\", \"false\"], interval = 10, retries = 3 }";
    let run = World::lasting("5m")
        .hosts(1, 2048)
        .definition("web", 1, check)
        .application("web:1", "startUpTime = \"10h\"")
        .service("web", 1, "")
        .run();
    assert!(run.moves("web", 0.0).starts_with("+1 +1 -1 +1 -1"), "{}", run.moves("web", 0.0));
    assert_eq!(run.tasks()[0].stopped_reason.as_deref(), Some("Task failed container health checks"));
}
