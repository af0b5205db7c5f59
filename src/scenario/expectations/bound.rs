//! The bound of an expectation, and what contradicts itself in it.

use super::super::axis_value::shown;
use super::super::{Member, Node, Problem, Problems};
use super::Bound;
use super::figure::figure;
use crate::metrics;
use crate::text::{nearest, shortened};

/// The keys that bound a metric.
pub(super) const KEYS: [&str; 4] = ["atLeast", "atMost", "within", "equals"];

/// The bound of an expectation of a metric with this unit; `None` when a problem was pushed.
pub(super) fn bound(node: &Node, metric: &str, unit: &str, problems: &mut Problems) -> Option<Bound> {
    let written: Vec<&Member> = KEYS.iter().filter_map(|key| node.member(key)).collect();
    if unit.is_empty() {
        return word(node, &written, metric, problems);
    }
    let named = |member: &Member, key: &str| member.name == key;
    match written.as_slice() {
        [] => {
            problems.push(no_bound(node, "write `atLeast`, `atMost`, `within` or `equals`"));
            None
        }
        [only] if named(only, "atLeast") => read(only, unit, problems).map(Bound::AtLeast),
        [only] if named(only, "atMost") => read(only, unit, problems).map(Bound::AtMost),
        [only] if named(only, "within") => within(only, unit, problems),
        [only] => read(only, unit, problems).map(Bound::Equals),
        [least, most] if named(least, "atLeast") && named(most, "atMost") => {
            let (low, high) = (read(least, unit, problems)?, read(most, unit, problems)?);
            in_order(low, high).or_else(|| {
                let message = format!("nothing is at least {low} and at most {high}");
                let problem = Problem::error(&most.value.span, message).label("less than the least");
                problems.push(problem.help("write the lower figure as the least"));
                None
            })
        }
        [first, .., last] => {
            let message = format!("`{}` and `{}` say two things of one metric", first.name, last.name);
            let problem = Problem::error(&last.name_span, message).label("one bound too many");
            problems.push(problem.help("write one of them, or two expectations"));
            None
        }
    }
}

fn read(member: &Member, unit: &str, problems: &mut Problems) -> Option<f64> {
    figure(&member.value, &member.name, unit, problems)
}

fn within(member: &Member, unit: &str, problems: &mut Problems) -> Option<Bound> {
    let [low, high] = member.value.elements() else {
        let message = format!("`within` has {} values", member.value.elements().len());
        let problem = Problem::error(&member.value.span, message).label("not two values");
        problems.push(problem.help("write the least and the most: within = [LOW, HIGH]"));
        return None;
    };
    let mut read = |node| figure(node, "within", unit, problems);
    let (least, most) = (read(low), read(high));
    in_order(least?, most?).or_else(|| {
        let [low, high] = [low, high].map(|end| shown(end).to_string());
        let message = format!("nothing is from {low} to {high}: the range is the wrong way round");
        let problem = Problem::error(&member.value.span, message).label("its end is below its start");
        problems.push(
            problem.help(format!("write {high}..{low} behind `in`, or the lower figure first in a list")),
        );
        None
    })
}

fn in_order(low: f64, high: f64) -> Option<Bound> {
    (low <= high).then_some(Bound::Within(low, high))
}

fn no_bound(node: &Node, help: impl Into<super::super::Words>) -> Problem {
    Problem::error(&node.span, "this expectation has no bound").label("expects nothing").help(help)
}

/// The bound of a metric that is a word.
fn word(node: &Node, written: &[&Member], metric: &str, problems: &mut Problems) -> Option<Bound> {
    let words = metrics::words_of(metric);
    if let Some(other) = written.iter().find(|member| member.name != "equals") {
        let message = format!("`{}` is a word, which is neither more nor less", shortened(metric));
        let problem = Problem::error(&other.name_span, message).label("no figure");
        problems.push(problem.help(format!("write equals = \"{}\"", words.last().unwrap_or(&"…"))));
        return None;
    }
    let Some(member) = written.first() else {
        let help = format!("write equals = \"{}\"", words.last().unwrap_or(&"…"));
        problems.push(no_bound(node, help));
        return None;
    };
    let text = member.value.as_str().unwrap_or_default();
    let is_open = words.is_empty() && member.value.as_str().is_some();
    if is_open || words.contains(&text) {
        return Some(Bound::Is(text.to_owned()));
    }
    let message = match member.value.as_str() {
        Some(text) => format!("`{}` is never `{}`", shortened(metric), shortened(text)),
        None => format!("`{}` is a word, and `equals` is {}", shortened(metric), member.value.value.kind()),
    };
    let known = words.join(", ");
    let help = match nearest(text, words.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? The words are {known}"),
        None => format!("the words are {known}"),
    };
    problems.push(Problem::error(&member.value.span, message).label("not one of its words").help(help));
    None
}
