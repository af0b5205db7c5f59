//! `[[arrivals]]`: calls of `RunTask` over time.

use super::distribution::Distribution;
use super::ids::CallId;
use super::trace::TraceCalls;
use crate::time::{SimDuration, SimTime};

/// A stream of calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrivals {
    /// Its name, unique in the model; metrics are about it.
    pub name: String,
    /// When it calls, and what.
    pub schedule: ArrivalSchedule,
}

/// When a stream calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArrivalSchedule {
    /// A renewal process: the time between two calls is drawn anew each time. Exponential times make it a Poisson process.
    Every {
        /// What it calls.
        call: CallId,
        /// Time from one call to the next, and from `from` to the first one.
        gap: Distribution,
        /// When it begins.
        from: SimTime,
        /// From then on it does not call any more.
        until: SimTime,
        /// At most so many calls.
        calls: Option<u64>,
    },
    /// At set times, sorted.
    At(Vec<Arrival>),
    /// As the rows of a trace say.
    Trace(TraceCalls),
}

/// One call at a set time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// When.
    pub at: SimTime,
    /// What.
    pub call: CallId,
    /// How many tasks; takes the place of the call's own count.
    pub count: u32,
    /// How long each of its tasks runs, where that is known; takes the place of the call's distribution.
    pub run_time: Option<SimDuration>,
}
