//! Availability Zone rebalancing: whether a service's tasks are spread evenly, and what is being moved (RB-03…RB-07).

use crate::model::{TaskId, ZoneId};

/// A zone as zone rebalancing sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZoneTasks {
    /// The zone.
    pub zone: ZoneId,
    /// The service's tasks there whose desired status is `RUNNING`.
    pub tasks: u32,
    /// Whether an instance is there that is `ACTIVE`, connected and suits the service, however full it is (RB-07).
    pub is_open: bool,
}

/// Zones between which a task is to move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imbalance {
    /// Tasks in the fullest open zones.
    pub most: u32,
    /// The first of the open zones with the fewest tasks.
    pub emptiest: ZoneId,
}

/// How far the rebalancing of a service has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rebalancing {
    /// Its zones were even when they were looked at last, or never were.
    #[default]
    Idle,
    /// They are not, which was told.
    Uneven {
        /// Whether it was told that the emptiest zone has no room.
        told_no_room: bool,
    },
    /// A task has been started where there are few; one where there are many goes when it is healthy.
    Moving(TaskId),
}

impl Imbalance {
    /// What is to be moved, if anything: the tasks of open zones are even when each has its share, which is the average
    /// rounded down or up (RB-03), and so when none has two more than another.
    #[must_use]
    pub fn of(zones: &[ZoneTasks]) -> Option<Self> {
        let open = || zones.iter().filter(|zone| zone.is_open);
        let most = open().map(|zone| zone.tasks).max()?;
        let emptiest = open().min_by_key(|zone| (zone.tasks, zone.zone))?;
        (emptiest.tasks + 2 <= most).then_some(Self { most, emptiest: emptiest.zone })
    }

    /// Whether one more task in a zone of so many, and one less in the fullest, is more even.
    #[must_use]
    pub const fn is_eased_by(self, tasks: u32) -> bool {
        tasks + 2 <= self.most
    }
}

impl Rebalancing {
    /// Whether it has been told that it is in progress.
    #[must_use]
    pub fn is_in_progress(self) -> bool {
        self != Self::Idle
    }
}

#[cfg(test)]
mod tests;
