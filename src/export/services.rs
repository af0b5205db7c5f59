//! Services: what an update changes, and what takes a new service.

use serde_json::{Map, Value};

use super::api::{CREATE_SERVICE, DELETE_SERVICE, ONLY_CREATED, UPDATE_SERVICE};
use super::references::{References, cluster, cluster_name, text};
use super::step::{Command, Step, because, subject};
use super::tags;
use crate::scenario::{Departure, Origin};

/// What has to be done for a service.
pub fn steps(service: &Departure, references: &References<'_>) -> Vec<Step> {
    let Some(before) = service.before.as_ref().filter(|_| service.origin != Origin::New) else {
        return vec![creation(service, references, Vec::new()).note("it is in no file of AWS")];
    };
    let moves = cluster_name(before) != cluster_name(&service.after);
    let is_new = |member: &str| {
        ONLY_CREATED.contains(&member) && (moves || !["cluster", "clusterArn"].contains(&member))
    };
    let anew = because(service, is_new);
    if !anew.is_empty() {
        return replacement(service, before, references, anew, moves);
    }
    let mut steps: Vec<Step> = update(service, before, references).into_iter().collect();
    steps.extend(tags::steps(service, "serviceArn"));
    let known = |member: &str| {
        UPDATE_SERVICE.takes(member)
            || ONLY_CREATED.contains(&member)
            || ["tags", "clientToken"].contains(&member)
    };
    let unknown = because(service, |member| !known(member));
    if !unknown.is_empty() {
        let note = "no operation that is known here changes this".to_owned();
        steps.push(Step::by_hand(&subject(service), unknown, note));
    }
    steps
}

fn update(service: &Departure, before: &Map<String, Value>, references: &References<'_>) -> Option<Step> {
    let is_registered = service.uses.is_some_and(|used| references.registered.contains(&used));
    let differs = |member: &str| service.differences.iter().any(|one| one.member == member);
    let reasons = because(service, |member| UPDATE_SERVICE.takes(member));
    if reasons.is_empty() && !is_registered {
        return None;
    }
    let mut parameters = target(before);
    let mut changed = UPDATE_SERVICE.input(&service.after, differs);
    if is_registered || differs("taskDefinition") {
        changed.extend(references.task_definition(service).map(|name| ("taskDefinition".to_owned(), name)));
    }
    let mut kept = Vec::new();
    for member in UPDATE_SERVICE.members.iter().filter(|member| differs(member)) {
        match before.get(*member) {
            _ if changed.contains_key(*member) => {}
            Some(Value::Array(_)) => {
                changed.insert((*member).to_owned(), Value::Array(Vec::new()));
            }
            _ => kept.push(*member),
        }
    }
    let unnamed = references.name_target_groups(&mut changed).err();
    parameters.extend(changed);
    let mut step = Step::call(&subject(service), Command::new(&UPDATE_SERVICE, parameters), reasons);
    if is_registered {
        step = step.note("its task definition has a new revision: the family alone names the latest");
    }
    for member in kept {
        step = step.note(format!("{member} is left out, and ECS keeps what it has: set a value"));
    }
    if differs("placementStrategy") || differs("placementConstraints") {
        step = step.note("tasks that run stay where they are; --force-new-deployment replaces them");
    }
    match unnamed {
        Some(name) => step.not_before(no_target_group(&name)),
        None => step,
    }
    .into()
}

/// Cluster and name, by which a call finds a service.
fn target(service: &Map<String, Value>) -> Map<String, Value> {
    let mut parameters = Map::new();
    parameters.extend(cluster(service).map(|cluster| ("cluster".to_owned(), Value::from(cluster))));
    let name = text(service, "serviceName").or_else(|| text(service, "serviceArn")).unwrap_or_default();
    parameters.insert("service".to_owned(), Value::from(name));
    parameters
}

fn creation(
    service: &Departure,
    references: &References<'_>,
    because: Vec<crate::scenario::Difference>,
) -> Step {
    let mut input = CREATE_SERVICE.input(&service.after, |_| true);
    input.extend(cluster(&service.after).map(|cluster| ("cluster".to_owned(), Value::from(cluster))));
    input.extend(references.task_definition(service).map(|name| ("taskDefinition".to_owned(), name)));
    let unnamed = references.name_target_groups(&mut input).err();
    let command = Command::new(&CREATE_SERVICE, input).in_file(format!("services/{}", service.name));
    let step = Step::call(&subject(service), command, because);
    match unnamed {
        Some(name) => step.not_before(no_target_group(&name)),
        None => step,
    }
}

/// A new service, and the end of the old one.
fn replacement(
    service: &Departure,
    before: &Map<String, Value>,
    references: &References<'_>,
    anew: Vec<crate::scenario::Difference>,
    moves: bool,
) -> Vec<Step> {
    let is_beside = moves || text(before, "serviceName") != text(&service.after, "serviceName");
    let mut because = because(service, |member| !ONLY_CREATED.contains(&member));
    because.splice(0..0, anew);
    let step = creation(service, references, because);
    let step = step.note("needs a new service: no update changes what only CreateService takes");
    let end = Step::call(&subject(service), Command::new(&DELETE_SERVICE, target(before)), Vec::new());
    if is_beside {
        let note = "the old service stays beside it: end it once the new one is steady";
        return vec![step, end.not_before(note)];
    }
    let note = "a service of this name is there: end it first, or call the new one otherwise";
    vec![end.not_before("ends all of its tasks at once"), step.not_before(note)]
}

fn no_target_group(name: &str) -> String {
    format!("put the ARN of target group {name} in the place of its name")
}
