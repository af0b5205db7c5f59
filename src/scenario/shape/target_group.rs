//! `[[targetGroups]]`: `CreateTargetGroup` in camelCase, and the attributes of a target group.

use super::task_definition::TAG;
use super::{
    ANYTHING, BOOLEAN, Kind, NUMERIC_TEXT, Shape, TEXT, Words, modelled, no_effect, not_modelled,
    not_modelled_unless, read_only, words,
};

/// A target group; attribute keys stand beside the members.
pub const TARGET_GROUP: Shape = Shape::from_file(
    "targetGroups",
    &[
        modelled("name", TEXT).means("what services call it by").rules("VT-01"),
        modelled("targetGroupName", TEXT).means("the same as `DescribeTargetGroups` prints it"),
        modelled("targetGroupArn", TEXT).means("its ARN, whose name services may use as well"),
        modelled("protocol", TEXT)
            .means("decides whose it is: an Application or a Network Load Balancer's")
            .default("an Application Load Balancer's")
            .words(Words::These(words::TARGET_GROUP_PROTOCOLS))
            .rules("VT-02"),
        no_effect("port", WHOLE).range(1, 65_535).rules("VT-03"),
        no_effect("protocolVersion", TEXT).words(Words::These(&["HTTP1", "HTTP2", "GRPC"])).rules("VT-10"),
        modelled("targetType", TEXT)
            .means("what its targets are; `ip` for tasks in mode `awsvpc`")
            .default("what its tasks need")
            .words(Words::These(words::TARGET_TYPES))
            .rules("VS-11, VT-04"),
        no_effect("vpcId", TEXT),
        modelled("healthCheckProtocol", TEXT)
            .means("how it is checked")
            .default("HTTP, for a Network Load Balancer TCP")
            .words(Words::These(words::HEALTH_CHECK_PROTOCOLS))
            .rules("VT-05"),
        no_effect("healthCheckPort", PORT_NAME),
        modelled("healthCheckEnabled", BOOLEAN)
            .means("`true`: checks of instances and addresses are always on")
            .default("true")
            .rules("VT-11"),
        no_effect("healthCheckPath", TEXT),
        modelled("healthCheckIntervalSeconds", WHOLE)
            .means("between two checks of a target")
            .unit("seconds")
            .default("30")
            .range(5, 300)
            .rules("VT-06"),
        modelled("healthCheckTimeoutSeconds", WHOLE)
            .means("after which a check without an answer has failed")
            .unit("seconds")
            .default("5, for a Network Load Balancer 10, 6 by HTTP")
            .range(2, 120)
            .rules("VT-06, VT-07"),
        modelled("healthyThresholdCount", WHOLE)
            .means("checks passed in a row that make a failed target healthy")
            .default("5")
            .range(2, 10)
            .rules("VT-06"),
        modelled("unhealthyThresholdCount", WHOLE)
            .means("checks failed in a row that make a target unhealthy")
            .default("2")
            .range(2, 10)
            .rules("VT-06"),
        no_effect("matcher", ANYTHING),
        no_effect("ipAddressType", TEXT).words(Words::These(&["ipv4", "ipv6"])).rules("VT-04"),
        no_effect("tags", Kind::List(&Kind::Object(&TAG))),
        no_effect("targetControlPort", WHOLE),
        read_only("loadBalancerArns"),
        modelled("deregistration_delay.timeout_seconds", WHOLE)
            .means("how long a target drains before its task gets the stop signal")
            .unit("seconds")
            .default("300")
            .range(0, 3_600)
            .rules("S4.4-2"),
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
