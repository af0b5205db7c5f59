//! Warnings about what is defined and never used.

use std::collections::BTreeSet;

use super::super::{Problem, Problems, Span};
use super::actions::Rollout;
use super::fit::Hosts;
use super::services::Services;
use super::target_groups::TargetGroups;
use super::task_calls::TaskCalls;
use crate::model::{ClusterId, TargetGroupId, TaskDefinitionId};

/// Warns of task definitions, target groups and clusters that neither a service nor a call uses, nor a task that is there at the start.
///
/// `rollouts` are the definitions that actions bring in.
pub fn check(
    services: &Services<'_>,
    rollouts: &[Rollout<'_>],
    calls: &TaskCalls<'_, '_>,
    target_groups: &TargetGroups<'_>,
    hosts: &Hosts<'_, '_>,
    problems: &mut Problems,
) {
    let of_services = services.services.iter().map(|service| service.task_definition);
    let of_calls = calls.uses().iter().map(|used| used.registered);
    let of_found = calls.found_definitions().iter().copied();
    let of_rollouts = rollouts.iter().map(|rollout| rollout.definition);
    let used: BTreeSet<TaskDefinitionId> =
        of_services.chain(of_rollouts).chain(of_calls).chain(of_found).collect();
    let task_definitions = calls.around().task_definitions;
    for (at, node) in task_definitions.nodes.iter().enumerate() {
        let id = TaskDefinitionId::new(at);
        if !used.contains(&id) {
            let span = &node.get("family").unwrap_or(node).span;
            problems.push(unused(span, &format!("task definition `{}`", task_definitions.get(id).name())));
        }
    }
    let joined = services.services.iter().flat_map(|service| &service.load_balancers);
    let groups = joined.flat_map(|balancer| balancer.alternate.into_iter().chain([balancer.target_group]));
    let joined: BTreeSet<usize> = groups.map(TargetGroupId::index).collect();
    let idle = target_groups.names.iter().enumerate().filter(|(at, _)| !joined.contains(at));
    for (_, name) in idle {
        problems.push(unused(name.span, &format!("target group `{}`", name.value)));
    }
    let Hosts { clusters, classes, .. } = hosts;
    let busy: BTreeSet<ClusterId> = services
        .services
        .iter()
        .map(|service| service.cluster)
        .chain(calls.uses().iter().map(|used| used.cluster))
        .collect();
    for at in 0..clusters.names().count() {
        let id = ClusterId::new(at);
        let Some(span) = clusters.span(id).filter(|_| !busy.contains(&id)) else { continue };
        let name = clusters.name(id);
        if classes.iter().any(|class| class.cluster == id) {
            let message = format!("cluster `{name}` has container instances and no service");
            problems.push(Problem::warning(span, message).label("its instances stay empty"));
        } else {
            problems.push(unused(span, &format!("cluster `{name}`")));
        }
    }
}

fn unused(span: &Span, what: &str) -> Problem {
    Problem::warning(span, format!("{what} is never used")).label("never used").help("remove it, or use it")
}
