//! What can happen to a service, and when it happened to how many of its tasks.

use std::collections::BTreeMap;

use crate::calibrate::{Form, Log, ServiceKey, Span, Stamp, Told};

/// What can happen, in the order in which a deployment goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The call or the fault itself.
    Cause,
    /// "has started"
    Started,
    /// A task reached `RUNNING`.
    Running,
    /// "registered … targets"
    Registered,
    /// "is unhealthy in (target-group …)", "failed container health checks"
    Unhealthy,
    /// "has stopped": the decision.
    Stopped,
    /// "deregistered … targets", and with it "has begun draining".
    Deregistered,
    /// A task reached `STOPPING`: its stop signal.
    Signal,
    /// A task reached `STOPPED`.
    Ended,
    /// "deployment completed"
    Completed,
    /// "has reached a steady state"
    Steady,
}

impl Kind {
    /// As pages and documents have it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cause => "cause",
            Self::Started => "has started",
            Self::Running => "RUNNING",
            Self::Registered => "registered",
            Self::Unhealthy => "is unhealthy",
            Self::Stopped => "has stopped",
            Self::Deregistered => "deregistered",
            Self::Signal => "STOPPING",
            Self::Ended => "STOPPED",
            Self::Completed => "deployment completed",
            Self::Steady => "steady state",
        }
    }

    /// Whether it happens to a number of tasks.
    #[must_use]
    pub const fn is_counted(self) -> bool {
        !matches!(self, Self::Cause | Self::Completed | Self::Steady)
    }
}

/// Of every kind, the moments at which it happened to one task after another, in seconds since the cause.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moments {
    by_kind: BTreeMap<Kind, Vec<f64>>,
}

impl Moments {
    /// What a log tells of a service from `from` to `to`, "has stopped" in the sense of `form`.
    #[must_use]
    pub fn of(log: &Log, service: &ServiceKey, (from, to): (Stamp, Stamp), form: Form) -> Self {
        let mut moments = Self::default();
        let stopped = if form == Form::Signal { Kind::Signal } else { Kind::Stopped };
        let is_in = |at: Stamp| at >= from && at <= to;
        let events = log.services.get(service).map_or(&[][..], |service| &service.events);
        for (at, told) in events.iter().filter(|(at, _)| is_in(*at)) {
            let (kind, count) = match told {
                Told::Started(tasks) => (Kind::Started, tasks.len()),
                Told::Stopped(tasks) => (stopped, tasks.len()),
                Told::Unhealthy(_) => (Kind::Unhealthy, 1),
                Told::Registered(count) => (Kind::Registered, *count as usize),
                Told::Deregistered(count) => (Kind::Deregistered, *count as usize),
                Told::Completed => (Kind::Completed, 1),
                Told::Steady => (Kind::Steady, 1),
                _ => continue,
            };
            // More than a service has is somebody's joke.
            let count = count.min(MOST_TASKS);
            moments.add(kind, at.since(from).as_secs(), count);
        }
        for task in log.tasks.values().filter(|task| task.service.as_ref() == Some(service)) {
            for (kind, at) in [
                (Kind::Running, task.at.started),
                (Kind::Signal, task.at.stopping.filter(|_| form == Form::Decision)),
                (Kind::Ended, task.at.stopped),
            ] {
                // A service is steady while what it has stopped may still be on its way to STOPPED.
                let began = task.at.stopping.filter(|_| kind == Kind::Ended);
                let is_late = began.is_some_and(&is_in) && at.is_some_and(|at| at.since(to) <= LATE);
                if let Some(at) = at.filter(|at| is_in(*at) || is_late) {
                    moments.add(kind, at.since(from).as_secs(), 1);
                }
            }
        }
        moments.by_kind.values_mut().for_each(|all| all.sort_by(f64::total_cmp));
        moments.by_kind.insert(Kind::Cause, vec![0.0]);
        moments
    }

    /// The first thing that happened: what it was, and to how many by then.
    #[must_use]
    pub fn first(&self) -> Option<(Kind, usize)> {
        let first = self.steps().into_iter().find(|(kind, ..)| *kind != Kind::Cause);
        first.map(|(kind, count, _)| (kind, count))
    }

    /// The same by a clock that starts when it had happened to so many; nothing, where it never did.
    #[must_use]
    pub fn since(mut self, (kind, count): (Kind, usize)) -> Self {
        let Some(start) = self.at(kind, count) else { return Self::default() };
        self.by_kind.remove(&Kind::Cause);
        self.by_kind.values_mut().flatten().for_each(|at| *at -= start);
        self
    }

    fn add(&mut self, kind: Kind, at: f64, count: usize) {
        self.by_kind.entry(kind).or_default().extend(std::iter::repeat_n(at, count));
    }

    /// When it had happened to so many; `None` if it never did.
    #[must_use]
    pub fn at(&self, kind: Kind, count: usize) -> Option<f64> {
        self.by_kind.get(&kind)?.get(count.checked_sub(1)?).copied()
    }

    /// Every moment at which something happened, in order, with the number of those it had happened to by then.
    #[must_use]
    pub fn steps(&self) -> Vec<(Kind, usize, f64)> {
        let mut steps = Vec::new();
        for (kind, all) in &self.by_kind {
            for (position, at) in all.iter().enumerate() {
                let is_last = all.get(position + 1).is_none_or(|next| next > at);
                if is_last {
                    steps.push((*kind, position + 1, *at));
                }
            }
        }
        steps.sort_by(|(one, _, at), (other, _, then)| at.total_cmp(then).then(one.cmp(other)));
        steps
    }
}

/// How long after a service is steady its tasks may reach `STOPPED`, which is simulated as well.
pub(super) const LATE: Span = Span::secs(900);

/// More tasks at one moment are not told apart.
const MOST_TASKS: usize = 1_000;
