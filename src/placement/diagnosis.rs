//! Why nothing fits: instances by the first rule they fail, and the closest one (placement.md §6).

use std::cmp::Reverse;

use super::filter::{ClassRejections, Filter};
use super::request::Request;
use crate::cluster::{Cluster, PlacementFailure, Rejection};
use crate::model::InstanceId;

/// Rules failed, then free memory: the least is closest.
type Distance = (usize, Reverse<u32>);

/// Explains why `request` finds no instance, in one pass over all of them.
///
/// The closest instance fails the fewest rules; among equals it has the most free memory, then the lowest id. An
/// instance that passes every rule is barred by a topology spread, or there would be nothing to explain.
#[must_use]
pub fn diagnose(request: &Request<'_>, cluster: &Cluster) -> PlacementFailure {
    let mut classes = ClassRejections::default();
    classes.judge(request, cluster.model());
    let filter = Filter::new(request, cluster).knowing(&classes);
    let instances = cluster.instances();
    let mut tally = [0; Rejection::COUNT];
    let mut closest: Option<(Distance, InstanceId, Rejection)> = None;
    for id in instances.ids_of(request.cluster).filter(|id| filter.is_registered(*id)) {
        let rejection = filter.first_rejection(id).unwrap_or(Rejection::TopologySpread);
        tally[rejection as usize] += 1;
        let failed = filter.failed_rules(id).max(1);
        let distance = (failed, Reverse(instances.free_for(id, request.group).memory));
        if closest.is_none_or(|(nearest, ..)| distance < nearest) {
            closest = Some((distance, id, rejection));
        }
    }
    PlacementFailure { closest: closest.map(|(_, id, rejection)| (id, rejection)), tally }
}
