//! What can happen: a closed set, small and `Copy`, matched once.

use crate::model::{ActionId, ArrivalId, ClassId, FaultId, InstanceId, ServiceId, TaskId};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// An instance of the fixed fleet registers.
    FleetRegisters(InstanceId),
    /// An instance registers in the place of a terminated one.
    ReplacementRegisters(ClassId),
    /// ECS notices that an agent does not answer (AD-07).
    AgentLost(InstanceId),
    /// A stopped host runs again.
    HostRestarted(InstanceId),
    /// ECS sees a terminated instance as gone (AD-09).
    InstanceGone(InstanceId),
    /// A declared fault strikes.
    FaultStrikes(FaultId),
    /// A task's network interface is attached (LC-08).
    InterfaceAttached(TaskId),
    /// A task's containers have been launched, or have failed to.
    LaunchDone(TaskId),
    /// A task without health checks has been `RUNNING` for long enough (HL-01).
    CountsAsHealthy(TaskId),
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
    /// ECS asks the load balancer for the health of a task's targets.
    HealthPoll(TaskId),
    /// A task's health check grace period is over.
    GraceEnds(TaskId),
    /// An essential container exits by itself.
    ContainerExits(TaskId),
    /// The load balancer reports a stopping task's targets as unused.
    Drained(TaskId),
    /// The last container of a stopping task has ended.
    ContainersStopped(TaskId),
    /// The network interface of a task whose containers have ended is gone (LC-08).
    InterfaceDetached(TaskId),
    /// An API call of the scenario.
    ActionDue(ActionId),
    /// An arrival stream makes its next call.
    Arrival(ArrivalId),
    /// A pass of the service scheduler.
    ServicePass {
        /// The service.
        service: ServiceId,
        /// Which wake-up this is.
        epoch: u32,
    },
    /// The service's tasks that the pass of this instant wants are placed.
    ServicePlaces(ServiceId),
    /// The tasks of a daemon service that its pass of this instant wants are placed: before those of all other services,
    /// since a daemon is the first to start on its instance (§1.8).
    DaemonPlaces(ServiceId),
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
            | Self::CountsAsHealthy(task)
            | Self::ContainerHealthChanges { task, .. }
            | Self::TargetChanges { task, .. }
            | Self::HealthPoll(task)
            | Self::GraceEnds(task)
            | Self::ContainerExits(task)
            | Self::Drained(task)
            | Self::ContainersStopped(task)
            | Self::InterfaceDetached(task) => Some(task),
            Self::FleetRegisters(_)
            | Self::ReplacementRegisters(_)
            | Self::AgentLost(_)
            | Self::HostRestarted(_)
            | Self::InstanceGone(_)
            | Self::FaultStrikes(_)
            | Self::ActionDue(_)
            | Self::Arrival(_)
            | Self::ServicePass { .. }
            | Self::ServicePlaces(_)
            | Self::DaemonPlaces(_)
            | Self::StillSteady { .. } => None,
        }
    }

    /// The instance it is about; the event is void once that instance is gone.
    #[must_use]
    pub const fn instance(self) -> Option<InstanceId> {
        match self {
            Self::FleetRegisters(instance)
            | Self::AgentLost(instance)
            | Self::HostRestarted(instance)
            | Self::InstanceGone(instance) => Some(instance),
            _ => None,
        }
    }

    /// When it comes among the events of its instant.
    #[must_use]
    pub const fn phase(self) -> Phase {
        match self {
            Self::FleetRegisters(_)
            | Self::ReplacementRegisters(_)
            | Self::AgentLost(_)
            | Self::HostRestarted(_)
            | Self::InstanceGone(_)
            | Self::FaultStrikes(_)
            | Self::InterfaceAttached(_)
            | Self::LaunchDone(_)
            | Self::CountsAsHealthy(_)
            | Self::ContainerHealthChanges { .. }
            | Self::TargetChanges { .. }
            | Self::HealthPoll(_)
            | Self::GraceEnds(_) => Phase::Infrastructure,
            Self::ContainerExits(_)
            | Self::Drained(_)
            | Self::ContainersStopped(_)
            | Self::InterfaceDetached(_) => Phase::Release,
            Self::ActionDue(_) | Self::Arrival(_) => Phase::Arrival,
            Self::ServicePass { .. } | Self::DaemonPlaces(_) => Phase::Control,
            Self::ServicePlaces(_) => Phase::Placement,
            Self::StillSteady { .. } => Phase::Observation,
        }
    }

    /// What the digest takes in: which event, and about what.
    #[must_use]
    pub fn words(self) -> [u64; 2] {
        match self {
            Self::FleetRegisters(id) => [1, u64::from(id.ordinal())],
            Self::ReplacementRegisters(id) => [2, id.index() as u64],
            Self::AgentLost(id) => [3, u64::from(id.ordinal())],
            Self::HostRestarted(id) => [4, u64::from(id.ordinal())],
            Self::InstanceGone(id) => [5, u64::from(id.ordinal())],
            Self::FaultStrikes(id) => [6, id.index() as u64],
            Self::LaunchDone(id) => [7, task_word(id)],
            Self::CountsAsHealthy(id) => [8, task_word(id)],
            Self::ContainerHealthChanges { task, epoch } => [detailed(9, epoch), task_word(task)],
            Self::TargetChanges { task, target, epoch } => {
                [detailed(10, u32::from(target) << 16 | u32::from(epoch)), task_word(task)]
            }
            Self::HealthPoll(id) => [11, task_word(id)],
            Self::GraceEnds(id) => [12, task_word(id)],
            Self::ContainerExits(id) => [13, task_word(id)],
            Self::Drained(id) => [14, task_word(id)],
            Self::ContainersStopped(id) => [15, task_word(id)],
            Self::ActionDue(id) => [16, id.index() as u64],
            Self::ServicePass { service, epoch } => [detailed(17, epoch), service.index() as u64],
            Self::ServicePlaces(id) => [18, id.index() as u64],
            Self::DaemonPlaces(id) => [24, id.index() as u64],
            Self::StillSteady { service, epoch } => [detailed(19, epoch), service.index() as u64],
            Self::InterfaceAttached(id) => [20, task_word(id)],
            Self::InterfaceDetached(id) => [21, task_word(id)],
            Self::Arrival(id) => [23, id.index() as u64],
        }
    }
}

/// The kind of an event and what else tells it apart.
fn detailed(kind: u64, detail: u32) -> u64 {
    u64::from(detail) << 8 | kind
}

fn task_word(task: TaskId) -> u64 {
    (task.slot() as u64) << 32 | u64::from(task.generation())
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
        let id = ServiceId::new(0);
        assert!(Event::DaemonPlaces(id).phase() < Event::ServicePlaces(id).phase());
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
