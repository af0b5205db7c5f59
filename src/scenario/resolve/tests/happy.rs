//! What sound scenarios become.

use super::{model, model_with_warnings};
use crate::model::{
    Behavior, ClassId, ClusterId, ContainerHealthCheck, DeploymentBounds, HostPorts, LoadBalancer,
    LoadBalancerKind, Model, NetworkMode, PlacementRules, PortMapping, Protocol, Resources, Strategy,
    TargetGroupId, TaskDefinitionId, ZoneId,
};
use crate::time::{SimDuration, SimTime};

pub(super) const SMALLEST: &str = r#"
    [simulation]
    duration = "2h"

    [[containerInstances]]
    instanceType = "m5.large"
    count = 6
    availabilityZones = ["us-east-1a", "us-east-1b", "us-east-1c"]

    [[taskDefinitions]]
    family = "apache"
    containerDefinitions = [
      { name = "httpd", image = "httpd:2.4", cpu = 256, memory = 512, portMappings = [{ containerPort = 80, hostPort = 80 }] },
    ]

    [[services]]
    serviceName = "web"
    taskDefinition = "apache"
    desiredCount = 8
"#;

/// A model with one task definition `t` as given, its one service and a large fleet.
fn definition(text: &str) -> Model {
    model_with_warnings(&format!(
        "[[containerInstances]]\ninstanceType = \"m5.xlarge\"\n[[services]]\nserviceName = \"s\"\ntaskDefinition = \"t\"\ndesiredCount = 1\n[[taskDefinitions]]\nfamily = \"t\"\n{text}"
    ))
}

fn resources(text: &str) -> (u32, u32) {
    let Resources { cpu, memory, .. } = definition(text).task_definitions[0].demand.resources;
    (cpu, memory)
}

#[test]
fn rs_03_rs_04_rs_07_the_smallest_useful_scenario() {
    let model = model(SMALLEST);
    assert_eq!((model.duration, model.warm_up), (SimDuration::from_secs(7_200), None));
    assert_eq!(model.clusters, ["default"]);
    assert_eq!(model.behavior, Behavior::default());
    assert_eq!((model.faults.len(), model.actions.len(), model.target_groups.len()), (0, 0, 0));

    // Six instances over three zones in turn: two of each of three classes.
    let classes: Vec<_> = model.instances.iter().map(|instance| instance.class.index()).collect();
    assert_eq!(classes, [0, 1, 2, 0, 1, 2]);
    let class = model.class(ClassId::new(1));
    assert_eq!((class.cluster, class.zone), (ClusterId::new(0), ZoneId::new(1)));
    assert_eq!(class.registered, Resources { cpu: 2_048, memory: 7_680, gpu: 0 });
    let reserved = HostPorts { tcp: vec![22, 2_375, 2_376, 51_678, 51_679], udp: vec![] };
    assert_eq!(class.reserved_ports, reserved);
    assert_eq!(class.attribute(model.zone_attribute()), Some("us-east-1b"));
    assert_eq!(class.price_micro_usd_per_hour, Some(96_000));

    let definition = &model.task_definitions[0];
    assert_eq!((definition.name().as_str(), definition.network_mode), ("apache:1", NetworkMode::Bridge));
    assert_eq!(definition.demand.resources, Resources { cpu: 256, memory: 512, gpu: 0 });
    assert_eq!(definition.demand.ports, HostPorts { tcp: vec![80], udp: vec![] });
    let container = &definition.containers[0];
    assert!(container.essential);
    assert_eq!(container.stop_timeout, SimDuration::from_secs(30));
    assert_eq!(container.health_check, None);

    let service = &model.services[0];
    assert_eq!((service.desired_count, service.bounds), (8, DeploymentBounds::REPLICA_DEFAULT));
    assert_eq!(service.task_definition, TaskDefinitionId::new(0));
    assert_eq!(service.placement, PlacementRules::default());
    assert!(service.load_balancers.is_empty());
}

/// placement.md §8, worked examples 25 to 28, and the task sizes of real files.
#[test]
fn rs_10_rs_11_what_a_task_takes() {
    for (text, expected) in [
        // 25: task memory rules.
        (
            "memory = \"2048\"\ncontainerDefinitions = [{ name = \"a\", image = \"i\", memory = 1024, memoryReservation = 512 }]",
            (0, 2_048),
        ),
        // 26: 512 soft of the first, 512 hard of the second.
        (
            "containerDefinitions = [{ name = \"a\", image = \"i\", memory = 1024, memoryReservation = 512 }, { name = \"b\", image = \"i\", memory = 512 }]",
            (0, 1_024),
        ),
        // 27: the soft limit counts.
        (
            "containerDefinitions = [{ name = \"a\", image = \"i\", memory = 300, memoryReservation = 128 }]",
            (0, 128),
        ),
        // 28: containers without CPU take none.
        (
            "containerDefinitions = [{ name = \"a\", image = \"i\", memory = 8, cpu = 0 }, { name = \"b\", image = \"i\", memory = 8 }]",
            (0, 16),
        ),
        // Task CPU rules over 64 + 32.
        (
            "cpu = \"1028\"\nmemory = 525\ncontainerDefinitions = [{ name = \"a\", image = \"i\", cpu = 64 }, { name = \"b\", image = \"i\", cpu = 32 }]",
            (1_028, 525),
        ),
        (
            "containerDefinitions = [{ name = \"a\", image = \"i\", cpu = 64, memory = 8 }, { name = \"b\", image = \"i\", cpu = 32, memory = 8 }]",
            (96, 16),
        ),
        (
            "cpu = \".25 vcpu\"\nmemory = \".5 gb\"\ncontainerDefinitions = [{ name = \"a\", image = \"i\" }]",
            (256, 512),
        ),
    ] {
        assert_eq!(resources(text), expected, "{text}");
    }
}

#[test]
fn rs_16_host_ports_by_network_mode() {
    let mappings = "portMappings = [{ containerPort = 81, hostPort = HOST }, { containerPort = 53, protocol = \"udp\" }]";
    for (mode, host, tcp, udp, host_ports) in [
        ("bridge", "8081", vec![8_081], vec![], [8_081, 0]),
        ("bridge", "0", vec![], vec![], [0, 0]),
        ("host", "81", vec![81], vec![53], [81, 53]),
        ("awsvpc", "81", vec![], vec![], [81, 53]),
    ] {
        let mappings = mappings.replace("HOST", host);
        let text = format!(
            "networkMode = \"{mode}\"\ncontainerDefinitions = [{{ name = \"a\", image = \"i\", memory = 8, {mappings} }}]"
        );
        let model = definition(&text);
        let definition = &model.task_definitions[0];
        assert_eq!(definition.demand.ports, HostPorts { tcp, udp }, "{mode} {host}");
        let [first, second] = host_ports;
        assert_eq!(
            definition.containers[0].port_mappings,
            [
                PortMapping { container_port: 81, host_port: first, protocol: Protocol::Tcp },
                PortMapping { container_port: 53, host_port: second, protocol: Protocol::Udp },
            ],
            "{mode} {host}"
        );
    }
}

#[test]
fn containers_with_health_checks_and_gpus() {
    let model = definition(
        r#"containerDefinitions = [
            { name = "a", image = "i", memory = 8, stopTimeout = 90, healthCheck = { command = ["CMD", "true"], interval = 10, startPeriod = 60 } },
            { name = "b", image = "i", memory = 8, essential = false, healthCheck = { command = ["NONE"] }, resourceRequirements = [{ type = "GPU", value = "2" }] },
        ]"#,
    );
    let [first, second] = model.task_definitions[0].containers.as_slice() else { panic!("two containers") };
    let secs = SimDuration::from_secs;
    let expected =
        ContainerHealthCheck { interval: secs(10), timeout: secs(5), retries: 3, start_period: secs(60) };
    assert_eq!((first.stop_timeout, first.health_check), (secs(90), Some(expected)));
    assert_eq!((second.essential, second.health_check), (false, None));
    assert_eq!(model.task_definitions[0].demand.resources.gpu, 2);
}

#[test]
fn rs_01_rs_02_registered_resources_win_over_the_catalogue() {
    let model = model_with_warnings(
        r#"
        [[containerInstances]]
        name = "home-made"
        instanceType = "z9.huge"
        registerAfter = "10m"
        attributes = [{ name = "rack", value = "r 1" }, { name = "ecs.capability.task-eni" }]
        registeredResources = [
          { name = "CPU", type = "INTEGER", integerValue = 1000 },
          { name = "MEMORY", integerValue = 2000 },
          { name = "GPU", stringSetValue = ["gpu-a", "gpu-b"] },
          { name = "PORTS", stringSetValue = ["51678", "22", "22"] },
          { name = "PORTS_UDP", stringSetValue = ["53"] },
        ]
        "#,
    );
    let class = &model.classes[0];
    assert_eq!(class.registered, Resources { cpu: 1_000, memory: 2_000, gpu: 2 });
    assert_eq!(class.reserved_ports, HostPorts { tcp: vec![22, 51_678], udp: vec![53] });
    assert_eq!((class.instance_type.as_str(), class.price_micro_usd_per_hour), ("z9.huge", None));
    let value = |name: &str| {
        let found = model.attributes.iter().position(|known| known == name);
        class.attribute(crate::model::AttributeId::new(found?))
    };
    assert_eq!(value("rack"), Some("r 1"));
    assert_eq!(value("ecs.capability.task-eni"), Some(""));
    assert_eq!(value("ecs.availability-zone"), Some("us-east-1a"));
    assert_eq!(value("ecs.instance-type"), Some("z9.huge"));
    assert_eq!(value("ecs.os-type"), Some("linux"));
    assert_eq!(value("ecs.cpu-architecture"), None);
    assert_eq!(model.instances[0].name, "home-made-1");
    assert_eq!(model.instances[0].registers_at, SimTime::from_secs(600));
}

/// describe-container-instances states type and zone as attributes only.
#[test]
fn at_01_type_and_zone_may_come_as_attributes() {
    let model = model_with_warnings(
        r#"
        [[containerInstances]]
        attributes = [
          { name = "ecs.instance-type", value = "c5.large" },
          { name = "ecs.availability-zone", value = "eu-west-1c" },
        ]
        "#,
    );
    assert_eq!(
        (model.zones, model.instances[0].name.as_str()),
        (vec!["eu-west-1c".to_owned()], "c5.large-1")
    );
}

/// A service with all that is modelled, behind two target groups.
const EVERYTHING: &str = r#"
    [[containerInstances]]
    instanceType = "m5.large"
    attributes = [{ name = "rack", value = "r1" }]

    [[taskDefinitions]]
    family = "app"
    containerDefinitions = [
      { name = "side", image = "i", memory = 8 },
      { name = "web", image = "i", memory = 8, portMappings = [{ containerPort = 80 }] },
    ]

    [[targetGroups]]
    targetGroupArn = "arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/blue/943f"
    targetType = "instance"
    protocol = "TCP"
    unhealthyThresholdCount = 3
    "deregistration_delay.timeout_seconds" = "60"

    [[targetGroups]]
    name = "green"

    [[services]]
    serviceName = "web"
    taskDefinition = "arn:aws:ecs:us-east-1:123456789012:task-definition/app"
    desiredCount = 4
    healthCheckGracePeriodSeconds = 45
    deploymentConfiguration = { minimumHealthyPercent = 50 }
    placementConstraints = [{ type = "distinctInstance" }]
    placementStrategy = [
      { type = "spread", field = "attribute:ecs.availability-zone" },
      { type = "spread", field = "attribute:rack" },
      { type = "spread", field = "HOST" },
      { type = "binpack", field = "MEMORY" },
      { type = "random" },
    ]
    loadBalancers = [
      { targetGroupArn = "arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/blue/943f", containerName = "web", containerPort = 80 },
      { targetGroupArn = "green", containerName = "web", containerPort = "80" },
    ]
    "#;

#[test]
fn st_16_services_with_everything_that_is_modelled() {
    let model = model(EVERYTHING);
    let service = &model.services[0];
    assert_eq!(service.bounds, DeploymentBounds { minimum_healthy_percent: 50, maximum_percent: 200 });
    assert_eq!(service.health_check_grace_period, SimDuration::from_secs(45));
    assert!(service.placement.constraints.distinct_instance);
    let rack = model.attributes.iter().position(|name| name == "rack").expect("interned");
    assert_eq!(
        service.placement.strategies,
        [
            Strategy::SpreadAttribute(model.zone_attribute()),
            Strategy::SpreadAttribute(crate::model::AttributeId::new(rack)),
            Strategy::SpreadInstance,
            Strategy::BinpackMemory,
            Strategy::Random,
        ]
    );
    let balancer = |group| LoadBalancer {
        target_group: TargetGroupId::new(group),
        alternate: None,
        container: 1,
        container_port: 80,
    };
    assert_eq!(service.load_balancers, [balancer(0), balancer(1)]);
}

#[test]
fn s4_2_1_target_groups_with_everything_that_is_modelled() {
    let model = model(EVERYTHING);
    let secs = SimDuration::from_secs;
    let [blue, green] = model.target_groups.as_slice() else { panic!("two target groups") };
    assert_eq!((blue.kind, blue.timeout, blue.unhealthy_threshold), (LoadBalancerKind::Network, secs(10), 3));
    assert_eq!(blue.deregistration_delay, secs(60));
    assert_eq!(
        (green.kind, green.timeout, green.interval),
        (LoadBalancerKind::Application, secs(5), secs(30))
    );
    assert_eq!((green.healthy_threshold, green.unhealthy_threshold), (5, 2));
    assert_eq!(green.deregistration_delay, secs(300));
}

/// A bare family means its latest revision to a service; unnumbered entries count up.
#[test]
fn revisions_count_up_in_the_order_of_the_file() {
    let revision = |text: &str, memory: u32| {
        format!(
            "[[taskDefinitions]]\nfamily = \"app\"\n{text}\ncontainerDefinitions = [{{ name = \"c\", image = \"i\", memory = {memory} }}]\n"
        )
    };
    let text = [
        "[[services]]\nserviceName = \"s\"\ntaskDefinition = \"app\"\ndesiredCount = 1\n".to_owned(),
        revision("", 10),
        revision("revision = 7", 70),
        revision("", 80),
    ];
    let model = model_with_warnings(&text.concat());
    let revisions: Vec<_> =
        model.task_definitions.iter().map(|known| (known.revision, known.demand.resources.memory)).collect();
    assert_eq!(revisions, [(1, 10), (7, 70), (8, 80)]);
    assert_eq!(model.services[0].task_definition, TaskDefinitionId::new(2));
}
