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
        out.extend(plan.notes.iter().map(|note| format!("#   in the simulation alone: {}", line(note))));
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

#[cfg(all(test, unix))]
mod tests {
    use std::process::Command as Process;

    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    use super::*;
    use crate::export::{Command, option};

    /// A value as options and JSON have it.
    fn value() -> impl Strategy<Value = Value> {
        let word = prop_oneof![any::<String>(), "[-'\"$`\\\\ \n#!a-z]{0,9}", "file://[a-z]{1,4}"];
        prop_oneof![
            word.clone().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            prop::collection::vec(word.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec(word, 1..3)
                .prop_map(|words| json!([{ "name": words[0], "values": words }])),
        ]
    }

    /// What a shell passes on of the script: the arguments behind service and operation.
    fn passed_on(script: &str) -> Vec<String> {
        let whole = format!("aws() {{ shift 2; printf '%s\\0' \"$@\"; }}\n{script}");
        let checked = Process::new("sh").args(["-n", "-c", script]).status().expect("a shell");
        assert!(checked.success(), "{script}");
        let output = Process::new("sh").args(["-c", &whole]).output().expect("a shell");
        assert!(output.status.success(), "{script}");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        text.split_terminator('\0').map(str::to_owned).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_shell_passes_every_argument_on_as_it_is(given in value(), about in any::<String>(), ready in any::<bool>()) {
            let parameters: Map<String, Value> = [("containerName".to_owned(), given.clone())].into_iter().collect();
            let command = Command { service: "ecs", operation: "update-service", parameters, file: None };
            let step = Step { subject: about.clone(), command: Some(command), ready, because: Vec::new(), notes: vec![about.clone()] };
            let plan = Plan { steps: vec![step], ..Plan::default() };
            let inputs = Inputs::of(&plan, None);
            let script = script(&About { scenario: &about, variant: &about }, &plan, &inputs);
            let arguments = passed_on(&script);
            if !ready {
                prop_assert!(arguments.is_empty(), "{:?}", arguments);
                return Ok(());
            }
            let name = option("containerName");
            let (first, rest) = arguments.split_first().expect("an argument");
            if first == "--cli-input-json" {
                let read: Value = serde_json::from_str(&rest[0]).expect("JSON");
                prop_assert_eq!(&read["containerName"], &given);
            } else if let Value::Bool(is_on) = given {
                prop_assert_eq!(first, &if is_on { name } else { name.replacen("--", "--no-", 1) });
            } else {
                let joined = first.strip_prefix(&format!("{name}=")).map(|value| vec![value.to_owned()]);
                let found = joined.unwrap_or_else(|| rest.to_vec());
                let as_words = given.as_array().is_some_and(|all| !all.is_empty() && all.iter().all(|one| one.as_str().is_some_and(|one| found.contains(&one.to_owned()))));
                let as_text = given.as_str() == found.first().map(String::as_str);
                let as_json = serde_json::from_str::<Value>(&found[0]).is_ok_and(|read| read == given);
                prop_assert!(as_words || as_text || as_json, "{:?}", found);
            }
        }
    }
}
