//! Random clusters: a few kinds of instances in a few zones, a few or more services, and what happens to them.

use crate::cluster::{Cluster, DesiredStatus, InstanceStatus, NewTask, StopCause, TaskStatus};
use crate::model::{
    AttributeId, Candidate, ClassId, ClusterId, Constraints, ContainerInstance, Demand, HostPorts,
    InstanceClass, InstanceId, Model, PlacementRules, Resources, Service, ServiceId, Strategy,
    TaskDefinition, TaskDefinitionId, TaskId, ZONE_ATTRIBUTE, ZoneId,
};
use crate::placement::Request;
use crate::rng::Draw;
use crate::time::{SimDuration, SimTime};

/// What became of the fleet.
enum Coming {
    /// One of this class registered.
    Registered(ClassId),
    /// One left for good.
    Left(InstanceId),
}

/// A cluster, and its tasks in order of creation.
pub(super) struct World {
    pub(super) cluster: Cluster,
    /// How its instances came and went.
    comings: Vec<Coming>,
    tasks: Vec<TaskId>,
    created: u32,
}

/// A random model whose services all have these strategies; the last one takes an instance a task.
pub(super) fn model(strategies: &[Strategy], random: &mut Draw<'_>) -> Model {
    let zones = 1 + random.index(3);
    let classes: Vec<InstanceClass> = (0..=random.index(4)).map(|_| class(zones, random)).collect();
    let instances = (0..random.index(12)).map(|number| ContainerInstance {
        name: format!("i{number}"),
        ec2_instance_id: format!("i-{number:017x}"),
        class: ClassId::new(random.index(classes.len())),
        registers_at: SimTime::ZERO,
    });
    let instances = instances.collect();
    // Few services have a view of the cluster each, many share one.
    let last = [2, 9][random.index(2)];
    let services = (0..=last).map(|number| Service {
        name: format!("s{number}"),
        cluster: ClusterId::new(0),
        desired_count: 1,
        placement: PlacementRules {
            strategies: strategies.to_vec(),
            constraints: Constraints { distinct_instance: number == last, ..Constraints::default() },
            ..PlacementRules::default()
        },
        ..Service::default()
    });
    Model {
        duration: SimDuration::from_secs(1),
        clusters: vec!["default".into()],
        zones: (0..zones).map(|number| format!("zone-{number}")).collect(),
        vpcs: vec!["default".into()],
        attributes: vec![ZONE_ATTRIBUTE.into(), "rack".into()],
        classes,
        instances,
        task_definitions: (0..3).map(|number| definition(number, random)).collect(),
        services: services.collect(),
        ..Model::default()
    }
}

fn class(zones: usize, random: &mut Draw<'_>) -> InstanceClass {
    let zone = random.index(zones);
    let mut attributes = vec![(AttributeId::new(0), format!("zone-{zone}"))];
    if random.below(3) > 0 {
        attributes.push((AttributeId::new(1), format!("rack-{}", random.below(2))));
    }
    let cpu = [512, 1_024, 4_096][random.index(3)];
    let memory = [900, 1_024, 2_000, u32::MAX][random.index(4)];
    InstanceClass {
        zone: ZoneId::new(zone),
        registered: Resources { cpu, memory, gpu: u32::try_from(random.below(3)).expect("small") },
        attributes,
        ..InstanceClass::default()
    }
}

fn definition(number: u32, random: &mut Draw<'_>) -> TaskDefinition {
    let cpu = [0, 64, 128, 256][random.index(4)];
    let memory = 1 + u32::try_from(random.below(400)).expect("small");
    TaskDefinition {
        family: format!("t{number}"),
        revision: 1,
        demand: Demand {
            resources: Resources { cpu, memory, gpu: u32::from(random.below(8) == 0) },
            ports: HostPorts::default(),
            interfaces: 0,
        },
        ..TaskDefinition::default()
    }
}

/// What a scoring strategy sees of every instance for every service and task definition.
pub(super) fn candidates(cluster: &Cluster) -> impl Iterator<Item = Candidate<'_>> {
    let (model, instances) = (cluster.model(), cluster.instances());
    let demands = model.task_definitions.iter().map(|definition| definition.demand.resources);
    demands.flat_map(move |demand| {
        instances.ids().flat_map(move |id| {
            (0..model.services.len()).map(move |service| Candidate {
                class: model.class(instances.class(id)),
                free: instances.free(id),
                demand,
                own_tasks: cluster.service(ServiceId::new(service)).on_instance(id),
                tasks: instances.running_tasks_count(id),
            })
        })
    })
}

impl World {
    /// The whole fleet registered, without tasks.
    pub(super) fn of(model: &Model) -> Self {
        let mut cluster = Cluster::new(model.clone());
        for instance in &model.instances {
            cluster.register_instance(instance.class, SimTime::ZERO);
        }
        let comings = model.instances.iter().map(|instance| Coming::Registered(instance.class)).collect();
        Self { cluster, comings, tasks: Vec::new(), created: 0 }
    }

    /// Any service and any task definition.
    pub(super) fn ask_for(&self, random: &mut Draw<'_>) -> (ServiceId, TaskDefinitionId) {
        let model = self.cluster.model();
        let service = ServiceId::new(random.index(model.services.len()));
        (service, TaskDefinitionId::new(random.index(model.task_definitions.len())))
    }

    /// Every question that may be asked.
    pub(super) fn requests(&self) -> impl Iterator<Item = Request<'_>> {
        let model = self.cluster.model();
        (0..model.services.len()).flat_map(move |service| {
            (0..model.task_definitions.len()).map(move |definition| {
                Request::of(model, ServiceId::new(service), TaskDefinitionId::new(definition))
            })
        })
    }

    /// Creates a task.
    pub(super) fn put(&mut self, service: ServiceId, definition: TaskDefinitionId, instance: InstanceId) {
        self.created += 1;
        let new = NewTask {
            group: service.into(),
            service: Some(service),
            deployment: 0,
            definition,
            number: self.created,
            place: instance.into(),
            replaces_unhealthy: false,
        };
        self.tasks.push(self.cluster.create_task(new, SimTime::ZERO));
    }

    /// Something happens that is no placement.
    pub(super) fn disturb(&mut self, random: &mut Draw<'_>) {
        if random.below(5) > 1 {
            self.lose_task(random);
            return;
        }
        if random.below(3) == 0 {
            let class = ClassId::new(random.index(self.cluster.model().classes.len()));
            self.cluster.register_instance(class, SimTime::ZERO);
            self.comings.push(Coming::Registered(class));
            return;
        }
        if self.cluster.instances().is_empty() {
            return;
        }
        let instances = self.cluster.instances();
        let instance = instances.ids().nth(random.index(instances.len())).expect("one of them");
        if random.below(2) == 0 {
            let connected = !instances.agent_connected(instance);
            self.cluster.set_agent_connected(instance, connected);
            return;
        }
        let status =
            [InstanceStatus::Active, InstanceStatus::Draining, InstanceStatus::Inactive][random.index(3)];
        let leaves = status == InstanceStatus::Inactive && !instances.tasks(instance).is_empty();
        if instances.status(instance).may_become(status) && !leaves {
            self.cluster.set_instance_status(instance, status);
            // It leaves for good as often as not, and the next one takes its slot.
            if status == InstanceStatus::Inactive && random.below(2) == 0 {
                self.cluster.remove_instance(instance);
                self.comings.push(Coming::Left(instance));
            }
        }
    }

    /// A task is stopped, or one that was stopped goes.
    fn lose_task(&mut self, random: &mut Draw<'_>) {
        if self.tasks.is_empty() {
            return;
        }
        let at = random.index(self.tasks.len());
        let id = self.tasks[at];
        if self.cluster.task(id).desired == DesiredStatus::Running {
            self.cluster.stop_task(id, StopCause::ScalingActivity, SimTime::ZERO);
        } else {
            self.cluster.set_task_status(id, TaskStatus::Stopped, SimTime::ZERO);
            self.cluster.remove_task(id);
            self.tasks.remove(at);
        }
    }

    /// The same instances with the same counted tasks, which came in the opposite order.
    pub(super) fn rebuilt_backwards(&self) -> Cluster {
        let mut cluster = Cluster::new(self.cluster.model().clone());
        let instances = self.cluster.instances();
        for coming in &self.comings {
            match *coming {
                Coming::Registered(class) => {
                    cluster.register_instance(class, SimTime::ZERO);
                }
                Coming::Left(instance) => {
                    cluster.set_instance_status(instance, InstanceStatus::Inactive);
                    cluster.remove_instance(instance);
                }
            }
        }
        for id in self.tasks.iter().rev() {
            let task = self.cluster.task(*id);
            if task.desired == DesiredStatus::Running {
                cluster.create_task(
                    NewTask {
                        group: task.group,
                        service: task.service,
                        deployment: task.deployment,
                        definition: task.definition,
                        number: task.number,
                        place: task.place,
                        replaces_unhealthy: false,
                    },
                    SimTime::ZERO,
                );
            }
        }
        for id in instances.ids() {
            if instances.status(id) != InstanceStatus::Active {
                cluster.set_instance_status(id, instances.status(id));
            }
            cluster.set_agent_connected(id, instances.agent_connected(id));
        }
        cluster
    }
}
