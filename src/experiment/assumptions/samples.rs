//! Runs of variants with another behaviour, of which only the figures of the answer are kept.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::super::run::Simulate;
use super::super::{Progress, replication_seed};
use crate::metrics::total_of;
use crate::model::{Behavior, Model};
use crate::observe::{Detail, Metric, RunOutcome};
use crate::scenario::Scenario;

/// What a replication has of a metric.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sample {
    /// A guard ended it.
    Halted,
    /// Nothing.
    Absent,
    /// A figure or a word.
    Of(Metric),
}

impl Sample {
    pub(super) const fn metric(&self) -> Option<&Metric> {
        match self {
            Self::Of(metric) => Some(metric),
            Self::Halted | Self::Absent => None,
        }
    }

    fn number(&self) -> Option<f64> {
        match self.metric() {
            Some(Metric::Number { value, .. }) => Some(*value),
            Some(Metric::Text(_)) | None => None,
        }
    }
}

/// Of each variant that was run, what each replication has of each metric.
pub(super) struct Samples(Vec<Option<Vec<Vec<Sample>>>>);

impl Samples {
    /// What the replications have of a metric.
    ///
    /// # Panics
    ///
    /// When the variant was not run.
    pub(super) fn of(&self, variant: usize, metric: usize) -> &[Sample] {
        &self.0[variant].as_ref().expect("asked of variants that were run")[metric]
    }

    pub(super) fn variants(&self) -> usize {
        self.0.len()
    }

    pub(super) fn metrics(&self, variant: usize) -> usize {
        self.0[variant].as_ref().map_or(0, Vec::len)
    }

    /// Figures of two variants or of two behaviours in one, by replications that have both.
    pub(super) fn pairs<'a>(
        left: &'a [Sample],
        right: &'a [Sample],
    ) -> impl Iterator<Item = (f64, f64)> + 'a {
        left.iter().zip(right).filter_map(|(left, right)| Some((left.number()?, right.number()?)))
    }

    /// Runs that a guard ended.
    pub(super) fn halted(&self) -> u32 {
        let first_metrics = self.0.iter().flatten().filter_map(|metrics| metrics.first());
        let halted = first_metrics.flatten().filter(|sample| **sample == Sample::Halted);
        u32::try_from(halted.count()).unwrap_or(u32::MAX)
    }
}

/// What it takes to run variants.
pub(super) struct Trials<'a, S> {
    pub scenario: &'a Scenario,
    pub metrics: &'a [String],
    pub progress: &'a dyn Progress,
    pub simulate: &'a S,
}

impl<S: Simulate> Trials<'_, S> {
    pub(super) fn all(&self) -> BTreeSet<usize> {
        (0..self.scenario.variants.len()).collect()
    }

    /// Runs that were not announced.
    pub(super) fn more(&self, variants: &BTreeSet<usize>, change: impl Fn(&mut Behavior) + Sync) -> Samples {
        self.progress.more_runs(variants.len() as u64 * u64::from(self.scenario.replications));
        self.run(variants, change)
    }

    /// Runs every replication of these variants, each with its usual seed, after `change` of their behaviour.
    pub(super) fn run(&self, variants: &BTreeSet<usize>, change: impl Fn(&mut Behavior) + Sync) -> Samples {
        let each = (0..self.scenario.variants.len()).into_par_iter();
        let samples = each.map(|variant| variants.contains(&variant).then(|| self.variant(variant, &change)));
        Samples(samples.collect())
    }

    fn variant(&self, variant: usize, change: &(impl Fn(&mut Behavior) + Sync)) -> Vec<Vec<Sample>> {
        let mut model = Model::clone(&self.scenario.variants.get(variant).model);
        change(&mut model.behavior);
        let model = Arc::new(model);
        let replications: Vec<Vec<Sample>> = (1..=self.scenario.replications)
            .into_par_iter()
            .map(|number| {
                let seed = replication_seed(self.scenario.seed, number);
                let outcome = (self.simulate)(&model, seed, Detail::Metrics);
                self.progress.run_done();
                match outcome {
                    Ok(outcome) => self.metrics.iter().map(|metric| sample(&outcome, metric)).collect(),
                    Err(_) => vec![Sample::Halted; self.metrics.len()],
                }
            })
            .collect();
        let by_metric = |metric: usize| replications.iter().map(|of| of[metric].clone()).collect();
        (0..self.metrics.len()).map(by_metric).collect()
    }
}

/// A count by reason that never occurred is none of its total.
fn sample(outcome: &RunOutcome, name: &str) -> Sample {
    let is_figure = |metric: &&Metric| match metric {
        Metric::Number { value, .. } => value.is_finite(),
        Metric::Text(_) => true,
    };
    if let Some(metric) = outcome.metrics.get(name).filter(is_figure) {
        return Sample::Of(metric.clone());
    }
    match total_of(name).and_then(|total| outcome.metrics.get(total)) {
        Some(Metric::Number { unit, .. }) => Sample::Of(Metric::Number { value: 0.0, unit }),
        _ => Sample::Absent,
    }
}
