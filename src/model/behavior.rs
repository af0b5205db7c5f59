//! `[behavior]`: every modelling choice that Amazon ECS does not document, with its default.

use super::behavior_choice::{MaximumCounts, Preset, SchedulerClock, StopSteps, StoppedHostTasks};
use super::distribution::Distribution;
use super::spread::Spread;
use crate::time::SimDuration;

/// Named settings for what AWS does not publish. Defaults follow the project's reading of observed behaviour.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own, by its name")]
pub struct Behavior {
    /// `preset`: the values of all others where a scenario does not set them.
    pub preset: Preset,
    /// `schedulerClock`: what brings a pass about.
    pub scheduler_clock: SchedulerClock,
    /// `schedulerReaction`: a call brings the next pass of its service forward to this long after it.
    pub scheduler_reaction: Distribution,
    /// `schedulerInterval`: time between passes of a service that is not steady.
    pub scheduler_interval: SimDuration,
    /// `schedulerJitter`: how much earlier or later than on an even grid such a pass comes at most.
    pub scheduler_jitter: SimDuration,
    /// `steadyInterval`: time between passes of a steady service; drawn once for each time that it is steady.
    pub steady_interval: Distribution,
    /// `maximumCounts`: which tasks `maximumPercent` counts.
    pub maximum_counts: MaximumCounts,
    /// `stopSteps`: whether decision, deregistration and stop signal take a pass each.
    pub stop_steps: StopSteps,
    /// `firstTaskAlone`: whether the first task of a revision starts before all others, to resolve image tags.
    pub first_task_alone: bool,
    /// `unhealthyReplacementInterval`: how long a task that replaced an unhealthy one stays unhealthy before it is
    /// replaced itself.
    pub unhealthy_replacement_interval: SimDuration,
    /// `placementRetry`: waits between attempts when nothing fits; the last one repeats.
    pub placement_retry: Vec<SimDuration>,
    /// `placementRetrySpread`: factors by which these waits vary.
    pub placement_retry_spread: Spread,
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
    /// `throttleSpread`: factors by which the longest delay varies.
    pub throttle_spread: Spread,
    /// `launchBurst`: tasks a service may launch at once.
    pub launch_burst: u32,
    /// `launchRatePerMinute`: refill of the burst (FG-05).
    pub launch_rate_per_minute: u32,
    /// `healthyAfter`: time in `RUNNING` after which a task without checks counts for the lower bound (HL-01).
    pub healthy_after: SimDuration,
    /// `taskLaunchTime`: from the agent starting a task to its containers running.
    pub task_launch_time: Distribution,
    /// `dependentStartTime`: from what a container waits for having come about to its running.
    pub dependent_start_time: Distribution,
    /// `containerRestartTime`: from the exit of a container that is started again in place to its running.
    pub container_restart_time: Distribution,
    /// `interfaceAttachTime`: from placement to the network interface of an `awsvpc` task being attached.
    pub interface_attach_time: Distribution,
    /// `interfaceDetachTime`: from the end of its containers to its interface being gone.
    pub interface_detach_time: Distribution,
    /// `agentDisconnectDelay`: from the sudden loss of a host to `agentConnected = false` (AD-07).
    pub agent_disconnect_delay: Distribution,
    /// `agentCloseDelay`: from the call that stops or terminates a host to `agentConnected = false` (CI-03).
    pub agent_close_delay: Distribution,
    /// `agentReconnectInterval`: between two closings of an agent's session by ECS, from its registration on; zero for never
    /// (AD-01).
    pub agent_reconnect_interval: Distribution,
    /// `agentReconnectTime`: how long an agent is disconnected each time (AD-03).
    pub agent_reconnect_time: Distribution,
    /// `stoppedHostTasks`: what becomes of the tasks of a stopped host (CI-03).
    pub stopped_host_tasks: StoppedHostTasks,
    /// `terminationDelay`: from termination to tasks `STOPPED` and instance `INACTIVE` (AD-09).
    pub termination_delay: SimDuration,
    /// `firstCheckDelay`: from the pass that registers a target to its first health check.
    pub first_check_delay: Distribution,
    /// `nlbRegistrationDelay`: from registration to the first check of an NLB target.
    pub nlb_registration_delay: Distribution,
    /// `steadyStateInterval`: how often a steady service says so again.
    pub steady_state_interval: SimDuration,
    /// `alarmEvaluationDelay`: from the end of a minute until alarms are evaluated with its datapoints.
    pub alarm_evaluation_delay: SimDuration,
    /// `alarmExtraDatapoints`: how many datapoints beyond `EvaluationPeriods` an alarm looks back where some are missing.
    pub alarm_extra_datapoints: u32,
    /// `alarmPollInterval`: how often ECS looks at the alarms of a deployment.
    pub alarm_poll_interval: SimDuration,
    /// `alarmBakeLimit`: the longest bake time that ECS computes of alarms.
    pub alarm_bake_limit: SimDuration,
    /// `reservedPortLimit`: host ports an instance can reserve, TCP and UDP summed (RS-08, RS-09).
    pub reserved_port_limit: u32,
    /// `holdInterfaceUntilStopped`: a task keeps its interface's slot until it is `STOPPED`, not just until it is
    /// told to stop.
    pub hold_interface_until_stopped: bool,
}

impl Default for Behavior {
    fn default() -> Self {
        let secs = SimDuration::from_secs;
        let millis = |millis: u64| SimDuration::from_micros(millis * 1_000);
        Self {
            preset: Preset::Measured,
            scheduler_clock: SchedulerClock::Grid,
            scheduler_reaction: Distribution::Uniform { low: secs(3), high: secs(11) },
            scheduler_interval: millis(9_680),
            scheduler_jitter: millis(550),
            steady_interval: Distribution::Uniform { low: secs(35), high: secs(48) },
            maximum_counts: MaximumCounts::UntilStopped,
            stop_steps: StopSteps::PassByPass,
            first_task_alone: true,
            unhealthy_replacement_interval: secs(88),
            placement_retry: vec![secs(15), secs(30), secs(300), secs(900)],
            placement_retry_spread: Spread { low: 700_000, high: 1_300_000 },
            retry_on_capacity: false,
            retry_after_own_stops: true,
            throttle_after: 3,
            throttle_initial: secs(10),
            throttle_maximum: secs(27 * 60),
            throttle_spread: Spread { low: 955_000, high: 1_050_000 },
            launch_burst: 80,
            launch_rate_per_minute: 500,
            healthy_after: secs(40),
            task_launch_time: Distribution::Uniform { low: secs(1), high: secs(6) },
            dependent_start_time: Distribution::Uniform { low: millis(160), high: millis(5_800) },
            container_restart_time: Distribution::Uniform { low: millis(160), high: millis(800) },
            interface_attach_time: Distribution::Uniform { low: secs(8), high: secs(14) },
            interface_detach_time: Distribution::Uniform { low: secs(10), high: secs(16) },
            agent_disconnect_delay: Distribution::Uniform { low: secs(60), high: secs(120) },
            agent_close_delay: Distribution::Uniform { low: secs(1), high: secs(10) },
            agent_reconnect_interval: Distribution::Constant(SimDuration::ZERO),
            agent_reconnect_time: Distribution::Uniform { low: millis(250), high: secs(2) },
            stopped_host_tasks: StoppedHostTasks::Stopped,
            termination_delay: secs(30),
            first_check_delay: Distribution::Uniform { low: millis(1_500), high: millis(3_600) },
            nlb_registration_delay: Distribution::Uniform { low: secs(60), high: secs(180) },
            steady_state_interval: SimDuration::from_mins(6 * 60),
            alarm_evaluation_delay: secs(40),
            alarm_extra_datapoints: 2,
            alarm_poll_interval: secs(30),
            alarm_bake_limit: secs(5 * 60),
            reserved_port_limit: 100,
            hold_interface_until_stopped: true,
        }
    }
}

impl Behavior {
    /// Whether passes come in the order of their numbers whatever their jitter.
    #[must_use]
    pub fn passes_keep_order(&self) -> bool {
        self.scheduler_interval.is_zero() || self.scheduler_jitter.saturating_mul(2) < self.scheduler_interval
    }

    /// Whether agents reconnect now and then.
    #[must_use]
    pub fn agents_reconnect(&self) -> bool {
        self.agent_reconnect_interval != Distribution::Constant(SimDuration::ZERO)
    }

    /// Whether the longest delay of starts is at least the first.
    #[must_use]
    pub fn throttle_is_in_order(&self) -> bool {
        self.throttle_maximum >= self.throttle_initial
    }

    /// The settings of a preset.
    ///
    /// ```
    /// use plimsoll::model::{Behavior, Preset, StopSteps};
    /// assert_eq!(Behavior::of(Preset::Measured), Behavior::default());
    /// assert_eq!(Behavior::of(Preset::BeforeMeasurement).stop_steps, StopSteps::Together);
    /// ```
    #[must_use]
    pub fn of(preset: Preset) -> Self {
        let secs = SimDuration::from_secs;
        match preset {
            Preset::Measured => Self::default(),
            Preset::BeforeMeasurement => Self {
                preset,
                scheduler_clock: SchedulerClock::Events,
                scheduler_reaction: Distribution::Constant(secs(1)),
                scheduler_interval: secs(10),
                scheduler_jitter: SimDuration::ZERO,
                maximum_counts: MaximumCounts::RunningAndPending,
                stop_steps: StopSteps::Together,
                first_task_alone: false,
                unhealthy_replacement_interval: SimDuration::ZERO,
                placement_retry_spread: Spread::NONE,
                throttle_spread: Spread::NONE,
                launch_burst: 500,
                task_launch_time: Distribution::Uniform { low: secs(2), high: secs(5) },
                ..Self::default()
            },
        }
    }
}
