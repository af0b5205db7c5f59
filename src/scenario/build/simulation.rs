//! `[simulation]`: how long a run lasts and which part of it counts.

use super::super::{Node, Problem, Problems};
use super::fields::text;
use super::quantity::{check_positive, duration};
use crate::time::SimDuration;

const DEFAULT_DURATION: SimDuration = SimDuration::from_mins(60);

/// `duration` and `warmUp`.
pub fn read(root: &Node, problems: &mut Problems) -> (SimDuration, SimDuration) {
    let Some(section) = root.get("simulation") else { return (DEFAULT_DURATION, SimDuration::ZERO) };
    let length = duration(section, "duration", problems).unwrap_or(DEFAULT_DURATION);
    if let Some(written) = text(section, "duration") {
        check_positive(length, written, "duration", problems);
    }
    let warm_up = duration(section, "warmUp", problems).unwrap_or(SimDuration::ZERO);
    if let Some(written) = text(section, "warmUp").filter(|_| warm_up >= length) {
        let message = format!("`warmUp` ({warm_up}) is not shorter than `duration` ({length})");
        problems.push(
            Problem::error(written.span, message)
                .label("nothing would be measured")
                .help("shorten `warmUp` or lengthen `duration`"),
        );
    }
    (length, warm_up)
}
