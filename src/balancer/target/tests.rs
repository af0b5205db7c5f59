//! Worked examples on the check grid, and a comparison with a poller that simulates each check.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::model::LoadBalancerKind;

fn group() -> TargetGroupId {
    TargetGroupId::new(0)
}

fn at(seconds: u64) -> SimTime {
    SimTime::from_secs(seconds)
}

fn secs(seconds: u64) -> SimDuration {
    SimDuration::from_secs(seconds)
}

/// An ALB target group with default settings: every 30 s, 5 s timeout, 5 passes, 2 failures, 300 s.
fn defaults() -> TargetGroup {
    TargetGroup {
        name: "web".to_owned(),
        kind: LoadBalancerKind::Application,
        interval: secs(30),
        timeout: secs(5),
        healthy_threshold: 5,
        unhealthy_threshold: 2,
        deregistration_delay: secs(300),
    }
}

/// Makes the next change and returns it.
fn step(target: &mut Target, spec: &TargetGroup) -> Option<(SimTime, TargetState)> {
    let change = target.next_change(spec)?;
    target.change(change.1, change.0);
    Some(change)
}

/// A target that has been healthy since its first check at 10 s.
fn healthy_target(spec: &TargetGroup) -> Target {
    let mut target = Target::register(group(), spec, at(0), secs(10));
    target.answers_from(Some(at(5)), spec, at(0));
    assert_eq!(step(&mut target, spec), Some((at(10), TargetState::Healthy)));
    target
}

/// Worked example 54, first half: a new target needs one pass, whatever the threshold.
#[test]
fn a_new_target_is_healthy_after_one_pass() {
    let spec = TargetGroup { unhealthy_threshold: 10, ..defaults() };
    for (answers_from, healthy_at) in [(0, 10), (10, 10), (11, 40), (100, 100), (101, 130)] {
        let mut target = Target::register(group(), &spec, at(0), secs(10));
        assert_eq!(target.state(), TargetState::Initial);
        target.answers_from(Some(at(answers_from)), &spec, at(0));
        assert_eq!(step(&mut target, &spec), Some((at(healthy_at), TargetState::Healthy)));
        assert_eq!(target.next_change(&spec), None, "it stays so");
    }
    let mut target = Target::register(group(), &spec, at(7), secs(0));
    target.answers_from(Some(at(7)), &spec, at(7));
    assert_eq!(target.next_change(&spec), Some((at(7), TargetState::Healthy)), "checked at once");
}

/// A Network Load Balancer may wait as long for an answer as until its next check: that one's result comes after.
#[test]
fn a_result_is_known_before_the_next_check_is_sent() {
    let spec = TargetGroup { interval: secs(10), timeout: secs(10), unhealthy_threshold: 1, ..defaults() };
    let mut target = healthy_target(&spec);
    target.stops_answering(Answer::Silent, &spec, at(11));
    let known_at = SimTime::from_micros(at(30).as_micros() - 1);
    assert_eq!(step(&mut target, &spec), Some((known_at, TargetState::Unhealthy)));
}

/// Worked example 54, second half: 5 · 30 s after its recovery, tuned 2 · 5 s.
#[test]
fn an_unhealthy_target_needs_the_healthy_threshold() {
    for (spec, back_after) in
        [(defaults(), 150), (TargetGroup { interval: secs(5), healthy_threshold: 2, ..defaults() }, 10)]
    {
        let mut target = healthy_target(&spec);
        target.stops_answering(Answer::Refused, &spec, at(11));
        let (unhealthy_at, to) = step(&mut target, &spec).expect("a change");
        assert_eq!(
            (unhealthy_at, to),
            (at(10) + secs(2 * spec.interval.as_micros() / 1_000_000), TargetState::Unhealthy)
        );
        // It answers again right after a failed check, so the next check is the first to pass.
        target.answers_from(Some(unhealthy_at), &spec, unhealthy_at + SimDuration::from_micros(1));
        let expected = unhealthy_at + secs(back_after);
        assert_eq!(step(&mut target, &spec), Some((expected, TargetState::Healthy)));
    }
}

/// services.md §4.1: a dead target is found out after threshold · interval, plus the timeout when nothing answers.
#[test]
fn failures_are_known_at_once_or_after_the_timeout() {
    let spec = defaults();
    for (how, unhealthy_at) in [(Answer::Refused, 70), (Answer::Silent, 75)] {
        let mut target = healthy_target(&spec);
        target.stops_answering(how, &spec, at(12));
        // Checks at 40 s and 70 s fail.
        assert_eq!(step(&mut target, &spec), Some((at(unhealthy_at), TargetState::Unhealthy)));
        assert_eq!(target.next_change(&spec), None);
    }
}

#[test]
fn a_new_target_that_never_answers_becomes_unhealthy() {
    let spec = defaults();
    let mut target = Target::register(group(), &spec, at(0), secs(10));
    assert_eq!(step(&mut target, &spec), Some((at(40), TargetState::Unhealthy)));
    // Ready at 65 s: checks at 70, 100, 130, 160 and 190 s pass.
    target.answers_from(Some(at(65)), &spec, at(50));
    assert_eq!(step(&mut target, &spec), Some((at(190), TargetState::Healthy)));
}

#[test]
fn a_pause_between_two_checks_is_never_noticed() {
    let spec = defaults();
    let mut target = healthy_target(&spec);
    target.stops_answering(Answer::Refused, &spec, at(41));
    target.answers_from(Some(at(69)), &spec, at(50));
    assert_eq!(target.next_change(&spec), None);
}

#[test]
fn one_failure_counts_on_when_the_next_check_fails_in_another_way() {
    let spec = defaults();
    let mut target = healthy_target(&spec);
    target.stops_answering(Answer::Refused, &spec, at(39));
    // The check at 40 s was refused; the host dies at 60 s; the check at 70 s times out at 75 s.
    target.stops_answering(Answer::Silent, &spec, at(60));
    assert_eq!(target.next_change(&spec), Some((at(75), TargetState::Unhealthy)));
}

#[test]
fn a_check_on_its_way_fails_although_the_target_answers_again() {
    let spec = defaults();
    let mut target = healthy_target(&spec);
    target.stops_answering(Answer::Silent, &spec, at(39));
    // The check at 70 s is out and unanswered when the program is back at 72 s.
    target.answers_from(Some(at(72)), &spec, at(72));
    assert_eq!(step(&mut target, &spec), Some((at(75), TargetState::Unhealthy)));
    // Checks at 100, 130, 160, 190 and 220 s pass.
    assert_eq!(step(&mut target, &spec), Some((at(220), TargetState::Healthy)));
}

/// Worked example 57: idle or not, the load balancer shows `draining` for the whole delay.
#[test]
fn deregistration_takes_its_full_delay_and_ends_the_checks() {
    let spec = defaults();
    let mut target = healthy_target(&spec);
    target.stops_answering(Answer::Refused, &spec, at(12));
    target.deregister(at(50), &spec);
    assert_eq!(target.unused_at(), at(350));
    target.deregister(at(60), &spec);
    assert_eq!(target.unused_at(), at(350), "once");
    assert_eq!(target.state(), TargetState::Draining);
    assert_eq!(step(&mut target, &spec), Some((at(350), TargetState::Unused)));
    assert_eq!(target.next_change(&spec), None);
    target.deregister(at(400), &spec);
    assert_eq!(target.unused_at(), at(350));
}

/// How the application behaves from some instant on.
#[derive(Clone, Copy, Debug)]
enum Told {
    AnswersFrom(Option<SimTime>),
    Stops(Answer),
}

/// Simulates every check up to `until` and returns all changes: `told` applies to checks at its own instant too.
fn poll_every_check(
    spec: &TargetGroup,
    first: SimTime,
    told: &[(SimTime, Told)],
    until: SimTime,
) -> Vec<(SimTime, TargetState)> {
    let mut changes = Vec::new();
    let mut state = TargetState::Initial;
    let (mut passes, mut failures) = (0, 0);
    let mut check = first;
    loop {
        let now = told.iter().rev().find(|(when, _)| *when <= check).map(|(_, told)| *told);
        let failed_at = match now {
            None | Some(Told::AnswersFrom(None) | Told::Stops(Answer::Refused)) => Some(check),
            Some(Told::AnswersFrom(Some(from))) => (check < from).then_some(check),
            Some(Told::Stops(Answer::Silent)) => Some(check + spec.timeout),
        };
        (passes, failures) = if failed_at.is_some() { (0, failures + 1) } else { (passes + 1, 0) };
        let known_at = failed_at.unwrap_or(check);
        if known_at > until {
            return changes;
        }
        let needed = if state == TargetState::Initial { 1 } else { spec.healthy_threshold };
        let to = if failures >= spec.unhealthy_threshold {
            TargetState::Unhealthy
        } else if passes >= needed {
            TargetState::Healthy
        } else {
            state
        };
        if to != state {
            state = to;
            changes.push((known_at, to));
        }
        check += spec.interval;
    }
}

/// The same changes, computed.
fn compute_changes(
    spec: &TargetGroup,
    first: SimTime,
    told: &[(SimTime, Told)],
    until: SimTime,
) -> Vec<(SimTime, TargetState)> {
    let mut target = Target::register(group(), spec, SimTime::ZERO, first.since(SimTime::ZERO));
    let mut changes = Vec::new();
    let mut advance = |target: &mut Target, limit: SimTime| {
        while let Some((at, to)) = target.next_change(spec).filter(|(at, _)| *at < limit) {
            target.change(to, at);
            changes.push((at, to));
        }
    };
    for (now, told) in told {
        advance(&mut target, *now);
        match *told {
            Told::AnswersFrom(from) => target.answers_from(from, spec, *now),
            Told::Stops(how) => target.stops_answering(how, spec, *now),
        }
    }
    advance(&mut target, until + SimDuration::from_micros(1));
    changes
}

fn spec() -> impl Strategy<Value = TargetGroup> {
    (2_u64..8, 2_u32..5, 2_u32..5).prop_flat_map(|(interval, healthy, unhealthy)| {
        (1..interval).prop_map(move |timeout| TargetGroup {
            interval: secs(interval),
            timeout: secs(timeout),
            healthy_threshold: healthy,
            unhealthy_threshold: unhealthy,
            ..defaults()
        })
    })
}

fn told() -> impl Strategy<Value = Vec<(SimTime, Told)>> {
    // Whole seconds, so that changes often fall on a check or on its timeout.
    let one = (0_u64..20, 0_u8..4, 0_u64..40);
    vec(one, 0..12).prop_map(|list| {
        let mut now = SimTime::ZERO;
        let told = list.into_iter().map(|(gap, kind, ahead)| {
            now += secs(gap);
            let told = match kind {
                0 => Told::AnswersFrom(None),
                1 => Told::AnswersFrom(Some(now + secs(ahead))),
                2 => Told::Stops(Answer::Refused),
                _ => Told::Stops(Answer::Silent),
            };
            (now, told)
        });
        told.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn computed_changes_are_those_of_a_poller(spec in spec(), first in 0_u64..8, told in told()) {
        let until = at(400);
        let polled = poll_every_check(&spec, at(first), &told, until);
        prop_assert_eq!(compute_changes(&spec, at(first), &told, until), polled);
    }
}
