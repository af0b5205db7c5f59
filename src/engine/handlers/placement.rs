//! Placing what a service pass wants to start: one task at a time, the cluster refreshed between (PL-06).

use crate::cluster::{NewTask, Observer, PlacementFailure, ServiceEvent};
use crate::engine::Engine;
use crate::engine::inquiry::Moment;
use crate::model::{InstanceId, ServiceId, TaskId};
use crate::placement::{Chooser, Decision, Request};

impl<O: Observer> Engine<'_, O> {
    pub(in crate::engine) fn service_places(&mut self, id: ServiceId) {
        let mut started = std::mem::take(&mut self.started);
        started.clear();
        let mut starts = std::mem::take(&mut self.services[id.index()].starts);
        let mut failed = None;
        for start in &starts {
            let placed = self.place_up_to(id, start.deployment, start.count, &mut started);
            if let Err((failure, left)) = placed {
                failed = Some(failure);
                // What an older revision cannot use must not keep PRIMARY waiting.
                let wanted = self.primary_deficit(id).min(left);
                let primary = self.services[id.index()].deployments.primary().number;
                if start.deployment != primary {
                    let _ = self.place_up_to(id, primary, wanted, &mut started);
                }
            }
        }
        // Empty, so that a second pass at this instant cannot have them placed twice.
        starts.clear();
        self.services[id.index()].starts = starts;
        self.report_starts(id, &started);
        // ECS tells of started tasks first, then of the targets that join with them.
        for task in &started {
            self.hand_to_agent(*task);
        }
        if let Some(failure) = failed {
            self.note_placement_failure(id, failure);
        }
        self.started = started;
    }

    /// Places `count` tasks of a deployment.
    ///
    /// # Errors
    ///
    /// The first failure, and how many tasks are left.
    fn place_up_to(
        &mut self,
        id: ServiceId,
        deployment: u32,
        count: u32,
        started: &mut Vec<TaskId>,
    ) -> Result<(), (PlacementFailure, u32)> {
        for placed in 0..count {
            match self.place_one(id, deployment) {
                Ok(task) => started.push(task),
                Err(failure) => return Err((failure, count - placed)),
            }
        }
        Ok(())
    }

    /// How many tasks PRIMARY lacks.
    pub(in crate::engine) fn primary_deficit(&self, id: ServiceId) -> u32 {
        let runtime = &self.services[id.index()];
        let staying = self.cluster.service(id).deployment(runtime.deployments.primary().number).staying;
        runtime.desired_count.saturating_sub(staying.total() - staying.unhealthy)
    }

    pub(super) fn report_starts(&mut self, id: ServiceId, started: &[TaskId]) {
        if started.is_empty() {
            return;
        }
        let now = self.queue.now();
        let count = u32::try_from(started.len()).expect("bounded by the launch rate");
        let pacing = &mut self.services[id.index()].pacing;
        pacing.launch_rate.take(now, count);
        pacing.retry.succeeded();
        self.report(id, ServiceEvent::StartedTasks(started));
    }

    fn place_one(&mut self, id: ServiceId, deployment: u32) -> Result<TaskId, PlacementFailure> {
        let spec = self.model.service(id);
        let runtime = &self.services[id.index()];
        let definition =
            runtime.deployments.get(deployment).expect("a plan starts tasks of live deployments").definition;
        let request = Request {
            group: id.into(),
            cluster: spec.cluster,
            definition: self.model.task_definition(definition),
            rules: &runtime.rules,
        };
        let group = &mut self.groups[request.group.index()];
        if let Some(watch) = &mut self.watch {
            let moment = Moment { cluster: &self.cluster, queue: &self.queue, hosts: &self.hosts };
            watch.before(&request, group.next_number, &group.placement, &moment);
        }
        match self.chooser.choose(&request, &self.cluster, &mut group.placement) {
            Decision::Place(instance) => {
                let number = group.next_number;
                group.next_number += 1;
                let service = Some(id);
                let new = NewTask { group: id.into(), service, deployment, definition, number, instance };
                Ok(self.create_task(new))
            }
            Decision::Unplaceable(failure) => {
                if self.model.behavior.retry_on_capacity {
                    self.waiting.enter(&request, definition);
                }
                Err(failure)
            }
        }
    }

    fn note_placement_failure(&mut self, id: ServiceId, failure: PlacementFailure) {
        let now = self.queue.now();
        self.services[id.index()].pacing.retry.failed(now, &self.model.behavior);
        self.report(id, ServiceEvent::PlacementFailed(failure));
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
