//! `[[targetGroups]]`: `CreateTargetGroup` in camelCase, and the attributes of a target group.

use super::task_definition::TAG;
use super::{
    ANYTHING, BOOLEAN, Kind, NUMERIC_TEXT, Shape, TEXT, modelled, no_effect, not_modelled,
    not_modelled_unless, read_only,
};

/// A target group; attribute keys stand beside the members.
pub const TARGET_GROUP: Shape = Shape::from_file(
    "targetGroups",
    &[
        modelled("name", TEXT),
        modelled("targetGroupName", TEXT),
        modelled("targetGroupArn", TEXT),
        modelled("protocol", TEXT),
        no_effect("port", WHOLE),
        no_effect("protocolVersion", TEXT),
        modelled("targetType", TEXT),
        no_effect("vpcId", TEXT),
        modelled("healthCheckProtocol", TEXT),
        no_effect("healthCheckPort", PORT_NAME),
        modelled("healthCheckEnabled", BOOLEAN),
        no_effect("healthCheckPath", TEXT),
        modelled("healthCheckIntervalSeconds", WHOLE),
        modelled("healthCheckTimeoutSeconds", WHOLE),
        modelled("healthyThresholdCount", WHOLE),
        modelled("unhealthyThresholdCount", WHOLE),
        no_effect("matcher", ANYTHING),
        no_effect("ipAddressType", TEXT),
        no_effect("tags", Kind::List(&Kind::Object(&TAG))),
        no_effect("targetControlPort", WHOLE),
        read_only("loadBalancerArns"),
        modelled("deregistration_delay.timeout_seconds", WHOLE),
        no_effect("deregistration_delay.connection_termination.enabled", FLAG),
        not_modelled_unless(
            "0",
            "slow_start.duration_seconds",
            WHOLE,
            "a healthy target takes its full share of requests at once",
        ),
        no_effect("stickiness.enabled", FLAG),
        no_effect("stickiness.type", TEXT),
        no_effect("stickiness.app_cookie.cookie_name", TEXT),
        no_effect("stickiness.app_cookie.duration_seconds", WHOLE),
        no_effect("stickiness.lb_cookie.duration_seconds", WHOLE),
        no_effect("load_balancing.algorithm.type", TEXT),
        no_effect("load_balancing.algorithm.anomaly_mitigation", TEXT),
        no_effect("load_balancing.cross_zone.enabled", FLAG),
        no_effect("preserve_client_ip.enabled", FLAG),
        no_effect("proxy_protocol_v2.enabled", FLAG),
        no_effect("target_health_state.unhealthy.connection_termination.enabled", FLAG),
        not_modelled(
            "target_health_state.unhealthy.draining_interval_seconds",
            WHOLE,
            "an unhealthy target gets no requests from then on",
        ),
        no_effect("target_group_health.dns_failover.minimum_healthy_targets.count", PORT_NAME),
        no_effect("target_group_health.dns_failover.minimum_healthy_targets.percentage", PORT_NAME),
        no_effect("target_group_health.unhealthy_state_routing.minimum_healthy_targets.count", PORT_NAME),
        no_effect(
            "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage",
            PORT_NAME,
        ),
        no_effect("target_failover.on_deregistration", TEXT),
        no_effect("target_failover.on_unhealthy", TEXT),
        no_effect("lambda.multi_value_headers.enabled", FLAG),
    ],
);

/// `traffic-port`, `off` or a number.
const PORT_NAME: Kind = ANYTHING;
/// Attribute values are strings in the API; a boolean reads better.
const FLAG: Kind = ANYTHING;
/// Attribute values are strings in the API; a number reads better.
const WHOLE: Kind = NUMERIC_TEXT;
