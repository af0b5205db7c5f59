//! Warnings about `memberOf` constraints that no container instance can ever meet.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Node, Problem, Problems, Severity, Span};
use super::names::shortened;
use super::services::Services;
use crate::model::{AttributeId, ClassId, ClusterId, InstanceClass, MemberOf, QueryId, TaskDefinition};
use crate::query::{Idle, Known, Query};
use crate::tree::SHOWN;

/// Warns of services whose queries, or whose task definition's, hold on no instance of their cluster, whatever runs there.
pub fn check(
    services: &Services<'_>,
    definition_nodes: &[&Node],
    definitions: &[TaskDefinition],
    there: &There<'_>,
    member_of: &[MemberOf],
    problems: &mut Problems,
) {
    let mut slips = Slips::default();
    for (service, node) in services.services.iter().zip(&services.nodes) {
        let definition = service.task_definition.index();
        let own = service.placement.constraints.member_of.iter().map(|query| (query, *node));
        let of_tasks =
            definitions[definition].member_of.iter().map(|query| (query, definition_nodes[definition]));
        for (id, holder) in own.chain(of_tasks) {
            let query = &member_of[id.index()];
            let span = &holder.get("placementConstraints").unwrap_or(holder).span;
            if there.holds_nowhere(query, service.cluster) {
                let text = shortened(query.query().text());
                let message =
                    format!("`{text}` holds on no container instance of service `{}`", service.name);
                let problem = Problem::warning(span, message).label("can never be placed");
                let (rule, help) = if problems.may_show_more(Severity::Warning) {
                    there.remedy(query, service.cluster)
                } else {
                    ("CN-01", compare(query.query()).to_owned())
                };
                problems.push(problem.rule(rule).help(help));
            } else {
                let slips = slips.of(*id, query.query(), there).iter();
                slips.filter_map(|idle| slip(idle, span)).for_each(|problem| problems.push(problem));
            }
        }
    }
}

/// Patterns that match nothing, by query: many services may state one.
#[derive(Default)]
struct Slips {
    found: BTreeMap<QueryId, Vec<Idle>>,
    /// Queries that have some.
    queries: usize,
}

impl Slips {
    /// Those of `query`; of as many queries as problems are shown.
    fn of(&mut self, id: QueryId, query: &Query, there: &There<'_>) -> &[Idle] {
        let is_enough = self.queries >= SHOWN;
        let (found, queries) = (&mut self.found, &mut self.queries);
        found.entry(id).or_insert_with(|| {
            let idle = if is_enough { Vec::new() } else { query.idle_patterns(there) };
            *queries += usize::from(!idle.is_empty());
            idle
        })
    }
}

/// What to do about a query without a known slip.
fn compare(query: &Query) -> &'static str {
    if !query.attributes().is_empty() {
        "compare it with the attributes of [[containerInstances]]"
    } else if query.text().contains("task:group") {
        "the group of a service's tasks is `service:NAME`, that of others `family:FAMILY` or the `group` of their call"
    } else {
        "compare it with [[containerInstances]]"
    }
}

/// What queries can match.
pub struct There<'m> {
    /// The classes of instances.
    pub classes: &'m [InstanceClass],
    /// Names of attributes, by id.
    pub attributes: &'m [String],
    /// Names of task groups, by id.
    pub groups: &'m [String],
}

impl There<'_> {
    /// Whether `query` holds on no instance of `cluster`, which has some, whatever runs there.
    fn holds_nowhere(&self, query: &MemberOf, cluster: ClusterId) -> bool {
        let mut of_cluster = self.of_cluster(cluster).peekable();
        of_cluster.peek().is_some() && of_cluster.all(|class| query.residual(class).constant() == Some(false))
    }

    /// What to do about a query that holds nowhere, and the rule that says so.
    fn remedy(&self, query: &MemberOf, cluster: ClusterId) -> (&'static str, String) {
        if let Some(meant) = query.query().idle(self).iter().find_map(meant) {
            return ("CN-01", meant);
        }
        match self.without_attribute(query, cluster) {
            Some(remedy) => ("QL-03", remedy),
            None => ("CN-01", compare(query.query()).to_owned()),
        }
    }

    /// What to write instead of a negated test that instances without the attribute fail, if that helps (QL-03).
    fn without_attribute(&self, query: &MemberOf, cluster: ClusterId) -> Option<String> {
        let (turned, tests) = query.query().with_negations_outside()?;
        let turned = MemberOf::new(turned, self.classes, self.attributes, self.groups);
        if self.holds_nowhere(&turned, cluster) {
            return None;
        }
        let lacks = |attribute: &str| {
            let id = self.attributes.iter().position(|known| known == attribute).map(AttributeId::new);
            let carried = |class: ClassId| id.and_then(|id| self.classes[class.index()].attribute(id));
            self.of_cluster(cluster).any(|class| carried(class).is_none())
        };
        let test = tests.iter().find(|test| lacks(&test.attribute))?;
        Some(format!(
            "an instance without the attribute fails `{}` too; to let it in, write `{}`",
            shortened(&test.test),
            shortened(&test.negation)
        ))
    }

    fn of_cluster(&self, cluster: ClusterId) -> impl Iterator<Item = ClassId> {
        let all = (0..self.classes.len()).map(ClassId::new);
        all.filter(move |class| self.classes[class.index()].cluster == cluster)
    }
}

impl Known for There<'_> {
    fn attributes(&self) -> Vec<&str> {
        let carried: BTreeSet<AttributeId> =
            self.classes.iter().flat_map(|class| class.attributes.iter().map(|(id, _)| *id)).collect();
        carried.into_iter().map(|id| self.attributes[id.index()].as_str()).collect()
    }

    fn values(&self, attribute: &str) -> Vec<&str> {
        let Ok(id) = self.attributes.binary_search_by(|known| known.as_str().cmp(attribute)) else {
            return Vec::new();
        };
        let values = self.classes.iter().filter_map(|class| class.attribute(AttributeId::new(id)));
        values.collect::<BTreeSet<&str>>().into_iter().collect()
    }

    fn task_groups(&self) -> Vec<&str> {
        self.groups.iter().map(String::as_str).collect()
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
