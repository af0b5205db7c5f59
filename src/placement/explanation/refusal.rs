//! Why no instance takes a task: instances that fail alike, the nearest first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::miss::Miss;
use super::remedy::{Change, single_changes};
use crate::cluster::{Cluster, PlacementFailure, Rejection};
use crate::model::InstanceId;
use crate::placement::diagnosis::diagnose;
use crate::placement::filter::Filter;
use crate::placement::request::Request;

/// Why a task cannot be placed, and what would let it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// As ECS would tell it: instances by the first rule they fail, and the closest one.
    pub failure: PlacementFailure,
    /// Instances that fail the same rules by the same amounts, those that fail the fewest rules first.
    pub alike: Vec<Alike>,
    /// Each change that would let the task in by itself, the smallest first.
    pub changes: Vec<Change>,
}

/// Instances that fail alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// Every rule they fail, the one judged first in front.
    pub misses: Vec<Miss>,
    /// The instances, by id.
    pub instances: Vec<InstanceId>,
}

/// Explains why none of the `registered` instances takes `request`.
pub(super) fn refused(request: &Request<'_>, cluster: &Cluster, registered: &[InstanceId]) -> Refused {
    let failure = diagnose(request, cluster);
    let mut alike = group(request, cluster, registered);
    // The group of the instance that ECS would name comes first, since both go by the rules failed and free memory.
    let nearness = |group: &Alike| {
        let nearest = group
            .instances
            .iter()
            .map(|id| (Reverse(cluster.instances().free_for(*id, request.group).memory), *id));
        (group.misses.len(), nearest.min())
    };
    alike.sort_by_key(nearness);
    let changes = single_changes(request, cluster, &alike);
    Refused { failure, alike, changes }
}

fn group(request: &Request<'_>, cluster: &Cluster, registered: &[InstanceId]) -> Vec<Alike> {
    let filter = Filter::new(request, cluster);
    let mut groups: BTreeMap<Vec<Miss>, Vec<InstanceId>> = BTreeMap::new();
    for id in registered {
        let failed = Rejection::ALL.into_iter().filter(|rule| filter.fails(*rule, *id));
        let mut misses: Vec<Miss> = failed.map(|rule| Miss::of(rule, *id, request, cluster)).collect();
        if misses.is_empty() {
            // It passes the filter, so it is the topology spread that bars it.
            misses.push(Miss::TopologySpread);
        }
        groups.entry(misses).or_default().push(*id);
    }
    groups.into_iter().map(|(misses, instances)| Alike { misses, instances }).collect()
}
