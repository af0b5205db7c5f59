//! What happens in a simulated run, in the words of the recordings.

use std::sync::Arc;

use plimsoll::cluster::{
    Cluster, DeploymentState, Fact, InstanceStatus, Observer, ServiceEvent, TaskHealth, TaskStatus,
};
use plimsoll::engine::{Limits, Onlooker, Simulation};
use plimsoll::model::Model;
use plimsoll::time::SimTime;

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A deployment was asked for, or another desired count.
    Call,
    /// The fault struck: a container hangs, a host is told to stop.
    Fault,
    /// "has started"
    Started,
    /// A task reached `RUNNING`.
    Running,
    /// "registered … targets"
    Registered,
    /// A target answers its checks.
    Healthy,
    /// A target does not.
    Unhealthy,
    /// "is unhealthy in (target-group …)"
    Told,
    /// "has stopped" since 2022: the decision.
    Stopped,
    /// "deregistered … targets" and "has begun draining"
    Deregistered,
    /// The stop signal; "has stopped" until 2021.
    Signal,
    /// A task reached `STOPPED`.
    Ended,
    /// An instance is not registered any more.
    Inactive,
    /// "is unable to consistently start tasks successfully"
    Impaired,
    /// "deployment completed"
    Completed,
    /// "has reached a steady state"
    Steady,
}

impl Kind {
    const ALL: [(Self, &'static str); 16] = [
        (Self::Call, "call"),
        (Self::Fault, "fault"),
        (Self::Started, "started"),
        (Self::Running, "running"),
        (Self::Registered, "registered"),
        (Self::Healthy, "healthy"),
        (Self::Unhealthy, "unhealthy"),
        (Self::Told, "told"),
        (Self::Stopped, "stopped"),
        (Self::Deregistered, "deregistered"),
        (Self::Signal, "signal"),
        (Self::Ended, "ended"),
        (Self::Inactive, "inactive"),
        (Self::Impaired, "impaired"),
        (Self::Completed, "completed"),
        (Self::Steady, "steady"),
    ];

    /// The one with this word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }

    /// Its word.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    /// Whether it happens to a number of tasks.
    pub fn is_counted(self) -> bool {
        !matches!(self, Self::Call | Self::Fault | Self::Impaired | Self::Completed | Self::Steady)
    }
}

/// What happened when, and to how many.
pub type Happening = (f64, Kind, u32);

/// Simulates with a seed, and notes what happens.
pub fn observe(model: &Arc<Model>, seed: u64) -> Vec<Happening> {
    let mut run = Simulation::observed(Arc::clone(model), seed, Notes(Vec::new()), Limits::default());
    run.run_to_end().expect("no guard ends it");
    run.into_observer().0.0
}

struct Notes(Vec<Happening>);

impl Onlooker for Notes {}

impl Observer for Notes {
    fn on_fact(&mut self, at: SimTime, fact: &Fact<'_>, cluster: &Cluster) {
        if let Some((kind, count)) = happening(fact, cluster) {
            self.0.push((at.as_secs_f64(), kind, u32::try_from(count).expect("few tasks")));
        }
    }
}

fn happening(fact: &Fact<'_>, cluster: &Cluster) -> Option<(Kind, usize)> {
    Some(match fact {
        Fact::TaskHangs { hangs: true, .. } | Fact::InstanceLeaving { leaving: true, .. } => (Kind::Fault, 1),
        Fact::DesiredCount { .. } => (Kind::Call, 1),
        Fact::InstanceStatus { instance, .. } => (cluster.instances().status(*instance)
            == InstanceStatus::Inactive)
            .then_some((Kind::Inactive, 1))?,
        Fact::TaskStatus { task, .. } => match cluster.task(*task).status {
            TaskStatus::Running => (Kind::Running, 1),
            TaskStatus::Stopping => (Kind::Signal, 1),
            TaskStatus::Stopped => (Kind::Ended, 1),
            _ => return None,
        },
        Fact::TaskHealth { task, .. } => match cluster.task(*task).health {
            TaskHealth::Healthy => (Kind::Healthy, 1),
            TaskHealth::Unhealthy => (Kind::Unhealthy, 1),
            TaskHealth::Unknown => return None,
        },
        Fact::Service(_, event) => return told(event),
        _ => return None,
    })
}

fn told(event: &ServiceEvent<'_>) -> Option<(Kind, usize)> {
    Some(match event {
        ServiceEvent::DeploymentStarted { .. } => (Kind::Call, 1),
        ServiceEvent::StartedTasks(tasks) => (Kind::Started, tasks.len()),
        ServiceEvent::StoppedTasks(tasks) => (Kind::Stopped, tasks.len()),
        ServiceEvent::RegisteredTargets { tasks, .. } => (Kind::Registered, tasks.len()),
        ServiceEvent::DeregisteredTargets { tasks, .. } => (Kind::Deregistered, tasks.len()),
        ServiceEvent::UnhealthyTarget { .. } => (Kind::Told, 1),
        ServiceEvent::StartImpaired => (Kind::Impaired, 1),
        ServiceEvent::DeploymentState { state: DeploymentState::Completed, .. } => (Kind::Completed, 1),
        ServiceEvent::SteadyState => (Kind::Steady, 1),
        _ => return None,
    })
}
