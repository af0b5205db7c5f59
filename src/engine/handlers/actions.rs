//! The scenario's API calls.

use super::stops::Draining;
use crate::cluster::{Fact, InstanceStatus, Observer, ServiceEvent, StopCause, TaskStatus};
use crate::engine::Engine;
use crate::model::{
    ActionId, ApiCall, DeploymentBounds, InstanceId, InstanceSelection, ServiceId, TaskDefinitionId, TaskId,
};

impl<O: Observer> Engine<'_, O> {
    pub(in crate::engine) fn action_due(&mut self, id: ActionId) {
        let model = self.model;
        match &model.actions[id.index()].call {
            ApiCall::UpdateService {
                service,
                desired_count,
                task_definition,
                force_new_deployment,
                bounds,
                strategies,
                constraints,
            } => {
                // ST-14: neither a deployment nor a move follows.
                let rules = &mut self.services[service.index()].rules;
                if let Some(strategies) = strategies {
                    rules.strategies.clone_from(strategies);
                }
                if let Some(constraints) = constraints {
                    rules.constraints.clone_from(constraints);
                }
                self.set_bounds(*service, *bounds);
                self.set_desired_count(*service, *desired_count);
                self.deploy(*service, *task_definition, *force_new_deployment);
                self.services[service.index()].pacing.retry.reset();
                self.services[service.index()].steady = false;
                self.wake(*service);
            }
            ApiCall::RunTask(call) => self.call_tasks(*call),
            ApiCall::StopTask { service, count, .. } => self.stop_oldest(id, *service, *count),
            ApiCall::TerminateInstances(selection) => {
                for instance in self.select(selection, |_| true) {
                    self.terminate_instance(instance, None);
                }
            }
            ApiCall::UpdateContainerInstancesState { instances, draining } => {
                let status = if *draining { InstanceStatus::Draining } else { InstanceStatus::Active };
                let differs = |id| self.cluster.instances().status(id) != status;
                for instance in self.select(instances, differs) {
                    self.set_draining(instance, *draining);
                }
            }
        }
    }

    fn set_bounds(&mut self, service: ServiceId, bounds: Option<DeploymentBounds>) {
        if let Some(bounds) = bounds {
            self.services[service.index()].bounds = bounds;
        }
    }

    fn set_desired_count(&mut self, service: ServiceId, desired: Option<u32>) {
        let Some(desired) = desired else { return };
        let runtime = &mut self.services[service.index()];
        if std::mem::replace(&mut runtime.desired_count, desired) != desired {
            self.tell(Fact::DesiredCount { service, desired });
        }
    }

    /// A new revision, or the same one again by force, starts a deployment (services.md §2.1).
    fn deploy(&mut self, service: ServiceId, definition: Option<TaskDefinitionId>, force: bool) {
        let now = self.queue.now();
        let runtime = &mut self.services[service.index()];
        let current = runtime.deployments.primary();
        let (number, old) = (current.number, current.definition);
        let definition = definition.unwrap_or(old);
        if definition == old && !force {
            return;
        }
        let tasks = self.cluster.service(service);
        let counts = tasks.deployment(number);
        let starting = counts.staying.starting + counts.draining.starting;
        // Tasks that are not judged yet stay as far as too few others are healthy.
        let missing = runtime.bounds.lower(runtime.desired_count).saturating_sub(tasks.all().healthy);
        let healthy = counts.staying.healthy + counts.draining.healthy;
        runtime.deployments.supersede(now, definition, healthy + starting.min(missing));
        if definition != old {
            runtime.pacing.throttle.reset();
        }
        let deployment = runtime.deployments.primary().number;
        self.report(service, ServiceEvent::DeploymentStarted { deployment, definition });
    }

    fn stop_oldest(&mut self, action: ActionId, service: ServiceId, count: u32) {
        let running = |id: &TaskId| self.cluster.task(*id).status == TaskStatus::Running;
        let mut tasks: Vec<TaskId> =
            self.cluster.service(service).tasks().iter().copied().filter(running).collect();
        tasks.sort_unstable_by_key(|id| self.cluster.task(*id).number);
        tasks.truncate(count as usize);
        for task in tasks {
            self.commit_stop(task, StopCause::StoppedByUser(action));
            self.end(task, Draining::Beside);
        }
        self.wake(service);
    }

    /// The selected instances; of those that are not named, only `suitable` ones count.
    fn select(
        &self,
        selection: &InstanceSelection,
        suitable: impl Fn(InstanceId) -> bool,
    ) -> Vec<InstanceId> {
        match selection {
            InstanceSelection::Named(instances) => instances.clone(),
            InstanceSelection::Matching { cluster, zone, count } => {
                let all = self.cluster.instances().ids();
                let matching = all.filter(|id| self.is_registered_in(*id, *cluster, *zone) && suitable(*id));
                matching.take(count.map_or(usize::MAX, |count| count as usize)).collect()
            }
        }
    }
}
