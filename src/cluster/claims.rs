//! Room that is kept for daemon services: CPU, memory and interfaces that other tasks leave to them (placement.md §1.8).

use super::Cluster;
use super::ledger::{PortLedger, check_demand};
use super::status::DesiredStatus;
use crate::model::{Demand, GroupId, InstanceId, Resources, ServiceId, TaskDefinitionId};

/// What ECS keeps for daemon tasks on an instance. Host ports and GPUs are not among it: no text names them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// CPU units.
    pub cpu: u32,
    /// Memory in MiB.
    pub memory: u32,
    /// Slots for network interfaces.
    pub interfaces: u32,
}

/// A daemon service that wants a task on an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    group: GroupId,
    definition: TaskDefinitionId,
    /// What its task there, if any, does not hold yet, as far as the instance can hold it beside the daemons before it.
    owed: Room,
}

impl Room {
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

/// The sum of what is owed to `claims`.
fn sum<'a>(claims: impl IntoIterator<Item = &'a Claim>) -> Room {
    claims.into_iter().fold(Room::default(), |sum, claim| sum.with(claim.owed))
}

impl super::Instances {
    /// What is kept for daemon tasks that are missing, or that a new revision will make larger.
    #[must_use]
    pub fn withheld(&self, id: InstanceId) -> Room {
        self.withheld[self.slot(id)]
    }

    /// The task definition of which the daemon service `service` wants a task here, `None` when it wants none.
    #[must_use]
    pub fn claimed_by(&self, id: InstanceId, service: ServiceId) -> Option<TaskDefinitionId> {
        let claims = self.claims[self.slot(id)].iter();
        claims
            .map(|claim| (claim.group, claim.definition))
            .find(|(group, _)| *group == service.into())
            .map(|(_, of)| of)
    }

    /// What is free for tasks of `group`: all but what is kept for daemon services. A daemon service itself leaves room
    /// only to those before it by name: so one of two that do not fit together runs, and the other waits.
    #[must_use]
    #[inline]
    pub fn free_for(&self, id: InstanceId, group: GroupId) -> Resources {
        let (free, kept) = (self.free(id), self.withheld_from(id, group));
        let (cpu, memory) = (free.cpu.saturating_sub(kept.cpu), free.memory.saturating_sub(kept.memory));
        Resources { cpu, memory, gpu: free.gpu }
    }

    /// Slots for network interfaces that are free for tasks of `group`, as [`free_for`](Self::free_for) counts.
    #[must_use]
    pub fn free_interfaces_for(&self, id: InstanceId, group: GroupId) -> u32 {
        self.free_interfaces(id).saturating_sub(self.withheld_from(id, group).interfaces)
    }

    #[inline]
    fn withheld_from(&self, id: InstanceId, group: GroupId) -> Room {
        // Nearly always nothing is missing, nowhere or not here: then the claims themselves need not be looked at.
        if self.withholding == 0 || self.withheld(id) == Room::default() {
            return Room::default();
        }
        self.withheld_by_others(id, group)
    }

    fn withheld_by_others(&self, id: InstanceId, group: GroupId) -> Room {
        let claims = &self.claims[self.slot(id)];
        match claims.binary_search_by_key(&group, |claim| claim.group) {
            Ok(own) => sum(&claims[..own]),
            Err(_) => self.withheld(id),
        }
    }

    /// Notes what is withheld on an instance from now on, and on how many instances anything is.
    pub(super) fn withhold(&mut self, id: InstanceId, room: Room) {
        let slot = self.slot(id);
        let before = std::mem::replace(&mut self.withheld[slot], room);
        self.withholding += u32::from(room != Room::default());
        self.withholding -= u32::from(before != Room::default());
    }
}

impl Cluster {
    /// Notes that the daemon service `service` wants a task of `wanted` on `instance`, or none.
    ///
    /// As long as its task is missing, what that task takes is withheld from all others (§1.8); beside a task of another
    /// revision, what the new one takes beyond it.
    pub fn set_claim(&mut self, instance: InstanceId, service: ServiceId, wanted: Option<TaskDefinitionId>) {
        if self.instances.claimed_by(instance, service) == wanted {
            return;
        }
        let group = service.into();
        let claims = &mut self.instances.claims[instance.slot()];
        claims.retain(|claim| claim.group != group);
        if let Some(definition) = wanted {
            // Ids follow names, so the order is that of names.
            let at = claims.partition_point(|claim| claim.group < group);
            claims.insert(at, Claim { group, definition, owed: Room::default() });
        }
        self.settle_claims(instance);
        self.changes.push(instance);
    }

    /// Brings what is withheld on `instance` in step with the tasks that are there.
    pub(super) fn settle_claims(&mut self, instance: InstanceId) {
        if self.instances.claims[instance.slot()].is_empty() {
            self.instances.withhold(instance, Room::default());
            return;
        }
        let owed = self.owed(instance);
        let claims = &mut self.instances.claims[instance.slot()];
        for (claim, owed) in claims.iter_mut().zip(owed) {
            claim.owed = owed;
        }
        self.instances.withhold(instance, sum(&self.instances.claims[instance.slot()]));
    }

    /// For each claim on `instance` what its task takes beyond those that are there; nothing where the instance could
    /// not hold it beside the daemons' tasks that are there and what is owed to the claims before.
    fn owed(&self, instance: InstanceId) -> Vec<Room> {
        let claims = &self.instances.claims[instance.slot()];
        let tasks = || self.instances.tasks(instance).iter().map(|id| self.task(*id));
        let running = || tasks().filter(|task| task.desired == DesiredStatus::Running);
        let of_daemons =
            running().filter(|task| claims.binary_search_by_key(&task.group, |claim| claim.group).is_ok());
        let mut taken =
            of_daemons.fold(Room::default(), |taken, task| taken.with(Room::of(self.demand(task))));
        let class = self.model.class(self.instances.class(instance));
        let Resources { cpu, memory, .. } = class.registered;
        let all = Room { cpu, memory, interfaces: class.interfaces };
        let granted = |claim: &Claim| {
            let demand = &self.model.task_definition(claim.definition).demand;
            let own = running().filter(|task| task.group == claim.group);
            let owed = own.fold(Room::of(demand), |owed, task| owed.without(Room::of(self.demand(task))));
            let beside = taken.with(owed);
            if !self.could_hold(instance, demand) || beside.without(all) != Room::default() {
                return Room::default();
            }
            taken = beside;
            owed
        };
        claims.iter().map(granted).collect()
    }

    /// Whether `instance` has as much as `demand` takes, free or not.
    fn could_hold(&self, instance: InstanceId, demand: &Demand) -> bool {
        let class = self.model.class(self.instances.class(instance));
        let ports = PortLedger::reserving(&class.reserved_ports);
        let limit = self.model.behavior.reserved_port_limit;
        demand.interfaces <= class.interfaces && check_demand(class.registered, &ports, demand, limit).is_ok()
    }

    /// Recounts what is withheld on `instance`.
    ///
    /// # Errors
    ///
    /// The first difference.
    pub(super) fn audit_claims(&self, instance: InstanceId) -> Result<(), String> {
        let claims = &self.instances.claims[instance.slot()];
        for (claim, owed) in claims.iter().zip(self.owed(instance)) {
            if owed != claim.owed {
                return Err(format!("{instance:?} owes {claim:?}, a recount says {owed:?}"));
            }
        }
        let (kept, recount) = (self.instances.withheld(instance), sum(claims));
        if kept == recount {
            Ok(())
        } else {
            Err(format!("{instance:?} withholds {kept:?}, not {recount:?}"))
        }
    }
}
