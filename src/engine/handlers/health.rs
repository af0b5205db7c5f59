//! What the service scheduler makes of a task's checks (HL-01, HL-02, the grace period).

use crate::agent;
use crate::balancer::TargetState;
use crate::cluster::{DesiredStatus, Observer, TaskHealth, TaskStatus};
use crate::engine::{Engine, Event};
use crate::model::{ServiceId, TaskId};
use crate::time::{SimDuration, SimTime};

impl<O: Observer> Engine<'_, O> {
    /// Sets up what will judge a task that has just entered `RUNNING`.
    pub(in crate::engine) fn begin_health(&mut self, id: TaskId) {
        let now = self.queue.now();
        let has_targets = !self.tasks[id.slot()].targets.is_empty();
        let definition = self.model.task_definition(self.cluster.task(id).definition);
        if !has_targets && !agent::has_health_check(definition) {
            // HL-01 is about services: the health of a standalone task without checks stays unknown.
            if self.cluster.task(id).service.is_some() {
                self.queue.schedule(now + self.model.behavior.healthy_after, Event::CountsAsHealthy(id));
            }
            return;
        }
        let grace = self.grace_period(self.cluster.task(id).service);
        if !grace.is_zero() {
            self.queue.schedule(now + grace, Event::GraceEnds(id));
        }
        self.predict_container_health(id);
        self.judge(id);
    }

    pub(in crate::engine) fn counts_as_healthy(&mut self, id: TaskId) {
        let task = self.cluster.task(id);
        if task.status == TaskStatus::Running && task.desired == DesiredStatus::Running {
            let service = task.service;
            self.commit_health(id, TaskHealth::Healthy);
            self.wake(service);
        }
    }

    pub(in crate::engine) fn container_health_changes(&mut self, id: TaskId, epoch: u32) {
        let instance = self.cluster.task(id).instance;
        // A dead host reports nothing: the last word stays (AD-05).
        if self.tasks[id.slot()].container_epoch != epoch || !self.hosts[instance.slot()].alive {
            return;
        }
        let Some((_, health)) = self.next_container_health(id) else { return };
        self.tasks[id.slot()].container_health = health;
        self.predict_container_health(id);
        self.judge(id);
    }

    /// Combines all checks into what the service scheduler counts, and wakes it when that changed.
    pub(in crate::engine) fn judge(&mut self, id: TaskId) {
        let task = self.cluster.task(id);
        if task.status != TaskStatus::Running || task.desired == DesiredStatus::Stopped {
            return;
        }
        let (service, started_at, before) = (task.service, task.started_at, task.health);
        let verdict = self.verdict(id);
        let grace = self.grace_period(service);
        let in_grace = started_at.is_some_and(|started| self.queue.now() < started + grace);
        if verdict == before || (in_grace && verdict == TaskHealth::Unhealthy) {
            return;
        }
        // A check that has passed once and is repeated says nothing new; only a failure takes health away.
        if verdict == TaskHealth::Unknown && before == TaskHealth::Healthy {
            return;
        }
        self.commit_health(id, verdict);
        self.wake(service);
    }

    /// A standalone task has none: nothing acts on its health (RN-03).
    fn grace_period(&self, service: Option<ServiceId>) -> SimDuration {
        service.map_or(SimDuration::ZERO, |service| self.model.service(service).health_check_grace_period)
    }

    fn verdict(&self, id: TaskId) -> TaskHealth {
        let definition = self.model.task_definition(self.cluster.task(id).definition);
        let checked = agent::has_health_check(definition);
        let container = if checked { self.tasks[id.slot()].container_health } else { TaskHealth::Healthy };
        let targets = self.known_targets(id).map(|state| match state {
            TargetState::Healthy => TaskHealth::Healthy,
            TargetState::Unhealthy => TaskHealth::Unhealthy,
            TargetState::Initial | TargetState::Draining | TargetState::Unused => TaskHealth::Unknown,
        });
        targets.chain([container]).fold(TaskHealth::Healthy, |worst, next| match (worst, next) {
            (TaskHealth::Unhealthy, _) | (_, TaskHealth::Unhealthy) => TaskHealth::Unhealthy,
            (TaskHealth::Unknown, _) | (_, TaskHealth::Unknown) => TaskHealth::Unknown,
            _ => TaskHealth::Healthy,
        })
    }

    fn predict_container_health(&mut self, id: TaskId) {
        let now = self.queue.now();
        if let Some((at, _)) = self.next_container_health(id) {
            let runtime = &mut self.tasks[id.slot()];
            runtime.container_epoch += 1;
            let epoch = runtime.container_epoch;
            self.queue.schedule(at.max(now), Event::ContainerHealthChanges { task: id, epoch });
        }
    }

    /// The verdict that is due at this instant or comes next.
    fn next_container_health(&self, id: TaskId) -> Option<(SimTime, TaskHealth)> {
        let task = self.cluster.task(id);
        let runtime = &self.tasks[id.slot()];
        let definition = self.model.task_definition(task.definition);
        let ready_after = |container| runtime.launch.ready_after(container);
        let (state, now) = (runtime.container_health, self.queue.now());
        agent::next_task_change(definition, task.started_at?, ready_after, state, now)
    }
}
