//! A registered target: the state that the load balancer reports, and when it changes.

use super::health::{Answer, Checks, INSTANT, Judged, Verdict};
use crate::model::{TargetGroup, TargetGroupId};
use crate::time::{SimDuration, SimTime};

/// `TargetHealth.State` of a target (services.md §4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TargetState {
    /// Registered; not judged yet.
    Initial,
    /// Takes requests.
    Healthy,
    /// Failed its checks.
    Unhealthy,
    /// Deregistered; requests in flight may finish.
    Draining,
    /// Gone.
    Unused,
}

/// A task's place in a target group.
///
/// The caller tells it how the application answers and asks when the state changes next; it makes that change at
/// that time, and asks again after whatever it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    group: TargetGroupId,
    state: TargetState,
    /// Results that were known before this instant have had their effect on `state`.
    judged_until: SimTime,
    unused_at: SimTime,
    checks: Checks,
}

impl Target {
    /// A target that is registered at `now` and checked for the first time `offset` later.
    ///
    /// The caller draws `offset`.
    /// Until [`answers_from`](Self::answers_from) is told, checks are refused.
    #[must_use]
    pub fn register(group: TargetGroupId, spec: &TargetGroup, now: SimTime, offset: SimDuration) -> Self {
        let mut checks = Checks::new(now + offset);
        checks.expect(Answer::Refused, SimTime::NEVER, spec, now);
        Self { group, state: TargetState::Initial, judged_until: now, unused_at: SimTime::NEVER, checks }
    }

    /// A target that was registered before `now` and has passed its checks, which come every interval from `offset` on.
    #[must_use]
    pub fn found_healthy(
        group: TargetGroupId,
        spec: &TargetGroup,
        now: SimTime,
        offset: SimDuration,
    ) -> Self {
        let mut target = Self::register(group, spec, now, offset);
        target.answers_from(Some(now), spec, now);
        target.state = TargetState::Healthy;
        target
    }

    /// The group it belongs to.
    #[must_use]
    pub const fn group(&self) -> TargetGroupId {
        self.group
    }

    /// What the load balancer reports.
    #[must_use]
    pub const fn state(&self) -> TargetState {
        self.state
    }

    /// From `now` on, checks are refused before `from` and pass afterwards; `None` when no answer is in sight.
    ///
    /// A check at the very instant `from` passes. Changes that are due before `now` have to be made first.
    pub fn answers_from(&mut self, from: Option<SimTime>, spec: &TargetGroup, now: SimTime) {
        self.checks.expect(Answer::Refused, from.unwrap_or(SimTime::NEVER), spec, now);
    }

    /// From `now` on, checks fail in the way `how`, one at this very instant included.
    ///
    /// Changes that are due before `now` have to be made first.
    pub fn stops_answering(&mut self, how: Answer, spec: &TargetGroup, now: SimTime) {
        self.checks.expect(how, SimTime::NEVER, spec, now);
    }

    /// From `now` on, checks count: none did before.
    pub fn begins_at(&mut self, spec: &TargetGroup, now: SimTime) {
        self.checks.begin_at(spec, now);
    }

    /// When and to what the state changes next, if nothing else happens.
    #[must_use]
    pub fn next_change(&self, spec: &TargetGroup) -> Option<(SimTime, TargetState)> {
        let judged: Judged = match self.state {
            TargetState::Initial => None,
            TargetState::Healthy => Some(Verdict::Healthy),
            TargetState::Unhealthy => Some(Verdict::Unhealthy),
            TargetState::Draining => return Some((self.unused_at, TargetState::Unused)),
            TargetState::Unused => return None,
        };
        let (at, verdict) = self.checks.next_verdict(judged, self.judged_until, spec)?;
        Some((
            at,
            match verdict {
                Verdict::Healthy => TargetState::Healthy,
                Verdict::Unhealthy => TargetState::Unhealthy,
            },
        ))
    }

    /// Makes a change that [`next_change`](Self::next_change) announced.
    pub fn change(&mut self, to: TargetState, at: SimTime) {
        self.state = to;
        self.judged_until = at + INSTANT;
    }

    /// Deregisters the target. The load balancer reports it unused after the full deregistration delay, requests or not
    /// (services.md §4.4). Deregistering again changes nothing.
    pub fn deregister(&mut self, now: SimTime, spec: &TargetGroup) {
        if !matches!(self.state, TargetState::Draining | TargetState::Unused) {
            self.change(TargetState::Draining, now);
            self.unused_at = now + spec.deregistration_delay;
        }
    }

    /// When the load balancer reports it unused; [`SimTime::NEVER`] while it is registered.
    #[must_use]
    pub const fn unused_at(&self) -> SimTime {
        self.unused_at
    }
}

#[cfg(test)]
mod tests;
