//! Warnings about `memberOf` constraints that no container instance can ever meet.

use std::collections::BTreeSet;

use super::super::{Node, Problem, Problems, Span};
use super::names::shortened;
use super::services::Services;
use crate::model::{AttributeId, ClassId, InstanceClass, MemberOf, QueryId, TaskDefinition};
use crate::query::Idle;

/// Warns of services whose queries, or whose task definition's, hold on no instance of their cluster, whatever runs there.
pub fn check(
    services: &Services<'_>,
    definition_nodes: &[&Node],
    definitions: &[TaskDefinition],
    there: &Values<'_>,
    member_of: &[MemberOf],
    problems: &mut Problems,
) {
    for (service, node) in services.services.iter().zip(&services.nodes) {
        let of_cluster: Vec<ClassId> = (0..there.classes.len())
            .map(ClassId::new)
            .filter(|class| there.classes[class.index()].cluster == service.cluster)
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
        for (query, holder) in own.chain(of_tasks) {
            let idle = member_of[query.index()].query().idle(|attribute| there.of(attribute));
            let span = &holder.get("placementConstraints").unwrap_or(holder).span;
            if !holds_nowhere(&query) {
                idle.iter().filter_map(|idle| slip(idle, span)).for_each(|problem| problems.push(problem));
                continue;
            }
            let text = shortened(member_of[query.index()].query().text());
            let message = format!("`{text}` holds on no container instance of service `{}`", service.name);
            let problem = Problem::warning(span, message).label("can never be placed").rule("CN-01");
            let compare = || "compare it with the attributes of [[containerInstances]]".to_owned();
            problems.push(problem.help(idle.iter().find_map(meant).unwrap_or_else(compare)));
        }
    }
}

/// What patterns can match.
pub struct Values<'m> {
    /// The classes of instances.
    pub classes: &'m [InstanceClass],
    /// Names of attributes, by id.
    pub attributes: &'m [String],
    /// Names of task groups, by id.
    pub groups: &'m [String],
}

impl<'m> Values<'m> {
    /// Every value of an attribute, each once; without a name the task groups.
    fn of(&self, attribute: Option<&str>) -> Vec<&'m str> {
        let Some(name) = attribute else { return self.groups.iter().map(String::as_str).collect() };
        let Ok(id) = self.attributes.binary_search_by(|known| known.as_str().cmp(name)) else {
            return Vec::new();
        };
        let values = self.classes.iter().filter_map(|class| class.attribute(AttributeId::new(id)));
        values.collect::<BTreeSet<&str>>().into_iter().collect()
    }
}

/// A pattern that matches nothing, and would with a slight change, is a slip of the pen, whatever else the query says.
fn slip(idle: &Idle, span: &Span) -> Option<Problem> {
    let help = meant(idle).filter(|_| idle.is_pattern)?;
    let message = format!("the pattern `{}` matches nothing in this scenario", idle.written);
    Some(Problem::warning(span, message).label("matches no value as a whole").rule("QL-02").help(help))
}

/// The remedy for what matches nothing, where something else was probably meant.
fn meant(idle: &Idle) -> Option<String> {
    let meant = idle.meant.as_ref()?;
    let why = if idle.is_pattern || meant.starts_with("=~") {
        " A pattern is a regular expression for the whole value, in which `.*` stands for any text"
    } else {
        ""
    };
    Some(format!("did you mean `{meant}`?{why}"))
}
