//! Expressions of `memberOf` constraints: read once each, however often they are written (QL-10).

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Node, Problem, Problems, Span};
use super::fields::{Text, objects, text};
use super::limits::MAX_QUERIES;
use super::names::shortened;
use crate::model::{InstanceClass, MemberOf, QueryId};
use crate::query::{Query, QueryError};

/// Every expression of a scenario that is a query, sorted by its text.
pub struct Queries(Vec<Query>);

impl Queries {
    /// Collects the expressions below `root`, wherever constraints are written; what is wrong with one is told where
    /// its constraint is read.
    pub fn collect(root: &Node) -> Self {
        let mut found = BTreeMap::new();
        collect_below(root, &mut found);
        Self(found.into_values().collect())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Names of the attributes that the expressions ask for.
    pub fn attribute_names(&self) -> BTreeSet<String> {
        self.0.iter().flat_map(|query| query.attributes().into_iter().map(str::to_owned)).collect()
    }

    /// The query that `constraint`, whose type is `memberOf`, states.
    pub fn read(&self, constraint: &Node, problems: &mut Problems) -> Option<QueryId> {
        let Some(written) = text(constraint, "expression") else {
            let problem = Problem::error(&constraint.span, "the `memberOf` constraint has no `expression`");
            let help = "add expression = \"attribute:ecs.instance-type =~ m5.*\", or the like";
            problems.push(problem.label("`expression` is missing").rule("CN-01").help(help));
            return None;
        };
        let known = self.0.binary_search_by(|known| known.text().cmp(written.value));
        let Ok(known) = known else {
            problems.push(match Query::parse(written.value) {
                Err(error) => mistake(written, error),
                Ok(_) => too_many(written),
            });
            return None;
        };
        for note in self.0[known].notes() {
            let problem = Problem::warning(written.span, note).label("beyond the guide").rule("QL-01");
            problems.push(problem.help(
                "the guide forbids parentheses in a single expression, yet such patterns were in use in production; \
                 quotes around one, which end this note, are Plimsoll's own reading",
            ));
        }
        Some(QueryId::new(known))
    }

    /// The constraints of the model, by id.
    pub fn into_member_of(
        self,
        classes: &[InstanceClass],
        attributes: &[String],
        groups: &[String],
    ) -> Vec<MemberOf> {
        self.0.into_iter().map(|query| MemberOf::new(query, classes, attributes, groups)).collect()
    }
}

fn collect_below(node: &Node, found: &mut BTreeMap<String, Query>) {
    for constraint in objects(node, "placementConstraints") {
        let written = text(constraint, "expression").filter(|written| !found.contains_key(written.value));
        // What is not collected is told where it is read.
        if found.len() >= MAX_QUERIES {
            return;
        }
        if let Some(query) = written.and_then(|written| Query::parse(written.value).ok()) {
            found.insert(query.text().to_owned(), query);
        }
    }
    let members = node.members().iter().map(|member| &member.value);
    members.chain(node.elements()).for_each(|below| collect_below(below, found));
}

fn too_many(written: Text<'_>) -> Problem {
    let message = format!("more than {MAX_QUERIES} different queries");
    Problem::error(written.span, message).label("one too many").help("split the scenario")
}

fn mistake(written: Text<'_>, error: QueryError) -> Problem {
    let message = format!("`{}` is not a query: {}", shortened(written.value), error.message);
    let problem = Problem::error(&within(written, &error), message).label("here").rule(error.rule);
    match error.help {
        Some(help) => problem.help(help),
        None => problem,
    }
}

/// The place of a mistake, where the text is written without escapes; else the whole text.
fn within(written: Text<'_>, error: &QueryError) -> Span {
    const QUOTES: usize = 2;
    let whole = written.span.clone();
    if whole.end - whole.start != written.value.len() + QUOTES {
        return whole;
    }
    let start = whole.start + 1 + error.span.start;
    // An empty place, such as the end, is shown at the quote that closes the text.
    let end = (whole.start + 1 + error.span.end).max(start + 1);
    Span { start, end, ..whole }
}
