//! A plan as a script for a POSIX shell.

use super::arguments::legible_json;
use super::because::{line, lines, sentence};
use super::inputs::{Inputs, Passed};
use super::{About, changes_nothing};
use crate::export::{Plan, Step};
use crate::text::for_shell;

const HEAD: &str = "# Compared are the files of AWS that the scenario names with the variant. Read it first: nothing has been run.";

const NOT_READY: &str =
    "# What begins with # aws cannot be done as it stands: the lines above it say what is missing.";

const CALLS: &str = "\
# The calls of [[actions]], which are no change but what happens at their times. Run each by hand.
exit 0";

/// The script.
pub(super) fn script(about: &About<'_>, plan: &Plan, inputs: &Inputs<'_>) -> String {
    let mut out = vec![
        "#!/bin/sh".to_owned(),
        format!(
            "# {}",
            line(&format!("Scenario {}, variant {}: what it changes in AWS.", about.scenario, about.variant))
        ),
    ];
    let mut passed = inputs.passed();
    if changes_nothing(plan) {
        out.push("# No change: the variant is what the files of AWS say.".to_owned());
    } else {
        out.push(HEAD.to_owned());
    }
    let mut steps = plan.steps.iter().chain(plan.calls.iter().map(|call| &call.step));
    if steps.any(|step| step.command.is_some() && !step.ready) {
        out.push(NOT_READY.to_owned());
    }
    let regions: Vec<&str> = plan.regions.iter().map(String::as_str).collect();
    match regions.as_slice() {
        [] => {}
        [one] => out.push(format!(
            "# The ARNs are of region {one}: see that AWS_REGION or your profile says the same."
        )),
        several => out.push(format!(
            "# The ARNs are of several regions, {}: add --region to the commands of each.",
            several.join(", ")
        )),
    }
    out.push("set -eu".to_owned());
    for (step, passed) in plan.steps.iter().zip(&mut passed) {
        out.push(String::new());
        push(&mut out, step, passed, inputs);
    }
    if !plan.calls.is_empty() {
        out.extend([String::new(), CALLS.to_owned()]);
    }
    for (call, passed) in plan.calls.iter().zip(&mut passed) {
        let place =
            call.place.as_ref().map_or_else(String::new, |place| format!(" ({}:{})", place.file, place.line));
        out.extend([String::new(), format!("# {}", line(&format!("At {}{place}", call.at)))]);
        push(&mut out, &call.step, passed, inputs);
    }
    if !plan.simulated.is_empty() {
        out.extend([String::new(), "# Only in the simulation, without a counterpart in AWS:".to_owned()]);
        out.extend(plan.simulated.iter().map(|difference| format!("#   {}", sentence(difference))));
    }
    out.join("\n") + "\n"
}

fn push(out: &mut Vec<String>, step: &Step, passed: &Passed<'_>, inputs: &Inputs<'_>) {
    let lines = lines(step);
    out.push(format!("# {}", line(&step.subject)));
    out.extend(lines.iter().map(|line| format!("#   {line}")));
    let Some(command) = &step.command else { return };
    let options = match passed {
        Passed::Nothing => return,
        Passed::Options(options) => options.clone(),
        Passed::Json { path, value, .. } => {
            let input =
                inputs.path(path).map_or_else(|| legible_json(value), |path| format!("file://{path}"));
            vec![format!("--cli-input-json {}", for_shell(&input))]
        }
    };
    let start = format!("aws {} {}", command.service, command.operation);
    let parts: Vec<String> = [start].into_iter().chain(options).collect();
    let written = parts.join(" \\\n  ");
    if step.ready {
        out.push(written);
    } else {
        out.extend(written.lines().map(|line| format!("# {line}")));
    }
}
