//! `[[taskDefinitions]]`: families, revisions and references to them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Node, Problem, Problems};
use super::attributes::AttributeNames;
use super::fields::{Text, objects, required_text};
use super::limits::MAX_TASK_DEFINITIONS;
use super::names::{check_spelling, unknown, without_arn};
use super::quantity::whole;
use super::queries::Queries;
use super::status;
use super::task_definition;
use crate::model::{TaskDefinition, TaskDefinitionId};

/// The task definitions of a scenario, by family and revision.
pub struct TaskDefinitions<'n> {
    /// The definitions by id.
    pub definitions: Vec<TaskDefinition>,
    /// Where each was written.
    pub nodes: Vec<&'n Node>,
    /// Names of the attributes that each requires.
    required: Vec<BTreeSet<String>>,
}

impl<'n> TaskDefinitions<'n> {
    /// Reads the section; entries of a family without a revision count up from the one before.
    pub fn read(root: &'n Node, queries: &Queries, problems: &mut Problems) -> Self {
        let mut latest: BTreeMap<&str, u32> = BTreeMap::new();
        let mut declared: BTreeMap<(&str, u32), &Node> = BTreeMap::new();
        for node in objects(root, "taskDefinitions").take(MAX_TASK_DEFINITIONS) {
            let Some(family) = required_text(node, "family", "the task definition", problems) else {
                // Nothing can refer to it, yet all that is wrong with it is told at once.
                task_definition::read(node, "", 1, queries, problems);
                continue;
            };
            check_spelling(family, "family", problems);
            status::check(node, "task definition", problems);
            let highest = latest.entry(family.value).or_default();
            let revision = whole(node, "revision", 1..=u32::MAX, "", problems);
            let revision = revision.unwrap_or(highest.saturating_add(1));
            *highest = revision.max(*highest);
            if declared.insert((family.value, revision), node).is_some() {
                problems.push(duplicate(family, revision));
            }
        }
        let (definitions, required) = declared
            .iter()
            .map(|((family, revision), node)| {
                task_definition::read(node, family, *revision, queries, problems)
            })
            .map(|draft| (draft.definition, draft.required))
            .unzip();
        Self { definitions, nodes: declared.into_values().collect(), required }
    }

    /// Names of all attributes that some definition requires.
    pub fn required_names(&self) -> impl Iterator<Item = &String> {
        self.required.iter().flatten()
    }

    /// Gives the definitions their required attributes, now that their names have ids (RA-01).
    pub fn require(&mut self, attributes: &AttributeNames) {
        for (definition, names) in self.definitions.iter_mut().zip(&self.required) {
            definition.required_attributes = attributes.all(names);
        }
    }

    /// The definition that `written` names: `family` (its latest revision), `family:revision` or an ARN.
    pub fn resolve(&self, written: Text<'_>, problems: &mut Problems) -> Option<TaskDefinitionId> {
        let (family, revision) = split(written.value);
        let of_family = self.family(family);
        let found = match revision {
            // `family` is followed by its latest revision, the last by id.
            None => of_family.clone().next_back(),
            Some(revision) => revision.parse::<u32>().ok().and_then(|revision| {
                let found = self.definitions[of_family.clone()]
                    .binary_search_by_key(&revision, |definition| definition.revision);
                found.ok().map(|at| of_family.start + at)
            }),
        };
        if found.is_none() {
            problems.push(self.unknown(written, family, of_family, problems));
        }
        found.map(TaskDefinitionId::new)
    }

    /// All definitions that `written` names: every revision of a bare family. Also whether it names a revision.
    pub fn resolve_all(
        &self,
        written: Text<'_>,
        problems: &mut Problems,
    ) -> Option<(Vec<TaskDefinitionId>, bool)> {
        let (family, revision) = split(written.value);
        if revision.is_some() {
            return self.resolve(written, problems).map(|id| (vec![id], true));
        }
        let all: Vec<_> = self.family(family).map(TaskDefinitionId::new).collect();
        if all.is_empty() {
            problems.push(self.unknown(written, family, 0..0, problems));
            return None;
        }
        Some((all, false))
    }

    /// The definition with this id.
    pub fn get(&self, id: TaskDefinitionId) -> &TaskDefinition {
        &self.definitions[id.index()]
    }

    /// Positions of a family's revisions, ascending.
    fn family(&self, family: &str) -> std::ops::Range<usize> {
        let start = self.definitions.partition_point(|definition| definition.family.as_str() < family);
        let end = self.definitions.partition_point(|definition| definition.family.as_str() <= family);
        start..end
    }

    fn unknown(
        &self,
        written: Text<'_>,
        family: &str,
        revisions: std::ops::Range<usize>,
        told: &Problems,
    ) -> Problem {
        if revisions.is_empty() {
            let families = self.definitions.iter().map(|definition| definition.family.as_str());
            return unknown(written.span, "task definition", family, families, told);
        }
        let declared: Vec<_> =
            self.definitions[revisions].iter().map(|definition| definition.revision.to_string()).collect();
        let message = format!("task definition `{family}` has no such revision");
        let problem = Problem::error(written.span, message).label("not declared in this scenario");
        let declared = declared.join(", ");
        problem.help(format!("declared revisions: {declared}; or set `revision` in the task definition"))
    }
}

/// Family and, where one is named, revision.
fn split(written: &str) -> (&str, Option<&str>) {
    let name = without_arn(written, "task-definition");
    name.rsplit_once(':').map_or((name, None), |(family, revision)| (family, Some(revision)))
}

fn duplicate(family: Text<'_>, revision: u32) -> Problem {
    let message = format!("task definition `{}:{revision}` is declared twice", family.value);
    let problem = Problem::error(family.span, message).label("this revision was declared before");
    problem.help("remove one, or give it another `revision`")
}
