//! The linear chooser: the rules as they are written, over every instance. The oracle, and quickest when small.

use super::diagnosis::diagnose;
use super::filter::Filter;
use super::request::{Chooser, Decision, Request};
use super::strategy::{Chain, Key, SpreadAttributes, pick};
use crate::cluster::Cluster;
use crate::model::InstanceId;
use crate::rng::Stream;

/// Filters all instances, then lets each strategy keep its best (PL-01, ST-03).
#[derive(Clone, Debug, Default)]
pub struct LinearChooser {
    // What is kept between questions is memory only: no answer depends on an earlier one.
    chain: Chain,
    attributes: SpreadAttributes,
    counts: Vec<Vec<u32>>,
    candidates: Vec<InstanceId>,
}

impl Chooser for LinearChooser {
    fn choose(&mut self, request: &Request<'_>, cluster: &Cluster<'_>, stream: &mut Stream) -> Decision {
        let filter = Filter::new(request, cluster);
        self.candidates.clear();
        self.candidates.extend(cluster.instances().ids().filter(|id| filter.accepts(*id)));
        if self.candidates.is_empty() {
            return Decision::Unplaceable(diagnose(request, cluster));
        }
        self.apply_strategies(request, cluster);
        if !self.chain.is_random() {
            return Decision::Place(self.candidates[0]);
        }
        self.sort_by_bucket(cluster);
        let drawn = pick(self.candidates.len() as u64, stream);
        Decision::Place(self.candidates[usize::try_from(drawn).expect("a position")])
    }
}

impl LinearChooser {
    /// Each strategy keeps the candidates that are best in it; those left are in order of id.
    fn apply_strategies(&mut self, request: &Request<'_>, cluster: &Cluster<'_>) {
        let model = cluster.model();
        let tasks = cluster.group(request.group);
        self.chain.set_for_placing(&request.rules.strategies, model.zone_attribute());
        self.attributes.learn(model, self.chain.attributes());
        self.attributes.count(self.chain.attributes(), tasks, &mut self.counts);
        for key in self.chain.keys() {
            if let Key::Bucket(position) = *key {
                let buckets = self.attributes.of(self.chain.attributes()[position]);
                let counts = &self.counts[position];
                keep_least(&mut self.candidates, |id| {
                    counts[buckets.of(cluster.instances().class(id)) as usize]
                });
            } else {
                keep_least(&mut self.candidates, |id| key.of_instance(cluster, tasks, id));
            }
        }
    }

    /// The order in which `random` counts: by the buckets that the chain spreads over, then by id.
    fn sort_by_bucket(&mut self, cluster: &Cluster<'_>) {
        let path =
            |id: InstanceId| self.attributes.path(self.chain.attributes(), cluster.instances().class(id));
        self.candidates.sort_unstable_by(|a, b| path(*a).cmp(path(*b)).then(a.cmp(b)));
    }
}

/// Keeps those with the least figure, in their order.
fn keep_least(candidates: &mut Vec<InstanceId>, figure: impl Fn(InstanceId) -> u32) {
    let (mut least, mut kept) = (u32::MAX, 0);
    for index in 0..candidates.len() {
        let candidate = candidates[index];
        let own = figure(candidate);
        if own < least {
            (least, kept) = (own, 0);
        }
        if own == least {
            candidates[kept] = candidate;
            kept += 1;
        }
    }
    candidates.truncate(kept);
}
