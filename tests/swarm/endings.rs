//! What ends deployments of random worlds.

use plimsoll::model::{CircuitBreaker, EarlySuccess, EndConditions, FailureThreshold, SourceCleanup};
use proptest::prelude::*;

/// A circuit breaker and early success, or none.
pub fn end_conditions() -> impl proptest::strategy::Strategy<Value = EndConditions> {
    let threshold = prop_oneof![
        Just(FailureThreshold::DEFAULT),
        (1..200_u32).prop_map(FailureThreshold::UnboundedPercent),
        (1..6_u32).prop_map(FailureThreshold::Count),
    ];
    let breaker = (prop::bool::weighted(0.7), any::<bool>(), threshold).prop_map(
        |(rollback, reset_on_healthy_task, threshold)| CircuitBreaker {
            rollback,
            reset_on_healthy_task,
            threshold,
        },
    );
    let cleanup = prop_oneof![Just(SourceCleanup::Blocking), Just(SourceCleanup::Deferred)];
    let early = (0..=100_u32, cleanup)
        .prop_map(|(healthy_percent, cleanup)| EarlySuccess { healthy_percent, cleanup });
    (prop::option::of(breaker), prop::option::weighted(0.3, early))
        .prop_map(|(circuit_breaker, early_success)| EndConditions { circuit_breaker, early_success })
}
