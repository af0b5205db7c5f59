//! Metric names taken apart: `cluster.…`, `services.NAME.…`, `targetGroups.NAME.…`.

use std::collections::BTreeSet;

use crate::experiment::Results;

/// The service and the rest of the name of a service metric.
///
/// A service's name has no dot in it; of one in another cluster the name may hold a slash.
pub(super) fn service_metric(name: &str) -> Option<(&str, &str)> {
    name.strip_prefix("services.")?.split_once('.')
}

/// The arrival stream and the rest of the name of a metric of standalone tasks.
pub(super) fn arrivals_metric(name: &str) -> Option<(&str, &str)> {
    name.strip_prefix("arrivals.")?.split_once('.')
}

/// Every metric that any variant has, in the order of the alphabet.
pub(super) fn all<'r>(results: &'r Results<'_>) -> BTreeSet<&'r str> {
    results.variants.iter().flat_map(|of| of.metrics.iter()).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_metric_is_taken_apart_at_the_first_dot_after_the_name() {
        assert_eq!(service_metric("services.web.runningCount.final"), Some(("web", "runningCount.final")));
        assert_eq!(service_metric("cluster.cost"), None);
        assert_eq!(service_metric("services.web"), None);
    }
}
