//! The deployments of a service: how long they took, and how far they came.

use super::latency::Latencies;
use super::metrics::Metrics;
use super::prospect::Prospect;
use super::stops::Stops;
use crate::cluster::{DeploymentState, StopCause};
use crate::model::{ALL_TRAFFIC, TaskDefinitionId};
use crate::time::{SimDuration, SimTime};

/// A deployment of which so many tasks in a row failed before they were healthy does not get through: the least at which
/// ECS's circuit breaker gives a deployment up (services.md §2.3).
const FAILING: u32 = 3;

/// A deployment that became PRIMARY.
#[derive(Clone, Debug)]
pub(super) struct Deployment {
    /// Its number within the service.
    pub(super) number: u32,
    /// What it rolls out.
    pub(super) definition: TaskDefinitionId,
    /// When it became PRIMARY.
    pub(super) started_at: SimTime,
    /// When it completed first, if it did.
    pub(super) completed_at: Option<SimTime>,
    /// When it failed, if it did.
    pub(super) failed_at: Option<SimTime>,
    /// Its state, as told last.
    state: DeploymentState,
    /// Its tasks that were created.
    pub(super) tasks: u32,
    /// Its tasks that were stopped for their health.
    pub(super) replaced_tasks: u32,
    /// Its tasks that failed before they were ever healthy.
    pub(super) failed_tasks: u32,
    /// Its tasks that stopped, by reason.
    pub(super) stops: Stops,
    /// How many of the failed ones since the last one that was healthy.
    failed_in_a_row: u32,
    origin: Origin,
    exposure: Exposure,
}

/// How much production traffic a deployment in stages has had.
#[derive(Clone, Copy, Debug, Default)]
struct Exposure {
    /// The share that it has, in thousandths, and since when.
    share: u32,
    since: SimTime,
    /// Thousandths times microseconds before that.
    sum: u128,
}

impl Exposure {
    fn set(&mut self, share: u32, at: SimTime) {
        self.sum += u128::from(self.share) * u128::from(at.since(self.since).as_micros());
        (self.share, self.since) = (share, at);
    }
}

/// How a deployment came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// The service was created with it.
    Creation,
    /// An update began it.
    Update,
    /// It was there before the run, and over or not.
    Found {
        /// Whether it still had something to do.
        open: bool,
    },
}

impl Deployment {
    /// Its state at the end: one whose tasks start and fail, one after the other, is stuck.
    pub(super) fn state(&self) -> DeploymentState {
        match self.state {
            DeploymentState::InProgress if self.keeps_failing() => DeploymentState::Stuck,
            state => state,
        }
    }

    /// Whether its tasks fail one after the other, be it that it once was complete.
    pub(super) fn keeps_failing(&self) -> bool {
        self.failed_in_a_row >= FAILING
    }

    /// Whether its last attempt to go on failed, as told last.
    pub(super) fn is_stuck(&self) -> bool {
        self.state == DeploymentState::Stuck
    }

    /// Whether it failed, be it that it was rolled back.
    pub(super) fn has_failed(&self) -> bool {
        matches!(self.state, DeploymentState::Failed | DeploymentState::RolledBack)
    }
}

/// The deployments of one service.
#[derive(Clone, Debug, Default)]
pub(super) struct DeploymentHistory {
    /// Oldest first.
    list: Vec<Deployment>,
    /// Which one is PRIMARY: the newest, or the one that it was rolled back to.
    primary: usize,
    /// Whether one of them took over in stages.
    in_stages: bool,
}

impl DeploymentHistory {
    /// A deployment became PRIMARY.
    pub(super) fn start(&mut self, number: u32, definition: TaskDefinitionId, at: SimTime) {
        let origin = if self.list.is_empty() { Origin::Creation } else { Origin::Update };
        self.add((number, definition), DeploymentState::InProgress, origin, at);
    }

    /// A deployment was there before the run.
    pub(super) fn found(
        &mut self,
        number: u32,
        definition: TaskDefinitionId,
        state: DeploymentState,
        at: SimTime,
    ) {
        self.add(
            (number, definition),
            state,
            Origin::Found { open: state != DeploymentState::Completed },
            at,
        );
    }

    fn add(
        &mut self,
        (number, definition): (u32, TaskDefinitionId),
        state: DeploymentState,
        origin: Origin,
        at: SimTime,
    ) {
        self.primary = self.list.len();
        self.list.push(Deployment {
            origin,
            number,
            definition,
            started_at: at,
            completed_at: None,
            failed_at: None,
            state,
            tasks: 0,
            replaced_tasks: 0,
            failed_tasks: 0,
            stops: Stops::default(),
            failed_in_a_row: 0,
            exposure: Exposure::default(),
        });
    }

    /// The state of a deployment changed.
    pub(super) fn change(&mut self, number: u32, state: DeploymentState, at: SimTime) {
        if let Some(deployment) = self.find(number) {
            deployment.state = state;
            match state {
                DeploymentState::Completed => deployment.completed_at = deployment.completed_at.or(Some(at)),
                DeploymentState::Failed => deployment.failed_at = Some(at),
                _ => {}
            }
        }
    }

    /// A deployment that had completed is PRIMARY again.
    pub(super) fn roll_back(&mut self, to: u32) {
        if let Some(position) = self.list.iter().rposition(|deployment| deployment.number == to) {
            self.primary = position;
            let deployment = &mut self.list[position];
            (deployment.state, deployment.failed_in_a_row) = (DeploymentState::InProgress, 0);
        }
    }

    /// A deployment takes over in stages.
    pub(super) fn take_over_in_stages(&mut self) {
        self.in_stages = true;
    }

    /// The share of production traffic that a deployment has changed; thousandths.
    pub(super) fn shifted(&mut self, number: u32, share: u32, at: SimTime) {
        if let Some(deployment) = self.find(number) {
            deployment.exposure.set(share, at);
        }
    }

    /// Seconds of all production traffic that deployments which failed have had by `end`; `None` where none
    /// took over in stages.
    fn exposure(&self, end: SimTime) -> Option<f64> {
        let failed = self.iter().filter(|deployment| deployment.has_failed());
        let sum: u128 = failed
            .map(|deployment| {
                let mut exposure = deployment.exposure;
                exposure.set(0, end);
                exposure.sum
            })
            .sum();
        let micros = u64::try_from(sum / u128::from(ALL_TRAFFIC)).unwrap_or(u64::MAX);
        self.in_stages.then(|| SimDuration::from_micros(micros).as_secs_f64())
    }

    /// A task of a deployment was created.
    pub(super) fn task_created(&mut self, number: u32) {
        if let Some(deployment) = self.find(number) {
            deployment.tasks += 1;
        }
    }

    /// What can become of PRIMARY, which is not over as the run ends: be it what was told last, it is stuck if nothing that
    /// is pending can move it, and in progress if something can.
    pub(super) fn settle(&mut self, prospect: Prospect) {
        if let Some(open) = self.list.get_mut(self.primary).filter(|newest| newest.state.is_open()) {
            open.state = match prospect {
                Prospect::Moves(_) => DeploymentState::InProgress,
                Prospect::Stuck { .. } => DeploymentState::Stuck,
            };
        }
    }

    /// A task of a deployment is healthy, and has been for as long as it takes to count for the lower bound.
    pub(super) fn task_settled(&mut self, number: u32) {
        if let Some(deployment) = self.find(number) {
            deployment.failed_in_a_row = 0;
        }
    }

    /// A task of a deployment has ended for this reason; whether it was settled before.
    pub(super) fn task_ended(&mut self, number: u32, cause: Option<StopCause>, was_settled: bool) {
        if let (Some(deployment), Some(cause)) = (self.find(number), cause) {
            deployment.replaced_tasks += u32::from(cause.is_for_health());
            deployment.stops.add(cause);
        }
        if !was_settled {
            self.task_ended_early(number, cause);
        }
    }

    /// A task of a deployment that never got so far has ended for this reason.
    fn task_ended_early(&mut self, number: u32, cause: Option<StopCause>) {
        // Whoever stops a task, or takes its host away, says nothing about what it would have done.
        let is_own_failure = matches!(
            cause,
            Some(
                StopCause::CannotStart(_)
                    | StopCause::CannotPull(_)
                    | StopCause::EssentialContainerExited
                    | StopCause::FailedTargetHealth(_)
                    | StopCause::FailedContainerHealth
            )
        );
        if let Some(deployment) = self.find(number).filter(|_| is_own_failure) {
            deployment.failed_tasks += 1;
            deployment.failed_in_a_row += 1;
        }
    }

    fn find(&mut self, number: u32) -> Option<&mut Deployment> {
        self.list.iter_mut().rev().find(|deployment| deployment.number == number)
    }

    /// Number of the PRIMARY deployment.
    pub(super) fn primary(&self) -> u32 {
        self.newest().map_or(0, |deployment| deployment.number)
    }

    /// The PRIMARY deployment, while it is not over.
    pub(super) fn open(&self) -> Option<&Deployment> {
        self.newest().filter(|deployment| deployment.state.is_open())
    }

    /// The PRIMARY deployment.
    pub(super) fn newest(&self) -> Option<&Deployment> {
        self.list.get(self.primary)
    }

    /// The one that failed last, be it that it was rolled back.
    pub(super) fn failed(&self) -> Option<&Deployment> {
        self.iter().filter(|deployment| deployment.has_failed()).max_by_key(|deployment| deployment.failed_at)
    }

    /// All deployments.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Deployment> {
        self.list.iter()
    }

    /// The updates that were not over when the run began.
    fn updates(&self) -> impl Iterator<Item = &Deployment> {
        let is_update = |of: &&Deployment| matches!(of.origin, Origin::Update | Origin::Found { open: true });
        self.iter().filter(is_update)
    }

    /// The PRIMARY deployment, while it is not over, unless it created the service.
    pub(super) fn open_update(&self) -> Option<&Deployment> {
        self.open().filter(|open| open.origin != Origin::Creation)
    }

    /// How many updates are in `state` at the end of the run.
    fn count(&self, state: DeploymentState) -> usize {
        self.updates().filter(|deployment| deployment.state() == state).count()
    }

    /// Writes counts over the whole run, up to `end`, by final state, and durations of updates that began no earlier than
    /// `from`.
    pub(super) fn write(&self, (from, end): (SimTime, SimTime), stem: &str, metrics: &mut Metrics) {
        for (name, state) in [
            ("completed", DeploymentState::Completed),
            ("inProgress", DeploymentState::InProgress),
            ("superseded", DeploymentState::Superseded),
            ("stuck", DeploymentState::Stuck),
            ("failed", DeploymentState::Failed),
            ("rolledBack", DeploymentState::RolledBack),
        ] {
            metrics.put_count(format!("{stem}.deployments.{name}"), self.count(state) as u64, "deployments");
        }
        for (name, tasks) in [
            ("startedTasks", self.sum(|of| of.tasks)),
            ("replacedTasks", self.sum(|of| of.replaced_tasks)),
            ("failedTasks", self.sum(|of| of.failed_tasks)),
        ] {
            metrics.put_count(format!("{stem}.deployments.{name}"), tasks, "tasks");
        }
        Stops::write(self.iter().map(|deployment| &deployment.stops), stem, metrics);
        let goes_on = |deployment: &&Deployment| deployment.keeps_failing() && !deployment.has_failed();
        let in_a_row = self.newest().filter(goes_on);
        let in_a_row = in_a_row.map_or(0, |deployment| u64::from(deployment.failed_in_a_row));
        metrics.put_count(format!("{stem}.deployments.failedInARow"), in_a_row, "tasks");
        let seconds = |duration: Option<SimDuration>| duration.map(SimDuration::as_secs_f64);
        let durations = self.durations(from).sorted();
        for (part, value) in [("p50", durations.percentile(50)), ("max", durations.max())] {
            metrics.put(format!("{stem}.deployments.duration.{part}"), seconds(value), "seconds");
        }
        if let Some(exposure) = self.exposure(end) {
            metrics.put(format!("{stem}.deployments.exposure"), Some(exposure), "seconds");
        }
        if let Some(creation) = self.list.first().filter(|first| first.origin == Origin::Creation) {
            metrics.put_text(format!("{stem}.creation"), creation.state().name());
            let duration = creation.completed_at.map(|at| at.since(creation.started_at));
            metrics.put(format!("{stem}.creation.duration"), seconds(duration), "seconds");
        }
    }

    fn sum(&self, tasks: impl Fn(&Deployment) -> u32) -> u64 {
        self.iter().map(|deployment| u64::from(tasks(deployment))).sum()
    }

    /// Durations of updates that started no earlier than `from` and completed.
    fn durations(&self, from: SimTime) -> Latencies {
        let mut durations = Latencies::default();
        let begun = |of: &&Deployment| of.origin == Origin::Update && of.started_at >= from;
        for deployment in self.iter().filter(begun) {
            if let Some(completed_at) = deployment.completed_at {
                durations.push(completed_at.since(deployment.started_at));
            }
        }
        durations
    }
}

#[cfg(test)]
mod tests;
