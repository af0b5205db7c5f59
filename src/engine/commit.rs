//! Changes of the cluster, each told to the observers as soon as it is made. Handlers change it through these alone.

use super::Engine;
use crate::cluster::{
    DesiredStatus, Fact, InstanceStatus, NewTask, Observer, ServiceEvent, StopCause, TaskHealth, TaskStatus,
};
use crate::model::{InstanceId, ServiceId, TaskDefinitionId, TaskId};

impl<O: Observer> Engine<'_, O> {
    pub(super) fn tell(&mut self, fact: Fact<'_>) {
        self.observer.on_fact(self.queue.now(), &fact, &self.cluster);
    }

    pub(super) fn report(&mut self, service: ServiceId, event: ServiceEvent<'_>) {
        self.tell(Fact::Service(service, event));
    }

    pub(super) fn commit_activation(&mut self, instance: InstanceId) {
        self.cluster.activate_instance(instance, self.queue.now());
        self.tell(Fact::InstanceRegistered(instance));
        self.daemons_look_at(instance);
    }

    pub(super) fn commit_agent_connection(&mut self, instance: InstanceId, connected: bool) {
        if self.cluster.instances().agent_connected(instance) != connected {
            self.cluster.set_agent_connected(instance, connected);
            self.tell(Fact::AgentConnection { instance, connected });
            self.daemons_look_at(instance);
        }
    }

    pub(super) fn commit_instance_status(&mut self, instance: InstanceId, status: InstanceStatus) {
        let from = self.cluster.instances().status(instance);
        self.cluster.set_instance_status(instance, status);
        self.tell(Fact::InstanceStatus { instance, from });
        self.daemons_look_at(instance);
    }

    pub(super) fn commit_new_task(&mut self, new: NewTask) -> TaskId {
        let task = self.cluster.create_task(new, self.queue.now());
        self.digest.fold(u64::from(new.instance.ordinal()), u64::from(new.number));
        self.tell(Fact::TaskCreated(task));
        // Some wait for just such a task on an instance (CN-11).
        self.may_take_more(new.instance);
        self.daemons_count_tasks(new.instance);
        task
    }

    pub(super) fn commit_status(&mut self, task: TaskId, status: TaskStatus) {
        let from = self.cluster.task(task).status;
        self.cluster.set_task_status(task, status, self.queue.now());
        self.tell(Fact::TaskStatus { task, from });
    }

    pub(super) fn commit_health(&mut self, task: TaskId, health: TaskHealth) {
        let from = self.cluster.task(task).health;
        if from != health {
            self.cluster.set_task_health(task, health);
            self.tell(Fact::TaskHealth { task, from });
        }
    }

    /// Sets the desired status to `STOPPED`, unless it is already; frees the control plane's share (RT-01).
    pub(super) fn commit_stop(&mut self, task: TaskId, cause: StopCause) {
        if self.cluster.task(task).desired == DesiredStatus::Running {
            let instance = self.cluster.task(task).instance;
            self.cluster.stop_task(task, cause, self.queue.now());
            self.tell(Fact::TaskStopping(task));
            self.daemons_count_tasks(instance);
            self.may_take_more(instance);
        }
    }

    /// The task's last step: `STOPPED`, then out of the store.
    pub(super) fn commit_end(&mut self, task: TaskId) {
        let instance = self.cluster.task(task).instance;
        self.commit_status(task, TaskStatus::Stopped);
        self.cluster.remove_task(task);
        // Its interface's slot is free (EN-01).
        self.may_take_more(instance);
        self.daemons_may_leave(instance);
    }

    /// What `service` wants on `instance`; room for it is kept (§1.8).
    pub(super) fn commit_claim(
        &mut self,
        instance: InstanceId,
        service: ServiceId,
        wanted: Option<TaskDefinitionId>,
    ) {
        self.cluster.set_claim(instance, service, wanted);
        self.may_take_more(instance);
    }
}
