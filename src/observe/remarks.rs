//! What a reader of a run's results must know about how it was made.

use super::series::MOST_SERVICES;
use crate::model::{Choice, Model, Preset};

/// Remarks on a run of `model`.
pub(super) fn remarks(model: &Model) -> Vec<String> {
    let services = model.services.len();
    let many = services > MOST_SERVICES;
    let too_many = many.then(|| {
        format!(
            "{services} services are more than {MOST_SERVICES}: time series are kept for the cluster alone"
        )
    });
    let preset = model.behavior.preset;
    let other = (preset != Preset::Measured).then(|| {
        format!("`[behavior] preset` is \"{}\": its times are not those that were measured", preset.word())
    });
    too_many.into_iter().chain(other).collect()
}
