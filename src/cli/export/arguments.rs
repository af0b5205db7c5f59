//! Parameters as arguments of the AWS CLI, in a script.

use std::fmt::Write;

use serde_json::{Map, Value};

use crate::export::option;
use crate::text::{commands, for_shell};

/// An argument that is longer stands better in a file.
const LONGEST: usize = 4_096;
/// What the AWS CLI reads from somewhere else instead of taking it as it is.
const READ: [&str; 4] = ["file://", "fileb://", "http://", "https://"];

/// What names the resource that a call is about.
const TARGETS: [&str; 7] =
    ["cluster", "service", "name", "TargetGroupArn", "AutoScalingGroupName", "resourceArn", "serviceName"];

/// JSON on one line in which nothing commands a terminal.
pub(super) fn legible_json(value: &Value) -> String {
    escaped(&value.to_string())
}

/// The same on several lines.
pub(super) fn pretty_json(value: &Value) -> String {
    escaped(&serde_json::to_string_pretty(value).expect("texts and finite numbers are always JSON"))
}

/// JSON has the line feeds of its layout only; whatever else commands a terminal is within a string.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if commands(character) && character != '\n' {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                write!(text, "\\u{unit:04x}").expect("memory takes all text");
            }
        } else {
            text.push(character);
        }
    }
    text
}

/// An option with its value for each parameter; `None` where one of them is better passed as JSON in whole.
pub(super) fn options(parameters: &Map<String, Value>) -> Option<Vec<String>> {
    // First what a call is about.
    let (first, others): (Vec<_>, Vec<_>) =
        parameters.iter().partition(|(name, _)| TARGETS.contains(&name.as_str()));
    let all = first.into_iter().chain(others);
    all.map(|(name, value)| argument(&option(name), value)).collect()
}

fn argument(option: &str, value: &Value) -> Option<String> {
    let text = match value {
        Value::Bool(true) => return Some(option.to_owned()),
        Value::Bool(false) => return Some(option.replacen("--", "--no-", 1)),
        Value::String(text) => {
            let is_read = READ.iter().any(|start| text.starts_with(start));
            if is_read || text.chars().any(commands) {
                return None;
            }
            for_shell(text)
        }
        Value::Array(elements) => {
            words(elements).or_else(|| shorthand(elements)).unwrap_or_else(|| json(value))
        }
        Value::Object(_) => json(value),
        Value::Number(_) | Value::Null => value.to_string(),
    };
    if text.len() > LONGEST {
        return None;
    }
    // A value that begins with `-` would be another option.
    let is_option = text.starts_with('-') || text.starts_with("'-");
    Some(format!("{option}{}{text}", if is_option { "=" } else { " " }))
}

fn json(value: &Value) -> String {
    for_shell(&legible_json(value))
}

/// A list of plain words, one after another.
fn words(elements: &[Value]) -> Option<String> {
    let words: Option<Vec<&str>> =
        elements.iter().map(|element| element.as_str().filter(|it| is_plain(it))).collect();
    words.filter(|words| !words.is_empty()).map(|words| words.join(" "))
}

/// A list of objects of plain words as the AWS CLI's own notation has it: `Key=a,Value=b Key=c,Value=d`.
fn shorthand(elements: &[Value]) -> Option<String> {
    let element = |element: &Value| {
        let members = element.as_object().filter(|members| !members.is_empty())?;
        let pair = |(name, value): (&String, &Value)| {
            let word = value.as_str().filter(|word| is_plain(word))?;
            is_plain(name).then(|| format!("{name}={word}"))
        };
        members.iter().map(pair).collect::<Option<Vec<_>>>().map(|pairs| pairs.join(","))
    };
    let all: Option<Vec<String>> = elements.iter().map(element).collect();
    all.filter(|all| !all.is_empty()).map(|all| all.join(" "))
}

fn is_plain(word: &str) -> bool {
    let starts = word.starts_with(|c: char| c.is_ascii_alphanumeric());
    starts
        && word.chars().all(|c| c.is_ascii_alphanumeric() || "._:/-".contains(c))
        && READ.iter().all(|start| !word.starts_with(start))
}
