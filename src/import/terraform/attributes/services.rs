//! `aws_ecs_service`.

use super::How::{Camel, IfKnown, Into, Many, Name, NonZero, Nothing, One, Pairs, Switch, Value};
use super::{Attribute, PROVIDERS, attribute, nothing};

const TYPE_AND_FIELD: &[Attribute] = &[attribute("type", "type", Value), attribute("field", "field", Value)];

/// A service.
pub const SERVICE: &[Attribute] = &[
    attribute("name", "serviceName", Value),
    attribute("cluster", "cluster", Name),
    attribute("task_definition", "taskDefinition", Name),
    attribute("desired_count", "desiredCount", Value),
    attribute("launch_type", "launchType", Value),
    attribute("scheduling_strategy", "schedulingStrategy", Value),
    attribute("platform_version", "platformVersion", Value),
    attribute("iam_role", "role", IfKnown),
    attribute("availability_zone_rebalancing", "availabilityZoneRebalancing", Value),
    attribute("health_check_grace_period_seconds", "healthCheckGracePeriodSeconds", NonZero),
    attribute("enable_ecs_managed_tags", "enableECSManagedTags", Value),
    attribute("enable_execute_command", "enableExecuteCommand", Value),
    attribute("propagate_tags", "propagateTags", Value),
    attribute("deployment_minimum_healthy_percent", "deploymentConfiguration/minimumHealthyPercent", Value),
    attribute("deployment_maximum_percent", "deploymentConfiguration/maximumPercent", Value),
    attribute(
        "deployment_circuit_breaker",
        "deploymentConfiguration/deploymentCircuitBreaker",
        One(&[attribute("enable", "enable", Value), attribute("rollback", "rollback", Value)]),
    ),
    attribute(
        "alarms",
        "deploymentConfiguration/alarms",
        One(&[
            attribute("alarm_names", "alarmNames", Value),
            attribute("enable", "enable", Value),
            attribute("rollback", "rollback", Value),
        ]),
    ),
    attribute("deployment_configuration", "", Into(DEPLOYMENT)),
    attribute("deployment_controller", "deploymentController", One(&[attribute("type", "type", Value)])),
    attribute("ordered_placement_strategy", "placementStrategy", Many(TYPE_AND_FIELD)),
    attribute("placement_strategy", "placementStrategy", Many(TYPE_AND_FIELD)),
    attribute(
        "placement_constraints",
        "placementConstraints",
        Many(&[attribute("type", "type", Value), attribute("expression", "expression", Value)]),
    ),
    attribute("capacity_provider_strategy", "capacityProviderStrategy", Many(PROVIDERS)),
    attribute("load_balancer", "loadBalancers", Many(LOAD_BALANCER)),
    attribute("network_configuration", "networkConfiguration/awsvpcConfiguration", One(NETWORK)),
    attribute("service_registries", "serviceRegistries", Many(REGISTRY)),
    attribute("service_connect_configuration", "serviceConnectConfiguration", One(CONNECT)),
    attribute("volume_configuration", "volumeConfigurations", Many(VOLUME)),
    attribute("vpc_lattice_configurations", "vpcLatticeConfigurations", Camel),
    attribute("tags", "tags", Pairs("key", "value")),
    nothing("arn"),
    nothing("force_delete"),
    nothing("force_new_deployment"),
    nothing("id"),
    nothing("region"),
    nothing("sigint_rollback"),
    nothing("tags_all"),
    nothing("timeouts"),
    nothing("triggers"),
    nothing("wait_for_steady_state"),
];

const DEPLOYMENT: &[Attribute] = &[
    attribute("strategy", "deploymentConfiguration/strategy", Value),
    attribute("bake_time_in_minutes", "deploymentConfiguration/bakeTimeInMinutes", Value),
    attribute("lifecycle_hook", "deploymentConfiguration/lifecycleHooks", Many(HOOK)),
    attribute(
        "linear_configuration",
        "deploymentConfiguration/linearConfiguration",
        One(&[
            attribute("step_percent", "stepPercent", Value),
            attribute("step_bake_time_in_minutes", "stepBakeTimeInMinutes", Value),
        ]),
    ),
    attribute(
        "canary_configuration",
        "deploymentConfiguration/canaryConfiguration",
        One(&[
            attribute("canary_percent", "canaryPercent", Value),
            attribute("canary_bake_time_in_minutes", "canaryBakeTimeInMinutes", Value),
        ]),
    ),
];

const HOOK: &[Attribute] = &[
    attribute("hook_target_arn", "hookTargetArn", Name),
    attribute("role_arn", "roleArn", Name),
    attribute("lifecycle_stages", "lifecycleStages", Value),
    attribute("hook_details", "hookDetails", Value),
];

const LOAD_BALANCER: &[Attribute] = &[
    attribute("target_group_arn", "targetGroupArn", Name),
    attribute("elb_name", "loadBalancerName", Name),
    attribute("container_name", "containerName", Value),
    attribute("container_port", "containerPort", Value),
    attribute(
        "advanced_configuration",
        "advancedConfiguration",
        One(&[
            attribute("alternate_target_group_arn", "alternateTargetGroupArn", Name),
            attribute("production_listener_rule", "productionListenerRule", Name),
            attribute("test_listener_rule", "testListenerRule", Name),
            attribute("role_arn", "roleArn", Name),
        ]),
    ),
];

const NETWORK: &[Attribute] = &[
    attribute("subnets", "subnets", Value),
    attribute("security_groups", "securityGroups", IfKnown),
    attribute("assign_public_ip", "assignPublicIp", Switch),
];

const REGISTRY: &[Attribute] = &[
    attribute("registry_arn", "registryArn", Name),
    attribute("port", "port", NonZero),
    attribute("container_name", "containerName", Value),
    attribute("container_port", "containerPort", NonZero),
];

const CONNECT: &[Attribute] = &[
    attribute("enabled", "enabled", Value),
    attribute("namespace", "namespace", Name),
    attribute(
        "service",
        "services",
        Many(&[
            attribute("port_name", "portName", Value),
            attribute("discovery_name", "discoveryName", Value),
            attribute("ingress_port_override", "ingressPortOverride", NonZero),
            attribute(
                "client_alias",
                "clientAliases",
                Many(&[
                    attribute("port", "port", Value),
                    attribute("dns_name", "dnsName", Value),
                    attribute("test_traffic_rules", "testTrafficRules", Nothing),
                ]),
            ),
            attribute(
                "timeout",
                "timeout",
                One(&[
                    attribute("idle_timeout_seconds", "idleTimeoutSeconds", Value),
                    attribute("per_request_timeout_seconds", "perRequestTimeoutSeconds", Value),
                ]),
            ),
            nothing("tls"),
        ]),
    ),
    attribute(
        "log_configuration",
        "logConfiguration",
        One(&[
            attribute("log_driver", "logDriver", Value),
            attribute("options", "options", Value),
            nothing("secret_option"),
        ]),
    ),
    nothing("access_log_configuration"),
];

const VOLUME: &[Attribute] = &[
    attribute("name", "name", Value),
    attribute(
        "managed_ebs_volume",
        "managedEBSVolume",
        One(&[
            attribute("role_arn", "roleArn", Name),
            attribute("encrypted", "encrypted", Value),
            attribute("file_system_type", "filesystemType", Value),
            attribute("iops", "iops", NonZero),
            attribute("kms_key_id", "kmsKeyId", Name),
            attribute("size_in_gb", "sizeInGiB", NonZero),
            attribute("snapshot_id", "snapshotId", Name),
            attribute("throughput", "throughput", NonZero),
            attribute("volume_initialization_rate", "volumeInitializationRate", NonZero),
            attribute("volume_type", "volumeType", Value),
            nothing("tag_specifications"),
        ]),
    ),
];
