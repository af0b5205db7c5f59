//! Container health checks in closed form (placement.md §3.4).
//!
//! The first probe comes an interval after the start, then one an interval after the end of the one before. A program
//! that is not ready refuses, so a probe's result is known when it is sent; one that hangs leaves it unanswered, so its
//! result is known after the timeout. Otherwise a program passes until it ends.

use super::hang::Hang;
use crate::cluster::TaskHealth;
use crate::model::{ContainerHealthCheck, TaskDefinition};
use crate::time::{SimDuration, SimTime};

/// The probes of one container.
#[derive(Clone, Copy, Debug)]
pub struct Probed<'a> {
    /// What is probed, and how often.
    pub check: &'a ContainerHealthCheck,
    /// The run of its program; of one before, nothing counts any more.
    pub run: ContainerRun,
    /// When it answered nothing, in order.
    pub hangs: &'a [Hang],
}

/// A run of a container's program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContainerRun {
    /// When the container started, or the simulation began with it.
    pub started_at: SimTime,
    /// How long it had run by then.
    pub ran_before: SimDuration,
    /// From then until its program answers.
    pub ready_after: SimDuration,
}

impl ContainerRun {
    /// From when on its program answers.
    #[must_use]
    pub fn ready_at(&self) -> SimTime {
        self.started_at + self.ready_after
    }
}

/// A container's health at `at`.
#[must_use]
pub fn health_at(container: &Probed<'_>, at: SimTime) -> TaskHealth {
    let mut health = TaskHealth::Unknown;
    container.each_change(|when, to| {
        if when <= at {
            health = to;
        }
    });
    health
}

/// When and to what a container's health changes next, given what is known at `now`.
///
/// `None` when nothing is to come. A change that is due at `now` itself is named as long as `state` lacks it.
#[must_use]
pub fn next_change(container: &Probed<'_>, state: TaskHealth, now: SimTime) -> Option<(SimTime, TaskHealth)> {
    next_of(|| std::iter::once(*container), state, now)
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
/// `run_of` tells the run of the container at a position of the definition, `None` for one that does not run. They hang
/// together.
#[must_use]
pub fn next_task_change(
    definition: &TaskDefinition,
    run_of: impl Fn(usize) -> Option<ContainerRun>,
    hangs: &[Hang],
    state: TaskHealth,
    now: SimTime,
) -> Option<(SimTime, TaskHealth)> {
    let probed = || {
        let containers = definition.containers.iter().enumerate();
        let essential = containers.filter(|(_, container)| container.essential);
        essential.filter_map(|(position, container)| {
            let check = container.health_check.as_ref()?;
            Some(Probed { check, run: run_of(position)?, hangs })
        })
    };
    next_of(probed, state, now)
}

/// The first instant from `now` on at which the combined health of `containers` is not `state`.
fn next_of<'a, I: Iterator<Item = Probed<'a>>>(
    containers: impl Fn() -> I,
    state: TaskHealth,
    now: SimTime,
) -> Option<(SimTime, TaskHealth)> {
    let combined = |at| combined_health(containers().map(|container| health_at(&container, at)));
    let due = combined(now)?;
    if due != state {
        return Some((now, due));
    }
    let mut next: Option<(SimTime, TaskHealth)> = None;
    for container in containers() {
        container.each_change(|at, _| {
            let is_sooner = at > now && next.is_none_or(|(known, _)| at < known);
            if let Some(health) = combined(at).filter(|health| is_sooner && *health != state) {
                next = Some((at, health));
            }
        });
    }
    next
}

impl Probed<'_> {
    /// From when on the container is healthy.
    pub(super) fn healthy_from(&self) -> Option<SimTime> {
        let mut from = None;
        self.each_change(|at, health| {
            if health == TaskHealth::Healthy {
                from.get_or_insert(at);
            }
        });
        from
    }

    /// Tells every change of health from the start on, in order.
    fn each_change(&self, tell: impl FnMut(SimTime, TaskHealth)) {
        let interval = self.check.interval.max(SimDuration::from_micros(1));
        let mut walk = Walk {
            check: self.check,
            interval,
            counted_from: self.run.started_at + left(self.check.start_period, self.run.ran_before),
            next_probe: self.run.started_at + interval_left(interval, self.run.ran_before),
            failures: 0,
            has_passed: false,
            health: TaskHealth::Unknown,
            tell,
        };
        let ready_at = self.run.ready_at();
        for hang in self.hangs {
            walk.fail(ready_at.min(hang.from), SimDuration::ZERO);
            walk.pass(hang.from);
            walk.fail(hang.until, self.check.timeout);
        }
        walk.fail(ready_at, SimDuration::ZERO);
        walk.pass(SimTime::NEVER);
    }
}

/// What is left of a time, of which so much is over.
fn left(of: SimDuration, over: SimDuration) -> SimDuration {
    SimDuration::from_micros(of.as_micros().saturating_sub(over.as_micros()))
}

/// Until the next probe of a container that is probed every `interval` and has run for so long.
fn interval_left(interval: SimDuration, ran_before: SimDuration) -> SimDuration {
    SimDuration::from_micros(interval.as_micros() - ran_before.as_micros() % interval.as_micros())
}

/// A walk over stretches of probes that all fail or all pass.
struct Walk<'a, F> {
    check: &'a ContainerHealthCheck,
    interval: SimDuration,
    /// Failures of probes that are sent before do not count, unless one has passed.
    counted_from: SimTime,
    next_probe: SimTime,
    /// That counted, in a row.
    failures: u64,
    has_passed: bool,
    health: TaskHealth,
    tell: F,
}

impl<F: FnMut(SimTime, TaskHealth)> Walk<'_, F> {
    /// Probes that are sent before `until` fail, and are known to after `delay`.
    fn fail(&mut self, until: SimTime, delay: SimDuration) {
        let apart = self.interval + delay;
        let before = |at: SimTime| at.since(self.next_probe).as_micros().div_ceil(apart.as_micros());
        let sent = before(until);
        let uncounted = if self.has_passed { 0 } else { before(self.counted_from).min(sent) };
        let retries = u64::from(self.check.retries.max(1));
        let decisive = uncounted.saturating_add(retries.saturating_sub(self.failures).max(1) - 1);
        if decisive < sent {
            let sent_at = self.next_probe + apart.saturating_mul(decisive);
            self.change(sent_at + delay, TaskHealth::Unhealthy);
        }
        self.failures = self.failures.saturating_add(sent - uncounted);
        self.next_probe += apart.saturating_mul(sent);
    }

    /// Probes that are sent before `until` pass.
    fn pass(&mut self, until: SimTime) {
        let sent = until.since(self.next_probe).as_micros().div_ceil(self.interval.as_micros());
        if sent > 0 {
            self.change(self.next_probe, TaskHealth::Healthy);
            (self.failures, self.has_passed) = (0, true);
            self.next_probe += self.interval.saturating_mul(sent);
        }
    }

    fn change(&mut self, at: SimTime, to: TaskHealth) {
        if std::mem::replace(&mut self.health, to) != to {
            (self.tell)(at, to);
        }
    }
}

#[cfg(test)]
mod tests;
