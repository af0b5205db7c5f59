//! DAEMON services: a task on every instance that they look after, and room kept for it (placement.md §1.8).

use super::services::situation;
use crate::cluster::{
    DesiredStatus, InstanceStatus, NewTask, Observer, PlacementFailure, Rejection, ServiceEvent,
};
use crate::engine::{Engine, Event};
use crate::model::{GroupId, InstanceId, ServiceId, TaskDefinitionId, TaskId};
use crate::placement::{Filter, Request};
use crate::service::{DaemonDesired, DaemonPlan, DaemonTask, Place, Site, StopKind, plan_daemon};

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
            let asks = self.daemon_request(service).queries().next().is_some();
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

    /// A new deployment takes up changed constraints, and room is kept for its revision.
    pub(in crate::engine) fn daemon_deploys(&mut self, id: ServiceId) {
        if self.model.service(id).is_daemon() {
            let runtime = &mut self.services[id.index()];
            if let Some(constraints) = runtime.daemon.next_constraints.take() {
                runtime.rules.constraints = constraints;
            }
            let cluster = self.model.service(id).cluster;
            let instances: Vec<_> = self.cluster.instances().ids_of(cluster).collect();
            for instance in instances {
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
        let suits = Filter::new(&self.daemon_request(id), &self.cluster).suits(instance);
        suits.then_some(self.services[id.index()].deployments.primary().definition)
    }

    /// Looks at every instance anew.
    ///
    /// # Errors
    ///
    /// The first one on which room is kept where none should be, or none where some should.
    pub(in crate::engine) fn audit_daemons(&self) -> Result<(), String> {
        for id in &self.daemons {
            for instance in self.cluster.instances().ids_of(self.model.service(*id).cluster) {
                let (kept, wanted) =
                    (self.cluster.instances().claimed_by(instance, *id), self.wanted(*id, instance));
                if kept != wanted {
                    return Err(format!("{id:?} claims {kept:?} on {instance:?}, and wants {wanted:?}"));
                }
            }
        }
        Ok(())
    }

    pub(in crate::engine) fn daemon_pass(&mut self, id: ServiceId) {
        let (now, interval) = (self.queue.now(), self.model.behavior.scheduler_interval);
        let mut sites = std::mem::take(&mut self.sites);
        self.survey(id, &mut sites);
        let runtime = &self.services[id.index()];
        let desired = DaemonDesired {
            primary: runtime.deployments.primary().number,
            bounds: runtime.bounds,
            starts_allowed: runtime.pacing.starts_allowed(now, interval),
            interval,
        };
        let plan = plan_daemon(&desired, &sites, now);
        self.sites = sites;
        self.set_desired_count(id, plan.desired_count);
        self.stop_daemons(id, &plan);
        self.services[id.index()].deployments.retire_empty(self.cluster.service(id));
        if !plan.starts.is_empty() {
            self.queue.schedule(now, Event::DaemonPlaces(id));
        }
        self.services[id.index()].daemon.starts = plan.starts;
        self.report_progress(id, plan.blocked, plan.steady);
        if !plan.steady {
            self.schedule_pass(id, plan.wake_at.unwrap_or(now + interval));
        }
    }

    /// The instances that the daemon `id` should have a task on or has one on.
    fn survey(&mut self, id: ServiceId, sites: &mut Vec<Site>) {
        sites.clear();
        let cluster = self.model.service(id).cluster;
        for instance in self.cluster.instances().ids_of(cluster) {
            let class = self.model.class(self.cluster.instances().class(instance));
            let status = self.cluster.instances().status(instance);
            if status == InstanceStatus::Inactive {
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
                let wait = self.services[id.index()].daemon.waits.get(&instance);
                let held_until = wait.and_then(crate::service::Retry::allowed_at);
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
                situation: situation(task),
            })
        })
    }

    fn stop_daemons(&mut self, id: ServiceId, plan: &DaemonPlan) {
        let mut stopped = std::mem::take(&mut self.stopped);
        stopped.clear();
        let violators = plan.stops.iter().filter(|stop| stop.cause == StopKind::Violation);
        stopped.extend(violators.map(|stop| stop.task));
        if !stopped.is_empty() {
            self.report(id, ServiceEvent::ConstraintViolated(&stopped));
        }
        stopped.clear();
        for stop in &plan.stops {
            let cause = self.cause(stop.task, stop.cause);
            self.commit_stop(stop.task, cause);
            stopped.push(stop.task);
        }
        self.end_stopped(id, &stopped);
        self.stopped = stopped;
    }

    /// Places what the pass wants: each task on its own instance, or not at all for a while.
    pub(in crate::engine) fn daemon_places(&mut self, id: ServiceId) {
        let mut started = std::mem::take(&mut self.started);
        started.clear();
        let mut failed = Vec::new();
        for instance in std::mem::take(&mut self.services[id.index()].daemon.starts) {
            match self.place_daemon(id, instance) {
                Ok(task) => started.push(task),
                Err(rejection) => failed.push((instance, rejection)),
            }
        }
        self.report_starts(id, &started);
        for task in &started {
            self.hand_to_agent(*task);
        }
        for (instance, rejection) in failed {
            self.note_daemon_failure(id, instance, rejection);
        }
        self.started = started;
    }

    fn place_daemon(&mut self, id: ServiceId, instance: InstanceId) -> Result<TaskId, Rejection> {
        let request = self.daemon_request(id);
        if let Some(rejection) = Filter::new(&request, &self.cluster).first_rejection(instance) {
            return Err(rejection);
        }
        let runtime = &mut self.services[id.index()];
        runtime.daemon.waits.remove(&instance);
        let primary = runtime.deployments.primary();
        let (deployment, definition) = (primary.number, primary.definition);
        let group = &mut self.groups[GroupId::from(id).index()];
        let number = group.next_number;
        group.next_number += 1;
        let (group, service) = (id.into(), Some(id));
        Ok(self.create_task(NewTask { group, service, deployment, definition, number, instance }))
    }

    /// The other instances do not wait for this one, so it has a row of waits of its own (§1.5).
    fn note_daemon_failure(&mut self, id: ServiceId, instance: InstanceId, rejection: Rejection) {
        let (now, behavior) = (self.queue.now(), &self.model.behavior);
        self.services[id.index()].daemon.waits.entry(instance).or_default().failed(now, behavior);
        let mut tally = [0; Rejection::COUNT];
        tally[rejection as usize] = 1;
        let failure = PlacementFailure { closest: Some((instance, rejection)), tally };
        self.report(id, ServiceEvent::PlacementFailed(failure));
    }

    /// `instance` goes: nobody waits for room on it any more.
    pub(in crate::engine) fn daemons_forget(&mut self, instance: InstanceId) {
        for id in &self.daemons {
            self.services[id.index()].daemon.waits.remove(&instance);
        }
    }

    /// An instance may take what it could not take before: daemons that wait for room on it try again, where the
    /// scenario says so.
    pub(in crate::engine) fn daemons_may_take(&mut self, instance: InstanceId) {
        if !self.model.behavior.retry_on_capacity {
            return;
        }
        for position in 0..self.daemons.len() {
            let id = self.daemons[position];
            let waits = self.services[id.index()].daemon.waits.contains_key(&instance);
            if waits && Filter::new(&self.daemon_request(id), &self.cluster).accepts(instance) {
                self.services[id.index()].daemon.waits.remove(&instance);
                self.wake(id);
            }
        }
    }

    /// A task of the newest revision.
    fn daemon_request(&self, id: ServiceId) -> Request<'_> {
        let runtime = &self.services[id.index()];
        Request {
            group: id.into(),
            cluster: self.model.service(id).cluster,
            definition: self.model.task_definition(runtime.deployments.primary().definition),
            rules: &runtime.rules,
        }
    }
}
