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
    /// Neither, which is nothing to plan by: it is only looked at whether it comes to another level.
    Between,
    /// A word.
    Word(String),
}

/// What kind of thing a verdict says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A figure is at a level that a plan asks for, or is a word.
    Level,
    /// A figure is in between.
    Between,
    /// One variant has less of a metric than another.
    Order,
}

/// What becomes of a verdict, the worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
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

    /// What kind of thing it says.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Level { level: Level::Between, .. } => Kind::Between,
            Self::Level { .. } => Kind::Level,
            Self::Order { .. } => Kind::Order,
        }
    }

    /// A level flips when most replications have another, and is no longer clear when some have; what is in between only
    /// flips. An order holds when it is clear in `now` as well, and flips when the opposite is.
    pub(super) fn judge(&self, now: &Samples) -> Outcome {
        match self {
            Self::Level { variant, metric, level } => {
                let levels: Vec<Level> = now.of(*variant, *metric).iter().filter_map(Level::of).collect();
                let same = levels.iter().filter(|now| *now == level).count();
                if same * 2 < levels.len() {
                    Outcome::Flips
                } else if *level == Level::Between || (same == levels.len() && same > 0) {
                    Outcome::Holds
                } else {
                    Outcome::Unclear
                }
            }
            Self::Order { metric, less, more } => match compare(now, *metric, *less, *more) {
                Pair::Told(Ordering::Less) => Outcome::Holds,
                Pair::Told(_) => Outcome::Flips,
                Pair::Incomparable | Pair::Equal | Pair::Untold => Outcome::Unclear,
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

/// Pairs of variants on an axis that both have a metric as a figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pairs {
    /// Those whose figures are the same in every replication.
    pub equal: usize,
    /// Those of which it is clear which has less.
    pub told: usize,
    /// Those whose figures differ, but not clearly.
    pub untold: usize,
}

impl Pairs {
    /// All of them.
    #[must_use]
    pub const fn all(&self) -> usize {
        self.equal + self.told + self.untold
    }
}

/// What these samples say: the level of each metric in each variant where all replications agree, and the order of each
/// pair of variants on an axis where it is clear.
pub(super) fn verdicts(samples: &Samples, scenario: &Scenario, metrics: usize) -> (Vec<Verdict>, Pairs) {
    let (mut all, mut of_pairs) = (Vec::new(), Pairs::default());
    for metric in 0..metrics {
        for variant in 0..samples.variants() {
            let mut levels = samples.of(variant, metric).iter().filter_map(Level::of);
            let Some(level) = levels.next() else { continue };
            if levels.all(|other| other == level) {
                all.push(Verdict::Level { variant, metric, level });
            }
        }
        for (one, other) in pairs(&scenario.axes) {
            match compare(samples, metric, one, other) {
                Pair::Told(order) => {
                    let (less, more) = if order == Ordering::Less { (one, other) } else { (other, one) };
                    all.push(Verdict::Order { metric, less, more });
                    of_pairs.told += 1;
                }
                Pair::Equal => of_pairs.equal += 1,
                Pair::Untold => of_pairs.untold += 1,
                Pair::Incomparable => {}
            }
        }
    }
    (all, of_pairs)
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

/// How figures of two variants compare.
enum Pair {
    /// No replication has both.
    Incomparable,
    /// They are the same in every replication.
    Equal,
    /// One is clearly less.
    Told(Ordering),
    /// They differ, and chance may be all there is to it.
    Untold,
}

fn compare(samples: &Samples, metric: usize, one: usize, other: usize) -> Pair {
    let (one, other) = (samples.of(one, metric), samples.of(other, metric));
    let pairs: Vec<(f64, f64)> = Samples::pairs(one, other).collect();
    let is_equal = |(one, other): &(f64, f64)| (one - other).abs() <= ROUNDING * one.abs().max(other.abs());
    match Clear::VERDICT.order(&pairs, one.len()) {
        Some(order) => Pair::Told(order),
        None if pairs.is_empty() => Pair::Incomparable,
        None if pairs.iter().all(is_equal) => Pair::Equal,
        None => Pair::Untold,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::{integers, scenario};
    use super::*;

    #[test]
    fn variants_are_compared_along_each_axis_with_all_others_of_a_short_one() {
        let scenario = scenario("two", &[("a", &integers(&[1, 2])), ("b", &integers(&[1, 2, 3]))]);
        let points: Vec<_> = scenario.variants.points().collect();
        let names = |(one, other): (usize, usize)| (points[one].name.as_str(), points[other].name.as_str());
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
