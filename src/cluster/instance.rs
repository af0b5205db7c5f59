//! The container-instance store, one array a property so that scans touch only what they read.

use xxhash_rust::xxh3::xxh3_128;

use super::claims::{Claim, Room};
use super::ledger::PortLedger;
use super::status::InstanceStatus;
use crate::model::{ClassId, InstanceClass, InstanceId, Resources, TaskId};
use crate::time::SimTime;

/// Container instances by id. An instance stays in the store after it is `INACTIVE`.
#[derive(Clone, Debug, Default)]
pub struct Instances {
    class: Vec<ClassId>,
    status: Vec<InstanceStatus>,
    agent_connected: Vec<bool>,
    free: Vec<Resources>,
    ports: Vec<PortLedger>,
    free_interfaces: Vec<u32>,
    pub(super) withheld: Vec<Room>,
    pub(super) claims: Vec<Vec<Claim>>,
    tasks: Vec<Vec<TaskId>>,
    wanted_tasks: Vec<u32>,
    registered_of_class: Vec<u32>,
    registered_at: Vec<Option<SimTime>>,
    /// EC2 ids of the instances that the model does not name: the last ones.
    later_ids: Vec<String>,
}

impl Instances {
    /// How many instances are known, those that have not registered yet included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.class.len()
    }

    /// Whether none is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.class.is_empty()
    }

    /// All ids.
    pub fn ids(&self) -> impl Iterator<Item = InstanceId> + use<> {
        (0..self.len()).map(InstanceId::new)
    }

    /// The class of identical instances it belongs to.
    #[must_use]
    pub fn class(&self, id: InstanceId) -> ClassId {
        self.class[id.index()]
    }

    /// Its status.
    #[must_use]
    pub fn status(&self, id: InstanceId) -> InstanceStatus {
        self.status[id.index()]
    }

    /// Whether its agent is connected.
    #[must_use]
    pub fn agent_connected(&self, id: InstanceId) -> bool {
        self.agent_connected[id.index()]
    }

    /// Whether it may take tasks at all: `ACTIVE` with a connected agent (PL-04).
    #[must_use]
    pub fn is_candidate(&self, id: InstanceId) -> bool {
        self.status(id) == InstanceStatus::Active && self.agent_connected(id)
    }

    /// The EC2 id of an instance that came after the model's own, `None` for one of those.
    pub(super) fn later_id(&self, id: InstanceId) -> Option<&str> {
        let first = self.len() - self.later_ids.len();
        id.index().checked_sub(first).map(|position| self.later_ids[position].as_str())
    }

    /// What the control plane counts as free (RS-02).
    #[must_use]
    pub fn free(&self, id: InstanceId) -> Resources {
        self.free[id.index()]
    }

    /// Host ports the control plane counts as taken.
    #[must_use]
    pub fn ports(&self, id: InstanceId) -> &PortLedger {
        &self.ports[id.index()]
    }

    /// Slots for network interfaces that no task's interface holds (EN-01).
    #[must_use]
    pub fn free_interfaces(&self, id: InstanceId) -> u32 {
        self.free_interfaces[id.index()]
    }

    /// Its tasks that are not `STOPPED`, those that are stopping included.
    #[must_use]
    pub fn tasks(&self, id: InstanceId) -> &[TaskId] {
        &self.tasks[id.index()]
    }

    /// `runningTasksCount`: its tasks whose desired status is `RUNNING` (QL-07).
    #[must_use]
    pub fn running_tasks_count(&self, id: InstanceId) -> u32 {
        self.wanted_tasks[id.index()]
    }

    /// How many instances of `class` are registered, whatever their agents do: all that are not `INACTIVE`.
    #[must_use]
    pub fn registered_of_class(&self, class: ClassId) -> u32 {
        self.registered_of_class.get(class.index()).copied().unwrap_or(0)
    }

    /// When it registered, `None` as long as it has not.
    #[must_use]
    pub fn registered_at(&self, id: InstanceId) -> Option<SimTime> {
        self.registered_at[id.index()]
    }

    /// Adds an instance; one that the model does not name gets an id of its own.
    pub(super) fn push(&mut self, class: ClassId, spec: &InstanceClass, named: bool) -> InstanceId {
        let id = InstanceId::new(self.len());
        if !named {
            self.later_ids.push(ec2_id(id));
        }
        self.class.push(class);
        self.status.push(InstanceStatus::Inactive);
        self.agent_connected.push(false);
        self.free.push(spec.registered);
        self.ports.push(PortLedger::reserving(&spec.reserved_ports));
        self.free_interfaces.push(spec.interfaces);
        self.withheld.push(Room::default());
        self.claims.push(Vec::new());
        self.tasks.push(Vec::new());
        self.wanted_tasks.push(0);
        if self.registered_of_class.len() <= class.index() {
            self.registered_of_class.resize(class.index() + 1, 0);
        }
        self.registered_at.push(None);
        id
    }

    pub(super) fn activate(&mut self, id: InstanceId, at: SimTime) {
        self.set_status(id, InstanceStatus::Active);
        self.agent_connected[id.index()] = true;
        self.registered_at[id.index()] = Some(at);
    }

    pub(super) fn set_status(&mut self, id: InstanceId, status: InstanceStatus) {
        let before = std::mem::replace(&mut self.status[id.index()], status);
        let registered = &mut self.registered_of_class[self.class[id.index()].index()];
        *registered += u32::from(status != InstanceStatus::Inactive);
        *registered -= u32::from(before != InstanceStatus::Inactive);
    }

    pub(super) fn set_agent_connected(&mut self, id: InstanceId, connected: bool) {
        self.agent_connected[id.index()] = connected;
    }

    pub(super) fn free_mut(&mut self, id: InstanceId) -> &mut Resources {
        &mut self.free[id.index()]
    }

    pub(super) fn ports_mut(&mut self, id: InstanceId) -> &mut PortLedger {
        &mut self.ports[id.index()]
    }

    pub(super) fn take_interfaces(&mut self, id: InstanceId, count: u32) {
        let free = &mut self.free_interfaces[id.index()];
        *free = free.checked_sub(count).expect("the check came first");
    }

    pub(super) fn give_back_interfaces(&mut self, id: InstanceId, count: u32) {
        self.free_interfaces[id.index()] += count;
    }

    pub(super) fn count_task(&mut self, id: InstanceId) {
        self.wanted_tasks[id.index()] += 1;
    }

    pub(super) fn discount_task(&mut self, id: InstanceId) {
        self.wanted_tasks[id.index()] -= 1;
    }

    pub(super) fn tasks_mut(&mut self, id: InstanceId) -> &mut Vec<TaskId> {
        &mut self.tasks[id.index()]
    }
}

/// `i-` and 17 hexadecimal digits, as EC2 writes them.
fn ec2_id(id: InstanceId) -> String {
    const DIGITS_17: u128 = (1 << 68) - 1;
    format!("i-{:017x}", xxh3_128(&id.index().to_le_bytes()) & DIGITS_17)
}
