//! Container instances register, lose power, come back and go.

use crate::agent::Host;
use crate::balancer::Answer;
use crate::cluster::{DesiredStatus, Fact, InstanceStatus, Observer, StopCause};
use crate::engine::runtime::HostRuntime;
use crate::engine::{Engine, Event};
use crate::model::{ClassId, Distribution, InstanceId};
use crate::rng::sample;
use crate::time::SimTime;

impl<O: Observer> Engine<'_, O> {
    /// Makes an instance known to the cluster and gives it a host.
    pub(in crate::engine) fn expect_instance(&mut self, class: ClassId) -> InstanceId {
        let spec = self.model.class(class);
        let host = Host::new(spec.registered, &spec.reserved_ports);
        let silence_noticed_at = SimTime::NEVER;
        let host = HostRuntime { host, alive: true, terminating: false, silence_noticed_at };
        let instance = self.cluster.expect_instance(class);
        match self.hosts.get_mut(instance.slot()) {
            Some(of_one_that_is_gone) => *of_one_that_is_gone = host,
            None => self.hosts.push(host),
        }
        instance
    }

    pub(in crate::engine) fn register_instance(&mut self, instance: InstanceId) {
        if self.hosts[instance.slot()].terminating {
            return;
        }
        self.commit_activation(instance);
        self.may_take_more(instance);
    }

    /// The machine is gone for good; ECS sees it after a while (CI-02, AD-09), unless it had been stopped before:
    /// then it stays registered with a silent agent (CI-04).
    pub(in crate::engine) fn terminate_instance(
        &mut self,
        instance: InstanceId,
        replaced_after: Option<&Distribution>,
    ) {
        if std::mem::replace(&mut self.hosts[instance.slot()].terminating, true) {
            return;
        }
        let now = self.queue.now();
        if self.hosts[instance.slot()].alive {
            self.lose_power(instance);
            self.queue.schedule(now + self.model.behavior.termination_delay, Event::InstanceGone(instance));
        }
        if let Some(after) = replaced_after {
            let class = self.cluster.instances().class(instance);
            let delay = sample(after, &mut self.infrastructure);
            self.queue.schedule(now + delay, Event::ReplacementRegisters(class));
        }
    }

    pub(in crate::engine) fn replacement_registers(&mut self, class: ClassId) {
        let instance = self.expect_instance(class);
        self.register_instance(instance);
    }

    pub(in crate::engine) fn instance_gone(&mut self, instance: InstanceId) {
        self.end_all_tasks(instance, StopCause::HostTerminated);
        if self.cluster.instances().status(instance) != InstanceStatus::Inactive {
            self.commit_agent_connection(instance, false);
            self.commit_instance_status(instance, InstanceStatus::Inactive);
            self.daemons_forget(instance);
            self.cluster.remove_instance(instance);
        }
    }

    /// The machine stops but stays registered; its agent falls silent (CI-03, AD-07).
    pub(in crate::engine) fn stop_host(
        &mut self,
        instance: InstanceId,
        restarted_after: Option<&Distribution>,
    ) {
        if !self.hosts[instance.slot()].alive {
            return;
        }
        self.lose_power(instance);
        let now = self.queue.now();
        let noticed_at = now + sample(&self.model.behavior.agent_disconnect_delay, &mut self.infrastructure);
        self.hosts[instance.slot()].silence_noticed_at = noticed_at;
        self.queue.schedule(noticed_at, Event::AgentLost(instance));
        if let Some(after) = restarted_after {
            let delay = sample(after, &mut self.infrastructure);
            self.queue.schedule(now + delay, Event::HostRestarted(instance));
        }
    }

    pub(in crate::engine) fn agent_lost(&mut self, instance: InstanceId) {
        // After a restart it is another silence, if any, that will be noticed.
        if self.hosts[instance.slot()].silence_noticed_at != self.queue.now() {
            return;
        }
        self.commit_agent_connection(instance, false);
        self.end_all_tasks(instance, StopCause::HostStopped);
    }

    pub(in crate::engine) fn host_restarted(&mut self, instance: InstanceId) {
        if self.hosts[instance.slot()].terminating {
            return;
        }
        // A restart before the silence was noticed: the agent reports the lost containers as it reconnects.
        self.end_all_tasks(instance, StopCause::HostStopped);
        let spec = self.model.class(self.cluster.instances().class(instance));
        let host = &mut self.hosts[instance.slot()];
        host.host = Host::new(spec.registered, &spec.reserved_ports);
        (host.alive, host.silence_noticed_at) = (true, SimTime::NEVER);
        self.commit_agent_connection(instance, true);
        self.may_take_more(instance);
    }

    pub(in crate::engine) fn set_draining(&mut self, instance: InstanceId, draining: bool) {
        let status = if draining { InstanceStatus::Draining } else { InstanceStatus::Active };
        let from = self.cluster.instances().status(instance);
        if from == InstanceStatus::Inactive || from == status {
            return;
        }
        self.commit_instance_status(instance, status);
        let mut services: Vec<_> = self.cluster.instances().tasks(instance).to_vec();
        services.sort_unstable();
        for task in services {
            self.wake(self.cluster.task(task).service);
        }
        if !draining {
            self.may_take_more(instance);
        }
    }

    /// Containers die with the machine; the load balancer's checks go unanswered.
    fn lose_power(&mut self, instance: InstanceId) {
        if !std::mem::replace(&mut self.hosts[instance.slot()].alive, false) {
            return;
        }
        for index in 0..self.cluster.instances().tasks(instance).len() {
            let task = self.cluster.instances().tasks(instance)[index];
            if self.cluster.task(task).desired == DesiredStatus::Running {
                self.tell(Fact::TaskLost(task));
            }
            self.targets_stop_answering(task, Answer::Silent);
        }
    }

    fn end_all_tasks(&mut self, instance: InstanceId, cause: StopCause) {
        let mut tasks = self.cluster.instances().tasks(instance).to_vec();
        tasks.sort_unstable_by_key(|id| {
            let task = self.cluster.task(*id);
            (task.group, task.number)
        });
        for task in tasks {
            self.end_at_once(task, cause);
        }
    }
}
