//! The linear chooser: the rules as they are written, over every instance. The oracle, and quickest when small.

use super::diagnosis::diagnose;
use super::filter::{ClassRejections, Filter};
use super::ranking::Ranking;
use super::request::{Chooser, Decision, Request};
use super::strategy::{Chain, SpreadAttributes};
use crate::cluster::Cluster;
use crate::model::InstanceId;
use crate::rng::Draw;

/// Filters all instances, then lets each strategy keep its best (PL-01, ST-03).
#[derive(Clone, Debug, Default)]
pub struct LinearChooser {
    // What is kept between questions is memory only: no answer depends on an earlier one.
    chain: Chain,
    attributes: SpreadAttributes,
    buckets: Vec<Vec<u32>>,
    classes: ClassRejections,
    candidates: Vec<InstanceId>,
}

impl Chooser for LinearChooser {
    fn choose(&mut self, request: &Request<'_>, cluster: &Cluster, random: &mut Draw<'_>) -> Decision {
        self.classes.judge(request, cluster.model());
        let filter = Filter::new(request, cluster).knowing(&self.classes);
        self.candidates.clear();
        self.candidates.extend(cluster.instances().ids_of(request.cluster).filter(|id| filter.accepts(*id)));
        if self.candidates.is_empty() {
            return Decision::Unplaceable(diagnose(request, cluster));
        }
        self.chain.set_for_placing(&request.rules.strategies, cluster.model().zone_attribute());
        self.attributes.learn(cluster.model(), self.chain.attributes());
        self.attributes.rank_for_placing(&self.chain, request, cluster, &mut self.buckets);
        let ranking = Ranking::new(&self.chain, &self.attributes, &self.buckets, request, cluster);
        ranking.drop_barred(&mut self.candidates);
        if self.candidates.is_empty() {
            return Decision::Unplaceable(diagnose(request, cluster));
        }
        ranking.keep_best(&mut self.candidates);
        Decision::Place(ranking.settle(&mut self.candidates, 0, random))
    }
}
