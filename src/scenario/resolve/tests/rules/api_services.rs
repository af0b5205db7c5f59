//! What `CreateService` checks of a service's members, by themselves and beside each other.

use super::super::{built, listing, model};
use super::{SERVICE, and, assert_errors, assert_warnings, behind, service, with_sections};

/// `text` is told to break `rule` in words that hold `fragment`, whatever else is.
pub fn assert_breaks(rows: &[(&str, &str, String)]) {
    for (rule, fragment, text) in rows {
        let (model, problems) = built(text);
        assert!(model.is_none(), "{fragment}");
        let told = problems.sorted().into_iter().find(|problem| problem.message.contains(fragment));
        let told = told.unwrap_or_else(|| panic!("not told: {fragment}: {:#?}", listing(&problems)));
        assert_eq!(told.rule.as_deref(), Some(*rule), "{fragment}");
        assert!(told.help.is_some() && !told.label.is_empty(), "{fragment}");
    }
}

/// The sound scenario with tasks in `awsvpc` mode and `members` in the service.
fn awsvpc(members: &str) -> String {
    let network = "networkConfiguration = { awsvpcConfiguration = { subnets = [\"s-a\"] } }\n";
    let vpc =
        "[[vpcs]]\nvpcId = \"v\"\nsubnets = [{ subnetId = \"s-a\", availabilityZone = \"us-east-1a\" }]\n";
    let text = with_sections(&format!("{SERVICE}{network}{members}\n"), vpc);
    text.replace("family = \"app\"\n", "family = \"app\"\nnetworkMode = \"awsvpc\"\n")
}

fn deployment(members: &str) -> String {
    service(&format!("deploymentConfiguration = {{ {members} }}"))
}

#[test]
fn vs_01_vs_02_vs_03_a_service_has_a_name_tasks_and_a_count() {
    assert_errors(&[
        ("VS-01", "the service has no `serviceName`", and("").replace("serviceName = \"web\"\n", "")),
        (
            "API: 1 to 255 letters, digits, hyphens and underscores",
            "service name `a b` is not a name",
            service("serviceName = \"a b\""),
        ),
        (
            "API: 1 to 255 letters, digits, hyphens and underscores",
            "service name `xxx",
            service(&format!("serviceName = \"{}\"", "x".repeat(256))),
        ),
        ("", "the service has no `taskDefinition`", and("").replace("taskDefinition = \"app\"\n", "")),
        (
            "API: CreateService",
            "the service has no `desiredCount`",
            and("").replace("desiredCount = 2\n", ""),
        ),
    ]);
}

#[test]
fn vs_01_what_is_wrong_with_a_name_is_told() {
    for (name, label, help) in [
        ("x".repeat(256), "256 characters", "shorten it to 255 characters"),
        ("a b".to_owned(), "a name ECS refuses", "use letters, digits, `-` and `_` only"),
    ] {
        let (_, problems) = super::super::built(&service(&format!("serviceName = \"{name}\"")));
        let [problem] = problems.sorted()[..] else { panic!("{problems:?}") };
        assert_eq!((problem.label.as_str(), problem.help.as_deref()), (label, Some(help)));
    }
    model(&service(&format!("serviceName = \"{}\"", "x".repeat(255))));
}

#[test]
fn vs_04_a_launch_type_or_a_strategy() {
    let strategy = "capacityProviderStrategy = [{ capacityProvider = \"x\", weight = 1 }]";
    assert_errors(&[("VS-04", "`launchType` cannot be `EC3`", service("launchType = \"EC3\""))]);
    assert_breaks(&[(
        "VS-04",
        "`launchType` and `capacityProviderStrategy` exclude each other",
        service(&format!("launchType = \"EC2\"\n{strategy}")),
    )]);
    // An empty list takes a strategy away.
    model(&service("launchType = \"EC2\"\ncapacityProviderStrategy = []"));
}

#[test]
fn vs_05_strategies_of_capacity_providers() {
    let strategy = |entries: &str| service(&format!("capacityProviderStrategy = [{entries}]"));
    let one = |name: &str, rest: &str| format!("{{ capacityProvider = \"{name}\", {rest} }}");
    let many = vec![one("x", "weight = 1"); 21].join(", ");
    assert_breaks(&[
        ("VS-05", "21 capacity providers", strategy(&many)),
        (
            "VS-05",
            "two capacity providers have a `base`",
            strategy(&[one("x", "base = 1, weight = 1"), one("y", "base = 2")].join(", ")),
        ),
        (
            "VS-05",
            "no capacity provider has a `weight` above 0",
            strategy(&[one("x", "weight = 0"), one("y", "base = 1")].join(", ")),
        ),
        (
            "VS-05",
            "mixes Fargate with Auto Scaling groups",
            strategy(&[one("FARGATE_SPOT", "weight = 1"), one("y", "weight = 1")].join(", ")),
        ),
        ("VS-05", "`weight` is 1001, outside 0 to 1000", strategy(&one("x", "weight = 1001"))),
        ("VS-05", "`base` is 100001, outside 0 to 100000", strategy(&one("x", "base = 100001"))),
        ("VS-05", "has no `capacityProvider`", strategy("{ weight = 1 }")),
    ]);
    // As DescribeServices prints them: a base of 0 is none. Only that providers are not modelled is told.
    let printed = [one("x", "base = 0, weight = 1"), one("y", "base = 0, weight = 0")].join(", ");
    assert_errors(&[("", "capacity providers are not modelled", strategy(&printed))]);
}

#[test]
fn vs_06_vs_07_what_only_fargate_takes() {
    let public =
        |launch: &str| awsvpc(launch).replace("[\"s-a\"] } }", "[\"s-a\"], assignPublicIp = \"ENABLED\" } }");
    assert_errors(&[
        (
            "VS-06",
            "`platformVersion` is for Fargate",
            service("launchType = \"EC2\"\nplatformVersion = \"LATEST\""),
        ),
        ("VS-07", "tasks on instances have no public IP address", public("launchType = \"EC2\"")),
        ("VS-07", "`assignPublicIp` cannot be `YES`", public("").replace("\"ENABLED\"", "\"YES\"")),
    ]);
    // The default strategy of a cluster may be Fargate.
    assert_warnings(&[
        ("VS-06", "`platformVersion` is for Fargate", service("platformVersion = \"LATEST\"")),
        ("VS-07", "tasks on instances have no public IP address", public("")),
    ]);
    model(&public("launchType = \"EC2\"").replace("\"ENABLED\"", "\"DISABLED\""));
}

#[test]
fn vs_09_a_load_balancer_is_of_one_kind() {
    let classic =
        "loadBalancers = [{ loadBalancerName = \"old\", containerName = \"web\", containerPort = 80 }]";
    assert_errors(&[
        (
            "VS-09",
            "`loadBalancerName` and `targetGroupArn` cannot both be specified",
            behind("").replace("targetGroupArn", "loadBalancerName = \"old\", targetGroupArn"),
        ),
        ("VS-09", "a Classic Load Balancer takes no `awsvpc` tasks", awsvpc(classic)),
    ]);
}

#[test]
fn vs_12_a_port_for_health_checks_needs_static_ports() {
    let told = "the target group is checked on one port, and `app:1` has dynamic ones";
    assert_errors(&[
        ("VS-12", told, behind("healthCheckPort = 8080")),
        ("VS-12", told, behind("healthCheckPort = \"8080\"")),
    ]);
    model(&behind("healthCheckPort = \"traffic-port\""));
    let fixed = "{ containerPort = 80, hostPort = 80 }";
    model(&behind("healthCheckPort = 8080").replace("{ containerPort = 80 }", fixed));
}

#[test]
fn vs_13_a_role_is_for_one_target_group_of_tasks_without_interfaces() {
    let role = |text: String| text.replacen("desiredCount = 2\n", "desiredCount = 2\nrole = \"r\"\n", 1);
    let registry =
        "serviceRegistries = [{ registryArn = \"r\", containerName = \"web\", containerPort = 80 }]\n";
    let registered = behind("").replacen("desiredCount = 2\n", &format!("desiredCount = 2\n{registry}"), 1);
    let of_awsvpc = behind("").replace("family = \"app\"\n", "family = \"app\"\nnetworkMode = \"awsvpc\"\n");
    assert_errors(&[
        ("VS-13", "a `role` is for services with a load balancer", role(and(""))),
        ("VS-13", "need the service-linked role", role(registered)),
        ("VS-13", "`awsvpc` tasks need the service-linked role", role(of_awsvpc)),
    ]);
    model(&role(behind("")));
}

/// The API's text of 2026: unused where nothing checks. It was an error before.
#[test]
fn vs_14_a_grace_period_without_checks_changes_nothing() {
    let grace = "healthCheckGracePeriodSeconds = 60";
    assert_warnings(&[("VS-14", "`healthCheckGracePeriodSeconds` without a health check", service(grace))]);
    let checked = "image = \"web:1\", healthCheck = { command = [\"CMD\", \"true\"] }";
    model(&service(grace).replace("image = \"web:1\"", checked));
    model(&service("healthCheckGracePeriodSeconds = 0"));
    model(&behind("").replacen("desiredCount = 2\n", &format!("desiredCount = 2\n{grace}\n"), 1));
}

#[test]
fn vs_15_service_registries() {
    let with =
        |registry: &str| service(&format!("serviceRegistries = [{{ registryArn = \"r\"{registry} }}]"));
    let own = |registry: &str| awsvpc(&format!("serviceRegistries = [{{ registryArn = \"r\"{registry} }}]"));
    let container = ", containerName = \"web\", containerPort = 80";
    assert_errors(&[
        ("VS-15", "without an interface of their own register a container", with("")),
        (
            "VS-15",
            "without an interface of their own register a container",
            with(", containerName = \"web\""),
        ),
        ("VS-15", "a port, or a container and its port", own(&format!("{container}, port = 80"))),
        ("VS-15", "`containerName` and `containerPort` go together", own(", containerPort = 80")),
        ("VS-15", "there is no container `wbe`", with(&container.replace("web", "wbe"))),
        ("VS-15", "container `web` of `app:1` does not map port 81", with(&container.replace("80", "81"))),
        (
            "VS-15",
            "2 service registries, and a service takes one",
            awsvpc("serviceRegistries = [{ registryArn = \"a\" }, { registryArn = \"b\" }]"),
        ),
    ]);
    for sound in [with(container), own(""), own(container), own(", port = 80")] {
        model(&sound);
    }
    for (text, help) in [
        (with(""), "write both `containerName` and `containerPort`"),
        (
            own(&format!("{container}, port = 80")),
            "remove `port`, or both `containerName` and `containerPort`",
        ),
        (own(", containerPort = 80"), "write both `containerName` and `containerPort`, or neither of them"),
    ] {
        let (_, problems) = super::super::built(&text);
        let helps: Vec<_> = problems.sorted().iter().filter_map(|problem| problem.help.as_deref()).collect();
        assert_eq!(helps, [help], "{text}");
    }
}

#[test]
fn vs_16_minimum_and_maximum_cannot_both_be_100() {
    let told = "`minimumHealthyPercent` and `maximumPercent` cannot both be 100";
    let both = "minimumHealthyPercent = 100, maximumPercent = 100";
    let update = |bounds: &str| {
        and(&format!(
            "[[actions]]\nat = \"1m\"\nupdateService = {{ service = \"web\", deploymentConfiguration = {{ {bounds} }} }}\n"
        ))
    };
    assert_errors(&[
        ("VS-16", told, deployment(both)),
        // 100 is the minimum's default, as the API sees it as well.
        ("VS-16", told, deployment("maximumPercent = 100")),
        ("VS-16", told, deployment(both).replace("desiredCount = 2\n", "desiredCount = 0\n")),
        ("VS-16", told, update(both)),
        ("VS-16", told, update("maximumPercent = 100")),
    ]);
    // What runs has been accepted, and is simulated as it is.
    let described = format!("runningCount = 2\ndeploymentConfiguration = {{ {both} }}");
    assert_warnings(&[("HL-05", "a deployment can neither stop nor start a task", service(&described))]);
    model(&deployment("minimumHealthyPercent = 0, maximumPercent = 100"));
    model(&update("minimumHealthyPercent = 50, maximumPercent = 100"));
}

#[test]
fn vs_23_zone_rebalancing_that_is_asked_for() {
    let asked = |members: &str| service(&format!("availabilityZoneRebalancing = \"ENABLED\"\n{members}"));
    let daemon = asked("schedulingStrategy = \"DAEMON\"").replace("desiredCount = 2\n", "");
    let binpack = "placementStrategy = [{ type = \"binpack\", field = \"cpu\" }]";
    let bounds = "deploymentConfiguration = { minimumHealthyPercent = 50, maximumPercent = 100 }";
    assert_errors(&[
        ("VS-23", "a DAEMON service takes no zone rebalancing", daemon),
        ("VS-23", "needs a `maximumPercent` above 100", asked(bounds)),
        ("VS-23", "needs a first strategy that spreads over zones", asked(binpack)),
        (
            "VS-23",
            "`availabilityZoneRebalancing` cannot be `ON`",
            service("availabilityZoneRebalancing = \"ON\""),
        ),
    ]);
    let spread = "placementStrategy = [{ type = \"Spread\", field = \"attribute:ecs.availability-zone\" }]";
    for sound in [asked(""), asked(spread), asked(binpack).replace("ENABLED", "DISABLED")] {
        model(&sound);
    }
    let zones = "placementConstraints = [{ type = \"memberOf\", expression = \"attribute:ecs.availability-zone == a\" }]";
    assert_errors(&[("VS-23", "takes no constraint on `attribute:ecs.availability-zone`", asked(zones))]);
    let update = |members: &str| {
        and(&format!("[[actions]]\nat = \"1m\"\nupdateService = {{ service = \"web\", {members} }}\n"))
    };
    let enabled = "availabilityZoneRebalancing = \"ENABLED\"";
    assert_errors(&[("VS-23", "needs a first strategy", update(&format!("{enabled}, {binpack}")))]);
    model(&update(enabled));
}

#[test]
fn vs_24_service_connect() {
    let entry = |members: &str| {
        service(&format!(
            "serviceConnectConfiguration = {{ enabled = true, services = [{{ portName = \"http\", {members} }}] }}"
        ))
        .replace("{ containerPort = 80 }", "{ containerPort = 80, name = \"http\" }")
    };
    let alias = |members: &str| entry(&format!("clientAliases = [{{ {members} }}]"));
    assert_errors(&[
        (
            "VS-24",
            "the Service Connect service has no `portName`",
            entry("").replace("portName = \"http\", ", ""),
        ),
        ("VS-24", "2 client aliases", entry("clientAliases = [{ port = 80 }, { port = 81 }]")),
        ("VS-24", "the client alias has no `port`", alias("dnsName = \"web\"")),
        ("VS-24", "`port` is 65536, outside 0 to 65535", alias("port = 65536")),
        ("VS-24", "`dnsName` cannot be `Web`", alias("port = 80, dnsName = \"Web\"")),
        ("VS-24", "`discoveryName` cannot be `-web`", entry("discoveryName = \"-web\"")),
        (
            "VS-24",
            "access logs of Service Connect need a `logConfiguration`",
            service(
                "serviceConnectConfiguration = { enabled = true, accessLogConfiguration = { format = \"TEXT\" } }",
            ),
        ),
    ]);
    model(&alias("port = 80, dnsName = \"web.local\""));
}

#[test]
fn vs_25_ecs_exec_needs_a_task_role() {
    let asked = service("enableExecuteCommand = true");
    let told = "ECS Exec needs a task role, and the task definition has none";
    assert_errors(&[("VS-25", told, asked.clone())]);
    model(&asked.replace("family = \"app\"\n", "family = \"app\"\ntaskRoleArn = \"r\"\n"));
    model(&service("enableExecuteCommand = false"));
}

#[test]
fn vs_26_tokens_and_tags() {
    let tag = |tags: &str| service(&format!("tags = [{tags}]"));
    let long = |length: usize| "x".repeat(length);
    assert_errors(&[
        ("VS-26", "`clientToken` has 37 characters", service(&format!("clientToken = \"{}\"", long(37)))),
        ("VS-26", "`clientToken` has 3 characters", service("clientToken = \"a b\"")),
        ("VS-26", "`propagateTags` cannot be `TASK`", service("propagateTags = \"TASK\"")),
        (
            "VS-26",
            "the tag `a` is given twice",
            tag("{ key = \"a\", value = \"1\" }, { key = \"a\", value = \"2\" }"),
        ),
        ("VS-26", "the key of a tag has 129 characters", tag(&format!("{{ key = \"{}\" }}", long(129)))),
        (
            "VS-26",
            "the value of a tag has 257 characters",
            tag(&format!("{{ key = \"a\", value = \"{}\" }}", long(257))),
        ),
    ]);
    model(&service(&format!("clientToken = \"{}\"\npropagateTags = \"SERVICE\"", long(36))));
}

#[test]
fn vs_27_what_is_deleted_is_told() {
    let definition = and("").replace("family = \"app\"\n", "family = \"app\"\nstatus = \"INACTIVE\"\n");
    assert_warnings(&[
        ("VS-27", "the service is DRAINING, and is simulated as ACTIVE", service("status = \"DRAINING\"")),
        ("VS-27", "the service is INACTIVE, and is simulated as ACTIVE", service("status = \"INACTIVE\"")),
        ("VS-27", "the task definition is INACTIVE, and is simulated as ACTIVE", definition),
    ]);
    model(&service("status = \"ACTIVE\""));
}
