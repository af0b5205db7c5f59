//! The cluster before the cause: what the AWS CLI says of it now, less what the log says happened since.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::calls::{calls, millis, quoted, short, text};
use super::cause::{Cause, What};
use super::told::{is_first_alone, is_there, revision_before};
use crate::calibrate::{Log, ServiceKey, Span, Stamp, TaskLog, Told};
use crate::scenario::Stored;

/// The service is left alone for so long before the cause, so that what nobody told of it comes to rest.
const LEAD: Span = Span::secs(900);
/// How long is simulated after what really happened, so that what comes late is seen.
const TAIL: Span = Span::secs(900);

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

    fn values_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        self.files.values_mut().flat_map(|content| match content {
            Content::Values(values) => values.as_mut_slice(),
            Content::Bytes(_) => &mut [],
        })
    }

    /// The elements of a list that an answer has.
    fn each(&mut self, member: &str, mut change: impl FnMut(&mut Value)) {
        for value in self.values_mut() {
            if let Some(Value::Array(elements)) = value.get_mut(member) {
                elements.iter_mut().for_each(&mut change);
            }
        }
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
        let before = Before::of(&now, &cause, log, &mut self, &mut says);
        let placed = self.put_back(&cause, log, &now, &before, &mut says);
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
        let start = cause.at.before(LEAD);
        let offset = cause.at.since(start).plus(start.fraction());
        let (told, calls) = calls(&cause, &now, &before.definition, before.count, offset);
        let scenario = self.scenario(&cause, start, offset, &calls)?;
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
    fn put_back(&mut self, cause: &Cause, log: &Log, now: &Value, before: &Before, says: &mut Says) -> u64 {
        let mut instances = BTreeSet::new();
        self.each("containerInstances", |instance| {
            instances.extend(text(instance, "containerInstanceArn").map(str::to_owned));
            // What is left now is not what was left then; what tasks hold is counted from the tasks.
            if let Some(members) = instance.as_object_mut() {
                for gone in ["remainingResources", "runningTasksCount", "pendingTasksCount"] {
                    members.remove(gone);
                }
            }
        });
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
            is_there(task, cause) && task.instance.as_ref().is_some_and(|at| instances.contains(at))
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
            let file = self.path.join("tasks-before.json");
            self.files.insert(file, Content::Values(vec![json!({ "tasks": tasks })]));
        }
        count
    }

    fn scenario(&self, cause: &Cause, start: Stamp, offset: Span, calls: &str) -> Option<String> {
        let lasts = offset.plus(cause.end.since(cause.at)).plus(TAIL);
        let mut text = format!(
            "name = \"backtest\"\n[simulation]\nstartsFrom = \"described\"\nstartsAt = \"{}\"\nduration = \"{}\"\n",
            start.date()?,
            millis(lasts)
        );
        let folder = quoted(&self.path.display().to_string());
        for (section, member) in SECTIONS {
            if self.holds(member) {
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

const STATE_CHANGES: &str =
    "a rule of EventBridge for \"ECS Task State Change\", which tells taskDefinitionArn";

/// What the service was.
struct Before {
    definition: String,
    count: u64,
}

impl Before {
    fn of(now: &Value, cause: &Cause, log: &Log, folder: &mut Folder, says: &mut Says) -> Self {
        let current = text(now, "taskDefinition").unwrap_or_default();
        let desired = now.get("desiredCount").and_then(Value::as_u64).unwrap_or(0);
        let told =
            log.tasks.values().filter(|task| is_there(task, cause)).find_map(|task| task.definition.clone());
        let older = || {
            let deployments = now.get("deployments")?.as_array()?;
            let active = deployments.iter().find(|of| text(of, "status") == Some("ACTIVE"))?;
            text(active, "taskDefinition").map(str::to_owned)
        };
        let mut definition = match cause.what {
            What::Exited(_) | What::Created => current.to_owned(),
            What::Deployed => told.or_else(older).or_else(|| {
                let other = is_first_alone(cause, log).then(|| revision_before(current)).flatten()?;
                says.assume(format!(
                    "the task definition before it was another one, called {} here and like {}: its first task was \
                     started alone, as that of a new revision is",
                    short(&other),
                    short(current)
                ));
                says.fetch(STATE_CHANGES);
                folder.copy_definition(current, &other);
                Some(other)
            }).unwrap_or_else(|| {
                says.assume(format!(
                    "the task definition before it was {} as well: nobody tells another, so that it is replayed as \
                     forceNewDeployment",
                    short(current)
                ));
                says.fetch(STATE_CHANGES);
                current.to_owned()
            }),
        };
        if !folder.describes(&definition) && definition != current {
            says.assume(format!(
                "{} was as {} is now: the folder does not describe it",
                short(&definition),
                short(current)
            ));
            says.fetch(&format!("aws ecs describe-task-definition --task-definition {}", short(&definition)));
            current.clone_into(&mut definition);
        }
        let events = log.services.get(&cause.service).map_or(&[][..], |service| &service.events);
        let stopped = events.iter().filter(|(at, _)| *at > cause.at && *at <= cause.end);
        let stopped: usize =
            stopped.map(|(_, told)| if let Told::Stopped(tasks) = told { tasks.len() } else { 0 }).sum();
        let count = match cause.what {
            What::Created => 0,
            What::Deployed if cause.is_over && stopped > 0 && stopped as u64 != desired => {
                says.assume(format!(
                    "its desired count before it was {stopped}, the number of tasks that were stopped"
                ));
                stopped as u64
            }
            _ => desired,
        };
        Self { definition, count }
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
    fn copy_definition(&mut self, current: &str, other: &str) {
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
        let file = self.path.join("task-definition-before.json");
        self.files.insert(file, Content::Values(vec![copy]));
    }

    fn describes(&self, definition: &str) -> bool {
        self.files.values().any(|content| match content {
            Content::Values(values) => values.iter().any(|value| {
                value.get("taskDefinition").and_then(|of| text(of, "taskDefinitionArn")) == Some(definition)
            }),
            Content::Bytes(_) => false,
        })
    }
}

/// What is assumed, and what would tell it.
#[derive(Default)]
struct Says {
    assumptions: Vec<String>,
    commands: BTreeSet<String>,
}

impl Says {
    fn assume(&mut self, what: String) {
        self.assumptions.push(what);
    }

    fn fetch(&mut self, command: &str) {
        self.commands.insert(command.to_owned());
    }
}

fn is_of(service: &Value, key: &ServiceKey) -> bool {
    let cluster = text(service, "clusterArn").map(short);
    text(service, "serviceName") == Some(&key.name)
        && (key.cluster.is_none() || cluster.is_none() || cluster == key.cluster.as_deref())
}
