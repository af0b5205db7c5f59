//! Advice for every variant, equal faults told once.

use rayon::prelude::*;

use super::Progress;
use super::run::pool;
use crate::advice::{Advice, Patience, advise};
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
) -> Result<Vec<SharedAdvice>, (String, Halt)> {
    let variants = &scenario.variants;
    let found: Vec<Result<Vec<Advice>, Halt>> = pool(jobs, variants.len()).install(|| {
        let each = variants.par_iter().map(|variant| {
            let found = advise(&variant.model, scenario.seed, patience);
            progress.run_done();
            found
        });
        each.collect()
    });
    let mut shared: Vec<SharedAdvice> = Vec::new();
    for (variant, found) in variants.iter().zip(found) {
        for advice in found.map_err(|halt| (variant.name.clone(), halt))? {
            let same = |one: &&mut SharedAdvice| {
                one.advice.fault == advice.fault && one.advice.subject == advice.subject
            };
            match shared.iter_mut().find(same) {
                Some(one) => one.variants.push(variant.name.clone()),
                None => shared.push(SharedAdvice { advice, variants: vec![variant.name.clone()] }),
            }
        }
    }
    Ok(shared)
}
