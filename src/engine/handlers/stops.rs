//! The ways a task ends: told to, by itself, or with its host.

use crate::agent;
use crate::balancer::Answer;
use crate::cluster::{DesiredStatus, Fact, Observer, ServiceEvent, StopCause, TaskStatus};
use crate::engine::{Engine, Event};
use crate::model::TaskId;
use crate::rng::sample;

/// Whether targets are drained before the stop signal goes out (services.md §4.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine) enum Draining {
    /// A stop by the service scheduler: deregister, wait, then signal.
    First,
    /// `StopTask`: signal at once, deregistration beside it.
    Beside,
}

impl<O: Observer> Engine<'_, O> {
    /// Ends a task that has been told to stop; returns whether its connections are being drained first.
    pub(in crate::engine) fn end(&mut self, id: TaskId, draining: Draining) -> bool {
        let task = self.cluster.task(id);
        let (service, instance) = (task.service, task.instance);
        let provisioning = task.status == TaskStatus::Provisioning;
        let runtime = &mut self.hosts[instance.slot()];
        if runtime.alive && (provisioning || runtime.host.cancel(id)) {
            // RT-05: it has not consumed anything, and no container was ever created.
            self.leave(id);
            return false;
        }
        let unused_at = self.deregister_targets(id);
        if let (Some(service), Some(unused_at), Draining::First) = (service, unused_at, draining) {
            self.commit_status(id, TaskStatus::Deactivating);
            self.services[service.index()].draining_tasks += 1;
            self.queue.schedule(unused_at, Event::Drained(id));
            return true;
        }
        self.signal(id);
        false
    }

    pub(in crate::engine) fn drained(&mut self, id: TaskId) {
        if self.cluster.task(id).status == TaskStatus::Deactivating {
            self.leave_draining(id);
            self.signal(id);
        }
    }

    /// A task that drains connections does not any more; a deployment may have waited for it.
    fn leave_draining(&mut self, id: TaskId) {
        let task = self.cluster.task(id);
        if let (TaskStatus::Deactivating, Some(service)) = (task.status, task.service) {
            self.services[service.index()].draining_tasks -= 1;
            self.wake(service);
        }
    }

    /// Sends the stop signal to every container; a host without power never confirms.
    fn signal(&mut self, id: TaskId) {
        self.commit_status(id, TaskStatus::Stopping);
        let task = self.cluster.task(id);
        if !self.hosts[task.instance.slot()].alive {
            return;
        }
        let definition = self.model.task_definition(task.definition);
        let ending = agent::draw_stop(definition, None, &mut self.groups[task.group.index()].endings);
        self.cluster.set_exit_code(id, ending.exit_code);
        self.targets_stop_answering(id, Answer::Refused);
        self.queue.schedule(self.queue.now() + ending.after, Event::ContainersStopped(id));
    }

    pub(in crate::engine) fn containers_stopped(&mut self, id: TaskId) {
        let instance = self.cluster.task(id).instance;
        if self.hosts[instance.slot()].alive {
            self.end_at_once(id, StopCause::EssentialContainerExited);
        }
    }

    pub(in crate::engine) fn container_exits_by_itself(&mut self, id: TaskId) {
        if let Some(exit) = self.tasks[id.slot()].launch.exit {
            self.container_exits(id, exit.container, exit.code);
        }
    }

    /// An essential container is killed: the first one of the task's definition.
    pub(in crate::engine) fn container_is_killed(&mut self, id: TaskId, exit_code: u8) {
        let definition = self.model.task_definition(self.cluster.task(id).definition);
        let first = definition.containers.iter().position(|container| container.essential);
        self.container_exits(id, first.unwrap_or_default(), exit_code);
    }

    /// An essential container ends, so the agent stops the others (LC-05) and then reports `STOPPED`: only that frees
    /// what the control plane holds for the task (RT-08).
    fn container_exits(&mut self, id: TaskId, container: usize, exit_code: u8) {
        let task = self.cluster.task(id);
        let runs = matches!(task.status, TaskStatus::Running | TaskStatus::Deactivating);
        if !runs || !self.hosts[task.instance.slot()].alive || self.tasks[id.slot()].is_ending {
            return;
        }
        let (group, definition) = (task.group, self.model.task_definition(task.definition));
        self.cluster.set_exit_code(id, exit_code);
        self.targets_stop_answering(id, Answer::Refused);
        if definition.containers.len() == 1 {
            self.end_at_once(id, StopCause::EssentialContainerExited);
            return;
        }
        self.tasks[id.slot()].is_ending = true;
        if self.cluster.task(id).desired == DesiredStatus::Running {
            self.tell(Fact::TaskLost(id));
        }
        let endings = &mut self.groups[group.index()].endings;
        let ending = agent::draw_stop(definition, Some(container), endings);
        self.queue.schedule(self.queue.now() + ending.after, Event::ContainersStopped(id));
    }

    /// Ends a task without stopping anything: its containers are gone or have never been.
    pub(in crate::engine) fn end_at_once(&mut self, id: TaskId, cause: StopCause) {
        let task = self.cluster.task(id);
        let service = task.service;
        let never_ran = task.status.is_before_running() && task.desired == DesiredStatus::Running;
        self.commit_stop(id, cause);
        if let Some(service) = service.filter(|_| never_ran) {
            // HL-07: PENDING to STOPPED without RUNNING.
            let (now, behavior) = (self.queue.now(), &self.model.behavior);
            let throttle = &mut self.services[service.index()].pacing.throttle;
            throttle.failed(now, behavior);
            if throttle.impaired() {
                self.report(service, ServiceEvent::StartImpaired);
            }
        }
        self.deregister_targets(id);
        self.finish(id);
        self.wake(service);
    }

    /// Its containers are gone: the agent's share is free, and whoever waits on the host may start (RT-03, RT-04).
    fn finish(&mut self, id: TaskId) {
        let task = self.cluster.task(id);
        let instance = task.instance;
        let demand = self.cluster.demand(task);
        let host = &mut self.hosts[instance.slot()].host;
        if std::mem::take(&mut self.tasks[id.slot()].is_started) {
            host.release(id, demand);
        } else {
            host.cancel(id);
        }
        self.leave_draining(id);
        self.leave(id);
        self.start_queued(instance);
    }

    /// The last step of a task without containers: `STOPPED`, once its interface is detached if it has one (LC-08).
    fn leave(&mut self, id: TaskId) {
        let task = self.cluster.task(id);
        let attached = self.cluster.demand(task).interfaces > 0 && task.status != TaskStatus::Deprovisioning;
        // The interface of a machine that is gone is gone with it.
        if !attached || !self.hosts[task.instance.slot()].alive {
            self.commit_end(id);
            return;
        }
        let endings = &mut self.groups[task.group.index()].endings;
        let detached_after = sample(&self.model.behavior.interface_detach_time, endings);
        self.commit_status(id, TaskStatus::Deprovisioning);
        self.queue.schedule(self.queue.now() + detached_after, Event::InterfaceDetached(id));
    }

    pub(in crate::engine) fn interface_detached(&mut self, id: TaskId) {
        self.commit_end(id);
    }
}
