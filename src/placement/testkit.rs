//! Builds small models and clusters for the tests of this room.

use super::indexed::IndexedChooser;
use super::linear::LinearChooser;
use super::request::{Chooser, Decision, Request};
use crate::cluster::{Cluster, InstanceStatus, NewTask, Place, StopCause, TaskStatus};
use crate::model::{
    AttributeId, ClassId, ClusterId, Constraints, Container, ContainerInstance, Demand, DeploymentBounds,
    GroupId, HostPorts, InstanceClass, InstanceId, MemberOf, Model, PlacementRules, PullSettings, QueryId,
    Resources, SchedulingStrategy, Service, ServiceId, Strategy, TaskDefinition, TaskDefinitionId, TaskId,
    VpcId, ZONE_ATTRIBUTE, ZoneId,
};
use crate::query::Query;
use crate::rng::{Draw, Draws, Purpose, Streams};
use crate::time::{SimDuration, SimTime};

/// A model in the making: zones `a`, `b`, …, the attributes zone and `rack`, clusters `0` and `1`.
pub struct Fleet(Model);

impl Fleet {
    pub fn over(zones: usize) -> Self {
        let names = ('a'..).take(zones).map(String::from).collect();
        Self(Model {
            duration: SimDuration::from_secs(1),
            clusters: vec!["0".into(), "1".into()],
            zones: names,
            vpcs: vec!["vpc".into()],
            attributes: vec![ZONE_ATTRIBUTE.into(), "rack".into()],
            ..Model::default()
        })
    }

    /// Adds a class in cluster 0 without racks and `count` instances of it.
    pub fn instances(self, zone: usize, count: usize, cpu: u32, memory: u32) -> Self {
        self.class(0, zone, None, Resources { cpu, memory, gpu: 0 }, &[]).of_last_class(count)
    }

    /// Adds a class; the agent reserves these TCP ports.
    pub fn class(
        mut self,
        cluster: usize,
        zone: usize,
        rack: Option<&str>,
        registered: Resources,
        reserved: &[u16],
    ) -> Self {
        let mut attributes = vec![(zone_attribute(), self.0.zones[zone].clone())];
        attributes.extend(rack.map(|rack| (rack_attribute(), rack.to_owned())));
        self.0.classes.push(InstanceClass {
            cluster: ClusterId::new(cluster),
            zone: ZoneId::new(zone),
            vpc: VpcId::new(0),
            interfaces: 0,
            agent_version: "1.105.1".into(),
            instance_type: "test".into(),
            registered,
            reserved_ports: HostPorts { tcp: reserved.to_vec(), udp: Vec::new() },
            attributes,
            made_of: None,
            pulls: PullSettings::default(),
            price_micro_usd_per_hour: None,
        });
        self
    }

    /// Adds a class that calls make of the one added last: with another rack, or none.
    pub fn made_of_last_class(mut self, rack: Option<&str>) -> Self {
        let declared = ClassId::new(self.0.classes.len() - 1);
        let mut class = self.0.classes[declared.index()].clone();
        class.attributes.truncate(1);
        class.attributes.extend(rack.map(|rack| (rack_attribute(), rack.to_owned())));
        class.made_of = Some(declared);
        self.0.classes.push(class);
        self
    }

    /// Gives the class added last slots for interfaces.
    pub fn with_interfaces(mut self, interfaces: u32) -> Self {
        self.0.classes.last_mut().expect("a class").interfaces = interfaces;
        self
    }

    /// Adds `count` instances of the class added last.
    pub fn of_last_class(mut self, count: usize) -> Self {
        for _ in 0..count {
            self.0.instances.push(ContainerInstance {
                name: format!("i{}", self.0.instances.len()),
                ec2_instance_id: format!("i-{:017x}", self.0.instances.len()),
                class: ClassId::new(self.0.classes.len() - 1),
                registers_at: SimTime::ZERO,
            });
        }
        self
    }

    /// Adds a task definition with one container.
    pub fn definition(mut self, cpu: u32, memory: u32, tcp: &[u16]) -> Self {
        let ports = HostPorts { tcp: tcp.to_vec(), udp: Vec::new() };
        self = self.demanding(Demand { resources: Resources { cpu, memory, gpu: 0 }, ports, interfaces: 0 });
        self
    }

    /// Adds a task definition with this demand.
    pub fn demanding(mut self, demand: Demand) -> Self {
        self.0.task_definitions.push(TaskDefinition {
            family: format!("t{}", self.0.task_definitions.len()),
            revision: 1,
            demand,
            containers: vec![Container { name: "c".into(), ..Container::default() }],
            ..TaskDefinition::default()
        });
        self
    }

    /// Adds a service of cluster 0.
    pub fn service(mut self, strategies: &[Strategy], distinct_instance: bool) -> Self {
        self.0.services.push(Service {
            name: format!("s{}", self.0.services.len()),
            cluster: ClusterId::new(0),
            task_definition: TaskDefinitionId::new(0),
            scheduling: SchedulingStrategy::Replica,
            desired_count: 1,
            bounds: DeploymentBounds::REPLICA_DEFAULT,
            placement: PlacementRules {
                strategies: strategies.to_vec(),
                constraints: Constraints { distinct_instance, ..Constraints::default() },
                ..PlacementRules::default()
            },
            ..Service::default()
        });
        self
    }

    /// Adds a DAEMON service of cluster 0.
    pub fn daemon(self) -> Self {
        let mut fleet = self.service(&[], true);
        let service = fleet.0.services.last_mut().expect("just added");
        (service.scheduling, service.bounds) = (SchedulingStrategy::Daemon, DeploymentBounds::DAEMON_DEFAULT);
        fleet
    }

    pub fn port_limit(mut self, limit: u32) -> Self {
        self.0.behavior.reserved_port_limit = limit;
        self
    }

    /// Adds a `memberOf` constraint to the service added last.
    pub fn member_of(mut self, query: &str) -> Self {
        let id = self.intern(query);
        self.0.services.last_mut().expect("a service").placement.constraints.member_of.push(id);
        self
    }

    /// Adds a `memberOf` constraint to the task definition added last.
    pub fn definition_member_of(mut self, query: &str) -> Self {
        let id = self.intern(query);
        self.0.task_definitions.last_mut().expect("a task definition").member_of.push(id);
        self
    }

    fn intern(&mut self, text: &str) -> QueryId {
        let query = Query::parse(text).expect("a query");
        // Decided anew once all classes and groups are there.
        self.0.member_of.push(MemberOf::new(query, &[], &[], &[]));
        QueryId::new(self.0.member_of.len() - 1)
    }

    pub fn build(mut self) -> Model {
        let groups = self.0.group_names();
        for member_of in &mut self.0.member_of {
            let query = member_of.query().clone();
            *member_of = MemberOf::new(query, &self.0.classes, &self.0.attributes, &groups);
        }
        self.0
    }
}

pub fn zone_attribute() -> AttributeId {
    AttributeId::new(0)
}

pub fn rack_attribute() -> AttributeId {
    AttributeId::new(1)
}

/// Spread over zones.
pub fn by_zone() -> Strategy {
    Strategy::SpreadAttribute(zone_attribute())
}

/// A cluster with the whole fleet registered.
pub fn registered(model: &Model) -> Cluster {
    let mut cluster = Cluster::new(model.clone());
    for instance in &model.instances {
        cluster.register_instance(instance.class, SimTime::ZERO);
    }
    cluster
}

/// Random numbers; a draw of them goes on as long as a test wants.
pub fn numbers() -> Draws {
    Streams::new(1).draws(Purpose::Trial, "test")
}

/// Creates a task on an instance of the fixed fleet without asking anyone.
pub fn put(cluster: &mut Cluster, service: usize, definition: usize, instance: usize) -> TaskId {
    put_on(cluster, service, definition, InstanceId::new(instance))
}

/// Creates a task on any instance, or on none, without asking anyone.
pub fn put_on(cluster: &mut Cluster, service: usize, definition: usize, place: impl Into<Place>) -> TaskId {
    // Each change moves the end of the log, so that numbers are never reused.
    let number = u32::try_from(cluster.changes().end()).expect("tests are short");
    let new = NewTask {
        group: GroupId::new(service),
        service: Some(ServiceId::new(service)),
        deployment: 0,
        definition: TaskDefinitionId::new(definition),
        number,
        place: place.into(),
        replaces_unhealthy: false,
    };
    cluster.create_task(new, SimTime::ZERO)
}

/// Sets a task's desired status to `STOPPED`; its containers still run.
pub fn stop(cluster: &mut Cluster, task: TaskId) {
    cluster.stop_task(task, StopCause::ScalingActivity, SimTime::ZERO);
}

/// Lets an instance without tasks go, whatever its status.
pub fn leave(cluster: &mut Cluster, instance: InstanceId) {
    if cluster.instances().status(instance) != InstanceStatus::Inactive {
        cluster.set_instance_status(instance, InstanceStatus::Inactive);
    }
    cluster.remove_instance(instance);
}

/// Lets a stopped task go.
pub fn remove(cluster: &mut Cluster, task: TaskId) {
    cluster.set_task_status(task, TaskStatus::Stopped, SimTime::ZERO);
    cluster.remove_task(task);
}

/// Asks both choosers and insists that they agree, and that they draw alike.
pub struct Agreeing {
    pub linear: LinearChooser,
    pub indexed: IndexedChooser,
}

impl Agreeing {
    /// With an index that always answers from its trees.
    pub fn eager() -> Self {
        Self { linear: LinearChooser::default(), indexed: IndexedChooser::eager(usize::MAX) }
    }

    /// Where a task of `service` goes by the model, by position in the fleet.
    pub fn choose_for(
        &mut self,
        cluster: &Cluster,
        service: usize,
        definition: usize,
        random: &mut Draw<'_>,
    ) -> Decision {
        let (service, definition) = (ServiceId::new(service), TaskDefinitionId::new(definition));
        self.choose(&Request::of(cluster.model(), service, definition), cluster, random)
    }

    /// Places `count` tasks one after the other; positions in the fleet, ending early when nothing fits.
    pub fn place(
        &mut self,
        cluster: &mut Cluster,
        service: usize,
        definition: usize,
        count: usize,
    ) -> Vec<usize> {
        let numbers = numbers();
        let mut random = numbers.at(0, 0);
        let mut placed = Vec::new();
        while placed.len() < count {
            match self.choose_for(cluster, service, definition, &mut random) {
                Decision::Unplaceable(_) => break,
                Decision::Place(instance) => {
                    put(cluster, service, definition, instance.slot());
                    placed.push(instance.slot());
                }
            }
        }
        placed
    }
}

impl Chooser for Agreeing {
    fn choose(&mut self, request: &Request<'_>, cluster: &Cluster, random: &mut Draw<'_>) -> Decision {
        let mut other = random.clone();
        let expected = self.linear.choose(request, cluster, &mut other);
        let decision = self.indexed.choose(request, cluster, random);
        assert_eq!(decision, expected, "{request:?}");
        assert_eq!(random.clone().bits(), other.bits(), "both draw alike");
        decision
    }
}
