//! Metrics of one service or stream, as verdicts look at them.

use super::finding::Times;
use crate::experiment::{Summaries, Summary};
use crate::report::number;

/// The metrics whose names begin alike.
pub(super) struct Figures<'m> {
    pub metrics: &'m Summaries,
    /// `services.NAME` or `arrivals.NAME`.
    pub stem: String,
}

/// A figure that is not zero in some replication.
#[derive(Clone, Copy)]
pub(super) struct Nonzero {
    pub mean: f64,
    pub times: Times,
    /// Whether it is the same in all replications.
    is_exact: bool,
}

impl Figures<'_> {
    pub fn text(&self, metric: &str) -> Option<&str> {
        match self.metrics.get(&format!("{}.{metric}", self.stem))? {
            Summary::Text(text) => Some(text),
            Summary::Number { .. } => None,
        }
    }

    pub fn mean(&self, metric: &str) -> Option<f64> {
        self.metrics.get(&format!("{}.{metric}", self.stem))?.mean()
    }

    pub fn nonzero(&self, metric: &str) -> Option<Nonzero> {
        match *self.metrics.get(&format!("{}.{metric}", self.stem))? {
            Summary::Number { mean, interval, samples, nonzero, .. } if nonzero > 0 => Some(Nonzero {
                mean,
                times: Times { of: samples, times: nonzero },
                is_exact: interval.is_none_or(|(low, high)| low.total_cmp(&high).is_eq()),
            }),
            Summary::Number { .. } | Summary::Text(_) => None,
        }
    }
}

impl Nonzero {
    /// `1`, or `0.35` with [`qualified`](Self::qualified) behind it.
    pub fn count(&self) -> String {
        number::plain(self.mean)
    }

    /// `42 s`, likewise.
    pub fn duration(&self) -> String {
        number::duration(self.mean)
    }

    /// That it is a mean, and in how many replications it is more than none.
    pub fn qualified(&self) -> String {
        let mean = if self.is_exact { "" } else { " on average" };
        format!("{mean}{}", self.times.told())
    }
}

/// The names that stand between `section.` and a further dot.
pub(super) fn names<'m>(metrics: &'m Summaries, section: &str) -> Vec<&'m str> {
    let start = format!("{section}.");
    let mut all: Vec<&str> = Vec::new();
    for (key, _) in metrics.starting_with(&start) {
        if let Some((name, _)) = key[start.len()..].split_once('.')
            && all.last() != Some(&name)
        {
            all.push(name);
        }
    }
    // `a-b.…` sorts before `a.…`, and a name comes in one piece all the same: its metrics begin alike.
    all
}
