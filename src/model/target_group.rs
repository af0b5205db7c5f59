//! A load balancer's target group.

use crate::time::SimDuration;

/// A target group with its health check and attributes (services.md §4.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetGroup {
    /// `name`.
    pub name: String,
    /// Which timings apply.
    pub kind: LoadBalancerKind,
    /// `healthCheckIntervalSeconds`.
    pub interval: SimDuration,
    /// `healthCheckTimeoutSeconds`.
    pub timeout: SimDuration,
    /// `healthyThresholdCount`: passes that bring an unhealthy target back.
    pub healthy_threshold: u32,
    /// `unhealthyThresholdCount`: failures that take a target out.
    pub unhealthy_threshold: u32,
    /// `deregistration_delay.timeout_seconds`.
    pub deregistration_delay: SimDuration,
}

/// The kind of load balancer in front of a target group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadBalancerKind {
    /// Application Load Balancer: a new target is healthy after one pass.
    Application,
    /// Network Load Balancer: registration takes minutes, then one pass.
    Network,
}
