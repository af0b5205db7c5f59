//! What can happen: a closed set, small and `Copy`, matched once.

use crate::model::{
    ActionId, AlarmId, ArrivalId, FaultId, InstanceId, SchedulingStrategy, ServiceId, TaskId,
};

/// What comes first at one instant (the order is a documented choice, tested pair by pair).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Failures and readiness: instances, containers, health.
    Infrastructure,
    /// Containers that ended free what they held.
    Release,
    /// API calls.
    Arrival,
    /// Service passes: what to stop, what to start; tasks of daemon services are placed.
    Control,
    /// Tasks are placed, after every stop of the instant.
    Placement,
    /// Reports of a state that lasts.
    Observation,
}

/// An event. One that names a task or an instance is dropped when that is gone; one with an epoch is dropped when a
/// newer one has replaced it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// An instance of the fixed fleet registers.
    FleetRegisters(InstanceId),
    /// An instance registers in the place of a terminated one.
    ReplacementRegisters {
        /// Position in the fleet of the first instance that had the place.
        place: u32,
        /// How many had it before.
        succession: u32,
    },
    /// ECS notices that an agent does not answer (AD-07).
    AgentLost(InstanceId),
    /// An agent that did not reach ECS does so again.
    AgentReconnects(InstanceId),
    /// The session of an agent with ECS ends, and it reconnects (AD-01).
    SessionEnds(InstanceId),
    /// A stopped host runs again.
    HostRestarted(InstanceId),
    /// EC2 terminates a host that was lost (AD-08).
    HostTerminated(InstanceId),
    /// ECS sees a terminated instance as gone (AD-09).
    InstanceGone(InstanceId),
    /// A declared fault strikes.
    FaultStrikes(FaultId),
    /// A task's network interface is attached (LC-08).
    InterfaceAttached(TaskId),
    /// Something changes about the images that hosts pull: a layer has come, a registry answers, an image is unpacked.
    PullsProgress {
        /// Which prediction this is.
        epoch: u32,
    },
    /// A task's containers have been launched, or have failed to.
    LaunchDone(TaskId),
    /// A container of a task changes whose containers have courses of their own.
    CourseChanges {
        /// The task.
        task: TaskId,
        /// Which prediction this is.
        epoch: u32,
    },
    /// A task without health checks has been `RUNNING` for long enough (HL-01).
    Settles(TaskId),
    /// An unhealthy task that replaced another one may be replaced itself, if it has been unhealthy all the time (SC-10).
    MayBeReplaced(TaskId),
    /// A container health check's verdict changes.
    ContainerHealthChanges {
        /// The task.
        task: TaskId,
        /// Which prediction this is.
        epoch: u32,
    },
    /// A load balancer's view of a target changes.
    TargetChanges {
        /// The task behind the target.
        task: TaskId,
        /// Which of its targets.
        target: u16,
        /// Which prediction this is.
        epoch: u16,
    },
    /// A task is protected from scale-in no longer (SI-07).
    ProtectionEnds {
        /// The task.
        task: TaskId,
        /// Which protection of it.
        protection: u16,
    },
    /// A task's health check grace period is over.
    GraceEnds(TaskId),
    /// The containers of a task that hung answer again.
    HangEnds(TaskId),
    /// An essential container exits by itself.
    ContainerExits(TaskId),
    /// The load balancer reports a stopping task's targets as unused.
    Drained(TaskId),
    /// The last container of a stopping task has ended.
    ContainersStopped(TaskId),
    /// The network interface of a task whose containers have ended is gone (LC-08).
    InterfaceDetached(TaskId),
    /// CloudWatch evaluates an alarm.
    AlarmEvaluates(AlarmId),
    /// ECS looks at the alarms of a deployment.
    AlarmsPolled {
        /// The service.
        service: ServiceId,
        /// Which of its deployments.
        deployment: u32,
    },
    /// An API call of the scenario.
    ActionDue(ActionId),
    /// An arrival stream makes its next call.
    Arrival(ArrivalId),
    /// The stop signal goes out to what has drained of a service that was steady then.
    StopSignals(ServiceId),
    /// A pass of the service scheduler.
    ServicePass {
        /// The service.
        service: ServiceId,
        /// Which wake-up this is.
        epoch: u32,
    },
    /// A hook of a deployment in stages has answered, or a bake time is over.
    StageEnds {
        /// The service.
        service: ServiceId,
        /// Which wait this is.
        epoch: u32,
    },
    /// The service's tasks that the pass of this instant wants are placed: those of DAEMON services before all others,
    /// since a daemon is the first to start on its instance (§1.8).
    ServicePlaces {
        /// The service.
        service: ServiceId,
        /// What kind it is.
        scheduling: SchedulingStrategy,
    },
    /// A service that is still steady says so again.
    StillSteady {
        /// The service.
        service: ServiceId,
        /// Which steady state.
        epoch: u32,
    },
}

impl Event {
    /// The task it is about; the event is void once that task is gone.
    #[must_use]
    pub const fn task(self) -> Option<TaskId> {
        match self {
            Self::InterfaceAttached(task)
            | Self::LaunchDone(task)
            | Self::CourseChanges { task, .. }
            | Self::Settles(task)
            | Self::MayBeReplaced(task)
            | Self::ContainerHealthChanges { task, .. }
            | Self::TargetChanges { task, .. }
            | Self::ProtectionEnds { task, .. }
            | Self::GraceEnds(task)
            | Self::HangEnds(task)
            | Self::ContainerExits(task)
            | Self::Drained(task)
            | Self::ContainersStopped(task)
            | Self::InterfaceDetached(task) => Some(task),
            Self::FleetRegisters(_)
            | Self::ReplacementRegisters { .. }
            | Self::AgentLost(_)
            | Self::AgentReconnects(_)
            | Self::SessionEnds(_)
            | Self::HostRestarted(_)
            | Self::HostTerminated(_)
            | Self::InstanceGone(_)
            | Self::FaultStrikes(_)
            | Self::PullsProgress { .. }
            | Self::AlarmEvaluates(_)
            | Self::AlarmsPolled { .. }
            | Self::ActionDue(_)
            | Self::Arrival(_)
            | Self::StopSignals(_)
            | Self::ServicePass { .. }
            | Self::StageEnds { .. }
            | Self::ServicePlaces { .. }
            | Self::StillSteady { .. } => None,
        }
    }

    /// The instance it is about; the event is void once that instance is gone.
    #[must_use]
    pub const fn instance(self) -> Option<InstanceId> {
        match self {
            Self::FleetRegisters(instance)
            | Self::AgentLost(instance)
            | Self::AgentReconnects(instance)
            | Self::SessionEnds(instance)
            | Self::HostRestarted(instance)
            | Self::HostTerminated(instance)
            | Self::InstanceGone(instance) => Some(instance),
            _ => None,
        }
    }

    /// Whether tasks may be placed by it.
    #[must_use]
    pub const fn places(self) -> bool {
        matches!(self, Self::ActionDue(_) | Self::Arrival(_) | Self::ServicePlaces { .. })
    }

    /// When it comes among the events of its instant.
    #[must_use]
    pub const fn phase(self) -> Phase {
        match self {
            Self::FleetRegisters(_)
            | Self::ReplacementRegisters { .. }
            | Self::AgentLost(_)
            | Self::AgentReconnects(_)
            | Self::SessionEnds(_)
            | Self::HostRestarted(_)
            | Self::HostTerminated(_)
            | Self::InstanceGone(_)
            | Self::FaultStrikes(_)
            | Self::InterfaceAttached(_)
            | Self::PullsProgress { .. }
            | Self::LaunchDone(_)
            | Self::Settles(_)
            | Self::MayBeReplaced(_)
            | Self::ContainerHealthChanges { .. }
            | Self::TargetChanges { .. }
            | Self::ProtectionEnds { .. }
            | Self::GraceEnds(_)
            | Self::HangEnds(_)
            | Self::AlarmEvaluates(_) => Phase::Infrastructure,
            Self::CourseChanges { .. }
            | Self::ContainerExits(_)
            | Self::Drained(_)
            | Self::ContainersStopped(_)
            | Self::InterfaceDetached(_) => Phase::Release,
            Self::ActionDue(_) | Self::Arrival(_) => Phase::Arrival,
            Self::StopSignals(_)
            | Self::AlarmsPolled { .. }
            | Self::ServicePass { .. }
            | Self::StageEnds { .. }
            | Self::ServicePlaces { scheduling: SchedulingStrategy::Daemon, .. } => Phase::Control,
            Self::ServicePlaces { scheduling: SchedulingStrategy::Replica, .. } => Phase::Placement,
            Self::StillSteady { .. } => Phase::Observation,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_stay_small() {
        assert!(size_of::<Event>() <= 16, "{}", size_of::<Event>());
    }

    #[test]
    fn p1_8_daemons_are_placed_before_all_others() {
        let [daemon, replica] = [SchedulingStrategy::Daemon, SchedulingStrategy::Replica]
            .map(|scheduling| Event::ServicePlaces { service: ServiceId::new(0), scheduling }.phase());
        assert!(daemon < replica);
    }

    #[test]
    fn phases_come_in_their_documented_order() {
        use Phase::{Arrival, Control, Infrastructure, Observation, Placement, Release};
        let order = [Infrastructure, Release, Arrival, Control, Placement, Observation];
        for (i, earlier) in order.iter().enumerate() {
            assert!(order[i + 1..].iter().all(|later| earlier < later));
        }
    }
}
