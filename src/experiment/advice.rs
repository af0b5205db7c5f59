//! Advice for every variant, equal faults told once.

use rayon::prelude::*;

use super::Progress;
use super::run::pool;
use crate::advice::{Advice, Findings, Patience, Unjudged, advise};
use crate::engine::Halt;
use crate::scenario::Scenario;

/// A design fault and the variants that have it.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SharedAdvice {
    /// As the first of the variants shows it.
    #[serde(flatten)]
    pub advice: Advice,
    /// Names of the variants that have this fault, in the order of the scenario.
    pub variants: Vec<String>,
}

/// A service of which nothing could be said, and the variants in which that is so.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SharedUnjudged {
    /// As in the first of the variants.
    #[serde(flatten)]
    pub unjudged: Unjudged,
    /// Names of the variants, in the order of the scenario.
    pub variants: Vec<String>,
}

/// What was found in all variants.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SharedFindings {
    /// Design faults.
    pub advice: Vec<SharedAdvice>,
    /// Services that were not judged.
    pub unjudged: Vec<SharedUnjudged>,
}

/// Looks for design faults in every variant, on `jobs` threads; the result does not depend on them.
///
/// # Errors
///
/// The first variant in which a guard ended a trial, by name, with the guard.
pub fn advise_all(
    scenario: &Scenario,
    patience: Patience,
    jobs: usize,
    progress: &dyn Progress,
) -> Result<SharedFindings, (String, Halt)> {
    let variants = &scenario.variants;
    let found: Vec<Result<Findings, Halt>> = pool(jobs, variants.len()).install(|| {
        let each = (0..variants.len()).into_par_iter().map(|number| {
            let found = advise(&variants.get(number).model, scenario.seed, patience);
            progress.run_done();
            found
        });
        each.collect()
    });
    let mut shared = SharedFindings::default();
    for (variant, found) in variants.points().zip(found) {
        shared.add(found.map_err(|halt| (variant.name.clone(), halt))?, &variant.name);
    }
    Ok(shared)
}

impl SharedFindings {
    /// Takes in what one more variant has; equal faults of a service are one.
    fn add(&mut self, found: Findings, variant: &str) {
        for advice in found.advice {
            let same = |one: &&mut SharedAdvice| {
                (one.advice.fault, &one.advice.subject) == (advice.fault, &advice.subject)
            };
            match self.advice.iter_mut().find(same) {
                Some(one) => one.variants.push(variant.to_owned()),
                None => self.advice.push(SharedAdvice { advice, variants: vec![variant.to_owned()] }),
            }
        }
        for unjudged in found.unjudged {
            match self.unjudged.iter_mut().find(|one| one.unjudged.subject == unjudged.subject) {
                Some(one) => one.variants.push(variant.to_owned()),
                None => self.unjudged.push(SharedUnjudged { unjudged, variants: vec![variant.to_owned()] }),
            }
        }
    }
}
