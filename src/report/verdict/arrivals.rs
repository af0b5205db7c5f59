//! What there is to say of calls for standalone tasks.

use super::figures::{Figures, names};
use super::finding::{Finding, Kind};
use crate::experiment::Summaries;
use crate::metrics::ACTIONS;
use crate::report::number;

/// Of each arrival stream the tasks that were refused, and what for most of them.
pub(super) fn findings(metrics: &Summaries) -> Vec<Finding> {
    let of_stream = |name: &str| {
        let figures = Figures { metrics, stem: format!("arrivals.{name}") };
        let refused = figures.nonzero("refused")?;
        let requested = figures.mean("requested").unwrap_or_default();
        let reason = reason(metrics, &format!("arrivals.{name}.refused."), refused.mean);
        let of = if name == ACTIONS { "actions" } else { name };
        let (count, all, qualified) = (refused.count(), number::plain(requested), refused.qualified());
        let why = if reason.is_empty() { String::new() } else { format!(": {reason}") };
        let words = format!("{count} of {all} tasks of {of} were refused{qualified}{why}");
        Some(Finding {
            kind: Kind::Refused,
            subject: name.to_owned(),
            reason,
            amount: refused.mean,
            times: refused.times,
            words,
        })
    };
    names(metrics, "arrivals").into_iter().filter_map(of_stream).collect()
}

/// The reason behind `start` with the largest figure, the first in the alphabet among equals, and whether there are others.
fn reason(metrics: &Summaries, start: &str, refused: f64) -> String {
    let from_there = metrics.starting_with(start);
    let by_reason = from_there.filter_map(|(name, summary)| Some((summary.mean()?, &name[start.len()..])));
    match by_reason.reduce(|most, next| if next.0 > most.0 { next } else { most }) {
        None => String::new(),
        Some((most, reason)) if most < refused => format!("mostly {reason}"),
        Some((_, reason)) => reason.to_owned(),
    }
}
