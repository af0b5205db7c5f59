//! Warnings about what ECS does and this version does not yet, where a scenario would show the difference.

use std::collections::BTreeSet;

use super::super::{Node, Problem, Problems};
use super::attributes::AttributeNames;
use super::fields::text;
use super::services::Services;
use crate::model::{
    Action, ApiCall, ClusterId, ContainerInstance, DeploymentBounds, Fault, FaultKind, InstanceClass,
    InstanceSelection, Service, Strategy, ZONE_ATTRIBUTE,
};
use crate::time::SimTime;

/// What happens to services and instances.
pub struct Happenings<'a> {
    faults: &'a [Fault],
    actions: &'a [Action],
    instances: &'a [ContainerInstance],
    classes: &'a [InstanceClass],
    attributes: &'a AttributeNames,
}

/// Warns of services whose zones ECS would even out again, as it does by default, where instances come or go (RB-01).
pub fn check(services: &Services<'_>, happenings: &Happenings<'_>, problems: &mut Problems) {
    for (service, node) in services.services.iter().zip(&services.nodes) {
        if is_rebalanced(service, node, happenings) && happenings.move_instances_of(service.cluster) {
            let message = format!(
                "zones are not rebalanced: tasks of `{}` stay where they are when instances come and go",
                service.name
            );
            let problem =
                Problem::warning(&node.span, message).label("ECS moves them by default").rule("RB-01");
            problems.push(problem.help(
                "new services of this kind are rebalanced since September 2025; write availabilityZoneRebalancing = \
                 \"DISABLED\" to say that this one is not",
            ));
        }
    }
}

/// Whether nothing of the service excludes it (RB-02), in a cluster of several zones.
fn is_rebalanced(service: &Service, node: &Node, happenings: &Happenings<'_>) -> bool {
    let of_cluster = happenings.classes.iter().filter(|class| class.cluster == service.cluster);
    let zones: BTreeSet<_> = of_cluster.map(|class| class.zone).collect();
    let over_zones = match service.placement.strategies.first() {
        None => true,
        Some(Strategy::SpreadAttribute(id)) => happenings.attributes.name(*id) == ZONE_ATTRIBUTE,
        Some(_) => false,
    };
    let DeploymentBounds { maximum_percent, .. } = service.bounds;
    // Who writes it has been told, or has said no.
    let is_default = text(node, "availabilityZoneRebalancing").is_none();
    is_default && !service.is_daemon() && zones.len() > 1 && maximum_percent > 100 && over_zones
}

impl<'a> Happenings<'a> {
    /// These faults and calls, which happen to a fleet of these classes.
    pub fn of(
        faults: &'a [Fault],
        actions: &'a [Action],
        instances: &'a [ContainerInstance],
        classes: &'a [InstanceClass],
        attributes: &'a AttributeNames,
    ) -> Self {
        Self { faults, actions, instances, classes, attributes }
    }

    fn move_instances_of(&self, cluster: ClusterId) -> bool {
        let by_fault = self.faults.iter().any(|fault| match &fault.kind {
            FaultKind::TerminateInstances { cluster: of, .. }
            | FaultKind::StopInstances { cluster: of, .. }
            | FaultKind::HostLoss { cluster: of, .. } => *of == cluster,
            FaultKind::TaskKillProcess { .. } | FaultKind::ContainerHang { .. } => false,
        });
        let selects = |selection: &InstanceSelection| match selection {
            InstanceSelection::Named(named) => {
                named.iter().any(|id| self.cluster_of(&self.instances[id.ordinal() as usize]) == cluster)
            }
            InstanceSelection::Matching { cluster: of, .. } => *of == cluster,
        };
        let by_call = self.actions.iter().any(|action| match &action.call {
            ApiCall::DeregisterContainerInstance(id) => selects(&InstanceSelection::Named(vec![*id])),
            ApiCall::TerminateInstances(instances)
            | ApiCall::UpdateContainerInstancesState { instances, .. } => selects(instances),
            _ => false,
        });
        let late =
            |one: &ContainerInstance| one.registers_at > SimTime::ZERO && self.cluster_of(one) == cluster;
        by_fault || by_call || self.instances.iter().any(late)
    }

    fn cluster_of(&self, instance: &ContainerInstance) -> ClusterId {
        self.classes[instance.class.index()].cluster
    }
}
