//! Faults and API calls in a few words, by the names that they have in a scenario.

use super::super::number::duration;
use crate::model::{
    ApiCall, AttributeChange, ClusterId, Distribution, FaultKind, InstanceSelection, Model, ServiceId,
    TaskSelection, ZoneId,
};

/// More names than this are counted.
const NAMES_MAX: usize = 3;

/// What a fault does.
pub(super) fn of_fault(model: &Model, kind: &FaultKind) -> String {
    match kind {
        FaultKind::TaskKillProcess { service, count, exit_code } => {
            format!("aws:ecs:task-kill-process, {}, exit code {exit_code}", tasks(model, *service, *count))
        }
        FaultKind::TerminateInstances { cluster, count, zone, replaced_after } => {
            let hit = instances(model, *cluster, *zone, *count);
            format!("aws:ec2:terminate-instances, {hit}{}", after(", replaced", replaced_after.as_ref(), ""))
        }
        FaultKind::StopInstances { cluster, count, zone, restarted_after } => {
            let hit = instances(model, *cluster, *zone, *count);
            let then = after(", restarted", restarted_after.as_ref(), ", for good");
            format!("aws:ec2:stop-instances, {hit}{then}")
        }
        FaultKind::HostLoss { cluster, count, zone, restarted_after, terminated_after } => {
            let hit = instances(model, *cluster, *zone, *count);
            let restarted = after(", restarted", restarted_after.as_ref(), "");
            let terminated = after(", terminated", terminated_after.as_ref(), "");
            let never =
                if restarted_after.is_none() && terminated_after.is_none() { ", for good" } else { "" };
            format!("plimsoll:host-loss, {hit}{restarted}{terminated}{never}")
        }
        FaultKind::AgentDisconnect { cluster, count, zone, lasts } => {
            let hit = instances(model, *cluster, *zone, *count);
            let long =
                lasts.as_ref().map_or_else(|| "for good".to_owned(), |lasts| format!("for {}", about(lasts)));
            format!("plimsoll:agent-disconnect, {hit}, {long}")
        }
        FaultKind::ContainerHang { service, count, lasts } => {
            let long = lasts
                .as_ref()
                .map_or_else(|| "to the end".to_owned(), |lasts| format!("for {}", about(lasts)));
            format!("plimsoll:container-hang, {}, {long}", tasks(model, *service, *count))
        }
    }
}

/// What a call asks for.
pub(super) fn of_call(model: &Model, call: &ApiCall) -> String {
    match call {
        ApiCall::CreateService(service) => format!("createService {}", model.service(*service).name),
        ApiCall::UpdateService { .. } => update(model, call),
        ApiCall::DeleteService { service, .. } => format!("deleteService {}", model.service(*service).name),
        ApiCall::RunTask(call) => {
            let call = model.call(*call);
            let name = if call.api_name() == "RunTask" { "runTask" } else { "startTask" };
            format!(
                "{name}, {} of {}",
                counted(call.count(), "task"),
                model.task_definition(call.definition).name()
            )
        }
        ApiCall::StopServiceDeployment(service) => {
            format!("stopServiceDeployment {}", model.service(*service).name)
        }
        ApiCall::ContinueServiceDeployment { service, .. } => {
            format!("continueServiceDeployment {}", model.service(*service).name)
        }
        ApiCall::StopTask { tasks, .. } => format!("stopTask, {}", selected_tasks(model, tasks)),
        ApiCall::UpdateTaskProtection { tasks, expires_in } => {
            let state = if expires_in.is_some() { "protected" } else { "not protected" };
            format!("updateTaskProtection, {} {state}", selected_tasks(model, tasks))
        }
        ApiCall::StopInstances(which) => format!("stopInstances, {}", selected(model, which)),
        ApiCall::StartInstances { instances, .. } => {
            format!("startInstances, {}", selected(model, instances))
        }
        ApiCall::TerminateInstances(which) => format!("terminateInstances, {}", selected(model, which)),
        ApiCall::DeregisterContainerInstance { instances, .. } => {
            format!("deregisterContainerInstance, {}", selected(model, instances))
        }
        ApiCall::UpdateContainerInstancesState { instances, draining } => {
            let state = if *draining { "DRAINING" } else { "ACTIVE" };
            format!("updateContainerInstancesState {state}, {}", selected(model, instances))
        }
        ApiCall::PutAttributes { instances, change } => {
            format!("putAttributes {}, {}", changed(model, change), selected(model, instances))
        }
        ApiCall::DeleteAttributes { instances, change } => {
            format!("deleteAttributes {}, {}", changed(model, change), selected(model, instances))
        }
    }
}

/// The attributes that a call names, with their values.
fn changed(model: &Model, change: &AttributeChange) -> String {
    let written = change.attributes.iter().map(|(id, value)| {
        let name = model.attributes[id.index()].as_str();
        match value.as_deref() {
            None | Some("") => name.to_owned(),
            Some(value) => format!("{name}={value}"),
        }
    });
    written.collect::<Vec<_>>().join(" ")
}

/// An update with what it changes. A task definition that the service does not begin with is a deployment.
fn update(model: &Model, call: &ApiCall) -> String {
    let ApiCall::UpdateService {
        service,
        desired_count,
        task_definition,
        force_new_deployment,
        bounds,
        end_conditions: _,
        strategy: _,
        strategies,
        constraints,
        rebalances,
    } = call
    else {
        return String::new();
    };
    let service = model.service(*service);
    let mut parts = vec![format!("updateService {}", service.name)];
    parts.extend(desired_count.map(|count| format!("desiredCount {count}")));
    parts.extend(task_definition.map(|id| {
        let what = if id == service.task_definition { "taskDefinition" } else { "deployment of" };
        format!("{what} {}", model.task_definition(id).name())
    }));
    if *force_new_deployment {
        parts.push("forceNewDeployment".to_owned());
    }
    let changed = [
        (bounds.is_some(), "deploymentConfiguration"),
        (strategies.is_some(), "placementStrategy"),
        (constraints.is_some(), "placementConstraints"),
        (rebalances.is_some(), "availabilityZoneRebalancing"),
    ];
    parts.extend(changed.iter().filter(|(is_changed, _)| *is_changed).map(|(_, name)| (*name).to_owned()));
    parts.join(", ")
}

fn selected_tasks(model: &Model, selection: &TaskSelection) -> String {
    match selection {
        TaskSelection::OfService { service, count } => tasks(model, *service, *count),
        TaskSelection::OfGroup { group, count, .. } => {
            let count = count.map_or_else(|| "all tasks".to_owned(), |count| counted(count, "task"));
            format!("{count} of {group}")
        }
        TaskSelection::StartedBy { started_by, count, .. } => {
            let tasks = count.map_or_else(|| "all tasks".to_owned(), |count| counted(count, "task"));
            format!("{tasks} started by {started_by}")
        }
        TaskSelection::Named(ids) => counted(u32::try_from(ids.len()).unwrap_or(u32::MAX), "task"),
    }
}

fn tasks(model: &Model, service: ServiceId, count: Option<u32>) -> String {
    let count = count.map_or_else(|| "all tasks".to_owned(), |count| counted(count, "task"));
    format!("{count} of {}", model.service(service).name)
}

fn instances(model: &Model, cluster: ClusterId, zone: Option<ZoneId>, count: Option<u32>) -> String {
    let count = count.map_or_else(|| "all instances".to_owned(), |count| counted(count, "instance"));
    let of = if model.clusters.len() > 1 {
        format!(" of {}", model.clusters[cluster.index()])
    } else {
        String::new()
    };
    let within = zone.map_or_else(String::new, |zone| format!(" in {}", model.zones[zone.index()]));
    format!("{count}{of}{within}")
}

fn selected(model: &Model, which: &InstanceSelection) -> String {
    match which {
        InstanceSelection::Named(ids) => {
            let named = ids.iter().take(NAMES_MAX).map(|id| model.instances[id.slot()].name.as_str());
            let named: Vec<&str> = named.collect();
            let more = ids.len().saturating_sub(NAMES_MAX);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("{}{more}", named.join(", "))
        }
        InstanceSelection::Matching { cluster, zone, count } => instances(model, *cluster, *zone, *count),
    }
}

fn counted(count: u32, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn after(what: &str, time: Option<&Distribution>, otherwise: &str) -> String {
    time.map_or_else(|| otherwise.to_owned(), |time| format!("{what} after {}", about(time)))
}

/// A duration, or about how long it is.
fn about(distribution: &Distribution) -> String {
    let about = if distribution.as_constant().is_some() { "" } else { "about " };
    format!("{about}{}", duration(distribution.typical().as_secs_f64()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::testing::model;
    use crate::model::{InstanceId, TaskDefinitionId};

    #[test]
    fn calls_are_told_with_what_they_ask_for() {
        let model = model(8, &["web"]);
        let service = ServiceId::new(0);
        let update = |desired_count, task_definition, force_new_deployment| ApiCall::UpdateService {
            service,
            desired_count,
            task_definition,
            force_new_deployment,
            bounds: None,
            end_conditions: None,
            strategy: None,
            strategies: Some(Vec::new()),
            constraints: None,
            rebalances: None,
        };
        let zone = InstanceSelection::Matching {
            cluster: ClusterId::new(0),
            zone: Some(ZoneId::new(0)),
            count: None,
        };
        let named = InstanceSelection::Named(vec![InstanceId::new(1); 5]);
        for (call, words) in [
            (
                update(Some(3), Some(TaskDefinitionId::new(0)), true),
                "updateService web, desiredCount 3, taskDefinition apache:1, forceNewDeployment, placementStrategy",
            ),
            (update(None, None, false), "updateService web, placementStrategy"),
            (
                ApiCall::StopTask {
                    tasks: TaskSelection::OfService { service, count: Some(1) },
                    reason: None,
                },
                "stopTask, 1 task of web",
            ),
            (ApiCall::TerminateInstances(zone.clone()), "terminateInstances, all instances in us-east-1a"),
            (
                ApiCall::UpdateContainerInstancesState { instances: named, draining: true },
                "updateContainerInstancesState DRAINING, m5.large-2, m5.large-2, m5.large-2 and 2 more",
            ),
            (
                ApiCall::DeregisterContainerInstance {
                    instances: InstanceSelection::Named(vec![InstanceId::new(0)]),
                    force: true,
                },
                "deregisterContainerInstance, m5.large-1",
            ),
        ] {
            assert_eq!(of_call(&model, &call), words);
        }
    }
}
