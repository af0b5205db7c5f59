//! The container-instance store, one array a property so that scans touch only what they read.

use std::collections::BTreeSet;

use xxhash_rust::xxh3::xxh3_128;

use super::ledger::{PortLedger, add, subtract};
use super::live::LiveList;
use super::reservations::{Reservation, Reserved};
use super::status::InstanceStatus;
use crate::model::{ClassId, ClusterId, Demand, InstanceClass, InstanceId, Model, Resources, TaskId};
use crate::time::SimTime;

/// Container instances by slot, from when they become known until they are gone; a slot that is free again is used last
/// in, first out. So nothing here is larger than the largest number of instances that were known at once.
///
/// Whatever asks about an instance has to know that it is not gone: its slot may be another's.
#[derive(Clone, Debug, Default)]
pub struct Instances {
    /// Whose each slot is, [`VACANT`] for nobody's.
    ordinal: Vec<u32>,
    /// The slots that are nobody's.
    vacant: Vec<u32>,
    next_ordinal: u32,
    /// By cluster.
    live: Vec<LiveList>,
    /// Where in its cluster's list each one is.
    positions: Vec<u32>,
    pub(super) class: Vec<ClassId>,
    status: Vec<InstanceStatus>,
    agent_connected: Vec<bool>,
    /// Whether EC2 has been told to stop or terminate it.
    leaving: Vec<bool>,
    /// By slot what follows from these two, read for every candidate.
    reachable: Vec<bool>,
    free: Vec<Resources>,
    ports: Vec<PortLedger>,
    free_interfaces: Vec<u32>,
    pub(super) reserved: Vec<Reserved>,
    /// On how many instances anything is reserved.
    pub(super) reserving: u32,
    pub(super) reservations: Vec<Vec<Reservation>>,
    tasks: Vec<Vec<TaskId>>,
    wanted_tasks: Vec<u32>,
    pub(super) registered_of_class: Vec<u32>,
    pub(super) open_of_class: Vec<u32>,
    pub(super) class_changes: u64,
    registered_at: Vec<Option<SimTime>>,
    /// EC2 ids of the instances that the model does not name.
    later_ids: Vec<Option<String>>,
}

/// The ordinal of a slot that is nobody's.
const VACANT: u32 = u32::MAX;

impl Instances {
    /// How many instances are known and not gone, those that have not registered yet included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ordinal.len() - self.vacant.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many of them are of `cluster`.
    #[must_use]
    pub fn len_of(&self, cluster: ClusterId) -> usize {
        self.live.get(cluster.index()).map_or(0, LiveList::len)
    }

    /// How many slots there are: every slot is below it.
    #[must_use]
    pub fn slots(&self) -> usize {
        self.ordinal.len()
    }

    /// The ordinal of the next instance that becomes known.
    #[must_use]
    pub fn next_ordinal(&self) -> u32 {
        self.next_ordinal
    }

    /// Whether `id` is of an instance that is known and not gone.
    #[must_use]
    pub fn is_known(&self, id: InstanceId) -> bool {
        self.ordinal.get(id.slot()) == Some(&id.ordinal())
    }

    /// The instances of `cluster` that are known and not gone, in the order in which they became known.
    pub fn ids_of(&self, cluster: ClusterId) -> impl DoubleEndedIterator<Item = InstanceId> {
        self.live.get(cluster.index()).into_iter().flat_map(LiveList::iter)
    }

    /// The instances of all clusters, one cluster after the other.
    pub fn ids(&self) -> impl Iterator<Item = InstanceId> {
        self.live.iter().flat_map(LiveList::iter)
    }

    /// The class of identical instances it belongs to.
    #[must_use]
    pub fn class(&self, id: InstanceId) -> ClassId {
        self.class[self.slot(id)]
    }

    /// Its status.
    #[must_use]
    pub fn status(&self, id: InstanceId) -> InstanceStatus {
        self.status[self.slot(id)]
    }

    /// Whether its agent is connected.
    #[must_use]
    pub fn agent_connected(&self, id: InstanceId) -> bool {
        self.agent_connected[self.slot(id)]
    }

    /// Whether EC2 has been told to stop or terminate it: its agent, which shuts down, takes no new task, connected or not.
    #[must_use]
    pub fn is_leaving(&self, id: InstanceId) -> bool {
        self.leaving[self.slot(id)]
    }

    /// Whether its agent takes new tasks: it is connected (AD-02) and does not shut down.
    #[must_use]
    #[inline]
    pub fn is_reachable(&self, id: InstanceId) -> bool {
        self.reachable[self.slot(id)]
    }

    /// Whether it may take tasks at all: `ACTIVE` with an agent that takes them (PL-04).
    #[must_use]
    pub fn is_candidate(&self, id: InstanceId) -> bool {
        self.status(id) == InstanceStatus::Active && self.is_reachable(id)
    }

    /// The EC2 id of an instance that came after the model's own, `None` for one of those.
    pub(super) fn later_id(&self, id: InstanceId) -> Option<&str> {
        self.later_ids[self.slot(id)].as_deref()
    }

    /// What the control plane counts as free (RS-02).
    #[must_use]
    pub fn free(&self, id: InstanceId) -> Resources {
        self.free[self.slot(id)]
    }

    /// Host ports the control plane counts as taken.
    #[must_use]
    pub fn ports(&self, id: InstanceId) -> &PortLedger {
        &self.ports[self.slot(id)]
    }

    /// Slots for network interfaces that no task's interface holds (EN-01).
    #[must_use]
    pub fn free_interfaces(&self, id: InstanceId) -> u32 {
        self.free_interfaces[self.slot(id)]
    }

    /// Its tasks that are not `STOPPED`, those that are stopping included.
    #[must_use]
    pub fn tasks(&self, id: InstanceId) -> &[TaskId] {
        &self.tasks[self.slot(id)]
    }

    /// `runningTasksCount`: its tasks whose desired status is `RUNNING` (QL-07).
    #[must_use]
    pub fn running_tasks_count(&self, id: InstanceId) -> u32 {
        self.wanted_tasks[self.slot(id)]
    }

    /// How many instances of `class` are registered, whatever their agents do: all that are not `INACTIVE`.
    #[must_use]
    pub fn registered_of_class(&self, class: ClassId) -> u32 {
        self.registered_of_class.get(class.index()).copied().unwrap_or(0)
    }

    /// How many instances of `class` are `ACTIVE` with a connected agent.
    #[must_use]
    pub fn open_of_class(&self, class: ClassId) -> u32 {
        self.open_of_class.get(class.index()).copied().unwrap_or(0)
    }

    /// The classes that instances were ever of, some others in between.
    pub fn classes(&self) -> impl Iterator<Item = ClassId> + use<> {
        (0..self.registered_of_class.len()).map(ClassId::new)
    }

    /// When it registered, `None` as long as it has not.
    #[must_use]
    pub fn registered_at(&self, id: InstanceId) -> Option<SimTime> {
        self.registered_at[self.slot(id)]
    }

    /// Makes an instance known; one that the model does not name gets an EC2 id of its own.
    pub(super) fn insert(&mut self, class: ClassId, spec: &InstanceClass, named: bool) -> InstanceId {
        let slot = self.vacant.pop().unwrap_or_else(|| self.grow());
        let id = InstanceId::in_slot(self.next_ordinal, slot);
        self.next_ordinal += 1;
        let slot = id.slot();
        self.ordinal[slot] = id.ordinal();
        self.class[slot] = class;
        self.status[slot] = InstanceStatus::Inactive;
        (self.agent_connected[slot], self.leaving[slot], self.reachable[slot]) = (false, false, false);
        self.free[slot] = spec.registered;
        self.ports[slot] = PortLedger::reserving(&spec.reserved_ports);
        self.free_interfaces[slot] = spec.interfaces;
        self.registered_at[slot] = None;
        self.later_ids[slot] = (!named).then(|| ec2_id(id));
        self.know_class(class);
        let cluster = spec.cluster.index();
        if self.live.len() <= cluster {
            self.live.resize_with(cluster + 1, LiveList::default);
        }
        self.live[cluster].push(id, &mut self.positions);
        id
    }

    /// A new slot, which is nobody's yet.
    fn grow(&mut self) -> u32 {
        let slot = u32::try_from(self.slots()).expect("fewer than 2^32 instances at once");
        self.ordinal.push(VACANT);
        self.positions.push(0);
        self.class.push(ClassId::default());
        self.status.push(InstanceStatus::Inactive);
        self.agent_connected.push(false);
        self.leaving.push(false);
        self.reachable.push(false);
        self.free.push(Resources::default());
        self.ports.push(PortLedger::default());
        self.free_interfaces.push(0);
        self.reserved.push(Reserved::default());
        self.reservations.push(Vec::new());
        self.tasks.push(Vec::new());
        self.wanted_tasks.push(0);
        self.registered_at.push(None);
        self.later_ids.push(None);
        slot
    }

    /// Forgets an instance of `cluster` on which nothing is left; its slot may be another's from now on.
    pub(super) fn remove(&mut self, id: InstanceId, cluster: ClusterId) {
        let slot = self.slot(id);
        self.set_reserved(id, Reserved::default());
        self.live[cluster.index()].remove(id, &mut self.positions);
        self.ordinal[slot] = VACANT;
        self.reservations[slot].clear();
        self.later_ids[slot] = None;
        self.vacant.push(u32::try_from(slot).expect("slots are 32-bit"));
    }

    pub(super) fn activate(&mut self, id: InstanceId, at: SimTime) {
        let slot = self.slot(id);
        self.set_status(id, InstanceStatus::Active);
        self.registered_at[slot] = Some(at);
        self.set_agent_connected(id, true);
    }

    pub(super) fn set_status(&mut self, id: InstanceId, status: InstanceStatus) {
        let slot = self.slot(id);
        let was_open = self.is_open(slot);
        let before = std::mem::replace(&mut self.status[slot], status);
        self.count_open(slot, was_open);
        let registered = &mut self.registered_of_class[self.class[slot].index()];
        *registered += u32::from(status != InstanceStatus::Inactive);
        *registered -= u32::from(before != InstanceStatus::Inactive);
    }

    pub(super) fn set_agent_connected(&mut self, id: InstanceId, connected: bool) {
        let slot = self.slot(id);
        let was_open = self.is_open(slot);
        self.agent_connected[slot] = connected;
        self.count_open(slot, was_open);
        self.reachable[slot] = connected && !self.leaving[slot];
    }

    pub(super) fn set_leaving(&mut self, id: InstanceId, leaving: bool) {
        let slot = self.slot(id);
        self.leaving[slot] = leaving;
        self.reachable[slot] = self.agent_connected[slot] && !leaving;
    }

    pub(super) fn is_registered(&self, slot: usize) -> bool {
        self.status[slot] != InstanceStatus::Inactive
    }

    pub(super) fn is_open(&self, slot: usize) -> bool {
        self.status[slot] == InstanceStatus::Active && self.agent_connected[slot]
    }

    /// Follows a change of the status or connection of an instance.
    fn count_open(&mut self, slot: usize, was_open: bool) {
        let is_open = self.is_open(slot);
        let count = &mut self.open_of_class[self.class[slot].index()];
        *count += u32::from(is_open);
        *count -= u32::from(was_open);
    }

    /// Takes what a task needs.
    pub(super) fn reserve(&mut self, id: InstanceId, demand: &Demand) {
        let slot = self.slot(id);
        subtract(&mut self.free[slot], demand.resources);
        self.ports[slot].take(&demand.ports);
        let interfaces = &mut self.free_interfaces[slot];
        *interfaces = interfaces.checked_sub(demand.interfaces).expect("the check came first");
        self.wanted_tasks[slot] += 1;
    }

    /// Gives back what a task needed (RT-01); its interfaces too, unless it still holds them (EN-01).
    pub(super) fn free_up(&mut self, id: InstanceId, demand: &Demand, holds_interfaces: bool) {
        let slot = self.slot(id);
        add(&mut self.free[slot], demand.resources);
        self.ports[slot].give_back(&demand.ports);
        self.wanted_tasks[slot] -= 1;
        if !holds_interfaces {
            self.give_back_interfaces(id, demand.interfaces);
        }
    }

    pub(super) fn give_back_interfaces(&mut self, id: InstanceId, count: u32) {
        let slot = self.slot(id);
        self.free_interfaces[slot] += count;
    }

    pub(super) fn tasks_mut(&mut self, id: InstanceId) -> &mut Vec<TaskId> {
        let slot = self.slot(id);
        &mut self.tasks[slot]
    }
}

/// For the auditor.
impl Instances {
    /// The slots that are nobody's.
    pub(super) fn vacant(&self) -> impl Iterator<Item = usize> {
        self.vacant.iter().map(|slot| *slot as usize)
    }

    /// Compares lists, slots and what is in them.
    ///
    /// # Errors
    ///
    /// The first difference.
    pub(super) fn audit_lists(&self, model: &Model) -> Result<(), String> {
        let mut listed = vec![false; self.slots()];
        for (cluster, live) in self.live.iter().enumerate() {
            live.audit(&self.positions)?;
            for id in live.iter() {
                let known = self.is_known(id) && !std::mem::replace(&mut listed[id.slot()], true);
                if !known || model.class(self.class(id)).cluster.index() != cluster {
                    return Err(format!("cluster {cluster} lists {id:?}"));
                }
            }
        }
        let vacant: BTreeSet<usize> = self.vacant().collect();
        for (slot, listed) in listed.into_iter().enumerate() {
            let holds = self.wanted_tasks[slot] > 0
                || !(self.tasks[slot].is_empty() && self.reservations[slot].is_empty())
                || self.reserved[slot] != Reserved::default()
                || self.status[slot] != InstanceStatus::Inactive;
            let is_vacant = vacant.contains(&slot);
            if listed == is_vacant || is_vacant && (holds || self.ordinal[slot] != VACANT) {
                return Err(format!("slot {slot}: listed {listed}, vacant {is_vacant}, holds {holds}"));
            }
        }
        let reserving = self.reserved.iter().filter(|reserved| **reserved != Reserved::default()).count();
        if reserving != self.reserving as usize {
            return Err(format!(
                "{} instances are said to have something reserved, {reserving} have",
                self.reserving
            ));
        }
        if vacant.len() == self.vacant.len() { Ok(()) } else { Err("a slot is vacant twice".to_owned()) }
    }
}

impl Instances {
    /// The slot of an instance that is not gone.
    pub(super) fn slot(&self, id: InstanceId) -> usize {
        debug_assert!(self.is_known(id), "{id:?} is gone");
        id.slot()
    }
}

/// `i-` and 17 hexadecimal digits, as EC2 writes them.
fn ec2_id(id: InstanceId) -> String {
    const DIGITS_17: u128 = (1 << 68) - 1;
    format!("i-{:017x}", xxh3_128(&u64::from(id.ordinal()).to_le_bytes()) & DIGITS_17)
}

#[cfg(test)]
mod tests;
