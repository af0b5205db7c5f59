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
    /// What its task there, if any, does not hold yet.
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

/// The sum of `claims`, without those of `except`.
fn sum(claims: &[Claim], except: Option<GroupId>) -> Room {
    let others = claims.iter().filter(|claim| Some(claim.group) != except);
    others.fold(Room::default(), |sum, claim| sum.with(claim.owed))
}

impl super::Instances {
    /// What is kept for daemon tasks that are missing, or that a new revision will make larger.
    #[must_use]
    pub fn withheld(&self, id: InstanceId) -> Room {
        self.withheld[id.index()]
    }

    /// The task definition of which the daemon service `service` wants a task here, `None` when it wants none.
    #[must_use]
    pub fn claimed_by(&self, id: InstanceId, service: ServiceId) -> Option<TaskDefinitionId> {
        let claims = self.claims[id.index()].iter();
        claims
            .map(|claim| (claim.group, claim.definition))
            .find(|(group, _)| *group == service.into())
            .map(|(_, of)| of)
    }

    /// What is free for tasks of `group`: all but what is kept for daemon services other than itself.
    #[must_use]
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

    fn withheld_from(&self, id: InstanceId, group: GroupId) -> Room {
        let all = self.withheld(id);
        // Nearly always nothing is missing: then the claims themselves need not be looked at.
        if all == Room::default() { all } else { sum(&self.claims[id.index()], Some(group)) }
    }
}

impl Cluster<'_> {
    /// Notes that the daemon service `service` wants a task of `wanted` on `instance`, or none.
    ///
    /// As long as its task is missing, what that task takes is withheld from all others (§1.8); beside a task of another
    /// revision, what the new one takes beyond it.
    pub fn set_claim(&mut self, instance: InstanceId, service: ServiceId, wanted: Option<TaskDefinitionId>) {
        if self.instances.claimed_by(instance, service) == wanted {
            return;
        }
        let group = service.into();
        let claims = &mut self.instances.claims[instance.index()];
        claims.retain(|claim| claim.group != group);
        claims.extend(wanted.map(|definition| Claim { group, definition, owed: Room::default() }));
        self.settle_claim(instance, group);
        self.changes.push(instance);
    }

    /// Brings what is withheld on `instance` in step with the tasks that `group` has there.
    pub(super) fn settle_claim(&mut self, instance: InstanceId, group: GroupId) {
        let claims = &self.instances.claims[instance.index()];
        if let Some(at) = claims.iter().position(|claim| claim.group == group) {
            let owed = self.owed(instance, &claims[at]);
            self.instances.claims[instance.index()][at].owed = owed;
        }
        self.instances.withheld[instance.index()] = sum(&self.instances.claims[instance.index()], None);
    }

    /// What the task that `claim` wants takes beyond those that are there; nothing where it could not even have the
    /// instance to itself.
    fn owed(&self, instance: InstanceId, claim: &Claim) -> Room {
        let demand = &self.model.task_definition(claim.definition).demand;
        if !self.could_hold(instance, demand) {
            return Room::default();
        }
        let wanted = Room::of(demand);
        let tasks = self.instances.tasks(instance).iter().map(|id| self.task(*id));
        let own = tasks.filter(|task| task.group == claim.group && task.desired == DesiredStatus::Running);
        own.fold(wanted, |owed, task| owed.without(Room::of(self.demand(task))))
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
        let claims = &self.instances.claims[instance.index()];
        for claim in claims {
            let owed = self.owed(instance, claim);
            if owed != claim.owed {
                return Err(format!("{instance:?} owes {claim:?}, a recount says {owed:?}"));
            }
        }
        let (kept, recount) = (self.instances.withheld(instance), sum(claims, None));
        if kept == recount {
            Ok(())
        } else {
            Err(format!("{instance:?} withholds {kept:?}, not {recount:?}"))
        }
    }
}
