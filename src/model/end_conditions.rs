//! What ends a deployment besides its last task: `deploymentCircuitBreaker`, `alarms`, `earlySuccessCriteria`, and
//! `bakeTimeInMinutes` of a rolling one.

use super::ids::AlarmId;
use crate::time::SimDuration;

/// Members of `deploymentConfiguration` that say when a deployment ends before all of its tasks run; by default none does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EndConditions {
    /// The circuit breaker, where it is enabled (services.md §2.3).
    pub circuit_breaker: Option<CircuitBreaker>,
    /// The early success criteria, where they are enabled (services.md §2.2).
    pub early_success: Option<EarlySuccess>,
    /// The deployment alarms, where they are enabled (services.md §2.4).
    pub alarms: Option<DeploymentAlarms>,
    /// `bakeTimeInMinutes` of a rolling deployment, where it is written.
    pub bake: Option<SimDuration>,
}

/// `deploymentCircuitBreaker` that is enabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CircuitBreaker {
    /// Whether a deployment that failed is rolled back.
    pub rollback: bool,
    /// `resetOnHealthyTask`: whether a healthy task makes the failures before it forgotten.
    pub reset_on_healthy_task: bool,
    /// `thresholdConfiguration`.
    pub threshold: FailureThreshold,
}

/// `alarms` that are enabled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeploymentAlarms {
    /// Those of `alarmNames` that are known, each once and in order.
    pub alarms: Vec<AlarmId>,
    /// Whether a deployment that failed is rolled back.
    pub rollback: bool,
    /// The bake time that ECS computes of them.
    pub bake: SimDuration,
}

/// How many failures end a deployment, as `thresholdConfiguration` says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureThreshold {
    /// `BOUNDED_PERCENT`: so many percent of the desired count, rounded up, but from 3 to 200.
    BoundedPercent(u32),
    /// `UNBOUNDED_PERCENT`: so many percent of the desired count, rounded up.
    UnboundedPercent(u32),
    /// `COUNT`: so many.
    Count(u32),
}

/// `earlySuccessCriteria` that are enabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EarlySuccess {
    /// `healthyPercent`: the share of the desired count that has to be healthy.
    pub healthy_percent: u32,
    /// `sourceServiceRevisionCleanup`.
    pub cleanup: SourceCleanup,
}

/// When the tasks of the deployments before go, with early success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceCleanup {
    /// `BLOCKING`: before the deployment is complete.
    Blocking,
    /// `DEFERRED`: after that.
    Deferred,
}

impl CircuitBreaker {
    /// One that says nothing but that it is enabled, and whether it rolls back.
    #[must_use]
    pub const fn new(rollback: bool) -> Self {
        Self { rollback, reset_on_healthy_task: true, threshold: FailureThreshold::DEFAULT }
    }
}

impl FailureThreshold {
    /// That of a circuit breaker without `thresholdConfiguration`.
    pub const DEFAULT: Self = Self::BoundedPercent(50);

    /// The bounds of `BOUNDED_PERCENT`: until 2026 those of every circuit breaker.
    const BOUNDS: (u32, u32) = (3, 200);

    /// How many failures end a deployment of a service that wants `desired` tasks; never 0.
    ///
    /// ```
    /// use plimsoll::model::FailureThreshold;
    /// assert_eq!([1, 25, 400, 800].map(|desired| FailureThreshold::DEFAULT.of(desired)), [3, 13, 200, 200]);
    /// ```
    #[must_use]
    pub fn of(self, desired: u32) -> u32 {
        let (least, most) = Self::BOUNDS;
        match self {
            Self::BoundedPercent(percent) => share(desired, percent).clamp(least, most),
            Self::UnboundedPercent(percent) => share(desired, percent).max(1),
            Self::Count(count) => count.max(1),
        }
    }
}

impl EarlySuccess {
    /// How many tasks have to be healthy for success, of a service that wants `desired`: one at least.
    ///
    /// ```
    /// use plimsoll::model::{EarlySuccess, SourceCleanup};
    /// let half = EarlySuccess { healthy_percent: 50, cleanup: SourceCleanup::Blocking };
    /// assert_eq!((half.needed(2), half.needed(3)), (1, 2));
    /// ```
    #[must_use]
    pub fn needed(self, desired: u32) -> u32 {
        share(desired, self.healthy_percent).max(1).min(desired)
    }
}

/// `percent` of `desired`, rounded up.
fn share(desired: u32, percent: u32) -> u32 {
    let tasks = (u64::from(desired) * u64::from(percent)).div_ceil(100);
    u32::try_from(tasks).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::FailureThreshold::{BoundedPercent, Count, UnboundedPercent};
    use super::*;

    /// The table of the Developer Guide and worked examples 19, 20 and 23 of services.md.
    #[test]
    fn s2_3_1_thresholds_of_every_kind() {
        for (threshold, desired, expected) in [
            (FailureThreshold::DEFAULT, 0, 3),
            (FailureThreshold::DEFAULT, 1, 3),
            (FailureThreshold::DEFAULT, 5, 3),
            (FailureThreshold::DEFAULT, 6, 3),
            (FailureThreshold::DEFAULT, 7, 4),
            (FailureThreshold::DEFAULT, 25, 13),
            (FailureThreshold::DEFAULT, 400, 200),
            (FailureThreshold::DEFAULT, 800, 200),
            (BoundedPercent(1), 50, 3),
            (BoundedPercent(100), 150, 150),
            (UnboundedPercent(1), 50, 1),
            (UnboundedPercent(50), 1, 1),
            (UnboundedPercent(50), 800, 400),
            (UnboundedPercent(50), 0, 1),
            (Count(1), 100, 1),
            (Count(500), 1, 500),
            (Count(0), 9, 1),
        ] {
            assert_eq!(threshold.of(desired), expected, "{threshold:?} of {desired}");
        }
    }

    /// Worked example 25 of services.md: the table of the Developer Guide.
    #[test]
    fn s2_2_4_healthy_tasks_that_early_success_needs() {
        for (desired, healthy_percent, expected) in
            [(2, 50, 1), (3, 50, 2), (10, 80, 8), (100, 90, 90), (10, 100, 10), (10, 0, 1), (0, 50, 0)]
        {
            let early = EarlySuccess { healthy_percent, cleanup: SourceCleanup::Deferred };
            assert_eq!(early.needed(desired), expected, "{healthy_percent} % of {desired}");
        }
    }
}
