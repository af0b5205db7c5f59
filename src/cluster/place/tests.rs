//! Tasks with and without an instance, placed, stopped and ended in random order, beside a list of what was done.

use proptest::prelude::*;

use super::Place;
use crate::cluster::{Cluster, DesiredStatus, InstanceStatus, NewTask, StopCause, TaskStatus};
use crate::model::{
    ClassId, Demand, GroupId, InstanceClass, InstanceId, Model, Resources, Service, TaskDefinition,
    TaskDefinitionId, TaskId,
};
use crate::time::SimTime;

#[derive(Clone, Copy, Debug)]
enum Step {
    /// A task of this definition, on this instance or on none.
    Create(usize, Option<usize>),
    /// The task at this position gets this instance, if it has none.
    Place(usize, usize),
    Stop(usize),
    End(usize),
    /// The instance drains.
    Drain(usize),
}

/// Two instances with 100 units each, and tasks of 1 unit, one kind with an interface of its own.
fn model() -> Model {
    let class = InstanceClass {
        registered: Resources { cpu: 100, memory: 100, gpu: 0 },
        interfaces: 100,
        ..InstanceClass::default()
    };
    let definition = |interfaces| TaskDefinition {
        demand: Demand {
            resources: Resources { cpu: 1, memory: 1, gpu: 0 },
            interfaces,
            ..Demand::default()
        },
        ..TaskDefinition::default()
    };
    Model {
        clusters: vec!["a".into()],
        classes: vec![class],
        services: vec![Service::default()],
        task_definitions: vec![definition(0), definition(1)],
        ..Model::default()
    }
}

fn a_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..2_usize, prop::option::of(0..2_usize)).prop_map(|(of, on)| Step::Create(of, on)),
        3 => (any::<usize>(), 0..2_usize).prop_map(|(which, on)| Step::Place(which, on)),
        2 => any::<usize>().prop_map(Step::Stop),
        2 => any::<usize>().prop_map(Step::End),
        1 => (0..2_usize).prop_map(Step::Drain),
    ]
}

struct World {
    cluster: Cluster,
    instances: [InstanceId; 2],
    live: Vec<TaskId>,
    created: u32,
}

impl World {
    fn new() -> Self {
        let mut cluster = Cluster::new(model());
        let instances = [(); 2].map(|()| cluster.register_instance(ClassId::new(0), SimTime::ZERO));
        Self { cluster, instances, live: Vec::new(), created: 0 }
    }

    fn create(&mut self, definition: usize, place: Place) -> TaskId {
        let (group, definition) = (GroupId::new(0), TaskDefinitionId::new(definition));
        let new = NewTask {
            group,
            service: None,
            deployment: 0,
            definition,
            number: self.created,
            place,
            replaces_unhealthy: false,
        };
        self.created += 1;
        let id = self.cluster.create_task(new, SimTime::ZERO);
        self.live.push(id);
        id
    }

    fn step(&mut self, step: Step) {
        let now = SimTime::ZERO;
        let at = |which: usize, live: &[TaskId]| which.checked_rem(live.len());
        match step {
            Step::Create(definition, on) => {
                let place = on.map_or(Place::Unplaced, |on| self.instances[on].into());
                self.create(definition, place);
            }
            Step::Place(which, on) => {
                let Some(position) = at(which, &self.live) else { return };
                let task = self.cluster.task(self.live[position]);
                if task.place == Place::Unplaced && task.desired == DesiredStatus::Running {
                    self.cluster.place_task(self.live[position], self.instances[on]);
                }
            }
            Step::Stop(which) => {
                let Some(position) = at(which, &self.live) else { return };
                if self.cluster.task(self.live[position]).desired == DesiredStatus::Running {
                    self.cluster.stop_task(self.live[position], StopCause::ScalingActivity, now);
                }
            }
            Step::End(which) => {
                let Some(position) = at(which, &self.live) else { return };
                let id = self.live[position];
                if self.cluster.task(id).desired == DesiredStatus::Stopped {
                    self.cluster.set_task_status(id, TaskStatus::Stopped, now);
                    self.cluster.remove_task(id);
                    self.live.swap_remove(position);
                }
            }
            Step::Drain(which) => {
                let instance = self.instances[which];
                if self.cluster.instances().status(instance) == InstanceStatus::Active {
                    self.cluster.set_instance_status(instance, InstanceStatus::Draining);
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn counts_follow_tasks_from_nowhere_to_an_instance_and_away(
        steps in prop::collection::vec(a_step(), 0..100)
    ) {
        let mut world = World::new();
        for step in steps {
            world.step(step);
            let World { cluster, instances, live, .. } = &world;
            prop_assert_eq!(cluster.audit(), Ok(()));
            let counted = || {
                let tasks = live.iter().map(|id| cluster.task(*id));
                tasks.filter(|task| task.desired == DesiredStatus::Running)
            };
            let group = cluster.group(GroupId::new(0));
            prop_assert_eq!(group.all().pending as usize, counted().count());
            for id in instances {
                let there = counted().filter(|task| task.place.is_on(*id)).count();
                prop_assert_eq!(group.on_instance(*id) as usize, there);
            }
            let placed = counted().filter(|task| task.place != Place::Unplaced).count();
            prop_assert_eq!(group.on_class(ClassId::new(0)) as usize, placed);
        }
    }
}

/// RN-08 and LC-08: it exists and counts, but holds nothing anywhere until capacity has come.
#[test]
fn a_task_without_an_instance_holds_nothing() {
    let mut world = World::new();
    let [instance, _] = world.instances;
    let free = world.cluster.instances().free(instance);
    let id = world.create(0, Place::Unplaced);
    let task = world.cluster.task(id);
    assert_eq!((task.place, task.status), (Place::Unplaced, TaskStatus::Provisioning));
    assert_eq!(world.cluster.instances().free(instance), free);
    assert_eq!(world.cluster.group(GroupId::new(0)).all().pending, 1);
    world.cluster.place_task(id, instance);
    assert_eq!(world.cluster.task(id).place.instance(), Some(instance));
    assert_eq!(world.cluster.instances().free(instance).cpu, free.cpu - 1);
    assert_eq!(world.cluster.instances().tasks(instance), [id]);
}

#[test]
#[should_panic(expected = "placed once")]
fn no_task_moves_from_one_instance_to_another() {
    let mut world = World::new();
    let id = world.create(0, world.instances[0].into());
    world.cluster.place_task(id, world.instances[1]);
}
