//! What services do and meet with, in the figures about them.

use super::Recorder;
use crate::cluster::{Cluster, DeploymentState, ServiceEvent};
use crate::model::ServiceId;
use crate::time::SimTime;

impl Recorder {
    pub(super) fn on_service_event(
        &mut self,
        at: SimTime,
        id: ServiceId,
        event: &ServiceEvent<'_>,
        cluster: &Cluster,
    ) {
        let service = &mut self.services[id.index()];
        match *event {
            ServiceEvent::DeploymentStarted { deployment, definition } => {
                service.deployments.start(deployment, definition, at);
                service.forget_failures();
                service.start_needs_over(at, cluster);
            }
            ServiceEvent::DeploymentFound { deployment, definition, state } => {
                service.deployments.found(deployment, definition, state, at);
                service.is_found(at);
            }
            ServiceEvent::DeploymentState { deployment, state } => {
                service.deployments.change(deployment, state, at);
                if state == DeploymentState::Completed {
                    service.vacancies.forget_older();
                }
            }
            ServiceEvent::DeploymentFailed { deployment, .. } => {
                service.deployments.change(deployment, DeploymentState::Failed, at);
            }
            ServiceEvent::RollingBack { to, .. } => {
                service.deployments.roll_back(to);
                service.forget_failures();
                service.start_needs_over(at, cluster);
            }
            ServiceEvent::LifecycleStage { .. } => service.deployments.take_over_in_stages(),
            ServiceEvent::TrafficShifted { deployment, share } => {
                service.deployments.shifted(deployment, share, at);
            }
            ServiceEvent::PlacementFailed(failure) => service.placement_failed(at, &failure),
            ServiceEvent::StartedTasks(_) | ServiceEvent::StartedToRebalance { .. } => service.started(at),
            ServiceEvent::SteadyState | ServiceEvent::FoundSteady => service.is_steady(at),
            ServiceEvent::StoppedTasks(_)
            | ServiceEvent::StoppedPendingTasks(_)
            | ServiceEvent::BegunDraining(_)
            | ServiceEvent::RegisteredTargets { .. }
            | ServiceEvent::DeregisteredTargets { .. }
            | ServiceEvent::UnhealthyTarget { .. }
            | ServiceEvent::ConstraintViolated(_)
            | ServiceEvent::StartImpaired
            | ServiceEvent::DeploymentBlocked
            | ServiceEvent::ScaleInBlocked { .. }
            | ServiceEvent::ZonesUneven(_)
            | ServiceEvent::ZonesEven(_)
            | ServiceEvent::RebalancingStopped
            | ServiceEvent::StoppedToRebalance { .. }
            | ServiceEvent::NoRoomToRebalance { .. } => {}
        }
        if let Some(history) = &mut self.history {
            history.on_service_event(at, id, event);
        }
    }
}
