//! One row a rule: a scenario that breaks it, and what is told.

use super::{built, listing, model};
use crate::scenario::Severity;

const FLEET: &str = "[[containerInstances]]\ninstanceType = \"m5.large\"\ncount = 2\n";
const SERVICE: &str = "serviceName = \"web\"\ntaskDefinition = \"app\"\ndesiredCount = 2\n";
const WEB: &str =
    "name = \"web\", image = \"web:1\", cpu = 256, memory = 512, portMappings = [{ containerPort = 80 }]";

/// A sound scenario with `containers` (the inside of the list) and `rest` of the task definition.
fn definition(containers: &str, rest: &str) -> String {
    format!(
        "{FLEET}[[services]]\n{SERVICE}[[taskDefinitions]]\nfamily = \"app\"\ncontainerDefinitions = [{containers}]\n{rest}"
    )
}

/// A sound scenario whose one container is written as `members`.
fn container(members: &str) -> String {
    definition(&format!("{{ {members} }}"), "")
}

/// A sound scenario whose one container has `members` besides a name, an image and memory.
fn also(members: &str) -> String {
    container(&format!("name = \"web\", image = \"web:1\", memory = 512, {members}"))
}

/// As [`also`], in a network mode.
fn in_mode(mode: &str, members: &str) -> String {
    let container = format!("{{ name = \"web\", image = \"web:1\", memory = 512, {members} }}");
    definition(&container, &format!("networkMode = \"{mode}\""))
}

/// A sound scenario with `members` in the service; `SERVICE`'s own unless they are there.
fn service(members: &str) -> String {
    let own: Vec<_> =
        SERVICE.lines().filter(|line| !members.contains(line.split(' ').next().expect("a key"))).collect();
    let service = format!("{}\n{members}\n", own.join("\n"));
    with_sections(&service, "")
}

/// A sound scenario, the service as given, and further sections.
fn with_sections(service: &str, sections: &str) -> String {
    format!(
        "{FLEET}[[services]]\n{service}[[taskDefinitions]]\nfamily = \"app\"\ncontainerDefinitions = [{{ {WEB} }}]\n{sections}"
    )
}

/// A sound scenario and further sections.
fn and(sections: &str) -> String {
    with_sections(SERVICE, sections)
}

/// A sound scenario with `members` in the group of instances.
fn group(members: &str) -> String {
    and("").replacen("count = 2\n", &format!("{members}\n"), 1)
}

/// A sound scenario behind a target group with `members`.
fn behind(members: &str) -> String {
    let balancer =
        "loadBalancers = [{ targetGroupArn = \"blue\", containerName = \"web\", containerPort = 80 }]\n";
    let group = format!("[[targetGroups]]\nname = \"blue\"\n{members}\n");
    with_sections(&format!("{SERVICE}{balancer}"), &group)
}

fn assert_told(severity: Severity, rows: &[(&str, &str, String)]) {
    for (rule, fragment, text) in rows {
        let (_, problems) = built(text);
        let errors = problems.sorted().iter().filter(|problem| problem.severity == Severity::Error).count();
        assert_eq!(errors, usize::from(severity == Severity::Error), "{fragment}: {:#?}", listing(&problems));
        let told = problems.sorted().into_iter().find(|problem| problem.message.contains(fragment));
        let told = told.unwrap_or_else(|| panic!("not told: {fragment}: {:#?}", listing(&problems)));
        assert_eq!((told.severity, told.rule.as_deref().unwrap_or("")), (severity, *rule), "{fragment}");
        assert!(told.span.is_some() && !told.label.is_empty(), "{fragment}");
        assert!(severity == Severity::Warning || told.help.is_some(), "{fragment} has no remedy");
    }
}

fn assert_errors(rows: &[(&str, &str, String)]) {
    assert_told(Severity::Error, rows);
}

fn assert_warnings(rows: &[(&str, &str, String)]) {
    assert_told(Severity::Warning, rows);
}

#[test]
fn the_sound_scenario_has_no_problem() {
    for text in [and(""), behind(""), service("cluster = \"default\""), also("cpu = 1")] {
        model(&text);
    }
}

#[test]
fn rs_13_sizes_of_tasks_and_containers() {
    let web = "name = \"web\", image = \"i\"";
    let sized = |size: &str| definition(&format!("{{ {web}, memory = 512, cpu = 64 }}"), size);
    assert_errors(&[
        (
            "RS-13",
            "exceeds `memory` (256 MiB)",
            container(&format!("{web}, memory = 256, memoryReservation = 300")),
        ),
        ("RS-13", "has no memory, nor has its task", container(web)),
        ("RS-13", "has no memory, nor has its task", container(&format!("{web}, memory = 0"))),
        ("RS-13", "`memory` is -5, outside", container(&format!("{web}, memory = -5"))),
        ("RS-13", "task `cpu` is 64 units, outside 128 to 196608", sized("cpu = \"64\"")),
        ("RS-13", "task `cpu` is 196609 units", sized("cpu = 196609")),
        ("RS-13", "task `cpu` is `lots`", sized("cpu = \"lots\"")),
        ("RS-13", "task `memory` is `1 TB`", sized("memory = \"1 TB\"")),
        ("RS-13", "task `memory` is 0 MiB", sized("memory = \"0\"").replace(", memory = 512", "")),
        ("RS-13", "containers reserve 512 MiB, the task only 256 MiB", sized("memory = \"256\"")),
        (
            "RS-13",
            "may use 512 MiB, its task only 256 MiB",
            definition(&format!("{{ {web}, memory = 512, memoryReservation = 128 }}"), "memory = \"256\""),
        ),
        ("RS-12", "`cpu` is -1, outside", also("cpu = -1")),
        ("TM-01", "`stopTimeout` is -1, outside", also("stopTimeout = -1")),
    ]);
    assert_warnings(&[
        (
            "RS-13",
            "equals `memory` (256 MiB)",
            container(&format!("{web}, memory = 256, memoryReservation = 256")),
        ),
        ("RS-13", "1 MiB is less than the 6 MiB", container(&format!("{web}, memory = 1"))),
        (
            "RS-13",
            "containers reserve 256 CPU units, the task only 128",
            definition(&format!("{{ {web}, memory = 512, cpu = 256 }}"), "cpu = \"128\""),
        ),
    ]);
}

/// RS-18 and what RegisterTaskDefinition checks of the list of containers.
#[test]
fn rs_18_containers_of_a_task_definition() {
    let one = |name: &str| format!("{{ name = \"{name}\", image = \"i\", memory = 8 }}");
    let many: Vec<String> = (0..11).map(|number| one(&format!("c{number}"))).collect();
    assert_errors(&[
        ("RS-18", "11 containers", definition(&many.join(", "), "")),
        ("API", "has no container", definition("", "")),
        ("API", "has no `containerDefinitions`", and("").replace("containerDefinitions", "volumes")),
        ("API", "two containers are called `a`", definition(&format!("{}, {}", one("a"), one("a")), "")),
        ("API", "the container has no `image`", container("name = \"web\", memory = 8")),
        ("", "the container has no `name`", container("image = \"i\", memory = 8")),
        ("LC-05", "no container of the task definition is essential", also("essential = false")),
        (
            "API: 1 to 255 letters, digits, hyphens and underscores",
            "family `a.b` is not a name",
            and("")
                .replace("family = \"app\"", "family = \"a.b\"")
                .replace("taskDefinition = \"app\"", "taskDefinition = \"a.b\""),
        ),
        ("", "the task definition has no `family`", and("[[taskDefinitions]]\nnetworkMode = \"host\"\n")),
        (
            "",
            "`app:3` is declared twice",
            and(
                "revision = 3\n[[taskDefinitions]]\nfamily = \"app\"\nrevision = 3\ncontainerDefinitions = [{ name = \"w\", image = \"i\", memory = 8 }]",
            ),
        ),
        ("a revision number", "`revision` is 0, outside", and("revision = 0")),
    ]);
}

#[test]
fn np_01_rs_16_host_ports_by_network_mode() {
    let ports = |mappings: &str| format!("portMappings = [{mappings}]");
    let bridge = |mappings: &str| also(&ports(mappings));
    let mode = |mode: &str, mappings: &str| in_mode(mode, &ports(mappings));
    let pair = |mode: &str, first: &str, second: &str| {
        let one = |name: &str, mapping: &str| {
            format!("{{ name = \"{name}\", image = \"i\", memory = 8, portMappings = [{mapping}] }}")
        };
        let both = format!("{}, {}", one("a", first), one("b", second));
        definition(&both, &format!("networkMode = \"{mode}\""))
    };
    assert_errors(&[
        ("NP-01", "has no `containerPort`", bridge("{ hostPort = 80 }")),
        ("API: PortMapping", "`containerPort` is 0, outside 1 to 65535", bridge("{ containerPort = 0 }")),
        (
            "API: PortMapping",
            "`hostPort` is 65536, outside 0 to 65535",
            bridge("{ containerPort = 1, hostPort = 65536 }"),
        ),
        (
            "",
            "`containerPort` is `http`, which is not a whole number",
            bridge("{ containerPort = \"http\" }"),
        ),
        ("RS-15", "`protocol` cannot be `sctp`", bridge("{ containerPort = 1, protocol = \"sctp\" }")),
        (
            "RS-16",
            "host port 81 differs from container port 80 in network mode `host`",
            mode("host", "{ containerPort = 80, hostPort = 81 }"),
        ),
        ("RS-16", "in network mode `awsvpc`", mode("awsvpc", "{ containerPort = 80, hostPort = 81 }")),
        ("RS-16", "network mode `none` allows no port mappings", mode("none", "{ containerPort = 80 }")),
        (
            "NP-03",
            "`containerPortRange` is not for network mode `host`",
            mode("host", "{ containerPortRange = \"1-9\" }"),
        ),
        (
            "RS-16",
            "host port 80/tcp is taken twice",
            bridge("{ containerPort = 1, hostPort = 80 }, { containerPort = 2, hostPort = 80 }"),
        ),
        (
            "RS-16",
            "host port 80/tcp is taken twice",
            pair("bridge", "{ containerPort = 1, hostPort = 80 }", "{ containerPort = 1, hostPort = 80 }"),
        ),
        (
            "RS-16",
            "host port 80/udp is taken twice",
            pair(
                "host",
                "{ containerPort = 80, protocol = \"udp\" }",
                "{ containerPort = 80, protocol = \"udp\" }",
            ),
        ),
        (
            "RS-16",
            "port 80/tcp is taken twice",
            pair("awsvpc", "{ containerPort = 80 }", "{ containerPort = 80 }"),
        ),
        (
            "RS-17",
            "container port 53 is mapped for two protocols",
            bridge("{ containerPort = 53 }, { containerPort = 53, protocol = \"udp\" }"),
        ),
        (
            "RS-17",
            "container port 53 is mapped for two protocols",
            pair("host", "{ containerPort = 53 }", "{ containerPort = 53, protocol = \"udp\" }"),
        ),
        ("", "`networkMode` cannot be `brigde`", in_mode("brigde", "cpu = 1")),
    ]);
    assert_warnings(&[
        (
            "NP-01",
            "host port 40000 lies in the dynamic range",
            bridge("{ containerPort = 1, hostPort = 40000 }"),
        ),
        ("NP-03", "port ranges are not modelled", bridge("{ containerPortRange = \"8000-8010\" }")),
    ]);
    for sound in [
        // RS-15: TCP and UDP apart; NP-04: dynamic ports never clash.
        bridge(
            "{ containerPort = 53, hostPort = 53 }, { containerPort = 54, hostPort = 53, protocol = \"udp\" }",
        ),
        bridge("{ containerPort = 80, hostPort = 0 }, { containerPort = 81 }"),
        mode("host", "{ containerPort = 80, hostPort = 80 }, { containerPort = 81, hostPort = 0 }"),
        pair("bridge", "{ containerPort = 80 }", "{ containerPort = 80, protocol = \"udp\" }"),
        bridge("{ containerPort = \"80\", hostPort = \"8080\", protocol = \"TCP\" }"),
    ] {
        model(&sound);
    }
}

#[test]
fn lv_02_references_between_containers() {
    let two = |members: &str, mode: &str| {
        let containers = format!(
            "{{ name = \"web\", image = \"i\", memory = 8, {members} }}, {{ name = \"db\", image = \"i\", memory = 8 }}"
        );
        definition(&containers, &format!("networkMode = \"{mode}\""))
    };
    assert_errors(&[
        ("LV-02", "there is no linked container `bd`", two("links = [\"bd:data\"]", "bridge")),
        ("LV-02", "there is no linked container `web`", two("links = [\"web\"]", "bridge")),
        ("LV-02", "`links` are for network mode `bridge` only", two("links = [\"db\"]", "host")),
        (
            "LV-02",
            "container to take volumes from `x`",
            two("volumesFrom = [{ sourceContainer = \"x\" }]", "bridge"),
        ),
        (
            "LV-02",
            "container to wait for `x`",
            two("dependsOn = [{ containerName = \"x\", condition = \"START\" }]", "bridge"),
        ),
        (
            "",
            "`condition` cannot be `READY`",
            two("dependsOn = [{ containerName = \"db\", condition = \"READY\" }]", "bridge"),
        ),
    ]);
    assert_warnings(&[
        (
            "LC-03",
            "the order of containers",
            two("dependsOn = [{ containerName = \"db\", condition = \"START\" }]", "bridge"),
        ),
        ("RP-02", "restart policies are not modelled", also("restartPolicy = { enabled = true }")),
    ]);
    model(&two("links = [\"db:data\"], volumesFrom = [{ sourceContainer = \"db\" }]", "bridge"));
}

#[test]
fn health_checks_keep_to_their_ranges() {
    let rule = "API: HealthCheck";
    let check =
        |members: &str| also(&format!("healthCheck = {{ command = [\"CMD\", \"true\"], {members} }}"));
    assert_errors(&[
        (rule, "`interval` is 4, outside 5 to 300", check("interval = 4")),
        (rule, "`timeout` is 61, outside 2 to 60", check("timeout = 61")),
        (rule, "`retries` is 0, outside 1 to 10", check("retries = 0")),
        (rule, "`startPeriod` is 301, outside 0 to 300", check("startPeriod = 301")),
        (rule, "the health check has no `command`", also("healthCheck = { retries = 3 }")),
    ]);
}

#[test]
fn fg_01_what_fargate_would_refuse() {
    let fargate = |size: &str, members: &str| {
        let container = format!("{{ name = \"web\", image = \"i\", {members} }}");
        definition(
            &container,
            &format!("requiresCompatibilities = [\"FARGATE\"]\nnetworkMode = \"awsvpc\"\n{size}"),
        )
    };
    let sound = "cpu = \"256\"\nmemory = \"512\"";
    assert_errors(&[
        (
            "RA-05",
            "Fargate needs network mode `awsvpc`",
            fargate(sound, "cpu = 1").replace("awsvpc", "bridge"),
        ),
        (
            "RA-05",
            "256 CPU units with 525 MiB is not a Fargate size",
            fargate("cpu = 256\nmemory = 525", "cpu = 1"),
        ),
        ("RA-05", "Fargate needs a task `memory`", fargate("cpu = \"256\"", "memory = 8")),
        ("FG-01", "does not support `privileged`", fargate(sound, "privileged = true")),
        (
            "FG-01",
            "does not support `resourceRequirements`",
            fargate(sound, "resourceRequirements = [{ type = \"GPU\", value = \"1\" }]"),
        ),
        ("TM-01", "`stopTimeout` is 121, outside 2 to 120", fargate(sound, "stopTimeout = 121")),
    ]);
    // A Fargate definition is accepted as a definition; its service runs it on instances.
    assert_warnings(&[
        ("EN-01", "ENI limits of `awsvpc` tasks", fargate(sound, "privileged = false, links = []")),
        (
            "",
            "`EXTERNAL` capacity is not modelled",
            definition(&format!("{{ {WEB} }}"), "requiresCompatibilities = [\"EXTERNAL\"]"),
        ),
        (
            "",
            "Windows containers are not modelled",
            definition(
                &format!("{{ {WEB} }}"),
                "runtimePlatform = { operatingSystemFamily = \"WINDOWS_SERVER_2022_CORE\" }",
            ),
        ),
    ]);
}

#[test]
fn gp_01_whole_gpus_by_number() {
    let gpu = |requirement: &str| also(&format!("resourceRequirements = [{{ {requirement} }}]"));
    assert_errors(&[
        ("GP-01", "`ALL` GPUs are not modelled", gpu("type = \"GPU\", value = \"ALL\"")),
        ("GP-01", "`value` is 0, outside", gpu("type = \"GPU\", value = \"0\"")),
        ("GP-01", "the GPU requirement has no `value`", gpu("type = \"GPU\"")),
    ]);
    assert_warnings(&[
        (
            "GP-01",
            "`InferenceAccelerator` is not modelled",
            gpu("type = \"InferenceAccelerator\", value = \"d\""),
        ),
        (
            "PL-01",
            "it needs 2 GPUs, and the largest instance registers 0",
            gpu("type = \"GPU\", value = \"2\""),
        ),
    ]);
}

#[test]
fn cn_01_cn_02_placement_constraints() {
    let constraint = |members: &str| service(&format!("placementConstraints = [{{ {members} }}]"));
    let eleven = vec!["{ type = \"distinctInstance\" }"; 11].join(", ");
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
    assert_warnings(&[
        (
            "CN-02",
            "`memberOf` constraints are not modelled",
            constraint("type = \"memberOf\", expression = \"x\""),
        ),
        ("CN-02", "`memberOf` constraints are not modelled", in_task("memberOf")),
    ]);
}

#[test]
fn st_01_st_02_placement_strategies() {
    let strategy = |members: &str| service(&format!("placementStrategy = [{{ {members} }}]"));
    let six = vec!["{ type = \"random\" }"; 6].join(", ");
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
    ]);
    assert_warnings(&[(
        "ST-10",
        "no container instance carries an attribute to spread over",
        strategy("type = \"spread\", field = \"attribute:rack\""),
    )]);
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
        ("", "`DAEMON` is not modelled by this version", service("schedulingStrategy = \"DAEMON\"")),
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
            "limit",
            "12000000 tasks in all",
            and("[[services]]\nserviceName = \"b\"\ntaskDefinition = \"app\"\ndesiredCount = 10000000\n")
                .replace("desiredCount = 2\n", "desiredCount = 2000000\n"),
        ),
    ]);
    assert_warnings(&[
        ("quota: tasks per service", "5001 tasks in one service", service("desiredCount = 5001")),
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

/// The four rounding deadlocks of services.md §2.7, and neighbours that can move.
#[test]
fn hl_05_deployments_that_can_never_move() {
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
    let six =
        vec!["{ targetGroupArn = \"blue\", containerName = \"web\", containerPort = 80 }"; 6].join(", ");
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
fn target_groups_keep_to_their_ranges() {
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
    ]);
}

#[test]
fn at_04_container_instances_and_their_attributes() {
    let attribute = |members: &str| group(&format!("attributes = [{{ {members} }}]"));
    let eleven: Vec<String> = (0..11).map(|number| format!("{{ name = \"a{number}\" }}")).collect();
    assert_errors(&[
        ("AT-04", "`a b` is not a name for an attribute", attribute("name = \"a b\"")),
        ("AT-04", "` x` is not a value for an attribute", attribute("name = \"a\", value = \" x\"")),
        ("AT-04", "`x;y` is not a value", attribute("name = \"a\", value = \"x;y\"")),
        (
            "AT-04",
            "attribute `a` is given twice",
            group("attributes = [{ name = \"a\" }, { name = \"a\", value = \"b\" }]"),
        ),
        ("AT-04", "11 custom attributes", group(&format!("attributes = [{}]", eleven.join(", ")))),
        (
            "AT-01",
            "`ecs.instance-type` follows from `instanceType`",
            attribute("name = \"ecs.instance-type\", value = \"x\""),
        ),
        ("", "the attribute has no `name`", attribute("value = \"x\"")),
        ("RS-06", "instance type `m5.larg` is not in the catalogue", and("").replace("m5.large", "m5.larg")),
        ("", "has no `instanceType`", and("").replace("instanceType = \"m5.large\"\n", "")),
        (
            "",
            "two groups of container instances are called `a`",
            group("name = \"a\"\n[[containerInstances]]\nname = \"a\"\ninstanceType = \"c5.large\""),
        ),
        ("", "`a b` is not a name for a group", group("name = \"a b\"")),
        ("", "`availabilityZones` names no zone", group("availabilityZones = []")),
        ("", "`east 1` is not an Availability Zone", group("availabilityZones = [\"east 1\"]")),
        ("a whole number", "`count` is -1, outside", group("count = -1")),
        ("limit", "4000000000 container instances", group("count = 4000000000")),
        ("", "`registerAfter` is `soon`", group("registerAfter = \"soon\"")),
        (
            "RS-02",
            "`stringSetValue` is 0, outside 1 to 65535",
            group("registeredResources = [{ name = \"PORTS\", stringSetValue = [\"0\"] }]"),
        ),
    ]);
    assert_warnings(&[
        (
            "RS-01",
            "registered resource `DISK` is not modelled",
            group("registeredResources = [{ name = \"DISK\", integerValue = 1 }]"),
        ),
        ("quota: container instances per cluster", "has 5001 container instances", group("count = 5001")),
    ]);
}

#[test]
fn pl_01_tasks_that_no_instance_can_hold() {
    let static_ports: Vec<String> =
        (1..=400).map(|port| format!("{{ containerPort = {port}, hostPort = {} }}", port + 1_000)).collect();
    assert_warnings(&[
        // An m5.large registers 2,048 CPU units and 7,680 MiB.
        ("PL-01", "it needs 2049 CPU units, and the largest instance registers 2048", also("cpu = 2049")),
        (
            "PL-01",
            "it needs 7681 MiB of memory, and the largest instance registers 7680",
            container("name = \"web\", image = \"i\", memory = 7681"),
        ),
        // NP-07: 400 static host ports, and the limit is 100.
        (
            "PL-01",
            "its 400 host ports are reserved by the agent or exceed the limit of 100",
            also(&format!("portMappings = [{}]", static_ports.join(", "))),
        ),
        (
            "PL-01",
            "its 1 host ports are reserved by the agent",
            also("portMappings = [{ containerPort = 22, hostPort = 22 }]"),
        ),
        ("", "cluster `default` has no container instances for service `web`", group("count = 0")),
    ]);
}

#[test]
fn what_is_defined_and_not_used_is_told() {
    let spare = "[[taskDefinitions]]\nfamily = \"spare\"\ncontainerDefinitions = [{ name = \"w\", image = \"i\", memory = 8 }]\n";
    assert_warnings(&[
        ("", "task definition `spare:1` is never used", and(spare)),
        ("", "target group `blue` is never used", and("[[targetGroups]]\nname = \"blue\"\n")),
        (
            "",
            "cluster `spare` is never used",
            and("[[clusters]]\nclusterName = \"default\"\n[[clusters]]\nclusterName = \"spare\"\n"),
        ),
        (
            "",
            "cluster `spare` has container instances and no service",
            and(
                "[[clusters]]\nclusterName = \"default\"\n[[clusters]]\nclusterName = \"spare\"\n[[containerInstances]]\ninstanceType = \"c5.large\"\ncluster = \"spare\"\n",
            ),
        ),
    ]);
}

#[test]
fn clusters_have_names_of_their_own() {
    assert_errors(&[
        ("", "the cluster has no `clusterName`", service("cluster = \"default\"").replace(FLEET, &format!("{FLEET}cluster = \"default\"\n[[clusters]]\nclusterName = \"default\"\n[[clusters]]\nsettings = []\n"))),
        ("", "cluster `default` is declared twice", and("[[clusters]]\nclusterName = \"default\"\n[[clusters]]\nclusterName = \"default\"\n")),
        ("", "no `cluster` is named, and none is called `default`", and("[[clusters]]\nclusterName = \"prod\"\n").replacen("count = 2\n", "count = 2\ncluster = \"prod\"\n", 1)),
    ]);
}

#[test]
fn applications_name_what_they_are_about() {
    let application = |members: &str| and(&format!("[[applications]]\n{members}\n"));
    assert_errors(&[
        ("", "the application has no `taskDefinition`", application("startUpTime = \"1s\"")),
        ("", "there is no task definition `aap`", application("taskDefinition = \"aap\"")),
        ("", "there is no container `wbe`", application("taskDefinition = \"app\"\ncontainer = \"wbe\"")),
        (
            "",
            "`startFailureRatio` is 1.5, outside 0 to 1",
            application("taskDefinition = \"app\"\nstartFailureRatio = 1.5"),
        ),
        (
            "EX-01",
            "`exitCode` is 256, outside 0 to 255",
            application("taskDefinition = \"app\"\nexitCode = 256"),
        ),
        (
            "",
            "`startUpTime` is `12`, which is not a duration",
            application("taskDefinition = \"app\"\nstartUpTime = \"12\""),
        ),
        (
            "",
            "two applications describe the same container",
            application("taskDefinition = \"app\"\n[[applications]]\ntaskDefinition = \"app\"\nexitCode = 2"),
        ),
    ]);
}

#[test]
fn faults_are_known_and_timed() {
    let fault = |members: &str| and(&format!("[[faults]]\n{members}\n"));
    let kill = "action = \"aws:ecs:task-kill-process\"\nservice = \"web\"";
    let stop = "action = \"aws:ec2:stop-instances\"";
    assert_errors(&[
        ("", "the fault has neither `at` nor `every`", fault(kill)),
        ("", "the fault has both `at` and `every`", fault(&format!("{kill}\nat = \"1m\"\nevery = \"1m\""))),
        ("", "`every` takes no time", fault(&format!("{kill}\nevery = \"0s\""))),
        (
            "",
            "`action` cannot be `aws:ec2:stop-instance`",
            fault("action = \"aws:ec2:stop-instance\"\nat = \"1m\""),
        ),
        ("", "the fault has no `action`", fault("at = \"1m\"")),
        ("", "the fault has no `service`", fault("action = \"aws:ecs:task-kill-process\"\nat = \"1m\"")),
        (
            "",
            "there is no service `wbe`",
            fault(&format!("{kill}\nat = \"1m\"").replace("\"web\"", "\"wbe\"")),
        ),
        (
            "",
            "`service` does not go with `aws:ec2:stop-instances`",
            fault(&format!("{stop}\nservice = \"web\"\nat = \"1m\"")),
        ),
        (
            "",
            "`replacedAfter` does not go with",
            fault(&format!("{stop}\nreplacedAfter = \"1m\"\nat = \"1m\"")),
        ),
        (
            "",
            "there is no zone with container instances `us-east-1b`",
            fault(&format!("{stop}\navailabilityZone = \"us-east-1b\"\nat = \"1m\"")),
        ),
        ("a whole number", "`count` is 0, outside", fault(&format!("{stop}\ncount = 0\nat = \"1m\""))),
        ("EX-01", "`exitCode` is 300", fault(&format!("{kill}\nexitCode = 300\nat = \"1m\""))),
    ]);
}

#[test]
fn actions_make_one_call_each() {
    let action = |members: &str| and(&format!("[[actions]]\n{members}\n"));
    let update =
        |members: &str| action(&format!("at = \"1m\"\nupdateService = {{ service = \"web\", {members} }}"));
    let later = "[[taskDefinitions]]\nfamily = \"app\"\ncontainerDefinitions = [{ name = \"side\", image = \"i\", memory = 8 }]\n[[actions]]\nat = \"1m\"\nupdateService = { service = \"web\", taskDefinition = \"app:2\" }\n";
    assert_errors(&[
        ("", "the action has no `at`", action("stopTask = { service = \"web\" }")),
        ("", "the action makes 0 calls, not one", action("at = \"1m\"")),
        (
            "",
            "the action makes 2 calls, not one",
            action("at = \"1m\"\nstopTask = { service = \"web\" }\nterminateInstances = {}"),
        ),
        ("", "`updateService` has no `service`", action("at = \"1m\"\nupdateService = { desiredCount = 1 }")),
        ("", "there is no service `wbe`", action("at = \"1m\"\nstopTask = { service = \"wbe\" }")),
        ("API: UpdateService", "`desiredCount` is -1", update("desiredCount = -1")),
        ("", "there is no task definition `spare`", update("taskDefinition = \"spare\"")),
        ("HL-05", "`maximumPercent` is 50", update("deploymentConfiguration = { maximumPercent = 50 }")),
        ("ST-01", "`type` cannot be `pack`", update("placementStrategy = [{ type = \"pack\" }]")),
        (
            "",
            "there is no container instance `m5.large-3`",
            action("at = \"1m\"\nterminateInstances = { containerInstances = [\"m5.large-3\"] }"),
        ),
        (
            "",
            "`cluster` does not go with `containerInstances`",
            action(
                "at = \"1m\"\nterminateInstances = { containerInstances = [\"m5.large-1\"], cluster = \"default\" }",
            ),
        ),
        (
            "CI-01",
            "`status` cannot be `DRAIN`",
            action("at = \"1m\"\nupdateContainerInstancesState = { status = \"DRAIN\" }"),
        ),
        (
            "",
            "`updateContainerInstancesState` has no `status`",
            action("at = \"1m\"\nupdateContainerInstancesState = {}"),
        ),
        (
            "API: LoadBalancer",
            "`app:2` does not serve the service's load balancer as before",
            format!("{}{later}", behind(""))
                .replace("taskDefinition = \"app\"\n", "taskDefinition = \"app:1\"\n"),
        ),
    ]);
    assert_warnings(&[(
        "HL-05",
        "a deployment can neither stop nor start a task: of 2, 2 must stay and 2 may exist",
        update("deploymentConfiguration = { maximumPercent = 100 }"),
    )]);
}

#[test]
fn simulation_and_behavior_make_time_pass() {
    let simulation = |members: &str| and(&format!("[simulation]\n{members}\n"));
    let behavior = |members: &str| and(&format!("[behavior]\n{members}\n"));
    assert_errors(&[
        ("", "`duration` is zero", simulation("duration = \"0s\"")),
        ("", "`duration` is `long`, which is not a duration", simulation("duration = \"long\"")),
        ("", "`warmUp` (2h) is not shorter than `duration` (1h)", simulation("warmUp = \"2h\"")),
        ("", "`duration` is longer than a hundred years", simulation("duration = \"101years\"")),
        ("", "`schedulerInterval` is zero", behavior("schedulerInterval = \"0s\"")),
        ("", "`placementRetry` has no last wait", behavior("placementRetry = []")),
        ("", "`placementRetry` has no last wait", behavior("placementRetry = [\"15s\", \"0s\"]")),
        ("behavior", "`launchBurst` is 0, outside", behavior("launchBurst = 0")),
        (
            "HL-07",
            "`throttleMaximum` (5s) is shorter than `throttleInitial` (10s)",
            behavior("throttleMaximum = \"5s\""),
        ),
        ("", "`taskLaunchTime` is `fast`", behavior("taskLaunchTime = \"fast\"")),
    ]);
}

/// All problems are told at once, not the first alone.
#[test]
fn every_problem_is_told_at_once() {
    let text = service("launchType = \"FARGATE\"\ndesiredCount = -1\nplacementStrategy = [{ type = \"x\" }]")
        .replace("image = \"web:1\", ", "");
    let (_, problems) = built(&text);
    assert_eq!(problems.len(), 4, "{:#?}", listing(&problems));
}
