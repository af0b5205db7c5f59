//! What services and arrival streams are called in the names of metrics.

use std::collections::BTreeMap;

use crate::model::{ApiCall, Model, Service};

/// What metrics call the calls of all actions together; no arrival stream may have the name.
pub const ACTIONS: &str = "actions";

/// The names of all arrival streams in metrics, and behind them [`ACTIONS`] where actions call for standalone tasks.
///
/// ```
/// use plimsoll::{metrics, model::Model};
/// assert!(metrics::arrival_names(&Model::default()).is_empty());
/// ```
#[must_use]
pub fn arrival_names(model: &Model) -> Vec<String> {
    let calls = model.actions.iter().any(|action| matches!(action.call, ApiCall::RunTask(_)));
    let streams = model.arrivals.iter().map(|arrivals| arrivals.name.clone());
    streams.chain(calls.then(|| ACTIONS.to_owned())).collect()
}

/// The names of all services in metrics: their own, with their cluster's before it where two clusters share one.
#[must_use]
pub fn service_names(model: &Model) -> Vec<String> {
    let mut uses = BTreeMap::<&str, u32>::new();
    for service in &model.services {
        *uses.entry(&service.name).or_default() += 1;
    }
    let name = |service: &Service| match uses[service.name.as_str()] {
        1 => service.name.clone(),
        _ => format!("{}/{}", model.clusters[service.cluster.index()], service.name),
    };
    model.services.iter().map(name).collect()
}
