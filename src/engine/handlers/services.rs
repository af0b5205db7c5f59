//! The service scheduler's passes: when they come, and what they do to the tasks there are.

use super::stops::Draining;
use crate::balancer::TargetState;
use crate::cluster::{DeploymentState, Fact, Observer, ServiceEvent, StopCause, TaskStatus};
use crate::engine::{Engine, Event};
use crate::model::{ServiceId, TaskId};
use crate::placement::choose_stops;
use crate::service::{Actual, Desired, Pacing, Plan, Planner, Selection, StopKind, TaskClass};
use crate::time::SimTime;

impl<O: Observer> Engine<'_, O> {
    pub(in crate::engine) fn create_service(&mut self, id: ServiceId) {
        let runtime = &self.services[id.index()];
        let (desired, primary) = (runtime.settings.desired_count, runtime.deployments.primary());
        let (deployment, definition) = (primary.number, primary.revision.task_definition);
        self.tell(Fact::DesiredCount { service: id, desired });
        self.report(id, ServiceEvent::DeploymentStarted { deployment, definition });
        self.wake(id);
    }

    /// Something happened that concerns the service: a pass follows soon. A standalone task concerns none (RN-03).
    pub(in crate::engine) fn wake(&mut self, service: impl Into<Option<ServiceId>>) {
        let Some(id) = service.into() else { return };
        let at = self.queue.now() + self.model.behavior.scheduler_reaction;
        self.schedule_pass(id, at);
    }

    pub(super) fn schedule_pass(&mut self, id: ServiceId, at: SimTime) {
        let runtime = &mut self.services[id.index()];
        if at < runtime.pass_at {
            runtime.pass_at = at;
            runtime.pass_epoch = runtime.pass_epoch.wrapping_add(1);
            let epoch = runtime.pass_epoch;
            self.queue.schedule(at, Event::ServicePass { service: id, epoch });
        }
    }

    pub(in crate::engine) fn service_pass(&mut self, id: ServiceId, epoch: u32) {
        if self.services[id.index()].pass_epoch != epoch {
            return;
        }
        let now = self.queue.now();
        self.services[id.index()].pass_at = SimTime::NEVER;
        let mut plan = std::mem::take(&mut self.plan);
        self.decide(id, &mut plan);
        self.set_desired_count(id, plan.desired_count);
        self.carry_out_stops(id, &plan);
        let runtime = &mut self.services[id.index()];
        runtime.deployments.note_stops(&plan);
        runtime.deployments.retire_empty(self.cluster.service(id));
        runtime.starts.clone_from(&plan.starts);
        if !plan.starts.is_empty() {
            let scheduling = self.model.service(id).scheduling;
            self.queue.schedule(now, Event::ServicePlaces { service: id, scheduling });
        }
        self.report_progress(id, plan.blocked, plan.steady);
        if !plan.steady {
            // A wait for placement or after failed starts ends when it ends, whatever the cadence (§1.4, §1.5).
            let at = plan.wake_at.unwrap_or(now + self.model.behavior.scheduler_interval);
            self.schedule_pass(id, at);
        }
        self.plan = plan;
    }

    fn decide(&mut self, id: ServiceId, plan: &mut Plan) {
        let planner = Planner::of(self.model.service(id));
        let mut sites = std::mem::take(&mut self.sites);
        sites.clear();
        if planner == Planner::Daemon {
            self.survey(id, &mut sites);
        }
        let (now, behavior) = (self.queue.now(), &self.model.behavior);
        let runtime = &mut self.services[id.index()];
        let mut views = std::mem::take(&mut self.views);
        runtime.deployments.views(self.cluster.service(id), &mut views);
        let desired =
            Desired { desired_count: runtime.settings.desired_count, bounds: runtime.settings.bounds };
        let pass_interval = behavior.scheduler_interval;
        let mut decide = |pacing: &Pacing| {
            let starts_allowed = pacing.starts_allowed(now, pass_interval);
            let actual = Actual { deployments: &views, sites: &sites, starts_allowed, pass_interval };
            planner.plan(&desired, &actual, now, plan);
            !plan.stops.is_empty()
        };
        let stops = decide(&runtime.pacing);
        if stops && behavior.retry_after_own_stops && runtime.pacing.retry.allowed_at().is_some() {
            // What this pass stops makes room for what the same pass starts (services.md §1.2).
            runtime.pacing.retry.reset();
            decide(&runtime.pacing);
        }
        (self.views, self.sites) = (views, sites);
    }

    fn carry_out_stops(&mut self, id: ServiceId, plan: &Plan) {
        let mut stopped = std::mem::take(&mut self.stopped);
        self.report_violations(id, plan, &mut stopped);
        stopped.clear();
        for stop in &plan.stops {
            let first = stopped.len();
            match stop.tasks {
                Selection::Any { class, count } => self.choose_tasks(id, class, count, &mut stopped),
                Selection::Task(task) => stopped.push(task),
            }
            // Each step sees the cluster without what the steps before it stop (SI-01).
            for task in &stopped[first..] {
                let cause = self.cause(*task, stop.cause);
                self.commit_stop(*task, cause);
            }
        }
        self.end_stopped(id, &stopped);
        self.stopped = stopped;
    }

    /// CN-07 is told of before anything stops; `violators` is a buffer.
    fn report_violations(&mut self, id: ServiceId, plan: &Plan, violators: &mut Vec<TaskId>) {
        violators.clear();
        violators.extend(plan.stops.iter().filter_map(|stop| match stop.tasks {
            Selection::Task(task) if stop.cause == StopKind::Violation => Some(task),
            Selection::Task(_) | Selection::Any { .. } => None,
        }));
        if !violators.is_empty() {
            self.report(id, ServiceEvent::ConstraintViolated(violators));
        }
    }

    /// Tells of tasks that the scheduler has stopped in one pass, and ends them.
    fn end_stopped(&mut self, id: ServiceId, stopped: &[TaskId]) {
        // The event comes before the ends: a task that never started is gone afterwards.
        if !stopped.is_empty() {
            self.report(id, ServiceEvent::StoppedTasks(stopped));
        }
        let mut draining = Vec::new();
        let mut queues = Vec::new();
        for task in stopped {
            let (instance, status) = (self.cluster.task(*task).instance, self.cluster.task(*task).status);
            if self.end(*task, Draining::First) {
                draining.push(*task);
            } else if status == TaskStatus::Pending {
                queues.push(instance);
            }
        }
        // RT-04: who waited behind tasks that have left the queue; not before all of them have.
        for instance in queues {
            self.start_queued(instance);
        }
        if !draining.is_empty() {
            self.report(id, ServiceEvent::BegunDraining(&draining));
        }
    }

    fn choose_tasks(&mut self, id: ServiceId, class: TaskClass, count: u32, chosen: &mut Vec<TaskId>) {
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.clear();
        candidates.extend(self.cluster.service(id).tasks().iter().filter(|task| {
            let task = self.cluster.task(**task);
            class.holds(task, self.cluster.is_draining(task.instance))
        }));
        let runtime = &mut self.services[id.index()];
        let (strategies, stream) = (&runtime.settings.strategies, &mut runtime.stops);
        choose_stops(&self.cluster, id, strategies, &candidates, count as usize, stream, chosen);
        self.candidates = candidates;
    }

    /// What is told of a task that the scheduler stops.
    fn cause(&self, task: TaskId, kind: StopKind) -> StopCause {
        if kind != StopKind::Unhealthy {
            return StopCause::ScalingActivity;
        }
        let failed =
            self.tasks[task.slot()].targets.iter().find(|target| target.known == TargetState::Unhealthy);
        failed.map_or(StopCause::FailedContainerHealth, |target| {
            StopCause::FailedTargetHealth(target.target.group())
        })
    }

    /// Tells what is new about a service whose pass found it so.
    fn report_progress(&mut self, id: ServiceId, blocked: bool, steady: bool) {
        let runtime = &mut self.services[id.index()];
        let newly_blocked = blocked && !runtime.blocked;
        runtime.blocked = blocked;
        // COMPLETED needs the source tasks gone, those that still drain connections too (§2.2).
        let gone = runtime.draining_tasks == 0;
        let completed = if steady && gone { runtime.deployments.complete(self.queue.now()) } else { None };
        let stuck =
            if newly_blocked { runtime.deployments.primary_becomes(DeploymentState::Stuck) } else { None };
        let newly_steady = steady && !runtime.steady;
        runtime.steady = steady;
        if newly_blocked {
            self.report(id, ServiceEvent::DeploymentBlocked);
        }
        self.tell_state(id, stuck.or(completed));
        if newly_steady {
            let runtime = &mut self.services[id.index()];
            runtime.steady_epoch = runtime.steady_epoch.wrapping_add(1);
            let epoch = runtime.steady_epoch;
            self.report_steady(id, epoch);
        }
    }

    fn report_steady(&mut self, id: ServiceId, epoch: u32) {
        self.report(id, ServiceEvent::SteadyState);
        let again = self.queue.now() + self.model.behavior.steady_state_interval;
        self.queue.schedule(again, Event::StillSteady { service: id, epoch });
    }

    pub(in crate::engine) fn still_steady(&mut self, id: ServiceId, epoch: u32) {
        let runtime = &self.services[id.index()];
        if runtime.steady && runtime.steady_epoch == epoch {
            self.report_steady(id, epoch);
        }
    }
}
