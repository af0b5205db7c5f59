//! When there is nothing that a planner must not miss.

use super::figures::names;
use crate::experiment::Results;

/// Its name for programs.
pub(super) const NAME: &str = "allWell";

/// What is said then, by what there was to do.
pub(super) fn words(results: &Results<'_>) -> &'static str {
    let mut variants = results.variants.iter().map(|of| &of.metrics);
    if variants.clone().any(|metrics| !names(metrics, "services").is_empty()) {
        let kept = |name: &str, mean: Option<f64>| {
            !name.ends_with(".availability") || mean.is_none_or(|mean| mean >= 1.0)
        };
        let always = variants.all(|metrics| metrics.iter().all(|(name, of)| kept(name, of.mean())));
        return if always {
            "all services reached and kept their desired count"
        } else {
            "all services reached their desired count and kept the minimum of healthy tasks"
        };
    }
    if variants.any(|metrics| !names(metrics, "arrivals").is_empty()) {
        "all tasks that were called for were placed"
    } else {
        "no task was asked for"
    }
}
