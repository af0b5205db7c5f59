//! A log of events: what each service told, what became of each task, and when it was called.

use std::collections::{BTreeMap, BTreeSet};

use super::stamp::{Span, Stamp};
use super::wording::Told;

/// Two notes of the same kind that are no further apart were told twice, as by two kinds of events.
const SAME: Span = Span::secs(2);

/// A service, as far as a log names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServiceKey {
    /// The simulated variant, empty for what was not simulated.
    pub variant: String,
    /// The cluster, where it is told.
    pub cluster: Option<String>,
    /// Its name.
    pub name: String,
}

/// What a service told, and when it was called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceLog {
    /// Its events, by time once the log is [settled](Log::settle).
    pub events: Vec<(Stamp, Told)>,
    /// Calls: its creation, and changes that began a deployment.
    pub calls: BTreeSet<(Stamp, Call)>,
    /// `maximumPercent`, where a description tells it.
    pub maximum: Option<i64>,
    /// `desiredCount`, where a description tells it.
    pub desired: Option<i64>,
    /// Whether a description or an event says that a load balancer is there.
    pub has_load_balancer: bool,
}

/// A call that concerns a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Call {
    /// `CreateService`.
    Created,
    /// `UpdateService`, or another call that began a deployment.
    Deployed,
    /// `UpdateService` with another desired count and nothing that begins a deployment.
    Scaled,
}

/// Where a task runs, as far as that decides how long its steps take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Platform {
    /// Fargate.
    Fargate,
    /// EC2 with a network interface of its own.
    Ec2Awsvpc,
    /// EC2 with the network of its instance.
    Ec2,
}

/// What happened to a task, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskLog {
    /// Whose it is; `None` for a standalone one, and while nothing tells.
    pub service: Option<ServiceKey>,
    /// Where it runs; `None` where nothing tells.
    pub platform: Option<Platform>,
    /// ARN of its task definition, where it is told.
    pub definition: Option<String>,
    /// ARN of its container instance, where it is told.
    pub instance: Option<String>,
    /// Its zone, where it is told.
    pub zone: Option<String>,
    /// Why it stopped: `stopCode`.
    pub stop_code: Option<String>,
    /// Why it stopped, in words: `stoppedReason`.
    pub stopped_reason: Option<String>,
    /// When `StopTask` was called, where a record of the call tells.
    pub stop_called: Option<Stamp>,
    /// The first moment at which it was reported unhealthy by its own checks.
    pub unhealthy: Option<Stamp>,
    /// The first moment at which it was reported healthy by them.
    pub healthy: Option<Stamp>,
    /// Moments by name.
    pub at: TaskStamps,
}

/// The moments of a task, as the API names them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaskStamps {
    /// `createdAt`
    pub created: Option<Stamp>,
    /// `connectivityAt`
    pub connectivity: Option<Stamp>,
    /// `pullStartedAt`
    pub pull_started: Option<Stamp>,
    /// `pullStoppedAt`
    pub pull_stopped: Option<Stamp>,
    /// `startedAt`: RUNNING
    pub started: Option<Stamp>,
    /// `stoppingAt`
    pub stopping: Option<Stamp>,
    /// `executionStoppedAt`
    pub execution_stopped: Option<Stamp>,
    /// `stoppedAt`
    pub stopped: Option<Stamp>,
}

impl TaskStamps {
    /// Every moment with the member of the API that tells it.
    pub(super) fn members(&mut self) -> [(&'static str, &mut Option<Stamp>); 8] {
        [
            ("createdAt", &mut self.created),
            ("connectivityAt", &mut self.connectivity),
            ("pullStartedAt", &mut self.pull_started),
            ("pullStoppedAt", &mut self.pull_stopped),
            ("startedAt", &mut self.started),
            ("stoppingAt", &mut self.stopping),
            ("executionStoppedAt", &mut self.execution_stopped),
            ("stoppedAt", &mut self.stopped),
        ]
    }
}

/// What a log tells of a container instance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InstanceLog {
    /// Whether it takes part from each moment on: `ACTIVE` or `DRAINING`, its agent connected.
    pub states: BTreeMap<Stamp, InstanceState>,
    /// As it was told last with what it has registered, as JSON; empty where it never was.
    pub described: String,
}

/// How a container instance stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstanceState {
    /// A member of its cluster, its agent connected.
    Connected,
    /// A member of its cluster, its agent not connected.
    Disconnected,
    /// No member any more.
    Gone,
}

/// Everything that a log tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    /// By service.
    pub services: BTreeMap<ServiceKey, ServiceLog>,
    /// By simulated variant and task id.
    pub tasks: BTreeMap<(String, String), TaskLog>,
    /// Container instances by ARN.
    pub instances: BTreeMap<String, InstanceLog>,
    /// Events that were read, those that tell nothing measured included.
    pub events: usize,
    /// Events that tell nothing that is measured.
    pub unused: usize,
}

impl Log {
    /// Brings together what was told of one service under several names, in order and each once.
    pub fn settle(&mut self) {
        self.join_clusters();
        for service in self.services.values_mut() {
            service.settle();
        }
        self.claim_tasks();
        self.place_simulated_tasks();
    }

    /// A service whose cluster only some events tell is one.
    fn join_clusters(&mut self) {
        let nameless: Vec<ServiceKey> =
            self.services.keys().filter(|key| key.cluster.is_none()).cloned().collect();
        for key in nameless {
            let same = |other: &&ServiceKey| {
                other.cluster.is_some() && other.name == key.name && other.variant == key.variant
            };
            let mut others = self.services.keys().filter(same);
            if let (Some(other), None) = (others.next().cloned(), others.next())
                && let Some(log) = self.services.remove(&key)
            {
                self.services.entry(other).or_default().absorb(log);
            }
        }
    }

    /// Tasks belong to the service that says it started or stopped them, where nothing else tells.
    fn claim_tasks(&mut self) {
        for (key, service) in &self.services {
            for (_, told) in &service.events {
                let (Told::Started(ids) | Told::Stopped(ids)) = told else { continue };
                for id in ids {
                    if let Some(task) = self.tasks.get_mut(&(key.variant.clone(), id.clone())) {
                        task.service = Some(key.clone());
                    }
                }
            }
        }
    }
}

impl Log {
    /// Whether all of its stamps are whole seconds, each of which may be up to a second late.
    #[must_use]
    pub fn is_coarse(&self) -> bool {
        let events = self.services.values().flat_map(|service| &service.events).map(|(at, _)| *at);
        let tasks = self.tasks.values().filter_map(|task| task.at.created);
        let mut stamps = events.chain(tasks).peekable();
        stamps.peek().is_some() && stamps.all(Stamp::is_whole_second)
    }

    /// Plimsoll simulates tasks on EC2, and tells which of them have a network interface by how they end: the tasks of a
    /// service all have one or none has.
    fn place_simulated_tasks(&mut self) {
        let with_interface: BTreeSet<ServiceKey> = self
            .tasks
            .values()
            .filter(|task| task.platform == Some(Platform::Ec2Awsvpc))
            .filter_map(|task| task.service.clone())
            .collect();
        for ((variant, _), task) in &mut self.tasks {
            let has_one = task.service.as_ref().is_some_and(|service| with_interface.contains(service));
            let platform = if has_one { Platform::Ec2Awsvpc } else { Platform::Ec2 };
            if !variant.is_empty() {
                task.platform.get_or_insert(platform);
            }
        }
    }
}

impl ServiceLog {
    /// Whether it was called between two moments, these included.
    #[must_use]
    pub fn is_called(&self, from: Stamp, to: Stamp) -> bool {
        from <= to && self.calls.range((from, Call::Created)..=(to, Call::Scaled)).next().is_some()
    }

    fn absorb(&mut self, other: Self) {
        self.events.extend(other.events);
        self.calls.extend(other.calls);
        self.maximum = self.maximum.or(other.maximum);
        self.desired = self.desired.or(other.desired);
        self.has_load_balancer |= other.has_load_balancer;
    }

    fn settle(&mut self) {
        // What has the same stamp stays as it was told: the order within a pass says which step came first.
        self.events.sort_by_key(|(at, _)| *at);
        let mut seen = BTreeSet::new();
        self.events.retain(|event| seen.insert(event.clone()));
        let mut last: Vec<(Stamp, Told)> = Vec::new();
        self.events.retain(|(at, told)| {
            let repeats = |(before, what): &(Stamp, Told)| what == told && at.since(*before) <= SAME;
            let is_note = matches!(
                told,
                Told::Steady | Told::Completed | Told::InProgress | Told::PlacementFailed | Told::Impaired
            );
            if !is_note {
                return true;
            }
            let is_new = !last.iter().any(repeats);
            last.retain(|(_, what)| what != told);
            last.push((*at, told.clone()));
            is_new
        });
        let at_balancer = |(_, told): &(Stamp, Told)| {
            matches!(told, Told::Registered(_) | Told::Deregistered(_) | Told::Draining { .. })
        };
        self.has_load_balancer |= self.events.iter().any(at_balancer);
        let began = self.events.iter().filter(|(_, told)| *told == Told::InProgress);
        let called: Vec<Stamp> = began.map(|(at, _)| *at).collect();
        for at in called {
            if !self.is_called(at.before(SAME), at.after(SAME)) {
                self.calls.insert((at, Call::Deployed));
            }
        }
        self.calls = each_once(&self.calls);
    }
}

/// Calls, each told once: a record has whole seconds, a description of its deployment a fraction of them.
fn each_once(calls: &BTreeSet<(Stamp, Call)>) -> BTreeSet<(Stamp, Call)> {
    let is_told_finer = |&(at, call): &(Stamp, Call)| {
        let near = calls.range((at.before(SAME), Call::Created)..=(at.after(SAME), Call::Scaled));
        let mut near = near.filter(|(_, other)| *other == call || *other == Call::Created);
        at.is_whole_second() && near.any(|(other, _)| !other.is_whole_second())
    };
    calls.iter().copied().filter(|call| !is_told_finer(call)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Stamp {
        Stamp::from_micros(seconds * 1_000_000)
    }

    fn key(cluster: Option<&str>) -> ServiceKey {
        ServiceKey { variant: String::new(), cluster: cluster.map(str::to_owned), name: "web".to_owned() }
    }

    #[test]
    fn what_two_kinds_of_events_tell_is_told_once() {
        let mut log = Log::default();
        log.services.entry(key(None)).or_default().events =
            vec![(at(9), Told::Steady), (at(1), Told::Registered(1)), (at(1), Told::Registered(1))];
        log.services.entry(key(Some("c"))).or_default().events = vec![(at(10), Told::Steady)];
        log.settle();
        let service = &log.services[&key(Some("c"))];
        assert_eq!(service.events, [(at(1), Told::Registered(1)), (at(9), Told::Steady)]);
        assert!(service.has_load_balancer && log.services.len() == 1);
    }

    #[test]
    fn a_name_in_two_clusters_is_nobodys() {
        let mut log = Log::default();
        for cluster in [None, Some("a"), Some("b")] {
            log.services.entry(key(cluster)).or_default().events = vec![(at(1), Told::Steady)];
        }
        log.settle();
        assert_eq!(log.services.len(), 3);
    }
}
