//! The deployment circuit breaker: one count of failures a deployment (services.md §2.3).

use crate::model::CircuitBreaker;

/// The failures of a deployment since it began, or since a task of it was healthy.
///
/// While no task of the deployment has been `RUNNING`, what fails to get there counts: tasks that stop before, and rounds of
/// placements that find no instance. From then on only tasks count that fail their health checks: those that are replaced
/// for it, and those that end by themselves before their checks have passed once. All of them count when their containers
/// have ended.
///
/// ```
/// use plimsoll::model::CircuitBreaker;
/// use plimsoll::service::Failures;
/// let breaker = CircuitBreaker::new(false);
/// let mut failures = Failures::default();
/// for _ in 0..3 {
///     assert!(!failures.reach(&breaker, 1));
///     failures.start_failed();
/// }
/// assert!(failures.reach(&breaker, 1));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    count: u32,
    has_run: bool,
}

impl Failures {
    /// Those of a deployment that begins with tasks that run, or without.
    #[must_use]
    pub const fn of(has_run: bool) -> Self {
        Self { count: 0, has_run }
    }

    /// A task could not start, or a round of placements found no instance.
    pub fn start_failed(&mut self) {
        if !self.has_run {
            self.count = self.count.saturating_add(1);
        }
    }

    /// A task is `RUNNING`; returns whether it is the first one. What failed before is not forgotten for it: only a healthy
    /// task resets the count.
    pub fn task_runs(&mut self) -> bool {
        !std::mem::replace(&mut self.has_run, true)
    }

    /// A task that failed its health checks has ended.
    pub fn check_failed(&mut self) {
        self.count = self.count.saturating_add(1);
    }

    /// A task is healthy: by its checks or, where it has none, since it runs.
    pub fn task_is_healthy(&mut self) {
        self.count = 0;
    }

    /// Whether a task has been `RUNNING`.
    #[must_use]
    pub const fn has_run(&self) -> bool {
        self.has_run
    }

    /// How many there are.
    #[must_use]
    pub const fn count(&self) -> u32 {
        self.count
    }

    /// Whether they are as many as end a deployment of a service that wants `desired` tasks.
    #[must_use]
    pub fn reach(&self, breaker: &CircuitBreaker, desired: u32) -> bool {
        self.count >= breaker.threshold.of(desired)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(events: &str) -> u32 {
        let mut failures = Failures::default();
        for event in events.chars() {
            match event {
                's' => failures.start_failed(),
                'r' => assert!(failures.task_runs() || failures.has_run()),
                'c' => failures.check_failed(),
                'h' => failures.task_is_healthy(),
                other => unreachable!("{other}"),
            }
        }
        failures.count()
    }

    #[test]
    fn s2_3_3_only_failed_checks_count_once_a_task_has_run() {
        for (events, expected) in [
            ("sss", 3),
            ("ssr", 2),  // RUNNING alone resets nothing (December 2021)
            ("ssrs", 2), // the second stage knows no starts
            ("ssrc", 3), // one count through both stages
            ("ssrhs", 0),
            ("ssrhcc", 2),
            ("cchc", 1),
        ] {
            assert_eq!(count(events), expected, "{events}");
        }
        assert_eq!(Failures::of(true), {
            let mut of = Failures::default();
            of.task_runs();
            of
        });
    }

    #[test]
    fn the_threshold_is_that_of_the_latest_desired_count() {
        let breaker = CircuitBreaker::new(true);
        let mut failures = Failures::default();
        (0..5).for_each(|_| failures.start_failed());
        assert_eq!([10, 11].map(|desired| failures.reach(&breaker, desired)), [true, false]);
    }
}
