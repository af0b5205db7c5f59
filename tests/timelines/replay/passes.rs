//! How long a pass took until 2021: longer than today.
//!
//! What a service's passes were is never read from the run that is replayed. They are those that one more service of these
//! years may be expected to have, judged by all the others: a Student distribution as wide as services differ beyond their
//! jitter and as their mean is uncertain, one length a seed.

use std::collections::BTreeMap;

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::{number, table};

/// Gaps between passes of one service: how many passes, and how long they took together.
type Gaps = Vec<(f64, f64)>;

/// What is known of the passes of some services.
pub struct Passes {
    /// How many services.
    pub services: usize,
    /// The mean of their means, in seconds.
    pub mean: f64,
    /// How much services differ: the standard deviation that their jitter leaves unexplained, in seconds.
    pub between: f64,
    /// Standard error of the mean, in seconds.
    pub error: f64,
    /// How much earlier or later than on an even grid a pass came at most, in seconds.
    pub jitter: f64,
}

/// Services of which fewer gaps are known tell nothing of the jitter.
const LEAST_GAPS: usize = 3;
/// The variance of the difference of two times that were cut to whole seconds.
const OF_WHOLE_SECONDS: f64 = 1.0 / 6.0;

impl Passes {
    /// Those of all sources but these, named with spaces between.
    pub fn without(sources: &str) -> Self {
        let mut by_source: BTreeMap<String, Gaps> = BTreeMap::new();
        for row in table("passes.csv") {
            if !sources.split(' ').any(|source| source == &row[0]) {
                by_source.entry(row[0].to_owned()).or_default().push((number(&row, 2), number(&row, 3)));
            }
        }
        let all: Vec<Gaps> = by_source.into_values().collect();
        let jitter = jitter(&all);
        let lengths: Vec<f64> = all.iter().map(|gaps| length(gaps)).collect();
        let mean = lengths.iter().sum::<f64>() / count(&lengths);
        let variance =
            lengths.iter().map(|length| (length - mean).powi(2)).sum::<f64>() / (count(&lengths) - 1.0);
        // What jitter alone makes the means differ by (a one-way model of random effects).
        let by_jitter = all.iter().map(|gaps| variance_of_length(gaps, jitter)).sum::<f64>() / count(&all);
        let between = (variance - by_jitter).max(0.0).sqrt();
        Self { services: all.len(), mean, between, error: (variance / count(&all)).sqrt(), jitter }
    }

    /// The length of a pass of one more service: as many values as asked for, each as likely as another.
    pub fn lengths(&self, many: u32) -> Vec<f64> {
        let services = f64::from(u32::try_from(self.services).expect("a few"));
        let scale = self.between.hypot(self.error);
        let of_another = StudentsT::new(self.mean, scale, services - 1.0).expect("a distribution");
        let share = |number: u32| (f64::from(number) + 0.5) / f64::from(many);
        (0..many).map(|number| of_another.inverse_cdf(share(number))).collect()
    }
}

fn count<T>(of: &[T]) -> f64 {
    f64::from(u32::try_from(of.len()).expect("a few"))
}

fn passes(gaps: &[(f64, f64)]) -> f64 {
    gaps.iter().map(|(passes, _)| passes).sum()
}

fn length(gaps: &[(f64, f64)]) -> f64 {
    gaps.iter().map(|(_, seconds)| seconds).sum::<f64>() / passes(gaps)
}

/// The variance that cutting to whole seconds gives a gap, where a source does so.
fn of_rounding(gaps: &[(f64, f64)]) -> f64 {
    let whole = gaps.iter().all(|(_, seconds)| seconds.fract() < f64::EPSILON);
    if whole { OF_WHOLE_SECONDS } else { 0.0 }
}

/// The variance of a gap: two passes of a grid, each up to *j* early or late.
fn variance_of_gap(gaps: &[(f64, f64)], jitter: f64) -> f64 {
    2.0 * jitter * jitter / 3.0 + of_rounding(gaps)
}

fn variance_of_length(gaps: &[(f64, f64)], jitter: f64) -> f64 {
    variance_of_gap(gaps, jitter) * count(gaps) / passes(gaps).powi(2)
}

/// The half-width *j* of the jitter, from how the gaps of each service differ.
fn jitter(all: &[Gaps]) -> f64 {
    let (mut squares, mut degrees) = (0.0, 0.0);
    for gaps in all.iter().filter(|gaps| gaps.len() >= LEAST_GAPS) {
        let (length, freedom) = (length(gaps), count(gaps) - 1.0);
        squares += gaps.iter().map(|(passes, seconds)| (seconds - passes * length).powi(2)).sum::<f64>();
        squares -= freedom * of_rounding(gaps);
        degrees += freedom;
    }
    (1.5 * squares / degrees).sqrt()
}
