//! What ends deployments of random worlds, and how they take over.

use std::sync::Arc;

use plimsoll::model::{
    CircuitBreaker, DeploymentStrategy, EarlySuccess, EndConditions, FailureThreshold, HookTarget,
    LifecycleHook, LifecycleStage, SourceCleanup, StagedDeployment, TrafficShift,
};
use proptest::prelude::*;

use super::alarms::deployment_alarms;
use super::{durations, seconds};

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
    let bake = prop::option::weighted(0.3, seconds(0..180));
    (prop::option::of(breaker), prop::option::weighted(0.3, early), deployment_alarms(), bake).prop_map(
        |(circuit_breaker, early_success, alarms, bake)| EndConditions {
            circuit_breaker,
            early_success,
            alarms,
            bake,
        },
    )
}

fn hook() -> impl proptest::strategy::Strategy<Value = LifecycleHook> {
    let function = (durations(), prop::bool::weighted(0.8))
        .prop_map(|(duration, succeeds)| HookTarget::Lambda { duration, succeeds });
    let target = prop_oneof![3 => function, 1 => Just(HookTarget::Pause)];
    let stages = prop::sample::subsequence(LifecycleStage::ALL.to_vec(), 1..4);
    (target, stages, seconds(1..300), any::<bool>()).prop_map(
        |(target, mut stages, timeout, continues_on_timeout)| {
            let pauses = target == HookTarget::Pause;
            stages.retain(|stage| if pauses { stage.takes_pauses() } else { stage.takes_hooks() });
            LifecycleHook { stages, target, timeout, continues_on_timeout }
        },
    )
}

/// Rolling, or in stages with hooks.
pub fn strategy() -> impl proptest::strategy::Strategy<Value = DeploymentStrategy> {
    let shift = prop_oneof![
        Just(TrafficShift::AllAtOnce),
        (30..=1_000_u32, seconds(0..60)).prop_map(|(step, bake)| TrafficShift::Linear { step, bake }),
        (1..=1_000_u32, seconds(0..120)).prop_map(|(share, bake)| TrafficShift::Canary { share, bake }),
    ];
    let staged =
        (shift, seconds(0..120), prop::collection::vec(hook(), 0..3)).prop_map(|(shift, bake, hooks)| {
            DeploymentStrategy::Staged(Arc::new(StagedDeployment { shift, bake, hooks }))
        });
    prop_oneof![2 => Just(DeploymentStrategy::Rolling), 1 => staged]
}
