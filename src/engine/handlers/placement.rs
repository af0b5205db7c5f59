//! Placing what a service pass wants to start: one task at a time, the cluster refreshed between (PL-06).

use crate::cluster::{DeploymentState, NewTask, Observer, PlacementFailure, Rejection, ServiceEvent};
use crate::engine::Engine;
use crate::engine::inquiry::Moment;
use crate::model::{GroupId, InstanceId, ServiceId, TaskId};
use crate::placement::{Chooser, Decision, Filter, Request};
use crate::service::Start;

/// Placements of one round that failed.
#[derive(Debug, Default)]
struct Failures {
    /// The last one of those that might have been anywhere.
    anywhere: Option<PlacementFailure>,
    /// Those of tasks that are each for one instance.
    on: Vec<(InstanceId, Rejection)>,
}

impl<O: Observer> Engine<'_, O> {
    pub(in crate::engine) fn service_places(&mut self, id: ServiceId) {
        let mut started = std::mem::take(&mut self.started);
        started.clear();
        let mut starts = std::mem::take(&mut self.services[id.index()].starts);
        let failures = self.place(id, &starts, &mut started);
        // Empty, so that a second pass at this instant cannot have them placed twice.
        starts.clear();
        self.services[id.index()].starts = starts;
        self.report_starts(id, &started);
        // ECS tells of started tasks first, then of the targets that join with them.
        for task in &started {
            self.hand_to_agent(*task);
        }
        self.note_failures(id, &failures);
        let failed = failures.anywhere.is_some() || !failures.on.is_empty();
        if failed || !started.is_empty() {
            let state = if failed { DeploymentState::Stuck } else { DeploymentState::InProgress };
            let change = self.services[id.index()].deployments.primary_becomes(state);
            self.tell_state(id, change);
        }
        self.started = started;
    }

    /// Carries out the starts of a plan, one after the other.
    fn place(&mut self, id: ServiceId, starts: &[Start], started: &mut Vec<TaskId>) -> Failures {
        let mut failures = Failures::default();
        let mut unplaced = 0;
        for start in starts {
            let (deployment, count) = match *start {
                Start::Anywhere { deployment, count } => (deployment, count),
                Start::Fallback { deployment, at_most } => (deployment, at_most.min(unplaced)),
                Start::On { deployment, instance } => {
                    match self.place_on(id, deployment, instance) {
                        Ok(task) => started.push(task),
                        Err(rejection) => failures.on.push((instance, rejection)),
                    }
                    continue;
                }
            };
            for placed in 0..count {
                match self.place_one(id, deployment) {
                    Ok(task) => started.push(task),
                    Err(failure) => {
                        failures.anywhere = Some(failure);
                        unplaced += count - placed;
                        break;
                    }
                }
            }
        }
        failures
    }

    /// How many tasks PRIMARY lacks.
    pub(in crate::engine) fn primary_deficit(&self, id: ServiceId) -> u32 {
        let runtime = &self.services[id.index()];
        let staying = self.cluster.service(id).deployment(runtime.deployments.primary().number).staying;
        runtime.settings.desired_count.saturating_sub(staying.good())
    }

    fn report_starts(&mut self, id: ServiceId, started: &[TaskId]) {
        if started.is_empty() {
            return;
        }
        let now = self.queue.now();
        let count = u32::try_from(started.len()).expect("bounded by the launch rate");
        let pacing = &mut self.services[id.index()].pacing;
        pacing.launch_rate.take(now, count);
        pacing.retry.reset();
        self.report(id, ServiceEvent::StartedTasks(started));
    }

    fn place_one(&mut self, id: ServiceId, deployment: u32) -> Result<TaskId, PlacementFailure> {
        let runtime = &self.services[id.index()];
        let planned = runtime.deployments.get(deployment).expect("a plan starts tasks of live deployments");
        let definition = planned.revision.task_definition;
        let request = Request {
            group: id.into(),
            cluster: self.model.service(id).cluster,
            definition: self.model.task_definition(definition),
            rules: &planned.rules,
        };
        let group = &mut self.groups[request.group.index()];
        if let Some(watch) = &mut self.watch {
            let moment = Moment { cluster: &self.cluster, queue: &self.queue, hosts: &self.hosts };
            watch.before(&request, group.next_number, &group.placement, &moment);
        }
        match self.chooser.choose(&request, &self.cluster, &mut group.placement) {
            Decision::Place(instance) => Ok(self.create_service_task(id, deployment, instance)),
            Decision::Unplaceable(failure) => {
                if self.model.behavior.retry_on_capacity {
                    self.waiting.enter(&request, definition);
                }
                Err(failure)
            }
        }
    }

    /// Places the task of a daemon on its own instance, or not at all for a while.
    fn place_on(
        &mut self,
        id: ServiceId,
        deployment: u32,
        instance: InstanceId,
    ) -> Result<TaskId, Rejection> {
        let request = self.request(id, self.model.service(id));
        if let Some(rejection) = Filter::new(&request, &self.cluster).first_rejection(instance) {
            return Err(rejection);
        }
        self.services[id.index()].pacing.instance_retries.remove(&instance);
        Ok(self.create_service_task(id, deployment, instance))
    }

    fn create_service_task(&mut self, id: ServiceId, deployment: u32, instance: InstanceId) -> TaskId {
        let definition = self.services[id.index()].revision(deployment).task_definition;
        let group = GroupId::from(id);
        let next_number = &mut self.groups[group.index()].next_number;
        let number = *next_number;
        *next_number += 1;
        self.create_task(NewTask { group, service: Some(id), deployment, definition, number, instance })
    }

    fn note_failures(&mut self, id: ServiceId, failures: &Failures) {
        let (now, behavior) = (self.queue.now(), &self.model.behavior);
        if let Some(failure) = failures.anywhere {
            self.services[id.index()].pacing.placement_failed(None, now, behavior);
            self.report(id, ServiceEvent::PlacementFailed(failure));
        }
        for (instance, rejection) in &failures.on {
            self.services[id.index()].pacing.placement_failed(Some(*instance), now, behavior);
            let mut tally = [0; Rejection::COUNT];
            tally[*rejection as usize] = 1;
            let failure = PlacementFailure { closest: Some((*instance, *rejection)), tally };
            self.report(id, ServiceEvent::PlacementFailed(failure));
        }
    }

    /// An instance may take what it could not take before (RT-01): services that wait for it try again, where the
    /// scenario says so.
    pub(in crate::engine) fn may_take_more(&mut self, instance: InstanceId) {
        self.daemons_may_take(instance);
        if self.waiting.is_empty() {
            return;
        }
        for group in self.waiting.served_by(instance, &self.cluster) {
            // The groups of the services come first, and only services wait.
            let service = ServiceId::new(group.index());
            self.services[service.index()].pacing.retry.reset();
            self.wake(service);
        }
    }
}
