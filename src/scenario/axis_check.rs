//! What an axis of the matrix may be.

use super::axis_value::{is_labelled, shown};
use super::limits::{MAX_AXES, MAX_PATHS, MAX_SHOWN};
use super::path::{self, Stuck};
use super::shape::Checker;
use super::{Problem, Problems, Sources};
use crate::text::shortened;
use crate::tree::{Member, Node, Span, Value};

/// Paths that are the same for every variant.
const FIXED: [&str; 9] = [
    "name",
    "question",
    "answer",
    "distributions",
    "expectations",
    "matrix",
    "output",
    "simulation.seed",
    "simulation.replications",
];

/// Labels are compared with one another, and every path is looked for in the scenario.
pub(super) fn too_large(root: &Node) -> Option<Problem> {
    let member = root.member("matrix")?;
    let axes = member.value.members();
    let paths_of = |value: &Node| value.get("set").map_or(1, |set| set.members().len());
    let paths: usize = axes.iter().flat_map(|axis| axis.value.elements()).map(paths_of).sum();
    let (count, what, most) =
        if axes.len() > MAX_AXES { (axes.len(), "axes", MAX_AXES) } else { (paths, "paths", MAX_PATHS) };
    let message = format!("the matrix has {count} {what}, more than {most}");
    (count > most).then(|| Problem::error(&member.name_span, message).label(format!("too many {what}")))
}

pub(super) fn check_axis(root: &Node, member: &Member, values: &[Node], sources: &Sources) -> Problems {
    let mut problems = Problems::default();
    if values.is_empty() {
        problems.push(
            Problem::error(&member.value.span, format!("`{}` has no values", member.name))
                .label("an empty axis"),
        );
    }
    if values.iter().any(is_labelled) {
        check_labelled(root, values, sources, &mut problems);
    } else {
        check_path(root, &member.name, &member.name_span, values, sources, &mut problems);
    }
    check_distinct(member, values, &mut problems);
    problems
}

/// Checks an axis whose values are `{ label, set }`.
fn check_labelled(root: &Node, values: &[Node], sources: &Sources, problems: &mut Problems) {
    for value in values {
        let (label, set) = (value.get("label").filter(|label| is_word_or_number(label)), value.get("set"));
        let only = value.members().iter().all(|member| ["label", "set"].contains(&member.name.as_str()));
        let (Some(_), Some(set), true) = (label, set, only) else {
            let problem = Problem::error(&value.span, "this value of the axis is not like the others");
            let help = "write { label = \"name\", set = { \"PATH\" = VALUE } }";
            problems.push(problem.label("needs `label` and `set`, and nothing else").help(help));
            continue;
        };
        for put in set.members() {
            let one = std::slice::from_ref(&put.value);
            check_path(root, &put.name, &put.name_span, one, sources, problems);
        }
    }
}

/// Checks that `path` leads somewhere and that every one of `values` may stand there.
fn check_path(
    root: &Node,
    path: &str,
    span: &Span,
    values: &[Node],
    sources: &Sources,
    problems: &mut Problems,
) {
    let fixed = FIXED
        .iter()
        .any(|fixed| path == *fixed || path.strip_prefix(fixed).is_some_and(|rest| rest.starts_with('.')));
    if fixed {
        let problem = Problem::error(span, format!("`{path}` is the same for all variants"));
        problems.push(problem.label("cannot be an axis"));
        return;
    }
    match path::follow(root, path, problems) {
        Ok(target) => {
            if let Some(refusal) = target.refusal(span) {
                problems.push(refusal);
                return;
            }
            for value in values {
                let mut checker = Checker::new(sources, problems, vec![path.to_owned()]);
                checker.put(&target.passed, span, value, target.kind);
            }
        }
        Err(stuck) => problems.push(nowhere(span, path, stuck)),
    }
}

fn check_distinct(member: &Member, values: &[Node], problems: &mut Problems) {
    let mut seen = std::collections::BTreeSet::new();
    for value in values {
        let shown = shown(value).to_string();
        let fault = if shown.contains(char::is_control) {
            "holds a control character"
        } else if shown.len() > MAX_SHOWN || member.name.len() > MAX_SHOWN {
            "too long"
        } else {
            ""
        };
        if !fault.is_empty() {
            let message = "this value names variants, and cannot be shown on a line";
            let problem = Problem::error(&value.span, message).label(fault);
            problems.push(problem.help("give it a `label`, and `set` the path"));
        }
        let start = shortened(&shown);
        if !seen.insert(shown) {
            let message = format!("`{}` takes the value {start} twice", member.name);
            problems.push(Problem::error(&value.span, message).label("two variants would be the same"));
        }
    }
}

/// What is told of a path that leads nowhere.
pub(super) fn nowhere(span: &Span, path: &str, stuck: Stuck) -> Problem {
    let problem = Problem::error(span, format!("the path `{path}` leads nowhere")).label(stuck.reason);
    if path.contains('*') {
        return problem.help("a path leads to one place: write a name or a number in place of `*`");
    }
    match stuck.help {
        Some(help) => problem.help(help),
        None => problem,
    }
}

fn is_word_or_number(label: &Node) -> bool {
    matches!(label.value, Value::String(_) | Value::Integer(_) | Value::Float(_))
}
