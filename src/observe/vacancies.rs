//! Since when a service has lacked tasks: what start and replacement latencies are measured from.
//!
//! A service falls short by its desired count minus the tasks of its PRIMARY deployment that it can count on: desired
//! status `RUNNING`, not `UNHEALTHY` (HL-03), not on a `DRAINING` instance (DR-02). For each task it falls short by,
//! one *vacancy* stands in a queue:
//!
//! - a vacancy arises when the shortfall grows: at a higher desired count, a new deployment, a lost or unhealthy task,
//!   a draining instance;
//! - a new task fills the oldest vacancy; a task created without a vacancy is needed since its own creation;
//! - when the shortfall shrinks otherwise (a lower desired count, a task that recovers), the youngest vacancy goes;
//! - a task whose host dies is needed since then, although ECS notices later;
//! - a task that is lost before it was ever healthy gives its vacancy back, as old as it was;
//! - a new deployment starts all vacancies over, except those of tasks that were missing anyway.
//!
//! Tasks of older deployments that are lost are replaced by their like (HL-04), so they have a queue of their own,
//! which ends with the deployment.

use std::collections::VecDeque;

use crate::time::SimTime;

/// The lack of one task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Vacancy {
    /// Since when.
    pub(super) since: SimTime,
    /// Whether it arose because a task that had been healthy was lost or became unhealthy.
    pub(super) lost_healthy: bool,
}

impl Vacancy {
    /// A vacancy that no loss caused.
    pub(super) fn planned(since: SimTime) -> Self {
        Self { since, lost_healthy: false }
    }
}

/// The vacancies of one service, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Vacancies {
    primary: VecDeque<Vacancy>,
    older: VecDeque<Vacancy>,
}

impl Vacancies {
    /// Adds `vacancy` until there is one for each task of `shortfall`.
    pub(super) fn grow(&mut self, shortfall: usize, vacancy: Vacancy) {
        while self.primary.len() < shortfall {
            let position = self.primary.partition_point(|other| *other <= vacancy);
            self.primary.insert(position, vacancy);
        }
    }

    /// Withdraws the youngest vacancies beyond `shortfall`.
    pub(super) fn shrink(&mut self, shortfall: usize) {
        self.primary.truncate(shortfall);
    }

    /// A deployment began at `at`: only the `missing` oldest vacancies stay, the others are as young as the deployment.
    pub(super) fn start_over(&mut self, missing: usize, shortfall: usize, at: SimTime) {
        self.older.clear();
        self.shrink(missing);
        self.grow(shortfall, Vacancy::planned(at));
    }

    /// A task of the PRIMARY deployment was created: takes its vacancy.
    pub(super) fn fill(&mut self) -> Option<Vacancy> {
        self.primary.pop_front()
    }

    /// A task of an older deployment was lost.
    pub(super) fn lose_older(&mut self, vacancy: Vacancy) {
        let position = self.older.partition_point(|other| *other <= vacancy);
        self.older.insert(position, vacancy);
    }

    /// A task of an older deployment recovered.
    pub(super) fn recover_older(&mut self) {
        self.older.pop_back();
    }

    /// A task of an older deployment was created: takes its vacancy.
    pub(super) fn fill_older(&mut self) -> Option<Vacancy> {
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

    fn vacancy(seconds: u64) -> Vacancy {
        Vacancy::planned(SimTime::from_secs(seconds))
    }

    #[test]
    fn the_oldest_need_is_filled_and_the_youngest_withdrawn() {
        let mut vacancies = Vacancies::default();
        vacancies.grow(2, vacancy(1));
        vacancies.grow(3, vacancy(5));
        vacancies.grow(3, vacancy(9));
        vacancies.shrink(2);
        assert_eq!(vacancies.fill(), Some(vacancy(1)));
        assert_eq!(vacancies.fill(), Some(vacancy(1)));
        assert_eq!(vacancies.fill(), None);
    }

    #[test]
    fn a_need_given_back_is_as_old_as_it_was() {
        let mut vacancies = Vacancies::default();
        vacancies.grow(1, vacancy(8));
        vacancies.grow(2, vacancy(3));
        assert_eq!((vacancies.fill(), vacancies.fill()), (Some(vacancy(3)), Some(vacancy(8))));
    }

    #[test]
    fn a_deployment_keeps_only_the_needs_of_missing_tasks() {
        let mut vacancies = Vacancies::default();
        vacancies.grow(1, vacancy(1));
        vacancies.grow(3, vacancy(2));
        vacancies.lose_older(vacancy(2));
        vacancies.start_over(1, 3, SimTime::from_secs(7));
        assert_eq!(
            [vacancies.fill(), vacancies.fill(), vacancies.fill()],
            [Some(vacancy(1)), Some(vacancy(7)), Some(vacancy(7))]
        );
        assert_eq!(vacancies.fill_older(), None);
    }
}
