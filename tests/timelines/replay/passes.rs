//! How long a pass took until 2021: longer than today, and not the same for all services.
//!
//! What a service's passes were is never read from the run that is replayed. They are those that another service of these
//! years may be expected to have, judged by all the others: Student's predictive distribution, one length a seed.

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
    /// Standard deviation of their means, in seconds.
    pub deviation: f64,
    /// How much earlier or later than on an even grid a pass came at most, in seconds.
    pub jitter: f64,
}

/// Services of which fewer gaps are known tell nothing of the jitter.
const LEAST_GAPS: usize = 3;

impl Passes {
    /// Those of all sources but these, named with spaces between.
    pub fn without(sources: &str) -> Self {
        let mut by_source: BTreeMap<String, Gaps> = BTreeMap::new();
        for row in table("passes.csv") {
            if !sources.split(' ').any(|source| source == &row[0]) {
                by_source.entry(row[0].to_owned()).or_default().push((number(&row, 2), number(&row, 3)));
            }
        }
        let lengths: Vec<f64> = by_source.values().map(|gaps| length(gaps)).collect();
        let mean = lengths.iter().sum::<f64>() / count(&lengths);
        let squares: f64 = lengths.iter().map(|length| (length - mean).powi(2)).sum();
        let deviation = (squares / (count(&lengths) - 1.0)).sqrt();
        Self { services: lengths.len(), mean, deviation, jitter: jitter(by_source.values()) }
    }

    /// The length of a pass of one more service: as many values as asked for, each as likely as another.
    pub fn lengths(&self, many: u32) -> Vec<f64> {
        let services = f64::from(u32::try_from(self.services).expect("a few"));
        let of_another =
            StudentsT::new(self.mean, self.deviation * (1.0 + 1.0 / services).sqrt(), services - 1.0);
        let of_another = of_another.expect("a distribution");
        let share = |number: u32| (f64::from(number) + 0.5) / f64::from(many);
        (0..many).map(|number| of_another.inverse_cdf(share(number))).collect()
    }
}

fn count<T>(of: &[T]) -> f64 {
    f64::from(u32::try_from(of.len()).expect("a few"))
}

fn length(gaps: &[(f64, f64)]) -> f64 {
    gaps.iter().map(|(_, seconds)| seconds).sum::<f64>() / gaps.iter().map(|(passes, _)| passes).sum::<f64>()
}

/// The half-width *j* of a uniform jitter: two passes of a grid differ by what has the variance 2*j*²/3.
fn jitter<'g>(sources: impl Iterator<Item = &'g Gaps>) -> f64 {
    let (mut squares, mut degrees) = (0.0, 0.0);
    for gaps in sources.filter(|gaps| gaps.len() >= LEAST_GAPS) {
        let length = length(gaps);
        squares += gaps.iter().map(|(passes, seconds)| (seconds - passes * length).powi(2)).sum::<f64>();
        degrees += count(gaps) - 1.0;
    }
    (1.5 * squares / degrees).sqrt()
}
