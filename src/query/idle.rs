//! Parts of an expression that match nothing, and what was probably meant by them.

use super::expression::Wanted;
use super::lexer::shortened;
use super::pattern::Pattern;
use crate::text::nearest;

/// A pattern or value that no value of its subject matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idle {
    /// As written, shortened.
    pub written: String,
    /// Whether it is a pattern; a plain value may be meant for what a variant of the scenario does not have.
    pub is_pattern: bool,
    /// What was probably meant, where that matches some value.
    pub meant: Option<String>,
}

/// What of `wanted` matches none of `values`.
pub(super) fn of(wanted: &Wanted, values: &[&str]) -> Vec<Idle> {
    let value = |wanted: &String| {
        let meant = pattern_meant(wanted, values).map(|pattern| format!("=~ {pattern}"));
        let meant = meant.or_else(|| nearest(wanted, values.iter().copied()).map(str::to_owned));
        let is_idle = !values.contains(&wanted.as_str());
        is_idle.then(|| Idle { written: shortened(wanted), is_pattern: false, meant })
    };
    match wanted {
        Wanted::Value(wanted) => value(wanted).into_iter().collect(),
        Wanted::OneOf(all) => all.iter().filter_map(value).collect(),
        Wanted::Pattern(pattern) if values.iter().any(|value| pattern.matches(value)) => Vec::new(),
        Wanted::Pattern(pattern) => {
            let meant = pattern_meant(pattern.text(), values).or_else(|| around(pattern.text(), values));
            vec![Idle { written: shortened(pattern.text()), is_pattern: true, meant }]
        }
    }
}

/// `text` as file names are matched, with `.*` for each `*` that repeats a letter, digit or dash, if that matches some of
/// `values`.
fn pattern_meant(text: &str, values: &[&str]) -> Option<String> {
    let mut globbed = String::with_capacity(text.len() + 4);
    for character in text.chars() {
        let repeats = globbed.chars().next_back();
        if character == '*' && repeats.is_some_and(|last| last.is_ascii_alphanumeric() || last == '-') {
            globbed.push('.');
        }
        globbed.push(character);
    }
    Some(globbed).filter(|globbed| text.contains('*') && matches_some(globbed, values))
}

/// A pattern without slashes around it, or plain text, perhaps between `^` and `$`, as a part of a value.
fn around(text: &str, values: &[&str]) -> Option<String> {
    // Slashes delimit patterns elsewhere.
    let bare = text.trim_matches('/');
    if bare != text && matches_some(bare, values) {
        return Some(bare.to_owned());
    }
    let text = bare;
    let (begins, rest) = text.strip_prefix('^').map_or((false, text), |rest| (true, rest));
    let (ends, plain) = rest.strip_suffix('$').map_or((false, rest), |rest| (true, rest));
    let is_plain =
        plain.chars().all(|character| character.is_ascii_alphanumeric() || ".-_".contains(character));
    if !is_plain || plain.is_empty() {
        return None;
    }
    let candidates = [
        (!ends, format!("{plain}.*")),
        (!begins, format!(".*{plain}")),
        (!begins && !ends, format!(".*{plain}.*")),
    ];
    let mut candidates = candidates.into_iter().filter(|(is_open, _)| *is_open).map(|(_, pattern)| pattern);
    candidates.find(|pattern| matches_some(pattern, values))
}

fn matches_some(text: &str, values: &[&str]) -> bool {
    Pattern::compile(text, false).is_ok_and(|pattern| values.iter().any(|value| pattern.matches(value)))
}
