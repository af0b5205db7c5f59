//! Time series averaged over replications.

use crate::observe::Series;

/// The mean of each series, step by step, over the replications that have the step.
///
/// Series keep the order in which they first appear. Replications of a variant share model and duration and so the
/// length of a step; a value that is not finite does not exist.
pub(super) fn average<'a>(replications: impl IntoIterator<Item = &'a [Series]>) -> Vec<Series> {
    let mut sums: Vec<Sum<'a>> = Vec::new();
    for series in replications {
        for (index, one) in series.iter().enumerate() {
            // Replications list the same series in the same order, so the guess is nearly always right.
            let guess = sums.get(index).is_some_and(|sum| sum.of.name == one.name);
            let known = if guess { Some(index) } else { sums.iter().position(|sum| sum.of.name == one.name) };
            let position = known.unwrap_or_else(|| {
                sums.push(Sum { of: one, steps: Vec::new() });
                sums.len() - 1
            });
            sums[position].add(one);
        }
    }
    sums.into_iter().map(Sum::mean).collect()
}

/// Sums so far and how many values each is of.
struct Sum<'a> {
    of: &'a Series,
    steps: Vec<(f64, u32)>,
}

impl Sum<'_> {
    fn add(&mut self, series: &Series) {
        if self.steps.len() < series.means.len() {
            self.steps.resize(series.means.len(), (0.0, 0));
        }
        for ((sum, count), value) in self.steps.iter_mut().zip(&series.means) {
            if value.is_finite() {
                *sum += value;
                *count += 1;
            }
        }
    }

    fn mean(self) -> Series {
        // A step that no replication has is not a number here, and reports leave it out.
        let mean = |(sum, count): (f64, u32)| if count == 0 { f64::NAN } else { sum / f64::from(count) };
        Series {
            name: self.of.name.clone(),
            unit: self.of.unit,
            step_seconds: self.of.step_seconds,
            means: self.steps.into_iter().map(mean).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(name: &str, means: &[f64]) -> Series {
        Series { name: name.to_owned(), unit: "tasks", step_seconds: 60.0, means: means.to_vec() }
    }

    #[test]
    fn steps_are_averaged_over_the_replications_that_have_them() {
        let runs = [
            vec![series("a", &[1.0, 2.0, 6.0]), series("b", &[5.0])],
            vec![series("b", &[7.0]), series("a", &[3.0, f64::NAN])],
        ];
        // a: (1 + 3) / 2, 2 alone, 6 alone; b: (5 + 7) / 2.
        assert_eq!(
            average(runs.iter().map(Vec::as_slice)),
            [series("a", &[2.0, 2.0, 6.0]), series("b", &[6.0])]
        );
    }
}
