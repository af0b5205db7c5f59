//! `placementStrategy` and `placementConstraints` of a service (ST-01, ST-02, ST-16, CN-01).

use std::collections::BTreeSet;

use super::super::shape::words;
use super::super::{Node, Problem, Problems};
use super::attributes::AttributeNames;
use super::fields::{Text, is_absent, list, missing, objects, required_text, text};
use super::limits::{QUOTA_CONSTRAINTS, QUOTA_STRATEGIES};
use super::names::{shortened, unknown_word};
use super::queries::Queries;
use super::strategy_arguments;
use crate::model::{Constraints, Strategy};
use crate::placement::strategy::{ECS_TYPES, RESEARCH, find};

/// The attribute that a spread field names, if it names one.
fn attribute_of(field: &str) -> Option<&str> {
    const PREFIX: &str = "attribute:";
    let (prefix, name) = field.split_at_checked(PREFIX.len())?;
    prefix.eq_ignore_ascii_case(PREFIX).then_some(name)
}

/// Attribute names that strategies of services and calls spread over.
pub fn attribute_names(root: &Node) -> BTreeSet<String> {
    let services = objects(root, "services");
    let updates = objects(root, "actions").filter_map(|action| action.get("updateService"));
    let callers = objects(root, "actions").chain(objects(root, "arrivals"));
    let calls = callers.filter_map(|caller| caller.get("runTask"));
    let holders = services.chain(updates).chain(calls);
    let entries = holders.flat_map(|holder| objects(holder, "placementStrategy"));
    let names = entries.flat_map(|entry| {
        let field = text(entry, "field").and_then(|field| attribute_of(field.value));
        field.into_iter().chain(strategy_arguments::attribute_names(entry))
    });
    names.map(str::to_owned).collect()
}

/// The strategies of `holder`, in order.
pub fn strategies(holder: &Node, attributes: &AttributeNames, problems: &mut Problems) -> Vec<Strategy> {
    let Some(list) = holder.get("placementStrategy") else { return Vec::new() };
    let count = list.elements().len();
    if count > QUOTA_STRATEGIES {
        let message = format!("{count} placement strategies, and ECS takes {QUOTA_STRATEGIES}");
        let problem = Problem::error(&list.span, message).label("too many").rule("ST-02");
        problems.push(problem.help(format!("keep the first {QUOTA_STRATEGIES}")));
    }
    let entries = objects(holder, "placementStrategy");
    entries.filter_map(|entry| strategy(entry, attributes, problems)).collect()
}

fn strategy(entry: &Node, attributes: &AttributeNames, problems: &mut Problems) -> Option<Strategy> {
    let kind = required_text(entry, "type", "the placement strategy", problems)?;
    let kind_of = kind.value.to_ascii_lowercase();
    if ECS_TYPES.contains(&kind_of.as_str()) {
        strategy_arguments::refuse_others(&kind_of, &["field"], entry, problems);
    }
    match kind_of.as_str() {
        "random" => return Some(Strategy::Random),
        "spread" | "binpack" => {}
        other => {
            let Some(research) = find(other) else {
                let types: Vec<&str> =
                    ECS_TYPES.into_iter().chain(RESEARCH.iter().map(|one| one.name)).collect();
                problems.push(unknown_word(kind, "type", &types).rule("ST-01"));
                return None;
            };
            return strategy_arguments::build(research, entry, attributes, problems);
        }
    }
    if is_absent(entry, "field") {
        let example = if kind_of == "spread" { "attribute:ecs.availability-zone" } else { "memory" };
        let problem = missing(entry, "field", &format!("the `{kind_of}` strategy")).rule("ST-01");
        problems.push(problem.help(format!("add field = \"{example}\"")));
    }
    let field = text(entry, "field")?;
    if kind_of == "spread" { spread(field, attributes, problems) } else { binpack(field, problems) }
}

/// Field names are compared without regard to case (ST-16); names of attributes are not.
fn spread(field: Text<'_>, attributes: &AttributeNames, problems: &mut Problems) -> Option<Strategy> {
    let lower = field.value.to_ascii_lowercase();
    if lower == "instanceid" || lower == "host" {
        return Some(Strategy::SpreadInstance);
    }
    let name = attribute_of(field.value).filter(|name| !name.is_empty());
    let Some(name) = name else {
        let message = format!("`spread` has no field `{}`", shortened(field.value));
        let problem = Problem::error(field.span, message).label("instanceId, host or attribute:NAME");
        let problem = problem.rule("ST-01");
        problems.push(match lower.as_str() {
            "cpu" | "memory" => problem.help("use type = \"binpack\" for this field"),
            _ => problem.help("write \"instanceId\", or \"attribute:ecs.availability-zone\""),
        });
        return None;
    };
    attributes.find(name).map(Strategy::SpreadAttribute)
}

fn binpack(field: Text<'_>, problems: &mut Problems) -> Option<Strategy> {
    match field.value.to_ascii_lowercase().as_str() {
        "cpu" => Some(Strategy::BinpackCpu),
        "memory" => Some(Strategy::BinpackMemory),
        _ => {
            problems.push(unknown_word(field, "field", &["cpu", "memory"]).rule("ST-01"));
            None
        }
    }
}

/// The constraints of `holder`; `of_definition` more come with its tasks.
pub fn constraints(
    holder: &Node,
    of_definition: usize,
    queries: &Queries,
    problems: &mut Problems,
) -> Constraints {
    let mut constraints = Constraints::default();
    for constraint in objects(holder, "placementConstraints") {
        let Some(kind) = required_text(constraint, "type", "the placement constraint", problems) else {
            continue;
        };
        match kind.value {
            "distinctInstance" => {
                constraints.distinct_instance = true;
                if let Some(expression) = constraint.get("expression") {
                    let problem = Problem::error(&expression.span, "`distinctInstance` takes no expression");
                    problems
                        .push(problem.label("not allowed here").rule("CN-01").help("remove `expression`"));
                }
            }
            "memberOf" => constraints.member_of.extend(queries.read(constraint, problems)),
            _ => problems.push(unknown_word(kind, "type", words::CONSTRAINTS).rule("CN-01")),
        }
    }
    constraints.member_of.sort_unstable();
    constraints.member_of.dedup();
    check_number(holder, list(holder, "placementConstraints").len() + of_definition, problems);
    constraints
}

/// CN-01: a service's or a call's constraints and those of its task definition are counted together.
pub fn check_number(holder: &Node, count: usize, problems: &mut Problems) {
    if count > QUOTA_CONSTRAINTS {
        let written = holder.get("placementConstraints").or_else(|| holder.get("taskDefinition"));
        let message = format!("{count} placement constraints, and ECS takes {QUOTA_CONSTRAINTS}");
        let problem = Problem::error(&written.unwrap_or(holder).span, message);
        let problem = problem.label("the task definition's included").rule("CN-01");
        problems.push(problem.help("join expressions with `and`"));
    }
}
