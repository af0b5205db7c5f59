//! A cluster with a history, one step after the other.

use crate::cluster::{Cluster, DesiredStatus, InstanceStatus};
use crate::model::{ClassId, InstanceId, Model, ServiceId, TaskDefinitionId, TaskId};
use crate::placement::request::{Chooser, Decision, Request};
use crate::placement::testkit::{leave, put_on, registered, remove, stop};
use crate::rng::Draw;
use crate::time::SimTime;

/// One thing that happens; numbers are taken modulo what there is.
#[derive(Clone, Debug)]
pub enum Step {
    /// Ask for a task and create it where the choosers say.
    Place {
        service: usize,
        definition: usize,
    },
    /// Ask, and leave it at that.
    Ask {
        service: usize,
        definition: usize,
    },
    Stop(usize),
    Remove(usize),
    Status {
        instance: usize,
        status: usize,
    },
    Agent {
        instance: usize,
        connected: bool,
    },
    /// EC2 is told to stop it, or it runs again.
    Leaving {
        instance: usize,
        leaving: bool,
    },
    Register(usize),
    /// An instance without tasks leaves for good; the next one to register takes its slot.
    Leave(usize),
    /// Calls change what it carries, or change it back.
    Attributes(usize),
    /// A daemon service, counted from the end, wants a task of this definition on an instance, or none.
    Reservation {
        instance: usize,
        daemon: usize,
        definition: Option<usize>,
    },
}

/// A cluster with its tasks in order of creation, stopping ones included.
pub struct World {
    pub cluster: Cluster,
    tasks: Vec<TaskId>,
}

impl World {
    pub fn of(model: &Model) -> Self {
        Self { cluster: registered(model), tasks: Vec::new() }
    }

    pub fn step(&mut self, step: &Step, chooser: &mut impl Chooser, random: &mut Draw<'_>) {
        match *step {
            Step::Place { service, definition } => {
                let service = service % self.cluster.model().services.len();
                if let Decision::Place(instance) = self.ask(service, definition, chooser, random) {
                    self.tasks.push(put_on(&mut self.cluster, service, definition, instance));
                }
            }
            Step::Ask { service, definition } => {
                let service = service % self.cluster.model().services.len();
                // Twice: the second answer to a failure may come from memory.
                self.ask(service, definition, chooser, random);
                self.ask(service, definition, chooser, random);
            }
            Step::Stop(number) => {
                if let Some(task) = self.pick_task(number, DesiredStatus::Running) {
                    stop(&mut self.cluster, task);
                }
            }
            Step::Remove(number) => {
                if let Some(task) = self.pick_task(number, DesiredStatus::Stopped) {
                    remove(&mut self.cluster, task);
                    self.tasks.retain(|other| *other != task);
                }
            }
            Step::Register(class) => {
                let class = ClassId::new(class % self.cluster.model().classes.len());
                self.cluster.register_instance(class, SimTime::ZERO);
            }
            Step::Leave(number) => {
                let empty = |id: &InstanceId| self.cluster.instances().tasks(*id).is_empty();
                if let Some(instance) = self.pick_instance(number).filter(empty) {
                    leave(&mut self.cluster, instance);
                }
            }
            Step::Attributes(number) => {
                if let Some(instance) = self.pick_instance(number) {
                    let class = self.cluster.instances().class(instance);
                    let after = ClassId::new(class.index() + 1);
                    let declared = self.cluster.model().class(class).made_of;
                    self.cluster.set_class(instance, declared.unwrap_or(after));
                }
            }
            Step::Reservation { instance, daemon, definition } => {
                let service = ServiceId::new(self.cluster.model().services.len() - daemon);
                if let Some(instance) = self.pick_instance(instance) {
                    self.cluster.set_reservation(instance, service, definition.map(TaskDefinitionId::new));
                }
            }
            Step::Status { instance, status } => self.set_status(instance, status),
            Step::Agent { instance, connected } => {
                if let Some(instance) = self.pick_instance(instance) {
                    self.cluster.set_agent_connected(instance, connected);
                }
            }
            Step::Leaving { instance, leaving } => {
                if let Some(instance) = self.pick_instance(instance) {
                    self.cluster.set_leaving(instance, leaving);
                }
            }
        }
    }

    fn ask(
        &self,
        service: usize,
        definition: usize,
        chooser: &mut impl Chooser,
        random: &mut Draw<'_>,
    ) -> Decision {
        let (service, definition) = (ServiceId::new(service), TaskDefinitionId::new(definition));
        chooser.choose(&Request::of(self.cluster.model(), service, definition), &self.cluster, random)
    }

    fn set_status(&mut self, instance: usize, status: usize) {
        let Some(instance) = self.pick_instance(instance) else { return };
        let status = [InstanceStatus::Active, InstanceStatus::Draining, InstanceStatus::Inactive][status];
        let instances = self.cluster.instances();
        let leaves = status == InstanceStatus::Inactive && !instances.tasks(instance).is_empty();
        if instances.status(instance).may_become(status) && !leaves {
            self.cluster.set_instance_status(instance, status);
        }
    }

    fn pick_instance(&self, number: usize) -> Option<InstanceId> {
        let instances = self.cluster.instances();
        instances.ids().nth(number.checked_rem(instances.len())?)
    }

    fn pick_task(&self, number: usize, desired: DesiredStatus) -> Option<TaskId> {
        let wanted = |id: &&TaskId| self.cluster.task(**id).desired == desired;
        let count = self.tasks.iter().filter(wanted).count();
        let at = number.checked_rem(count)?;
        self.tasks.iter().filter(wanted).nth(at).copied()
    }
}
