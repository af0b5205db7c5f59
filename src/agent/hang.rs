//! When a task's containers run on and answer nothing.

use crate::time::SimTime;

/// A while in which the containers of a task answer nothing: from `from` on, and at `until` they answer again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hang {
    /// The first instant without an answer.
    pub from: SimTime,
    /// The first instant with one; [`SimTime::NEVER`] for good.
    pub until: SimTime,
}

/// All of them in the life of a task, apart from each other and in order. Most tasks have none, and so allocate nothing.
///
/// ```
/// use plimsoll::{agent::Hangs, time::SimTime};
/// let mut hangs = Hangs::default();
/// let at = SimTime::from_secs;
/// assert_eq!(hangs.begin(at(10), at(20)), at(20));
/// // Hit again while it hangs, a task answers at the later of both ends.
/// assert_eq!(hangs.begin(at(15), at(18)), at(20));
/// assert!(hangs.at(at(10)) && !hangs.at(at(20)));
/// assert_eq!(hangs.all().len(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hangs(Vec<Hang>);

impl Hangs {
    /// A hang begins at `now`, which is not before any other began; returns when it ends.
    pub fn begin(&mut self, now: SimTime, until: SimTime) -> SimTime {
        match self.0.last_mut() {
            Some(last) if last.until >= now => last.until = last.until.max(until),
            _ => self.0.push(Hang { from: now, until }),
        }
        self.0.last().map_or(until, |last| last.until)
    }

    /// Whether the containers hang at `at`, which is not before the last hang began.
    #[must_use]
    pub fn at(&self, at: SimTime) -> bool {
        self.0.last().is_some_and(|last| at < last.until)
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Hang] {
        &self.0
    }
}
