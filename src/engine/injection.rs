//! What can be injected into a run: an API call or a fault.

use std::fmt;

use super::halt::Halt;
use crate::cluster::Cluster;
use crate::model::{
    AlarmId, ApiCall, Constraints, EndConditions, FaultKind, InstanceSelection, Model, Strategy,
    TaskDefinitionId, TaskSelection, ZoneId,
};

/// An API call or a fault that is no part of the model.
///
/// It may name instances that came later, and one that is gone is passed over. Beyond the ids it is not checked as a
/// scenario is: whoever injects keeps to what the scenario file would be accepted with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Injection {
    /// As one of `[[actions]]`. A call of `RunTask` or `StartTask` is one that the model declares.
    Call(ApiCall),
    /// As one of `[[faults]]` that strikes once.
    Fault(FaultKind),
}

/// Why nothing was injected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InjectionError {
    /// The run is over.
    Over,
    /// A guard has ended the run.
    Halted(Halt),
    /// It names something that the model does not have: an id of another model.
    Unknown(&'static str),
}

impl Injection {
    /// Whether everything that it names is there.
    pub(super) fn check(&self, model: &Model, cluster: &Cluster) -> Result<(), InjectionError> {
        let service = |index| known("service", index, model.services.len());
        let place = |cluster, zone: Option<usize>| {
            known("cluster", cluster, model.clusters.len())?;
            zone.map_or(Ok(()), |zone| known("Availability Zone", zone, model.zones.len()))
        };
        let selection = |selection: &InstanceSelection| match selection {
            InstanceSelection::Named(named) => named.iter().try_for_each(|id| {
                known("instance", id.ordinal() as usize, cluster.instances().next_ordinal() as usize)
            }),
            InstanceSelection::Matching { cluster, zone, .. } => {
                place(cluster.index(), zone.map(ZoneId::index))
            }
        };
        match self {
            Self::Call(ApiCall::UpdateService {
                service: id,
                task_definition,
                strategies,
                constraints,
                end_conditions,
                ..
            }) => {
                service(id.index())?;
                let mut alarms = alarms_of(end_conditions.as_ref());
                alarms.try_for_each(|id| known("alarm", id.index(), model.alarms.len()))?;
                check_update(model, *task_definition, strategies.as_deref(), constraints.as_ref())
            }
            Self::Call(ApiCall::RunTask(id)) => known("call", id.index(), model.calls.len()),
            Self::Call(
                ApiCall::CreateService(id)
                | ApiCall::DeleteService { service: id, .. }
                | ApiCall::StopServiceDeployment(id)
                | ApiCall::ContinueServiceDeployment { service: id, .. },
            )
            | Self::Fault(
                FaultKind::TaskKillProcess { service: id, .. } | FaultKind::ContainerHang { service: id, .. },
            ) => service(id.index()),
            Self::Call(ApiCall::StopTask { tasks, .. } | ApiCall::UpdateTaskProtection { tasks, .. }) => {
                match tasks {
                    TaskSelection::OfService { service: id, .. } => service(id.index()),
                    TaskSelection::OfGroup { cluster, .. } | TaskSelection::StartedBy { cluster, .. } => {
                        place(cluster.index(), None)
                    }
                    TaskSelection::Named(_) => Ok(()),
                }
            }
            Self::Call(
                ApiCall::TerminateInstances(instances)
                | ApiCall::StopInstances(instances)
                | ApiCall::StartInstances { instances, .. }
                | ApiCall::DeregisterContainerInstance { instances, .. }
                | ApiCall::UpdateContainerInstancesState { instances, .. }
                | ApiCall::PutAttributes { instances, .. }
                | ApiCall::DeleteAttributes { instances, .. },
            ) => selection(instances),
            Self::Fault(
                FaultKind::TerminateInstances { cluster, zone, .. }
                | FaultKind::StopInstances { cluster, zone, .. }
                | FaultKind::HostLoss { cluster, zone, .. }
                | FaultKind::AgentDisconnect { cluster, zone, .. },
            ) => place(cluster.index(), zone.map(ZoneId::index)),
        }
    }
}

/// Whether what an update brings is there.
fn check_update(
    model: &Model,
    task_definition: Option<TaskDefinitionId>,
    strategies: Option<&[Strategy]>,
    constraints: Option<&Constraints>,
) -> Result<(), InjectionError> {
    task_definition
        .iter()
        .try_for_each(|id| known("task definition", id.index(), model.task_definitions.len()))?;
    let queries = constraints.iter().flat_map(|constraints| &constraints.member_of);
    queries.map(|id| id.index()).try_for_each(|id| known("query", id, model.member_of.len()))?;
    let spreads = strategies.into_iter().flatten().filter_map(|strategy| match strategy {
        Strategy::SpreadAttribute(id) => Some(id.index()),
        _ => None,
    });
    spreads.into_iter().try_for_each(|id| known("attribute", id, model.attributes.len()))
}

fn known(what: &'static str, index: usize, count: usize) -> Result<(), InjectionError> {
    if index < count { Ok(()) } else { Err(InjectionError::Unknown(what)) }
}

/// The alarms that a deployment configuration names.
fn alarms_of(conditions: Option<&EndConditions>) -> impl Iterator<Item = AlarmId> {
    let alarms = conditions.and_then(|conditions| conditions.alarms.as_ref());
    alarms.into_iter().flat_map(|of| of.alarms.iter().copied())
}

impl fmt::Display for InjectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Over => f.write_str("the run is over; inject before its end"),
            Self::Halted(halt) => write!(f, "nothing will come of it: {halt}"),
            Self::Unknown(what) => {
                write!(f, "the model has no such {what}; its ids are those of its own lists")
            }
        }
    }
}

impl std::error::Error for InjectionError {}
