//! How many more copies of a task fit beside everything that runs, and what stops the next one.

use std::collections::BTreeMap;

use super::filter::Filter;
use super::instance_facts::OnInstance;
use super::request::Request;
use crate::cluster::{Cluster, Rejection};
use crate::model::{ClassId, InstanceId};

/// Room for more copies of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capacity {
    /// Exactly this many more fit.
    Copies {
        /// How many.
        more: u64,
        /// The rule that most instances put in the way of one more copy, the one judged first among equals; `None`
        /// without instances.
        limited_by: Option<Rejection>,
    },
    /// Some instance takes any number: the task needs neither CPU, memory, GPUs, ports nor an instance of its own
    /// (RS-12).
    Unlimited,
}

/// Room for more copies on the instances of one class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassCapacity {
    /// The class.
    pub class: ClassId,
    /// How many of its instances are registered and counted.
    pub instances: u32,
    /// The headroom on all of them together.
    pub capacity: Capacity,
}

/// How many more copies of `request` its cluster holds beside all tasks that are there now.
///
/// Each instance is judged by itself: copies on it are the least of what its CPU, memory, GPUs and ports and
/// `distinctInstance` allow. Their sum is what placing one after the other reaches under any strategy; a topology spread
/// with `DoNotSchedule` may end it earlier. What is kept for
/// daemon services is not there for others (§1.8).
#[must_use]
pub fn capacity(request: &Request<'_>, cluster: &Cluster) -> Capacity {
    let filter = Filter::new(request, cluster);
    let mut headroom = Headroom::default();
    for id in cluster.instances().ids_of(request.cluster).filter(|id| filter.is_registered(*id)) {
        headroom.add(room_on(id, &filter, request, cluster));
    }
    headroom.capacity()
}

/// As [`capacity`], for each class of instances by itself and without the instances of `except`; classes without any
/// other registered instance are left out.
#[must_use]
pub fn capacity_by_class(
    request: &Request<'_>,
    cluster: &Cluster,
    except: &[InstanceId],
) -> Vec<ClassCapacity> {
    let filter = Filter::new(request, cluster);
    let mut by_class: BTreeMap<ClassId, (u32, Headroom)> = BTreeMap::new();
    let counts = |id: &InstanceId| filter.is_registered(*id) && !except.contains(id);
    for id in cluster.instances().ids_of(request.cluster).filter(counts) {
        let (instances, headroom) = by_class.entry(cluster.instances().class(id)).or_default();
        *instances += 1;
        headroom.add(room_on(id, &filter, request, cluster));
    }
    by_class
        .into_iter()
        .map(|(class, (instances, headroom))| ClassCapacity {
            class,
            instances,
            capacity: headroom.capacity(),
        })
        .collect()
}

/// Copies over several instances, and how many of these each rule ends.
#[derive(Clone, Copy, Debug, Default)]
struct Headroom {
    more: u64,
    unlimited: bool,
    tally: [u32; Rejection::COUNT],
}

impl Headroom {
    fn add(&mut self, on_instance: Option<(u32, Rejection)>) {
        let Some((copies, limit)) = on_instance else {
            self.unlimited = true;
            return;
        };
        self.more += u64::from(copies);
        self.tally[limit as usize] += 1;
    }

    fn capacity(&self) -> Capacity {
        if self.unlimited {
            return Capacity::Unlimited;
        }
        Capacity::Copies { more: self.more, limited_by: Rejection::of_most(&self.tally) }
    }
}

/// How many copies `instance` takes and the rule that the next one fails, `None` when there is no end.
pub(super) fn room_on(
    instance: InstanceId,
    filter: &Filter<'_>,
    request: &Request<'_>,
    cluster: &Cluster,
) -> Option<(u32, Rejection)> {
    if let Some(rejection) = filter.first_rejection(instance) {
        return Some((0, rejection));
    }
    let instances = cluster.instances();
    let (free, wanted) = (instances.free_for(instance, request.group), request.demand().resources);
    // A copy that passes takes its own static ports and, if asked for, the instance for itself.
    let one_if = |exclusive: bool| exclusive.then_some(1);
    let interfaces = instances.free_interfaces_for(instance, request.group);
    let interfaces = interfaces.checked_div(request.demand().interfaces);
    let bounds = [
        (free.cpu.checked_div(wanted.cpu), Rejection::Cpu),
        (free.memory.checked_div(wanted.memory), Rejection::Memory),
        (one_if(!request.demand().ports.is_empty()), Rejection::PortInUse),
        (interfaces, Rejection::Eni),
        (free.gpu.checked_div(wanted.gpu), Rejection::Gpu),
        (one_if(request.rules.constraints.distinct_instance), Rejection::DistinctInstance),
    ];
    // Among equals the first is the one that is judged first.
    let known = bounds.into_iter().filter_map(|(copies, limit)| copies.map(|copies| (copies, limit)));
    let least = known.min_by_key(|(copies, _)| *copies);
    let members = members_on(instance, least.map_or(MANY, |(copies, _)| copies), filter, request, cluster);
    match (least, members) {
        (Some((copies, limit)), Some(members)) if (copies, limit) < (members, Rejection::MemberOf) => least,
        (_, Some(members)) => Some((members, Rejection::MemberOf)),
        (least, None) => least,
    }
}

/// As many copies on an instance as this that queries still allow count as any number.
const MANY: u32 = 100_000;

/// How many of `most` copies the queries let on `instance`; `None` when they let all of them.
///
/// A query may count tasks (`runningTasksCount`) or ask for the group that is placed (`task:group`): then copies on an
/// instance change the answer for that instance, and for no other.
fn members_on(
    instance: InstanceId,
    most: u32,
    filter: &Filter<'_>,
    request: &Request<'_>,
    cluster: &Cluster,
) -> Option<u32> {
    let class = cluster.instances().class(instance);
    let open = filter.residuals(class).filter(|residual| residual.constant().is_none());
    let (mut counts, mut own_group) = (false, false);
    for residual in open {
        let dependencies = residual.dependencies();
        counts |= dependencies.running_tasks_count;
        own_group |= dependencies.groups.binary_search(&request.group.index()).is_ok();
    }
    // Whether the group is there changes with the first copy only.
    let last = if counts { most } else { most.min(u32::from(own_group)) };
    let facts = OnInstance::new(instance, cluster);
    let holds = |copies: &u32| {
        let facts = facts.with(request.group, *copies);
        filter.residuals(class).all(|residual| residual.holds(&facts))
    };
    // The first copy passes the filter; the one after `copies` has to find them there.
    (1..=last).find(|copies| !holds(copies))
}
