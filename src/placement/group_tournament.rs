//! The best over groups whose members share every bucket: the best of each is at the root of its tree.

use std::cmp::Ordering;

use super::strategy::{BARRED, BucketRule, Chain, Key};
use super::tournament::{ABSENT, Tournament};

/// Which bucket of each attribute a group is in; groups are sorted by it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paths {
    attributes: usize,
    buckets: Vec<u32>,
}

/// One tree per group.
#[derive(Clone, Debug, Default)]
pub struct GroupTournament {
    trees: Vec<Tournament>,
}

/// How the winners of two groups compare.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// The keys; those of instances are packed in the trees.
    pub chain: &'a Chain,
    /// The bucket figures by attribute and bucket: less is better, as in the trees.
    pub buckets: &'a [Vec<u32>],
    /// The buckets of each group.
    pub paths: &'a Paths,
}

impl Paths {
    /// No group yet, each to be described by the buckets of this many attributes.
    #[must_use]
    pub fn over(attributes: usize) -> Self {
        Self { attributes, buckets: Vec::new() }
    }

    /// Adds a group.
    pub fn push(&mut self, path: impl Iterator<Item = u32>) {
        self.buckets.extend(path);
    }

    /// The bucket of `group` for the attribute at this position of the chain.
    #[must_use]
    pub fn bucket(&self, group: usize, attribute: usize) -> usize {
        self.buckets[group * self.attributes + attribute] as usize
    }
}

impl Order<'_> {
    fn is_barred(&self, group: usize) -> bool {
        let rules = self.chain.rules().iter().enumerate();
        let mut barring = rules.filter(|(_, rule)| rule.bars()).map(|(position, _)| position);
        barring.any(|position| self.buckets[position][self.paths.bucket(group, position)] == BARRED)
    }
}

impl GroupTournament {
    /// As many groups as `groups`, with trees that hold weights or not; those there are keep their memory, and what is
    /// in it, until they are filled.
    pub fn set_groups(&mut self, groups: usize, weighted: bool) {
        if self.trees.first().is_some_and(|tree| tree.is_weighted() != weighted) {
            self.trees.clear();
        }
        self.trees.resize_with(groups, || Tournament::new(weighted));
    }

    /// The tree of `group`.
    #[must_use]
    pub fn tree(&self, group: usize) -> &Tournament {
        &self.trees[group]
    }

    /// The tree of `group`, to be changed.
    pub fn tree_mut(&mut self, group: usize) -> &mut Tournament {
        &mut self.trees[group]
    }

    /// The first group whose winner nobody beats, `None` when no group has a member that takes part.
    #[must_use]
    pub fn best(&self, order: &Order<'_>) -> Option<usize> {
        self.present(order).reduce(|best, group| {
            if self.compare(order, group, best) == Ordering::Less { group } else { best }
        })
    }

    /// The groups whose winners are as good as that of `best`, in order.
    pub fn tied(&self, order: &Order<'_>, best: usize) -> impl Iterator<Item = usize> {
        self.present(order).filter(move |group| self.compare(order, *group, best) == Ordering::Equal)
    }

    /// The weight of all that are as good as the winner of `best`.
    #[must_use]
    pub fn weight(&self, order: &Order<'_>, best: usize) -> u64 {
        self.tied(order, best).map(|group| u64::from(self.trees[group].weight())).sum()
    }

    /// Who holds the weight after `skip` of those that are as good as the winner of `best`: the group, the position
    /// in it, and how much of its own weight is skipped.
    ///
    /// # Panics
    ///
    /// When `skip` is not below their [`weight`](Self::weight).
    #[must_use]
    pub fn nth(&self, order: &Order<'_>, best: usize, mut skip: u64) -> (usize, usize, u32) {
        for group in self.tied(order, best) {
            let weight = u64::from(self.trees[group].weight());
            if skip < weight {
                let skip = u32::try_from(skip).expect("below a weight of 32 bits");
                let (position, rest) = self.trees[group].nth(skip);
                return (group, position, rest);
            }
            skip -= weight;
        }
        unreachable!("a draw below the weight of those that tie")
    }

    /// The groups that take part: somebody is in them, and no topology spread bars them.
    fn present(&self, order: &Order<'_>) -> impl Iterator<Item = usize> {
        let bars = order.chain.rules().iter().any(BucketRule::bars);
        (0..self.trees.len())
            .filter(move |group| self.trees[*group].best() != ABSENT && !(bars && order.is_barred(*group)))
    }

    fn compare(&self, order: &Order<'_>, a: usize, b: usize) -> Ordering {
        let mut shift = order.chain.packed_bits();
        let keys = (self.trees[a].best(), self.trees[b].best());
        for key in order.chain.keys() {
            let outcome = if let Key::Bucket(attribute) = *key {
                let figure = |group| order.buckets[attribute][order.paths.bucket(group, attribute)];
                figure(a).cmp(&figure(b))
            } else {
                shift -= u32::BITS;
                let figure = |key: u128| (key >> shift) & u128::from(u32::MAX);
                figure(keys.0).cmp(&figure(keys.1))
            };
            if outcome != Ordering::Equal {
                return outcome;
            }
        }
        Ordering::Equal
    }
}
