//! The inputs of commands that are passed whole, as JSON: in files, or within the commands.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use super::arguments::{legible_json, options, pretty_json};
use crate::export::{Plan, Step};

/// What one argument of a command may hold with certainty.
const LONGEST: usize = 100_000;

/// How the parameters of each command are passed, in the order of the plan, the calls behind the steps.
pub(super) struct Inputs<'p> {
    passed: Vec<Passed<'p>>,
    folder: Option<&'p Path>,
}

/// How the parameters of one command are passed.
pub(super) enum Passed<'p> {
    /// There is no command.
    Nothing,
    /// As options.
    Options(Vec<String>),
    /// As JSON, in a file of this path in the folder if there is one.
    Json { subject: &'p str, path: String, value: Value },
}

impl<'p> Inputs<'p> {
    /// Decides for every command of a plan.
    pub fn of(plan: &'p Plan, folder: Option<&'p Path>) -> Self {
        let mut taken = BTreeSet::new();
        let steps = plan.steps.iter().chain(plan.calls.iter().map(|call| &call.step));
        let passed = steps.map(|step| passed(step, &mut taken)).collect();
        Self { passed, folder }
    }

    /// One for each step.
    pub fn passed(&self) -> impl Iterator<Item = &Passed<'p>> {
        self.passed.iter()
    }

    /// The path of a file as a command names it.
    pub fn path(&self, path: &str) -> Option<String> {
        self.folder.map(|folder| folder.join(path).display().to_string())
    }

    /// The subject of an input that no argument can hold.
    pub fn too_long(&self) -> Option<&str> {
        if self.folder.is_some() {
            return None;
        }
        self.passed.iter().find_map(|passed| match passed {
            Passed::Json { subject, value, .. } => (legible_json(value).len() > LONGEST).then_some(*subject),
            _ => None,
        })
    }

    /// Path and content of every file.
    pub fn files(&self) -> BTreeMap<String, String> {
        let files = self.passed.iter().filter_map(|passed| match passed {
            Passed::Json { path, value, .. } => Some((path.clone(), pretty_json(value) + "\n")),
            _ => None,
        });
        files.collect()
    }
}

fn passed<'p>(step: &'p Step, taken: &mut BTreeSet<String>) -> Passed<'p> {
    let Some(command) = &step.command else { return Passed::Nothing };
    let options = if command.file.is_some() { None } else { options(&command.parameters) };
    options.map_or_else(
        || {
            let file = command.file.clone();
            let wanted = file.unwrap_or_else(|| format!("inputs/{}", command.operation));
            let value = Value::Object(command.parameters.clone());
            Passed::Json { subject: &step.subject, path: free(&wanted, taken), value }
        },
        Passed::Options,
    )
}

/// A path that every file system takes, and that no other file has, also where case does not count.
fn free(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let part = |part: &str| {
        let plain = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' };
        let part: String = part.chars().map(plain).take(100).collect();
        if part.is_empty() || part.starts_with('.') { format!("_{part}") } else { part }
    };
    let (folder, name) = wanted.split_once('/').unwrap_or(("inputs", wanted));
    let path = format!("{}/{}", part(folder), part(name));
    let mut number = 1;
    loop {
        let path = if number == 1 { format!("{path}.json") } else { format!("{path}-{number}.json") };
        if taken.insert(path.to_ascii_lowercase()) {
            return path;
        }
        number += 1;
    }
}
