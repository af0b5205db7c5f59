//! Life-cycle states and the transitions that are allowed between them.

use std::fmt;

/// `lastStatus` of a task (placement.md §3.1), in life-cycle order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskStatus {
    /// Its network interface is being attached (LC-08).
    Provisioning,
    /// Waiting for the agent, or for room in the agent's own accounting (RT-03).
    Pending,
    /// Containers are being created; targets are registered.
    Activating,
    /// Every container has started.
    Running,
    /// Targets are being deregistered.
    Deactivating,
    /// The stop signal is out.
    Stopping,
    /// Its containers have ended; its network interface is being detached.
    Deprovisioning,
    /// Over.
    Stopped,
}

/// `desiredStatus` of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DesiredStatus {
    /// ECS wants it to run.
    Running,
    /// ECS wants it gone; the control plane has freed its resources (RT-01).
    Stopped,
}

/// What the service scheduler knows of a running task's health (HL-01, HL-02).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskHealth {
    /// Not judged yet.
    Unknown,
    /// Counts towards `minimumHealthyPercent`.
    Healthy,
    /// To be replaced (HL-03).
    Unhealthy,
}

/// Status of a container instance (CI-01).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InstanceStatus {
    /// Takes tasks while its agent is connected.
    Active,
    /// Takes no new tasks; service tasks leave (DR-01).
    Draining,
    /// Not registered yet, deregistered or terminated (CI-02).
    Inactive,
}

impl TaskStatus {
    /// Whether a task may go from `self` to `next`.
    ///
    /// A task may skip states forward (an exiting container is not drained first) but never go back.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        self < next
    }

    /// Whether the service scheduler counts a task in this state as pending rather than running.
    #[must_use]
    pub fn is_before_running(self) -> bool {
        self < Self::Running
    }
}

impl InstanceStatus {
    /// Whether an instance may go from `self` to `next` (CI-01, DR-05).
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        match self {
            Self::Active => next != Self::Active,
            Self::Draining => next != Self::Draining,
            Self::Inactive => next == Self::Active,
        }
    }
}

impl fmt::Display for TaskStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Provisioning => "PROVISIONING",
            Self::Pending => "PENDING",
            Self::Activating => "ACTIVATING",
            Self::Running => "RUNNING",
            Self::Deactivating => "DEACTIVATING",
            Self::Stopping => "STOPPING",
            Self::Deprovisioning => "DEPROVISIONING",
            Self::Stopped => "STOPPED",
        })
    }
}

impl fmt::Display for DesiredStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Running => "RUNNING",
            Self::Stopped => "STOPPED",
        })
    }
}

impl fmt::Display for TaskHealth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "UNKNOWN",
            Self::Healthy => "HEALTHY",
            Self::Unhealthy => "UNHEALTHY",
        })
    }
}

impl fmt::Display for InstanceStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Active => "ACTIVE",
            Self::Draining => "DRAINING",
            Self::Inactive => "INACTIVE",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_only_move_forward() {
        use TaskStatus::{
            Activating, Deactivating, Deprovisioning, Pending, Provisioning, Running, Stopped, Stopping,
        };
        let before = [Provisioning, Pending, Activating, Running];
        let order = [&before[..], &[Deactivating, Stopping, Deprovisioning, Stopped]].concat();
        for (i, from) in order.iter().enumerate() {
            for (j, to) in order.iter().enumerate() {
                assert_eq!(from.may_become(*to), i < j, "{from} to {to}");
            }
        }
    }

    #[test]
    fn an_instance_registers_drains_and_comes_back() {
        use InstanceStatus::{Active, Draining, Inactive};
        for (from, to, allowed) in [
            (Active, Draining, true),
            (Draining, Active, true),
            (Active, Inactive, true),
            (Draining, Inactive, true),
            (Active, Active, false),
            (Inactive, Active, true),
            (Inactive, Draining, false),
        ] {
            assert_eq!(from.may_become(to), allowed, "{from} to {to}");
        }
    }
}
