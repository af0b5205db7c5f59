//! The auditor: recomputes everything that counters and ledgers claim, from the tasks alone.

use std::collections::BTreeSet;

use super::{
    Cluster, DesiredStatus, GroupTasks, InstanceStatus, Place, PortLedger, Task, TaskStatus, subtract,
};
use crate::model::{ClassId, GroupId, InstanceId, TaskId};

impl Cluster {
    /// Recounts every ledger and counter.
    ///
    /// # Errors
    ///
    /// What the first difference is. A difference is a bug in Plimsoll.
    pub fn audit(&self) -> Result<(), String> {
        for instance in self.instances.ids() {
            self.audit_instance(instance)?;
            self.audit_reservations(instance)?;
        }
        self.audit_slots()?;
        let lost = |(_, task): &(TaskId, &Task)| {
            let waits = matches!(task.status, TaskStatus::Provisioning | TaskStatus::Stopped);
            task.place == Place::Unplaced && !waits
        };
        if let Some((id, task)) = self.tasks.iter().find(lost) {
            return Err(format!("{id:?} is {} on no instance", task.status));
        }
        (0..self.model.classes.len()).try_for_each(|index| self.audit_class(ClassId::new(index)))?;
        (0..self.groups.len()).try_for_each(|index| self.audit_group(GroupId::new(index)))
    }

    fn audit_instance(&self, instance: InstanceId) -> Result<(), String> {
        let class = self.model.class(self.instances.class(instance));
        let mut free = class.registered;
        let mut ports = PortLedger::reserving(&class.reserved_ports);
        let mut interfaces = class.interfaces;
        let mut wanted = 0;
        let listed = self.instances.tasks(instance);
        for id in listed {
            let task = self.tasks.get(*id).ok_or_else(|| format!("{instance:?} lists the stopped {id:?}"))?;
            if !task.place.is_on(instance) {
                return Err(format!("{instance:?} lists {id:?}, which is {:?}", task.place));
            }
            let running = task.desired == DesiredStatus::Running;
            let demand = self.demand(task);
            if running || self.model.behavior.hold_interface_until_stopped {
                interfaces =
                    interfaces.checked_sub(demand.interfaces).expect("no more interfaces than slots");
            }
            if running {
                wanted += 1;
                // Both panic where an instance is over its resources or a port is bound twice.
                subtract(&mut free, demand.resources);
                ports.take(&demand.ports);
            }
        }
        if free != self.instances.free(instance) || ports != *self.instances.ports(instance) {
            let counted = (self.instances.free(instance), self.instances.ports(instance));
            return Err(format!("{instance:?} holds {counted:?}, a recount says {free:?} and {ports:?}"));
        }
        if interfaces != self.instances.free_interfaces(instance) {
            let counted = self.instances.free_interfaces(instance);
            return Err(format!("{instance:?} has {counted} interfaces free, a recount says {interfaces}"));
        }
        if wanted != self.instances.running_tasks_count(instance) {
            let counted = self.instances.running_tasks_count(instance);
            return Err(format!("{instance:?} counts {counted} running tasks, a recount says {wanted}"));
        }
        let (connected, leaving) =
            (self.instances.agent_connected(instance), self.instances.is_leaving(instance));
        if self.instances.is_reachable(instance) != (connected && !leaving) {
            return Err(format!(
                "{instance:?} is connected {connected}, leaving {leaving}, and not as reachable"
            ));
        }
        let inactive = self.instances.status(instance) == InstanceStatus::Inactive;
        if inactive && !listed.is_empty() {
            return Err(format!("{instance:?} is INACTIVE with {} tasks", listed.len()));
        }
        Ok(())
    }

    /// Every slot is of one instance of one list or vacant, and nothing is left in those that are vacant.
    fn audit_slots(&self) -> Result<(), String> {
        self.instances.audit_lists(&self.model)?;
        for slot in self.instances.vacant() {
            let counted =
                (0..self.groups.len()).map(GroupId::new).find(|id| self.group(*id).in_slot(slot) > 0);
            if let Some(group) = counted {
                return Err(format!("{group:?} counts tasks in slot {slot}, which is vacant"));
            }
        }
        Ok(())
    }

    fn audit_class(&self, class: ClassId) -> Result<(), String> {
        let of_class = self.instances.ids().filter(|id| self.instances.class(*id) == class);
        let registered = of_class.filter(|id| self.instances.status(*id) != InstanceStatus::Inactive).count();
        let counted = self.instances.registered_of_class(class);
        let of_class = self.instances.ids().filter(|id| self.instances.class(*id) == class);
        let is_open = |id: &InstanceId| {
            self.instances.status(*id) == InstanceStatus::Active && self.instances.agent_connected(*id)
        };
        let open = of_class.filter(is_open).count();
        if open != self.instances.open_of_class(class) as usize {
            return Err(format!("{class:?} has {open} open instances, and not as many are counted"));
        }
        if registered == counted as usize {
            return Ok(());
        }
        Err(format!("{class:?} counts {counted} registered instances, a recount says {registered}"))
    }

    fn audit_group(&self, group: GroupId) -> Result<(), String> {
        let counted = self.group(group);
        let mut fresh = GroupTasks::default();
        for (id, task) in self.tasks.iter().filter(|(_, task)| task.group == group) {
            if task.desired == DesiredStatus::Running {
                fresh.insert(id, &mut task.clone(), self.is_on_draining(task));
                if let Place::Instance(instance) = task.place {
                    fresh.enter(instance, self.instances.class(instance));
                }
            } else {
                fresh.begins_to_stop(task);
            }
        }
        if counted.all_stopping() != fresh.all_stopping() {
            let (counted, fresh) = (counted.all_stopping(), fresh.all_stopping());
            return Err(format!("{group:?} counts as stopping {counted:?}, a recount {fresh:?}"));
        }
        let mut listed = counted.tasks().to_vec();
        listed.sort_unstable();
        let mut expected = fresh.tasks().to_vec();
        expected.sort_unstable();
        if listed != expected {
            return Err(format!("{group:?} lists {listed:?}, the store says {expected:?}"));
        }
        let of_all = |counts: &GroupTasks| {
            let deployments = self.tasks.iter().filter(|(_, task)| task.group == group);
            let deployments: BTreeSet<u32> = deployments.map(|(_, task)| task.deployment).collect();
            let protected: Vec<_> = deployments.into_iter().map(|of| counts.protected(of)).collect();
            (protected, counts.all_protected())
        };
        if of_all(counted) != of_all(&fresh) {
            let (counted, fresh) = (of_all(counted), of_all(&fresh));
            return Err(format!("{group:?} counts as protected {counted:?}, a recount {fresh:?}"));
        }
        if counted.all() != fresh.all() {
            return Err(format!("{group:?} counts {:?}, a recount {:?}", counted.all(), fresh.all()));
        }
        let instances = self.instances.ids().find(|id| counted.on_instance(*id) != fresh.on_instance(*id));
        let classes = self.instances.ids().map(|id| self.instances.class(id));
        let class = classes.into_iter().find(|id| counted.on_class(*id) != fresh.on_class(*id));
        match (instances, class) {
            (None, None) => Ok(()),
            difference => Err(format!("{group:?} miscounts on {difference:?}")),
        }
    }
}
