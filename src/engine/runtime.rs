//! What the engine remembers about each host, task and service besides the cluster's own state.

use std::sync::Arc;

use crate::agent::{Host, Launch};
use crate::balancer::{Target, TargetState};
use crate::cluster::TaskHealth;
use crate::model::{Arrivals, Model, Service};
use crate::rng::{Stream, Streams};
use crate::service::{Deployments, Pacing, ServiceRevision, ServiceSettings, Start};
use crate::time::SimTime;

/// A host: the machine behind a container instance.
#[derive(Clone, Debug)]
pub(super) struct HostRuntime {
    /// The agent's own accounting (RT-03).
    pub host: Host,
    /// Whether it has power; its agent may still count as connected for a while after it lost it.
    pub alive: bool,
    /// Whether it has been terminated.
    pub terminating: bool,
    /// When ECS notices that its agent is silent.
    pub silence_noticed_at: SimTime,
}

/// A task, from its placement until it is `STOPPED`.
#[derive(Clone, Debug)]
pub(super) struct TaskRuntime {
    /// What it will do, drawn when it was placed.
    pub launch: Launch,
    /// Whether the agent has started it and counts its share (RT-03).
    pub is_started: bool,
    /// One entry per load balancer of its service revision.
    pub targets: Vec<TargetRuntime>,
    /// What its container health checks say.
    pub container_health: TaskHealth,
    /// The prediction of `container_health` that is valid.
    pub container_epoch: u32,
    /// Whether an essential container has ended and the agent stops the others (LC-05).
    pub is_ending: bool,
}

/// A target of a task.
#[derive(Clone, Debug)]
pub(super) struct TargetRuntime {
    /// The load balancer's side.
    pub target: Target,
    /// The prediction of its next change that is valid.
    pub epoch: u16,
    /// What ECS saw when it last asked.
    pub known: TargetState,
}

/// The random numbers of a fault: when it strikes next does not depend on how many it hit before.
#[derive(Clone, Debug)]
pub(super) struct FaultStreams {
    /// When it strikes.
    pub times: Stream,
    /// Whom it hits.
    pub picks: Stream,
}

/// A task group, of a service or of standalone tasks.
#[derive(Clone, Debug)]
pub(super) struct GroupRuntime {
    /// Number of the next task.
    pub next_number: u32,
    /// What its tasks will do.
    pub launches: Stream,
    /// Random placement (DF-05).
    pub placement: Stream,
    /// How its tasks stop.
    pub endings: Stream,
}

/// An arrival stream. Both streams of numbers are drawn from alike under every placement strategy.
#[derive(Clone, Debug)]
pub(super) struct ArrivalRuntime {
    /// Calls made.
    pub made: u64,
    /// Times between calls.
    pub gaps: Stream,
    /// What its tasks will do.
    pub launches: Stream,
}

/// A service.
#[derive(Clone, Debug)]
pub(super) struct ServiceRuntime {
    /// Its deployments.
    pub deployments: Deployments,
    /// When it may start how many tasks.
    pub pacing: Pacing,
    /// What holds for all of them now.
    pub settings: ServiceSettings,
    /// When the next pass is scheduled.
    pub pass_at: SimTime,
    /// The wake-up that is valid.
    pub pass_epoch: u32,
    /// Whether it was steady at the last pass.
    pub steady: bool,
    /// The steady state that is valid.
    pub steady_epoch: u32,
    /// Whether the last pass found the bounds in the way.
    pub blocked: bool,
    /// Tasks whose connections are being drained.
    pub draining_tasks: u32,
    /// What the pass of this instant wants to start.
    pub starts: Vec<Start>,
    /// Random choice of tasks to stop.
    pub stops: Stream,
    /// Phase of health checks.
    pub checks: Stream,
}

impl GroupRuntime {
    /// The groups of all services, then those of standalone tasks.
    pub fn all(model: &Model, streams: Streams) -> Vec<Self> {
        let services = model.services.iter().map(|service| (service.cluster, service.name.clone()));
        // A call may name its group as a service is named; only the service's group is `service:NAME` (QL-11).
        let standalone = &model.standalone_groups;
        let standalone = standalone.iter().map(|group| (group.cluster, format!("group:{}", group.name)));
        let names = services.chain(standalone);
        names.map(|(cluster, name)| Self::new(&model.clusters[cluster.index()], &name, streams)).collect()
    }

    fn new(cluster: &str, name: &str, streams: Streams) -> Self {
        let name = format!("{cluster}/{name}");
        Self {
            next_number: 0,
            launches: streams.stream("task launch", &name),
            placement: streams.stream("placement", &name),
            endings: streams.stream("task stop", &name),
        }
    }
}

impl ArrivalRuntime {
    /// The arrival streams of a model, before their first calls.
    pub fn all(model: &Model, streams: Streams) -> Vec<Self> {
        let runtime = |arrivals: &Arrivals| Self {
            made: 0,
            gaps: streams.stream("arrivals", &arrivals.name),
            launches: streams.stream("arrival launch", &arrivals.name),
        };
        model.arrivals.iter().map(runtime).collect()
    }
}

impl ServiceRuntime {
    /// A service as it is created at the start.
    pub fn new(model: &Model, service: &Service, streams: Streams) -> Self {
        let name = format!("{}/{}", model.clusters[service.cluster.index()], service.name);
        let (revision, settings) = (ServiceRevision::of(service), ServiceSettings::of(service));
        Self {
            deployments: Deployments::new(revision, &settings, SimTime::ZERO),
            settings,
            pacing: Pacing::new(&model.behavior),
            pass_at: SimTime::NEVER,
            pass_epoch: 0,
            steady: false,
            steady_epoch: 0,
            blocked: false,
            draining_tasks: 0,
            starts: Vec::new(),
            stops: streams.stream("scale-in", &name),
            checks: streams.stream("health check phase", &name),
        }
    }

    /// The revision of a deployment that has tasks which should run, or is about to.
    pub fn revision(&self, deployment: u32) -> &Arc<ServiceRevision> {
        &self.deployments.get(deployment).expect("a deployment with tasks is not INACTIVE").revision
    }
}
