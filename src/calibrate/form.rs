//! Which of ECS's two ways of telling a stop a service's events have.
//!
//! Until about 2021: "deregistered" and "has begun draining", the delay, "has stopped" as the stop signal goes out.
//! Since then: "has stopped" as the stop is decided, a pass later "deregistered" and "has begun draining"; nothing tells
//! the signal.

use super::log::ServiceLog;
use super::stamp::{Span, Stamp};
use super::wording::Told;

/// How long before its deregistration a stop is decided at most: two passes and what they may be late.
const DECIDED_BEFORE: Span = Span::secs(25);

/// How stops are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// "has stopped" is the decision.
    #[default]
    Decision,
    /// "has stopped" is the stop signal, after the drain.
    Signal,
}

/// How many drains of a service speak for each form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forms {
    /// Drains after the stop.
    pub decision: usize,
    /// Drains before the stop.
    pub signal: usize,
}

impl Forms {
    /// Looks at every drain of a service.
    #[must_use]
    pub fn of(service: &ServiceLog) -> Self {
        let mut forms = Self::default();
        let mut stopped: Option<Stamp> = None;
        let mut waits = false;
        for (at, told) in &service.events {
            match told {
                Told::Stopped(_) => {
                    forms.signal += usize::from(std::mem::take(&mut waits));
                    stopped = Some(*at);
                }
                Told::Draining { task_set: true } => {
                    forms.decision += 1;
                    stopped = None;
                }
                Told::Draining { task_set: false } => {
                    let decided = stopped.take().is_some_and(|stop| at.since(stop) <= DECIDED_BEFORE);
                    forms.decision += usize::from(decided);
                    waits = !decided;
                }
                _ => {}
            }
        }
        forms
    }

    /// The form of most drains; without a drain a stop is decision and signal in one.
    #[must_use]
    pub const fn form(self) -> Form {
        if self.signal > self.decision { Form::Signal } else { Form::Decision }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(events: &[(i64, Told)]) -> Forms {
        let events = events.iter().map(|(at, told)| (Stamp::from_micros(at * 1_000_000), told.clone()));
        Forms::of(&ServiceLog { events: events.collect(), ..ServiceLog::default() })
    }

    #[test]
    fn the_order_of_stop_and_drain_tells_the_form() {
        let stop = || Told::Stopped(vec![String::new()]);
        let drain = |task_set| Told::Draining { task_set };
        let both = |decision, signal| Forms { decision, signal };
        let deregistered = Told::Deregistered(1);
        for (events, expected) in [
            // A rolling deployment of 2018.
            (
                vec![(0, deregistered.clone()), (0, drain(false)), (33, stop()), (56, Told::Steady)],
                both(0, 1),
            ),
            // One of 2026.
            (
                vec![(0, stop()), (10, deregistered.clone()), (10, drain(true)), (20, Told::Steady)],
                both(1, 0),
            ),
            // Without the task set, the order alone tells.
            (vec![(0, stop()), (10, deregistered), (10, drain(false)), (20, stop())], both(1, 0)),
            // Batches of the old form: a stop long ago decides nothing.
            (vec![(0, drain(false)), (305, stop()), (417, drain(false)), (723, stop())], both(0, 2)),
            (vec![(0, stop()), (10, Told::Steady)], both(0, 0)),
        ] {
            assert_eq!(forms(&events), expected, "{events:?}");
        }
        assert_eq!(both(0, 0).form(), Form::Decision);
        assert_eq!(both(1, 2).form(), Form::Signal);
    }
}
