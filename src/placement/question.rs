//! What a program is asked: one line of JSON that says all there is to know, so that the answer follows from it alone.
//!
//! `docs/programs.md` tells the members; what changes their meaning raises [`PROTOCOL`].

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::request::Request;
use crate::cluster::{Cluster, GroupTasks};
use crate::model::{
    ClassId, GroupId, HostPorts, InstanceId, InstanceNames, Model, Resources, ServiceId, TaskDefinition,
    TaskDefinitionId,
};

/// The version of the protocol.
pub const PROTOCOL: u32 = 1;

/// A question; the members of a task and of candidates are in the order in which people read them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Question<'a> {
    protocol: u32,
    #[serde(rename = "question")]
    kind: &'static str,
    #[serde(flatten)]
    about: About<'a>,
    candidates: Vec<Candidate<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum About<'a> {
    Task { task: Task<'a> },
    Service { service: &'a str, cluster: &'a str },
}

/// A task that needs an instance.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Task<'a> {
    cluster: &'a str,
    group: Cow<'a, str>,
    #[serde(rename = "taskDefinition")]
    definition: String,
    network_mode: String,
    #[serde(flatten)]
    demand: Amounts,
    host_ports: Ports<'a>,
}

/// An instance that could take the task, or tasks of one definition on it that could stop.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Candidate<'a> {
    container_instance: Cow<'a, str>,
    instance_type: &'a str,
    availability_zone: &'a str,
    attributes: BTreeMap<&'a str, &'a str>,
    registered: Amounts,
    remaining: Amounts,
    host_ports: Ports<'a>,
    tasks: u32,
    tasks_of_group: u32,
    #[serde(flatten)]
    stopping: Option<Stopping>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Stopping {
    task_definition: String,
    could_stop: usize,
}

/// CPU units, MiB and GPUs.
struct Amounts(Resources);

impl Serialize for Amounts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Resources { cpu, memory, gpu } = self.0;
        serializer.collect_map([("cpu", cpu), ("memory", memory), ("gpu", gpu)])
    }
}

#[derive(Serialize)]
struct Ports<'a> {
    tcp: &'a [u16],
    udp: &'a [u16],
}

/// Tasks of one definition on one instance that could stop.
#[derive(Clone, Copy, Debug)]
pub struct StopCandidate {
    /// Where they are.
    pub instance: InstanceId,
    /// What they are of.
    pub definition: TaskDefinitionId,
    /// How many of them could stop.
    pub could_stop: usize,
    /// How many tasks of the service left the instance already, in the same decision.
    pub gone: u32,
    /// What these held.
    pub freed: Resources,
}

/// Which of `candidates` is to take a task?
#[must_use]
pub fn placing(request: &Request<'_>, cluster: &Cluster, candidates: &[InstanceId]) -> String {
    let (model, tasks) = (cluster.model(), cluster.group(request.group));
    let seen = Seen { cluster, tasks, names: InstanceNames::of(model) };
    let TaskDefinition { network_mode, demand, .. } = request.definition;
    let task = Task {
        cluster: &model.clusters[request.cluster.index()],
        group: group_name(model, request.group),
        definition: request.definition.name(),
        network_mode: network_mode.to_string(),
        demand: Amounts(demand.resources),
        host_ports: Ports::of(&demand.ports),
    };
    line(&Question {
        protocol: PROTOCOL,
        kind: "place",
        about: About::Task { task },
        candidates: candidates.iter().map(|id| seen.instance(*id)).collect(),
    })
}

/// Of which of `candidates` is `service` to stop a task?
#[must_use]
pub fn stopping(cluster: &Cluster, service: ServiceId, candidates: &[StopCandidate]) -> String {
    let (model, tasks) = (cluster.model(), cluster.service(service));
    let seen = Seen { cluster, tasks, names: InstanceNames::of(model) };
    let of = model.service(service);
    line(&Question {
        protocol: PROTOCOL,
        kind: "stop",
        about: About::Service { service: &of.name, cluster: &model.clusters[of.cluster.index()] },
        candidates: candidates.iter().map(|of| seen.tasks(of)).collect(),
    })
}

fn line(question: &Question<'_>) -> String {
    serde_json::to_string(question).expect("texts and whole numbers are always JSON")
}

fn group_name(model: &Model, group: GroupId) -> Cow<'_, str> {
    match model.service_of(group) {
        Some(service) => Cow::Owned(format!("service:{}", model.service(service).name)),
        None => Cow::Borrowed(&model.standalone_groups[group.index() - model.services.len()].name),
    }
}

/// What candidates are read from.
struct Seen<'a> {
    cluster: &'a Cluster,
    tasks: &'a GroupTasks,
    names: InstanceNames<'a>,
}

impl<'a> Seen<'a> {
    fn instance(&self, id: InstanceId) -> Candidate<'a> {
        let (model, instances) = (self.cluster.model(), self.cluster.instances());
        let class_id: ClassId = instances.class(id);
        let class = model.class(class_id);
        let attribute = |(id, value): &'a (_, String)| attribute(model, *id, value);
        Candidate {
            container_instance: self.names.name(id, class_id),
            instance_type: &class.instance_type,
            availability_zone: model.zones.get(class.zone.index()).map_or("", String::as_str),
            attributes: class.attributes.iter().map(attribute).collect(),
            registered: Amounts(class.registered),
            remaining: Amounts(instances.free(id)),
            host_ports: Ports::of(instances.ports(id).taken()),
            tasks: instances.running_tasks_count(id),
            tasks_of_group: self.tasks.on_instance(id),
            stopping: None,
        }
    }

    fn tasks(&self, of: &StopCandidate) -> Candidate<'a> {
        let mut candidate = self.instance(of.instance);
        crate::cluster::add(&mut candidate.remaining.0, of.freed);
        candidate.tasks -= of.gone;
        candidate.tasks_of_group -= of.gone;
        let definition = self.cluster.model().task_definition(of.definition);
        candidate.stopping = Some(Stopping { task_definition: definition.name(), could_stop: of.could_stop });
        candidate
    }
}

fn attribute<'a>(model: &'a Model, id: crate::model::AttributeId, value: &'a str) -> (&'a str, &'a str) {
    (&model.attributes[id.index()], value)
}

impl<'a> Ports<'a> {
    fn of(ports: &'a HostPorts) -> Self {
        Self { tcp: &ports.tcp, udp: &ports.udp }
    }
}
