//! What the engine promises of every run, checked by an observer while the run lasts.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll::cluster::{
    Cluster, DeploymentState, DesiredStatus, Fact, Observer, ServiceEvent, StopCause, TaskHealth, TaskStatus,
};
use plimsoll::engine::Onlooker;
use plimsoll::model::{Action, ApiCall, DeploymentStrategy, GroupId, Model, ServiceId, TaskId};
use plimsoll::time::SimTime;

/// Whether a call sets another strategy than ROLLING.
fn brings_stages(action: &Action) -> bool {
    matches!(&action.call, ApiCall::UpdateService { strategy: Some(DeploymentStrategy::Staged(_)), .. })
}

/// Watches one run.
#[derive(Clone, Debug)]
pub struct Promises {
    services: Vec<Watched>,
    /// Tasks that live: group and number, and how far they are.
    live: BTreeMap<(GroupId, u32), TaskStatus>,
    created: u64,
    ended: u64,
    /// When anything happened last to a task or an instance.
    moved_at: SimTime,
    broken: Vec<String>,
}

#[derive(Clone, Debug)]
struct Watched {
    daemon: bool,
    /// Whether it may run two revisions beside each other, whatever the percentages (services.md §2.5).
    staged: bool,
    desired: u32,
    primary: u32,
    /// Deployments that completed and have not been rolled back to since.
    completed: BTreeSet<u32>,
    /// Deployments that failed.
    failed: BTreeSet<u32>,
    model_service: usize,
    /// When a task failed last: it crashed, could not start or was unhealthy.
    failed_at: Option<SimTime>,
    /// When a placement found no instance last, if none has found one since; a daemon waits for each instance on its own.
    unplaced_at: Option<SimTime>,
    /// When anything happened last to it or one of its tasks.
    moved_at: SimTime,
    /// Tasks that were created so far, …
    created: u64,
    /// … and those that ended otherwise than by its scheduler's choice.
    lost: u64,
}

impl Promises {
    pub fn of(model: &Model) -> Self {
        let watched = |(model_service, service): (usize, &plimsoll::model::Service)| Watched {
            daemon: service.is_daemon(),
            staged: service.strategy != DeploymentStrategy::Rolling
                || model.actions.iter().any(brings_stages),
            desired: 0,
            primary: 0,
            completed: BTreeSet::new(),
            failed: BTreeSet::new(),
            model_service,
            failed_at: None,
            unplaced_at: None,
            moved_at: SimTime::ZERO,
            created: 0,
            lost: 0,
        };
        Self {
            services: model.services.iter().enumerate().map(watched).collect(),
            live: BTreeMap::new(),
            created: 0,
            ended: 0,
            moved_at: SimTime::ZERO,
            broken: Vec::new(),
        }
    }

    /// Every promise that was broken, in the order in which it was.
    pub fn broken(&self) -> &[String] {
        &self.broken
    }

    /// Tasks created and ended so far.
    pub fn counts(&self) -> (u64, u64) {
        (self.created, self.ended)
    }

    /// When a task of `service` failed last by itself.
    pub fn failed_at(&self, service: ServiceId) -> Option<SimTime> {
        self.services[service.index()].failed_at
    }

    /// When a placement of `service` found no instance last, if none has found one since.
    pub fn unplaced_at(&self, service: ServiceId) -> Option<SimTime> {
        self.services[service.index()].unplaced_at
    }

    /// Tasks of `service` that were created so far, less those that ended otherwise than by its scheduler's choice.
    pub fn created_beyond_losses(&self, service: ServiceId) -> i64 {
        let watched = &self.services[service.index()];
        watched.created.cast_signed() - watched.lost.cast_signed()
    }

    /// When anything happened last that `service` may react to; a daemon, and who waits for capacity, to all tasks.
    pub fn moved_at(&self, service: ServiceId, watches_all: bool) -> SimTime {
        if watches_all { self.moved_at } else { self.services[service.index()].moved_at }
    }

    /// Notes when something happens that services react to. That one is steady, or finds no instance again, is no such thing.
    fn on_move(&mut self, at: SimTime, fact: &Fact<'_>, cluster: &Cluster) {
        let service = match *fact {
            Fact::InstanceRegistered(_)
            | Fact::AgentConnection { .. }
            | Fact::InstanceLeaving { .. }
            | Fact::InstanceAttributes { .. }
            | Fact::InstanceStatus { .. }
            | Fact::Call(_) => None,
            Fact::TaskCreated(task)
            | Fact::TaskFound(task)
            | Fact::TaskPlaced(task)
            | Fact::TaskStatus { task, .. }
            | Fact::TaskStopping(task)
            | Fact::TaskHealth { task, .. }
            | Fact::TaskSettled(task)
            | Fact::PullStarted(task)
            | Fact::PullStopped(task)
            | Fact::TaskHangs { task, .. }
            | Fact::Container { task, .. }
            | Fact::TaskProtection { task, .. }
            | Fact::TaskLost(task) => cluster.task(task).service,
            // A machine that runs on is deregistered right after; a call that is ignored, or one layer of several, moves nothing.
            Fact::Service(_, ServiceEvent::SteadyState | ServiceEvent::PlacementFailed(_))
            | Fact::MachineRunsOn(_)
            | Fact::LayerFetched { .. }
            | Fact::MinimumHealthyPercent { .. }
            | Fact::ContainerHealth { .. }
            | Fact::CallIgnored(_)
            | Fact::ContinueIgnored(_)
            | Fact::Targets { .. }
            | Fact::Alarm(_)
            | Fact::StopIgnored { .. } => return,
            Fact::DesiredCount { service, .. } | Fact::Service(service, _) => Some(service),
        };
        self.moved_at = at;
        if let Some(service) = service {
            self.services[service.index()].moved_at = at;
        }
    }

    fn check(&mut self, holds: bool, at: SimTime, what: impl FnOnce() -> String) {
        if !holds {
            self.broken.push(format!("{at}: {}", what()));
        }
    }

    fn on_created(&mut self, at: SimTime, id: TaskId, cluster: &Cluster) {
        let task = cluster.task(id);
        self.created += 1;
        let before = self.live.insert((task.group, task.number), task.status);
        self.check(before.is_none(), at, || format!("{id:?} is created twice"));
        let Some(service) = task.service else { return };
        let failed = self.services[service.index()].failed.contains(&task.deployment);
        self.check(!failed, at, || format!("{service:?} starts a task of a deployment that has FAILED"));
        let watched = &mut self.services[service.index()];
        watched.created += 1;
        if !watched.daemon {
            watched.unplaced_at = None;
        }
        let watched = &self.services[service.index()];
        if watched.daemon {
            let there = task.place.instance().map_or(0, |place| cluster.service(service).on_instance(place));
            self.check(there == 1, at, || format!("{service:?} has {there} tasks on {:?}", task.place));
            return;
        }
        let bounds = cluster.model().services[watched.model_service].bounds;
        let upper = bounds.upper(watched.desired);
        // RB-04: zone rebalancing starts one before it stops another.
        let moving = u32::from(cluster.model().services[watched.model_service].rebalances);
        let (desired, primary, watched_staged) = (watched.desired + moving, watched.primary, watched.staged);
        // SC-14: those that stop count until they are STOPPED.
        let total = cluster.service(service).all().total() + cluster.service(service).stopping();
        self.check(total <= upper || watched_staged, at, || {
            format!("{service:?} has {total} tasks of at most {upper}")
        });
        if task.deployment == primary {
            let held = cluster.service(service).deployment(primary).staying;
            let good = held.held();
            self.check(good <= desired, at, || {
                format!("PRIMARY of {service:?} has {good} tasks, and {desired} are desired")
            });
        }
    }

    /// A deployment ends once; one that is rolled back to has completed, and does so again before it is used again.
    fn on_deployment(&mut self, at: SimTime, service: ServiceId, event: &ServiceEvent<'_>) {
        let watched = &mut self.services[service.index()];
        let primary = watched.primary;
        let holds = match *event {
            ServiceEvent::DeploymentStarted { deployment, .. } => {
                watched.primary = deployment;
                true
            }
            ServiceEvent::DeploymentState { deployment, state: DeploymentState::Completed } => {
                watched.completed.insert(deployment) && !watched.failed.contains(&deployment)
            }
            ServiceEvent::DeploymentFailed { deployment, .. } => {
                watched.failed.insert(deployment);
                deployment == primary && !watched.completed.contains(&deployment)
            }
            ServiceEvent::RollingBack { from, to, .. } => {
                watched.primary = to;
                // Blue is rolled back to as well while a rollback to it is under way.
                let completed = watched.completed.remove(&to) || watched.staged;
                watched.failed.contains(&from) && completed
            }
            _ => return,
        };
        self.check(holds, at, || format!("{service:?}: {event:?} with PRIMARY {primary}"));
    }

    fn on_status(&mut self, at: SimTime, id: TaskId, from: TaskStatus, cluster: &Cluster) {
        let task = cluster.task(id);
        let key = (task.group, task.number);
        let known = self.live.insert(key, task.status);
        self.check(known == Some(from) && from < task.status, at, || {
            format!("{id:?} goes from {from} to {}, and was {known:?}", task.status)
        });
        if task.status == TaskStatus::Stopped {
            self.live.remove(&key);
            self.ended += 1;
            self.check(task.desired == DesiredStatus::Stopped && task.stop_cause.is_some(), at, || {
                format!("{id:?} is STOPPED without a cause")
            });
        }
    }

    /// The scheduler takes nothing healthy below the lower bound (HL-05); what fails or is stopped by others may.
    fn on_stopping(&mut self, at: SimTime, id: TaskId, cluster: &Cluster) {
        let task = cluster.task(id);
        let Some(service) = task.service else { return };
        let failed = matches!(
            task.stop_cause,
            Some(
                StopCause::CannotStart(_)
                    | StopCause::EssentialContainerExited
                    | StopCause::FailedContainerHealth
                    | StopCause::FailedTargetHealth(_)
                    | StopCause::CannotPull(_)
            )
        );
        if failed {
            self.services[service.index()].failed_at = Some(at);
        }
        let by_scheduler =
            matches!(task.stop_cause, Some(StopCause::ScalingActivity | StopCause::Rebalanced(_)));
        // SI-07; a service that is deleted wants nothing, and stops them all.
        let spared = !(by_scheduler && task.protected && self.services[service.index()].desired > 0);
        self.check(spared, at, || format!("{id:?} of {service:?} is protected and stops"));
        let watched = &mut self.services[service.index()];
        watched.lost += u64::from(!by_scheduler);
        if !watched.daemon
            && !watched.staged
            && by_scheduler
            && task.health == TaskHealth::Healthy
            && task.settled
        {
            let bounds = cluster.model().services[watched.model_service].bounds;
            let lower = bounds.lower(watched.desired);
            let healthy = cluster.service(service).all().healthy;
            self.check(healthy >= lower, at, || {
                format!("{service:?} is left with {healthy} healthy tasks of at least {lower}")
            });
        }
    }
}

impl Observer for Promises {
    fn on_fact(&mut self, at: SimTime, fact: &Fact<'_>, cluster: &Cluster) {
        self.on_move(at, fact, cluster);
        match *fact {
            Fact::TaskCreated(id) => self.on_created(at, id, cluster),
            Fact::TaskStatus { task, from } => self.on_status(at, task, from, cluster),
            Fact::TaskStopping(id) => self.on_stopping(at, id, cluster),
            Fact::DesiredCount { service, desired } => self.services[service.index()].desired = desired,
            Fact::Service(service, ServiceEvent::PlacementFailed(_)) => {
                self.services[service.index()].unplaced_at = Some(at);
            }
            Fact::Service(service, ref event) => self.on_deployment(at, service, event),
            Fact::TaskHealth { task, .. } => {
                let task = cluster.task(task);
                if let (Some(service), TaskHealth::Unhealthy) = (task.service, task.health) {
                    self.services[service.index()].failed_at = Some(at);
                }
            }
            _ => {}
        }
    }
}

impl Onlooker for Promises {}
