//! Why no instance takes a task: instances that fail alike, the nearest first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::fix::{Change, single_changes};
use super::question::{Asked, Question};
use super::shortfall::Shortfall;
use crate::cluster::{PlacementFailure, Rejection};
use crate::model::InstanceId;
use crate::placement::diagnosis::diagnose;
use crate::placement::filter::Filter;

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
    pub shortfalls: Vec<Shortfall>,
    /// The instances, by id.
    pub instances: Vec<InstanceId>,
}

impl Alike {
    /// The same without these instances, `None` when nothing is left.
    pub(super) fn without(&self, instances: &[InstanceId]) -> Option<Self> {
        let left = self.instances.iter().copied().filter(|id| !instances.contains(id));
        let left: Vec<InstanceId> = left.collect();
        (!left.is_empty()).then(|| Self { shortfalls: self.shortfalls.clone(), instances: left })
    }
}

/// Explains why none of the `registered` instances takes the task.
pub(super) fn refused(question: &Question<'_>, registered: &[InstanceId]) -> Refused {
    let (request, cluster) = (question.request, question.cluster);
    let failure = failure(question, registered);
    let mut alike = group(question, registered);
    // The group of the instance that ECS would name comes first, since both go by the rules failed and free memory.
    let nearness = |group: &Alike| {
        let nearest = group
            .instances
            .iter()
            .map(|id| (Reverse(cluster.instances().free_for(*id, request.group).memory), *id));
        (group.shortfalls.len(), nearest.min())
    };
    alike.sort_by_key(nearness);
    let changes = single_changes(question, &alike);
    Refused { failure, alike, changes }
}

/// As ECS would tell it; of a task for one instance, what that one says.
fn failure(question: &Question<'_>, registered: &[InstanceId]) -> PlacementFailure {
    if question.asked == Asked::All {
        return diagnose(question.request, question.cluster);
    }
    let filter = Filter::new(question.request, question.cluster);
    let closest = registered.first().and_then(|id| Some((*id, question.rejection(&filter, *id)?)));
    let mut tally = [0; Rejection::COUNT];
    if let Some((_, rule)) = closest {
        tally[rule as usize] = 1;
    }
    PlacementFailure { closest, tally }
}

fn group(question: &Question<'_>, registered: &[InstanceId]) -> Vec<Alike> {
    let (request, cluster) = (question.request, question.cluster);
    let filter = Filter::new(request, cluster);
    let mut groups: BTreeMap<Vec<Shortfall>, Vec<InstanceId>> = BTreeMap::new();
    for id in registered {
        let counting = Rejection::ALL.into_iter().filter(|rule| question.counts(*rule));
        let failed = counting.filter(|rule| filter.fails(*rule, *id));
        let mut shortfalls: Vec<Shortfall> =
            failed.map(|rule| Shortfall::of(rule, *id, request, cluster)).collect();
        if shortfalls.is_empty() {
            // It passes the filter, so it is the topology spread that bars it.
            shortfalls.push(Shortfall::TopologySpread);
        }
        groups.entry(shortfalls).or_default().push(*id);
    }
    groups.into_iter().map(|(shortfalls, instances)| Alike { shortfalls, instances }).collect()
}
