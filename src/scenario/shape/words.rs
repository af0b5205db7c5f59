//! Words of ECS's API that several places of the file, and what builds models of them, have in common.

use crate::model::Choice;

/// `networkMode`, the hypothetical one and those of Windows included.
pub const NETWORK_MODES: &[&str] = &["bridge", "host", "awsvpc", "none", "overlay", "default", "nat"];
/// `launchType`.
pub const LAUNCH_TYPES: &[&str] = &["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"];
/// `schedulingStrategy`.
pub const SCHEDULING_STRATEGIES: &[&str] = &["REPLICA", "DAEMON"];
/// `type` of a placement constraint.
pub const CONSTRAINTS: &[&str] = &["distinctInstance", "memberOf"];
/// `type` of a deployment controller.
pub const CONTROLLERS: &[&str] = &["ECS", "CODE_DEPLOY", "EXTERNAL"];
/// `strategy` of a deployment configuration.
pub const DEPLOYMENT_STRATEGIES: &[&str] = &["ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"];
/// `comparisonOperator` of alarms of anomaly detection.
pub const BAND_OPERATORS: &[&str] =
    &["LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold"];
/// `type` of a circuit breaker's threshold.
pub const THRESHOLD_TYPES: &[&str] = &["COUNT", "BOUNDED_PERCENT", "UNBOUNDED_PERCENT"];
/// `sourceServiceRevisionCleanup` of early success criteria.
pub const SOURCE_CLEANUPS: &[&str] = &["BLOCKING", "DEFERRED"];
/// `stopType` of `StopServiceDeployment`.
pub const STOP_TYPES: &[&str] = &["ROLLBACK", "ABORT"];
/// `targetType` of a lifecycle hook.
pub const HOOK_TARGETS: &[&str] = &["AWS_LAMBDA", "PAUSE"];
/// What the function of a lifecycle hook answers in the end.
pub const HOOK_STATUSES: &[&str] = &["SUCCEEDED", "FAILED"];
/// `action` of `ContinueServiceDeployment`, and of the time-out of a lifecycle hook.
pub const PAUSE_ACTIONS: &[&str] = &["CONTINUE", "ROLLBACK"];
/// Stages in which lifecycle hooks are called.
pub const HOOK_STAGES: &[&str] = &[
    "RECONCILE_SERVICE",
    "PRE_SCALE_UP",
    "POST_SCALE_UP",
    "TEST_TRAFFIC_SHIFT",
    "POST_TEST_TRAFFIC_SHIFT",
    "PRE_PRODUCTION_TRAFFIC_SHIFT",
    "PRODUCTION_TRAFFIC_SHIFT",
    "POST_PRODUCTION_TRAFFIC_SHIFT",
];
/// `status` of `UpdateContainerInstancesState`.
pub const INSTANCE_STATUSES: &[&str] = &["DRAINING", "ACTIVE"];
/// `protocol` of a port mapping.
pub const PORT_PROTOCOLS: &[&str] = &["tcp", "udp"];
/// `protocol` of a target group.
pub const TARGET_GROUP_PROTOCOLS: &[&str] =
    &["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC", "GENEVE"];
/// `targetType` of a target group.
pub const TARGET_TYPES: &[&str] = &["instance", "ip", "lambda", "alb"];
/// `healthCheckProtocol` of a target group.
pub const HEALTH_CHECK_PROTOCOLS: &[&str] = &["HTTP", "HTTPS", "TCP"];
/// `startsFrom`.
pub const STARTS_FROM: &[&str] = &[DESCRIBED, EMPTY];
/// A run begins with the state that AWS described.
pub const DESCRIBED: &str = "described";
/// A run begins with nothing but what the scenario creates.
pub const EMPTY: &str = "empty";
/// What a switch of the API says.
pub const SWITCH: &[&str] = &["ENABLED", "DISABLED"];

/// The words of a choice.
pub fn of<C: Choice>() -> Vec<&'static str> {
    C::ALL.iter().map(|choice| choice.word()).collect()
}
