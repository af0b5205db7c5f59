//! Warnings about start-up times that nothing waits for.

use std::collections::BTreeSet;

use super::super::{Node, Problem, Problems};
use super::actions::Rollout;
use super::applications::targets;
use super::fields::{objects, text};
use super::services::Services;
use super::task_definitions::TaskDefinitions;
use crate::model::TaskDefinitionId;

/// Warns of each `startUpTime` of containers that nobody checks: then `RUNNING` alone decides what is healthy (HL-01).
///
/// `rollouts` are the definitions that actions bring in; a service keeps its load balancers with them.
pub fn check(
    root: &Node,
    services: &Services<'_>,
    rollouts: &[Rollout<'_>],
    definitions: &TaskDefinitions<'_>,
    problems: &mut Problems,
) {
    let behind_balancers = behind_balancers(services, rollouts, definitions);
    let is_checked = |id: TaskDefinitionId, position: usize| {
        let container = &definitions.get(id).containers[position];
        container.health_check.is_some() || behind_balancers.contains(&(id, container.name.as_str()))
    };
    for node in objects(root, "applications") {
        let (Some(time), Some(written)) = (node.get("startUpTime"), text(node, "taskDefinition")) else {
            continue;
        };
        // Names that lead nowhere were told when applications were read.
        let Some((ids, _)) = definitions.resolve_all(written, &mut Problems::default()) else { continue };
        let container = text(node, "container");
        let mut named = ids
            .iter()
            .flat_map(|id| targets(definitions.get(*id), container).into_iter().map(move |at| (*id, at)));
        if !named.any(|(id, position)| is_checked(id, position)) {
            let message =
                "startUpTime changes nothing: no health check and no target group looks at the container";
            let problem = Problem::warning(&time.span, message).label("nothing waits for it").rule("HL-01");
            problems.push(problem.help("add a `healthCheck` or a target group, or remove it"));
        }
    }
}

/// Containers that take requests of a load balancer, by name: a service's next definition has its own positions.
fn behind_balancers<'d>(
    services: &Services<'_>,
    rollouts: &[Rollout<'_>],
    definitions: &'d TaskDefinitions<'_>,
) -> BTreeSet<(TaskDefinitionId, &'d str)> {
    let mut behind = BTreeSet::new();
    for (at, service) in services.services.iter().enumerate() {
        let later = rollouts.iter().filter(|rollout| rollout.service.index() == at);
        let later: Vec<TaskDefinitionId> = later.map(|rollout| rollout.definition).collect();
        for balancer in &service.load_balancers {
            let first = service.task_definition;
            let name = definitions.get(first).containers[balancer.container].name.as_str();
            behind.extend(std::iter::once(first).chain(later.iter().copied()).map(|id| (id, name)));
        }
    }
    behind
}
