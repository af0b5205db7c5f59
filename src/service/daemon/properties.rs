//! Whatever the instances look like: what no pass may do, and that passes come to rest.

use proptest::prelude::*;

use super::tests::{instance_of, plan_of, task_of};
use super::*;
use crate::model::DeploymentBounds;
use crate::service::StartsAllowed;

fn a_task(index: usize) -> impl Strategy<Value = Option<DaemonTask>> {
    let category = prop::sample::select(TaskCategory::ALL.to_vec());
    let id = TaskId::new(u32::try_from(index).expect("few"), 0);
    prop::option::of((0..3_u32, category).prop_map(move |(deployment, category)| DaemonTask {
        id,
        deployment,
        category,
    }))
}

fn a_site(index: usize) -> impl Strategy<Value = Site> {
    let suitability = prop_oneof![
        8 => prop::bool::weighted(0.9).prop_map(|connected| Suitability::Suitable { connected }),
        1 => Just(Suitability::Unsuitable),
        2 => any::<bool>().prop_map(|replicas_left| Suitability::Draining { replicas_left }),
    ];
    let wait = prop::option::weighted(0.2, 0..200_u64);
    (suitability, 0..3_usize, a_task(index), wait).prop_map(move |(suitability, zone, task, wait)| Site {
        instance: InstanceId::new(index),
        zone: ZoneId::new(zone),
        suitability,
        task,
        leaving: false,
        held_until: wait.map(SimTime::from_secs),
    })
}

fn some_sites() -> impl Strategy<Value = Vec<Site>> {
    (0..12_usize).prop_flat_map(|count| (0..count).map(a_site).collect::<Vec<_>>())
}

fn plan_for(sites: &[Site], minimum_healthy_percent: u32, count: u32, now: SimTime) -> Plan {
    let counted = (bounds(minimum_healthy_percent), MaximumCounts::RunningAndPending);
    plan_of(sites, 2, counted, StartsAllowed { count, next_at: None }, now)
}

fn bounds(minimum_healthy_percent: u32) -> DeploymentBounds {
    DeploymentBounds { minimum_healthy_percent, maximum_percent: 100 }
}

fn starts_on(plan: &Plan, site: &Site) -> bool {
    plan.starts.iter().any(|start| instance_of(start) == site.instance)
}

fn healthy(sites: &[Site]) -> u32 {
    count(sites.iter().filter_map(Site::suitable_task).filter(|task| task.category == TaskCategory::Healthy))
}

/// The instances after a pass, in the order in which it comes: stops, then starts.
fn carried_out(sites: &[Site], plan: &Plan) -> Vec<Site> {
    let mut after = sites.to_vec();
    for site in &mut after {
        if site.task.is_some_and(|task| plan.stops.iter().any(|stop| task_of(stop) == task.id)) {
            site.task = None;
        }
        if starts_on(plan, site) {
            assert_eq!(site.task, None, "one task per instance");
            let id = TaskId::new(site.instance.ordinal(), 0);
            site.task = Some(DaemonTask { id, deployment: 2, category: TaskCategory::Pending });
        }
    }
    after
}

proptest! {
    #[test]
    fn p1_8_no_pass_oversteps(
        sites in some_sites(), minimum in prop::sample::select(vec![0_u32, 34, 50, 75, 100]), allowed in 0..6_u32,
        now in 0..200_u64
    ) {
        let now = SimTime::from_secs(now);
        let plan = plan_for(&sites, minimum, allowed, now);
        let after = carried_out(&sites, &plan);
        let lower = bounds(minimum).lower(plan.desired_count);
        prop_assert!(healthy(&after) >= healthy(&sites).min(lower));
        prop_assert!(plan.starts.len() <= allowed as usize);
        for (before, site) in sites.iter().zip(&after) {
            let fits = site.suitability == (Suitability::Suitable { connected: true });
            let free = before.task.is_some() || before.held_until.is_none_or(|until| until <= now);
            prop_assert!(!starts_on(&plan, site) || (fits && free));
            prop_assert!(site.suitability != Suitability::Unsuitable || site.task.is_none());
        }
        let unhealthy = plan.stops.iter().filter(|stop| stop.cause == StopKind::Unhealthy);
        prop_assert!(unhealthy.count() <= 1);
        prop_assert!(!plan.steady || (plan.stops.is_empty() && plan.starts.is_empty()));
    }

    /// With good health and room, all instances end with the newest revision, unless the minimum forbids every step.
    #[test]
    fn p1_8_passes_come_to_rest(
        sites in some_sites(), minimum in prop::sample::select(vec![0_u32, 34, 50, 75, 100])
    ) {
        let mut sites = sites;
        for site in &mut sites {
            site.held_until = None;
            // Agents come back, and tasks of others leave.
            site.suitability = match site.suitability {
                Suitability::Suitable { .. } => Suitability::Suitable { connected: true },
                Suitability::Draining { .. } => Suitability::Draining { replicas_left: false },
                Suitability::Unsuitable => Suitability::Unsuitable,
            };
        }
        for _ in 0..40 {
            let plan = plan_for(&sites, minimum, u32::MAX, SimTime::ZERO);
            sites = carried_out(&sites, &plan);
            if plan.steady || plan.blocked {
                break;
            }
            for task in sites.iter_mut().filter_map(|site| site.task.as_mut()) {
                task.category = TaskCategory::Healthy;
            }
        }
        let last = plan_for(&sites, minimum, u32::MAX, SimTime::ZERO);
        let spared = last.desired_count - bounds(minimum).lower(last.desired_count);
        prop_assert!(last.steady || (last.blocked && spared == 0), "{last:?}");
    }
}
