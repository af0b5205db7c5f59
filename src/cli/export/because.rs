//! Why a command is there, in words.

use serde_json::Value;

use super::arguments::legible_json;
use crate::export::Step;
use crate::scenario::{Difference, Written};
use crate::text::{shortened, visible};

/// A difference on one line: what it was, what it is, and where that is written.
pub(super) fn sentence(difference: &Difference) -> String {
    let before = shown(difference.before.as_ref());
    let after = shown(difference.after.as_ref());
    let place = match &difference.place {
        Written::File(place) => format!(" ({}:{})", place.file, place.line),
        Written::Option => " (--set)".to_owned(),
        Written::Nowhere => String::new(),
    };
    line(&format!("{}: {before} -> {after}{place}", difference.path))
}

/// A text as one line.
pub(super) fn line(text: &str) -> String {
    visible(text).replace(['\n', '\t'], " ")
}

fn shown(value: Option<&Value>) -> String {
    match value {
        None => "not set".to_owned(),
        Some(Value::String(text)) => shortened(text),
        Some(value) => shortened(&legible_json(value)),
    }
}

/// What a step is for, each on a line of its own; what is new has no difference.
pub(super) fn lines(step: &Step) -> Vec<String> {
    step.because.iter().map(sentence).chain(step.notes.iter().map(|note| line(note))).collect()
}
