//! From when on the figures of a service count, and how it stands at the end.

use super::*;
use crate::cluster::{PlacementFailure, Rejection};

/// A model that writes no warm-up.
fn open() -> Model {
    Model { warm_up: None, ..model() }
}

fn unplaced(instance: InstanceId, rejection: Rejection) -> ServiceEvent<'static> {
    let mut tally = [0; Rejection::COUNT];
    tally[rejection as usize] = 1;
    ServiceEvent::PlacementFailed(PlacementFailure { closest: Some((instance, rejection)), tally })
}

fn word<'o>(outcome: &'o RunOutcome, name: &str) -> Option<&'o str> {
    match outcome.metrics.get(name)? {
        Metric::Text(text) => Some(text),
        Metric::Number { value, .. } => panic!("{name} is {value}"),
    }
}

/// `web` wants two tasks from 0 s on and has one, which is healthy from 20 s on.
fn one_of_two() -> (Stage, InstanceId) {
    let mut stage = Stage::new(&open(), Detail::Metrics);
    let host = stage.register(0, 0);
    stage.desire(0, WEB, 2);
    stage.deploy(0, 0, 0);
    let task = stage.create(10, WEB, 0, host);
    stage.event(10, WEB, ServiceEvent::StartedTasks(&[task]));
    stage.event(10, WEB, unplaced(host, Rejection::PortInUse));
    stage.heal(20, task);
    (stage, host)
}

#[test]
fn figures_begin_with_a_round_that_places_nothing_and_not_with_one_that_places_something() {
    let (mut stage, host) = one_of_two();
    stage.event(60, WEB, unplaced(host, Rejection::PortInUse));
    let outcome = stage.finish(100);
    assert_eq!(word(&outcome, "services.web.countsFrom.event"), Some("PLACEMENT_FAILURE"));
    assert_figures(
        &outcome,
        &[
            ("services.web.countsFrom", Some(60.0)),
            ("services.web.availability", Some(0.5)),
            ("services.web.outage", Some(0.0)),
            ("services.web.runningCount.min", Some(1.0)),
            // Means count from the start: 80 s of 100.
            ("services.web.runningCount.mean", Some(0.8)),
        ],
    );
    // Without that second round everything counts: one of two for 80 s of 100.
    assert_figures(
        &one_of_two().0.finish(100),
        &[("services.web.countsFrom", Some(0.0)), ("services.web.availability", Some(0.4))],
    );
}

#[test]
fn a_steady_state_begins_anew_and_a_service_that_wants_nothing_is_steady_at_once() {
    let (mut stage, _) = one_of_two();
    stage.event(80, WEB, ServiceEvent::SteadyState);
    stage.event(90, WEB, ServiceEvent::SteadyState);
    assert_figures(&stage.finish(100), &[("services.web.countsFrom", Some(80.0))]);
    let mut idle = Stage::new(&open(), Detail::Metrics);
    idle.desire(0, WEB, 0);
    idle.deploy(0, 0, 0);
    let outcome = idle.finish(100);
    assert_eq!(word(&outcome, "services.web.countsFrom.event"), Some("STEADY_STATE"));
    assert_figures(&outcome, &[("services.web.countsFrom", Some(0.0))]);
}

#[test]
fn what_is_missing_at_the_end_is_told_with_what_stands_in_the_way() {
    let limit = |then: &dyn Fn(&mut Stage, InstanceId)| {
        let (mut stage, host) = one_of_two();
        then(&mut stage, host);
        let outcome = stage.finish(100);
        assert_figures(&outcome, &[("services.web.missingCount.final", Some(1.0))]);
        word(&outcome, "services.web.missingCount.limitedBy").expect("one is missing").to_owned()
    };
    assert_eq!(limit(&|_, _| {}), "RESOURCE:PORTS (80/tcp)");
    assert_eq!(limit(&|stage, host| stage.event(60, WEB, unplaced(host, Rejection::Cpu))), "RESOURCE:CPU");
    let pending = |stage: &mut Stage, host| {
        // The port of the first host is taken.
        let task = stage.create(70, WEB, 0, host);
        stage.event(70, WEB, ServiceEvent::StartedTasks(&[task]));
        task
    };
    assert_eq!(
        limit(&|stage, _| {
            let second = stage.register(65, 0);
            pending(stage, second);
        }),
        "STARTING"
    );
    assert_eq!(
        limit(&|stage, _| {
            let second = stage.register(65, 0);
            for _ in 0..3 {
                let task = pending(stage, second);
                stage.lose(75, task, StopCause::CannotStart(None));
            }
        }),
        "TASKS_FAIL"
    );
    assert_eq!(
        limit(&|stage, _| {
            let second = stage.register(65, 0);
            pending(stage, second);
            stage.connect(80, second, false);
        }),
        "AGENT"
    );
    // What was tried for the last time before the service was steady says nothing of what it lost then.
    assert_eq!(limit(&|stage, _| stage.event(60, WEB, ServiceEvent::SteadyState)), "NEXT_PASS");
    assert_eq!(
        limit(&|stage, _| {
            stage.event(60, WEB, ServiceEvent::SteadyState);
            stage.deploy(70, 1, 1);
            stage.deployment_becomes(75, 1, DeploymentState::Stuck);
        }),
        "PERCENTAGES"
    );
}
