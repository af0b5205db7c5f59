//! Calls change the attributes of an instance: it leaves its class for another one, and all that is counted by class
//! follows (VC-23).

use super::status::DesiredStatus;
use super::{Cluster, Instances};
use crate::model::{ClassId, InstanceId};

impl Cluster {
    /// Moves `instance`, with what runs there, to `class`, which differs from its own in attributes alone.
    ///
    /// # Panics
    ///
    /// When a task that is listed on it is gone.
    pub fn set_class(&mut self, instance: InstanceId, class: ClassId) {
        let from = self.instances.class(instance);
        for id in self.instances.tasks(instance) {
            let task = self.tasks.get(*id).expect("listed tasks are live");
            if task.desired == DesiredStatus::Running {
                let group = &mut self.groups[task.group.index()];
                group.leave(instance, from);
                group.enter(instance, class);
            }
        }
        self.instances.set_class(instance, class);
        self.changes.push(instance);
    }
}

impl Instances {
    /// How often an instance has left its class for another one.
    #[must_use]
    pub fn class_changes(&self) -> u64 {
        self.class_changes
    }

    /// Instances of `class` are counted from now on.
    pub(super) fn know_class(&mut self, class: ClassId) {
        let class = class.index();
        if self.registered_of_class.len() <= class {
            self.registered_of_class.resize(class + 1, 0);
            self.open_of_class.resize(class + 1, 0);
        }
    }

    fn set_class(&mut self, id: InstanceId, class: ClassId) {
        let slot = self.slot(id);
        self.know_class(class);
        let (open, registered) = (u32::from(self.is_open(slot)), u32::from(self.is_registered(slot)));
        let from = std::mem::replace(&mut self.class[slot], class);
        for (counts, one) in [(&mut self.open_of_class, open), (&mut self.registered_of_class, registered)] {
            counts[from.index()] -= one;
            counts[class.index()] += one;
        }
        self.class_changes += 1;
    }
}
