//! What random numbers are for: each purpose has numbers of its own.

/// What a random number decides.
///
/// `number` and `k` are those of [`Draws::at`](super::Draws::at). A task's number is its number in its service; of a
/// standalone task it is the running number among all tasks that its arrival stream, or the actions with its group,
/// have called for, those refused included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Time from the agent starting a task to `RUNNING`; by task.
    TaskLaunch,
    /// Whether a task fails to start; by task.
    StartFailure,
    /// Time from a container's start until it passes its checks; by task, *k* is the container, and behind those of all
    /// containers come those of their second runs, and so on.
    ContainerStartUp,
    /// Time from a container's start until it fails by itself; by task, *k* likewise.
    ContainerFailure,
    /// Time from a container's start until its work is done; by task, *k* likewise.
    ContainerRunTime,
    /// Whether a container's failure is that the kernel kills it for its memory; by task, *k* likewise.
    OutOfMemory,
    /// Time that a container which waited for others takes to start; by task, *k* is the container.
    ContainerStart,
    /// Time in which a container is started again in place; by task, *k* as for its start-up.
    ContainerRestart,
    /// Time that a container takes to end after SIGTERM; by task, *k* is the container.
    ContainerShutDown,
    /// Time in which a task's network interface is attached; by task.
    InterfaceAttach,
    /// Time in which a task's network interface is detached; by task.
    InterfaceDetach,
    /// Time that a standalone task has work for; by task.
    RunTime,
    /// Time from the beginning of a pull to its first byte; by task, *k* is the image.
    PullLatency,
    /// Whether a pull fails; by task, *k* is the image.
    PullFailure,
    /// Where a task goes among instances that tie; by number in the task's group.
    Placement,
    /// Which tasks a service stops among those that tie; by the service's choices so far.
    ScaleIn,
    /// Time from a target's registration to its first check; by task, *k* is the target.
    FirstCheck,
    /// Time in which a Network Load Balancer registers a target; by task, *k* is the target.
    TargetRegistration,
    /// Time from a call to the pass that it brings forward; by the service's calls so far.
    SchedulerReaction,
    /// How much a pass is early or late; by the service's stretch of passes, *k* is the pass.
    PassJitter,
    /// Time between the passes of a steady service; by stretch.
    SteadyPeriod,
    /// Where in that time they lie; by stretch.
    SteadyPhase,
    /// The factor of a wait of a service that cannot place or start tasks; by its waits so far.
    RetrySpread,
    /// Time between two strikes of a fault; by the second of them.
    FaultTime,
    /// Whom a fault hits; by strike.
    FaultPick,
    /// How long what a fault hits does not answer; by strike.
    FaultLength,
    /// Time until a terminated host is replaced; by the host's rank among those that held its place in the fleet.
    HostReplacement,
    /// Time until ECS notices that an agent is silent; by host likewise, *k* is the outage.
    AgentSilence,
    /// Time until a stopped host runs again; by host likewise, *k* is the outage.
    HostRestart,
    /// Time until a lost host is terminated; by host likewise, *k* is the outage.
    HostTermination,
    /// Time between two calls of an arrival stream; by the second of them.
    ArrivalGap,
    /// When an action is made whose time is drawn; by its rank among those of the same call and target.
    ActionTime,
    /// Time that a hook of a deployment takes; by deployment, *k* is the call.
    HookDuration,
    /// Time until an agent's session ends; by host as for `AgentSilence`, *k* is the session.
    AgentSession,
    /// Time for which the agent is disconnected then, likewise.
    AgentReconnect,
    /// Random worlds of tests, benchmarks and the conformance kit; no run draws from it.
    Trial,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 36] = [
        Self::TaskLaunch,
        Self::StartFailure,
        Self::ContainerStartUp,
        Self::ContainerFailure,
        Self::ContainerRunTime,
        Self::OutOfMemory,
        Self::ContainerStart,
        Self::ContainerRestart,
        Self::ContainerShutDown,
        Self::InterfaceAttach,
        Self::InterfaceDetach,
        Self::RunTime,
        Self::PullLatency,
        Self::PullFailure,
        Self::Placement,
        Self::ScaleIn,
        Self::FirstCheck,
        Self::TargetRegistration,
        Self::SchedulerReaction,
        Self::PassJitter,
        Self::SteadyPeriod,
        Self::SteadyPhase,
        Self::RetrySpread,
        Self::FaultTime,
        Self::FaultPick,
        Self::FaultLength,
        Self::HostReplacement,
        Self::AgentSilence,
        Self::HostRestart,
        Self::HostTermination,
        Self::ArrivalGap,
        Self::ActionTime,
        Self::HookDuration,
        Self::AgentSession,
        Self::AgentReconnect,
        Self::Trial,
    ];

    /// What the numbers depend on, so that neither another name nor another order of this list moves them.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::TaskLaunch => "task launch",
            Self::StartFailure => "start failure",
            Self::ContainerStartUp => "container start-up",
            Self::ContainerFailure => "container failure",
            Self::ContainerRunTime => "container run time",
            Self::OutOfMemory => "out of memory",
            Self::ContainerStart => "container start",
            Self::ContainerRestart => "container restart",
            Self::ContainerShutDown => "container shut-down",
            Self::InterfaceAttach => "interface attach",
            Self::InterfaceDetach => "interface detach",
            Self::RunTime => "run time",
            Self::PullLatency => "pull latency",
            Self::PullFailure => "pull failure",
            Self::Placement => "placement",
            Self::ScaleIn => "scale-in",
            Self::FirstCheck => "first check",
            Self::SchedulerReaction => "scheduler reaction",
            Self::PassJitter => "pass jitter",
            Self::SteadyPeriod => "steady period",
            Self::SteadyPhase => "steady phase",
            Self::RetrySpread => "retry spread",
            Self::TargetRegistration => "target registration",
            Self::FaultTime => "fault time",
            Self::FaultPick => "fault pick",
            Self::FaultLength => "fault length",
            Self::HostReplacement => "host replacement",
            Self::AgentSilence => "agent silence",
            Self::HostRestart => "host restart",
            Self::HostTermination => "host termination",
            Self::ArrivalGap => "arrival gap",
            Self::ActionTime => "action time",
            Self::HookDuration => "hook duration",
            Self::AgentSession => "agent session",
            Self::AgentReconnect => "agent reconnect",
            Self::Trial => "trial",
        }
    }

    /// How many *k* of one number lie side by side, so that one piece of the key stream serves them all.
    pub(super) const fn side_by_side(self) -> u32 {
        match self {
            Self::ContainerStartUp
            | Self::ContainerFailure
            | Self::ContainerRunTime
            | Self::ContainerStart
            | Self::ContainerShutDown => 4,
            Self::FirstCheck | Self::TargetRegistration => 2,
            Self::PassJitter => 16,
            _ => 1,
        }
    }
}
