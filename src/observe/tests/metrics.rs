//! Figures of clusters and services, against arithmetic in comments.

use super::*;
use crate::cluster::{FailureReason, PlacementFailure, Rejection, STOP_CODES};
use crate::metrics;

#[test]
fn cluster_figures_are_averages_over_time() {
    let model = model();
    let mut stage = Stage::new(&model, Detail::Metrics);
    let first = stage.register(0, 0);
    stage.create(20, WEB, 0, first);
    let second = stage.register(50, 0);
    let task = stage.create(60, WEB, 0, second);
    stage.stop(80, task, StopCause::ScalingActivity);
    assert_figures(
        &stage.finish(100),
        &[
            // One instance for 50 s, two for 50 s.
            ("cluster.instances.mean", Some(1.5)),
            ("cluster.instances.max", Some(2.0)),
            ("cluster.instances.final", Some(2.0)),
            // 0 for 20 s, 1 for 40 s, 2 for 20 s, 1 for 20 s; the stopping task counts no longer (RT-01).
            ("cluster.tasks.mean", Some(1.0)),
            ("cluster.tasks.max", Some(2.0)),
            // 512 of 2,048 for 30 s, 512 of 4,096 for 10 s, 1,024 of 4,096 for 20 s, 512 of 4,096 for 20 s:
            // (0.25 × 30 + 0.125 × 10 + 0.25 × 20 + 0.125 × 20) / 100.
            ("cluster.cpuReserved.mean", Some(0.1625)),
            ("cluster.cpuReserved.max", Some(0.25)),
            ("cluster.cpuReserved.final", Some(0.125)),
            // 1,000 of 8,000 for 30 s, of 16,000 for 10 s, 2,000 of 16,000 for 20 s, 1,000 of 16,000 for 20 s.
            ("cluster.memoryReserved.mean", Some((3.75 + 0.625 + 2.5 + 1.25) / 100.0)),
            // Port 80 of each task, and nothing for the agent.
            ("cluster.portsReserved.mean", Some(1.0)),
            ("cluster.portsReserved.final", Some(1.0)),
            // None for 20 s, one for 40 s, both for 20 s, one for 20 s.
            ("cluster.occupiedInstances.mean", Some(1.0)),
            ("cluster.occupiedInstances.max", Some(2.0)),
            // All of them in the only zone, while there are any.
            ("cluster.maxZoneShare.mean", Some(1.0)),
            // 150 instance-seconds at 0.096 $ an hour.
            ("cluster.cost", Some(0.096 * 150.0 / 3_600.0)),
            ("clusters.default.tasks.mean", None),
        ],
    );
}

#[test]
fn time_averages_leave_out_the_warm_up() {
    let model = Model { warm_up: Some(SimDuration::from_secs(60)), ..model() };
    let mut stage = Stage::new(&model, Detail::Metrics);
    let host = stage.register(0, 0);
    stage.desire(0, WEB, 2);
    let task = stage.create(10, WEB, 0, host);
    stage.heal(70, task);
    assert_figures(
        &stage.finish(100),
        &[
            ("cluster.tasks.mean", Some(1.0)),
            // Counted from 60 s on: 10 s without a healthy task, 30 s with one of two.
            ("services.web.healthyCount.mean", Some(0.75)),
            ("services.web.healthyCount.min", Some(0.0)),
            ("services.web.availability", Some(0.375)),
            ("services.web.outage", Some(10.0)),
            // Needed since 0 s, which is in the warm-up.
            ("services.web.startLatency.max", None),
            // Cost covers the whole run.
            ("cluster.cost", Some(0.096 * 100.0 / 3_600.0)),
        ],
    );
}

#[test]
fn what_does_not_exist_is_absent() {
    let model = model();
    let mut stage = Stage::new(&model, Detail::Metrics);
    stage.desire(0, WEB, 0);
    assert_figures(
        &stage.finish(100),
        &[
            ("cluster.instances.mean", Some(0.0)),
            ("cluster.cpuReserved.mean", None),
            ("cluster.strandedCpu.mean", None),
            ("cluster.cost", Some(0.0)),
            // Who wants nothing lacks nothing.
            ("services.web.availability", Some(1.0)),
            ("services.web.outage", Some(0.0)),
            ("services.web.startLatency.p50", None),
            ("services.web.deployments.duration.max", None),
            ("services.web.placementFailures", Some(0.0)),
            ("services.web.placementFailures.RESOURCE:CPU", None),
            ("services.web.deployments.completed", Some(0.0)),
        ],
    );
}

#[test]
fn cost_is_unknown_once_an_instance_without_a_price_was_registered() {
    let model = model();
    let mut stage = Stage::new(&model, Detail::Metrics);
    let own = stage.register(0, 1);
    stage.register(0, 0);
    stage.set_status(10, own, InstanceStatus::Inactive);
    assert_figures(&stage.finish(100), &[("cluster.cost", None), ("cluster.instances.final", Some(1.0))]);
}

#[test]
fn an_instance_is_paid_for_while_it_is_registered() {
    let model = model();
    let mut stage = Stage::new(&model, Detail::Metrics);
    let host = stage.register(10, 0);
    stage.set_status(20, host, InstanceStatus::Draining);
    stage.set_status(46, host, InstanceStatus::Inactive);
    // 36 s are a hundredth of an hour; a draining instance is still registered.
    assert_figures(
        &stage.finish(100),
        &[("cluster.cost", Some(0.000_96)), ("cluster.instances.mean", Some(0.36))],
    );
}

#[test]
fn a_service_that_never_wants_a_task_strands_nothing() {
    let model = model();
    let mut stage = Stage::new(&model, Detail::Metrics);
    let host = stage.register(0, 0);
    stage.create(0, WEB, 0, host);
    assert_figures(&stage.finish(100), &[("cluster.strandedCpu.mean", None)]);
}

#[test]
fn a_port_strands_what_no_task_can_use() {
    let model = Model { actions: wanting(0..1), ..model() };
    let mut stage = Stage::new(&model, Detail::Metrics);
    let (first, second) = (stage.register(0, 0), stage.register(0, 0));
    stage.create(0, WEB, 0, first);
    let task = stage.create(40, WEB, 0, second);
    stage.connect(60, first, false);
    stage.stop(80, task, StopCause::ScalingActivity);
    assert_figures(
        &stage.finish(100),
        &[
            // Only web:1 is asked for, so an instance whose port 80 is taken has 1,536 of its 2,048 units stranded.
            // One of two for 40 s, both for 20 s; the first one is no candidate from 60 s on: one for 20 s more.
            ("cluster.strandedCpu.mean", Some(0.75 * (0.5 * 40.0 + 20.0 + 0.5 * 20.0) / 100.0)),
            ("cluster.strandedMemory.mean", Some(0.875 * 0.5)),
        ],
    );
}

#[test]
fn a_definition_that_an_action_brings_strands_nothing_where_it_fits() {
    let update = ApiCall::UpdateService {
        service: ServiceId::new(WEB),
        desired_count: Some(1),
        task_definition: Some(TaskDefinitionId::new(1)),
        force_new_deployment: false,
        bounds: None,
        end_conditions: None,
        strategy: None,
        strategies: None,
        constraints: None,
        rebalances: None,
    };
    let actions = vec![Action { at: SimTime::from_secs(50).into(), call: update }];
    let model = Model { actions, ..model() };
    let mut stage = Stage::new(&model, Detail::Metrics);
    let host = stage.register(0, 0);
    stage.create(0, WEB, 0, host);
    assert_figures(&stage.finish(100), &[("cluster.strandedCpu.mean", Some(0.0))]);
}

#[test]
fn service_figures_follow_the_life_of_a_task() {
    let model = model();
    let mut stage = Stage::new(&model, Detail::Metrics);
    let (first, second) = (stage.register(0, 0), stage.register(0, 0));
    stage.desire(0, WEB, 2);
    let one = stage.create(10, WEB, 0, first);
    let two = stage.create(10, WEB, 0, second);
    stage.status(20, one, TaskStatus::Running);
    stage.status(30, two, TaskStatus::Running);
    stage.health(40, one, TaskHealth::Healthy);
    stage.health(50, two, TaskHealth::Healthy);
    stage.desire(80, WEB, 1);
    assert_figures(
        &stage.finish(100),
        &[
            ("services.web.desiredCount.mean", Some(1.8)),
            ("services.web.desiredCount.min", Some(1.0)),
            ("services.web.desiredCount.final", Some(1.0)),
            // 2 for 10 s, 1 for 10 s.
            ("services.web.pendingCount.mean", Some(0.3)),
            ("services.web.pendingCount.max", Some(2.0)),
            // 1 for 10 s, 2 for 70 s.
            ("services.web.runningCount.mean", Some(1.5)),
            ("services.web.runningCount.min", Some(0.0)),
            // 1 for 10 s, 2 for 50 s.
            ("services.web.healthyCount.mean", Some(1.1)),
            // 0 for 40 s, 1/2 for 10 s, 1 for 50 s: more healthy tasks than desired count no more than one.
            ("services.web.availability", Some(0.55)),
            ("services.web.outage", Some(40.0)),
        ],
    );
}

#[test]
fn a_moment_between_two_facts_of_one_instant_is_no_minimum() {
    let model = model();
    let mut stage = Stage::new(&model, Detail::Metrics);
    let (first, second) = (stage.register(0, 0), stage.register(0, 0));
    let one = stage.create(0, WEB, 0, first);
    stage.heal(0, one);
    stage.stop(50, one, StopCause::ScalingActivity);
    let two = stage.create(50, WEB, 0, second);
    stage.heal(50, two);
    assert_figures(
        &stage.finish(100),
        &[("services.web.runningCount.min", Some(1.0)), ("cluster.tasks.max", Some(1.0))],
    );
}

#[test]
fn placement_failures_are_counted_by_reason() {
    let model = model();
    let mut stage = Stage::new(&model, Detail::Metrics);
    let host = stage.register(0, 0);
    let failed = |rejection: Option<Rejection>| {
        let closest = rejection.map(|rejection| (host, rejection));
        ServiceEvent::PlacementFailed(PlacementFailure { closest, tally: [0; Rejection::COUNT] })
    };
    for rejection in [
        Some(Rejection::PortInUse),
        Some(Rejection::PortInUse),
        Some(Rejection::PortLimit),
        Some(Rejection::Cpu),
        None,
    ] {
        stage.event(1, WEB, failed(rejection));
    }
    assert_figures(
        &stage.finish(100),
        &[
            ("services.web.placementFailures", Some(5.0)),
            ("services.web.placementFailures.RESOURCE:PORTS", Some(3.0)),
            ("services.web.placementFailures.RESOURCE:CPU", Some(1.0)),
            ("services.web.placementFailures.NO_INSTANCES", Some(1.0)),
            ("services.web.placementFailures.RESOURCE:MEMORY", None),
        ],
    );
}

#[test]
fn several_clusters_have_their_own_figures_and_their_sum() {
    let mut model = model();
    model.clusters = vec!["blue".into(), "green".into()];
    model.classes[1].cluster = ClusterId::new(1);
    model.services = vec![service("api", 0, 2), service("web", 0, 0), service("web", 1, 0)];
    model.actions = wanting(0..3);
    let mut stage = Stage::new(&model, Detail::Metrics);
    let (blue, green) = (stage.register(0, 0), stage.register(0, 1));
    stage.create(0, 0, 0, blue);
    stage.create(0, 1, 0, blue);
    stage.create(0, 2, 0, green);
    assert_figures(
        &stage.finish(100),
        &[
            ("cluster.tasks.mean", Some(3.0)),
            ("clusters.blue.tasks.mean", Some(2.0)),
            ("clusters.green.tasks.mean", Some(1.0)),
            // 1,024 + 512 and 512 of 2,048 each.
            ("cluster.cpuReserved.mean", Some(0.5)),
            ("clusters.blue.cpuReserved.mean", Some(0.75)),
            // Neither an api task (1,024 units) nor another web task fits on blue; green has no use for the rest.
            ("clusters.blue.strandedCpu.mean", Some(0.25)),
            ("clusters.green.strandedCpu.mean", Some(0.75)),
            ("cluster.strandedCpu.mean", Some(0.5)),
            ("clusters.blue.cost", Some(0.096 * 100.0 / 3_600.0)),
            ("clusters.green.cost", None),
            ("cluster.cost", None),
            // Only shared names carry their cluster's.
            ("services.api.pendingCount.final", Some(1.0)),
            ("services.blue/web.pendingCount.final", Some(1.0)),
            ("services.green/web.pendingCount.final", Some(1.0)),
            ("services.web.pendingCount.final", None),
        ],
    );
}

#[test]
fn series_tell_each_step_and_keep_to_a_bound() {
    let model = model();
    let mut stage = Stage::new(&model, Detail::Metrics);
    stage.register(0, 0);
    stage.desire(50, WEB, 3);
    let outcome = stage.finish(100);
    let of = |name: &str| outcome.series.iter().find(|series| series.name == name).expect(name);
    // A run of 100 s has steps of 1 s.
    assert_eq!(of("services.web.desiredCount").means, [[0.0; 50], [3.0; 50]].concat());
    assert_eq!(of("cluster.instances").means, [1.0; 100]);
    assert_eq!(outcome.series.len(), 9);
    assert!(outcome.notes.is_empty());

    let services = (0..201).map(|index| service(&format!("s{index:03}"), 0, 0)).collect();
    let many = Model { services, ..model.clone() };
    let outcome = Stage::new(&many, Detail::Metrics).finish(100);
    assert_eq!(outcome.series.len(), 4);
    insta::assert_snapshot!(
        outcome.notes.join("\n"),
        @"201 services are more than 200: time series are kept for the cluster alone"
    );
}

#[test]
fn metrics_are_named_by_these_reasons() {
    let mut codes: Vec<&str> = FailureReason::all().map(FailureReason::code).collect();
    codes.dedup();
    let mut listed = metrics::reasons("refused.REASON");
    codes.sort_unstable();
    listed.sort_unstable();
    assert_eq!(codes, listed);
    // A service names no instances, so that none can be missing.
    listed.retain(|code| *code != metrics::MISSING);
    let mut of_services = metrics::reasons("placementFailures.REASON");
    of_services.sort_unstable();
    assert_eq!(listed, of_services);
}

/// What the table lists is what stops are counted by.
#[test]
fn stops_are_named_by_these_codes_and_reasons() {
    let listed = metrics::reasons("stopped.REASON");
    let codes: Vec<&str> = listed.iter().copied().filter(|name| !name.contains(':')).collect();
    assert_eq!(codes, STOP_CODES);
    for cause in [
        StopCause::ScalingActivity,
        StopCause::FailedTargetHealth(TargetGroupId::new(0)),
        StopCause::FailedContainerHealth,
        StopCause::Rebalanced(0),
        StopCause::StoppedByUser(ActionId::new(0)),
        StopCause::Deregistered,
    ] {
        let reason = cause.reason_class().expect("one of several");
        assert!(listed.contains(&format!("{}:{reason}", cause.code()).as_str()), "{cause:?}");
    }
    assert_eq!(listed.len(), STOP_CODES.len() + 6);
}
