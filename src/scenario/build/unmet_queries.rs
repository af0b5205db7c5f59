//! Warnings about `memberOf` constraints that no container instance can ever meet.

use super::super::{Node, Problem, Problems};
use super::names::shortened;
use super::services::Services;
use crate::model::{ClassId, InstanceClass, MemberOf, QueryId, TaskDefinition};

/// Warns of services whose queries, or whose task definition's, hold on no instance of their cluster, whatever runs there.
pub fn check(
    services: &Services<'_>,
    definition_nodes: &[&Node],
    definitions: &[TaskDefinition],
    classes: &[InstanceClass],
    member_of: &[MemberOf],
    problems: &mut Problems,
) {
    for (service, node) in services.services.iter().zip(&services.nodes) {
        let of_cluster: Vec<ClassId> = (0..classes.len())
            .map(ClassId::new)
            .filter(|class| classes[class.index()].cluster == service.cluster)
            .collect();
        let holds_nowhere = |query: &&QueryId| {
            let query = &member_of[query.index()];
            !of_cluster.is_empty()
                && of_cluster.iter().all(|class| query.residual(*class).constant() == Some(false))
        };
        let definition = service.task_definition.index();
        let own = service.placement.constraints.member_of.iter().map(|query| (query, *node));
        let of_tasks =
            definitions[definition].member_of.iter().map(|query| (query, definition_nodes[definition]));
        for (query, holder) in own.chain(of_tasks).filter(|(query, _)| holds_nowhere(query)) {
            let text = shortened(member_of[query.index()].query().text());
            let message = format!("`{text}` holds on no container instance of service `{}`", service.name);
            let span = &holder.get("placementConstraints").unwrap_or(holder).span;
            let problem = Problem::warning(span, message).label("can never be placed").rule("CN-01");
            problems.push(problem.help("compare it with the attributes of [[containerInstances]]"));
        }
    }
}
