//! What there is to say of calls for standalone tasks.

use std::collections::BTreeMap;

use super::figures::{Figures, names};
use super::finding::{Finding, Kind};
use crate::experiment::Summary;
use crate::metrics::ACTIONS;
use crate::report::number;

/// Of each arrival stream the tasks that were refused, and what for most of them.
pub(super) fn findings(metrics: &BTreeMap<String, Summary>) -> Vec<Finding> {
    let of_stream = |name: &str| {
        let figures = Figures { metrics, stem: format!("arrivals.{name}") };
        let refused = figures.nonzero("refused")?;
        let requested = figures.mean("requested").unwrap_or_default();
        let reason = most_frequent(metrics, &format!("arrivals.{name}.refused."));
        let of = if name == ACTIONS { "actions" } else { name };
        let (count, all, qualified) = (refused.count(), number::plain(requested), refused.qualified());
        let words = format!("{count} of {all} tasks of {of} were refused{qualified}{}", why(reason));
        Some(Finding {
            kind: Kind::Refused,
            subject: name.to_owned(),
            reason: reason.unwrap_or_default().to_owned(),
            amount: refused.mean,
            times: refused.times,
            words,
        })
    };
    names(metrics, "arrivals").into_iter().filter_map(of_stream).collect()
}

/// The reason behind `start` with the largest figure, the first in the alphabet among equals.
fn most_frequent<'m>(metrics: &'m BTreeMap<String, Summary>, start: &str) -> Option<&'m str> {
    let from_there = metrics.range(start.to_owned()..).take_while(|(name, _)| name.starts_with(start));
    let by_reason = from_there.filter_map(|(name, summary)| Some((summary.mean()?, &name[start.len()..])));
    by_reason.reduce(|most, next| if next.0 > most.0 { next } else { most }).map(|(_, reason)| reason)
}

fn why(reason: Option<&str>) -> String {
    reason.map_or_else(String::new, |reason| format!(", most for {reason}"))
}
