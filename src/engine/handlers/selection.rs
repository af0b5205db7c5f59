//! Whom a call concerns: the container instances and the tasks that it selects.

use super::instances;
use crate::cluster::{
    Fact, IgnoredCall, InstanceCall, InstanceStatus, Observer, Task, TaskStatus, Unavailable,
};
use crate::engine::core::Core;
use crate::engine::parts::{Agents, StartedTasks};
use crate::model::{GroupId, InstanceId, InstanceSelection, TaskId, TaskSelection};
use crate::observe::Names;

/// The selected instances, without those that the call does nothing to, which `unless` gives the reason for: that is told
/// of the ones that the call names. Tells where a call finds none.
pub(super) fn select<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &Agents,
    (call, selection): (InstanceCall, &InstanceSelection),
    unless: impl Fn(&Core<'_, O>, InstanceId) -> Option<Unavailable>,
) -> Vec<InstanceId> {
    match selection {
        InstanceSelection::Named(named) => {
            let mut selected = Vec::with_capacity(named.len());
            for id in named {
                match unavailable(core, agents, call, *id).or_else(|| unless(core, *id)) {
                    None => selected.push(*id),
                    Some(why) => {
                        let named = Some((*id, why));
                        core.tell(Fact::CallIgnored(IgnoredCall::Instances { call, named }));
                    }
                }
            }
            selected
        }
        InstanceSelection::Matching { cluster, zone, count } => {
            let place = (*cluster, *zone);
            let instances = core.cluster().instances();
            let matching = instances.ids_of(*cluster).filter(|id| {
                instances::is_registered_in(core, agents, *id, place) && unless(core, *id).is_none()
            });
            let selected: Vec<_> = matching.take(count.map_or(usize::MAX, |count| count as usize)).collect();
            if selected.is_empty() {
                core.tell(Fact::CallIgnored(IgnoredCall::Instances { call, named: None }));
            }
            selected
        }
    }
}

/// Why a call can do nothing to an instance: ECS finds none that has not registered, or not any more, and EC2 terminates
/// a machine once, registered or not.
fn unavailable<O>(
    core: &Core<'_, O>,
    agents: &Agents,
    call: InstanceCall,
    id: InstanceId,
) -> Option<Unavailable> {
    let instances = core.cluster().instances();
    if !instances.is_known(id) {
        return Some(Unavailable::Gone);
    }
    if matches!(call, InstanceCall::Terminate | InstanceCall::Stop | InstanceCall::Start) {
        return agents.host(id).terminating.then_some(Unavailable::Gone);
    }
    if instances.registered_at(id).is_none() {
        return Some(Unavailable::NotRegistered);
    }
    (instances.status(id) == InstanceStatus::Inactive).then_some(Unavailable::Gone)
}

/// The selected tasks that are not told to stop yet: of a group those that run, the oldest first.
pub(super) fn select_tasks<O>(
    core: &Core<'_, O>,
    started: &StartedTasks,
    selection: &TaskSelection,
) -> Vec<TaskId> {
    let (cluster, model) = (core.cluster(), core.model);
    match selection {
        TaskSelection::OfService { service, count } => oldest(core, (*service).into(), *count),
        TaskSelection::OfGroup { cluster: of, group: name, count } => {
            let found =
                model.standalone_groups.iter().position(|group| group.cluster == *of && group.name == *name);
            let group = found.map(|position| GroupId::new(model.services.len() + position));
            group.map_or_else(Vec::new, |group| oldest(core, group, *count))
        }
        TaskSelection::StartedBy { cluster: of, started_by, count } => {
            let runs = |id: &TaskId| {
                let task = cluster.tasks().get(*id);
                task.is_some_and(|task| task.stop_cause.is_none() && task.status == TaskStatus::Running)
            };
            let running = started.by(started_by, *of, model).filter(runs);
            running.take(count.map_or(usize::MAX, |count| count as usize)).collect()
        }
        TaskSelection::Named(ids) => {
            let names = Names::of(model);
            let wanted = |task: &Task| ids.contains(&names.task(task.group, task.number));
            let running = cluster.tasks().iter().filter(|(_, task)| task.stop_cause.is_none());
            let mut tasks: Vec<TaskId> = running.filter(|(_, task)| wanted(task)).map(|(id, _)| id).collect();
            tasks.sort_unstable_by_key(|id| (cluster.task(*id).group, cluster.task(*id).number));
            tasks
        }
    }
}

fn oldest<O>(core: &Core<'_, O>, group: GroupId, count: Option<u32>) -> Vec<TaskId> {
    let cluster = core.cluster();
    let running = |id: &TaskId| cluster.task(*id).status == TaskStatus::Running;
    let mut tasks: Vec<TaskId> = cluster.group(group).tasks().iter().copied().filter(running).collect();
    tasks.sort_unstable_by_key(|id| cluster.task(*id).number);
    tasks.truncate(count.map_or(usize::MAX, |count| count as usize));
    tasks
}
