//! A line for each problem, which GitHub Actions shows beside the line of the file.

use super::{Checked, rule, sentence};
use crate::report::{Level, workflow_command};
use crate::scenario::{Severity, Told};

pub(super) fn lines(checked: &[Checked]) -> String {
    let mut lines = Vec::new();
    for file in checked {
        lines.extend(file.problems.iter().map(line));
        if file.untold > 0 {
            let message = format!("{} and {} more problems", file.file, file.untold);
            lines.push(workflow_command(Level::Error, None, "more problems", &message));
        }
    }
    lines.join("\n")
}

fn line(problem: &Told) -> String {
    let level = match problem.severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
    };
    let title = match (&problem.rule, rule(problem)) {
        (Some(named), Some(_)) => format!("plimsoll: {named}"),
        _ => "plimsoll".to_owned(),
    };
    let help = problem.help.as_ref().map_or_else(String::new, |help| format!("\n{help}"));
    workflow_command(level, problem.place.as_ref(), &title, &format!("{}{help}", sentence(problem)))
}
