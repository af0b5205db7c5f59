//! What a call of `RunTask` or `StartTask` says (RN-01, RN-06, QL-11).

use super::super::{Node, Problem, Problems};
use super::capacity::{self, refuse_fargate_only};
use super::distribution::distribution;
use super::fields::{Text, as_text, is_absent, list, missing, required_text, text};
use super::limits::{
    QUOTA_CLIENT_TOKEN, QUOTA_GROUP_NAME, QUOTA_STARTED_BY_RUN_TASK, QUOTA_STARTED_BY_START_TASK,
    QUOTA_TASKS_PER_CALL,
};
use super::names::shortened;
use super::network_configuration;
use super::placement;
use super::quantity::whole;
use super::required_attributes;
use super::service_rules;
use super::services::Surroundings;
use super::tags;
use crate::model::{
    ClusterId, Destination, Distribution, NamedInstance, PlacementRules, Strategy, TaskDefinitionId,
};

/// What ECS answers to a call that breaks one of its limits.
pub const REFUSED: &str = "RN-01: InvalidParameterException";

/// A call as it was written; group and overrides are still names and text.
pub struct Draft<'n> {
    /// The cluster that is asked.
    pub cluster: ClusterId,
    /// The definition without overrides.
    pub definition: TaskDefinitionId,
    /// Where the definition is named.
    pub written: Text<'n>,
    /// `group`, where one is given.
    pub group: Option<&'n str>,
    /// `overrides`, where there are some.
    pub overrides: Option<&'n Node>,
    /// Who chooses the instances.
    pub destination: Destination,
    /// `startedBy`.
    pub started_by: Option<String>,
    /// `runTime`.
    pub run_time: Option<Distribution>,
}

impl Draft<'_> {
    /// What subnets and `enableExecuteCommand` say about places.
    fn rules(&self) -> PlacementRules {
        match &self.destination {
            Destination::Chosen { rules, .. } | Destination::Named { rules, .. } => rules.clone(),
        }
    }
}

/// Reads the arguments of `RunTask`.
pub fn run_task<'n>(
    node: &'n Node,
    around: &Surroundings<'_, 'n>,
    problems: &mut Problems,
) -> Option<Draft<'n>> {
    let count = count(node, problems).unwrap_or(1);
    check_length(node, "clientToken", QUOTA_CLIENT_TOKEN, "RN-04: InvalidParameterException", problems);
    capacity::check(node, problems);
    let mut strategies = placement::strategies(node, around.attributes, problems);
    if strategies.is_empty() {
        // DF-03: the default of services is another one.
        strategies.push(Strategy::Random);
    }
    let started_by = started_by(node, QUOTA_STARTED_BY_RUN_TASK, problems);
    let mut draft = common(node, "`runTask`", around, problems)?;
    let of_definition = around.task_definitions.nodes[draft.definition.index()];
    let of_definition = list(of_definition, "placementConstraints").len();
    let constraints = placement::constraints(node, of_definition, around.queries, problems);
    let rules = PlacementRules { strategies, constraints, ..draft.rules() };
    draft.destination = Destination::Chosen { count, rules };
    draft.started_by = started_by;
    Some(draft)
}

/// Reads the arguments of `StartTask`; `find` looks for an instance of the scenario.
pub fn start_task<'n>(
    node: &'n Node,
    around: &Surroundings<'_, 'n>,
    find: impl Fn(Text<'n>, &mut Problems) -> NamedInstance,
    problems: &mut Problems,
) -> Option<Draft<'n>> {
    if is_absent(node, "containerInstances") {
        let problem = missing(node, "containerInstances", "`startTask`").rule("RN-06");
        problems.push(problem.help("name one to ten container instances"));
    }
    let names: Vec<Text<'n>> = list(node, "containerInstances").iter().filter_map(as_text).collect();
    if let Some(written) = node.get("containerInstances")
        && !(1..=QUOTA_TASKS_PER_CALL as usize).contains(&written.elements().len())
    {
        let count = written.elements().len();
        let message = format!(
            "`startTask` names {count} container instances, and ECS takes 1 to {QUOTA_TASKS_PER_CALL}"
        );
        let problem = Problem::error(&written.span, message).label("out of range").rule(REFUSED);
        problems.push(problem.help("split the call"));
    }
    let instances = names.into_iter().map(|name| find(name, problems)).collect();
    let started_by = started_by(node, QUOTA_STARTED_BY_START_TASK, problems);
    let mut draft = common(node, "`startTask`", around, problems)?;
    draft.destination = Destination::Named { instances, rules: draft.rules() };
    draft.started_by = started_by;
    Some(draft)
}

/// `count`, at most ten (RN-01).
pub fn count(node: &Node, problems: &mut Problems) -> Option<u32> {
    whole(node, "count", 1..=QUOTA_TASKS_PER_CALL, REFUSED, problems)
}

/// A group's name: not that of a service's group, and not too long (QL-11).
pub fn group<'n>(node: &'n Node, problems: &mut Problems) -> Option<&'n str> {
    let written = text(node, "group")?;
    if written.value.starts_with("service:") {
        let message = format!("group `{}` belongs to a service", shortened(written.value));
        let problem = Problem::error(written.span, message).label("taken by ECS").rule("QL-11");
        problems.push(problem.help("choose a name that does not start with `service:`"));
        return None;
    }
    check_length(node, "group", QUOTA_GROUP_NAME, "QL-11: InvalidParameterException", problems);
    Some(written.value)
}

/// The warning of a token that an earlier call has: ECS would answer as before and start nothing (RN-04).
pub fn repeats_token(token: Text<'_>) -> Problem {
    let problem = Problem::warning(token.span, "calls share a `clientToken`, and each starts its own tasks");
    problem.label("not modelled").rule("RN-04").help("remove it, or make the call once")
}

/// What both calls have; the destination is filled in by each.
fn common<'n>(
    node: &'n Node,
    owner: &str,
    around: &Surroundings<'_, 'n>,
    problems: &mut Problems,
) -> Option<Draft<'n>> {
    let run_time = distribution(node, "runTime", problems);
    tags::check(node, problems);
    // A call has no service whose tags it could pass on.
    service_rules::check_propagation(node, &["TASK_DEFINITION", "NONE"], problems);
    let group = group(node, problems);
    let cluster = around.clusters.resolve(node, problems);
    let written = required_text(node, "taskDefinition", owner, problems)?;
    let definition = around.task_definitions.resolve(written, problems)?;
    let registered = around.task_definitions.nodes[definition.index()];
    refuse_fargate_only(node, registered, problems);
    service_rules::check_execution(node, registered, problems);
    let mode = around.task_definitions.get(definition).network_mode;
    let location = network_configuration::location(node, mode, around, problems);
    let required_attributes = around.attributes.all(&required_attributes::of_service(node));
    let rules = PlacementRules { location, required_attributes, ..PlacementRules::default() };
    Some(Draft {
        cluster: cluster?,
        definition,
        written,
        group,
        overrides: node.get("overrides"),
        destination: Destination::Named { instances: Vec::new(), rules },
        started_by: None,
        run_time,
    })
}

fn started_by(node: &Node, most: usize, problems: &mut Problems) -> Option<String> {
    check_length(node, "startedBy", most, REFUSED, problems);
    let plain = |c: char| c.is_ascii_alphanumeric() || "-/_".contains(c);
    if let Some(written) = text(node, "startedBy").filter(|written| !written.value.chars().all(plain)) {
        let message = format!("`startedBy` cannot be `{}`", shortened(written.value));
        let problem = Problem::error(written.span, message).label("a name ECS refuses").rule("VC-07");
        problems.push(problem.help("use letters, digits, `-`, `/` and `_` only"));
    }
    text(node, "startedBy").map(|written| written.value.to_owned())
}

fn check_length(node: &Node, name: &str, most: usize, rule: &str, problems: &mut Problems) {
    let Some(written) = text(node, name) else { return };
    let length = written.value.chars().count();
    if length > most || length == 0 {
        let message = format!("`{name}` has {length} characters, and ECS takes 1 to {most}");
        let problem = Problem::error(written.span, message).label("out of range").rule(rule);
        problems.push(problem.help(format!("write at most {most} characters, or leave it out")));
    }
}
