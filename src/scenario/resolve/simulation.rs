//! `[simulation]`: how long a run lasts and which part of it counts.

use super::super::shape::words;
use super::super::{Node, Problem, Problems};
use super::fields::text;
use super::names::{shortened, unknown_word};
use super::quantity::{check_positive, duration};
use super::stamps;
use crate::query::Moment;
use crate::time::SimDuration;

const DEFAULT_DURATION: SimDuration = SimDuration::from_mins(60);

/// When a run begins if the scenario does not say.
const DEFAULT_START: &str = "2026-01-01T00:00:00Z";

/// When a run begins, how long it lasts, and how much of its beginning does not count.
pub struct Simulation {
    /// `startsAt`, in microseconds since the Unix epoch.
    pub starts_at: i64,
    /// `duration`.
    pub duration: SimDuration,
    /// `warmUp`, where it is written.
    pub warm_up: Option<SimDuration>,
    /// `startsFrom`: whether the run begins with the state that AWS described.
    pub from_described: bool,
}

/// The section, or what holds without it.
pub fn read(root: &Node, problems: &mut Problems) -> Simulation {
    let from_described = starts_from_described(root, problems);
    let described = from_described.then(|| stamps::latest(root)).flatten();
    let default = described.unwrap_or_else(|| Moment::parse(DEFAULT_START).expect("a date").as_micros());
    let Some(section) = root.get("simulation") else {
        let duration = DEFAULT_DURATION;
        return Simulation { starts_at: default, duration, warm_up: None, from_described };
    };
    let starts_at = starts_at(section, problems).unwrap_or(default);
    let length = duration(section, "duration", problems).unwrap_or(DEFAULT_DURATION);
    if let Some(written) = text(section, "duration") {
        check_positive(length, written, "duration", problems);
    }
    let warm_up = duration(section, "warmUp", problems);
    if let Some((written, warm_up)) = text(section, "warmUp").zip(warm_up).filter(|(_, of)| *of >= length) {
        let message = format!("`warmUp` ({warm_up}) is not shorter than `duration` ({length})");
        problems.push(
            Problem::error(written.span, message)
                .label("nothing would be measured")
                .help("shorten `warmUp` or lengthen `duration`"),
        );
    }
    Simulation { starts_at, duration: length, warm_up, from_described }
}

/// `startsFrom`, by default the state that AWS described where tasks are described.
fn starts_from_described(root: &Node, problems: &mut Problems) -> bool {
    let written = root.get("simulation").and_then(|section| text(section, "startsFrom"));
    match written {
        Some(word) if word.value == words::DESCRIBED => true,
        Some(word) if word.value == words::EMPTY => false,
        Some(word) => {
            problems.push(unknown_word(word, "startsFrom", words::STARTS_FROM));
            false
        }
        None => root.get("tasks").is_some_and(|tasks| !tasks.elements().is_empty()),
    }
}

/// The date on which `registeredAt` of the first instances falls.
fn starts_at(section: &Node, problems: &mut Problems) -> Option<i64> {
    let written = text(section, "startsAt")?;
    let moment = Moment::parse(written.value);
    if moment.is_none() {
        let problem = Problem::error(written.span, format!("`{}` is not a date", shortened(written.value)));
        let problem = problem.label("not a date").rule("QL-08");
        problems.push(problem.help(format!("write it as {DEFAULT_START:?}, or the day alone")));
    }
    moment.map(Moment::as_micros)
}
