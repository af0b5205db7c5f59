//! Container health checks in closed form (placement.md §3.4).
//!
//! The first probe comes an interval after the start, then one every interval. A program that is not ready refuses,
//! so a probe's result is known when it is sent. Once ready, a program passes until it ends.

use crate::cluster::TaskHealth;
use crate::model::{ContainerHealthCheck, TaskDefinition};
use crate::time::{SimDuration, SimTime};

/// When a container's health changes: from unknown to unhealthy, if at all, and to healthy for good.
#[derive(Clone, Copy)]
struct Timeline {
    unhealthy_at: Option<SimTime>,
    healthy_at: SimTime,
}

/// A container's health at `at`, when it started at `started_at` and was ready `ready_after` later.
#[must_use]
pub fn health_at(
    check: &ContainerHealthCheck,
    started_at: SimTime,
    ready_after: SimDuration,
    at: SimTime,
) -> TaskHealth {
    Timeline::new(check, started_at, ready_after).at(at)
}

/// When and to what a container's health changes next, given what is known at `now`.
///
/// `None` when nothing is to come. A change that is due at `now` itself is named as long as `state` lacks it.
#[must_use]
pub fn next_change(
    check: &ContainerHealthCheck,
    started_at: SimTime,
    ready_after: SimDuration,
    state: TaskHealth,
    now: SimTime,
) -> Option<(SimTime, TaskHealth)> {
    let timeline = Timeline::new(check, started_at, ready_after);
    timeline.instants(now).into_iter().flatten().map(|at| (at, timeline.at(at))).find(|&(_, to)| to != state)
}

/// The health of a task from that of its essential containers (worked example 44): one that is unhealthy decides, then
/// one that is not known; `None` when there is no check at all.
///
/// ```
/// use plimsoll::{agent::combined_health, cluster::TaskHealth::{Healthy, Unhealthy, Unknown}};
/// assert_eq!(combined_health([Unhealthy, Unknown]), Some(Unhealthy));
/// assert_eq!(combined_health([Healthy, Unknown]), Some(Unknown));
/// assert_eq!(combined_health([Healthy, Healthy]), Some(Healthy));
/// ```
#[must_use]
pub fn combined_health(containers: impl IntoIterator<Item = TaskHealth>) -> Option<TaskHealth> {
    let weight = |health: &TaskHealth| match health {
        TaskHealth::Healthy => 0,
        TaskHealth::Unknown => 1,
        TaskHealth::Unhealthy => 2,
    };
    containers.into_iter().max_by_key(weight)
}

/// Whether an essential container of the task has a health check.
#[must_use]
pub fn has_health_check(definition: &TaskDefinition) -> bool {
    definition.containers.iter().any(|container| container.essential && container.health_check.is_some())
}

/// When and to what the container health of a task changes next; `None` when no essential container has a check.
///
/// All its containers start at `started_at`; the one at each position of the definition is ready `ready_after` later.
#[must_use]
pub fn next_task_change(
    definition: &TaskDefinition,
    started_at: SimTime,
    ready_after: impl Fn(usize) -> SimDuration,
    state: TaskHealth,
    now: SimTime,
) -> Option<(SimTime, TaskHealth)> {
    let courses = || {
        let containers = definition.containers.iter().enumerate();
        let essential = containers.filter(|(_, container)| container.essential);
        essential.filter_map(|(position, container)| {
            let check = container.health_check.as_ref()?;
            Some(Timeline::new(check, started_at, ready_after(position)))
        })
    };
    let instants = courses().flat_map(|timeline| timeline.instants(now).into_iter().flatten());
    let changes = instants.filter_map(|at| {
        let health = combined_health(courses().map(|timeline| timeline.at(at)))?;
        (health != state).then_some((at, health))
    });
    changes.min_by_key(|&(at, _)| at)
}

impl Timeline {
    fn new(check: &ContainerHealthCheck, started_at: SimTime, ready_after: SimDuration) -> Self {
        let interval = check.interval.max(SimDuration::from_micros(1));
        let probe = |number: u64| started_at + interval.saturating_mul(number);
        let first_after = |time: SimDuration| time.as_micros().div_ceil(interval.as_micros()).max(1);
        let first_pass = first_after(ready_after);
        let last_failure = first_after(check.start_period) + u64::from(check.retries.max(1)) - 1;
        let unhealthy_at = (last_failure < first_pass).then(|| probe(last_failure));
        Self { unhealthy_at, healthy_at: probe(first_pass) }
    }

    fn at(self, at: SimTime) -> TaskHealth {
        if at >= self.healthy_at {
            TaskHealth::Healthy
        } else if self.unhealthy_at.is_some_and(|unhealthy| at >= unhealthy) {
            TaskHealth::Unhealthy
        } else {
            TaskHealth::Unknown
        }
    }

    /// When to look again from `now` on: now and at later changes, in order.
    fn instants(self, now: SimTime) -> [Option<SimTime>; 3] {
        [Some(now), self.unhealthy_at.filter(|&at| at > now), Some(self.healthy_at).filter(|&at| at > now)]
    }
}

#[cfg(test)]
mod tests;
