//! A plan for programs.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::About;
use super::arguments::pretty_json;
use super::inputs::{Inputs, Passed};
use crate::export::{Plan, Step};
use crate::scenario::{Difference, Written};

#[derive(Serialize)]
struct Document<'p> {
    scenario: &'p str,
    variant: &'p str,
    regions: Vec<&'p str>,
    commands: Vec<StepOf<'p>>,
    actions: Vec<Value>,
    simulated: Vec<Value>,
    notes: &'p [String],
}

#[derive(Serialize)]
struct StepOf<'p> {
    subject: &'p str,
    service: Option<&'static str>,
    operation: Option<&'static str>,
    parameters: Option<&'p Map<String, Value>>,
    files: Vec<String>,
    ready: bool,
    because: Vec<Value>,
    notes: &'p [String],
}

/// The document.
pub(super) fn document(about: &About<'_>, plan: &Plan, inputs: &Inputs<'_>) -> String {
    let mut passed = inputs.passed();
    let commands = plan.steps.iter().zip(&mut passed).map(|(step, passed)| step_of(step, passed, inputs));
    let commands = commands.collect();
    let actions = plan.calls.iter().zip(&mut passed).map(|(call, passed)| {
        let mut action = json!(step_of(&call.step, passed, inputs));
        action["at"] = Value::from(call.at.clone());
        action
    });
    let document = Document {
        scenario: about.scenario,
        variant: about.variant,
        regions: plan.regions.iter().map(String::as_str).collect(),
        commands,
        actions: actions.collect(),
        simulated: plan.simulated.iter().map(difference_of).collect(),
        notes: &plan.notes,
    };
    pretty_json(&json!(document))
}

fn step_of<'p>(step: &'p Step, passed: &Passed<'_>, inputs: &Inputs<'_>) -> StepOf<'p> {
    let command = step.command.as_ref();
    let file = if let Passed::Json { path, .. } = passed { inputs.path(path) } else { None };
    StepOf {
        subject: &step.subject,
        service: command.map(|command| command.service),
        operation: command.map(|command| command.operation),
        parameters: command.map(|command| &command.parameters),
        files: file.into_iter().collect(),
        ready: step.ready,
        because: step.because.iter().map(difference_of).collect(),
        notes: &step.notes,
    }
}

/// A difference, with the place of the new value.
pub(super) fn difference_of(difference: &Difference) -> Value {
    let (file, line, option) = match &difference.place {
        Written::File(place) => (Some(place.file.as_str()), Some(place.line), None),
        Written::Option => (None, None, Some("--set")),
        Written::Nowhere => (None, None, None),
    };
    json!({
        "path": difference.path,
        "before": difference.before,
        "after": difference.after,
        "file": file,
        "line": line,
        "option": option,
    })
}
