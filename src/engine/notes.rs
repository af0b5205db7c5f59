//! What commits leave behind for reactions: instances on which something changed, and services that are to be woken.

use crate::model::{InstanceId, ServiceId};

/// What changed on an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Sort {
    /// It registered, or its status or its agent's connection changed.
    Standing = 1,
    /// A task was placed on it or told to stop.
    Tasks = 2,
    /// A task on it is `STOPPED`.
    Ended = 4,
    /// Something else, after which it may take what it could not take before.
    Reservation = 8,
    /// A call has changed its attributes.
    Attributes = 16,
}

/// An instance and all that changed on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Changed {
    pub instance: InstanceId,
    sorts: u8,
}

/// Notes since the last reaction, each instance and service once, in the order in which they came.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes {
    /// Whether anybody reacts to more than the status of instances.
    watched: bool,
    instances: Vec<Changed>,
    /// By slot: position in `instances` plus one, 0 for none.
    positions: Vec<u32>,
    services: Vec<ServiceId>,
    /// By service.
    woken: Vec<bool>,
    /// Daemon services whose deployment began.
    deployed: Vec<ServiceId>,
}

impl Changed {
    pub fn is(self, sort: Sort) -> bool {
        self.sorts & sort as u8 != 0
    }
}

impl Notes {
    /// None yet, about so many services.
    pub fn new(watched: bool, services: usize) -> Self {
        Self { watched, woken: vec![false; services], ..Self::default() }
    }

    /// From now on somebody reacts to more than the status of instances.
    pub fn watch(&mut self) {
        self.watched = true;
    }

    pub fn is_empty(&self) -> bool {
        self.instances.is_empty() && self.services.is_empty() && self.deployed.is_empty()
    }

    /// Whether room for daemons is to be kept anew.
    pub fn concern_room(&self) -> bool {
        self.watched && !(self.instances.is_empty() && self.deployed.is_empty())
    }

    #[inline]
    pub fn note(&mut self, instance: InstanceId, sort: Sort) {
        // A departure is noted even if nobody watches: it ends the instance's place in the store. Zones open and close with
        // attributes too.
        if self.watched || matches!(sort, Sort::Standing | Sort::Attributes) {
            self.add(instance, sort);
        }
    }

    fn add(&mut self, instance: InstanceId, sort: Sort) {
        let slot = instance.slot();
        if self.positions.len() <= slot {
            self.positions.resize(slot + 1, 0);
        }
        let position = &mut self.positions[slot];
        if *position == 0 {
            self.instances.push(Changed { instance, sorts: 0 });
            *position = u32::try_from(self.instances.len()).expect("no more than there are instances");
        }
        self.instances[*position as usize - 1].sorts |= sort as u8;
    }

    #[inline]
    pub fn wake(&mut self, service: ServiceId) {
        if !std::mem::replace(&mut self.woken[service.index()], true) {
            self.services.push(service);
        }
    }

    pub fn deployed(&mut self, daemon: ServiceId) {
        self.deployed.push(daemon);
    }

    /// Moves the daemons whose deployment began into `deployed`.
    pub fn take_deployed(&mut self, deployed: &mut Vec<ServiceId>) {
        deployed.clear();
        std::mem::swap(&mut self.deployed, deployed);
    }

    /// Moves the noted instances into `changed`, whose memory is used again.
    pub fn take_instances(&mut self, changed: &mut Vec<Changed>) {
        changed.clear();
        std::mem::swap(&mut self.instances, changed);
        for note in changed.iter() {
            self.positions[note.instance.slot()] = 0;
        }
    }

    /// Moves the services that are to be woken into `woken`.
    pub fn take_services(&mut self, woken: &mut Vec<ServiceId>) {
        woken.clear();
        std::mem::swap(&mut self.services, woken);
        for service in woken.iter() {
            self.woken[service.index()] = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_noted_once_with_all_that_changed() {
        let mut notes = Notes::new(true, 3);
        let (first, second) = (InstanceId::new(3), InstanceId::new(1));
        notes.note(first, Sort::Tasks);
        notes.note(second, Sort::Reservation);
        notes.note(first, Sort::Ended);
        for service in [2, 0, 2] {
            notes.wake(ServiceId::new(service));
        }
        let (mut changed, mut woken) = (Vec::new(), Vec::new());
        notes.take_instances(&mut changed);
        assert_eq!(changed.iter().map(|note| note.instance).collect::<Vec<_>>(), [first, second]);
        assert!(
            changed[0].is(Sort::Tasks) && changed[0].is(Sort::Ended) && !changed[0].is(Sort::Reservation)
        );
        notes.take_services(&mut woken);
        assert_eq!(woken, [ServiceId::new(2), ServiceId::new(0)]);
        assert!(notes.is_empty());
        notes.note(second, Sort::Reservation);
        notes.take_instances(&mut changed);
        assert_eq!(changed.len(), 1);
    }

    #[test]
    fn instances_that_nobody_watches_are_not_noted() {
        let mut notes = Notes::new(false, 0);
        notes.note(InstanceId::new(0), Sort::Reservation);
        assert!(notes.is_empty());
    }
}
