//! The auditor: recomputes everything that counters and ledgers claim, from the tasks alone.

use super::{Cluster, DesiredStatus, InstanceStatus, PortLedger, ServiceTasks, subtract};
use crate::model::{InstanceId, ServiceId};

impl Cluster<'_> {
    /// Recounts every ledger and counter.
    ///
    /// # Errors
    ///
    /// What the first difference is. A difference is a bug in Plimsoll.
    pub fn audit(&self) -> Result<(), String> {
        for instance in self.instances.ids() {
            self.audit_instance(instance)?;
        }
        (0..self.services.len()).try_for_each(|index| self.audit_service(ServiceId::new(index)))
    }

    fn audit_instance(&self, instance: InstanceId) -> Result<(), String> {
        let class = self.model.class(self.instances.class(instance));
        let mut free = class.registered;
        let mut ports = PortLedger::reserving(&class.reserved_ports);
        let listed = self.instances.tasks(instance);
        for id in listed {
            let task = self.tasks.get(*id).ok_or_else(|| format!("{instance:?} lists the stopped {id:?}"))?;
            if task.instance != instance {
                return Err(format!("{instance:?} lists {id:?} of {:?}", task.instance));
            }
            if task.desired == DesiredStatus::Running {
                let demand = self.demand(task);
                // Both panic where an instance is over its resources or a port is bound twice.
                subtract(&mut free, demand.resources);
                ports.take(&demand.ports);
            }
        }
        if free != self.instances.free(instance) || ports != *self.instances.ports(instance) {
            let counted = (self.instances.free(instance), self.instances.ports(instance));
            return Err(format!("{instance:?} holds {counted:?}, a recount says {free:?} and {ports:?}"));
        }
        let inactive = self.instances.status(instance) == InstanceStatus::Inactive;
        if inactive && !listed.is_empty() {
            return Err(format!("{instance:?} is INACTIVE with {} tasks", listed.len()));
        }
        Ok(())
    }

    fn audit_service(&self, service: ServiceId) -> Result<(), String> {
        let counted = self.service(service);
        let mut fresh = ServiceTasks::default();
        for (id, task) in self.tasks.iter().filter(|(_, task)| task.service == service) {
            if task.desired == DesiredStatus::Running {
                let (class, draining) =
                    (self.instances.class(task.instance), self.is_draining(task.instance));
                fresh.insert(id, &mut task.clone(), class, draining);
            }
        }
        let mut listed = counted.tasks().to_vec();
        listed.sort_unstable();
        let mut expected = fresh.tasks().to_vec();
        expected.sort_unstable();
        if listed != expected {
            return Err(format!("{service:?} lists {listed:?}, the store says {expected:?}"));
        }
        if counted.all() != fresh.all() {
            return Err(format!("{service:?} counts {:?}, a recount {:?}", counted.all(), fresh.all()));
        }
        let instances = self.instances.ids().find(|id| counted.on_instance(*id) != fresh.on_instance(*id));
        let classes = self.instances.ids().map(|id| self.instances.class(id));
        let class = classes.into_iter().find(|id| counted.on_class(*id) != fresh.on_class(*id));
        match (instances, class) {
            (None, None) => Ok(()),
            difference => Err(format!("{service:?} miscounts on {difference:?}")),
        }
    }
}
