//! Parts of an expression that match nothing, and what was probably meant by them.

use std::borrow::Cow;

use super::dialect::is_alternation;
use super::expression::{AttributeTest, Predicate, TextTest, Wanted};
use super::lexer::shortened;
use super::pattern::Pattern;
use crate::text::nearest;

/// More names than anybody mistypes among; beyond it only the first are compared.
const CANDIDATES: usize = 500;

/// What a model has that predicates can ask for.
pub trait Known {
    /// The attributes that some instance carries.
    fn attributes(&self) -> Vec<&str>;
    /// The values of an attribute, each once; none where nothing carries it.
    fn values(&self, attribute: &str) -> Vec<&str>;
    /// The task groups.
    fn task_groups(&self) -> Vec<&str>;
}

/// An attribute that nothing carries, or a pattern or value that no value of its subject matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idle {
    /// As written, shortened.
    pub written: String,
    /// Whether it is a pattern; a plain value may be meant for what a variant of the scenario does not have.
    pub is_pattern: bool,
    /// What was probably meant, where that matches some value.
    pub meant: Option<String>,
}

/// The pattern of `predicate` if it matches nothing that is `known`.
pub(super) fn pattern_of(predicate: &Predicate, known: &impl Known) -> Vec<Idle> {
    let pattern = predicate.test_of_values().filter(|(_, test)| test.wanted.pattern().is_some());
    // A misspelt name is told where nothing holds.
    let is_there = |name: Option<&str>| name.is_none_or(|name| !known.values(name).is_empty());
    if pattern.is_some_and(|(attribute, _)| is_there(attribute)) { of(predicate, known) } else { Vec::new() }
}

/// What of `predicate` matches nothing that is `known`.
pub(super) fn of(predicate: &Predicate, known: &impl Known) -> Vec<Idle> {
    match predicate {
        Predicate::Attribute(_, AttributeTest::NotExists) => Vec::new(),
        Predicate::Attribute(name, test) => {
            let values = known.values(name);
            if values.is_empty() {
                let near = nearest_of(name, &known.attributes(), |attribute| attribute.strip_prefix("ecs."));
                let meant = near.map(|near| format!("attribute:{near}"));
                return vec![Idle { written: format!("attribute:{name}"), is_pattern: false, meant }];
            }
            match test {
                AttributeTest::Value(test) => of_test(test, &values, |_| None),
                AttributeTest::Exists | AttributeTest::NotExists => Vec::new(),
            }
        }
        Predicate::TaskGroup(test) => {
            of_test(test, &known.task_groups(), |group| group.split_once(':').map(|(_, name)| name))
        }
        _ => Vec::new(),
    }
}

/// What of `test` matches none of `values`, of which `part` is what is often taken for the whole.
fn of_test(test: &TextTest, values: &[&str], part: fn(&str) -> Option<&str>) -> Vec<Idle> {
    let value = |wanted: &String| {
        // What no value equals is no reason for a negated test to fail.
        if test.negated || values.contains(&wanted.as_str()) {
            return None;
        }
        let meant = pattern_meant(wanted, values).map(|pattern| format!("=~ {pattern}"));
        let meant = meant.or_else(|| nearest_of(wanted, values, part).map(str::to_owned));
        Some(Idle { written: shortened(wanted), is_pattern: false, meant })
    };
    match &test.wanted {
        Wanted::Value(wanted) => value(wanted).into_iter().collect(),
        Wanted::OneOf(all) => all.iter().filter_map(value).collect(),
        Wanted::Pattern(pattern) if values.iter().any(|value| pattern.matches(value)) => Vec::new(),
        Wanted::Pattern(pattern) => {
            let meant = pattern_meant(pattern.text(), values).or_else(|| {
                let pattern = globbed(pattern.text());
                behind_prefix(&pattern, values, part).or_else(|| around(&pattern, values))
            });
            vec![Idle { written: shortened(pattern.text()), is_pattern: true, meant }]
        }
    }
}

/// The one of `names` that `written` is a slip for, as a whole or as the `part` that is often taken for the whole.
fn nearest_of<'n>(written: &str, names: &[&'n str], part: fn(&str) -> Option<&str>) -> Option<&'n str> {
    let candidates = || names.iter().copied().take(CANDIDATES);
    let by_part = |wanted: &str| names.iter().copied().find(|name| part(name) == Some(wanted));
    by_part(written)
        .or_else(|| nearest(written, candidates()))
        .or_else(|| nearest(written, candidates().filter_map(part)).and_then(by_part))
}

/// `text` behind the prefix of some value, the rest of which it matches.
fn behind_prefix(text: &str, values: &[&str], part: fn(&str) -> Option<&str>) -> Option<String> {
    let pattern = Pattern::compile(text, false).ok()?;
    let rest = |value: &&&str| part(value).is_some_and(|part| pattern.matches(part));
    let value = values.iter().find(rest)?;
    let prefix = &value[..value.len() - part(value)?.len()];
    Some(format!("{prefix}{}", as_one(text)))
}

/// `text` as file names are matched, if it has a `*` and then matches some of `values`.
fn pattern_meant(text: &str, values: &[&str]) -> Option<String> {
    Some(globbed(text)).filter(|globbed| text.contains('*') && matches_some(globbed, values))
}

/// `text` with `.*` for each `*` that repeats a letter, digit, dash, class or group.
fn globbed(text: &str) -> String {
    let mut globbed = String::with_capacity(text.len() + 4);
    for character in text.chars() {
        let repeats = globbed.chars().next_back();
        let is_glob = |last: char| last.is_ascii_alphanumeric() || "-_])".contains(last);
        if character == '*' && repeats.is_some_and(is_glob) {
            globbed.push('.');
        }
        globbed.push(character);
    }
    globbed
}

/// A pattern without slashes around it, or one of a part of a value, perhaps between `^` and `$`.
fn around(text: &str, values: &[&str]) -> Option<String> {
    // What also matches nothing at all would match anything with `.*`.
    if matches_some(text, &[""]) {
        return None;
    }
    // Slashes delimit patterns elsewhere.
    let bare = text.trim_matches('/');
    if bare != text && matches_some(bare, values) {
        return Some(bare.to_owned());
    }
    let text = bare;
    let (begins, rest) = text.strip_prefix('^').map_or((false, text), |rest| (true, rest));
    let (ends, part) = rest.strip_suffix('$').map_or((false, rest), |rest| (true, rest));
    if part.is_empty() {
        return None;
    }
    let part = as_one(part);
    let candidates = [
        (!ends, format!("{part}.*")),
        (!begins, format!(".*{part}")),
        (!begins && !ends, format!(".*{part}.*")),
    ];
    let mut candidates = candidates.into_iter().filter(|(is_open, _)| *is_open).map(|(_, pattern)| pattern);
    candidates.find(|pattern| matches_some(pattern, values))
}

/// `pattern` such that what stands beside it goes with all of its alternatives.
fn as_one(pattern: &str) -> Cow<'_, str> {
    if is_alternation(pattern) { format!("({pattern})").into() } else { pattern.into() }
}

fn matches_some(text: &str, values: &[&str]) -> bool {
    Pattern::compile(text, false).is_ok_and(|pattern| values.iter().any(|value| pattern.matches(value)))
}
