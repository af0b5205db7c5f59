//! What happened: the one way in which observers learn of a run.

use super::Cluster;
use super::call_answer::CallAnswer;
use super::container_change::ContainerChange;
use super::deployment_state::DeploymentState;
use super::ignored_call::IgnoredCall;
use super::rejection::Rejection;
use super::status::{InstanceStatus, TaskHealth, TaskStatus};
use crate::model::{
    AlarmId, AlarmState, ClassId, InstanceId, LifecycleStage, ServiceId, TargetGroupId, TaskDefinitionId,
    TaskId, ZoneId,
};
use crate::time::SimTime;

/// A change of the cluster, told after it was made.
///
/// A task is still in the store when a fact names it, also for its last one.
#[derive(Clone, Copy, Debug)]
pub enum Fact<'a> {
    /// An instance registered and is `ACTIVE`.
    InstanceRegistered(InstanceId),
    /// `agentConnected` changed.
    AgentConnection {
        /// Whose.
        instance: InstanceId,
        /// The new value.
        connected: bool,
    },
    /// EC2 was told to stop or terminate an instance, which takes no new task from then on; or it runs again. ECS says
    /// nothing of it.
    InstanceLeaving {
        /// Which one.
        instance: InstanceId,
        /// Whether it leaves.
        leaving: bool,
    },
    /// A call changed the attributes of an instance, which is in another class now (VC-23). ECS says nothing of it.
    InstanceAttributes {
        /// Which one.
        instance: InstanceId,
        /// The class before.
        from: ClassId,
    },
    /// The instance is about to be deregistered by force and its machine has power: it runs on, and EC2 bills it (CI-05).
    MachineRunsOn(InstanceId),
    /// An instance's status changed.
    InstanceStatus {
        /// Whose.
        instance: InstanceId,
        /// The status before.
        from: InstanceStatus,
    },
    /// A task was created and is `PENDING` or `PROVISIONING`; if it has an instance, the control plane has reserved its
    /// resources there.
    TaskCreated(TaskId),
    /// A task was there before the run; told at its beginning, in whatever status and health it is.
    TaskFound(TaskId),
    /// A task that was created without an instance has got one, and the control plane has reserved its resources there.
    TaskPlaced(TaskId),
    /// A task's `lastStatus` changed; its desired status may have changed with it.
    TaskStatus {
        /// Whose.
        task: TaskId,
        /// The status before.
        from: TaskStatus,
    },
    /// The agent has begun to pull images for a task (`pullStartedAt`).
    PullStarted(TaskId),
    /// The last image of a task is there, or one cannot be pulled (`pullStoppedAt`).
    PullStopped(TaskId),
    /// A host has fetched a layer of an image.
    LayerFetched {
        /// Which host.
        instance: InstanceId,
        /// How large the layer is.
        bytes: u64,
    },
    /// A task's desired status became `STOPPED`; the control plane has freed its resources (RT-01).
    TaskStopping(TaskId),
    /// A task's health changed.
    TaskHealth {
        /// Whose.
        task: TaskId,
        /// The health before.
        from: TaskHealth,
    },
    /// What a task's container health checks say changed: `healthStatus`. Its health follows, where nothing else decides it.
    ContainerHealth {
        /// Whose.
        task: TaskId,
        /// What they say.
        health: TaskHealth,
    },
    /// From now on the lower bound counts a task, once it is healthy (HL-01).
    TaskSettled(TaskId),
    /// A task that should run does not any more: its host has lost power. ECS may still believe otherwise (AD-04).
    TaskLost(TaskId),
    /// A task that should run hangs, or an essential container of it is started again, until it answers again: it runs on
    /// and answers nothing meanwhile, which ECS learns from its checks alone.
    TaskHangs {
        /// Which one.
        task: TaskId,
        /// Whether it hangs from now on.
        hangs: bool,
    },
    /// A container of a task whose containers have courses of their own changed; ECS tells nothing of restarts.
    Container {
        /// Whose.
        task: TaskId,
        /// Its position in the task definition.
        container: usize,
        /// What became of it.
        change: ContainerChange,
    },
    /// A task is protected from scale-in from now on, or not any more (SI-07).
    TaskProtection {
        /// Which one.
        task: TaskId,
        /// Whether it is.
        protected: bool,
    },
    /// A service's desired count was set, at its creation too.
    DesiredCount {
        /// Whose.
        service: ServiceId,
        /// The new count.
        desired: u32,
    },
    /// `minimumHealthyPercent` of a service was updated.
    MinimumHealthyPercent {
        /// Whose.
        service: ServiceId,
        /// The new value.
        percent: u32,
    },
    /// `RunTask` or `StartTask` was called and answered; the tasks it placed were created just before.
    Call(CallAnswer<'a>),
    /// A call found nothing to act on, or was refused.
    CallIgnored(IgnoredCall),
    /// `StopServiceDeployment` found no deployment of the service that it could roll back.
    StopIgnored {
        /// Whose deployment was to stop.
        service: ServiceId,
        /// Why nothing came of it.
        why: NothingToStop,
    },
    /// `ContinueServiceDeployment` found no deployment of the service that pauses.
    ContinueIgnored(ServiceId),
    /// How many targets a target group has, and how they are, has changed; told where an alarm watches such counts.
    Targets {
        /// The group.
        target_group: TargetGroupId,
        /// From now on.
        counts: TargetCounts,
    },
    /// The state of an alarm changed (services.md §2.4).
    Alarm(AlarmChange),
    /// A service event, as ECS would show it.
    Service(ServiceId, ServiceEvent<'a>),
}

/// Targets of a target group that are registered with it; those that drain are not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TargetCounts {
    /// All of them.
    pub registered: u32,
    /// Those that are healthy.
    pub healthy: u32,
    /// Those that are unhealthy; of others nothing is known yet.
    pub unhealthy: u32,
}

/// A change of an alarm's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlarmChange {
    /// Whose.
    pub alarm: AlarmId,
    /// The state before.
    pub from: AlarmState,
    /// The new one.
    pub to: AlarmState,
    /// How many of the datapoints that count breach the threshold.
    pub breaching: u16,
    /// How many datapoints count.
    pub known: u16,
}

/// What a service reports (services.md §9).
#[derive(Clone, Copy, Debug)]
pub enum ServiceEvent<'a> {
    /// A deployment became PRIMARY.
    DeploymentStarted {
        /// Its number within the service.
        deployment: u32,
        /// What it rolls out.
        definition: TaskDefinitionId,
    },
    /// A deployment was there before the run; told at its beginning, older ones first.
    DeploymentFound {
        /// Its number within the service.
        deployment: u32,
        /// What it rolls out.
        definition: TaskDefinitionId,
        /// How far it has come.
        state: DeploymentState,
    },
    /// A deployment's state changed; it starts as [`InProgress`](DeploymentState::InProgress).
    DeploymentState {
        /// Its number within the service.
        deployment: u32,
        /// The new state.
        state: DeploymentState,
    },
    /// A deployment has failed: it is [`Failed`](DeploymentState::Failed) from now on, and starts nothing more.
    DeploymentFailed {
        /// Its number within the service.
        deployment: u32,
        /// What ended it.
        why: FailedBy,
    },
    /// A deployment that had completed is PRIMARY again, in the place of one that failed, and in progress
    /// ([`InProgress`](DeploymentState::InProgress)) with the tasks that it still has.
    RollingBack {
        /// The number of the one that failed.
        from: u32,
        /// The number of the one that is PRIMARY again.
        to: u32,
        /// What ended the one that failed.
        why: FailedBy,
    },
    /// A deployment in stages entered one.
    LifecycleStage {
        /// Its number within the service.
        deployment: u32,
        /// The stage.
        stage: LifecycleStage,
    },
    /// The share of production traffic that a deployment in stages has changed.
    TrafficShifted {
        /// Its number within the service.
        deployment: u32,
        /// From now on, in thousandths; the deployment before it has the rest.
        share: u32,
    },
    /// Tasks were placed in one pass.
    StartedTasks(&'a [TaskId]),
    /// The scheduler stopped tasks that ran in one pass.
    StoppedTasks(&'a [TaskId]),
    /// Tasks that did not run yet were stopped: by one pass, or by the call that drains their instance (DR-01).
    StoppedPendingTasks(&'a [TaskId]),
    /// Tasks are being drained from target groups in one pass.
    BegunDraining(&'a [TaskId]),
    /// One pass registered targets with a target group.
    RegisteredTargets {
        /// The tasks.
        tasks: &'a [TaskId],
        /// The group.
        target_group: TargetGroupId,
    },
    /// Targets left a target group at one moment.
    DeregisteredTargets {
        /// The tasks.
        tasks: &'a [TaskId],
        /// The group.
        target_group: TargetGroupId,
    },
    /// A target that failed its health checks; told with the stop of its task.
    UnhealthyTarget {
        /// The task.
        task: TaskId,
        /// The group.
        target_group: TargetGroupId,
    },
    /// A task found no instance.
    PlacementFailed(PlacementFailure),
    /// Tasks of a daemon service are on instances that do not meet its constraints any more (CN-07); they stop.
    ConstraintViolated(&'a [TaskId]),
    /// Tasks keep failing before `RUNNING`; starts are delayed (HL-07).
    StartImpaired,
    /// The percentages allow neither a stop nor a start.
    DeploymentBlocked,
    /// More tasks are protected than are wanted (SI-07).
    ScaleInBlocked {
        /// The PRIMARY deployment.
        deployment: u32,
    },
    /// Its tasks are not spread evenly over these zones, and zone rebalancing begins (RB-04).
    ZonesUneven(&'a [(ZoneId, u32)]),
    /// They are again.
    ZonesEven(&'a [(ZoneId, u32)]),
    /// A deployment or protected tasks have ended zone rebalancing (RB-06).
    RebalancingStopped,
    /// Zone rebalancing has started a task in this zone.
    StartedToRebalance {
        /// The task.
        task: TaskId,
        /// The zone.
        zone: ZoneId,
    },
    /// Zone rebalancing has stopped a task in this zone.
    StoppedToRebalance {
        /// The task.
        task: TaskId,
        /// The zone.
        zone: ZoneId,
    },
    /// Zone rebalancing finds no room in this zone; it waits.
    NoRoomToRebalance {
        /// The zone.
        zone: ZoneId,
    },
    /// Nothing is left to do.
    SteadyState,
    /// Nothing was left to do when the run began; ECS said so before.
    FoundSteady,
}

/// Why `StopServiceDeployment` does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NothingToStop {
    /// No deployment is in progress.
    NotInProgress,
    /// The one in progress is a rollback already.
    RollingBack,
    /// No deployment has completed that it could be rolled back to.
    NoTarget,
}

/// What ends a deployment that has not completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FailedBy {
    /// The deployment circuit breaker (services.md §2.3).
    CircuitBreaker,
    /// `StopServiceDeployment` (services.md §2.4).
    Call,
    /// A hook of its, or `ContinueServiceDeployment` with ROLLBACK (services.md §2.5).
    Hook,
    /// A hook that gave no answer in time.
    HookTimeout,
    /// A stage that lasted too long.
    StageLimit,
    /// A deployment alarm (services.md §2.4).
    Alarm,
}

/// Why a task could not be placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlacementFailure {
    /// The instance that failed the fewest rules, and the first rule it failed; `None` without instances.
    pub closest: Option<(InstanceId, Rejection)>,
    /// Instances by the first rule they failed, in the order of [`Rejection::ALL`].
    pub tally: [u32; Rejection::COUNT],
}

/// Learns every fact of a run, in order.
pub trait Observer {
    /// Called after each change, with the cluster as it is now.
    fn on_fact(&mut self, at: SimTime, fact: &Fact<'_>, cluster: &Cluster);
}

/// Observes nothing, and costs nothing.
impl Observer for () {
    fn on_fact(&mut self, _: SimTime, _: &Fact<'_>, _: &Cluster) {}
}

impl<A: Observer, B: Observer> Observer for (A, B) {
    fn on_fact(&mut self, at: SimTime, fact: &Fact<'_>, cluster: &Cluster) {
        self.0.on_fact(at, fact, cluster);
        self.1.on_fact(at, fact, cluster);
    }
}
