//! The further members of a `placementStrategy` entry whose strategy is not ECS's own: what its registry declares.

use super::super::shape::PLACEMENT_STRATEGY;
use super::super::{Node, Problem, Problems};
use super::attributes::AttributeNames;
use super::fields::{Text, as_text, is_absent, list, missing, text};
use super::names::{nearest, shortened, unknown_word};
use super::quantity::whole;
use crate::model::Strategy;
use crate::placement::strategy::{Argument, ArgumentKind, ArgumentValue, RESEARCH, Research};
use crate::program::Command;

/// The attributes that `entry` names.
pub fn attribute_names(entry: &Node) -> impl Iterator<Item = &str> {
    let arguments = RESEARCH.iter().flat_map(|research| research.arguments);
    let names = arguments.filter(|argument| argument.kind == ArgumentKind::Attribute);
    names.filter_map(|argument| text(entry, argument.name)).map(|name| name.value)
}

/// The strategy of `entry`, `None` where its arguments are wrong.
pub fn build(
    research: &Research,
    entry: &Node,
    attributes: &AttributeNames,
    problems: &mut Problems,
) -> Option<Strategy> {
    let known: Vec<&str> = research.arguments.iter().map(|argument| argument.name).collect();
    refuse_others(research.name, &known, entry, problems);
    let mut given = Vec::new();
    let mut is_sound = true;
    for argument in research.arguments {
        if !is_absent(entry, argument.name) {
            match value(argument, entry, attributes, problems) {
                Some(value) => given.push((argument.name, value)),
                None => is_sound = false,
            }
        } else if argument.default.is_none() {
            let problem = missing(entry, argument.name, &format!("the `{}` strategy", research.name));
            problems.push(problem.help(format!("add `{}`: {}", argument.name, argument.meaning)));
            is_sound = false;
        }
    }
    if !is_sound {
        return None;
    }
    research
        .build(&given)
        .map_err(|error| problems.push(Problem::error(&entry.span, error.to_string()).label("not possible")))
        .ok()
}

/// Reports members that the strategy does not take.
pub fn refuse_others(strategy: &str, known: &[&str], entry: &Node, problems: &mut Problems) {
    let is_known = |name: &str| name == "type" || known.contains(&name);
    // What no strategy takes was told with the shape.
    let others = entry.members().iter().filter(|member| {
        let of_any = PLACEMENT_STRATEGY.member(&member.name).is_some();
        of_any && !is_known(&member.name) && !is_absent(entry, &member.name)
    });
    for member in others {
        let message = format!("`{strategy}` has no argument `{}`", member.name);
        let problem = Problem::error(&member.name_span, message).label("no argument of this strategy");
        let names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
        problems.push(match nearest(&member.name, known.iter().copied()) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None if names.is_empty() => problem.help("remove it; this strategy takes none"),
            None => problem.help(format!("known arguments: {}", names.join(", "))),
        });
    }
}

fn value(
    argument: &Argument,
    entry: &Node,
    attributes: &AttributeNames,
    problems: &mut Problems,
) -> Option<ArgumentValue> {
    let name = argument.name;
    match argument.kind {
        ArgumentKind::Whole { least, most } => {
            whole(entry, name, least..=most, "", problems).map(ArgumentValue::Whole)
        }
        ArgumentKind::Word(known) => {
            let written = text(entry, name)?;
            let word = word(written, name, known, problems)?;
            Some(ArgumentValue::Word(word))
        }
        ArgumentKind::Words(known) => words(entry, name, known, problems).map(ArgumentValue::Words),
        ArgumentKind::Command => command(entry, name, problems),
        ArgumentKind::Attribute => attribute(text(entry, name)?, name, attributes, problems),
    }
}

/// The words of a command, which may be any but for the first, which names a program.
fn command(entry: &Node, name: &str, problems: &mut Problems) -> Option<ArgumentValue> {
    let node = entry.get(name)?;
    // What is no text was told with the shape.
    let words: Option<Vec<String>> =
        node.elements().iter().map(|word| Some(as_text(word)?.value.to_owned())).collect();
    let words = words?;
    if Command::new(&words).is_none() {
        let problem = Problem::error(&node.span, format!("`{name}` names no program")).label("no command");
        let help = "write the program and its arguments, such as [\"python3\", \"policy.py\"]";
        problems.push(problem.help(help));
        return None;
    }
    Some(ArgumentValue::Words(words))
}

fn word(written: Text<'_>, name: &str, known: &[&str], problems: &mut Problems) -> Option<String> {
    if known.contains(&written.value) {
        return Some(written.value.to_owned());
    }
    problems.push(unknown_word(written, name, known));
    None
}

fn words(entry: &Node, name: &str, known: &[&str], problems: &mut Problems) -> Option<Vec<String>> {
    let node = entry.get(name)?;
    if list(entry, name).is_empty() {
        let problem = Problem::error(&node.span, format!("`{name}` is empty")).label("nothing is named");
        problems.push(problem.help(format!("name some of {}", known.join(", "))));
        return None;
    }
    let mut found: Vec<String> = Vec::new();
    let mut is_sound = true;
    for element in node.elements() {
        // What is no text was told with the shape.
        let written = as_text(element)?;
        match word(written, name, known, problems) {
            Some(word) if found.contains(&word) => {
                let problem = Problem::error(written.span, format!("`{name}` names `{word}` twice"));
                problems.push(problem.label("named before").help("remove one of the two"));
                is_sound = false;
            }
            Some(word) => found.push(word),
            None => is_sound = false,
        }
    }
    is_sound.then_some(found)
}

fn attribute(
    written: Text<'_>,
    name: &str,
    attributes: &AttributeNames,
    problems: &mut Problems,
) -> Option<ArgumentValue> {
    let plain = written.value.strip_prefix("attribute:");
    if written.value.is_empty() || plain.is_some() {
        let message = format!("`{name}` cannot be `{}`", shortened(written.value));
        let problem = Problem::error(written.span, message).label("not the name of an attribute");
        let example = plain.filter(|plain| !plain.is_empty()).unwrap_or("ecs.availability-zone");
        problems.push(problem.help(format!("write \"{}\"", shortened(example))));
        return None;
    }
    attributes.find(written.value).map(ArgumentValue::Attribute)
}
