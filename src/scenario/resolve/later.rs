//! Warnings about what ECS does and this version does not yet, where a scenario would show the difference.

use std::collections::BTreeSet;

use super::super::{Node, Problem, Problems};
use super::attributes::AttributeNames;
use super::fields::text;
use super::services::Services;
use super::target_groups::TargetGroups;
use super::task_definitions::TaskDefinitions;
use crate::model::{
    Action, ApiCall, ClusterId, ContainerInstance, DeploymentBounds, Fault, FaultKind, InstanceClass,
    InstanceSelection, Service, ServiceId, Strategy, ZONE_ATTRIBUTE,
};
use crate::time::{SimDuration, SimTime};

/// A stop that is over within a pass of the scheduler hides nothing.
const ONE_PASS: SimDuration = SimDuration::from_secs(10);

/// What happens to services and instances.
pub struct Happenings<'a> {
    faults: &'a [Fault],
    actions: &'a [Action],
    instances: &'a [ContainerInstance],
    classes: &'a [InstanceClass],
    attributes: &'a AttributeNames,
}

/// Warns of slow stops in deployments and of zones that stay uneven.
pub fn check(
    services: &Services<'_>,
    happenings: &Happenings<'_>,
    definitions: &TaskDefinitions<'_>,
    target_groups: &TargetGroups<'_>,
    problems: &mut Problems,
) {
    check_slow_stops(services, happenings, definitions, target_groups, problems);
    check_rebalancing(services, happenings, problems);
}

/// Warns of deployments whose old tasks take time to stop: ECS counts them in `maximumPercent` until they are `STOPPED`,
/// and completes after them (ecs/README.md; S1.2-3).
fn check_slow_stops(
    services: &Services<'_>,
    happenings: &Happenings<'_>,
    definitions: &TaskDefinitions<'_>,
    target_groups: &TargetGroups<'_>,
    problems: &mut Problems,
) {
    for (index, (service, node)) in services.services.iter().zip(&services.nodes).enumerate() {
        let takes = stop_time(service, definitions, target_groups);
        if takes < ONE_PASS || !happenings.deploy(ServiceId::new(index)) {
            continue;
        }
        let message = format!(
            "old tasks of `{}` take up to {takes} to drain and stop, and this version does not wait for that",
            service.name
        );
        let span = &node.get("deploymentConfiguration").unwrap_or(node).span;
        let problem = Problem::warning(span, message).label("a deployment takes longer than it seems");
        problems.push(problem.help(
            "ECS counts them in `maximumPercent` until they are STOPPED, and completes the deployment after them: \
             take the duration shown as a lower bound",
        ));
    }
}

/// Drain and shutdown of the service's first tasks, one after the other.
fn stop_time(
    service: &Service,
    definitions: &TaskDefinitions<'_>,
    target_groups: &TargetGroups<'_>,
) -> SimDuration {
    let delays = service.load_balancers.iter();
    let delays = delays.map(|one| target_groups.groups[one.target_group.index()].deregistration_delay);
    let containers = definitions.get(service.task_definition).containers.iter();
    let shutdowns = containers.map(|one| one.application.shut_down_time.typical().min(one.stop_timeout));
    delays.max().unwrap_or_default() + shutdowns.max().unwrap_or_default()
}

/// Warns of services whose zones ECS would even out again, as it does by default, where instances come or go (RB-01).
fn check_rebalancing(services: &Services<'_>, happenings: &Happenings<'_>, problems: &mut Problems) {
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

    /// Whether an update deploys the service anew.
    fn deploy(&self, id: ServiceId) -> bool {
        self.actions.iter().any(|action| match &action.call {
            ApiCall::UpdateService { service, task_definition, force_new_deployment, .. } => {
                *service == id && (task_definition.is_some() || *force_new_deployment)
            }
            _ => false,
        })
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
