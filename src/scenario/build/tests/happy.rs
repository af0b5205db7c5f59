//! What sound scenarios become.

use super::{model, model_with_warnings};
use crate::model::{
    ApiCall, Behavior, ClassId, ClusterId, ContainerHealthCheck, DeploymentBounds, Distribution, FaultKind,
    FaultSchedule, HostPorts, InstanceId, InstanceSelection, LoadBalancer, LoadBalancerKind, Model,
    NetworkMode, PortMapping, Protocol, Resources, ServiceId, Strategy, TargetGroupId, TaskDefinitionId,
    ZoneId,
};
use crate::time::{SimDuration, SimTime};

const SMALLEST: &str = r#"
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
fn the_smallest_useful_scenario() {
    let model = model(SMALLEST);
    assert_eq!((model.duration, model.warm_up), (SimDuration::from_secs(7_200), SimDuration::ZERO));
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
    assert!(service.strategies.is_empty() && !service.distinct_instance && service.load_balancers.is_empty());
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
fn registered_resources_win_over_the_catalogue() {
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

#[test]
fn services_with_everything_that_is_modelled() {
    let model = model(
        r#"
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
        targetGroupName = "blue"
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
        "#,
    );
    let service = &model.services[0];
    assert_eq!(service.bounds, DeploymentBounds { minimum_healthy_percent: 50, maximum_percent: 200 });
    assert_eq!(service.health_check_grace_period, SimDuration::from_secs(45));
    assert!(service.distinct_instance);
    let rack = model.attributes.iter().position(|name| name == "rack").expect("interned");
    assert_eq!(
        service.strategies,
        [
            Strategy::SpreadAttribute(model.zone_attribute()),
            Strategy::SpreadAttribute(crate::model::AttributeId::new(rack)),
            Strategy::SpreadInstance,
            Strategy::BinpackMemory,
            Strategy::Random,
        ]
    );
    let balancer =
        |group| LoadBalancer { target_group: TargetGroupId::new(group), container: 1, container_port: 80 };
    assert_eq!(service.load_balancers, [balancer(0), balancer(1)]);

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

#[test]
fn the_more_exact_application_wins() {
    let definition = "[[taskDefinitions]]\nfamily = \"app\"\ncontainerDefinitions = [{ name = \"a\", image = \"i\", memory = 8 }, { name = \"b\", image = \"i\", memory = 8 }, { name = \"c\", image = \"i\", memory = 8, essential = false }]\n";
    let application = |members: &str| format!("[[applications]]\n{members}\n");
    let text = [
        definition.to_owned(),
        definition.to_owned(),
        application("taskDefinition = \"app:2\"\nexitCode = 3"),
        application("taskDefinition = \"app\"\ncontainer = \"a\"\nexitCode = 2"),
        application(
            "taskDefinition = \"app\"\nstartUpTime = { exponential = { mean = \"30s\" } }\ntimeToFailure = \"6h\"\nshutDownTime = \"5s\"\nexitCode = 4\nstartFailureRatio = 0.25",
        ),
        application("taskDefinition = \"app:2\"\ncontainer = \"b\"\nexitCode = 5\nstartFailureRatio = 1"),
    ];
    let model = model_with_warnings(&text.concat());
    let [first, second] = model.task_definitions.as_slice() else { panic!("two revisions") };
    let codes = |definition: &crate::model::TaskDefinition| -> Vec<u8> {
        definition.containers.iter().map(|container| container.application.exit_code).collect()
    };
    // Without `container` an application is about the essential ones, so `c` keeps the default of 1.
    assert_eq!((codes(first), codes(second)), (vec![2, 4, 1], vec![3, 5, 1]));
    assert_eq!((first.start_failure_millionths, second.start_failure_millionths), (250_000, 1_000_000));
    let application = &first.containers[1].application;
    let secs = SimDuration::from_secs;
    assert_eq!(application.start_up_time, Distribution::Exponential { mean: secs(30) });
    assert_eq!(application.time_to_failure, Some(Distribution::Constant(secs(21_600))));
    assert_eq!(application.shut_down_time, Distribution::Constant(secs(5)));
}

#[test]
fn faults_of_every_kind() {
    let text = format!(
        "{SMALLEST}
        [[faults]]
        action = \"aws:ecs:task-kill-process\"
        service = \"web\"
        at = \"10m\"

        [[faults]]
        action = \"aws:ec2:terminate-instances\"
        count = 2
        availabilityZone = \"us-east-1c\"
        every = {{ exponential = {{ mean = \"6h\" }} }}
        replacedAfter = \"5m\"

        [[faults]]
        action = \"aws:ec2:stop-instances\"
        at = \"1h\"
        "
    );
    let model = model(&text);
    let secs = SimDuration::from_secs;
    let at = |seconds| FaultSchedule::At(SimTime::from_secs(seconds));
    let cluster = ClusterId::new(0);
    let find = |schedule: &FaultSchedule| {
        let found = model.faults.iter().find(|fault| fault.schedule == *schedule);
        found.expect("a fault of this schedule").kind.clone()
    };
    let kill = FaultKind::TaskKillProcess { service: ServiceId::new(0), count: 1, exit_code: 137 };
    assert_eq!(find(&at(600)), kill);
    assert_eq!(
        find(&FaultSchedule::Every(Distribution::Exponential { mean: secs(21_600) })),
        FaultKind::TerminateInstances {
            cluster,
            count: 2,
            zone: Some(ZoneId::new(2)),
            replaced_after: Some(Distribution::Constant(secs(300))),
        }
    );
    assert_eq!(
        find(&at(3_600)),
        FaultKind::StopInstances { cluster, count: 1, zone: None, restarted_after: None }
    );
}

#[test]
fn actions_by_time_and_st_14_what_is_left_out_stays() {
    let text = format!(
        "{SMALLEST}
        [[actions]]
        at = \"30m\"
        updateService = {{ service = \"web\", deploymentConfiguration = {{ maximumPercent = 150 }}, placementStrategy = [] }}

        [[actions]]
        at = \"20m\"
        updateService = {{ service = \"web\", desiredCount = 10, taskDefinition = \"apache:1\", forceNewDeployment = true, deploymentConfiguration = {{ minimumHealthyPercent = 50 }} }}

        [[actions]]
        at = \"5m\"
        stopTask = {{ service = \"web\", count = 3, reason = \"why not\" }}

        [[actions]]
        at = \"6m\"
        terminateInstances = {{ availabilityZone = \"us-east-1b\", count = 1 }}

        [[actions]]
        at = \"7m\"
        updateContainerInstancesState = {{ containerInstances = [\"m5.large-6\", \"m5.large-2\"], status = \"DRAINING\" }}
        "
    );
    let model = model(&text);
    let service = ServiceId::new(0);
    let bounds = |minimum_healthy_percent, maximum_percent| {
        Some(DeploymentBounds { minimum_healthy_percent, maximum_percent })
    };
    let matching = InstanceSelection::Matching {
        cluster: ClusterId::new(0),
        zone: Some(ZoneId::new(1)),
        count: Some(1),
    };
    let named = InstanceSelection::Named(vec![InstanceId::new(1), InstanceId::new(5)]);
    let calls: Vec<_> =
        model.actions.into_iter().map(|action| (action.at.as_micros() / 60_000_000, action.call)).collect();
    assert_eq!(
        calls,
        [
            (5, ApiCall::StopTask { service, count: 3, reason: Some("why not".to_owned()) }),
            (6, ApiCall::TerminateInstances(matching)),
            (7, ApiCall::UpdateContainerInstancesState { instances: named, draining: true }),
            (
                20,
                ApiCall::UpdateService {
                    service,
                    desired_count: Some(10),
                    task_definition: Some(TaskDefinitionId::new(0)),
                    force_new_deployment: true,
                    bounds: bounds(50, 200),
                    strategies: None,
                }
            ),
            (
                30,
                ApiCall::UpdateService {
                    service,
                    desired_count: None,
                    task_definition: None,
                    force_new_deployment: false,
                    bounds: bounds(50, 150),
                    strategies: Some(vec![]),
                }
            ),
        ]
    );
}

/// Every key of `[behavior]` reaches its field.
#[test]
fn every_behavior_setting_can_be_changed() {
    let model = model(&format!(
        "{SMALLEST}
        [behavior]
        schedulerReaction = \"2s\"
        schedulerInterval = \"11s\"
        placementRetry = [\"1s\", \"2s\"]
        retryOnCapacity = true
        retryAfterOwnStops = false
        throttleAfter = 4
        throttleInitial = \"12s\"
        throttleMaximum = \"13s\"
        launchBurst = 5
        launchRatePerMinute = 6
        healthyAfter = \"14s\"
        taskLaunchTime = \"15s\"
        agentDisconnectDelay = \"16s\"
        terminationDelay = \"17s\"
        healthPollInterval = \"18s\"
        nlbRegistrationDelay = \"19s\"
        steadyStateInterval = \"20s\"
        reservedPortLimit = 21
        "
    ));
    let secs = SimDuration::from_secs;
    let expected = Behavior {
        scheduler_reaction: secs(2),
        scheduler_interval: secs(11),
        placement_retry: vec![secs(1), secs(2)],
        retry_on_capacity: true,
        retry_after_own_stops: false,
        throttle_after: 4,
        throttle_initial: secs(12),
        throttle_maximum: secs(13),
        launch_burst: 5,
        launch_rate_per_minute: 6,
        healthy_after: secs(14),
        task_launch_time: Distribution::Constant(secs(15)),
        agent_disconnect_delay: Distribution::Constant(secs(16)),
        termination_delay: secs(17),
        health_poll_interval: secs(18),
        nlb_registration_delay: Distribution::Constant(secs(19)),
        steady_state_interval: secs(20),
        reserved_port_limit: 21,
    };
    assert_eq!(model.behavior, expected);
}
