//! A target's health checks in closed form: a grid of checks, a row of equal results, and what comes next.

use crate::model::TargetGroup;
use crate::time::{SimDuration, SimTime};

/// The shortest time there is.
pub(super) const INSTANT: SimDuration = SimDuration::from_micros(1);

/// How a check of a target fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// At once: no process listens.
    Refused,
    /// After the timeout: the host is gone.
    Silent,
}

/// What a row of results makes of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Enough passes.
    Healthy,
    /// Enough failures.
    Unhealthy,
}

/// The verdict a target has had so far: a new one needs a single pass (services.md §4.1).
pub(super) type Judged = Option<Verdict>;

/// The checks of one target. Their results are known up to some check; those after it follow from how the
/// application answers: failures until `answers_from`, then passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Checks {
    next_check: SimTime,
    row: Row,
    /// A check that was sent and has failed, but whose timeout is not over yet.
    outstanding: Option<SimTime>,
    failing: Answer,
    answers_from: SimTime,
}

/// Equal results in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row {
    passing: bool,
    count: u64,
}

impl Checks {
    /// Checks from `first_check` on, of an application that does not answer yet.
    pub(super) const fn new(first_check: SimTime) -> Self {
        Self {
            next_check: first_check,
            row: Row { passing: false, count: 0 },
            outstanding: None,
            failing: Answer::Refused,
            answers_from: SimTime::NEVER,
        }
    }

    /// From `now` on, checks fail in this way until `answers_from`, and pass afterwards.
    pub(super) fn expect(
        &mut self,
        failing: Answer,
        answers_from: SimTime,
        spec: &TargetGroup,
        now: SimTime,
    ) {
        self.settle(now, spec);
        self.failing = failing;
        self.answers_from = answers_from;
    }

    /// Forgets the results so far: the first check that counts is the first one from `now` on.
    pub(super) fn begin_at(&mut self, spec: &TargetGroup, now: SimTime) {
        self.next_check = self.check_after(self.checks_before(now, spec), spec);
        (self.row, self.outstanding) = (Row { passing: false, count: 0 }, None);
    }

    /// When results reach the next verdict, given the one that those known before `judged_until` reached.
    pub(super) fn next_verdict(
        mut self,
        judged: Judged,
        judged_until: SimTime,
        spec: &TargetGroup,
    ) -> Option<(SimTime, Verdict)> {
        self.settle(judged_until, spec);
        if let Some(known_at) = self.outstanding {
            if self.needed(judged, false, spec) == Some(1) {
                return Some((known_at, Verdict::Unhealthy));
            }
            self.row.add(false, 1);
        }
        let failures = self.checks_before(self.answers_from, spec);
        if let Some(needed) = self.needed(judged, false, spec).filter(|&needed| needed <= failures) {
            let sent_at = self.check_after(needed - 1, spec);
            return Some((sent_at + self.delay(spec), Verdict::Unhealthy));
        }
        if self.answers_from == SimTime::NEVER {
            return None;
        }
        self.row.add(false, failures);
        let needed = self.needed(judged, true, spec)?;
        Some((self.check_after(failures + needed - 1, spec), Verdict::Healthy))
    }

    /// Counts the results of all checks sent before `until`, except one whose timeout is not over by then.
    fn settle(&mut self, until: SimTime, spec: &TargetGroup) {
        if let Some(known_at) = self.outstanding {
            if known_at >= until {
                return;
            }
            self.row.add(false, 1);
            self.outstanding = None;
        }
        let sent = self.checks_before(until, spec);
        let mut failed = self.checks_before(self.answers_from.min(until), spec);
        let passed = sent - failed;
        if failed > 0 && passed == 0 {
            let known_at = self.check_after(failed - 1, spec) + self.delay(spec);
            if known_at >= until {
                self.outstanding = Some(known_at);
                failed -= 1;
            }
        }
        self.row.add(false, failed);
        self.row.add(true, passed);
        self.next_check = self.check_after(sent, spec);
    }

    /// How many more results of one kind in a row bring another verdict; `None` when they bring none.
    fn needed(&self, judged: Judged, passing: bool, spec: &TargetGroup) -> Option<u64> {
        let threshold = match (judged, passing) {
            (None, true) => 1,
            (Some(Verdict::Unhealthy), true) => spec.healthy_threshold,
            (None | Some(Verdict::Healthy), false) => spec.unhealthy_threshold,
            (Some(Verdict::Healthy), true) | (Some(Verdict::Unhealthy), false) => return None,
        };
        let have = if self.row.passing == passing { self.row.count } else { 0 };
        Some(u64::from(threshold).saturating_sub(have).max(1))
    }

    /// Time from a failing check to its result. The load balancer demands a timeout shorter than the interval;
    /// so results are known in the order of their checks.
    fn delay(&self, spec: &TargetGroup) -> SimDuration {
        match self.failing {
            Answer::Refused => SimDuration::ZERO,
            Answer::Silent => spec.timeout.min(interval(spec) - INSTANT),
        }
    }

    /// Checks that are not settled and are sent before `until`.
    fn checks_before(&self, until: SimTime, spec: &TargetGroup) -> u64 {
        until.since(self.next_check).as_micros().div_ceil(interval(spec).as_micros())
    }

    fn check_after(&self, skipped: u64, spec: &TargetGroup) -> SimTime {
        self.next_check + interval(spec).saturating_mul(skipped)
    }
}

impl Row {
    fn add(&mut self, passing: bool, count: u64) {
        if count > 0 {
            let so_far = if self.passing == passing { self.count } else { 0 };
            *self = Self { passing, count: so_far.saturating_add(count) };
        }
    }
}

fn interval(spec: &TargetGroup) -> SimDuration {
    spec.interval.max(INSTANT)
}
