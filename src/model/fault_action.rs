//! The one table of what `action` of a fault may be.

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FaultAction {
    /// The word for it: AWS Fault Injection Service's, where it has one.
    pub name: &'static str,
    /// What it does.
    pub meaning: &'static str,
    /// The members of the fault that are about whom it hits and how, beside `count`, `cluster` and the schedule.
    pub members: &'static [&'static str],
    /// Ids of the rules that say what follows.
    pub rule: &'static str,
}

impl FaultAction {
    /// A process of a task is killed.
    pub const TASK_KILL_PROCESS: &'static str = "aws:ecs:task-kill-process";
    /// Instances are terminated.
    pub const TERMINATE_INSTANCES: &'static str = "aws:ec2:terminate-instances";
    /// Instances are stopped.
    pub const STOP_INSTANCES: &'static str = "aws:ec2:stop-instances";
    /// Hosts are lost without a word.
    pub const HOST_LOSS: &'static str = "plimsoll:host-loss";
    /// Agents do not reach ECS.
    pub const AGENT_DISCONNECT: &'static str = "plimsoll:agent-disconnect";
    /// Containers answer no more.
    pub const CONTAINER_HANG: &'static str = "plimsoll:container-hang";

    /// The names of all, in the order of [`FAULT_ACTIONS`].
    ///
    /// ```
    /// use plimsoll::model::FaultAction;
    /// assert!(FaultAction::names().contains(&"plimsoll:host-loss"));
    /// ```
    #[must_use]
    pub fn names() -> [&'static str; FAULT_ACTIONS.len()] {
        FAULT_ACTIONS.map(|action| action.name)
    }

    /// Those that take this member, by name; none when every fault does.
    pub fn that_take(member: &str) -> impl Iterator<Item = &'static str> {
        FAULT_ACTIONS
            .into_iter()
            .filter(move |action| action.members.contains(&member))
            .map(|action| action.name)
    }
}

/// All of them.
pub const FAULT_ACTIONS: [FaultAction; 6] = [
    FaultAction {
        name: FaultAction::TASK_KILL_PROCESS,
        meaning: "an essential container of a task exits",
        members: &["service", "exitCode"],
        rule: "LC-05",
    },
    FaultAction {
        name: FaultAction::TERMINATE_INSTANCES,
        meaning: "an API call ends hosts for good: no new task from then on, and they leave the cluster",
        members: &["availabilityZone", "replacedAfter"],
        rule: "CI-02, AD-09",
    },
    FaultAction {
        name: FaultAction::STOP_INSTANCES,
        meaning: "an API call stops hosts: no new task from then on, and they stay registered",
        members: &["availabilityZone", "restartedAfter"],
        rule: "CI-03",
    },
    FaultAction {
        name: FaultAction::HOST_LOSS,
        meaning: "hosts lose power or network, and nobody tells ECS: what ran there goes on counting",
        members: &["availabilityZone", "restartedAfter", "terminatedAfter"],
        rule: "AD-04, AD-07, AD-08",
    },
    FaultAction {
        name: FaultAction::AGENT_DISCONNECT,
        meaning: "agents of hosts that run on do not reach ECS: their tasks stay RUNNING, none is placed, stopped or started there",
        members: &["availabilityZone", "for"],
        rule: "AD-02, AD-04, AD-05",
    },
    FaultAction {
        name: FaultAction::CONTAINER_HANG,
        meaning: "the containers of a task run on and answer nothing, for a while or for good",
        members: &["service", "for"],
        rule: "AD-06",
    },
];
