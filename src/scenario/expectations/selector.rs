//! `variants` of an expectation: which points of the matrix it is for.

use std::collections::BTreeSet;

use super::super::axis_value::shown;
use super::super::not_ecs::unmarked;
use super::super::{Axis, Member, Node, Problem, Problems, Setting, Value, Variants};
use crate::text::{nearest, selects_whole, shortened};

/// Positions of the variants that `variants` selects; `None` when a problem was pushed.
pub(super) fn select(
    node: &Node,
    axes: &[Axis],
    variants: &Variants,
    problems: &mut Problems,
) -> Option<BTreeSet<usize>> {
    let selected = match &node.value {
        Value::String(_) => by_names(std::slice::from_ref(node), variants, problems)?,
        Value::Array(names) => by_names(names, variants, problems)?,
        Value::Object(members) => by_axes(members, axes, variants, problems)?,
        other => {
            let message = format!("`variants` is {}", other.kind());
            let problem = Problem::error(&node.span, message).label("selects nothing");
            problems.push(problem.help("write { AXIS = VALUE }, or names of variants"));
            return None;
        }
    };
    if selected.is_empty() {
        let problem =
            Problem::error(&node.span, "the expectation is for no variant").label("selects nothing");
        problems.push(problem.help("leave `variants` out for all of them"));
        return None;
    }
    Some(selected)
}

/// Those of which one of the patterns selects the name.
fn by_names(names: &[Node], variants: &Variants, problems: &mut Problems) -> Option<BTreeSet<usize>> {
    let mut all = BTreeSet::new();
    let mut sound = true;
    for node in names {
        let Some(pattern) = node.as_str() else {
            let message = format!("a name of a variant is text, and this is {}", node.value.kind());
            problems.push(Problem::error(&node.span, message).label("no name"));
            sound = false;
            continue;
        };
        let of_name =
            variants.points().enumerate().filter(|(_, variant)| selects_whole(pattern, &variant.name));
        let selected: Vec<usize> = of_name.map(|(position, _)| position).collect();
        if selected.is_empty() {
            problems.push(no_such_variant(node, pattern, variants));
            sound = false;
        }
        all.extend(selected);
    }
    sound.then_some(all)
}

fn no_such_variant(node: &Node, pattern: &str, variants: &Variants) -> Problem {
    let problem = Problem::error(&node.span, format!("there is no variant `{}`", shortened(pattern)));
    let names: Vec<String> = variants.points().map(|variant| variant.name).collect();
    let help = match nearest(pattern, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the first is called `{}`; `*` stands for anything", names[0]),
    };
    problem.label("no variant is called so").help(help)
}

/// Those that have one of the values on each of the axes.
fn by_axes(
    members: &[Member],
    axes: &[Axis],
    variants: &Variants,
    problems: &mut Problems,
) -> Option<BTreeSet<usize>> {
    let mut selected: BTreeSet<usize> = (0..variants.len()).collect();
    let mut sound = true;
    for member in members {
        let Some(position) = axis_of(member, axes, problems) else {
            sound = false;
            continue;
        };
        let one = std::slice::from_ref(&member.value);
        let nodes = if let Value::Array(list) = &member.value.value { list } else { one };
        let wanted: Vec<Option<Setting>> =
            nodes.iter().map(|node| on_axis(node, &axes[position], problems)).collect();
        sound &= wanted.iter().all(Option::is_some);
        selected.retain(|variant| {
            let of = &variants.point(*variant).settings[position];
            wanted.iter().flatten().any(|value| value == of)
        });
    }
    sound.then_some(selected)
}

/// The axis of this label or path.
fn axis_of(member: &Member, axes: &[Axis], problems: &mut Problems) -> Option<usize> {
    let found = axes.iter().position(|axis| axis.label == member.name || axis.path == member.name);
    if found.is_none() {
        let message = format!("the matrix has no axis `{}`", shortened(&member.name));
        let problem = Problem::error(&member.name_span, message).label("no axis is called so");
        let labels: Vec<&str> = axes.iter().map(|axis| axis.label.as_str()).collect();
        problems.push(match nearest(&member.name, labels.iter().copied()) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None if labels.is_empty() => problem.help("there is no matrix: leave `variants` out"),
            None => problem.help(format!("the axes are {}", labels.join(", "))),
        });
    }
    found
}

/// The value of an axis that is written like this node.
fn on_axis(node: &Node, axis: &Axis, problems: &mut Problems) -> Option<Setting> {
    let written = shown(node).to_string();
    let found = axis.values.iter().find(|value| unmarked(&value.to_string()) == unmarked(&written));
    if found.is_none() {
        let message = format!("the axis `{}` has no value `{}`", axis.label, shortened(&written));
        let values: Vec<String> = axis.values.iter().take(VALUES_NAMED).map(ToString::to_string).collect();
        let more = if axis.values.len() > VALUES_NAMED { ", …" } else { "" };
        let help = format!("its values are {}{more}", values.join(", "));
        problems.push(Problem::error(&node.span, message).label("not on the axis").help(help));
    }
    found.cloned()
}

/// Values of an axis that a problem names.
const VALUES_NAMED: usize = 12;
