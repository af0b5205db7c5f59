//! When the actions of a model are made: at their times, or when a run draws them.

use std::collections::BTreeMap;

use crate::model::{ActionTime, ApiCall, ClusterId, InstanceSelection, Model, ServiceId, TaskSelection};
use crate::rng::{Purpose, Streams, sample};
use crate::time::SimTime;

/// The time of each action, in the order of the model.
///
/// One whose time is drawn is named by its call and what that acts on: neither another action nor what else it asks for
/// shifts its number, so that variants which differ in that make their calls at the same times. Actions of one name are
/// told apart by their order.
pub(super) fn action_times(model: &Model, streams: Streams) -> Vec<SimTime> {
    let mut ranks: BTreeMap<String, u64> = BTreeMap::new();
    let mut time = |at: &ActionTime, call: &ApiCall| match at {
        ActionTime::At(at) => *at,
        ActionTime::Drawn(after) => {
            let name = name_of(call, model);
            let draws = streams.draws(Purpose::ActionTime, &name);
            let rank = ranks.entry(name).or_default();
            let at = SimTime::ZERO + sample(after, &mut draws.at(*rank, 0));
            *rank += 1;
            at
        }
    };
    model.actions.iter().map(|action| time(&action.at, &action.call)).collect()
}

/// A call and what it acts on, in words.
fn name_of(call: &ApiCall, model: &Model) -> String {
    let (name, target) = match call {
        ApiCall::CreateService(id) => ("createService", service(model, *id)),
        ApiCall::UpdateService { service: id, .. } => ("updateService", service(model, *id)),
        ApiCall::DeleteService { service: id, .. } => ("deleteService", service(model, *id)),
        ApiCall::StopServiceDeployment(id) => ("stopServiceDeployment", service(model, *id)),
        ApiCall::ContinueServiceDeployment { service: id, .. } => {
            ("continueServiceDeployment", service(model, *id))
        }
        ApiCall::RunTask(id) => {
            let call = model.call(*id);
            let definition = &model.task_definition(call.definition).family;
            (call.api_name(), in_cluster(model, call.cluster, definition))
        }
        ApiCall::StopTask { tasks: selection, .. } => ("stopTask", tasks(model, selection)),
        ApiCall::UpdateTaskProtection { tasks: selection, .. } => {
            ("updateTaskProtection", tasks(model, selection))
        }
        ApiCall::TerminateInstances(which) => ("terminateInstances", instances(model, which)),
        ApiCall::StopInstances(which) => ("stopInstances", instances(model, which)),
        ApiCall::StartInstances { instances: which, .. } => ("startInstances", instances(model, which)),
        ApiCall::DeregisterContainerInstance { instances: which, .. } => {
            ("deregisterContainerInstance", instances(model, which))
        }
        ApiCall::UpdateContainerInstancesState { instances: which, .. } => {
            ("updateContainerInstancesState", instances(model, which))
        }
        ApiCall::PutAttributes { instances: which, .. } => ("putAttributes", instances(model, which)),
        ApiCall::DeleteAttributes { instances: which, .. } => ("deleteAttributes", instances(model, which)),
    };
    format!("{name} {target}")
}

fn in_cluster(model: &Model, cluster: ClusterId, name: &str) -> String {
    format!("{}/{name}", model.clusters[cluster.index()])
}

fn service(model: &Model, id: ServiceId) -> String {
    let service = model.service(id);
    in_cluster(model, service.cluster, &service.name)
}

fn tasks(model: &Model, selection: &TaskSelection) -> String {
    match selection {
        TaskSelection::OfService { service: id, .. } => service(model, *id),
        TaskSelection::OfGroup { cluster, group: name, .. }
        | TaskSelection::StartedBy { cluster, started_by: name, .. } => in_cluster(model, *cluster, name),
        TaskSelection::Named(ids) => ids.join(","),
    }
}

fn instances(model: &Model, which: &InstanceSelection) -> String {
    match which {
        InstanceSelection::Named(ids) => {
            let names = ids.iter().map(|id| model.instances[id.slot()].name.as_str());
            names.collect::<Vec<_>>().join(",")
        }
        InstanceSelection::Matching { cluster, zone, .. } => {
            let zone = zone.map_or("", |zone| model.zones[zone.index()].as_str());
            in_cluster(model, *cluster, zone)
        }
    }
}
