//! What else an ordinary folder describes, and no simulation of today has: it is left out or runs on the instances, and that is told.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::calls::{short, text};
use super::folder::Folder;
use super::says::Says;

/// Why a service is left out.
const FARGATE: &str = "runs on Fargate";
const UNKNOWN: &str = "has task definitions that the folder does not describe";

impl Folder {
    /// Leaves out services on Fargate and those of which too little is known, but for the service in question, with their tasks;
    /// lets those of capacity providers run on the instances there are.
    pub(super) fn leave_out_others(&mut self, is_in_question: impl Fn(&Value) -> bool, says: &mut Says) {
        let mut left_out: Vec<(String, &str)> = Vec::new();
        let mut provided: Vec<String> = Vec::new();
        let described = self.definitions();
        self.retain("services", |service| {
            let name = text(service, "serviceName").unwrap_or_default().to_owned();
            let why = match () {
                () if is_in_question(service) => None,
                () if is_of_fargate(service) => Some(FARGATE),
                () if !definitions_of(service).all(|one| described.contains(one)) => Some(UNKNOWN),
                () => None,
            };
            if let Some(why) = why {
                left_out.push((name, why));
                return false;
            }
            if runs_by_providers(service) && !is_of_fargate(service) {
                provided.push(name);
                run_on_instances(service);
            }
            true
        });
        let gone: BTreeSet<String> = left_out.iter().map(|(name, _)| format!("service:{name}")).collect();
        self.retain("tasks", |task| {
            let is_known = text(task, "taskDefinitionArn").is_none_or(|one| described.contains(one));
            let is_of_service = is_in_question_by_group(task, &is_in_question);
            let is_gone = text(task, "group").is_some_and(|group| gone.contains(group));
            is_of_service || is_known && !is_gone && text(task, "containerInstanceArn").is_some()
        });
        for why in [FARGATE, UNKNOWN] {
            let names = left_out.iter().filter(|(_, of)| *of == why).map(|(name, _)| name.as_str());
            let names: Vec<&str> = names.collect();
            if !names.is_empty() {
                says.assume(format!("without {}: {why}", names.join(", ")));
            }
        }
        if left_out.iter().any(|(_, why)| *why == UNKNOWN) {
            says.fetch("aws ecs describe-task-definition for each revision that runs");
        }
        if !provided.is_empty() {
            says.assume(format!(
                "{} on the described instances and not by capacity providers, so that none comes or goes",
                provided.join(", ")
            ));
        }
    }

    /// The task definitions that are described, by their ARNs.
    fn definitions(&mut self) -> BTreeSet<String> {
        let of = |value: &Value| Some(text(value.get("taskDefinition")?, "taskDefinitionArn")?.to_owned());
        self.values_mut().filter_map(|value| of(value)).collect()
    }
}

/// Whether a task is of the service in question, by its group.
fn is_in_question_by_group(task: &Value, is_in_question: impl Fn(&Value) -> bool) -> bool {
    let name = text(task, "group").and_then(|group| group.strip_prefix("service:"));
    let cluster = text(task, "clusterArn").map(short);
    name.is_some_and(|name| is_in_question(&json!({ "serviceName": name, "clusterArn": cluster })))
}

fn runs_by_providers(service: &Value) -> bool {
    service.get("capacityProviderStrategy").and_then(Value::as_array).is_some_and(|all| !all.is_empty())
}

fn is_of_fargate(service: &Value) -> bool {
    let providers = service.get("capacityProviderStrategy").and_then(Value::as_array);
    let mut providers = providers.into_iter().flatten().filter_map(|one| text(one, "capacityProvider"));
    text(service, "launchType") == Some("FARGATE") || providers.any(|name| name.starts_with("FARGATE"))
}

fn definitions_of(service: &Value) -> impl Iterator<Item = &str> {
    let deployments = service.get("deployments").and_then(Value::as_array);
    let of = |value| text(value, "taskDefinition");
    of(service).into_iter().chain(deployments.into_iter().flatten().filter_map(of))
}

fn run_on_instances(service: &mut Value) {
    if let Some(members) = service.as_object_mut() {
        members.remove("capacityProviderStrategy");
        members.insert("launchType".to_owned(), json!("EC2"));
        for deployment in members.get_mut("deployments").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(members) = deployment.as_object_mut() {
                members.remove("capacityProviderStrategy");
                members.insert("launchType".to_owned(), json!("EC2"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn what_cannot_be_simulated_is_left_out_and_told() {
        let definition = |name: &str| json!({ "taskDefinition": { "taskDefinitionArn": name } });
        let service = |name: &str, of: &str, more: Value| {
            let mut service = json!({ "serviceName": name, "taskDefinition": of });
            let members = service.as_object_mut().expect("an object");
            members.extend(more.as_object().expect("an object").clone());
            service
        };
        let providers = |name: &str| json!({ "capacityProviderStrategy": [{ "capacityProvider": name }] });
        let task = |group: &str, of: &str, instance: Option<&str>| json!({ "group": group, "taskDefinitionArn": of, "containerInstanceArn": instance });
        let answers = [
            definition("a:1"),
            json!({ "services": [
                service("web", "gone:1", json!({})),
                service("search", "a:1", json!({ "launchType": "FARGATE" })),
                service("spot", "a:1", providers("FARGATE_SPOT")),
                service("worker", "a:1", providers("big-ones")),
                service("reports", "b:3", json!({})),
            ] }),
            json!({ "tasks": [
                task("service:web", "gone:1", Some("i")),
                task("service:search", "a:1", None),
                task("service:worker", "a:1", Some("i")),
                task("service:reports", "b:3", Some("i")),
                task("family:once", "c:1", Some("i")),
                task("family:a", "a:1", Some("i")),
            ] }),
        ];
        let text_of = answers.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
        let file = (PathBuf::from("aws/all.json"), text_of.into_bytes());
        let mut folder = Folder::new("aws".into(), [file]);
        let mut says = Says::default();
        folder.leave_out_others(|service| text(service, "serviceName") == Some("web"), &mut says);
        let mut left: Vec<String> = Vec::new();
        folder.each("services", |service| {
            let launch = text(service, "launchType").unwrap_or("-");
            left.push(format!("{} {launch}", text(service, "serviceName").expect("a name")));
            assert!(!runs_by_providers(service));
        });
        folder.each("tasks", |task| left.push(text(task, "group").expect("a group").to_owned()));
        assert_eq!(left, ["web -", "worker EC2", "service:web", "service:worker", "family:a"]);
        assert_eq!(
            says.assumptions,
            [
                "without search, spot: runs on Fargate",
                "without reports: has task definitions that the folder does not describe",
                "worker on the described instances and not by capacity providers, so that none comes or goes",
            ]
        );
    }
}
