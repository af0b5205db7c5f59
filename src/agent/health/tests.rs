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

fn probed<'a>(
    check: &'a ContainerHealthCheck,
    started: u64,
    ready_after: u64,
    hangs: &'a [Hang],
) -> Probed<'a> {
    Probed { check, run: run(at(started), ready_after), hangs }
}

fn run(started_at: SimTime, ready_after: u64) -> ContainerRun {
    ContainerRun { started_at, ran_before: SimDuration::ZERO, ready_after: secs(ready_after) }
}

/// All changes from the start at 100 s on, counted from there.
fn changes(check: &ContainerHealthCheck, ready_after: u64) -> Vec<(u64, TaskHealth)> {
    changes_with(check, ready_after, &[])
}

/// The end of a hang that has none.
const FOR_GOOD: u64 = u64::MAX;

/// The same where the program hangs so long after the start.
fn changes_with(
    check: &ContainerHealthCheck,
    ready_after: u64,
    hangs: &[(u64, u64)],
) -> Vec<(u64, TaskHealth)> {
    let end = |until| if until == FOR_GOOD { SimTime::NEVER } else { at(100 + until) };
    let hangs: Vec<Hang> =
        hangs.iter().map(|(from, until)| Hang { from: at(100 + from), until: end(*until) }).collect();
    let (started, mut state, mut now) = (at(100), TaskHealth::Unknown, at(100));
    let mut changes = Vec::new();
    while let Some((when, to)) = next_change(&probed(check, 100, ready_after, &hangs), state, now) {
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
    let container = probed(&check, 0, 0, &[]);
    let next = |state, now| next_change(&container, state, now);
    assert_eq!(next(TaskHealth::Unknown, at(29)), Some((at(30), TaskHealth::Healthy)));
    assert_eq!(next(TaskHealth::Unknown, at(30)), Some((at(30), TaskHealth::Healthy)));
    assert_eq!(next(TaskHealth::Healthy, at(30)), None);
    assert_eq!(health_at(&container, at(29)), TaskHealth::Unknown);
    assert_eq!(health_at(&container, at(30)), TaskHealth::Healthy);
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
    while let Some((when, to)) = next_task_change(&task, |_| Some(run(at(0), 25)), &[], state, now) {
        changes.push((when, to));
        (state, now) = (to, when);
    }
    assert_eq!(changes, [(at(20), Unhealthy), (at(30), Unknown), (at(70), Healthy)]);

    let unchecked = definition(vec![container("app")]);
    assert_eq!(next_task_change(&unchecked, |_| Some(run(at(0), 25)), &[], Unknown, at(0)), None);
}

/// Every 10 s, with a timeout of 5 s and three retries; a probe that hangs puts off those after it by its timeout.
#[test]
fn ad_06_a_container_that_hangs_fails_its_probes_after_their_timeout() {
    use TaskHealth::{Healthy, Unhealthy};
    let check_of = |retries, start_period| check(10, retries, start_period);
    for (name, check, ready_after, hangs, expected) in [
        // Probes at 30, 45 and 60 s are not answered.
        ("for good", check_of(3, 0), 0, &[(25, FOR_GOOD)][..], &[(10, Healthy), (65, Unhealthy)][..]),
        (
            "a probe at its begin hangs",
            check_of(1, 0),
            0,
            &[(30, FOR_GOOD)],
            &[(10, Healthy), (35, Unhealthy)],
        ),
        // Those at 30 and 45 s are not answered, the one at 60 s is.
        ("too short", check_of(3, 0), 0, &[(25, 60)], &[(10, Healthy)]),
        (
            "and healthy again",
            check_of(2, 0),
            0,
            &[(25, 55)],
            &[(10, Healthy), (50, Unhealthy), (60, Healthy)],
        ),
        // The probe at 30 s has no answer when the hang is over at 31 s; the next comes at 45 s.
        (
            "a probe on its way fails all the same",
            check_of(1, 0),
            0,
            &[(25, 31)],
            &[(10, Healthy), (35, Unhealthy), (45, Healthy)],
        ),
        ("between two probes", check_of(1, 0), 0, &[(21, 29)], &[(10, Healthy)]),
        // One failure each, and a pass at 45 s between them.
        ("twice, with a pass between", check_of(2, 0), 0, &[(25, 31), (50, 60)], &[(10, Healthy)]),
        // A probe has passed, so the start period protects no more.
        (
            "in the start period after a pass",
            check_of(1, 300),
            0,
            &[(25, FOR_GOOD)],
            &[(10, Healthy), (35, Unhealthy)],
        ),
        // Refused at 10 s, not answered at 20 and 35 s.
        ("before it was ever ready", check_of(2, 0), 25, &[(15, 40)], &[(25, Unhealthy), (50, Healthy)]),
    ] {
        assert_eq!(changes_with(&check, ready_after, hangs), expected, "{name}");
    }
}

/// A probe after the other, as an agent sends them.
fn prober(check: &ContainerHealthCheck, ready_after: u64, hangs: &[(u64, u64)]) -> Vec<(u64, TaskHealth)> {
    let seconds = |time: SimDuration| time.as_micros() / 1_000_000;
    let (mut failures, mut passed, mut health) = (0, false, TaskHealth::Unknown);
    let (mut sent, mut found) = (seconds(check.interval), Vec::new());
    while sent < 1_000 {
        let hangs_now = hangs.iter().any(|(from, until)| (*from..*until).contains(&sent));
        let answers = sent >= ready_after && !hangs_now;
        let known = sent + if hangs_now { seconds(check.timeout) } else { 0 };
        let to = if answers {
            (failures, passed) = (0, true);
            TaskHealth::Healthy
        } else {
            failures += u32::from(passed || sent >= seconds(check.start_period));
            if failures >= check.retries { TaskHealth::Unhealthy } else { health }
        };
        if std::mem::replace(&mut health, to) != to {
            found.push((known, to));
        }
        sent = known + seconds(check.interval);
    }
    found
}

/// Hangs that do not touch each other: gaps and lengths in turn.
fn hangs() -> impl Strategy<Value = Vec<(u64, u64)>> {
    prop::collection::vec((1_u64..60, 1_u64..60), 0..5).prop_map(|pairs| {
        let mut now = 0;
        let one = |(gap, length): (u64, u64)| {
            let from = now + gap;
            now = from + length;
            (from, now)
        };
        pairs.into_iter().map(one).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn the_closed_form_is_what_probing_finds(
        (interval, timeout, retries) in (1_u64..9, 0_u64..9, 1_u32..5),
        (start_period, ready_after) in (0_u64..60, 0_u64..120),
        hangs in hangs(),
    ) {
        let check = ContainerHealthCheck { timeout: secs(timeout), ..check(interval, retries, start_period) };
        prop_assert_eq!(changes_with(&check, ready_after, &hangs), prober(&check, ready_after, &hangs));
    }

    /// Several containers, each with probes of its own, hang together.
    #[test]
    fn a_task_that_hangs_is_what_its_worst_container_is(
        checks in prop::collection::vec((1_u64..9, 0_u64..9, 1_u32..5), 1..4),
        ready_after in 0_u64..60,
        hangs in hangs(),
    ) {
        let checks: Vec<ContainerHealthCheck> = checks
            .into_iter()
            .map(|(interval, timeout, retries)| ContainerHealthCheck { timeout: secs(timeout), ..check(interval, retries, 0) })
            .collect();
        let with = |check: &ContainerHealthCheck| Container { health_check: Some(*check), ..container("app") };
        let task = definition(checks.iter().map(with).collect());
        let windows: Vec<Hang> = hangs.iter().map(|(from, until)| Hang { from: at(*from), until: at(*until) }).collect();
        let (mut state, mut now, mut found) = (TaskHealth::Unknown, at(0), Vec::new());
        while let Some((when, to)) = next_task_change(&task, |_| Some(run(at(0), ready_after)), &windows, state, now) {
            found.push((when.as_micros() / 1_000_000, to));
            (state, now) = (to, when);
        }
        let each: Vec<Vec<(u64, TaskHealth)>> = checks.iter().map(|check| prober(check, ready_after, &hangs)).collect();
        let mut expected: Vec<(u64, TaskHealth)> = Vec::new();
        for second in 0..1_100 {
            let latest = |changes: &Vec<(u64, TaskHealth)>| {
                let before = changes.iter().rfind(|(when, _)| *when <= second);
                before.map_or(TaskHealth::Unknown, |(_, to)| *to)
            };
            let health = combined_health(each.iter().map(latest)).expect("it has checks");
            if expected.last().map_or(TaskHealth::Unknown, |(_, last)| *last) != health {
                expected.push((second, health));
            }
        }
        prop_assert_eq!(found, expected);
    }
}

/// A container of five minutes' start period that ran for four before the run, probed every 30 s.
#[test]
fn what_a_container_ran_before_counts() {
    let of = check(30, 3, 300);
    let unhealthy = |ran_before| {
        let mut container = probed(&of, 0, 10_000, &[]);
        container.run.ran_before = secs(ran_before);
        next_change(&container, TaskHealth::Unknown, at(0)).expect("it never answers")
    };
    // At 300, 330 and 360 s after its own start.
    assert_eq!(unhealthy(0), (at(360), TaskHealth::Unhealthy));
    assert_eq!(unhealthy(240), (at(120), TaskHealth::Unhealthy));
    // Probed last ten seconds before the run, and 20 s into it next.
    assert_eq!(unhealthy(1_000), (at(20 + 60), TaskHealth::Unhealthy));
}
