//! The cluster before the cause: what the AWS CLI says of it now, less what the log says happened since.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::before::Before;
use super::calls::{calls, millis, quoted, short, text};
use super::cause::{Cause, What};
use super::hosts::Hosts;
use super::says::Says;
use super::steps::LATE;
use super::told::{is_there, is_told_as_before};
use crate::calibrate::{Log, ServiceKey, Span, Stamp, TaskLog};
use crate::scenario::Stored;

/// The service is left alone for so long before the cause, so that what nobody told of it comes to rest.
const LEAD: Span = Span::secs(900);
/// Sections of a scenario that take a folder, each with the member by which its answers are told.
const SECTIONS: [(&str, &str); 6] = [
    ("clusters", "clusters"),
    ("containerInstances", "containerInstances"),
    ("taskDefinitions", "taskDefinition"),
    ("targetGroups", "TargetGroups"),
    ("services", "services"),
    ("tasks", "tasks"),
];

/// JSON files of a folder, read.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    files: BTreeMap<PathBuf, Content>,
}

#[derive(Clone, Debug)]
enum Content {
    Values(Vec<Value>),
    /// What is no JSON stays as it is, for the scenario's reader to say why.
    Bytes(Vec<u8>),
}

/// A scenario of the cluster before the cause, with files that are not on the disk.
#[derive(Clone, Debug)]
pub struct Rebuilt {
    /// What is replayed.
    pub cause: Cause,
    /// The scenario's text; it names the folder.
    pub scenario: String,
    /// From the start of the run to the cause.
    pub offset: Span,
    /// What is replayed, in words.
    pub told: String,
    /// What neither folder nor log says, and is taken to be so.
    pub assumptions: Vec<String>,
    /// Commands that would tell it.
    pub commands: Vec<String>,
    folder: Folder,
}

impl Rebuilt {
    /// What lies at a path: a file of the folder, as it is or as it was before the cause.
    ///
    /// # Errors
    ///
    /// Where the folder has no such file.
    pub fn file(&self, path: &Path) -> Result<Stored, String> {
        if path == self.folder.path {
            return Ok(Stored::Folder(self.folder.files.keys().cloned().collect()));
        }
        match self.folder.files.get(path) {
            Some(Content::Bytes(bytes)) => Ok(Stored::File(bytes.clone())),
            Some(Content::Values(values)) => {
                let texts: Vec<String> = values.iter().map(|value| format!("{value:#}")).collect();
                Ok(Stored::File(texts.join("\n").into_bytes()))
            }
            None => Err("it is not in the folder".to_owned()),
        }
    }
}

impl Folder {
    /// Takes the files of a folder.
    #[must_use]
    pub fn new(path: PathBuf, files: impl IntoIterator<Item = (PathBuf, Vec<u8>)>) -> Self {
        let content = |bytes: Vec<u8>| {
            let values: Result<Vec<Value>, _> =
                serde_json::Deserializer::from_slice(&bytes).into_iter().collect();
            values.map_or(Content::Bytes(bytes), Content::Values)
        };
        Self { path, files: files.into_iter().map(|(path, bytes)| (path, content(bytes))).collect() }
    }

    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        self.files.values_mut().flat_map(|content| match content {
            Content::Values(values) => values.as_mut_slice(),
            Content::Bytes(_) => &mut [],
        })
    }

    /// Adds an answer that the folder does not have.
    pub(super) fn add(&mut self, name: &str, value: Value) {
        self.files.insert(self.path.join(name), Content::Values(vec![value]));
    }

    /// The elements of a list that an answer has.
    pub(super) fn each(&mut self, member: &str, mut change: impl FnMut(&mut Value)) {
        for value in self.values_mut() {
            if let Some(Value::Array(elements)) = value.get_mut(member) {
                elements.iter_mut().for_each(&mut change);
            }
        }
    }

    /// Keeps of a list that answers have only what is wanted, and may change it.
    pub(super) fn retain(&mut self, member: &str, mut is_wanted: impl FnMut(&mut Value) -> bool) {
        for value in self.values_mut() {
            if let Some(Value::Array(elements)) = value.get_mut(member) {
                elements.retain_mut(&mut is_wanted);
            }
        }
    }

    /// Whether an answer describes any of a kind: a list of none is no section.
    fn has_any(&self, member: &str) -> bool {
        let is_any = |value: &Value| match value.get(member) {
            Some(Value::Array(elements)) => !elements.is_empty(),
            other => other.is_some(),
        };
        self.files.values().any(|content| match content {
            Content::Values(values) => values.iter().any(is_any),
            Content::Bytes(_) => false,
        })
    }

    fn holds(&self, member: &str) -> bool {
        self.files.values().any(|content| match content {
            Content::Values(values) => values.iter().any(|value| value.get(member).is_some()),
            Content::Bytes(_) => false,
        })
    }

    /// Goes back to before the cause; `None` where the folder does not describe the service.
    #[must_use]
    pub fn before(mut self, cause: Cause, log: &Log) -> Option<Rebuilt> {
        let mut says = Says::default();
        let now = self.service(&cause.service)?;
        self.leave_out_others(|service| is_of(service, &cause.service), &mut says);
        let now = self.service(&cause.service).unwrap_or(now);
        let before = Before::of(&now, &cause, log, &mut self, &mut says);
        let start = cause.at.before(LEAD);
        let offset = cause.at.since(start).plus(start.fraction());
        let hosts = Hosts::put_back(&mut self, &cause, log, (start, offset), &mut says);
        let placed = self.put_back(&cause, log, &now, &before, &hosts, &mut says);
        if placed < before.count && cause.what != What::Created {
            says.assume(format!(
                "{} of {} tasks before it are not told with their instances: they are where placement puts them",
                before.count - placed,
                before.count
            ));
            says.fetch(
                "aws ecs describe-tasks, hourly, or a rule of EventBridge for \"ECS Task State Change\"",
            );
        }
        self.set_service(&cause.service, &before);
        let balanced = |of: &Value| of.as_array().is_some_and(|all| !all.is_empty());
        if now.get("loadBalancers").is_some_and(balanced) && !self.tells_delay() {
            says.assume("the deregistration delay is the default of 300 s".to_owned());
            says.fetch("aws elbv2 describe-target-group-attributes --target-group-arn ARN");
        }
        let (told, calls) = calls(&cause, &now, &before.definition, before.count, (offset, &hosts));
        if !cause.is_known {
            says.assume(format!("it was {told}: nothing tells what began it, and its events look like that"));
            says.fetch("records of CloudTrail for UpdateService and StopTask");
        }
        let of_its_time = if is_told_as_before(&cause, log) {
            says.assume(
                "the scheduler did as it did until 2021, as the wording or the date of the events tells: it started no \
                 first task alone, and drained at once"
                    .to_owned(),
            );
            "[behavior]\nfirstTaskAlone = false\nstopSteps = \"drainAtOnce\"\n"
        } else {
            ""
        };
        let scenario = self.scenario(&cause, start, offset, &[of_its_time, &calls].concat())?;
        let Says { assumptions, commands } = says;
        let commands = commands.into_iter().collect();
        Some(Rebuilt { cause, scenario, offset, told, assumptions, commands, folder: self })
    }

    /// The service as it is described now; the last description counts.
    fn service(&mut self, key: &ServiceKey) -> Option<Value> {
        let mut found = None;
        self.each("services", |service| {
            if is_of(service, key) {
                found = Some(service.clone());
            }
        });
        found
    }

    /// Sets the service to what it was.
    fn set_service(&mut self, key: &ServiceKey, before: &Before) {
        self.each("services", |service| {
            if !is_of(service, key) {
                return;
            }
            let Some(members) = service.as_object_mut() else { return };
            for gone in ["events", "runningCount", "pendingCount", "currentServiceDeployment"] {
                members.remove(gone);
            }
            members.insert("desiredCount".to_owned(), json!(before.count));
            members.insert("taskDefinition".to_owned(), json!(before.definition));
            let primary = json!({
                "status": "PRIMARY", "taskDefinition": before.definition,
                "desiredCount": before.count, "rolloutState": "COMPLETED",
            });
            members.insert("deployments".to_owned(), json!([primary]));
        });
    }

    /// Leaves the tasks that were there, and puts back those that have stopped since; says how many of the service.
    fn put_back(
        &mut self,
        cause: &Cause,
        log: &Log,
        now: &Value,
        before: &Before,
        hosts: &Hosts,
        says: &mut Says,
    ) -> u64 {
        let group = format!("service:{}", cause.service.name);
        for value in self.values_mut() {
            if let Some(Value::Array(tasks)) = value.get_mut("tasks") {
                tasks.retain(|task| {
                    text(task, "group") != Some(&group) && text(task, "lastStatus") != Some("STOPPED")
                });
            }
        }
        if !self.holds("tasks") {
            says.assume("nothing is on the instances but the tasks of this log".to_owned());
            says.fetch("aws ecs describe-tasks --tasks $(aws ecs list-tasks --query taskArns --output text)");
        }
        let was_there = |task: &&TaskLog| {
            is_there(task, cause) && task.instance.as_ref().is_some_and(|at| hosts.known.contains(at))
        };
        let own = log
            .tasks
            .iter()
            .filter(|(_, task)| was_there(task))
            .take(usize::try_from(before.count).unwrap_or(0));
        let tasks: Vec<Value> = own
            .map(|((_, id), task)| {
                let instance = task.instance.as_deref().unwrap_or_default();
                let arn = instance.replacen(":container-instance/", ":task/", 1);
                let place = arn.rsplit_once('/').map_or("task", |(place, _)| place);
                let started = task.at.started.or(task.at.created).and_then(Stamp::date);
                json!({
                    "taskArn": format!("{place}/{id}"), "clusterArn": now.get("clusterArn"),
                    "taskDefinitionArn": before.definition, "containerInstanceArn": instance, "group": group,
                    "lastStatus": "RUNNING", "desiredStatus": "RUNNING", "launchType": "EC2",
                    "startedAt": started,
                })
            })
            .collect();
        let count = tasks.len() as u64;
        if count > 0 {
            self.add("tasks-before.json", json!({ "tasks": tasks }));
        }
        count
    }

    fn scenario(&self, cause: &Cause, start: Stamp, offset: Span, calls: &str) -> Option<String> {
        let lasts = offset.plus(cause.end.since(cause.at)).plus(LATE);
        let mut text = format!(
            "name = \"backtest\"\n[simulation]\nstartsFrom = \"described\"\nstartsAt = \"{}\"\nduration = \"{}\"\n",
            start.date()?,
            millis(lasts)
        );
        let folder = quoted(&self.path.display().to_string());
        for (section, member) in SECTIONS {
            if self.has_any(member) {
                write!(text, "[[{section}]]\nfile = {folder}\n").ok()?;
            } else if section == "clusters"
                && let Some(name) = &cause.service.cluster
            {
                write!(text, "[[clusters]]\nclusterName = {}\n", quoted(name)).ok()?;
            }
        }
        Some(text + calls)
    }
}

impl Folder {
    /// Whether a target group tells how long it drains.
    fn tells_delay(&self) -> bool {
        self.files.values().any(|content| match content {
            Content::Values(values) => {
                values.iter().any(|value| value.to_string().contains("deregistration_delay.timeout_seconds"))
            }
            Content::Bytes(_) => false,
        })
    }

    /// Describes another revision as this one is described, unless it is described itself.
    pub(super) fn copy_definition(&mut self, current: &str, other: &str) {
        if self.describes(other) {
            return;
        }
        let is_it = |value: &&mut Value| {
            value.get("taskDefinition").and_then(|of| text(of, "taskDefinitionArn")) == Some(current)
        };
        let Some(mut copy) = self.values_mut().find(is_it).map(|value| value.clone()) else { return };
        copy["taskDefinition"]["taskDefinitionArn"] = json!(other);
        copy["taskDefinition"]["revision"] =
            json!(other.rsplit(':').next().and_then(|of| of.parse::<u32>().ok()));
        self.add("task-definition-before.json", copy);
    }

    pub(super) fn describes(&self, definition: &str) -> bool {
        self.files.values().any(|content| match content {
            Content::Values(values) => values.iter().any(|value| {
                value.get("taskDefinition").and_then(|of| text(of, "taskDefinitionArn")) == Some(definition)
            }),
            Content::Bytes(_) => false,
        })
    }
}

fn is_of(service: &Value, key: &ServiceKey) -> bool {
    let cluster = text(service, "clusterArn").map(short);
    text(service, "serviceName") == Some(&key.name)
        && (key.cluster.is_none() || cluster.is_none() || cluster == key.cluster.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tasks of a folder may all have been started since: a section that takes none would be a mistake.
    #[test]
    fn a_list_of_none_is_no_section() {
        let tasks = |text: &str| {
            let file = (PathBuf::from("aws/tasks.json"), text.as_bytes().to_vec());
            Folder::new(PathBuf::from("aws"), [file])
        };
        for (text, holds, has_any) in [
            (r#"{"tasks": []}"#, true, false),
            (r#"{"tasks": [{"taskArn": "a"}]}"#, true, true),
            (r#"{"services": []}"#, false, false),
        ] {
            let folder = tasks(text);
            assert_eq!((folder.holds("tasks"), folder.has_any("tasks")), (holds, has_any), "{text}");
        }
    }
}
