//! The worlds in which faults are looked for: as little of a scenario as shows them.

use std::sync::Arc;

use crate::engine::Halt;
use crate::model::{ClassId, DeploymentBounds, InstanceId, Model, SchedulingStrategy, Service, ServiceId};
use crate::time::{SimDuration, SimTime};

/// A model with a service in question.
#[derive(Clone, Debug)]
pub struct World {
    pub model: Arc<Model>,
    pub id: ServiceId,
    pub seed: u64,
    kept: Kept,
    /// Instances of the cluster before any was taken out.
    fleet: usize,
    /// Tasks that the service wants in the scenario.
    wanted: u32,
}

/// What is left in a world besides the service in question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    Nothing,
    OneMore(ServiceId),
    Cluster,
}

/// The model without faults, arrivals and actions, with all instances there from the start, but those that drain or whose
/// agent is away; nothing else is there that was found.
pub fn without_happenings(model: &Model) -> Model {
    let mut quiet = Model { faults: Vec::new(), actions: Vec::new(), arrivals: Vec::new(), ..model.clone() };
    quiet.warm_up = None;
    // The call that would create one is left out.
    quiet.services.iter_mut().for_each(|service| service.created_by_call = false);
    let found = std::mem::take(&mut quiet.found);
    let mut number = 0..;
    quiet.instances.retain(|_| {
        let known = number.next().and_then(|number| found.instance(InstanceId::new(number)));
        known.is_none_or(|instance| !instance.is_draining && instance.agent_connected)
    });
    for instance in &mut quiet.instances {
        instance.registers_at = SimTime::ZERO;
    }
    quiet
}

impl World {
    /// The whole cluster of a service.
    pub fn of(model: &Arc<Model>, id: ServiceId, seed: u64) -> Self {
        let cluster = model.service(id).cluster;
        let wanted = model.service(id).desired_count;
        let mut world = Self { model: Arc::clone(model), id, seed, kept: Kept::Cluster, fleet: 0, wanted };
        world.change(|Model { instances, classes, .. }| {
            instances.retain(|instance| classes[instance.class.index()].cluster == cluster);
        });
        world.fleet = world.model.instances.len();
        world.mute(|model, other| model.service(other).cluster != cluster);
        world
    }

    /// The service in question.
    pub fn service(&self) -> &Service {
        self.model.service(self.id)
    }

    /// The same world with something else in it.
    pub fn with(&self, change: impl FnOnce(&mut Model)) -> Self {
        let mut changed = self.clone();
        changed.change(change);
        changed
    }

    /// The same world with another of its services in question.
    pub fn about(&self, id: ServiceId) -> Self {
        Self { id, wanted: self.model.service(id).desired_count, ..self.clone() }
    }

    /// The service alone with the instances of its cluster.
    pub fn alone(&self) -> Self {
        let mut world = Self { kept: Kept::Nothing, ..self.clone() };
        world.mute(|_, other| other != self.id);
        world
    }

    /// The service in question beside one other.
    pub fn beside(&self, other: ServiceId) -> Self {
        let mut world = Self { kept: Kept::OneMore(other), ..self.clone() };
        world.mute(|_, third| third != self.id && third != other);
        world
    }

    /// The same world without one of its services.
    pub fn without(&self, other: ServiceId) -> Self {
        let mut world = self.clone();
        world.mute(|_, muted| muted == other);
        world
    }

    /// The smallest world that shows the same as the whole cluster, which has `shown` it: the service alone, on as few
    /// of the first instances as still do, if it needs no company; else the whole cluster, of which nothing can be
    /// taken without others being in want of it.
    pub fn smallest<T>(
        &self,
        shown: T,
        find: impl Fn(&Self) -> Result<Option<T>, Halt>,
        same: impl Fn(&T, &T) -> bool,
    ) -> Result<(Self, T), Halt> {
        let alone = self.alone();
        match find(&alone)?.filter(|found| same(found, &shown)) {
            Some(found) => alone.with_fewest_instances(found, find, same),
            None => Ok((self.clone(), shown)),
        }
    }

    /// As few of the first instances as still show the same: one fewer does not.
    pub fn with_fewest_instances<T>(
        self,
        shown: T,
        find: impl Fn(&Self) -> Result<Option<T>, Halt>,
        same: impl Fn(&T, &T) -> bool,
    ) -> Result<(Self, T), Halt> {
        let (mut too_few, mut enough) = (0, self.model.instances.len());
        let mut smallest = (self.clone(), shown);
        while enough - too_few > 1 {
            let middle = too_few.midpoint(enough);
            let world = self.with(|model| model.instances.truncate(middle));
            match find(&world)?.filter(|shown| same(shown, &smallest.1)) {
                Some(shown) => (smallest, enough) = ((world, shown), middle),
                None => too_few = middle,
            }
        }
        Ok(smallest)
    }

    /// The classes of the instances that are there, each once, in their order.
    pub fn classes(&self) -> Vec<ClassId> {
        let mut classes: Vec<ClassId> = self.model.instances.iter().map(|instance| instance.class).collect();
        classes.sort_unstable();
        classes.dedup();
        classes
    }

    /// The longest `deregistration_delay.timeout_seconds` of the service's target groups.
    pub fn longest_drain(&self) -> Option<SimDuration> {
        let groups = self.service().load_balancers.iter();
        groups.map(|one| self.model.target_group(one.target_group).deregistration_delay).max()
    }

    /// What is in it, in words.
    pub fn described(&self) -> String {
        let service = self.service();
        let company = match self.kept {
            Kept::Nothing => "alone".to_owned(),
            Kept::OneMore(other) => format!("beside service {}", self.model.service(other).name),
            Kept::Cluster => "with its whole cluster".to_owned(),
        };
        let count = self.model.instances.len();
        let instances = if self.fleet == 1 { "instance" } else { "instances" };
        let of = if count == self.fleet { String::new() } else { format!(" of {}", self.fleet) };
        let tasks = match service.desired_count {
            fewer if fewer < self.wanted => format!(" with {fewer} of its {} tasks", self.wanted),
            _ => String::new(),
        };
        format!("service {}{tasks} {company} on {count}{of} {instances}", service.name)
    }

    fn change(&mut self, change: impl FnOnce(&mut Model)) {
        change(Arc::make_mut(&mut self.model));
    }

    /// Services that want nothing: their ids stay, and with them everybody's numbers.
    fn mute(&mut self, muted: impl Fn(&Model, ServiceId) -> bool) {
        let ids = (0..self.model.services.len()).map(ServiceId::new);
        let ids: Vec<ServiceId> = ids.filter(|id| muted(&self.model, *id)).collect();
        self.change(|model| {
            for id in ids {
                let service = &mut model.services[id.index()];
                service.scheduling = SchedulingStrategy::Replica;
                service.bounds = DeploymentBounds::REPLICA_DEFAULT;
                service.desired_count = 0;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ContainerInstance, Found, FoundInstance};

    #[test]
    fn a_described_cluster_is_looked_at_as_if_it_began_now_on_those_that_take_tasks() {
        let found = |number: usize, is_draining, agent_connected| FoundInstance {
            instance: InstanceId::new(number),
            is_draining,
            agent_connected,
            registered_at: None,
        };
        let instances = vec![found(0, true, true), found(1, false, true), found(2, false, false)];
        let model = Model {
            instances: ["a", "b", "c", "d"]
                .map(|name| ContainerInstance { name: name.into(), ..ContainerInstance::default() })
                .to_vec(),
            found: Found { instances, ..Found::default() },
            ..Model::default()
        };
        let quiet = without_happenings(&model);
        let names: Vec<&str> = quiet.instances.iter().map(|instance| instance.name.as_str()).collect();
        assert_eq!((names, quiet.found), (vec!["b", "d"], Found::default()));
    }
}
