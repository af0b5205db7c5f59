//! Room that is kept for daemon services: CPU, memory and interfaces that other tasks leave to them (placement.md §1.8).

use super::Cluster;
use super::ledger::{PortLedger, check_demand};
use super::status::DesiredStatus;
use crate::model::{Demand, GroupId, InstanceId, Resources, ServiceId, TaskDefinitionId};

/// What ECS keeps for daemon tasks on an instance. Host ports and GPUs are not among it: no text names them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reserved {
    /// CPU units.
    pub cpu: u32,
    /// Memory in MiB.
    pub memory: u32,
    /// Slots for network interfaces.
    pub interfaces: u32,
}

/// A daemon service that wants a task on an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reservation {
    group: GroupId,
    definition: TaskDefinitionId,
    /// What its task there, if any, does not hold yet, as far as the instance can hold it beside the daemons before it.
    outstanding: Reserved,
}

impl Reserved {
    const fn of(demand: &Demand) -> Self {
        let Resources { cpu, memory, .. } = demand.resources;
        Self { cpu, memory, interfaces: demand.interfaces }
    }

    const fn without(self, other: Self) -> Self {
        Self {
            cpu: self.cpu.saturating_sub(other.cpu),
            memory: self.memory.saturating_sub(other.memory),
            interfaces: self.interfaces.saturating_sub(other.interfaces),
        }
    }

    const fn with(self, other: Self) -> Self {
        Self {
            cpu: self.cpu.saturating_add(other.cpu),
            memory: self.memory.saturating_add(other.memory),
            interfaces: self.interfaces.saturating_add(other.interfaces),
        }
    }
}

/// The sum of what is outstanding of `reservations`.
fn sum<'a>(reservations: impl IntoIterator<Item = &'a Reservation>) -> Reserved {
    reservations.into_iter().fold(Reserved::default(), |sum, reservation| sum.with(reservation.outstanding))
}

impl super::Instances {
    /// What is kept for daemon tasks that are missing, or that a new revision will make larger.
    #[must_use]
    pub fn reserved(&self, id: InstanceId) -> Reserved {
        self.reserved[self.slot(id)]
    }

    /// The task definition of which the daemon service `service` wants a task here, `None` when it wants none.
    #[must_use]
    pub fn reserved_by(&self, id: InstanceId, service: ServiceId) -> Option<TaskDefinitionId> {
        let reservations = self.reservations[self.slot(id)].iter();
        reservations
            .map(|reservation| (reservation.group, reservation.definition))
            .find(|(group, _)| *group == service.into())
            .map(|(_, of)| of)
    }

    /// What is free for tasks of `group`: all but what is kept for daemon services. A daemon service itself leaves room
    /// only to those before it by name: so one of two that do not fit together runs, and the other waits.
    #[must_use]
    #[inline]
    pub fn free_for(&self, id: InstanceId, group: GroupId) -> Resources {
        let (free, kept) = (self.free(id), self.reserved_for_others(id, group));
        let (cpu, memory) = (free.cpu.saturating_sub(kept.cpu), free.memory.saturating_sub(kept.memory));
        Resources { cpu, memory, gpu: free.gpu }
    }

    /// Slots for network interfaces that are free for tasks of `group`, as [`free_for`](Self::free_for) counts.
    #[must_use]
    pub fn free_interfaces_for(&self, id: InstanceId, group: GroupId) -> u32 {
        self.free_interfaces(id).saturating_sub(self.reserved_for_others(id, group).interfaces)
    }

    #[inline]
    fn reserved_for_others(&self, id: InstanceId, group: GroupId) -> Reserved {
        // Nearly always nothing is missing, nowhere or not here: then the reservations themselves need not be looked at.
        if self.reserving == 0 || self.reserved(id) == Reserved::default() {
            return Reserved::default();
        }
        self.reserved_by_others(id, group)
    }

    fn reserved_by_others(&self, id: InstanceId, group: GroupId) -> Reserved {
        let reservations = &self.reservations[self.slot(id)];
        match reservations.binary_search_by_key(&group, |reservation| reservation.group) {
            Ok(own) => sum(&reservations[..own]),
            Err(_) => self.reserved(id),
        }
    }

    /// Notes what is reserved on an instance from now on, and on how many instances anything is.
    pub(super) fn set_reserved(&mut self, id: InstanceId, reserved: Reserved) {
        let slot = self.slot(id);
        let before = std::mem::replace(&mut self.reserved[slot], reserved);
        self.reserving += u32::from(reserved != Reserved::default());
        self.reserving -= u32::from(before != Reserved::default());
    }
}

impl Cluster {
    /// Notes that the daemon service `service` wants a task of `wanted` on `instance`, or none.
    ///
    /// As long as its task is missing, what that task takes is kept from all others (§1.8); beside a task of another
    /// revision, what the new one takes beyond it.
    pub fn set_reservation(
        &mut self,
        instance: InstanceId,
        service: ServiceId,
        wanted: Option<TaskDefinitionId>,
    ) {
        if self.instances.reserved_by(instance, service) == wanted {
            return;
        }
        let group = service.into();
        let reservations = &mut self.instances.reservations[instance.slot()];
        reservations.retain(|reservation| reservation.group != group);
        if let Some(definition) = wanted {
            // Ids follow names, so the order is that of names.
            let at = reservations.partition_point(|reservation| reservation.group < group);
            reservations.insert(at, Reservation { group, definition, outstanding: Reserved::default() });
        }
        self.settle_reservations(instance);
        self.changes.push(instance);
    }

    /// Brings what is reserved on `instance` in step with the tasks that are there.
    pub(super) fn settle_reservations(&mut self, instance: InstanceId) {
        if self.instances.reservations[instance.slot()].is_empty() {
            self.instances.set_reserved(instance, Reserved::default());
            return;
        }
        let outstanding = self.outstanding(instance);
        let reservations = &mut self.instances.reservations[instance.slot()];
        for (reservation, outstanding) in reservations.iter_mut().zip(outstanding) {
            reservation.outstanding = outstanding;
        }
        self.instances.set_reserved(instance, sum(&self.instances.reservations[instance.slot()]));
    }

    /// For each reservation on `instance` what its task takes beyond those that are there; nothing where the instance could
    /// not hold it beside the daemons' tasks that are there and what is outstanding of the reservations before.
    fn outstanding(&self, instance: InstanceId) -> Vec<Reserved> {
        let reservations = &self.instances.reservations[instance.slot()];
        let tasks = || self.instances.tasks(instance).iter().map(|id| self.task(*id));
        let running = || tasks().filter(|task| task.desired == DesiredStatus::Running);
        let of_daemons = running().filter(|task| {
            reservations.binary_search_by_key(&task.group, |reservation| reservation.group).is_ok()
        });
        let mut taken =
            of_daemons.fold(Reserved::default(), |taken, task| taken.with(Reserved::of(self.demand(task))));
        let class = self.model.class(self.instances.class(instance));
        let Resources { cpu, memory, .. } = class.registered;
        let all = Reserved { cpu, memory, interfaces: class.interfaces };
        let granted = |reservation: &Reservation| {
            let demand = &self.model.task_definition(reservation.definition).demand;
            let own = running().filter(|task| task.group == reservation.group);
            let outstanding = own.fold(Reserved::of(demand), |outstanding, task| {
                outstanding.without(Reserved::of(self.demand(task)))
            });
            let beside = taken.with(outstanding);
            if !self.could_hold(instance, demand) || beside.without(all) != Reserved::default() {
                return Reserved::default();
            }
            taken = beside;
            outstanding
        };
        reservations.iter().map(granted).collect()
    }

    /// Whether `instance` has as much as `demand` takes, free or not.
    fn could_hold(&self, instance: InstanceId, demand: &Demand) -> bool {
        let class = self.model.class(self.instances.class(instance));
        let ports = PortLedger::reserving(&class.reserved_ports);
        let limit = self.model.behavior.reserved_port_limit;
        demand.interfaces <= class.interfaces && check_demand(class.registered, &ports, demand, limit).is_ok()
    }

    /// Recounts what is reserved on `instance`.
    ///
    /// # Errors
    ///
    /// The first difference.
    pub(super) fn audit_reservations(&self, instance: InstanceId) -> Result<(), String> {
        let reservations = &self.instances.reservations[instance.slot()];
        for (reservation, outstanding) in reservations.iter().zip(self.outstanding(instance)) {
            if outstanding != reservation.outstanding {
                return Err(format!("{instance:?} has {reservation:?}, a recount says {outstanding:?}"));
            }
        }
        let (kept, recount) = (self.instances.reserved(instance), sum(reservations));
        if kept == recount {
            Ok(())
        } else {
            Err(format!("{instance:?} withholds {kept:?}, not {recount:?}"))
        }
    }
}
