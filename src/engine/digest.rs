//! The fingerprint of a run: a rolling 64-bit digest over everything that observers are told.
//!
//! Facts alone enter, not the events behind them: how much the engine schedules to bring the same facts about is its
//! own affair, and changes no digest. Tasks are named by group and number and instances by their order, not by the
//! slots that hold them.

use crate::cluster::{
    CallAnswer, Cluster, Fact, FailedAt, IgnoredCall, Place, PlacementFailure, ServiceEvent, Task,
};
use crate::model::{InstanceId, TaskId, ZoneId};
use crate::time::SimTime;

/// Folds words into 64 bits; the order of the words matters.
///
/// Each step multiplies into 128 bits and folds the halves together, so that every input bit reaches every output
/// bit within two steps, at a cost of about a nanosecond. A hash over the same words would first need them as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest(u64);

const FIRST: u64 = 0x9e37_79b9_7f4a_7c15;
const SECOND: u64 = 0xd1b5_4a32_d192_ed03;
const THIRD: u64 = 0xa24b_aed4_963e_e407;

impl Digest {
    /// The digest of nothing that happened with this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed ^ FIRST)
    }

    /// Takes two words in.
    pub fn fold(&mut self, a: u64, b: u64) {
        let product = u128::from(self.0 ^ a) * u128::from(b ^ SECOND);
        #[expect(clippy::cast_possible_truncation, reason = "both halves of the product are used")]
        let halves = ((product >> 64) as u64, product as u64);
        self.0 = halves.0 ^ halves.1;
    }

    /// The digest so far.
    #[must_use]
    pub const fn value(self) -> u64 {
        self.0
    }

    /// Takes in a fact that was told at `at`, with the cluster as it is then.
    #[inline]
    pub fn fold_fact(&mut self, at: SimTime, fact: &Fact<'_>, cluster: &Cluster) {
        let (what, whom) = match *fact {
            // They say nothing that calls and checks do not, and what follows from them is told.
            Fact::MinimumHealthyPercent { .. } | Fact::ContainerHealth { .. } => return,
            // Most facts are these, and are inlined where they are told; `words` would say the same.
            Fact::TaskStatus { task, .. } => status_words(cluster.task(task)),
            _ => self.words(fact, cluster),
        };
        self.fold(at.as_micros().wrapping_add(whom.wrapping_mul(THIRD)), what);
    }

    /// What a fact says and whom it is about; takes in all that does not fit into that.
    fn words(&mut self, fact: &Fact<'_>, cluster: &Cluster) -> (u64, u64) {
        match *fact {
            Fact::InstanceRegistered(_)
            | Fact::AgentConnection { .. }
            | Fact::InstanceStatus { .. }
            | Fact::InstanceLeaving { .. }
            | Fact::InstanceAttributes { .. }
            | Fact::MachineRunsOn(_) => instance_words(fact, cluster),
            Fact::TaskStatus { task, .. } => status_words(cluster.task(task)),
            Fact::TaskHealth { task, .. } => {
                let task = cluster.task(task);
                (kind(7, task.health as u64), task_word(task))
            }
            Fact::TaskCreated(id) => {
                let task = cluster.task(id);
                self.fold(place_word(task.place), u64::from(task.deployment));
                (kind(4, task.definition.index() as u64), task_word(task))
            }
            Fact::TaskFound(id) => {
                let task = cluster.task(id);
                self.fold(place_word(task.place), u64::from(task.deployment));
                let standing = (task.health as u64) << 8 | u64::from(task.settled);
                self.fold(task.status as u64, standing);
                (kind(19, task.definition.index() as u64), task_word(task))
            }
            Fact::TaskPlaced(id) => {
                self.fold(place_word(cluster.task(id).place), 0);
                (kind(12, 0), task_word(cluster.task(id)))
            }
            Fact::TaskStopping(id) => {
                let task = cluster.task(id);
                (kind(6, task.stop_cause.map_or(0, |cause| 1 + cause.word())), task_word(task))
            }
            Fact::PullStarted(id) => (kind(20, 0), task_word(cluster.task(id))),
            Fact::PullStopped(id) => (kind(21, 0), task_word(cluster.task(id))),
            Fact::LayerFetched { instance, bytes } => (kind(22, bytes), instance_word(instance)),
            Fact::ContainerHealth { task, health } => {
                (kind(30, health as u64), task_word(cluster.task(task)))
            }
            Fact::TaskSettled(id) => (kind(15, 0), task_word(cluster.task(id))),
            Fact::TaskLost(id) => (kind(8, 0), task_word(cluster.task(id))),
            Fact::TaskHangs { task, hangs } => (kind(13, u64::from(hangs)), task_word(cluster.task(task))),
            Fact::Container { task, container, change } => {
                (kind(23, change.word() << 8 | container as u64), task_word(cluster.task(task)))
            }
            Fact::CallIgnored(call) => ignored_words(call),
            Fact::TaskProtection { task, protected } => {
                (kind(24, u64::from(protected)), task_word(cluster.task(task)))
            }
            Fact::MinimumHealthyPercent { service, percent } => {
                (kind(18, u64::from(percent)), service.index() as u64)
            }
            Fact::StopIgnored { service, why } => (kind(25, why as u64), service.index() as u64),
            Fact::ContinueIgnored(service) => (kind(28, 0), service.index() as u64),
            Fact::DesiredCount { service, desired } => (kind(9, u64::from(desired)), service.index() as u64),
            Fact::Call(ref answer) => {
                self.fold_answer(answer, cluster);
                (kind(10, answer.tasks.len() as u64), answer.call.index() as u64)
            }
            Fact::Targets { .. } | Fact::Alarm(_) => self.telemetry_words(fact),
            Fact::Service(service, ref event) => {
                let (number, detail) = self.fold_event(event, cluster);
                (kind(11, number << 48 | detail), service.index() as u64)
            }
        }
    }

    /// What is told of targets and alarms.
    fn telemetry_words(&mut self, fact: &Fact<'_>) -> (u64, u64) {
        match *fact {
            Fact::Targets { target_group, counts } => {
                self.fold(u64::from(counts.healthy), u64::from(counts.unhealthy));
                (kind(31, u64::from(counts.registered)), target_group.index() as u64)
            }
            Fact::Alarm(change) => {
                self.fold(u64::from(change.breaching), u64::from(change.known));
                (kind(32, (change.from as u64) << 8 | change.to as u64), change.alarm.index() as u64)
            }
            _ => unreachable!("one of the facts that were matched"),
        }
    }

    /// Takes in the lists of a service event; returns its number and whatever else tells it apart.
    fn fold_event(&mut self, event: &ServiceEvent<'_>, cluster: &Cluster) -> (u64, u64) {
        match *event {
            ServiceEvent::DeploymentStarted { deployment, definition } => {
                self.fold(u64::from(deployment), definition.index() as u64);
                (1, 0)
            }
            ServiceEvent::DeploymentFound { deployment, definition, state } => {
                self.fold(u64::from(deployment), definition.index() as u64);
                (15, state as u64)
            }
            ServiceEvent::DeploymentState { deployment, state } => {
                (2, u64::from(deployment) << 8 | state as u64)
            }
            ServiceEvent::DeploymentFailed { deployment, why } => {
                (17, u64::from(deployment) << 8 | why as u64)
            }
            ServiceEvent::RollingBack { from, to, why } => {
                self.fold(u64::from(from), u64::from(to));
                (18, why as u64)
            }
            ServiceEvent::LifecycleStage { deployment, stage } => {
                (26, u64::from(deployment) << 8 | stage as u64)
            }
            ServiceEvent::TrafficShifted { deployment, share } => {
                (27, u64::from(deployment) << 10 | u64::from(share))
            }
            ServiceEvent::StartedTasks(tasks) => (3, self.fold_tasks(tasks, cluster)),
            ServiceEvent::StoppedTasks(tasks) => (4, self.fold_tasks(tasks, cluster)),
            ServiceEvent::BegunDraining(tasks) => (5, self.fold_tasks(tasks, cluster)),
            ServiceEvent::RegisteredTargets { tasks, target_group } => {
                let count = self.fold_tasks(tasks, cluster);
                (6, (target_group.index() as u64) << 24 | count)
            }
            ServiceEvent::DeregisteredTargets { tasks, target_group } => {
                let count = self.fold_tasks(tasks, cluster);
                (7, (target_group.index() as u64) << 24 | count)
            }
            ServiceEvent::UnhealthyTarget { task, target_group } => {
                self.fold(task_word(cluster.task(task)), target_group.index() as u64);
                (8, 0)
            }
            ServiceEvent::PlacementFailed(failure) => {
                self.fold_failure(&failure);
                (9, 0)
            }
            ServiceEvent::ConstraintViolated(tasks) => (10, self.fold_tasks(tasks, cluster)),
            ServiceEvent::StartImpaired => (11, 0),
            ServiceEvent::DeploymentBlocked => (12, 0),
            ServiceEvent::SteadyState => (13, 0),
            ServiceEvent::FoundSteady => (16, 0),
            ServiceEvent::StoppedPendingTasks(tasks) => (14, self.fold_tasks(tasks, cluster)),
            ServiceEvent::ScaleInBlocked { deployment } => (24, deployment.into()),
            ServiceEvent::ZonesUneven(zones) => (25, self.fold_zones(zones)),
            ServiceEvent::ZonesEven(zones) => (19, self.fold_zones(zones)),
            ServiceEvent::RebalancingStopped => (20, 0),
            ServiceEvent::StartedToRebalance { task, zone } => {
                self.fold(task_word(cluster.task(task)), zone.index() as u64);
                (21, 0)
            }
            ServiceEvent::StoppedToRebalance { task, zone } => {
                self.fold(task_word(cluster.task(task)), zone.index() as u64);
                (22, 0)
            }
            ServiceEvent::NoRoomToRebalance { zone } => (23, zone.index() as u64),
        }
    }

    fn fold_failure(&mut self, failure: &PlacementFailure) {
        if let Some((instance, rejection)) = failure.closest {
            self.fold(instance_word(instance), rejection as u64);
        }
        for counts in failure.tally.chunks(2) {
            self.fold(u64::from(counts[0]), counts.get(1).copied().map_or(0, u64::from));
        }
    }

    fn fold_tasks(&mut self, tasks: &[TaskId], cluster: &Cluster) -> u64 {
        for id in tasks {
            self.fold(task_word(cluster.task(*id)), 0);
        }
        tasks.len() as u64
    }

    fn fold_zones(&mut self, zones: &[(ZoneId, u32)]) -> u64 {
        for (zone, tasks) in zones {
            self.fold(zone.index() as u64, u64::from(*tasks));
        }
        zones.len() as u64
    }

    fn fold_answer(&mut self, answer: &CallAnswer<'_>, cluster: &Cluster) {
        self.fold_tasks(answer.tasks, cluster);
        self.fold(answer.refused.len() as u64, answer.failures.len() as u64);
        for (reason, tasks) in answer.refused {
            self.fold(reason.index() as u64, u64::from(*tasks));
        }
        for failure in answer.failures {
            let at = match failure.at {
                FailedAt::Instance(id) => instance_word(id) << 2,
                FailedAt::Named(position) => u64::from(position) << 2 | 1,
                FailedAt::Cluster => 2,
            };
            self.fold(at, failure.reason.index() as u64);
        }
        for (reason, instances) in answer.more {
            self.fold(reason.index() as u64, u64::from(*instances));
        }
    }
}

/// What a fact about an instance says, and of which one.
fn instance_words(fact: &Fact<'_>, cluster: &Cluster) -> (u64, u64) {
    match *fact {
        Fact::InstanceRegistered(id) => {
            (kind(1, cluster.instances().class(id).index() as u64), instance_word(id))
        }
        Fact::AgentConnection { instance, connected } => {
            (kind(2, u64::from(connected)), instance_word(instance))
        }
        Fact::InstanceStatus { instance, .. } => {
            (kind(3, cluster.instances().status(instance) as u64), instance_word(instance))
        }
        Fact::InstanceLeaving { instance, leaving } => {
            (kind(14, u64::from(leaving)), instance_word(instance))
        }
        Fact::InstanceAttributes { instance, .. } => {
            (kind(29, cluster.instances().class(instance).index() as u64), instance_word(instance))
        }
        Fact::MachineRunsOn(id) => (kind(16, 0), instance_word(id)),
        _ => unreachable!("one of the facts that were matched"),
    }
}

/// What a call that did nothing says, and whom it is about.
fn ignored_words(call: IgnoredCall) -> (u64, u64) {
    match call {
        IgnoredCall::Instances { call, named } => {
            let (whom, why) = named.map_or((u64::MAX, 0), |(id, why)| (instance_word(id), 1 + why as u64));
            (kind(17, (call as u64) << 8 | why), whom)
        }
        IgnoredCall::Service { call, service, why } => {
            (kind(26, (call as u64) << 8 | why as u64), service.index() as u64)
        }
        IgnoredCall::Tasks(call) => (kind(27, call as u64), 0),
    }
}

const fn kind(number: u64, detail: u64) -> u64 {
    number << 56 | detail
}

fn status_words(task: &Task) -> (u64, u64) {
    let exit = task.exit_code.map_or(0, |code| 1 + u64::from(code));
    let detail = u64::from(task.out_of_memory) << 20 | exit << 8 | task.status as u64;
    (kind(5, detail), task_word(task))
}

fn instance_word(id: InstanceId) -> u64 {
    u64::from(id.ordinal())
}

fn place_word(place: Place) -> u64 {
    place.instance().map_or(u64::MAX, instance_word)
}

fn task_word(task: &Task) -> u64 {
    (task.group.index() as u64) << 32 | u64::from(task.number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_every_bit_matter() {
        let of = |words: &[(u64, u64)]| {
            let mut digest = Digest::new(1);
            for (a, b) in words {
                digest.fold(*a, *b);
            }
            digest.value()
        };
        let mut seen = vec![of(&[(0, 0), (1, 2)]), of(&[(1, 2), (0, 0)]), of(&[]), of(&[(0, 0)])];
        for bit in 0..64 {
            seen.push(of(&[(1 << bit, 0), (7, 7)]));
            seen.push(of(&[(0, 1 << bit), (7, 7)]));
        }
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), count);
    }
}
