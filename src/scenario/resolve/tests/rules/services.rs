//! Rules of services.

use super::super::model;
use super::{SERVICE, and, assert_errors, assert_warnings, service};
use crate::model::{ApiCall, DeploymentBounds};

fn daemon(lines: &str) -> String {
    service(&format!("schedulingStrategy = \"DAEMON\"\n{lines}")).replace("desiredCount = 2\n", "")
}

#[test]
fn p1_8_df_06_what_daemon_services_take() {
    let update = |members: &str| {
        let call = format!("[[actions]]\nat = \"1m\"\nupdateService = {{ service = \"web\", {members} }}\n");
        daemon("") + &call
    };
    let random = "placementStrategy = [{ type = \"random\" }]";
    assert_errors(&[
        ("P1.8", "a DAEMON service takes no `desiredCount`", daemon("desiredCount = 3")),
        ("P1.8", "a DAEMON service takes no `desiredCount`", update("desiredCount = 3")),
        ("DF-06", "a DAEMON service takes no `placementStrategy`", daemon(random)),
        ("DF-06", "a DAEMON service takes no `placementStrategy`", update(random)),
        (
            "P1.8",
            "`maximumPercent` is 200, and a DAEMON service takes 100",
            daemon("deploymentConfiguration = { maximumPercent = 200 }"),
        ),
        (
            "P1.8",
            "`maximumPercent` is 150, and a DAEMON service takes 100",
            update("deploymentConfiguration = { maximumPercent = 150 }"),
        ),
        (
            "",
            // One on each of the two instances.
            "10000001 tasks in all",
            and("[[services]]\nserviceName = \"b\"\ntaskDefinition = \"app\"\nschedulingStrategy = \"DAEMON\"\n")
                .replace("desiredCount = 2\n", "desiredCount = 9999999\n"),
        ),
    ]);
    assert_warnings(&[
        ("HL-05", "can never deploy", daemon("deploymentConfiguration = { minimumHealthyPercent = 100 }")),
        (
            "P1.8",
            "wait for its next deployment",
            update("placementConstraints = [{ type = \"distinctInstance\" }]"),
        ),
    ]);
    let of = |text: &str| model(text).services[0].clone();
    let plain = of(&daemon(""));
    assert!(plain.is_daemon() && plain.placement.constraints.distinct_instance);
    assert_eq!((plain.desired_count, plain.bounds), (0, DeploymentBounds::DAEMON_DEFAULT));
    let half = of(&daemon("deploymentConfiguration = { minimumHealthyPercent = 50 }"));
    assert_eq!((half.bounds.minimum_healthy_percent, half.bounds.maximum_percent), (50, 100));
    // As DescribeServices prints a service that runs.
    let printed = of(&daemon("desiredCount = 3\nrunningCount = 3\nplacementStrategy = []"));
    assert_eq!(printed.desired_count, 0);
    let members = "forceNewDeployment = true, placementConstraints = []";
    let updated = model(&update(members)).actions[0].call.clone();
    let ApiCall::UpdateService { constraints: Some(constraints), .. } = updated else {
        panic!("{updated:?}")
    };
    assert!(constraints.distinct_instance);
}

#[test]
fn services_as_create_service_takes_them() {
    let deployment = |members: &str| service(&format!("deploymentConfiguration = {{ {members} }}"));
    assert_errors(&[
        ("VS-01", "the service has no `serviceName`", and("").replace("serviceName = \"web\"\n", "")),
        ("", "the service has no `taskDefinition`", and("").replace("taskDefinition = \"app\"\n", "")),
        (
            "API: CreateService",
            "the service has no `desiredCount`",
            and("").replace("desiredCount = 2\n", ""),
        ),
        ("API: CreateService", "`desiredCount` is -1, outside", service("desiredCount = -1")),
        ("", "there is no task definition `ap`", service("taskDefinition = \"ap\"")),
        ("", "task definition `app` has no such revision", service("taskDefinition = \"app:8\"")),
        ("", "there is no cluster `prod`", service("cluster = \"prod\"")),
        ("", "service `web` is declared twice", and(&format!("[[services]]\n{SERVICE}"))),
        ("", "`schedulingStrategy` cannot be `daemon`", service("schedulingStrategy = \"daemon\"")),
        ("", "launch type `FARGATE` is not modelled", service("launchType = \"FARGATE\"")),
        ("", "launch type `EXTERNAL` is not modelled", service("launchType = \"EXTERNAL\"")),
        ("VS-04", "`launchType` cannot be `ec2`", service("launchType = \"ec2\"")),
        (
            "",
            "capacity providers are not modelled",
            service("capacityProviderStrategy = [{ capacityProvider = \"x\" }]"),
        ),
        (
            "",
            "deployment controller `CODE_DEPLOY` is not modelled",
            service("deploymentController = { type = \"CODE_DEPLOY\" }"),
        ),
        (
            "HL-05",
            "`minimumHealthyPercent` is 101, outside 0 to 100",
            deployment("minimumHealthyPercent = 101"),
        ),
        ("HL-05", "`maximumPercent` is 99, outside 100 to 10000", deployment("maximumPercent = 99")),
        (
            "",
            "12000000 tasks in all",
            and("[[services]]\nserviceName = \"b\"\ntaskDefinition = \"app\"\ndesiredCount = 10000000\n")
                .replace("desiredCount = 2\n", "desiredCount = 2000000\n"),
        ),
    ]);
    assert_warnings(&[(
        "S2.4-1",
        "alarm `a` is not declared",
        deployment("alarms = { alarmNames = [\"a\"], enable = true, rollback = true }"),
    )]);
    for sound in [
        service("launchType = \"EC2\""),
        service("taskDefinition = \"arn:aws:ecs:us-east-1:123456789012:task-definition/app:1\""),
        service("cluster = \"arn:aws:ecs:us-east-1:123456789012:cluster/default\""),
        deployment("strategy = \"ROLLING\", deploymentCircuitBreaker = { enable = false, rollback = false }"),
    ] {
        model(&sound);
    }
}

/// Quotas are the account's to raise or not, so more is simulated, with a warning.
#[test]
fn s1_1_7_more_than_the_quotas() {
    assert_warnings(&[
        ("quota: tasks per service", "5001 tasks in one service", service("desiredCount = 5001")),
        (
            "quota: container instances per cluster",
            "has 5001 container instances",
            and("").replacen("count = 2\n", "count = 5001\n", 1),
        ),
    ]);
}

/// The four rounding deadlocks of services.md §2.7, and neighbours that can move.
#[test]
fn hl_05_s2_7_2_deployments_that_can_never_move() {
    let rolling = |desired: u32, minimum: u32, maximum: u32| {
        service(&format!(
            "desiredCount = {desired}\ndeploymentConfiguration = {{ minimumHealthyPercent = {minimum}, maximumPercent = {maximum} }}"
        ))
    };
    let stuck = "a deployment can neither stop nor start a task";
    let rows = [
        // ceil(1 × 0.5) = 1 of 1; floor(1 × 1) = 1
        (1, 50, 100),
        // floor(1 × 1.34) = 1
        (1, 100, 134),
        // ceil(2 × 0.75) = 2
        (2, 75, 100),
        // floor(3 × 1.25) = 3
        (3, 100, 125),
        // ceil(4 × 0.9) = 4, floor(4 × 1.1) = 4
        (4, 90, 110),
    ];
    assert_warnings(
        &rows.map(|(desired, minimum, maximum)| ("HL-05", stuck, rolling(desired, minimum, maximum))),
    );
    for (desired, minimum, maximum) in [(2, 50, 100), (3, 100, 134), (1, 0, 100), (0, 90, 110)] {
        model(&rolling(desired, minimum, maximum));
    }
}

/// RB-01, RB-02: what is not said is ENABLED where nothing excludes it.
#[test]
fn rb_01_rb_02_the_default_of_zone_rebalancing() {
    let max = "deploymentConfiguration = { minimumHealthyPercent = 50, maximumPercent = 100 }";
    for (members, rebalances) in [
        ("", true),
        ("availabilityZoneRebalancing = \"DISABLED\"", false),
        ("placementStrategy = [{ type = \"binpack\", field = \"cpu\" }]", false),
        (max, false),
        ("runningCount = 0", false),
        ("runningCount = 0\navailabilityZoneRebalancing = \"ENABLED\"", true),
    ] {
        assert_eq!(model(&service(members)).services[0].rebalances, rebalances, "{members}");
    }
}
