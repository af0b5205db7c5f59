//! DAEMON services: a task on every instance that they look after, and room kept for it (placement.md §1.8).

use crate::cluster::{DesiredStatus, InstanceStatus, Observer};
use crate::engine::Engine;
use crate::model::{InstanceId, ServiceId, TaskDefinitionId};
use crate::placement::Filter;
use crate::service::{DaemonTask, Place, Site};

impl<O: Observer> Engine<'_, O> {
    /// An instance registered, or its status or its agent's connection changed: room is kept on it from now on, or not
    /// any more, and the daemon services of its cluster see to it.
    pub(in crate::engine) fn daemons_look_at(&mut self, instance: InstanceId) {
        for index in 0..self.daemons.len() {
            let service = self.daemons[index];
            if self.is_in_cluster(service, instance) {
                self.claim(service, instance);
                self.wake(service);
            }
        }
    }

    /// The tasks on `instance` are others now, which queries of daemon services may ask about (CN-07).
    pub(in crate::engine) fn daemons_count_tasks(&mut self, instance: InstanceId) {
        for index in 0..self.daemons.len() {
            let service = self.daemons[index];
            let asks = self.request(service, self.model.service(service)).queries().next().is_some();
            if asks && self.is_in_cluster(service, instance) {
                let before = self.cluster.instances().claimed_by(instance, service);
                self.claim(service, instance);
                if self.cluster.instances().claimed_by(instance, service) != before {
                    self.wake(service);
                }
            }
        }
    }

    fn is_in_cluster(&self, service: ServiceId, instance: InstanceId) -> bool {
        let class = self.model.class(self.cluster.instances().class(instance));
        class.cluster == self.model.service(service).cluster
    }

    /// A task has left `instance`: where it is draining, daemons may go after the last task of other services (DR-04).
    pub(in crate::engine) fn daemons_may_leave(&mut self, instance: InstanceId) {
        if self.daemons.is_empty() || !self.cluster.is_draining(instance) {
            return;
        }
        for index in 0..self.cluster.instances().tasks(instance).len() {
            let service = self.cluster.task(self.cluster.instances().tasks(instance)[index]).service;
            self.wake(service.filter(|service| self.model.service(*service).is_daemon()));
        }
    }

    /// Room is kept for the revision of a new deployment, where its constraints say.
    pub(in crate::engine) fn daemon_deploys(&mut self, id: ServiceId) {
        if self.model.service(id).is_daemon() {
            for instance in self.cluster.instances().ids() {
                self.claim(id, instance);
            }
        }
    }

    /// Keeps room for the daemon `id` on `instance` if it should have a task there; says whether it should.
    fn claim(&mut self, id: ServiceId, instance: InstanceId) -> bool {
        let wanted = self.wanted(id, instance);
        self.commit_claim(instance, id, wanted);
        wanted.is_some()
    }

    /// Of which task definition the daemon `id` should have a task on `instance`, if it should.
    fn wanted(&self, id: ServiceId, instance: InstanceId) -> Option<TaskDefinitionId> {
        let suits = Filter::new(&self.request(id, self.model.service(id)), &self.cluster).suits(instance);
        suits.then_some(self.services[id.index()].deployments.primary().revision.task_definition)
    }

    /// Looks at every instance anew.
    ///
    /// # Errors
    ///
    /// The first one on which room is kept where none should be, or none where some should.
    pub(in crate::engine) fn audit_daemons(&self) -> Result<(), String> {
        for id in &self.daemons {
            for instance in self.cluster.instances().ids() {
                let (kept, wanted) =
                    (self.cluster.instances().claimed_by(instance, *id), self.wanted(*id, instance));
                if kept != wanted {
                    return Err(format!("{id:?} claims {kept:?} on {instance:?}, and wants {wanted:?}"));
                }
            }
        }
        Ok(())
    }

    /// The instances that the daemon `id` should have a task on or has one on.
    pub(super) fn survey(&mut self, id: ServiceId, sites: &mut Vec<Site>) {
        let cluster = self.model.service(id).cluster;
        for instance in self.cluster.instances().ids() {
            let class = self.model.class(self.cluster.instances().class(instance));
            let status = self.cluster.instances().status(instance);
            if class.cluster != cluster || status == InstanceStatus::Inactive {
                self.services[id.index()].pacing.instance_retries.remove(&instance);
                continue;
            }
            let suits = self.cluster.instances().claimed_by(instance, id).is_some();
            let place = match status {
                InstanceStatus::Draining => Place::Draining { replicas_left: self.has_replicas(instance) },
                _ if suits => {
                    Place::Suitable { connected: self.cluster.instances().agent_connected(instance) }
                }
                _ => Place::Unsuitable,
            };
            let task = self.daemon_task(id, instance);
            if task.is_some() || suits {
                let held_until = self.services[id.index()].pacing.held_until(instance);
                sites.push(Site { instance, zone: class.zone, place, task, held_until });
            }
        }
    }

    /// Whether a task of a REPLICA service has not stopped yet on `instance`; standalone tasks keep no daemon (DR-04).
    fn has_replicas(&self, instance: InstanceId) -> bool {
        let tasks = self.cluster.instances().tasks(instance).iter();
        let mut services = tasks.filter_map(|task| self.cluster.task(*task).service);
        services.any(|service| !self.model.service(service).is_daemon())
    }

    fn daemon_task(&self, id: ServiceId, instance: InstanceId) -> Option<DaemonTask> {
        if self.cluster.service(id).on_instance(instance) == 0 {
            return None;
        }
        let mut tasks = self.cluster.instances().tasks(instance).iter();
        tasks.find_map(|id_of_task| {
            let task = self.cluster.task(*id_of_task);
            let own = task.service == Some(id) && task.desired == DesiredStatus::Running;
            own.then(|| DaemonTask {
                id: *id_of_task,
                deployment: task.deployment,
                category: task.category(),
            })
        })
    }

    /// An instance may take what it could not take before: daemons that wait for room on it try again, where the
    /// scenario says so.
    pub(in crate::engine) fn daemons_may_take(&mut self, instance: InstanceId) {
        if !self.model.behavior.retry_on_capacity {
            return;
        }
        for position in 0..self.daemons.len() {
            let id = self.daemons[position];
            let waits = self.services[id.index()].pacing.instance_retries.contains_key(&instance);
            if waits
                && Filter::new(&self.request(id, self.model.service(id)), &self.cluster).accepts(instance)
            {
                self.services[id.index()].pacing.instance_retries.remove(&instance);
                self.wake(id);
            }
        }
    }
}
