//! What would let a refused task in: single changes, each tried out before it is named.

use std::collections::BTreeSet;

use super::question::{Asked, Question};
use super::refusal::Alike;
use super::shortfall::{Amounts, Shortfall};
use super::trial::Trial;
use crate::cluster::{Cluster, DesiredStatus};
use crate::model::{
    AttributeId, ClassId, HostPorts, InstanceClass, InstanceId, NetworkMode, QueryId, Resources, Service,
    TaskDefinition, TaskId, VpcId, ZoneId,
};
use crate::placement::request::Request;

/// Docker refuses containers with less memory (RS-13).
const LEAST_MIB_PER_CONTAINER: u32 = 6;

/// So many tasks are thought away, one after the other, the smallest first.
const PLACES_TRIED: usize = 100;

/// One change that lets a task in which is refused without it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// The task asks for fewer CPU units.
    LowerCpu {
        /// What it asks for.
        from: u32,
        /// The most it may ask for.
        to: u32,
    },
    /// The task asks for less memory, in MiB.
    LowerMemory {
        /// What it asks for.
        from: u32,
        /// The most it may ask for.
        to: u32,
    },
    /// The task asks for fewer GPUs.
    LowerGpu {
        /// What it asks for.
        from: u32,
        /// The most it may ask for.
        to: u32,
    },
    /// Its containers take dynamic host ports instead of static ones.
    DynamicPorts,
    /// It shares the instance's interface: `networkMode` `bridge`, with dynamic host ports.
    BridgeNetwork,
    /// The constraint `distinctInstance` is dropped.
    DropDistinctInstance,
    /// These `memberOf` constraints are dropped, of the task definition or of the service or call.
    DropMemberOf(Vec<QueryId>),
    /// The task definition no longer requires these attributes.
    DropAttributes(Vec<AttributeId>),
    /// The subnets also cover this zone.
    AddSubnet(ZoneId),
    /// This instance is set to `ACTIVE` again.
    Activate(InstanceId),
    /// The agent of this instance connects again.
    Reconnect(InstanceId),
    /// This task stops, and is gone for good: a service would start it again in its place, unless it wants one task less.
    StopTask {
        /// The task.
        task: TaskId,
        /// Where it is.
        instance: InstanceId,
    },
    /// One more instance of this class registers.
    AddInstance {
        /// The class.
        class: ClassId,
        /// How many tasks of this kind it takes while it is empty; `None` for any number.
        copies: Option<u32>,
    },
}

/// How small a change is: the kind of change, then its extent.
///
/// A task that gives up no more than a tenth of what it asks for comes first, then one setting of the task, the service
/// or an instance, then a task that gives up more, then another task's place, then one more instance, the cheapest
/// first.
type Extent = (u8, u64, u64);

/// Every single change that makes one of the `alike` instances, or a new one, take the task; the smallest first.
#[must_use]
pub fn single_changes(question: &Question<'_>, alike: &[Alike]) -> Vec<Change> {
    let (request, cluster) = (question.request, question.cluster);
    let trial = Trial::new(question);
    let living: Vec<Alike> = alike.iter().filter_map(|group| group.without(question.dead)).collect();
    let mut changes = smaller_demands(request, &living);
    changes.extend(other_settings(request, &living));
    changes.extend(place_of_a_task(request, cluster, &living, &trial));
    if is_daemon(request, cluster) {
        // Another instance gets a task of its own, and one task per instance is what a daemon is (§1.8).
        changes.retain(|change| *change != Change::DropDistinctInstance);
    }
    changes.retain(|change| trial.admits(change));
    if question.asked == Asked::All && !is_daemon(request, cluster) {
        changes.extend(new_instances(request, cluster, &trial));
    }
    changes.sort_by_key(|change| extent(change, cluster));
    changes
}

/// Whether the task is one of a DAEMON service.
fn is_daemon(request: &Request<'_>, cluster: &Cluster) -> bool {
    let service = cluster.model().services.get(request.group.index());
    service.is_some_and(Service::is_daemon)
}

fn extent(change: &Change, cluster: &Cluster) -> Extent {
    let lower = |from: u32, to: u32| {
        let per_mille = u64::from(from - to) * 1_000 / u64::from(from);
        (if per_mille <= 100 { 0 } else { 2 }, per_mille, 0)
    };
    match change {
        Change::LowerCpu { from, to } | Change::LowerMemory { from, to } | Change::LowerGpu { from, to } => {
            lower(*from, *to)
        }
        Change::Activate(_) | Change::Reconnect(_) => (1, 0, 0),
        Change::DynamicPorts | Change::AddSubnet(_) => (1, 1, 0),
        Change::DropDistinctInstance => (1, 2, 0),
        Change::DropMemberOf(queries) => (1, 2, queries.len() as u64),
        Change::DropAttributes(attributes) => (1, 3, attributes.len() as u64),
        Change::BridgeNetwork => (1, 4, 0),
        Change::StopTask { .. } => (3, 0, 0),
        Change::AddInstance { class, .. } => {
            let class = cluster.model().class(*class);
            // A type without a known price comes after those that have one.
            (4, class.price_micro_usd_per_hour.unwrap_or(u64::MAX), u64::from(class.registered.cpu))
        }
    }
}

/// The only rule that a group of instances fails.
fn only_shortfall(group: &Alike) -> Option<&Shortfall> {
    if let [shortfall] = &group.shortfalls[..] { Some(shortfall) } else { None }
}

/// The least cut of each resource that makes some instance fit which lacks nothing else.
fn smaller_demands(request: &Request<'_>, alike: &[Alike]) -> Vec<Change> {
    let most_free = |of: fn(&Shortfall) -> Option<&Amounts>, least: u32| {
        let free = alike.iter().filter_map(only_shortfall).filter_map(of).map(|amounts| amounts.free).max();
        free.filter(|free| *free >= least)
    };
    let wanted = request.demand().resources;
    let containers = u32::try_from(request.definition.containers.len()).unwrap_or(u32::MAX);
    let least_memory = containers.saturating_mul(LEAST_MIB_PER_CONTAINER);
    let cpu =
        most_free(|shortfall| if let Shortfall::Cpu(amounts) = shortfall { Some(amounts) } else { None }, 1);
    let memory = most_free(
        |shortfall| if let Shortfall::Memory(amounts) = shortfall { Some(amounts) } else { None },
        least_memory,
    );
    let gpu =
        most_free(|shortfall| if let Shortfall::Gpu(amounts) = shortfall { Some(amounts) } else { None }, 0);
    let changes = [
        cpu.map(|to| Change::LowerCpu { from: wanted.cpu, to }),
        memory.map(|to| Change::LowerMemory { from: wanted.memory, to }),
        gpu.map(|to| Change::LowerGpu { from: wanted.gpu, to }),
    ];
    changes.into_iter().flatten().collect()
}

/// For each kind of shortfall that is an instance's only one, the setting that makes up for it; of a kind the first.
fn other_settings(request: &Request<'_>, alike: &[Alike]) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for group in alike {
        let first = group.instances[0];
        let change = match only_shortfall(group) {
            Some(Shortfall::Inactive(_)) => Change::Activate(first),
            Some(Shortfall::Agent) => Change::Reconnect(first),
            Some(Shortfall::Location { zone, .. }) => Change::AddSubnet(*zone),
            Some(Shortfall::Attribute { missing, vpc: None }) => Change::DropAttributes(missing.clone()),
            Some(Shortfall::PortInUse(_) | Shortfall::PortLimit { .. })
                if request.definition.network_mode == NetworkMode::Bridge =>
            {
                Change::DynamicPorts
            }
            Some(Shortfall::Eni(_)) => Change::BridgeNetwork,
            Some(Shortfall::DistinctInstance(_)) => Change::DropDistinctInstance,
            Some(Shortfall::MemberOf(unmet)) => {
                Change::DropMemberOf(unmet.iter().map(|one| one.query).collect())
            }
            _ => continue,
        };
        let kind = std::mem::discriminant(&change);
        let known = changes.iter().position(|other| std::mem::discriminant(other) == kind);
        match known {
            None => changes.push(change),
            Some(at) => {
                let is_smaller = match (&change, &changes[at]) {
                    (Change::DropAttributes(fewer), Change::DropAttributes(more)) => fewer.len() < more.len(),
                    (Change::DropMemberOf(fewer), Change::DropMemberOf(more)) => fewer.len() < more.len(),
                    _ => false,
                };
                if is_smaller {
                    changes[at] = change;
                }
            }
        }
    }
    changes
}

/// The task that takes least and whose place suffices: of another service or group, since a service starts its own again,
/// those of older revisions as well (HL-04); of a group of standalone tasks also one of another revision.
fn place_of_a_task(
    request: &Request<'_>,
    cluster: &Cluster,
    alike: &[Alike],
    trial: &Trial<'_>,
) -> Option<Change> {
    let placed = alike.iter().flat_map(|group| group.instances.iter().map(move |id| (group, *id)));
    let tasks = placed.flat_map(|(group, instance)| {
        let tasks = cluster.instances().tasks(instance).iter();
        let enough = tasks.filter(move |task| makes_room(group, **task, request, cluster));
        enough.map(move |task| (*task, instance))
    });
    let size = |(id, instance): &(TaskId, InstanceId)| {
        let task = cluster.task(*id);
        let demand = cluster.demand(task).resources;
        (demand.memory, demand.cpu, *instance, task.group, task.number)
    };
    let mut tasks: Vec<(TaskId, InstanceId)> = tasks.collect();
    tasks.sort_by_cached_key(size);
    // The task of a DAEMON service comes back at once: then the next larger one may do.
    let changes = tasks.into_iter().map(|(task, instance)| Change::StopTask { task, instance });
    changes.take(PLACES_TRIED).find(|change| trial.admits(change))
}

/// Whether the end of `task` undoes everything that the instances of `group`, one of which it is on, fail by.
fn makes_room(group: &Alike, task: TaskId, request: &Request<'_>, cluster: &Cluster) -> bool {
    let task = cluster.task(task);
    let definition = cluster.model().task_definition(task.definition);
    let revision = |of: &TaskDefinition| (of.family.clone(), of.revision);
    let of_service = task.service.is_some() || revision(definition) == revision(request.definition);
    let same_kind = task.group == request.group && of_service;
    if same_kind || task.desired != DesiredStatus::Running {
        return false;
    }
    let demand = cluster.demand(task);
    let holds = |held| demand.ports.iter().any(|port| port == held);
    group.shortfalls.iter().all(|shortfall| match shortfall {
        Shortfall::Cpu(amounts) => demand.resources.cpu >= amounts.short(),
        Shortfall::Memory(amounts) => demand.resources.memory >= amounts.short(),
        Shortfall::Gpu(amounts) => demand.resources.gpu >= amounts.short(),
        Shortfall::Eni(amounts) => demand.interfaces >= amounts.short(),
        Shortfall::PortInUse(ports) => ports.iter().all(|held| holds((held.protocol, held.port))),
        Shortfall::PortLimit { wanted, taken, limit } => {
            demand.ports.len() + *limit as usize >= (wanted + taken) as usize
        }
        Shortfall::DistinctInstance(tasks) => *tasks == 1 && task.group == request.group,
        Shortfall::Inactive(_)
        | Shortfall::Agent
        | Shortfall::Leaving
        | Shortfall::Location { .. }
        | Shortfall::Attribute { .. }
        | Shortfall::MemberOf(_)
        | Shortfall::TopologySpread => false,
    })
}

/// One more instance of each class that takes the task while nothing but daemons is there; of classes that are alike to
/// the task in all but the zone the one with the fewest instances.
fn new_instances(request: &Request<'_>, cluster: &Cluster, trial: &Trial<'_>) -> Vec<Change> {
    let model = cluster.model();
    let mut changes: Vec<Change> = Vec::new();
    let mut classes: Vec<ClassId> = (0..model.classes.len()).map(ClassId::new).collect();
    let instances = |class: ClassId| {
        let all = cluster.instances().ids_of(request.cluster);
        all.filter(|id| cluster.instances().class(*id) == class && cluster.instances().is_candidate(*id))
            .count()
    };
    classes.sort_by_cached_key(|class| (instances(*class), *class));
    let asked = asked_attributes(request, cluster);
    let mut known = BTreeSet::new();
    // Nobody registers as what calls make of an instance, unless one is that already.
    let is_had = |class: ClassId| model.class(class).made_of.is_none() || instances(class) > 0;
    let classes = classes.into_iter().filter(|class| model.class(*class).cluster == request.cluster);
    for class in classes.filter(|class| is_had(*class)) {
        let kind = Kind::of(model.class(class), &asked);
        if !known.contains(&kind)
            && let Some(copies) = trial.new_instance(class)
        {
            known.insert(kind);
            changes.push(Change::AddInstance { class, copies });
        }
    }
    changes
}

/// All that a class decides by for a task, but for its zone.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Kind<'m> {
    instance_type: &'m str,
    agent_version: &'m str,
    vpc: VpcId,
    registered: Resources,
    reserved_ports: &'m HostPorts,
    interfaces: u32,
    /// Values of the attributes that are asked for.
    attributes: Vec<Option<&'m str>>,
}

impl<'m> Kind<'m> {
    fn of(class: &'m InstanceClass, asked: &[AttributeId]) -> Self {
        Self {
            instance_type: &class.instance_type,
            agent_version: &class.agent_version,
            vpc: class.vpc,
            registered: class.registered,
            reserved_ports: &class.reserved_ports,
            interfaces: class.interfaces,
            attributes: asked.iter().map(|attribute| class.attribute(*attribute)).collect(),
        }
    }
}

/// The attributes whose values the task's queries ask for, without the zone.
fn asked_attributes(request: &Request<'_>, cluster: &Cluster) -> Vec<AttributeId> {
    let model = cluster.model();
    let names: BTreeSet<&str> =
        request.queries().flat_map(|query| model.member_of(query).query().attributes()).collect();
    let id = |name: &str| model.attributes.iter().position(|known| known == name).map(AttributeId::new);
    let ids = names.into_iter().filter_map(id);
    ids.filter(|id| *id != model.zone_attribute()).collect()
}
