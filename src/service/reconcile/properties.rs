//! Whatever state a service is in: nothing bad ever happens, and once nothing fails any more it comes to rest.

use proptest::collection::vec;
use proptest::prelude::*;

use super::model_service::{ModelService, class_of, desired};
use crate::cluster::{DeploymentCounts, HealthCounts};
use crate::model::{EarlySuccess, MaximumCounts, SourceCleanup};
use crate::service::{DeploymentView, Plan, Start, Stop, StopKind};

fn health_counts() -> impl Strategy<Value = HealthCounts> {
    // Mostly none, so that single situations meet too.
    let count = || prop_oneof![3 => Just(0_u32), 2 => 0_u32..5];
    let counts = [(); 6].map(|()| count());
    counts.prop_map(|[pending, starting, settling, healthy, unhealthy, enduring]| HealthCounts {
        pending,
        starting,
        settling,
        healthy,
        unhealthy,
        enduring,
    })
}

fn service() -> impl Strategy<Value = ModelService> {
    let percentages = prop_oneof![Just((100, 200)), Just((50, 100)), (0_u32..=100, 100_u32..=200)];
    let deployments = vec((0_u32..8, health_counts(), health_counts()), 1..4);
    let placeable_from = prop_oneof![2 => Just(0_u32), 1 => 0_u32..4];
    let counted = prop_oneof![Just(MaximumCounts::UntilStopped), Just(MaximumCounts::RunningAndPending)];
    let all = (0_u32..12, percentages, deployments, 0_u32..30, placeable_from, (counted, 0_u32..4));
    all.prop_map(|(count, (minimum, maximum), list, room, placeable_from, (maximum_counts, stopping))| {
        let views = (0..).zip(list).map(|(number, (target, staying, draining))| DeploymentView {
            number,
            target,
            counts: DeploymentCounts { staying, draining },
            ..DeploymentView::default()
        });
        let desired = desired(count, minimum, maximum);
        ModelService { desired, views: views.collect(), room, placeable_from, maximum_counts, stopping }
    })
}

/// Something that happens to a share of the tasks between two passes.
fn happen(service: &mut ModelService, what: u8, which: u8) {
    let index = usize::from(which) % service.views.len();
    let view = &mut service.views[index];
    let part = if which & 128 == 0 { &mut view.counts.staying } else { &mut view.counts.draining };
    let share = |count: u32| count.div_ceil(1 + u32::from(what / 16 % 3));
    let moved = match what % 11 {
        0 => (share(part.pending), &mut part.pending),
        8 => (share(part.settling), &mut part.settling),
        9 => (share(part.enduring), &mut part.enduring),
        10 => {
            service.stopping -= share(service.stopping);
            return;
        }
        1 | 2 => (share(part.starting), &mut part.starting),
        3 => (share(part.healthy), &mut part.healthy),
        4 => (share(part.unhealthy), &mut part.unhealthy),
        5 => {
            // An instance is set to DRAINING.
            let count = share(view.counts.staying.healthy);
            view.counts.staying.healthy -= count;
            view.counts.draining.healthy += count;
            return;
        }
        6 => {
            let maximum = 1 + service.desired.desired_count * 2;
            service.desired.desired_count = u32::from(which) % maximum;
            return;
        }
        _ => {
            if service.views.len() < 4 {
                *service = service.clone().deploy();
            }
            return;
        }
    };
    *moved.1 -= moved.0;
    match what % 11 {
        0 if what & 64 == 0 => part.starting += moved.0,
        0 => part.settling += moved.0,
        1 | 8 => part.healthy += moved.0,
        2 if what & 64 != 0 => part.enduring += moved.0,
        // Healthy tasks fall sick or crash, unhealthy ones recover or crash.
        2 | 9 => part.unhealthy += moved.0,
        3 if what & 64 == 0 => part.unhealthy += moved.0,
        4 if what & 64 == 0 => part.healthy += moved.0,
        _ => {}
    }
}

/// One pass with everything checked that must hold in any state.
fn checked_pass(service: &mut ModelService) -> Result<(), TestCaseError> {
    let bounds = service.desired.bounds;
    let (lower, upper) =
        (bounds.lower(service.desired.desired_count), bounds.upper(service.desired.desired_count));
    let before = service.clone();
    let plan = service.plan();

    service.apply_stops(&plan);
    prop_assert!(plan.stops.iter().all(|stop| class_of(stop).1 > 0));
    prop_assert!(service.healthy_count() >= lower.min(before.healthy_count()), "below the minimum: {plan:?}");

    let primary = service.views.last().expect("a deployment").number;
    let wanted: u32 = starts(&plan).map(|(_, count)| count).sum();
    prop_assert!(wanted == 0 || service.counted() + wanted <= upper, "above the maximum: {plan:?}");
    // Of a stalled service only what is on draining instances leaves, whatever its deployment.
    let stalled = service.views.last().is_some_and(|primary| primary.failed);
    for (deployment, count) in starts(&plan) {
        let view = service.views.iter().find(|view| view.number == deployment).expect("it exists");
        let (staying, draining) = (view.counts.staying.held(), view.counts.draining.held());
        prop_assert!(!view.failed, "what has failed starts something: {plan:?}");
        if deployment == primary {
            prop_assert!(staying + count <= service.desired.desired_count, "PRIMARY grows too far: {plan:?}");
        } else if stalled {
            prop_assert!(staying + count <= view.target, "an old deployment grows: {plan:?}");
        } else {
            prop_assert!(staying + draining + count <= view.target, "an old deployment grows: {plan:?}");
        }
        let replaced = |stop: &&Stop| {
            let class = class_of(stop).0;
            let moves = (deployment == primary || stalled) && class.draining;
            stop.cause == StopKind::Replaced && class.deployment == deployment && !moves
        };
        prop_assert_eq!(plan.stops.iter().find(replaced), None, "what it starts, it stops: {:?}", plan);
    }
    for (view, old) in service.views.iter().zip(&before.views) {
        prop_assert!(view.number == primary || view.target <= old.target, "a target rises: {plan:?}");
    }
    let replaced_in_place = |stop: &Stop| {
        let class = class_of(stop).0;
        stop.cause == StopKind::Replaced && class.deployment == primary && !class.draining
    };
    prop_assert!(!plan.stops.iter().any(replaced_in_place), "PRIMARY replaces itself: {plan:?}");
    let idle = plan.stops.is_empty() && plan.starts.is_empty();
    prop_assert!(idle || !(plan.blocked || plan.steady), "at rest and at work: {plan:?}");

    let held = |service: &ModelService| service.views.last().expect("a deployment").counts.staying.held();
    let held_before = held(service);
    service.apply_starts(&plan);
    let most = service.desired.desired_count.max(held_before);
    prop_assert!(held(service) <= most, "PRIMARY exceeds its count: {plan:?}");
    Ok(())
}

/// What a plan starts for sure, if it finds room: deployments and counts.
fn starts(plan: &Plan) -> impl Iterator<Item = (u32, u32)> {
    plan.starts.iter().filter_map(|start| match *start {
        Start::Anywhere { deployment, count, .. } => Some((deployment, count)),
        Start::Fallback { .. } | Start::On { .. } | Start::ToRebalance { .. } => None,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn bounds_hold_whatever_happens(
        mut service in service(),
        events in vec((any::<u8>(), any::<u8>()), 0..60),
    ) {
        checked_pass(&mut service)?;
        for (what, which) in events {
            happen(&mut service, what, which);
            checked_pass(&mut service)?;
        }
    }

    /// Some deployments have failed, and some services are content with a share of their tasks.
    #[test]
    fn s2_3_8_a_failed_deployment_starts_nothing_and_bounds_hold(
        mut service in service(),
        failed in any::<u8>(),
        healthy_percent in prop::option::of(0_u32..=100),
        events in vec((any::<u8>(), any::<u8>()), 0..60),
    ) {
        let cleanup = SourceCleanup::Blocking;
        service.desired.early_success =
            healthy_percent.map(|healthy_percent| EarlySuccess { healthy_percent, cleanup });
        for (place, view) in service.views.iter_mut().enumerate() {
            view.failed = failed >> place & 1 == 1;
        }
        checked_pass(&mut service)?;
        for (what, which) in events {
            happen(&mut service, what, which);
            checked_pass(&mut service)?;
        }
    }

    #[test]
    fn with_room_and_good_health_a_service_comes_to_rest(
        mut service in service(),
        events in vec((any::<u8>(), any::<u8>()), 0..20),
    ) {
        for (what, which) in events {
            happen(&mut service, what, which);
            checked_pass(&mut service)?;
        }
        service.room = u32::MAX;
        service.placeable_from = 0;
        // Every pass but the last few stops or starts a task of those there are.
        let passes = 10 + 4 * (service.live() + service.desired.desired_count);
        for _ in 0..passes {
            checked_pass(&mut service)?;
            service.all_become_healthy();
        }
        let plan = service.plan();
        let (count, bounds) = (service.desired.desired_count, service.desired.bounds);
        if plan.blocked {
            prop_assert!(service.healthy_count() <= bounds.lower(count), "a healthy task may stop: {plan:?}");
            prop_assert!(service.live() >= bounds.upper(count), "a task may start: {plan:?}");
        } else {
            prop_assert!(plan.steady, "{service:?} {plan:?}");
        }
    }
}
