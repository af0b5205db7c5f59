//! A task definition revision, reduced to what placement and the life cycle need.

use std::fmt;

use super::distribution::Distribution;
use super::ids::{AttributeId, QueryId};
use super::image::TaskImage;
use super::resources::{Demand, Protocol};
use super::start_error::StartError;
use super::start_order::{self, Dependency, RestartPolicy, StartCondition};
use crate::time::SimDuration;

/// A registered revision of a task definition family.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskDefinition {
    /// Family name.
    pub family: String,
    /// Revision number, from 1.
    pub revision: u32,
    /// How containers reach the network.
    pub network_mode: NetworkMode,
    /// What a task takes from its container instance (RS-10…RS-16).
    pub demand: Demand,
    /// Attributes that an instance must have, sorted (RA-01).
    pub required_attributes: Vec<AttributeId>,
    /// Queries of its own `memberOf` constraints, sorted (CN-02).
    pub member_of: Vec<QueryId>,
    /// Containers in the order of the definition; never empty.
    pub containers: Vec<Container>,
    /// Its images of known size, each once, in the order of the containers.
    pub images: Vec<TaskImage>,
    /// Whether a service's first task of it has to find out which digests its image tags stand for (SC-08).
    pub image_tags: bool,
    /// Share of launches that stop before `RUNNING`, in millionths (`startFailureRatio`).
    pub start_failure_millionths: u32,
    /// What they fail by, where that is known (`startFailureReason`, EX-03).
    pub start_error: Option<StartError>,
    /// What its tasks use, where that is known.
    pub utilization: Utilization,
}

/// What a task uses of what its definition reserves, in millionths of a percent (services.md §6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Utilization {
    /// `cpuUtilization`.
    pub cpu: Option<i64>,
    /// `memoryUtilization`.
    pub memory: Option<i64>,
}

/// `networkMode` of a task definition on Linux.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NetworkMode {
    /// Docker bridge: static host ports are reserved, dynamic ones are not.
    #[default]
    Bridge,
    /// The host's own network: every container port is a host port.
    Host,
    /// An elastic network interface per task.
    Awsvpc,
    /// No network.
    None,
    /// Not a mode of ECS, but what Docker Swarm and Kubernetes have instead: tasks take neither host ports nor interfaces.
    Overlay,
}

impl fmt::Display for NetworkMode {
    /// The word of the API; what is no mode of ECS says so.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bridge => "bridge",
            Self::Host => "host",
            Self::Awsvpc => "awsvpc",
            Self::None => "none",
            Self::Overlay => "overlay (not ECS)",
        })
    }
}

/// A container of a task definition, with the behaviour its application gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container {
    /// Name within the task definition.
    pub name: String,
    /// CPU units that it reserves for itself, 0 for none (RS-12).
    pub cpu: u32,
    /// Whether its exit stops the task (LC-05).
    pub essential: bool,
    /// What it waits for before it starts; it stops before all of these (TM-04).
    pub depends_on: Vec<Dependency>,
    /// How long others wait, from its start on, for what they need of it; `None` for ever (TM-02).
    pub start_timeout: Option<SimDuration>,
    /// Whether it is started again in place, and when (RP-01).
    pub restart_policy: Option<RestartPolicy>,
    /// Time from the stop signal to SIGKILL (TM-01).
    pub stop_timeout: SimDuration,
    /// Container health check, if any.
    pub health_check: Option<ContainerHealthCheck>,
    /// Port mappings in the order of the definition.
    pub port_mappings: Vec<PortMapping>,
    /// How the program inside behaves.
    pub application: Application,
}

/// A port mapping; `host_port` is 0 when the agent picks one (NP-01).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PortMapping {
    /// Port inside the container.
    pub container_port: u16,
    /// Port on the host, 0 for a dynamic one.
    pub host_port: u16,
    /// Transport protocol.
    pub protocol: Protocol,
}

/// `healthCheck` of a container definition (placement.md §3.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContainerHealthCheck {
    /// Time between probes.
    pub interval: SimDuration,
    /// Time after which a probe without an answer has failed.
    pub timeout: SimDuration,
    /// Failures in a row that make the container unhealthy.
    pub retries: u32,
    /// Time after the start in which failures do not count.
    pub start_period: SimDuration,
}

/// What the program in a container does (`[[applications]]`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// From container start until it passes health checks.
    pub start_up_time: Distribution,
    /// CPU units that it uses meanwhile, where that is known: with fewer it takes longer.
    pub start_up_cpu: Option<u32>,
    /// From container start until its work is done and it exits with 0; `None` when it always has some.
    pub run_time: Option<Distribution>,
    /// From container start until it fails by itself; `None` when it never does.
    pub time_to_failure: Option<Distribution>,
    /// Exit code when it fails.
    pub exit_code: u8,
    /// Share of failures in which the kernel kills it for its memory, in millionths (`outOfMemoryRatio`, EX-01).
    pub out_of_memory_millionths: u32,
    /// From the stop signal until it exits; longer than `stop_timeout` ends in SIGKILL.
    pub shut_down_time: Distribution,
}

impl Default for Container {
    /// Essential, alone, with nothing reserved, checked or mapped.
    fn default() -> Self {
        Self {
            name: String::new(),
            cpu: 0,
            essential: true,
            depends_on: Vec::new(),
            start_timeout: None,
            restart_policy: None,
            stop_timeout: SimDuration::from_secs(30),
            health_check: None,
            port_mappings: Vec::new(),
            application: Application::default(),
        }
    }
}

impl Container {
    /// Whether it ever exits by itself.
    #[must_use]
    pub const fn exits_by_itself(&self) -> bool {
        self.application.run_time.is_some() || self.application.time_to_failure.is_some()
    }
}

impl Default for Application {
    /// Ready at once, runs for ever, exits at once when asked to.
    fn default() -> Self {
        Self {
            start_up_time: Distribution::Constant(SimDuration::ZERO),
            start_up_cpu: None,
            run_time: None,
            time_to_failure: None,
            exit_code: 1,
            out_of_memory_millionths: 0,
            shut_down_time: Distribution::Constant(SimDuration::ZERO),
        }
    }
}

impl TaskDefinition {
    /// `family:revision`, the name ECS accepts everywhere.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}:{}", self.family, self.revision)
    }

    /// Whether its containers do anything by themselves that the task as a whole does not: start one after the other, be
    /// started again, or end while the task goes on.
    #[must_use]
    pub fn has_courses(&self) -> bool {
        self.containers.iter().any(|container| {
            !container.depends_on.is_empty()
                || container.restart_policy.is_some()
                || (!container.essential && container.exits_by_itself())
        })
    }

    /// Whether a container of it may be started again in place (RP-01).
    #[must_use]
    pub fn restarts_containers(&self) -> bool {
        self.containers.iter().any(|container| container.restart_policy.is_some())
    }

    /// Whether some container waits for the one at this position to end.
    #[must_use]
    pub fn is_awaited_to_end(&self, position: usize) -> bool {
        let ends = [StartCondition::Complete, StartCondition::Success];
        let mut dependencies = self.containers.iter().flat_map(|container| &container.depends_on);
        dependencies.any(|other| other.container == position && ends.contains(&other.condition))
    }

    /// Position of the first essential container: whom faults kill, and whose work a standalone task is.
    #[must_use]
    pub fn first_essential(&self) -> usize {
        self.containers.iter().position(|container| container.essential).unwrap_or_default()
    }

    /// Whether its containers can all start in the order that they ask for.
    #[must_use]
    pub fn order_can_be_kept(&self) -> bool {
        start_order::can_be_kept(&self.containers)
    }
}
