//! Time series summed over replications, to be averaged.

use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize};

use crate::metrics;
use crate::observe::Series;

/// The sum of each series, step by step, over the replications that have the step.
///
/// Series keep the order in which they first appear. Replications of a variant share model and duration and so the
/// length of a step; a value that is not finite does not exist.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SeriesSums(Vec<Sum>);

/// Sums so far and how many values each is of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Sum {
    name: String,
    unit: Unit,
    step_seconds: f64,
    steps: Vec<(f64, u32)>,
}

impl SeriesSums {
    /// Takes in the series of one more replication.
    pub fn add(&mut self, series: &[Series]) {
        for (index, one) in series.iter().enumerate() {
            let steps = one.means.iter().map(|&mean| if mean.is_finite() { (mean, 1) } else { (0.0, 0) });
            self.at(index, (&one.name, one.unit, one.step_seconds)).add(steps);
        }
    }

    /// Takes in the sums of more replications.
    pub fn merge(&mut self, other: &Self) {
        for (index, one) in other.0.iter().enumerate() {
            self.at(index, (&one.name, one.unit.0, one.step_seconds)).add(one.steps.iter().copied());
        }
    }

    /// The mean of each series; a step that no replication has is not a number.
    #[must_use]
    pub fn means(&self) -> Vec<Series> {
        self.0.iter().map(Sum::mean).collect()
    }

    /// The sum of a series. Replications list the same series in the same order, so that it is nearly always at `index`.
    fn at(&mut self, index: usize, (name, unit, step_seconds): (&str, &'static str, f64)) -> &mut Sum {
        let guess = self.0.get(index).is_some_and(|sum| sum.name == name);
        let known = if guess { Some(index) } else { self.0.iter().position(|sum| sum.name == name) };
        let position = known.unwrap_or_else(|| {
            self.0.push(Sum { name: name.to_owned(), unit: Unit(unit), step_seconds, steps: Vec::new() });
            self.0.len() - 1
        });
        &mut self.0[position]
    }
}

/// One of the units that metrics have.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
struct Unit(&'static str);

impl<'de> Deserialize<'de> for Unit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let unit = metrics::unit(&name).map(Self);
        unit.ok_or_else(|| D::Error::custom(format_args!("no metric is in {name}")))
    }
}

impl Sum {
    fn add(&mut self, more: impl ExactSizeIterator<Item = (f64, u32)>) {
        if self.steps.len() < more.len() {
            self.steps.resize(more.len(), (0.0, 0));
        }
        for ((sum, count), (value, values)) in self.steps.iter_mut().zip(more) {
            *sum += value;
            *count += values;
        }
    }

    fn mean(&self) -> Series {
        let mean = |&(sum, count): &(f64, u32)| if count == 0 { f64::NAN } else { sum / f64::from(count) };
        Series {
            name: self.name.clone(),
            unit: self.unit.0,
            step_seconds: self.step_seconds,
            means: self.steps.iter().map(mean).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "cluster.tasks";
    const B: &str = "services.b.runningCount";

    fn series(name: &str, means: &[f64]) -> Series {
        Series { name: name.to_owned(), unit: "tasks", step_seconds: 60.0, means: means.to_vec() }
    }

    #[test]
    fn steps_are_averaged_over_the_replications_that_have_them() {
        let runs = [
            vec![series(A, &[1.0, 2.0, 6.0]), series(B, &[5.0])],
            vec![series(B, &[7.0]), series(A, &[3.0, f64::NAN])],
        ];
        // A: (1 + 3) / 2, 2 alone, 6 alone; B: (5 + 7) / 2.
        let expected = [series(A, &[2.0, 2.0, 6.0]), series(B, &[6.0])];
        let mut all = SeriesSums::default();
        for run in &runs {
            all.add(run);
        }
        assert_eq!(all.means(), expected);
        let mut in_parts = SeriesSums::default();
        for run in &runs {
            let mut part = SeriesSums::default();
            part.add(run);
            in_parts.merge(&part);
        }
        assert_eq!(in_parts, all);
    }
}
