//! `aws_lb_target_group` and `aws_autoscaling_group`.

use super::How::{Camel, Each, IfKnown, Into, Joined, Many, Name, NonZero, One, Value};
use super::{Attribute, attribute, nothing};

/// A target group; what the API has as pairs of key and value is a member of its own.
pub const TARGET_GROUP: &[Attribute] = &[
    attribute("name", "name", Value),
    attribute("arn", "targetGroupArn", IfKnown),
    attribute("port", "port", Value),
    attribute("protocol", "protocol", Value),
    attribute("protocol_version", "protocolVersion", Value),
    attribute("target_type", "targetType", Value),
    attribute("vpc_id", "vpcId", IfKnown),
    attribute("ip_address_type", "ipAddressType", IfKnown),
    attribute("deregistration_delay", "deregistration_delay.timeout_seconds", Value),
    attribute("slow_start", "slow_start.duration_seconds", Value),
    attribute("health_check", "", Into(HEALTH_CHECK)),
    attribute("stickiness", "", Into(STICKINESS)),
    attribute("connection_termination", "deregistration_delay.connection_termination.enabled", IfKnown),
    attribute("load_balancing_algorithm_type", "load_balancing.algorithm.type", IfKnown),
    attribute("load_balancing_anomaly_mitigation", "load_balancing.algorithm.anomaly_mitigation", IfKnown),
    attribute("load_balancing_cross_zone_enabled", "load_balancing.cross_zone.enabled", IfKnown),
    attribute("preserve_client_ip", "preserve_client_ip.enabled", IfKnown),
    attribute("proxy_protocol_v2", "proxy_protocol_v2.enabled", IfKnown),
    attribute(
        "target_health_state",
        "",
        Into(&[
            attribute(
                "enable_unhealthy_connection_termination",
                "target_health_state.unhealthy.connection_termination.enabled",
                Value,
            ),
            attribute(
                "unhealthy_draining_interval",
                "target_health_state.unhealthy.draining_interval_seconds",
                NonZero,
            ),
        ]),
    ),
    nothing("arn_suffix"),
    nothing("id"),
    nothing("lambda_multi_value_headers_enabled"),
    nothing("load_balancer_arns"),
    nothing("name_prefix"),
    nothing("region"),
    nothing("tags"),
    nothing("tags_all"),
    nothing("target_control_port"),
    nothing("target_failover"),
    nothing("target_group_health"),
];

const HEALTH_CHECK: &[Attribute] = &[
    attribute("enabled", "healthCheckEnabled", Value),
    attribute("protocol", "healthCheckProtocol", Value),
    attribute("path", "healthCheckPath", IfKnown),
    attribute("port", "healthCheckPort", Value),
    attribute("interval", "healthCheckIntervalSeconds", Value),
    attribute("timeout", "healthCheckTimeoutSeconds", IfKnown),
    attribute("healthy_threshold", "healthyThresholdCount", Value),
    attribute("unhealthy_threshold", "unhealthyThresholdCount", Value),
    attribute("matcher", "matcher/httpCode", IfKnown),
];

const STICKINESS: &[Attribute] = &[
    attribute("enabled", "stickiness.enabled", Value),
    attribute("type", "stickiness.type", Value),
    attribute("cookie_duration", "stickiness.lb_cookie.duration_seconds", Value),
    attribute("cookie_name", "stickiness.app_cookie.cookie_name", Value),
];

/// A group of instances.
pub const AUTO_SCALING_GROUP: &[Attribute] = &[
    attribute("name", "autoScalingGroupName", Value),
    attribute("arn", "autoScalingGroupARN", IfKnown),
    attribute("min_size", "minSize", Value),
    attribute("max_size", "maxSize", Value),
    attribute("desired_capacity", "desiredCapacity", IfKnown),
    attribute("desired_capacity_type", "desiredCapacityType", Value),
    attribute("availability_zones", "availabilityZones", IfKnown),
    attribute("vpc_zone_identifier", "vpcZoneIdentifier", Joined),
    attribute("launch_configuration", "launchConfigurationName", Name),
    attribute("launch_template", "launchTemplate", One(TEMPLATE)),
    attribute("mixed_instances_policy", "mixedInstancesPolicy", One(MIXED)),
    attribute("default_cooldown", "defaultCooldown", IfKnown),
    attribute("default_instance_warmup", "defaultInstanceWarmup", Value),
    attribute("health_check_type", "healthCheckType", IfKnown),
    attribute("health_check_grace_period", "healthCheckGracePeriod", Value),
    attribute("placement_group", "placementGroup", Name),
    attribute("protect_from_scale_in", "newInstancesProtectedFromScaleIn", Value),
    attribute("suspended_processes", "suspendedProcesses", Each("processName")),
    attribute("termination_policies", "terminationPolicies", Value),
    attribute("max_instance_lifetime", "maxInstanceLifetime", Value),
    attribute("capacity_rebalance", "capacityRebalance", Value),
    attribute("target_group_arns", "targetGroupARNs", IfKnown),
    attribute("service_linked_role_arn", "serviceLinkedRoleARN", IfKnown),
    attribute("tag", "tags", Camel),
    nothing("availability_zone_distribution"),
    nothing("capacity_reservation_specification"),
    nothing("context"),
    nothing("enabled_metrics"),
    nothing("force_delete"),
    nothing("force_delete_warm_pool"),
    nothing("id"),
    nothing("ignore_failed_scaling_activities"),
    nothing("initial_lifecycle_hook"),
    nothing("instance_maintenance_policy"),
    nothing("instance_refresh"),
    nothing("load_balancers"),
    nothing("metrics_granularity"),
    nothing("min_elb_capacity"),
    nothing("name_prefix"),
    nothing("predicted_capacity"),
    nothing("region"),
    nothing("tags"),
    nothing("timeouts"),
    nothing("traffic_source"),
    nothing("wait_for_capacity_timeout"),
    nothing("wait_for_elb_capacity"),
    nothing("warm_pool"),
    nothing("warm_pool_size"),
];

const TEMPLATE: &[Attribute] = &[
    attribute("id", "launchTemplateId", IfKnown),
    attribute("name", "launchTemplateName", IfKnown),
    attribute("version", "version", IfKnown),
];

const MIXED: &[Attribute] = &[
    attribute(
        "launch_template",
        "launchTemplate",
        One(&[
            attribute(
                "launch_template_specification",
                "launchTemplateSpecification",
                One(&[
                    attribute("launch_template_id", "launchTemplateId", IfKnown),
                    attribute("launch_template_name", "launchTemplateName", IfKnown),
                    attribute("version", "version", IfKnown),
                ]),
            ),
            attribute(
                "override",
                "overrides",
                Many(&[
                    attribute("instance_type", "instanceType", Value),
                    attribute("weighted_capacity", "weightedCapacity", Value),
                    nothing("instance_requirements"),
                    nothing("launch_template_specification"),
                    nothing("image_id"),
                ]),
            ),
        ]),
    ),
    attribute(
        "instances_distribution",
        "instancesDistribution",
        One(&[
            attribute("on_demand_allocation_strategy", "onDemandAllocationStrategy", IfKnown),
            attribute("on_demand_base_capacity", "onDemandBaseCapacity", IfKnown),
            attribute(
                "on_demand_percentage_above_base_capacity",
                "onDemandPercentageAboveBaseCapacity",
                IfKnown,
            ),
            attribute("spot_allocation_strategy", "spotAllocationStrategy", IfKnown),
            attribute("spot_instance_pools", "spotInstancePools", IfKnown),
            attribute("spot_max_price", "spotMaxPrice", IfKnown),
        ]),
    ),
];
