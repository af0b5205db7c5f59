//! When the passes of a service come: a clock that computes the next one and never walks to it.

use crate::model::{Behavior, SchedulerClock};
use crate::rng::{Draws, Purpose, Streams, sample};
use crate::time::{SimDuration, SimTime};

/// A steady service is looked at no more often, whatever `steadyInterval` draws.
const SHORTEST_PERIOD: SimDuration = SimDuration::from_secs(1);

/// The passes of one service.
///
/// Passes come in *stretches*. While the service is not steady, pass *k* of a stretch comes *k* times
/// `schedulerInterval` after its start, up to `schedulerJitter` early or late. While it is steady, passes come with a
/// period and a phase of that stretch's own, drawn from `steadyInterval`. A stretch begins with the pass that finds the
/// service steady, or steady no longer, and with one that a call brought forward.
///
/// ```
/// use plimsoll::model::Behavior;
/// use plimsoll::rng::Streams;
/// use plimsoll::service::PassClock;
/// use plimsoll::time::{SimDuration, SimTime};
///
/// let behavior = Behavior::default();
/// let mut clock = PassClock::new("default/web", Streams::new(1));
/// let first = clock.called(SimTime::ZERO, &behavior);
/// clock.passed(first, false, &behavior);
/// let second = clock.after_cause(first, &behavior);
/// let gap = second.since(first);
/// assert!(gap >= SimDuration::from_micros(9_130_000) && gap <= SimDuration::from_micros(10_230_000));
/// ```
#[derive(Clone, Debug)]
pub struct PassClock {
    grid: Grid,
    /// The steady stretch, if the service is in one; `grid` is the last other one then.
    steady: Option<Steady>,
    /// How many stretches began.
    stretches: u64,
    /// When the last pass came.
    last: Option<SimTime>,
    /// The pass that a call brought forward.
    forwarded: Option<SimTime>,
    calls: u64,
    draws: PassDraws,
}

/// The short grid of a stretch.
#[derive(Clone, Copy, Debug)]
struct Grid {
    stretch: u64,
    start: SimTime,
}

/// A stretch of a steady service.
#[derive(Clone, Copy, Debug)]
struct Steady {
    first: SimTime,
    period: SimDuration,
}

/// The random numbers of a service's passes.
#[derive(Clone, Debug)]
struct PassDraws {
    reaction: Draws,
    jitter: Draws,
    period: Draws,
    phase: Draws,
}

impl PassClock {
    /// The clock of the service called `name`, which no pass has looked at.
    #[must_use]
    pub fn new(name: &str, streams: Streams) -> Self {
        let of = |purpose| streams.draws(purpose, name);
        Self {
            grid: Grid { stretch: 0, start: SimTime::ZERO },
            steady: None,
            stretches: 0,
            last: None,
            forwarded: None,
            calls: 0,
            draws: PassDraws {
                reaction: of(Purpose::SchedulerReaction),
                jitter: of(Purpose::PassJitter),
                period: of(Purpose::SteadyPeriod),
                phase: of(Purpose::SteadyPhase),
            },
        }
    }

    /// The service was there before the run, which begins at a random moment between two passes.
    pub fn found(&mut self, steady: bool, behavior: &Behavior) {
        if steady {
            self.passed(SimTime::ZERO, true, behavior);
        } else {
            let interval = behavior.scheduler_interval.as_micros().max(1);
            self.grid.start = SimTime::from_micros(self.draws.phase.at(0, 0).below(interval));
        }
    }

    /// The pass that comes at `now` or, where none does, the next one.
    #[must_use]
    pub fn at_or_after(&self, now: SimTime, behavior: &Behavior) -> SimTime {
        if self.last == Some(now) { now } else { self.after_timer(now, behavior) }
    }

    /// Whether the last pass found the service steady.
    #[must_use]
    pub const fn is_steady(&self) -> bool {
        self.steady.is_some()
    }

    /// An API call at `now` brings the next pass forward; returns when that comes. A stretch begins with it.
    pub fn called(&mut self, now: SimTime, behavior: &Behavior) -> SimTime {
        let reaction = self.reaction(behavior);
        let next = match behavior.scheduler_clock {
            SchedulerClock::Grid | SchedulerClock::EveryPass if self.last.is_some() => {
                self.next_from(now, behavior)
            }
            SchedulerClock::Grid | SchedulerClock::EveryPass | SchedulerClock::Events => SimTime::NEVER,
        };
        let at = next.min(now + reaction).min(self.forwarded.unwrap_or(SimTime::NEVER));
        self.forwarded = Some(at);
        at
    }

    /// When the pass comes that deals with something that happened at `now`.
    #[must_use]
    pub fn after_cause(&self, now: SimTime, behavior: &Behavior) -> SimTime {
        match behavior.scheduler_clock {
            SchedulerClock::Grid | SchedulerClock::EveryPass => self.next_from(now, behavior),
            SchedulerClock::Events => now + behavior.scheduler_reaction.typical(),
        }
    }

    /// When the pass comes that deals with something whose time comes at `at`.
    #[must_use]
    pub fn after_timer(&self, at: SimTime, behavior: &Behavior) -> SimTime {
        match behavior.scheduler_clock {
            SchedulerClock::Grid | SchedulerClock::EveryPass => self.next_from(at, behavior),
            SchedulerClock::Events => at,
        }
    }

    /// When the pass comes that follows one at `now` even if nothing happens; `None` where it would find nothing to do.
    #[must_use]
    pub fn by_itself(&self, now: SimTime, behavior: &Behavior) -> Option<SimTime> {
        match behavior.scheduler_clock {
            SchedulerClock::Grid => None,
            SchedulerClock::EveryPass => Some(self.next_from(now, behavior)),
            SchedulerClock::Events => (!self.is_steady()).then(|| now + behavior.scheduler_interval),
        }
    }

    /// When stop signals go out for what has drained at `now`: on the short grid, even while the service is steady.
    #[must_use]
    pub fn next_signals(&self, now: SimTime, behavior: &Behavior) -> SimTime {
        self.on_grid(now, behavior)
    }

    /// Whether the service is in a steady stretch that no call ends.
    #[must_use]
    pub const fn is_steady_uncalled(&self) -> bool {
        self.steady.is_some() && self.forwarded.is_none()
    }

    /// Notes that a pass came at `now` and whether it found the service steady.
    pub fn passed(&mut self, now: SimTime, steady: bool, behavior: &Behavior) {
        self.last = Some(now);
        let called = self.forwarded.take().is_some();
        if !called && steady == self.is_steady() {
            return;
        }
        self.stretches += 1;
        if steady {
            let number = self.stretches;
            let period = sample(&behavior.steady_interval, &mut self.draws.period.at(number, 0));
            let period = period.max(SHORTEST_PERIOD);
            let phase = 1 + self.draws.phase.at(number, 0).below(period.as_micros());
            if called {
                self.grid = Grid { stretch: number, start: now };
            }
            self.steady = Some(Steady { first: now + SimDuration::from_micros(phase), period });
        } else {
            self.steady = None;
            self.grid = Grid { stretch: self.stretches, start: now };
        }
    }

    /// The first pass of the clock at or after `from` that is still to come.
    fn next_from(&self, from: SimTime, behavior: &Behavior) -> SimTime {
        if let Some(forwarded) = self.forwarded.filter(|at| *at >= from) {
            return forwarded;
        }
        let from = self.last.map_or(from, |last| from.max(last + SimDuration::from_micros(1)));
        match self.steady {
            Some(Steady { first, period }) if from > first => {
                let periods = from.since(first).as_micros().div_ceil(period.as_micros());
                first + period.saturating_mul(periods)
            }
            Some(Steady { first, .. }) => first,
            None => self.on_grid(from, behavior),
        }
    }

    /// The first point of the short grid at or after `from`.
    fn on_grid(&self, from: SimTime, behavior: &Behavior) -> SimTime {
        let interval = behavior.scheduler_interval.as_micros();
        let early =
            from.since(self.grid.start).as_micros().saturating_sub(behavior.scheduler_jitter.as_micros());
        let mut k = early.div_ceil(interval);
        loop {
            let at = self.grid_point(k, behavior);
            if at >= from {
                return at;
            }
            k += 1;
        }
    }

    fn grid_point(&self, k: u64, behavior: &Behavior) -> SimTime {
        let even = self.grid.start + behavior.scheduler_interval.saturating_mul(k);
        let jitter = behavior.scheduler_jitter.as_micros();
        // The pass that begins a stretch has come.
        if k == 0 || jitter == 0 || even == SimTime::NEVER {
            return even;
        }
        let place = u32::try_from(k).unwrap_or(u32::MAX);
        let late = self.draws.jitter.at(self.grid.stretch, place).below(2 * jitter + 1);
        SimTime::from_micros(even.as_micros() - jitter) + SimDuration::from_micros(late)
    }

    fn reaction(&mut self, behavior: &Behavior) -> SimDuration {
        self.calls += 1;
        sample(&behavior.scheduler_reaction, &mut self.draws.reaction.at(self.calls, 0))
    }
}

#[cfg(test)]
mod tests;
