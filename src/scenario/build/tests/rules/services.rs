//! Rules of services and target groups.

use std::num::NonZeroU32;

use super::super::model;
use super::{SERVICE, WEB, and, assert_errors, assert_warnings, behind, definition, service, with_sections};
use crate::model::{ApiCall, DeploymentBounds, Strategy, TopologySpread, WhenUnsatisfiable};
use crate::placement::strategy::{ArgumentValue, find};

#[test]
fn cn_01_cn_02_placement_constraints() {
    let constraint = |members: &str| service(&format!("placementConstraints = [{{ {members} }}]"));
    let eleven = ["{ type = \"distinctInstance\" }"; 11].join(", ");
    let in_task = |kind: &str| {
        definition(&format!("{{ {WEB} }}"), &format!("placementConstraints = [{{ type = \"{kind}\" }}]"))
    };
    assert_errors(&[
        ("CN-02", "`distinctInstance` cannot be part of a task definition", in_task("distinctInstance")),
        (
            "CN-01",
            "`distinctInstance` takes no expression",
            constraint("type = \"distinctInstance\", expression = \"x\""),
        ),
        ("CN-01", "`type` cannot be `distinctinstance`", constraint("type = \"distinctinstance\"")),
        ("CN-01", "11 placement constraints", service(&format!("placementConstraints = [{eleven}]"))),
    ]);
}

/// Each place in which constraints are written, and a mistake that is told at its place in the expression.
#[test]
fn ql_10_cn_01_expressions_are_checked_where_they_are_written() {
    let member_of = |expression: &str| {
        format!("placementConstraints = [{{ type = \"memberOf\", expression = \"{expression}\" }}]")
    };
    let long = format!("attribute:x == {}", "y".repeat(2_000));
    assert_errors(&[
        (
            "CN-01",
            "the `memberOf` constraint has no `expression`",
            service("placementConstraints = [{ type = \"memberOf\" }]"),
        ),
        ("QL-10", "is not a query", service(&member_of("attribute:stack = prod"))),
        (
            "QL-10",
            "is not a query",
            definition(&format!("{{ {WEB} }}"), &member_of("attribute:stack === prod")),
        ),
        ("CN-01", "is not a query: the expression has 2015 characters", service(&member_of(&long))),
    ]);
    // Six of the service and six of the definition that an update brings in.
    let six = format!(
        "placementConstraints = [{}]",
        ["{ type = \"memberOf\", expression = \"attribute:a !exists\" }"; 6].join(", ")
    );
    let second =
        format!("[[taskDefinitions]]\nfamily = \"more\"\n{six}\ncontainerDefinitions = [{{ {WEB} }}]\n");
    let update =
        "[[actions]]\nat = \"1m\"\nupdateService = { service = \"web\", taskDefinition = \"more\" }\n";
    assert_errors(&[("CN-01", "12 placement constraints", service(&six) + &second + update)]);
    assert_warnings(&[(
        "CN-01",
        "holds on no container instance of service `web`",
        service(&member_of("attribute:stack == prod")),
    )]);
    let twice = service(&member_of("attribute:a !exists and runningTasksCount < 3"));
    let model = model(&twice);
    assert_eq!(model.member_of.len(), 1);
    assert_eq!(model.services[0].placement.constraints.member_of.len(), 1);
}

#[test]
fn st_01_st_02_placement_strategies() {
    let strategy = |members: &str| service(&format!("placementStrategy = [{{ {members} }}]"));
    let six = ["{ type = \"random\" }"; 6].join(", ");
    assert_errors(&[
        ("ST-01", "`type` cannot be `binpak`", strategy("type = \"binpak\", field = \"cpu\"")),
        ("ST-01", "the `spread` strategy has no `field`", strategy("type = \"spread\"")),
        ("ST-01", "`spread` has no field `memory`", strategy("type = \"spread\", field = \"memory\"")),
        (
            "ST-01",
            "`spread` has no field `attribute:`",
            strategy("type = \"spread\", field = \"attribute:\""),
        ),
        ("ST-01", "`field` cannot be `disk`", strategy("type = \"binpack\", field = \"disk\"")),
        ("ST-02", "6 placement strategies", service(&format!("placementStrategy = [{six}]"))),
        ("", "`random` has no argument `k`", strategy("type = \"random\", k = 2")),
    ]);
    assert_warnings(&[(
        "ST-10",
        "no container instance carries an attribute to spread over",
        strategy("type = \"spread\", field = \"attribute:rack\""),
    )]);
}

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
fn arguments_of_research_strategies() {
    let strategy = |members: &str| service(&format!("placementStrategy = [{{ type = {members} }}]"));
    let spread = |members: &str| strategy(&format!("\"topology-spread\", {members}"));
    assert_errors(&[
        ("ST-01", "`type` cannot be `bestfit`", strategy("\"bestfit\"")),
        ("", "`best-fit` has no argument `k`", strategy("\"best-fit\", k = 2")),
        ("", "`first-fit` has no argument `field`", strategy("\"first-fit\", field = \"cpu\"")),
        ("", "`resources` cannot be `disk`", strategy("\"best-fit\", resources = [\"cpu\", \"disk\"]")),
        ("", "`resources` is empty", strategy("\"worst-fit\", resources = []")),
        ("", "`resources` names `cpu` twice", strategy("\"best-fit\", resources = [\"cpu\", \"cpu\"]")),
        ("", "`k` is 0, outside 1 to 100", strategy("\"power-of-choices\", k = 0")),
        ("", "the `topology-spread` strategy has no `topologyKey`", strategy("\"topology-spread\"")),
        ("", "`topologyKey` cannot be `attribute:rack`", spread("topologyKey = \"attribute:rack\"")),
        ("", "`maxSkew` is 0, outside", spread("topologyKey = \"ecs.availability-zone\", maxSkew = 0")),
        (
            "",
            "`whenUnsatisfiable` cannot be `donotschedule`",
            spread("topologyKey = \"ecs.availability-zone\", whenUnsatisfiable = \"donotschedule\""),
        ),
    ]);
    assert_warnings(&[(
        "ST-10",
        "no container instance carries an attribute to spread over",
        spread("topologyKey = \"rack\""),
    )]);
}

#[test]
fn research_strategies_are_entries_like_those_of_ecs() {
    let list = [
        "{ type = \"topology-spread\", topologyKey = \"ecs.availability-zone\", maxSkew = 2 }",
        "{ type = \"Best-Fit\", resources = [\"memory\", \"cpu\"] }",
        "{ type = \"power-of-choices\" }",
        "{ type = \"swarm-spread\" }",
    ];
    let model = model(&service(&format!("placementStrategy = [{}]", list.join(", "))));
    let words = ArgumentValue::Words(vec!["memory".to_owned(), "cpu".to_owned()]);
    let best_fit = find("best-fit").expect("registered").build(&[("resources", words)]);
    let two = NonZeroU32::new(2).expect("not zero");
    let spread = TopologySpread {
        attribute: model.zone_attribute(),
        max_skew: two,
        when_unsatisfiable: WhenUnsatisfiable::DoNotSchedule,
    };
    let expected = [
        Strategy::TopologySpread(spread),
        best_fit.expect("valid arguments"),
        Strategy::PowerOfChoices(two),
        Strategy::SwarmSpread,
    ];
    assert_eq!(model.services[0].placement.strategies, expected);
}

#[test]
fn services_as_create_service_takes_them() {
    let deployment = |members: &str| service(&format!("deploymentConfiguration = {{ {members} }}"));
    assert_errors(&[
        ("", "the service has no `serviceName`", and("").replace("serviceName = \"web\"\n", "")),
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
        ("", "`launchType` cannot be `ec2`", service("launchType = \"ec2\"")),
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
        ("", "deployment strategy `CANARY` is not modelled", deployment("strategy = \"CANARY\"")),
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
    assert_warnings(&[
        (
            "",
            "the circuit breaker",
            deployment("deploymentCircuitBreaker = { enable = true, rollback = true }"),
        ),
        (
            "RB-01",
            "Availability Zone rebalancing is not modelled",
            service("availabilityZoneRebalancing = \"ENABLED\""),
        ),
    ]);
    for sound in [
        service("launchType = \"EC2\""),
        service("taskDefinition = \"arn:aws:ecs:us-east-1:123456789012:task-definition/app:1\""),
        service("cluster = \"arn:aws:ecs:us-east-1:123456789012:cluster/default\""),
        deployment("strategy = \"ROLLING\", deploymentCircuitBreaker = { enable = false }"),
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
        (4, 100, 100),
    ];
    assert_warnings(
        &rows.map(|(desired, minimum, maximum)| ("HL-05", stuck, rolling(desired, minimum, maximum))),
    );
    for (desired, minimum, maximum) in [(2, 50, 100), (3, 100, 134), (1, 0, 100), (0, 100, 100)] {
        model(&rolling(desired, minimum, maximum));
    }
}

#[test]
fn load_balancers_name_a_container_and_a_mapped_port() {
    let rule = "API: LoadBalancer";
    let six = ["{ targetGroupArn = \"blue\", containerName = \"web\", containerPort = 80 }"; 6].join(", ");
    assert_errors(&[
        (
            "",
            "there is no target group `green`",
            behind("").replace("Arn = \"blue\"", "Arn = \"green\"").replace("\"blue\"", "\"other\""),
        ),
        (
            rule,
            "there is no container `wbe`",
            behind("").replace("containerName = \"web\"", "containerName = \"wbe\""),
        ),
        (
            rule,
            "container `web` of `app:1` does not map port 81",
            behind("").replace(
                "containerName = \"web\", containerPort = 80",
                "containerName = \"web\", containerPort = 81",
            ),
        ),
        (
            rule,
            "has no `containerPort`",
            behind("").replace("containerName = \"web\", containerPort = 80", "containerName = \"web\""),
        ),
        (
            "",
            "Classic Load Balancers are not modelled",
            service(
                "loadBalancers = [{ loadBalancerName = \"old\", containerName = \"web\", containerPort = 80 }]",
            ),
        ),
        (
            "quota: target groups per service",
            "6 target groups",
            with_sections(
                &format!("{SERVICE}loadBalancers = [{six}]\n"),
                "[[targetGroups]]\nname = \"blue\"\n",
            ),
        ),
    ]);
}

#[test]
fn s4_2_1_s4_2_3_target_groups_keep_to_their_ranges() {
    let rule = "API: CreateTargetGroup";
    assert_errors(&[
        (
            rule,
            "`healthCheckIntervalSeconds` is 4, outside 5 to 300",
            behind("healthCheckIntervalSeconds = 4"),
        ),
        (
            rule,
            "`healthCheckTimeoutSeconds` is 121, outside 2 to 120",
            behind("healthCheckTimeoutSeconds = 121"),
        ),
        (
            rule,
            "a check may take 20s, but one follows every 10s",
            behind("healthCheckIntervalSeconds = 10\nhealthCheckTimeoutSeconds = 20"),
        ),
        (rule, "`healthyThresholdCount` is 1, outside 2 to 10", behind("healthyThresholdCount = 1")),
        (rule, "`unhealthyThresholdCount` is 11, outside 2 to 10", behind("unhealthyThresholdCount = 11")),
        (rule, "`protocol` cannot be `http`", behind("protocol = \"http\"")),
        (
            "ELB: deregistration_delay.timeout_seconds",
            "is 3601, outside 0 to 3600",
            behind("\"deregistration_delay.timeout_seconds\" = \"3601\""),
        ),
        ("", "target group `blue` is declared twice", behind("[[targetGroups]]\nname = \"blue\"")),
        ("", "the target group has no `name`", behind("[[targetGroups]]\nprotocol = \"HTTP\"")),
        (
            rule,
            "health checks of instances and IP addresses are always on",
            behind("healthCheckEnabled = false"),
        ),
        (
            rule,
            "target group `blue` takes targets of type `ip`, the tasks need `instance`",
            behind("targetType = \"ip\""),
        ),
        (
            rule,
            "target group `blue` takes targets of type `instance`, the tasks need `ip`",
            behind("targetType = \"instance\"")
                .replace("family = \"app\"\n", "family = \"app\"\nnetworkMode = \"awsvpc\"\n"),
        ),
    ]);
}
