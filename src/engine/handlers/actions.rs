//! The scenario's API calls.

use super::stops::Draining;
use crate::cluster::{Fact, InstanceStatus, Observer, ServiceEvent, StopCause, TaskStatus};
use crate::engine::Engine;
use crate::model::{
    ActionId, ApiCall, Constraints, DeploymentBounds, InstanceId, InstanceSelection, ServiceId, Strategy,
    TaskDefinitionId, TaskId,
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
                self.set_rules(*service, strategies.as_deref(), constraints.as_ref());
                self.set_bounds(*service, *bounds);
                if let Some(desired) = *desired_count {
                    self.set_desired_count(*service, desired);
                }
                self.deploy(*service, *task_definition, *force_new_deployment);
                let runtime = &mut self.services[service.index()];
                runtime.pacing.retry.reset();
                runtime.daemon.waits.clear();
                runtime.steady = false;
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

    /// ST-14: neither a deployment nor a move follows. A daemon service takes constraints up as it deploys (§1.8).
    fn set_rules(
        &mut self,
        service: ServiceId,
        strategies: Option<&[Strategy]>,
        constraints: Option<&Constraints>,
    ) {
        let daemon = self.model.service(service).is_daemon();
        let runtime = &mut self.services[service.index()];
        if let Some(strategies) = strategies {
            runtime.rules.strategies = strategies.to_vec();
        }
        match constraints {
            Some(constraints) if daemon => runtime.daemon.next_constraints = Some(constraints.clone()),
            Some(constraints) => runtime.rules.constraints.clone_from(constraints),
            None => {}
        }
    }

    fn set_bounds(&mut self, service: ServiceId, bounds: Option<DeploymentBounds>) {
        if let Some(bounds) = bounds {
            self.services[service.index()].bounds = bounds;
        }
    }

    pub(super) fn set_desired_count(&mut self, service: ServiceId, desired: u32) {
        let runtime = &mut self.services[service.index()];
        if std::mem::replace(&mut runtime.desired_count, desired) != desired {
            self.tell(Fact::DesiredCount { service, desired });
        }
    }

    /// A new revision, or the same one again by force, starts a deployment (services.md §2.1).
    fn deploy(&mut self, service: ServiceId, definition: Option<TaskDefinitionId>, force: bool) {
        let now = self.queue.now();
        let old = self.services[service.index()].deployments.primary().definition;
        let definition = definition.unwrap_or(old);
        if definition == old && !force {
            return;
        }
        let held = if self.model.service(service).is_daemon() { 0 } else { self.held_while_leaving(service) };
        let runtime = &mut self.services[service.index()];
        runtime.deployments.supersede(now, definition, held);
        if definition != old {
            runtime.pacing.throttle.reset();
        }
        let deployment = runtime.deployments.primary().number;
        self.report(service, ServiceEvent::DeploymentStarted { deployment, definition });
        self.daemon_deploys(service);
    }

    /// Tasks that the PRIMARY deployment keeps at first when another one takes its place.
    fn held_while_leaving(&self, service: ServiceId) -> u32 {
        let runtime = &self.services[service.index()];
        let tasks = self.cluster.service(service);
        let number = runtime.deployments.primary().number;
        let counts = tasks.deployment(number);
        let starting = counts.staying.starting + counts.draining.starting;
        // Tasks that are not judged yet stay as far as too few others are healthy.
        let missing = runtime.bounds.lower(runtime.desired_count).saturating_sub(tasks.all().healthy);
        let healthy = counts.staying.healthy + counts.draining.healthy;
        healthy + starting.min(missing)
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
            InstanceSelection::Named(instances) => {
                let instances = instances.iter().copied();
                instances.filter(|id| self.cluster.instances().is_known(*id)).collect()
            }
            InstanceSelection::Matching { cluster, zone, count } => {
                let all = self.cluster.instances().ids_of(*cluster);
                let matching = all.filter(|id| self.is_registered_in(*id, *cluster, *zone) && suitable(*id));
                matching.take(count.map_or(usize::MAX, |count| count as usize)).collect()
            }
        }
    }
}
