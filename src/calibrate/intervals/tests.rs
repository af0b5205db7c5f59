//! Intervals of services whose events are written down by hand.

use super::super::log::{Call, TaskStamps};
use super::*;

fn at(seconds: f64) -> Stamp {
    crate::time::micros_of_number(seconds).map(Stamp::from_micros).expect("a time")
}

fn key() -> ServiceKey {
    ServiceKey { name: "web".to_owned(), ..ServiceKey::default() }
}

/// A log of one service, whose events are written as ECS writes them.
fn log(events: &[(f64, &str)]) -> Log {
    let mut log = Log::default();
    let service = log.services.entry(key()).or_default();
    for (seconds, text) in events {
        let text = format!("(service web) {text}");
        let told = if *text == *"(service web) in progress" {
            Told::InProgress
        } else {
            crate::calibrate::read_text(&text).and_then(|text| text.told).expect("a text of ECS")
        };
        service.events.push((at(*seconds), told));
    }
    log
}

fn measured(mut log: Log) -> Intervals {
    log.settle();
    Intervals::of(&log)
}

fn of(events: &[(f64, &str)]) -> Intervals {
    measured(log(events))
}

/// Asserts that these kinds occur so often, and no other kind of the same family does.
fn assert_kinds(found: &Intervals, family: &str, expected: &[(&str, &[f64])]) {
    let kinds = found.iter().filter(|((kind, _), _)| kind.starts_with(family));
    let kinds: Vec<(&str, Vec<f64>)> = kinds.map(|((kind, _), values)| (kind, values)).collect();
    let expected: Vec<(&str, Vec<f64>)> =
        expected.iter().map(|(kind, values)| (*kind, values.to_vec())).collect();
    assert_eq!(kinds, expected);
}

/// A task exits at 100, between passes: its target leaves then, and the next pass replaces it.
#[test]
fn a_target_that_leaves_with_its_task_is_no_pass() {
    let found = of(&[
        (100.0, "deregistered 1 targets in (target-group t)"),
        (123.0, "has started 1 tasks: (task b)."),
        (132.7, "registered 1 targets in (target-group t)"),
        (142.3, "has reached a steady state."),
    ]);
    let gaps: Vec<f64> = found.gaps.iter().map(|gap| gap.span.as_secs()).collect();
    assert_eq!(gaps.len(), 2, "{gaps:?}");
    assert!(gaps.iter().all(|gap| (9.5..9.8).contains(gap)), "{gaps:?}");
}

/// A failover of 2026: the target is unhealthy at 11.7; seconds from the fault.
#[test]
fn steps_of_today_are_a_pass_apart() {
    let found = of(&[
        (0.0, "has reached a steady state."),
        (47.9, "has started 1 tasks: (task b)."),
        (67.0, "registered 1 targets in (target-group t)"),
        (76.1, "(task a) (port 80) is unhealthy in (target-group t) due to (reason Health checks failed)."),
        (76.14, "has stopped 1 running tasks: (task a)."),
        (85.7, "deregistered 1 targets in (target-group t)"),
        (85.74, "has begun draining connections on 1 tasks."),
        (95.3, "has reached a steady state."),
    ]);
    assert_kinds(
        &found,
        "ev.",
        &[
            ("ev.deregistered_to_draining", &[0.04]),
            ("ev.draining_to_steady", &[9.56]),
            ("ev.is_unhealthy_event_to_stop", &[0.04]),
            ("ev.registered_to_stop_old", &[9.14]),
            ("ev.started_to_registered", &[19.1]),
            ("ev.stop_to_deregistered", &[9.56]),
        ],
    );
    let gaps: Vec<f64> = found.gaps.iter().map(|gap| gap.span.as_secs()).collect();
    assert_eq!(gaps, [19.1, 9.1, 9.6, 9.6], "from the steady state to the start another clock counts");
    assert!(found.gaps[0].begins && !found.gaps[1].begins);
}

/// A rolling deployment of 2018; "has stopped" is the signal there.
#[test]
fn steps_of_old_texts_are_named_for_what_they_were() {
    let found = of(&[
        (0.0, "has started 1 tasks: (task b)."),
        (12.0, "registered 1 targets in (target-group t)"),
        (46.0, "deregistered 1 targets in (target-group t)"),
        (46.0, "has begun draining connections on 1 tasks."),
        (79.0, "has stopped 1 running tasks: (task a)."),
        (102.0, "has reached a steady state."),
    ]);
    assert_eq!(found.forms, Forms { decision: 0, signal: 1 });
    assert_kinds(
        &found,
        "ev.",
        &[
            ("ev.deregistered_to_draining", &[0.0]),
            ("ev.draining_to_stopped (old format)", &[33.0]),
            ("ev.registered_to_deregister_old (old format)", &[34.0]),
            ("ev.started_to_registered", &[12.0]),
            ("ev.stopped_to_steady (old format)", &[23.0]),
        ],
    );
    assert!(found.is_coarse);
}

#[test]
fn a_deployment_is_completed_and_then_steady() {
    let found = of(&[
        (0.0, "has stopped 1 running tasks: (task a)."),
        (9.7, "deregistered 1 targets in (target-group t)"),
        (9.7, "has begun draining connections on 1 tasks."),
        (62.0, "(deployment ecs-svc/1) deployment completed."),
        (62.001, "has reached a steady state."),
        (21_680.5, "has reached a steady state."),
        (21_690.5, "has started 1 tasks: (task c)."),
        (43_290.0, "has reached a steady state."),
    ]);
    assert_kinds(&found, "ev.completed", &[("ev.completed_to_steady", &[0.001])]);
    assert_kinds(&found, "ev.draining", &[("ev.draining_to_completed", &[52.3])]);
    assert_kinds(&found, "ev.steady", &[("ev.steady_repeat", &[21_618.499])]);
}

#[test]
fn stop_and_deregistration_of_one_pass_are_told_apart_from_those_of_two() {
    let stop = "has stopped 1 running tasks: (task a).";
    let deregistered = "deregistered 1 targets in (target-group t)";
    let drain = "has begun draining connections on 1 tasks.";
    let together = of(&[(5.0, stop), (5.0, deregistered), (5.0, drain), (15.0, stop), (15.0, deregistered)]);
    assert_eq!(together.all_of("ev.stop_to_deregistered"), [0.0, 0.0]);
    // In one pass, what the pass before stopped is deregistered before others are stopped.
    let two = of(&[(5.0, stop), (15.0, deregistered), (15.0, drain), (15.0, stop), (24.0, deregistered)]);
    assert_eq!(two.all_of("ev.stop_to_deregistered"), [9.0, 10.0]);
}

#[test]
fn a_shortage_ends_with_the_start_after_its_first_failure() {
    let failure = "was unable to place a task because no container instance met all of its requirements.";
    let found = of(&[(0.0, failure), (21_700.0, failure), (21_735.0, "has started 1 tasks: (task a).")]);
    assert_kinds(
        &found,
        "place.",
        &[("place.failure_event_repeat", &[21_700.0]), ("place.first_failure_to_task_created", &[21_735.0])],
    );
}

#[test]
fn the_first_answer_to_a_call_is_measured_where_the_service_was_steady() {
    let mut log = log(&[
        (5.5, "has started 2 tasks: (task a) (task b)."),
        (20.0, "has reached a steady state."),
        (1_000.0, "in progress"),
        (1_007.0, "has started 1 tasks: (task c)."),
        (1_016.0, "has started 2 tasks: (task d) (task e)."),
        (1_020.0, "in progress"),
        (1_026.0, "has stopped 1 running tasks: (task a)."),
    ]);
    log.services.entry(key()).or_default().calls.insert((at(0.0), Call::Created));
    let found = measured(log);
    assert_kinds(
        &found,
        "sched.",
        &[("sched.createService_to_started", &[5.5]), ("sched.deployment_to_started", &[7.0])],
    );
    assert_eq!(found.first_alone, [false, true]);
    assert_kinds(&found, "deploy.", &[("deploy.first_task_to_rest", &[9.0])]);
}

/// A task with these moments, which ended by itself if it ended.
fn task(created: f64, started: f64, stopped: Option<f64>) -> TaskLog {
    let stamps = TaskStamps {
        created: Some(at(created)),
        started: Some(at(started)),
        stopped: stopped.map(at),
        ..TaskStamps::default()
    };
    let stop_code = stopped.map(|_| "EssentialContainerExited".to_owned());
    TaskLog {
        service: Some(key()),
        platform: Some(Platform::Ec2),
        stop_code,
        at: stamps,
        ..TaskLog::default()
    }
}

#[test]
fn a_crash_is_replaced_by_the_next_steady_pass_or_by_the_next_of_all() {
    let mut log = log(&[
        (0.0, "has reached a steady state."),
        (120.0, "has started 1 tasks: (task c)."),
        (130.0, "has started 1 tasks: (task d)."),
        (140.0, "has reached a steady state."),
    ]);
    for (id, life) in [
        ("a", task(-90.0, -80.0, Some(100.0))),
        // One start replaces both; the one that waited longer tells how long that takes.
        ("b", task(-90.0, -80.0, Some(110.0))),
        ("c", task(120.0, 123.0, Some(124.0))),
    ] {
        log.tasks.insert((String::new(), id.to_owned()), life);
    }
    let found = measured(log);
    assert_kinds(
        &found,
        "exit.",
        &[
            ("exit.stopped_to_replacement_started", &[20.0]),
            ("exit.stopped_to_replacement_started not steady", &[6.0]),
        ],
    );
    assert_kinds(&found, "crash.", &[("crash.gap_between_starts", &[10.0])]);
    assert_eq!(found.of_platform("task.created_to_started", Platform::Ec2), [3.0, 10.0, 10.0]);
    assert_eq!(found.waits_for_steady_pass(), [20.0]);
}

#[test]
fn a_replacement_of_a_replacement_is_another_kind() {
    let mut log = log(&[
        (0.0, "has reached a steady state."),
        (70.0, "has started 1 tasks: (task b)."),
        (90.0, "has stopped 1 running tasks: (task a)."),
        (100.0, "has reached a steady state."),
        (260.0, "has started 1 tasks: (task c)."),
    ]);
    for (id, unhealthy) in [("a", 50.0), ("b", 150.0)] {
        let life = TaskLog { unhealthy: Some(at(unhealthy)), ..task(0.0, 1.0, None) };
        log.tasks.insert((String::new(), id.to_owned()), life);
    }
    let found = measured(log);
    assert_kinds(
        &found,
        "ev.unhealthy",
        &[
            ("ev.unhealthy_to_replacement_started", &[20.0]),
            ("ev.unhealthy_to_replacement_started again", &[110.0]),
            ("ev.unhealthy_to_steady", &[50.0]),
        ],
    );
}
