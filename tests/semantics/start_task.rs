//! `StartTask`: the caller names the instances (RN-06, RN-07).

use super::standalone::{answers, hosts};

/// RN-06: the caller names instances; neither strategies nor constraints, but resources hold. Worked by hand: host-1 has
/// room for four tasks.
#[test]
fn rn_06_start_task_goes_where_it_is_told_if_there_is_room() {
    let world = hosts(2)
        .with("[[containerInstances]]\nname = \"late\"\ninstanceType = \"m5.large\"\nregisterAfter = \"5m\"");
    let start = |hosts: &str| {
        format!(
            r#"startTask = {{ taskDefinition = "job", startedBy = "cron", containerInstances = [{hosts}] }}"#
        )
    };
    let world = world.action("0s", &start(r#""host-1", "host-1", "host-1""#));
    let world = world.action("10s", &start(r#""host-1", "host-1", "late-1", "host-2""#));
    let run = world.run();
    assert_eq!(answers(&run), ["0 3 0", "10 2 2"]);
    let told = &run.calls()[1];
    // late-1 has not registered, so ECS has never heard of it.
    let expected = "10 StartTask taskDefinition job:1, group family:job, count 4, startedBy cron; tasks 2; failures 2: \
                    (container-instance host-1 RESOURCE:CPU) (container-instance late-1 MISSING)";
    assert_eq!(told, expected);
    assert_eq!(run.placed(0.0), [("host-1".to_owned(), 4), ("host-2".to_owned(), 1)].into());
    assert_eq!(run.number("arrivals.actions.refused.MISSING"), Some(1.0));
}

/// RN-06: a constraint that keeps `RunTask` out is not looked at where the caller names the instance.
#[test]
fn rn_06_pl_08_constraints_bind_run_task_alone() {
    let picky = r#"
        [[taskDefinitions]]
        family = "picky"
        containerDefinitions = [{ name = "app", image = "app", cpu = 256, memory = 128 }]
        placementConstraints = [{ type = "memberOf", expression = "attribute:rack == a" }]"#;
    let world = hosts(1).with(picky).action("0s", r#"runTask = { taskDefinition = "picky" }"#);
    let start = r#"startTask = { taskDefinition = "picky", containerInstances = ["host-1"] }"#;
    let run = world.action("1s", start).run();
    assert_eq!(answers(&run), ["0 0 1", "1 1 0"]);
    let told = &run.calls()[0];
    assert!(
        told.ends_with("(container-instance host-1 MemberOf placement constraint unsatisfied.)"),
        "{told}"
    );
}

/// RN-07, AD-02: a draining host, a gone one and one whose agent is silent take nothing.
#[test]
fn rn_06_rn_07_start_task_asks_active_and_connected_instances_only() {
    let start = r#"startTask = { taskDefinition = "job", containerInstances = ["host-1", "host-2", "host-3", "host-4"] }"#;
    let world = hosts(4)
        .behavior("agentCloseDelay = \"5s\"\nterminationDelay = \"5s\"")
        .action(
            "0s",
            r#"updateContainerInstancesState = { containerInstances = ["host-1"], status = "DRAINING" }"#,
        )
        .action("0s", r#"terminateInstances = { containerInstances = ["host-2"] }"#)
        .fault("action = \"aws:ec2:stop-instances\"\ncount = 4\nat = \"1m\"");
    let run = world.clone().action("30s", start).run();
    let told = &run.calls()[0];
    let expected = "failures 2: (container-instance host-1 INACTIVE) (container-instance host-2 INACTIVE)";
    assert!(told.ends_with(expected), "{told}");
    let run = world.action("2m", start).run();
    let told = &run.calls()[0];
    let silent = "(container-instance host-3 AGENT) (container-instance host-4 AGENT)";
    assert!(told.ends_with(silent), "{told}");
}

/// RN-07, CI-02: calls that name a host that is gone do nothing to the one that came in its place.
#[test]
fn rn_07_ci_02_the_name_of_a_host_that_is_gone_is_never_anothers() {
    let named = r#"{ containerInstances = ["host-1"] }"#;
    let run = hosts(1)
        .behavior("terminationDelay = \"5s\"")
        .fault("action = \"aws:ec2:terminate-instances\"\ncount = 1\nat = \"1s\"\nreplacedAfter = \"10s\"")
        .action("30s", &format!("terminateInstances = {named}"))
        .action(
            "30s",
            r#"updateContainerInstancesState = { containerInstances = ["host-1"], status = "DRAINING" }"#,
        )
        .action("40s", r#"startTask = { taskDefinition = "job", containerInstances = ["host-1"] }"#)
        .action("50s", r#"runTask = { taskDefinition = "job" }"#)
        .run();
    assert_eq!(answers(&run), ["40 0 1", "50 1 0"]);
    assert!(run.calls()[0].ends_with("(container-instance host-1 INACTIVE)"), "{}", run.calls()[0]);
    assert_eq!(run.placed(50.0), [("host-2".to_owned(), 1)].into());
}
