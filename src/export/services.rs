//! Services: what an update changes, and what takes a new service.

use serde_json::{Map, Value};

use super::api::{CREATE_SERVICE, DELETE_SERVICE, ONLY_CREATED, UPDATE_SERVICE};
use super::references::{References, cluster, cluster_name, text};
use super::step::{Command, Step, because, subject};
use super::tags;
use crate::scenario::{Departure, Difference, Origin};

/// Where a scenario says that a service runs on the instances that are there.
const CAPACITY: [&str; 2] = ["capacityProviderStrategy", "launchType"];

/// What has to be done for a service.
pub fn steps(service: &Departure, references: &References<'_>) -> Vec<Step> {
    if is_on_instances_instead(service) {
        changes(&with_its_capacity(service), references)
    } else {
        changes(service, references)
    }
}

/// What only the simulation has of a service.
pub fn simulated(service: &Departure) -> Vec<Difference> {
    because(service, |member| is_on_instances_instead(service) && CAPACITY.contains(&member))
}

/// What only the simulation has of a service, in words.
pub fn in_words(service: &Departure) -> Option<String> {
    let differs = |name| service.differences.iter().any(|one| one.member == name);
    let is_told = is_on_instances_instead(service) && CAPACITY.into_iter().any(differs);
    is_told.then(|| {
        format!(
            "{} runs on the described instances and not by its capacity provider strategy",
            subject(service)
        )
    })
}

/// Whether a service that capacity providers place runs on the instances of the simulation, which has no providers. One
/// of Fargate moves where it is told to run on instances.
fn is_on_instances_instead(service: &Departure) -> bool {
    let strategy = |members: &Map<String, Value>| {
        members.get(CAPACITY[0]).and_then(Value::as_array).cloned().unwrap_or_default()
    };
    let is_fargate =
        |item: &Value| item["capacityProvider"].as_str().is_some_and(|name| name.starts_with("FARGATE"));
    let before = service.before.as_ref().map(strategy).unwrap_or_default();
    before.iter().any(|item| !is_fargate(item))
        && strategy(&service.after).is_empty()
        && text(&service.after, CAPACITY[1]).is_none_or(|launch| launch == "EC2")
}

/// The service with the capacity that it has in AWS.
fn with_its_capacity(service: &Departure) -> Departure {
    let mut real = service.clone();
    real.differences.retain(|difference| !CAPACITY.contains(&difference.member.as_str()));
    for member in CAPACITY {
        match service.before.as_ref().and_then(|before| before.get(member)) {
            Some(value) => real.after.insert(member.to_owned(), value.clone()),
            None => real.after.remove(member),
        };
    }
    real
}

fn changes(service: &Departure, references: &References<'_>) -> Vec<Step> {
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
    // UpdateService takes another strategy only with a new deployment.
    let is_redeployed = differs("capacityProviderStrategy");
    if is_redeployed {
        parameters.insert("forceNewDeployment".to_owned(), Value::from(true));
    }
    let mut step = Step::call(&subject(service), Command::new(&UPDATE_SERVICE, parameters), reasons);
    if is_redeployed {
        step = step.note("another strategy takes a new deployment, which replaces all tasks");
    }
    if is_registered {
        step = step.note("its task definition has a new revision: the family alone names the latest");
    }
    for member in kept {
        step = step.note(format!("{member} is left out, and ECS keeps what it has: set a value"));
    }
    let is_placed_otherwise = differs("placementStrategy") || differs("placementConstraints");
    if is_placed_otherwise && !is_redeployed {
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

fn creation(service: &Departure, references: &References<'_>, because: Vec<Difference>) -> Step {
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
    anew: Vec<Difference>,
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;
    use crate::scenario::{Resource, Written};

    /// A service of these members, of which `after` sets some.
    fn service(before: &Value, after: &Value) -> Departure {
        let members = |value: &Value| value.as_object().cloned().expect("an object");
        let (mut described, set) = (members(before), members(after));
        described.insert("serviceName".to_owned(), json!("web"));
        let mut whole = described.clone();
        whole.extend(set.clone());
        let difference = |(member, value): (String, Value)| Difference {
            path: member.clone(),
            before: described.get(&member).cloned(),
            after: Some(value),
            place: Written::Nowhere,
            member,
        };
        Departure {
            resource: Resource::Service,
            name: "web".to_owned(),
            origin: Origin::File,
            differences: set.into_iter().map(difference).collect(),
            before: Some(described),
            after: whole,
            uses: None,
            place: None,
        }
    }

    #[test]
    fn that_a_simulation_has_no_capacity_providers_is_no_change() {
        let by = |provider: &str| json!({ "capacityProviderStrategy": [{ "capacityProvider": provider }] });
        let none = json!({ "capacityProviderStrategy": [] });
        let on_instances = json!({ "capacityProviderStrategy": [], "launchType": "EC2" });
        let more = json!({ "capacityProviderStrategy": [], "desiredCount": 9 });
        let strategy = |value: &Value| {
            let strategy = value["capacityProviderStrategy"].clone();
            json!({ "service": "web", "capacityProviderStrategy": strategy, "forceNewDeployment": true })
        };
        let (hosts, others, fargate) = (by("hosts"), by("others"), by("FARGATE"));
        for (before, after, changed, simulated) in [
            (&hosts, &none, None, 1),
            (&hosts, &on_instances, None, 2),
            (&hosts, &more, Some(json!({ "service": "web", "desiredCount": 9 })), 1),
            (&hosts, &others, Some(strategy(&others)), 0),
            (&fargate, &none, Some(strategy(&none)), 0),
            (&none, &hosts, Some(strategy(&hosts)), 0),
        ] {
            let service = service(before, after);
            let references = References { resources: &[], registered: BTreeSet::default() };
            let steps = steps(&service, &references);
            let found = steps.first().map(|step| {
                let command = step.command.as_ref().expect("a call");
                assert_eq!(command.operation, "update-service", "{before} {after}");
                Value::Object(command.parameters.clone())
            });
            assert_eq!(found, changed, "{before} {after}");
            assert_eq!(super::simulated(&service).len(), simulated, "{before} {after}");
            assert_eq!(in_words(&service).is_some(), simulated > 0, "{before} {after}");
        }
    }
}
