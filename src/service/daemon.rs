//! The scheduler's decision for a DAEMON service: one task on every instance that it looks after (placement.md §1.8).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::plan::{Actual, Desired, Plan, Selection, Start, Stop, StopKind};
use crate::cluster::TaskCategory;
use crate::model::{InstanceId, MaximumCounts, TaskId, ZoneId};
use crate::time::SimTime;

/// A container instance as a daemon service sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Site {
    /// Which one.
    pub instance: InstanceId,
    /// Its zone: batches are taken from the zones with most tasks first (SI-04).
    pub zone: ZoneId,
    /// Whether it should have a task.
    pub suitability: Suitability,
    /// The task that is there, if its desired status is `RUNNING`.
    pub task: Option<DaemonTask>,
    /// Whether a task that is to stop is still there.
    pub leaving: bool,
    /// The end of the wait after a task that did not fit.
    pub held_until: Option<SimTime>,
}

/// Whether an instance should have a daemon's task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suitability {
    /// `ACTIVE`, and as constraints, required attributes and subnets ask for.
    Suitable {
        /// Whether its agent is connected: only then a task can be placed (PL-04).
        connected: bool,
    },
    /// `ACTIVE`, but not as they ask for (CN-07).
    Unsuitable,
    /// `DRAINING` (DR-04).
    Draining {
        /// Whether tasks of REPLICA services are left there: a daemon's task stops after them.
        replicas_left: bool,
    },
}

/// The task of a daemon service on an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaemonTask {
    /// Which task.
    pub id: TaskId,
    /// Of this deployment.
    pub deployment: u32,
    /// What the scheduler knows of it.
    pub category: TaskCategory,
}

/// Decides on one pass into an empty plan.
///
/// Since `maximumPercent` is 100, an instance's old task is `STOPPED` before its new one starts (SC-15). What has become
/// unsuitable or drained goes first; a deployment replaces what is not healthy at once, and of the rest as many as
/// `minimumHealthyPercent` spares; unhealthy tasks of the newest revision go one by one (SC-12). Whatever has no task then
/// gets one of the newest revision.
///
/// # Panics
///
/// When there is no deployment.
pub(super) fn plan(desired: &Desired, actual: &Actual<'_>, now: SimTime, plan: &mut Plan) {
    plan.desired_count = count(actual.sites.iter().filter(|site| site.is_wanted()));
    let primary = actual.deployments.last().expect("a service has a deployment");
    let (primary, stalled) = (primary.number, primary.failed);
    let lower = desired.bounds.lower(plan.desired_count);
    let mut pass = Pass { primary, lower, actual, sites: actual.sites, plan, vacated: BTreeSet::new() };
    pass.stop_where_it_does_not_belong();
    // A deployment that has failed starts nothing more, and so replaces nothing (services.md §2.3).
    if !stalled {
        pass.stop_outdated();
        pass.stop_one_unhealthy();
        pass.start_where_missing(now);
    }
    (pass.plan.blocked, pass.plan.steady) = (!stalled && pass.is_blocked(), pass.is_steady());
}

impl Site {
    /// Whether it counts: it is suitable, and has a task or can get one. While a disconnected agent keeps its task, the
    /// task goes on counting (AD-04); one that was lost cannot be replaced before the agent is back.
    fn is_wanted(&self) -> bool {
        matches!(self.suitability, Suitability::Suitable { connected } if connected || self.task.is_some())
    }

    /// The task, where it belongs.
    fn suitable_task(&self) -> Option<DaemonTask> {
        self.task.filter(|_| matches!(self.suitability, Suitability::Suitable { .. }))
    }

    /// The task, where it could be replaced: on an instance that belongs and whose agent is connected.
    fn replaceable_task(&self) -> Option<DaemonTask> {
        self.task.filter(|_| self.suitability == Suitability::Suitable { connected: true })
    }
}

/// A pass at work.
struct Pass<'p> {
    /// Number of the PRIMARY deployment.
    primary: u32,
    /// Healthy tasks that must remain.
    lower: u32,
    actual: &'p Actual<'p>,
    sites: &'p [Site],
    plan: &'p mut Plan,
    /// Instances whose task is stopped in this pass.
    vacated: BTreeSet<InstanceId>,
}

impl<'p> Pass<'p> {
    fn stop(&mut self, site: &Site, task: DaemonTask, cause: StopKind) {
        self.plan.stops.push(Stop { tasks: Selection::Task(task.id), cause });
        self.vacated.insert(site.instance);
    }

    /// CN-07: at once where constraints are violated. DR-04: last on a draining instance.
    fn stop_where_it_does_not_belong(&mut self) {
        for site in self.sites {
            let Some(task) = site.task else { continue };
            match site.suitability {
                Suitability::Unsuitable => self.stop(site, task, StopKind::Violation),
                Suitability::Draining { replicas_left: false } => self.stop(site, task, StopKind::Replaced),
                Suitability::Draining { replicas_left: true } | Suitability::Suitable { .. } => {}
            }
        }
    }

    /// A deployment: what is not healthy makes room at once, except that tasks which are not judged yet stay as far as
    /// too few are healthy; of the healthy ones go as many as the lower bound spares.
    fn stop_outdated(&mut self) {
        let healthy = self.count(|task| task.category == TaskCategory::Healthy);
        let mut kept_starting = self.lower.saturating_sub(healthy);
        for site in self.sites {
            let Some(task) = self.outdated(site) else { continue };
            match task.category {
                TaskCategory::Healthy => {}
                TaskCategory::Starting | TaskCategory::Settling if kept_starting > 0 => kept_starting -= 1,
                TaskCategory::Starting
                | TaskCategory::Settling
                | TaskCategory::Pending
                | TaskCategory::Unhealthy
                | TaskCategory::Enduring => {
                    self.stop(site, task, StopKind::Replaced);
                }
            }
        }
        let batch = healthy.saturating_sub(self.lower) as usize;
        for (site, task) in self.outdated_healthy().into_iter().take(batch) {
            self.stop(site, task, StopKind::Replaced);
        }
    }

    /// Healthy tasks of older deployments in the order in which they are replaced: each from the zone that has most tasks
    /// left (SI-04), among equals by zone and instance.
    fn outdated_healthy(&self) -> Vec<(&'p Site, DaemonTask)> {
        let mut left = BTreeMap::<ZoneId, u32>::new();
        let there = |site: &&Site| site.suitable_task().is_some() && !self.vacated.contains(&site.instance);
        for site in self.sites.iter().filter(there) {
            *left.entry(site.zone).or_default() += 1;
        }
        let mut ranked = Vec::new();
        for site in self.sites {
            let healthy = |task: &DaemonTask| task.category == TaskCategory::Healthy;
            let Some(task) = self.outdated(site).filter(healthy) else { continue };
            let in_zone = left.get_mut(&site.zone).expect("the site itself was counted");
            ranked.push((Reverse(*in_zone), site.zone, site, task));
            *in_zone -= 1;
        }
        ranked.sort_by_key(|(rank, zone, site, _)| (*rank, *zone, site.instance));
        ranked.into_iter().map(|(.., site, task)| (site, task)).collect()
    }

    fn outdated(&self, site: &Site) -> Option<DaemonTask> {
        site.replaceable_task().filter(|task| task.deployment != self.primary)
    }

    /// HL-03, second half: the upper bound allows no replacement beside them, so unhealthy tasks go one by one, the next
    /// when the replacement of the one before is `RUNNING` (SC-12).
    fn stop_one_unhealthy(&mut self) {
        let pending = |task: DaemonTask| task.category == TaskCategory::Pending;
        let is_on_its_way = |site: &Site| site.leaving || site.suitable_task().is_some_and(pending);
        if self.actual.starts_allowed.count == 0 || self.sites.iter().any(is_on_its_way) {
            return;
        }
        let primary = self.primary;
        let sick = |task: &DaemonTask| task.deployment == primary && task.category == TaskCategory::Unhealthy;
        let sites = self.sites;
        let mut unhealthy =
            sites.iter().filter_map(|site| Some((site, site.replaceable_task().filter(sick)?)));
        if let Some((site, task)) = unhealthy.next() {
            self.stop(site, task, StopKind::Unhealthy);
        }
    }

    fn start_where_missing(&mut self, now: SimTime) {
        let allowed = self.actual.starts_allowed;
        for site in self.sites {
            let empty = self.is_empty(site);
            if site.suitability != (Suitability::Suitable { connected: true }) || !empty {
                continue;
            }
            if let Some(until) = site.held_until.filter(|until| *until > now) {
                self.wake_by(until);
            } else if self.plan.starts.len() < allowed.count as usize {
                let (deployment, instance) = (self.primary, site.instance);
                self.plan.starts.push(Start::On { deployment, instance });
            } else if let Some(at) = allowed.next_at {
                self.wake_by(at);
            }
        }
    }

    /// Whether an instance has room for the daemon's next task (SC-15).
    fn is_empty(&self, site: &Site) -> bool {
        match self.actual.maximum_counts {
            MaximumCounts::UntilStopped => site.task.is_none() && !site.leaving,
            MaximumCounts::RunningAndPending => site.task.is_none() || self.vacated.contains(&site.instance),
        }
    }

    fn wake_by(&mut self, at: SimTime) {
        self.plan.wake_at = Some(self.plan.wake_at.map_or(at, |earlier| earlier.min(at)));
    }

    fn count(&self, which: impl Fn(&DaemonTask) -> bool) -> u32 {
        count(self.sites.iter().filter_map(Site::suitable_task).filter(which))
    }

    /// Only healthy tasks are left, one on every instance, and the lower bound spares none of the old ones.
    fn is_blocked(&self) -> bool {
        let waiting = self.sites.iter().any(|site| self.outdated(site).is_some());
        let all_healthy =
            self.count(|task| task.category == TaskCategory::Healthy) == self.plan.desired_count;
        waiting && all_healthy && self.plan.stops.is_empty()
    }

    fn is_steady(&self) -> bool {
        let primary = self.primary;
        let well = |task: &DaemonTask| {
            let well = matches!(task.category, TaskCategory::Healthy | TaskCategory::Settling);
            task.deployment == primary && well
        };
        let tasks = count(self.sites.iter().filter(|site| site.task.is_some()));
        let wanted = self.plan.desired_count;
        self.plan.stops.is_empty() && self.count(well) == wanted && tasks == wanted
    }
}

fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).expect("instances are counted in 32 bits")
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
