//! The times at which a service was not steady: each from the first thing that it did to its next note of steadiness.

use crate::calibrate::{ServiceLog, Stamp, Told};

/// One such time, and what happened in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Episode {
    /// The last note of steadiness before; `None` where the log begins later.
    pub since: Option<Stamp>,
    /// The first thing that the service did.
    pub first: Stamp,
    /// The note of steadiness at its end.
    pub steady: Option<Stamp>,
    /// That, or the last event of the log.
    pub last: Stamp,
    /// Tasks that were started.
    pub started: usize,
    /// Tasks that were stopped.
    pub stopped: usize,
    /// Whether targets came and others went.
    pub replaced: bool,
    /// Whether starts failed until it was told.
    pub impaired: bool,
}

/// All of them, in order.
pub(super) fn episodes(service: &ServiceLog) -> Vec<Episode> {
    let mut found = Vec::new();
    let mut since = None;
    let mut open: Option<Count> = None;
    for (at, told) in &service.events {
        if *told == Told::Steady {
            found.extend(open.take().map(|of| of.closed(since, Some(*at), *at)));
            since = Some(*at);
        } else if acts(told) || open.is_some() {
            open.get_or_insert_with(|| Count { first: *at, ..Count::default() }).add(told);
        }
    }
    let last = service.events.last().map(|(at, _)| *at);
    found.extend(open.zip(last).map(|(of, last)| of.closed(since, None, last)));
    found
}

const fn acts(told: &Told) -> bool {
    matches!(told, Told::Started(_) | Told::Stopped(_) | Told::Registered(_) | Told::Deregistered(_))
}

#[derive(Clone, Copy, Default)]
struct Count {
    first: Stamp,
    started: usize,
    stopped: usize,
    registered: bool,
    deregistered: bool,
    impaired: bool,
}

impl Count {
    fn add(&mut self, told: &Told) {
        match told {
            Told::Started(tasks) => self.started += tasks.len(),
            Told::Stopped(tasks) => self.stopped += tasks.len(),
            Told::Registered(_) => self.registered = true,
            Told::Deregistered(_) => self.deregistered = true,
            Told::Impaired => self.impaired = true,
            _ => {}
        }
    }

    const fn closed(self, since: Option<Stamp>, steady: Option<Stamp>, last: Stamp) -> Episode {
        let Self { first, started, stopped, registered, deregistered, impaired } = self;
        Episode {
            since,
            first,
            steady,
            last,
            started,
            stopped,
            replaced: registered && deregistered,
            impaired,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_episode_begins_with_a_deed_and_ends_steady() {
        let at = |second: i64| Stamp::from_micros(second * 1_000_000);
        let task = || vec![String::new()];
        let events = [
            (0, Told::Steady),
            (90, Told::InProgress),
            (100, Told::Started(task())),
            (110, Told::Registered(1)),
            (120, Told::Stopped(task())),
            (130, Told::Deregistered(1)),
            (140, Told::Completed),
            (141, Told::Steady),
            (200, Told::Steady),
            (300, Told::Stopped(vec![String::new(); 2])),
        ];
        let service = ServiceLog {
            events: events.map(|(second, told)| (at(second), told)).into(),
            ..ServiceLog::default()
        };
        let [deployment, after] = episodes(&service)[..] else { panic!("{:?}", episodes(&service)) };
        assert_eq!(
            (deployment.since, deployment.first, deployment.steady),
            (Some(at(0)), at(100), Some(at(141)))
        );
        assert_eq!((deployment.started, deployment.stopped, deployment.replaced), (1, 1, true));
        assert_eq!(
            (after.since, after.first, after.steady, after.last),
            (Some(at(200)), at(300), None, at(300))
        );
        assert_eq!((after.started, after.stopped, after.replaced), (0, 2, false));
    }
}
