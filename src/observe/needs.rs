//! Since when a service has lacked tasks: what start and replacement latencies are measured from.
//!
//! A service falls short by its desired count minus the tasks of its PRIMARY deployment that it can count on: desired
//! status `RUNNING`, not `UNHEALTHY` (HL-03), not on a `DRAINING` instance (DR-02). For each task it falls short by,
//! one *need* stands in a queue:
//!
//! - a need arises when the shortfall grows: at a higher desired count, a new deployment, a lost or unhealthy task,
//!   a draining instance;
//! - a new task fills the oldest need; a task created without a need is needed since its own creation;
//! - when the shortfall shrinks otherwise (a lower desired count, a task that recovers), the youngest need goes;
//! - a task whose host dies is needed since then, although ECS notices later;
//! - a task that is lost before it was ever healthy gives its need back, as old as it was;
//! - a new deployment starts all needs over, except those of tasks that were missing anyway.
//!
//! Tasks of older deployments that are lost are replaced by their like (HL-04), so they have a queue of their own,
//! which ends with the deployment.

use std::collections::VecDeque;

use crate::time::SimTime;

/// The lack of one task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Need {
    /// Since when.
    pub(super) since: SimTime,
    /// Whether it arose because a task that had been healthy was lost or became unhealthy.
    pub(super) lost_healthy: bool,
}

impl Need {
    /// A need that no loss caused.
    pub(super) fn planned(since: SimTime) -> Self {
        Self { since, lost_healthy: false }
    }
}

/// The needs of one service, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Needs {
    primary: VecDeque<Need>,
    older: VecDeque<Need>,
}

impl Needs {
    /// Adds `need` until there is one for each task of `shortfall`.
    pub(super) fn grow(&mut self, shortfall: usize, need: Need) {
        while self.primary.len() < shortfall {
            let position = self.primary.partition_point(|other| *other <= need);
            self.primary.insert(position, need);
        }
    }

    /// Withdraws the youngest needs beyond `shortfall`.
    pub(super) fn shrink(&mut self, shortfall: usize) {
        self.primary.truncate(shortfall);
    }

    /// A deployment began at `at`: only the `missing` oldest needs stay, the others are as young as the deployment.
    pub(super) fn start_over(&mut self, missing: usize, shortfall: usize, at: SimTime) {
        self.older.clear();
        self.shrink(missing);
        self.grow(shortfall, Need::planned(at));
    }

    /// A task of the PRIMARY deployment was created: takes its need.
    pub(super) fn fill(&mut self) -> Option<Need> {
        self.primary.pop_front()
    }

    /// A task of an older deployment was lost.
    pub(super) fn lose_older(&mut self, need: Need) {
        let position = self.older.partition_point(|other| *other <= need);
        self.older.insert(position, need);
    }

    /// A task of an older deployment recovered.
    pub(super) fn recover_older(&mut self) {
        self.older.pop_back();
    }

    /// A task of an older deployment was created: takes its need.
    pub(super) fn fill_older(&mut self) -> Option<Need> {
        self.older.pop_front()
    }

    /// No older deployment is left.
    pub(super) fn forget_older(&mut self) {
        self.older.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(seconds: u64) -> Need {
        Need::planned(SimTime::from_secs(seconds))
    }

    #[test]
    fn the_oldest_need_is_filled_and_the_youngest_withdrawn() {
        let mut needs = Needs::default();
        needs.grow(2, need(1));
        needs.grow(3, need(5));
        needs.grow(3, need(9));
        needs.shrink(2);
        assert_eq!(needs.fill(), Some(need(1)));
        assert_eq!(needs.fill(), Some(need(1)));
        assert_eq!(needs.fill(), None);
    }

    #[test]
    fn a_need_given_back_is_as_old_as_it_was() {
        let mut needs = Needs::default();
        needs.grow(1, need(8));
        needs.grow(2, need(3));
        assert_eq!((needs.fill(), needs.fill()), (Some(need(3)), Some(need(8))));
    }

    #[test]
    fn a_deployment_keeps_only_the_needs_of_missing_tasks() {
        let mut needs = Needs::default();
        needs.grow(1, need(1));
        needs.grow(3, need(2));
        needs.lose_older(need(2));
        needs.start_over(1, 3, SimTime::from_secs(7));
        assert_eq!([needs.fill(), needs.fill(), needs.fill()], [Some(need(1)), Some(need(7)), Some(need(7))]);
        assert_eq!(needs.fill_older(), None);
    }
}
