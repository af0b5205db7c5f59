//! `[behavior]`: every modelling choice that Amazon ECS does not document, with its default.

use super::distribution::Distribution;
use crate::time::SimDuration;

/// Named settings for what AWS does not publish. Defaults follow the project's reading of observed behaviour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behavior {
    /// `schedulerReaction`: from an event that concerns a service to its next pass.
    pub scheduler_reaction: SimDuration,
    /// `schedulerInterval`: time between passes of a service that is not steady.
    pub scheduler_interval: SimDuration,
    /// `placementRetry`: waits between attempts when nothing fits; the last one repeats.
    pub placement_retry: Vec<SimDuration>,
    /// `retryOnCapacity`: try again as soon as capacity frees.
    pub retry_on_capacity: bool,
    /// `retryAfterOwnStops`: a service that stops its own tasks tries again at once.
    pub retry_after_own_stops: bool,
    /// `throttleAfter`: start failures in a row before starts are delayed (HL-08).
    pub throttle_after: u32,
    /// `throttleInitial`: the first delay, doubled at each further failure.
    pub throttle_initial: SimDuration,
    /// `throttleMaximum`: the longest delay (HL-07).
    pub throttle_maximum: SimDuration,
    /// `launchBurst`: tasks a service may launch at once.
    pub launch_burst: u32,
    /// `launchRatePerMinute`: refill of the burst (FG-05).
    pub launch_rate_per_minute: u32,
    /// `healthyAfter`: time in `RUNNING` after which a task without checks counts as healthy (HL-01).
    pub healthy_after: SimDuration,
    /// `taskLaunchTime`: from the agent starting a task to its containers running.
    pub task_launch_time: Distribution,
    /// `interfaceAttachTime`: from placement to the network interface of an `awsvpc` task being attached.
    pub interface_attach_time: Distribution,
    /// `interfaceDetachTime`: from the end of its containers to its interface being gone.
    pub interface_detach_time: Distribution,
    /// `agentDisconnectDelay`: from the sudden loss of a host to `agentConnected = false` (AD-07).
    pub agent_disconnect_delay: Distribution,
    /// `agentCloseDelay`: from the call that stops or terminates a host to `agentConnected = false` (CI-03).
    pub agent_close_delay: Distribution,
    /// `stoppedHostTasks`: what becomes of the tasks of a stopped host (CI-03).
    pub stopped_host_tasks: StoppedHostTasks,
    /// `terminationDelay`: from termination to tasks `STOPPED` and instance `INACTIVE` (AD-09).
    pub termination_delay: SimDuration,
    /// `healthPollInterval`: how often ECS asks a load balancer for target health.
    pub health_poll_interval: SimDuration,
    /// `nlbRegistrationDelay`: from registration to the first check of an NLB target.
    pub nlb_registration_delay: Distribution,
    /// `steadyStateInterval`: how often a steady service says so again.
    pub steady_state_interval: SimDuration,
    /// `reservedPortLimit`: host ports an instance can reserve, TCP and UDP summed (RS-08, RS-09).
    pub reserved_port_limit: u32,
    /// `holdInterfaceUntilStopped`: a task keeps its interface's slot until it is `STOPPED`, not just until it is
    /// told to stop.
    pub hold_interface_until_stopped: bool,
}

/// What becomes of the tasks of a host that an API call has stopped, once its agent is noticed as lost (CI-03).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StoppedHostTasks {
    /// They are `STOPPED`, as the documentation says.
    #[default]
    Stopped,
    /// They stay `RUNNING` until the host is back or terminated, as some have seen it.
    Stuck,
}

impl StoppedHostTasks {
    /// Every choice.
    pub const ALL: [Self; 2] = [Self::Stopped, Self::Stuck];

    /// The word for it in a scenario.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Stuck => "stuck",
        }
    }
}

impl Default for Behavior {
    fn default() -> Self {
        let secs = SimDuration::from_secs;
        Self {
            scheduler_reaction: secs(1),
            scheduler_interval: secs(10),
            placement_retry: vec![secs(15), secs(30), secs(300), secs(900)],
            retry_on_capacity: false,
            retry_after_own_stops: true,
            throttle_after: 3,
            throttle_initial: secs(10),
            throttle_maximum: secs(27 * 60),
            launch_burst: 500,
            launch_rate_per_minute: 500,
            healthy_after: secs(40),
            task_launch_time: Distribution::Uniform { low: secs(2), high: secs(5) },
            interface_attach_time: Distribution::Uniform { low: secs(8), high: secs(14) },
            interface_detach_time: Distribution::Uniform { low: secs(10), high: secs(16) },
            agent_disconnect_delay: Distribution::Uniform { low: secs(60), high: secs(120) },
            agent_close_delay: Distribution::Uniform { low: secs(1), high: secs(10) },
            stopped_host_tasks: StoppedHostTasks::default(),
            termination_delay: secs(30),
            health_poll_interval: secs(10),
            nlb_registration_delay: Distribution::Uniform { low: secs(60), high: secs(180) },
            steady_state_interval: SimDuration::from_mins(6 * 60),
            reserved_port_limit: 100,
            hold_interface_until_stopped: true,
        }
    }
}
