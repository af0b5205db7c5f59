//! How a figure is distributed over replications: how often each of few values came, and quantiles of any number.

use super::statistics::Observations;

/// More different values than this are not counted one by one.
const VALUES_MAX: usize = 20;

/// The quantiles that are kept, with their names.
pub const QUANTILES: [(f64, &str); 7] =
    [(0.0, "min"), (0.05, "p5"), (0.25, "p25"), (0.5, "p50"), (0.75, "p75"), (0.95, "p95"), (1.0, "max")];

/// A figure over the replications of a variant; of the same size however many these are.
#[derive(Clone, Debug, PartialEq)]
pub struct Frequencies {
    /// The metric.
    pub metric: String,
    /// Its unit.
    pub unit: &'static str,
    /// How many replications have it.
    pub samples: u32,
    /// The values that it has, rising, each with the number of replications; empty where there are more than twenty.
    pub values: Vec<(f64, u32)>,
    /// [`QUANTILES`]: the least value that so large a share of the replications does not exceed.
    pub quantiles: [f64; QUANTILES.len()],
}

impl Frequencies {
    /// Of what was observed; `None` where no replication has the figure.
    pub(super) fn of(metric: &str, observed: &Observations) -> Option<Self> {
        // Adding zero makes one of the two zeros.
        let mut sorted: Vec<f64> = observed.figures().iter().map(|figure| figure + 0.0).collect();
        sorted.sort_by(f64::total_cmp);
        let samples = u32::try_from(sorted.len()).ok().filter(|samples| *samples > 0)?;
        let runs = || sorted.chunk_by(|one, next| one.total_cmp(next).is_eq());
        let counted = |run: &[f64]| (run[0], u32::try_from(run.len()).unwrap_or(u32::MAX));
        let values = if runs().count() > VALUES_MAX { Vec::new() } else { runs().map(counted).collect() };
        let quantiles = QUANTILES.map(|(share, _)| sorted[position(share, samples)]);
        Some(Self { metric: metric.to_owned(), unit: observed.unit(), samples, values, quantiles })
    }
}

/// Where the quantile stands among so many sorted values.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the number of values")]
fn position(share: f64, samples: u32) -> usize {
    ((share * f64::from(samples)).ceil() as usize).saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::Metric;

    fn of(values: impl Iterator<Item = f64>) -> Option<Frequencies> {
        let metrics: Vec<Metric> = values.map(|value| Metric::Number { value, unit: "tasks" }).collect();
        Frequencies::of("cluster.tasks.final", &metrics.iter().collect())
    }

    #[expect(clippy::cast_possible_truncation, reason = "small whole numbers")]
    fn whole(of: &Frequencies) -> [i32; QUANTILES.len()] {
        of.quantiles.map(|quantile| quantile as i32)
    }

    #[test]
    fn few_values_are_counted_and_of_many_quantiles_stay() {
        let few = of([5.0, 4.0, 6.0, 5.0, -0.0, 0.0, f64::NAN, 5.0].into_iter()).expect("figures");
        assert_eq!(few.values, [(0.0, 2), (4.0, 1), (5.0, 3), (6.0, 1)]);
        assert_eq!((few.samples, few.unit), (7, "tasks"));
        assert_eq!(whole(&few), [0, 0, 0, 5, 5, 6, 6]);
        let many = of((0..100).rev().map(f64::from)).expect("figures");
        assert_eq!(many.values, []);
        assert_eq!(whole(&many), [0, 4, 24, 49, 74, 94, 99]);
        assert_eq!(of([f64::NAN].into_iter()), None);
    }
}
