//! Candidates in the order of a chain, one key after the other: how the rules are written (ST-03).

use super::question;
use super::request::Request;
use super::strategy::{BARRED, Chain, Key, Perspective, SpreadAttributes, pick, pick_distinct};
use crate::cluster::Cluster;
use crate::model::InstanceId;
use crate::rng::Draw;

/// A chain and all that its figures are read from.
#[derive(Clone, Copy, Debug)]
pub struct Ranking<'a> {
    /// The chain.
    pub chain: &'a Chain,
    /// The buckets of its attributes.
    pub attributes: &'a SpreadAttributes,
    /// The figures of the buckets, by attribute: less is better.
    pub buckets: &'a [Vec<u32>],
    /// What figures of instances are read from.
    pub perspective: Perspective<'a>,
    request: &'a Request<'a>,
}

impl<'a> Ranking<'a> {
    /// The order of `chain` for `request`; `attributes` and `buckets` are made for them.
    #[must_use]
    pub fn new(
        chain: &'a Chain,
        attributes: &'a SpreadAttributes,
        buckets: &'a [Vec<u32>],
        request: &'a Request<'a>,
        cluster: &'a Cluster,
    ) -> Self {
        let demand = request.demand().resources;
        let perspective = Perspective { cluster, tasks: cluster.group(request.group), demand };
        Self { chain, attributes, buckets, perspective, request }
    }

    /// Drops the candidates in domains that a topology spread bars.
    pub fn drop_barred(&self, candidates: &mut Vec<InstanceId>) {
        for (position, rule) in self.chain.rules().iter().enumerate() {
            if rule.bars() {
                candidates.retain(|id| self.figure(Key::Bucket(position), *id) != BARRED);
            }
        }
    }

    /// Keeps those that are best in every key before the first draw, in their order.
    pub fn keep_best(&self, candidates: &mut Vec<InstanceId>) {
        self.keep_least(self.chain.keys(), candidates);
    }

    /// The one of `candidates`, which tie so far and of which `drawn` draws were made, that the rest of the chain takes.
    ///
    /// # Panics
    ///
    /// Without candidates.
    #[must_use]
    pub fn settle(
        &self,
        candidates: &mut Vec<InstanceId>,
        drawn: usize,
        random: &mut Draw<'_>,
    ) -> InstanceId {
        for (number, draw) in self.chain.draws().iter().enumerate().skip(drawn.saturating_sub(1)) {
            if number >= drawn {
                self.sort_by_bucket(candidates);
                keep_drawn(candidates, draw.choices, random);
            }
            candidates.sort_unstable();
            self.keep_least(&draw.keys, candidates);
        }
        candidates[0]
    }

    /// The order in which positions are drawn: by the buckets that the chain spreads over, then by id.
    fn sort_by_bucket(&self, candidates: &mut [InstanceId]) {
        let classes = self.perspective.cluster.instances();
        let path = |id: InstanceId| self.attributes.path(self.chain.attributes(), classes.class(id));
        candidates.sort_unstable_by(|a, b| path(*a).cmp(path(*b)).then(a.cmp(b)));
    }

    fn keep_least(&self, keys: &[Key], candidates: &mut Vec<InstanceId>) {
        for key in keys {
            match *key {
                Key::Program(at) => self.keep_answered(at, candidates),
                key => keep_least(candidates, |id| self.figure(key, id)),
            }
        }
    }

    /// Keeps those that a program keeps, in their order; nobody is asked where there is no choice. Without an answer all
    /// stay, and the run has no next event.
    fn keep_answered(&self, program: usize, candidates: &mut Vec<InstanceId>) {
        if let Some(kept) = self.answer(program, candidates) {
            for (place, position) in kept.iter().enumerate() {
                candidates[place] = candidates[*position as usize];
            }
            candidates.truncate(kept.len());
        }
    }

    /// The positions that a program keeps of candidates.
    #[must_use]
    pub fn answer(&self, program: usize, candidates: &[InstanceId]) -> Option<Box<[u32]>> {
        if candidates.len() < 2 {
            return None;
        }
        let cluster = self.perspective.cluster;
        let question = question::placing(self.request, cluster, candidates);
        let count = u32::try_from(candidates.len()).expect("ids have 32 bits");
        cluster.model().programs.answer(self.chain.program(program), &question, count)
    }

    /// The figure by which `key` judges `instance`: less is better.
    #[must_use]
    pub fn figure(&self, key: Key, instance: InstanceId) -> u32 {
        let Key::Bucket(position) = key else { return self.chain.figure(key, &self.perspective, instance) };
        let buckets = self.attributes.of(self.chain.attributes()[position]);
        let class = self.perspective.cluster.instances().class(instance);
        self.buckets[position][buckets.of(class) as usize]
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

/// Keeps so many at random.
fn keep_drawn(candidates: &mut Vec<InstanceId>, choices: u32, random: &mut Draw<'_>) {
    let at = |position: u64| usize::try_from(position).expect("a position");
    if choices == 1 {
        let drawn = at(pick(candidates.len() as u64, random));
        candidates.swap(0, drawn);
        candidates.truncate(1);
        return;
    }
    let drawn = pick_distinct(choices, candidates.len() as u64, random);
    // Positions ascend, so each is at or behind the place that it moves to.
    for (place, position) in drawn.iter().enumerate() {
        candidates[place] = candidates[at(*position)];
    }
    candidates.truncate(drawn.len());
}
