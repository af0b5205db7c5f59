//! Probes one by one, against the closed form.

use proptest::prelude::*;

use super::*;
use crate::agent::testing::{container, definition};
use crate::model::Container;

fn at(seconds: u64) -> SimTime {
    SimTime::from_secs(seconds)
}

fn secs(seconds: u64) -> SimDuration {
    SimDuration::from_secs(seconds)
}

fn check(interval: u64, retries: u32, start_period: u64) -> ContainerHealthCheck {
    ContainerHealthCheck {
        interval: secs(interval),
        timeout: secs(5),
        retries,
        start_period: secs(start_period),
    }
}

/// All changes from the start at 100 s on.
fn changes(check: &ContainerHealthCheck, ready_after: u64) -> Vec<(u64, TaskHealth)> {
    let (started, mut state, mut now) = (at(100), TaskHealth::Unknown, at(100));
    let mut changes = Vec::new();
    while let Some((when, to)) = next_change(check, started, secs(ready_after), state, now) {
        changes.push((when.since(started).as_micros() / 1_000_000, to));
        (state, now) = (to, when);
    }
    changes
}

#[test]
fn hl_02_a_container_is_healthy_at_its_first_passing_probe() {
    use TaskHealth::{Healthy, Unhealthy};
    for (name, check, ready_after, expected) in [
        ("ready at once: the first probe", check(30, 3, 0), 0, &[(30, Healthy)][..]),
        ("ready at a probe", check(30, 3, 0), 60, &[(60, Healthy)]),
        ("ready after a probe", check(30, 3, 0), 61, &[(90, Healthy)]),
        // Probes at 30, 60 and 90 s fail, the one at 120 s passes.
        ("three failures, then a pass", check(30, 3, 0), 100, &[(90, Unhealthy), (120, Healthy)]),
        // Failures before 100 s do not count; those at 120, 150 and 180 s do.
        ("failures in the start period", check(30, 3, 100), 200, &[(180, Unhealthy), (210, Healthy)]),
        (
            "a failure at the end of the start period counts",
            check(30, 1, 60),
            70,
            &[(60, Unhealthy), (90, Healthy)],
        ),
        ("a pass inside the start period", check(30, 3, 300), 45, &[(60, Healthy)]),
    ] {
        assert_eq!(changes(&check, ready_after), expected, "{name}");
    }
}

#[test]
fn a_change_is_named_until_it_is_made_and_never_again() {
    let check = check(30, 3, 0);
    let next = |state, now| next_change(&check, at(0), secs(0), state, now);
    assert_eq!(next(TaskHealth::Unknown, at(29)), Some((at(30), TaskHealth::Healthy)));
    assert_eq!(next(TaskHealth::Unknown, at(30)), Some((at(30), TaskHealth::Healthy)));
    assert_eq!(next(TaskHealth::Healthy, at(30)), None);
    assert_eq!(health_at(&check, at(0), secs(0), at(29)), TaskHealth::Unknown);
    assert_eq!(health_at(&check, at(0), secs(0), at(30)), TaskHealth::Healthy);
}

/// Worked example 44 of placement.md, and the cases around it.
#[test]
fn task_health_is_that_of_its_worst_essential_container() {
    use TaskHealth::{Healthy, Unhealthy, Unknown};
    for (containers, expected) in [
        (&[Unhealthy, Unknown][..], Some(Unhealthy)),
        (&[Healthy, Unknown], Some(Unknown)),
        (&[Healthy, Healthy], Some(Healthy)),
        (&[Healthy, Unhealthy], Some(Unhealthy)),
        (&[], None),
    ] {
        assert_eq!(combined_health(containers.iter().copied()), expected, "{containers:?}");
    }
}

#[test]
fn hl_02_a_task_follows_all_its_essential_containers() {
    use TaskHealth::{Healthy, Unhealthy, Unknown};
    let checked = |check| Container { health_check: Some(check), ..container("app") };
    let aside = Container { essential: false, ..checked(check(5, 1, 0)) };
    // Ready at 25 s. One is unhealthy at 20 s and healthy at 30 s, the other is healthy at 70 s.
    let task = definition(vec![checked(check(10, 2, 0)), checked(check(70, 3, 0)), aside, container("log")]);
    let (mut state, mut now, mut changes) = (Unknown, at(0), Vec::new());
    while let Some((when, to)) = next_task_change(&task, at(0), |_| secs(25), state, now) {
        changes.push((when, to));
        (state, now) = (to, when);
    }
    assert_eq!(changes, [(at(20), Unhealthy), (at(30), Unknown), (at(70), Healthy)]);

    let unchecked = definition(vec![container("app")]);
    assert_eq!(next_task_change(&unchecked, at(0), |_| secs(25), Unknown, at(0)), None);
}

proptest! {
    #![proptest_config(ProptestConfig { ..ProptestConfig::default() })]

    #[test]
    fn the_closed_form_is_what_probing_finds(
        (interval, retries) in (1_u64..9, 1_u32..5),
        (start_period, ready_after) in (0_u64..60, 0_u64..120),
    ) {
        let check = check(interval, retries, start_period);
        let (mut failures, mut health) = (0, TaskHealth::Unknown);
        let mut probed = Vec::new();
        for time in (interval..200).step_by(usize::try_from(interval).expect("small")) {
            let to = if time >= ready_after {
                TaskHealth::Healthy
            } else {
                failures += u32::from(time >= start_period);
                if failures >= retries { TaskHealth::Unhealthy } else { health }
            };
            if to != health {
                probed.push((time, to));
                health = to;
            }
        }
        prop_assert_eq!(changes(&check, ready_after), probed);
    }
}
