//! A step of a plan.

use serde_json::{Map, Value};

use super::api::Operation;
use crate::scenario::{Departure, Difference};

/// Something to do, with the reason why.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What it is about, such as `services.web`.
    pub subject: String,
    /// The call; `None` for what no single call does.
    pub command: Option<Command>,
    /// Whether the call can be made as it stands; otherwise the notes say what is missing.
    pub ready: bool,
    /// The values that are otherwise.
    pub because: Vec<Difference>,
    /// What else a reader has to know.
    pub notes: Vec<String>,
}

/// A call of the API.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// As the AWS CLI calls the service, such as `ecs`.
    pub service: &'static str,
    /// As the AWS CLI calls the operation, such as `update-service`.
    pub operation: &'static str,
    /// What it is given, by the names of the API.
    pub parameters: Map<String, Value>,
    /// The file in which all of it is best read, such as `task-definitions/web.json`; without its ending.
    pub file: Option<String>,
}

impl Command {
    /// A call of an operation.
    pub(super) fn new(operation: &Operation, parameters: Map<String, Value>) -> Self {
        let Operation { service, name, .. } = *operation;
        Self { service, operation: name, parameters, file: None }
    }

    /// The same with its input in a file.
    pub(super) fn in_file(self, file: String) -> Self {
        Self { file: Some(file), ..self }
    }
}

impl Step {
    /// A call that can be made.
    pub(super) fn call(subject: &str, command: Command, because: Vec<Difference>) -> Self {
        Self { subject: subject.to_owned(), command: Some(command), ready: true, because, notes: Vec::new() }
    }

    /// What has to be done by hand.
    pub(super) fn by_hand(subject: &str, because: Vec<Difference>, note: String) -> Self {
        Self { subject: subject.to_owned(), command: None, ready: false, because, notes: vec![note] }
    }

    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// The same, not to be made before what `note` says.
    pub(super) fn not_before(self, note: impl Into<String>) -> Self {
        Self { ready: false, ..self }.note(note)
    }
}

/// What a step about a resource is called.
pub(super) fn subject(departure: &Departure) -> String {
    let section = departure.resource.key();
    let text = |name: &str| departure.after.get(name).and_then(Value::as_str);
    let last = |text: &str| text.rsplit('/').next().unwrap_or(text).to_owned();
    let unnamed =
        ["autoScalingGroupName", "policyName", "resourceId", "ec2InstanceId", "containerInstanceArn"];
    let name = if departure.name.is_empty() {
        unnamed.into_iter().find_map(text).map(last).unwrap_or_default()
    } else {
        departure.name.clone()
    };
    if name.is_empty() { section.to_owned() } else { format!("{section}.{name}") }
}

/// The differences of a resource whose members `wanted` names, each by its whole path.
pub(super) fn because(departure: &Departure, wanted: impl Fn(&str) -> bool) -> Vec<Difference> {
    let subject = subject(departure);
    let found = departure.differences.iter().filter(|difference| wanted(&difference.member));
    found
        .map(|difference| Difference { path: format!("{subject}.{}", difference.path), ..difference.clone() })
        .collect()
}
