//! How far another value of a setting moves the figures of the answer.

use super::super::Summary;
use super::super::statistics::{Observations, mean};
use super::clear::Clear;
use super::samples::{Sample, Samples};

/// A figure of the answer that is another one.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The variant, by position.
    pub variant: usize,
    /// The metric, by position.
    pub metric: usize,
    /// What it is with the default; `None` where no replication has it.
    pub before: Option<Summary>,
    /// What it is with the other value.
    pub after: Option<Summary>,
}

/// How far a figure moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Movement {
    /// Not beyond chance; of one replication alone, not at all.
    None,
    /// By so much, in its unit; of one replication alone, chance may be all there is to it.
    By(f64),
    /// It is another word, or there is one where there was none, or the other way round.
    Otherwise,
}

/// Every figure that is another one in any replication, by variant and metric.
pub(super) fn changes(base: &Samples, now: &Samples) -> Vec<Change> {
    let mut changes = Vec::new();
    for variant in 0..base.variants() {
        for metric in 0..base.metrics(variant) {
            let (before, after) = (base.of(variant, metric), now.of(variant, metric));
            if before != after {
                let (before, after) = (summary(before), summary(after));
                changes.push(Change { variant, metric, before, after });
            }
        }
    }
    changes
}

fn summary(samples: &[Sample]) -> Option<Summary> {
    samples.iter().filter_map(Sample::metric).collect::<Observations>().summary()
}

/// Of each metric the largest movement in any variant.
pub(super) fn movements(base: &Samples, now: &Samples, metrics: usize) -> Vec<Movement> {
    let figures = u32::try_from(base.variants() * metrics).unwrap_or(u32::MAX);
    let of = |metric: usize| {
        let each = (0..base.variants())
            .map(|variant| movement(base.of(variant, metric), now.of(variant, metric), figures));
        each.fold(Movement::None, Movement::larger)
    };
    (0..metrics).map(of).collect()
}

fn movement(before: &[Sample], after: &[Sample], figures: u32) -> Movement {
    let pairs: Vec<(f64, f64)> = Samples::pairs(after, before).collect();
    if Clear::one_of(figures).order(&pairs, before.len()).is_some() {
        let differences: Vec<f64> = pairs.iter().map(|(after, before)| after - before).collect();
        return Movement::By(mean(&differences));
    }
    let was_and_is = (summary(before), summary(after));
    match was_and_is {
        (Some(Summary::Text(before)), Some(Summary::Text(after))) if before == after => Movement::None,
        (None, None) | (Some(Summary::Number { .. }), Some(Summary::Number { .. })) => Movement::None,
        _ => Movement::Otherwise,
    }
}

impl Movement {
    /// The larger of two, a figure before anything else; the first of two that are as large.
    #[must_use]
    pub fn larger(self, other: Self) -> Self {
        match (self, other) {
            (Self::By(one), Self::By(two)) if two.abs() > one.abs() => other,
            (Self::None, _) | (Self::Otherwise, Self::By(_)) => other,
            _ => self,
        }
    }
}
