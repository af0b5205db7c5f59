//! What an answer says that a plan may rest on, and whether it still says so with other settings.

use std::cmp::Ordering;

use super::super::statistics::RATIO;
use super::clear::{Clear, ROUNDING};
use super::samples::{Sample, Samples};
use crate::observe::Metric;
use crate::scenario::{Axis, Scenario};

/// On an axis with more values only neighbours are compared: a reader of more looks for where it bends.
const ALL_PAIRS_MAX: usize = 8;

/// Something that the answer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every replication of the variant has the metric at this level.
    Level {
        /// The variant, by position.
        variant: usize,
        /// The metric, by position.
        metric: usize,
        /// Where the metric is.
        level: Level,
    },
    /// One variant has clearly less than another one that differs from it on one axis.
    Order {
        /// The metric, by position.
        metric: usize,
        /// The variant that has less.
        less: usize,
        /// The variant that has more.
        more: usize,
    },
}

/// Where a metric is, as far as it matters to a plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// There is no such figure, such as the duration of a deployment that does not end.
    Absent,
    /// None at all.
    Zero,
    /// All of it, of a share.
    Whole,
    /// Neither.
    Between,
    /// A word.
    Word(String),
}

/// What became of a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is the same.
    Holds,
    /// It is no longer clear.
    Unclear,
    /// It is the opposite.
    Flips,
}

impl Verdict {
    /// The variants that it is about.
    #[must_use]
    pub fn variants(&self) -> Vec<usize> {
        match self {
            Self::Level { variant, .. } => vec![*variant],
            Self::Order { less, more, .. } => vec![*less, *more],
        }
    }

    /// The metric that it is about.
    #[must_use]
    pub const fn metric(&self) -> usize {
        match self {
            Self::Level { metric, .. } | Self::Order { metric, .. } => *metric,
        }
    }

    /// A level flips when most replications have another; an order flips when the opposite is as clear, and is no longer
    /// clear when it was more so in `base`, beyond chance.
    pub(super) fn judge(&self, base: &Samples, now: &Samples) -> Outcome {
        match self {
            Self::Level { variant, metric, level } => {
                let levels: Vec<Level> = now.of(*variant, *metric).iter().filter_map(Level::of).collect();
                let same = levels.iter().filter(|now| *now == level).count();
                if levels.is_empty() || (same < levels.len() && same * 2 >= levels.len()) {
                    Outcome::Unclear
                } else if same == levels.len() {
                    Outcome::Holds
                } else {
                    Outcome::Flips
                }
            }
            Self::Order { metric, less, more } => match order(now, *metric, *less, *more) {
                Some(Ordering::Greater) => Outcome::Flips,
                None if fades(base, now, *metric, *less, *more) => Outcome::Unclear,
                _ => Outcome::Holds,
            },
        }
    }
}

impl Level {
    /// `None` for a run that a guard ended.
    fn of(sample: &Sample) -> Option<Self> {
        match sample {
            Sample::Halted => None,
            Sample::Absent => Some(Self::Absent),
            Sample::Of(Metric::Text(word)) => Some(Self::Word(word.clone())),
            Sample::Of(Metric::Number { value, .. }) if value.abs() <= ROUNDING => Some(Self::Zero),
            Sample::Of(Metric::Number { value, unit }) if *unit == RATIO && *value >= 1.0 - ROUNDING => {
                Some(Self::Whole)
            }
            Sample::Of(Metric::Number { .. }) => Some(Self::Between),
        }
    }
}

/// What these samples say: the level of each metric in each variant where all replications agree, and the order of each
/// pair of variants on an axis where it is clear.
pub(super) fn verdicts(samples: &Samples, scenario: &Scenario, metrics: usize) -> Vec<Verdict> {
    let mut all = Vec::new();
    for metric in 0..metrics {
        for variant in 0..samples.variants() {
            let mut levels = samples.of(variant, metric).iter().filter_map(Level::of);
            let Some(level) = levels.next() else { continue };
            if levels.all(|other| other == level) {
                all.push(Verdict::Level { variant, metric, level });
            }
        }
        for (one, other) in pairs(&scenario.axes) {
            match order(samples, metric, one, other) {
                Some(Ordering::Less) => all.push(Verdict::Order { metric, less: one, more: other }),
                Some(Ordering::Greater) => all.push(Verdict::Order { metric, less: other, more: one }),
                _ => {}
            }
        }
    }
    all
}

/// Variants that differ on one axis alone.
fn pairs(axes: &[Axis]) -> Vec<(usize, usize)> {
    let lengths: Vec<usize> = axes.iter().map(|axis| axis.values.len()).collect();
    let variants: usize = lengths.iter().product();
    let mut pairs = Vec::new();
    // The last axis varies fastest.
    let mut stride = variants;
    for length in lengths {
        stride /= length;
        for one in 0..variants {
            let at = one / stride % length;
            let reach = if length <= ALL_PAIRS_MAX { length - 1 - at } else { (length - 1 - at).min(1) };
            pairs.extend((1..=reach).map(|further| (one, one + further * stride)));
        }
    }
    pairs
}

/// How one variant's figure clearly compares with another's; `None` where chance may be all there is to it.
fn order(samples: &Samples, metric: usize, one: usize, other: usize) -> Option<Ordering> {
    let (one, other) = (samples.of(one, metric), samples.of(other, metric));
    Clear::VERDICT.order(&Samples::pairs(one, other).collect::<Vec<_>>(), one.len())
}

/// Whether the lead of one variant over another is clearly smaller than it was, or cannot be told any more.
fn fades(base: &Samples, now: &Samples, metric: usize, less: usize, more: usize) -> bool {
    let leads = |samples: &Samples| samples.differences(metric, less, more);
    let (before, after) = (leads(base), leads(now));
    let pairs: Vec<(f64, f64)> =
        after.iter().zip(&before).filter_map(|(after, before)| Some(((*after)?, (*before)?))).collect();
    let told = before.iter().flatten().count();
    pairs.len() * 2 < told || Clear::VERDICT.order(&pairs, before.len()) == Some(Ordering::Greater)
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::{integers, scenario};
    use super::*;

    #[test]
    fn variants_are_compared_along_each_axis_with_all_others_of_a_short_one() {
        let scenario = scenario("two", &[("a", &integers(&[1, 2])), ("b", &integers(&[1, 2, 3]))]);
        let names = |(one, other): (usize, usize)| {
            (scenario.variants[one].name.as_str(), scenario.variants[other].name.as_str())
        };
        let found: Vec<_> = pairs(&scenario.axes).into_iter().map(names).collect();
        assert_eq!(found.len(), 3 + 2 * 3);
        assert!(found.contains(&("a=1, b=2", "a=2, b=2")));
        assert!(found.contains(&("a=2, b=1", "a=2, b=3")));
        assert_eq!(pairs(&[]), []);
    }

    #[test]
    fn of_a_long_axis_neighbours_are_compared() {
        let scenario = scenario("long", &[("a", &integers(&[1, 2, 3, 4, 5, 6, 7, 8, 9]))]);
        assert_eq!(pairs(&scenario.axes), (0..8).map(|at| (at, at + 1)).collect::<Vec<_>>());
    }

    #[test]
    fn levels_are_what_a_plan_asks_for() {
        let number = |value, unit| Level::of(&Sample::Of(Metric::Number { value, unit }));
        assert_eq!(number(0.0, "tasks"), Some(Level::Zero));
        assert_eq!(number(1.0, "tasks"), Some(Level::Between));
        assert_eq!(number(1.0, "ratio"), Some(Level::Whole));
        assert_eq!(number(0.999, "ratio"), Some(Level::Between));
        assert_eq!(Level::of(&Sample::Absent), Some(Level::Absent));
        assert_eq!(Level::of(&Sample::Halted), None);
    }
}
