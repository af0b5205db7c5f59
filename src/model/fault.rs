//! Faults that the scenario injects, named as AWS Fault Injection Service names them where it has them.

use super::distribution::Distribution;
use super::ids::{ClusterId, ServiceId, ZoneId};
use crate::time::SimTime;

/// A declared fault: what happens, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is hit and how.
    pub kind: FaultKind,
    /// When.
    pub schedule: FaultSchedule,
}

/// What a fault does each time it strikes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// `aws:ecs:task-kill-process`: an essential container of `count` running tasks exits with `exit_code`.
    TaskKillProcess {
        /// Whose tasks.
        service: ServiceId,
        /// Tasks hit each time, chosen at random among the running ones; `None` for all of them.
        count: Option<u32>,
        /// Exit code of the container.
        exit_code: u8,
    },
    /// `aws:ec2:terminate-instances`: `count` container instances are gone for good (CI-02, AD-09). It is an API call:
    /// they take no new task from then on.
    TerminateInstances {
        /// Whose instances.
        cluster: ClusterId,
        /// Instances hit each time, chosen at random among the registered ones that have power; `None` for all of them.
        count: Option<u32>,
        /// Restricts the choice to one zone.
        zone: Option<ZoneId>,
        /// Time until an instance of the same class registers in the place of each; `None` for never.
        replaced_after: Option<Distribution>,
    },
    /// `aws:ec2:stop-instances`: the host is shut down but stays registered (CI-03). It is an API call: it takes no new
    /// task from then on.
    StopInstances {
        /// Whose instances.
        cluster: ClusterId,
        /// Instances hit each time, chosen at random among the connected ones; `None` for all of them.
        count: Option<u32>,
        /// Restricts the choice to one zone.
        zone: Option<ZoneId>,
        /// Time until the host runs and its agent is connected again; `None` for never.
        restarted_after: Option<Distribution>,
    },
    /// `plimsoll:host-loss`: the host loses power or its network, and nobody tells ECS (AD-04, AD-07).
    HostLoss {
        /// Whose instances.
        cluster: ClusterId,
        /// Instances hit each time, chosen at random among the registered ones that have power; `None` for all of them.
        count: Option<u32>,
        /// Restricts the choice to one zone.
        zone: Option<ZoneId>,
        /// Time until the host has started anew and its agent is connected again; `None` for never.
        restarted_after: Option<Distribution>,
        /// Time until EC2 terminates it, as the health check of an Auto Scaling group does (AD-08); `None` for never.
        terminated_after: Option<Distribution>,
    },
    /// `plimsoll:agent-disconnect`: the agents of hosts that run on do not reach ECS for a while (AD-02, AD-04, AD-05).
    AgentDisconnect {
        /// Whose instances.
        cluster: ClusterId,
        /// Instances hit each time, chosen at random among the registered ones that have power; `None` for all of them.
        count: Option<u32>,
        /// Restricts the choice to one zone.
        zone: Option<ZoneId>,
        /// Time until they reach ECS again, the same for all that are hit at once; `None` for never.
        lasts: Option<Distribution>,
    },
    /// `plimsoll:container-hang`: the containers of `count` running tasks run on and answer nothing (AD-06).
    ContainerHang {
        /// Whose tasks.
        service: ServiceId,
        /// Tasks hit each time, chosen at random among the running ones; `None` for all of them.
        count: Option<u32>,
        /// Time until they answer again, the same for all that are hit at once; `None` for never.
        lasts: Option<Distribution>,
    },
}

/// When a fault strikes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultSchedule {
    /// Once.
    At(SimTime),
    /// Again and again.
    Every {
        /// Time from one strike to the next, and from the start to the first one.
        gap: Distribution,
        /// From then on it does not strike any more.
        until: SimTime,
    },
}
