//! A tournament tree: the least key of many is known at once, and changing one key costs at most a path to the root.
//!
//! Eight siblings lie side by side in memory, so that a path over 50,000 contestants touches six places; a change
//! that does not concern the least of its siblings ends after the first.

/// Contestants by position, each with a key; the least key wins, among equals the lowest position.
///
/// With weights it also knows the weight of all that tie for the win, so that one of them can be drawn.
#[derive(Clone, Debug)]
pub struct Tournament {
    /// Keys by level, contestants first; a key of the next level is the least of the eight siblings below it. The
    /// last level has one block.
    keys: Vec<Vec<Block>>,
    /// Likewise the weight of those siblings that have the least key; empty where nobody draws.
    weights: Vec<Vec<[u32; SIBLINGS]>>,
    best: Outcome,
}

/// The key of a position that takes no part.
pub const ABSENT: u128 = u128::MAX;

const SIBLINGS: usize = 8;

/// Siblings, aligned so that they share as few cache lines as possible.
#[derive(Clone, Copy, Debug)]
#[repr(align(128))]
struct Block([u128; SIBLINGS]);

/// The least key of some contestants and the weight of those that have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Outcome {
    key: u128,
    weight: u32,
}

impl Block {
    const EMPTY: Self = Self([ABSENT; SIBLINGS]);

    fn least(&self) -> u128 {
        self.0.iter().fold(ABSENT, |least, key| least.min(*key))
    }

    /// Which sibling has `key` first.
    fn position(&self, key: u128) -> usize {
        self.0.iter().position(|other| *other == key).expect("the least key is one of the siblings")
    }
}

impl Tournament {
    /// A tree without contestants.
    #[must_use]
    pub fn new(weighted: bool) -> Self {
        let weights = if weighted { vec![vec![[0; SIBLINGS]]] } else { Vec::new() };
        Self { keys: vec![vec![Block::EMPTY]], weights, best: Outcome { key: ABSENT, weight: 0 } }
    }

    /// How many keys a tree over `len` positions holds in all its levels.
    #[must_use]
    pub fn size(len: usize) -> usize {
        let mut blocks = len.div_ceil(SIBLINGS).max(1);
        let mut sum = blocks;
        while blocks > 1 {
            blocks = blocks.div_ceil(SIBLINGS);
            sum += blocks;
        }
        sum * SIBLINGS
    }

    /// Starts over with these contestants, using the same memory.
    pub fn fill(&mut self, contestants: impl ExactSizeIterator<Item = (u128, u32)>) {
        for level in &mut self.keys {
            level.clear();
        }
        for level in &mut self.weights {
            level.clear();
        }
        self.widen(contestants.len());
        for (position, (key, weight)) in contestants.enumerate() {
            self.put(position, key, weight);
        }
        self.play_all();
    }

    /// Gives the contestant at `position` another key and weight; the tree grows where it has to.
    pub fn set(&mut self, position: usize, key: u128, weight: u32) {
        let width = self.keys[0].len() * SIBLINGS;
        if position >= width {
            self.widen((position + 1).max(2 * width));
            self.put(position, key, weight);
            self.play_all();
        } else if self.is_weighted() {
            let block = position / SIBLINGS;
            let (least, old) = (self.least_above(0, block), self.keys[0][block].0[position % SIBLINGS]);
            self.put(position, key, weight);
            // Who was not among the least and is not now changes nothing above.
            if key.min(old) <= least {
                self.replay_weighted(position);
            }
        } else {
            self.replay(position, key);
        }
    }

    /// The least key, [`ABSENT`] when nobody takes part.
    #[must_use]
    pub fn best(&self) -> u128 {
        self.best.key
    }

    /// The weight of all that have the least key; zero in a tree without weights.
    #[must_use]
    pub fn weight(&self) -> u32 {
        self.best.weight
    }

    /// The lowest position with the least key.
    #[must_use]
    pub fn first(&self) -> usize {
        let down = self.keys.iter().rev();
        down.fold(0, |block, level| block * SIBLINGS + level[block].position(self.best.key))
    }

    /// Which of those with the least key holds the weight after `skip`, and how much of its own is skipped.
    ///
    /// # Panics
    ///
    /// When the weight of all that tie is not above `skip`.
    #[must_use]
    pub fn nth(&self, mut skip: u32) -> (usize, u32) {
        assert!(skip < self.weight(), "a draw below the weight of those that tie");
        let mut block = 0;
        for (keys, weights) in self.keys.iter().zip(&self.weights).rev() {
            let siblings = keys[block].0.iter().zip(&weights[block]);
            let mut tied = siblings.enumerate().filter(|(_, (key, _))| **key == self.best.key);
            let (sibling, _) = tied
                .find(|(_, (_, weight))| {
                    let here = skip < **weight;
                    skip -= if here { 0 } else { **weight };
                    here
                })
                .expect("the weights of siblings add up to that of their block");
            block = block * SIBLINGS + sibling;
        }
        (block, skip)
    }

    /// Whether it knows the weight of all that tie.
    #[must_use]
    pub fn is_weighted(&self) -> bool {
        !self.weights.is_empty()
    }

    fn put(&mut self, position: usize, key: u128, weight: u32) {
        let (block, sibling) = (position / SIBLINGS, position % SIBLINGS);
        self.keys[0][block].0[sibling] = key;
        if self.is_weighted() {
            self.weights[0][block][sibling] = if key == ABSENT { 0 } else { weight };
        }
    }

    /// Carries a new key up as far as it changes who is least.
    fn replay(&mut self, mut position: usize, mut key: u128) {
        for level in 0..self.keys.len() {
            let (block, sibling) = (position / SIBLINGS, position % SIBLINGS);
            let least = self.least_above(level, block);
            let siblings = &mut self.keys[level][block];
            let old = std::mem::replace(&mut siblings.0[sibling], key);
            if key >= least {
                // Only when the least itself got worse may another one take its place.
                let now = if old == least && key != least { siblings.least() } else { least };
                if now == least {
                    return;
                }
                key = now;
            }
            position = block;
        }
        self.best.key = key;
    }

    /// What the level above `level` holds for `block`.
    fn least_above(&self, level: usize, block: usize) -> u128 {
        match self.keys.get(level + 1) {
            Some(above) => above[block / SIBLINGS].0[block % SIBLINGS],
            None => self.best.key,
        }
    }

    /// Lets the blocks above `position` play again until an outcome stays the same.
    fn replay_weighted(&mut self, mut position: usize) {
        for level in 0..self.keys.len() {
            position /= SIBLINGS;
            if !self.play(level, position) {
                return;
            }
        }
    }

    /// Lets the siblings of a block play; whether the outcome differs from what the level above holds.
    fn play(&mut self, level: usize, block: usize) -> bool {
        let outcome = self.outcome(level, block);
        let (above, sibling) = (block / SIBLINGS, block % SIBLINGS);
        let weighted = self.is_weighted();
        let Some(keys) = self.keys.get_mut(level + 1) else {
            return std::mem::replace(&mut self.best, outcome) != outcome;
        };
        let old_key = std::mem::replace(&mut keys[above].0[sibling], outcome.key);
        let mut changed = old_key != outcome.key;
        if weighted {
            let weight = &mut self.weights[level + 1][above][sibling];
            changed |= std::mem::replace(weight, outcome.weight) != outcome.weight;
        }
        changed
    }

    fn outcome(&self, level: usize, block: usize) -> Outcome {
        let siblings = &self.keys[level][block];
        let key = siblings.least();
        let weight = self.weights.get(level).map_or(0, |weights| {
            let tied = siblings.0.iter().zip(&weights[block]).filter(|(other, _)| **other == key);
            tied.map(|(_, weight)| *weight).sum()
        });
        Outcome { key, weight }
    }

    /// Makes room for `len` contestants, the new ones absent; the levels above are to be played.
    fn widen(&mut self, len: usize) {
        let mut blocks = len.div_ceil(SIBLINGS).max(1);
        let mut level = 0;
        loop {
            if self.keys.len() == level {
                self.keys.push(Vec::new());
            }
            self.keys[level].resize(blocks, Block::EMPTY);
            if self.is_weighted() {
                if self.weights.len() == level {
                    self.weights.push(Vec::new());
                }
                self.weights[level].resize(blocks, [0; SIBLINGS]);
            }
            level += 1;
            if blocks == 1 {
                break;
            }
            blocks = blocks.div_ceil(SIBLINGS);
        }
        self.keys.truncate(level);
        self.weights.truncate(level);
    }

    fn play_all(&mut self) {
        for level in 0..self.keys.len() {
            for block in 0..self.keys[level].len() {
                self.play(level, block);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Keys 7, 3, absent, 3, 9 with weights 1, 2, –, 4, 1: the least is 3 at positions 1 and 3, weight 6.
    #[test]
    fn the_least_key_wins_and_its_weight_is_shared() {
        let contestants = [(7, 1), (3, 2), (ABSENT, 8), (3, 4), (9, 1)];
        let mut tree = Tournament::new(true);
        tree.fill(contestants.into_iter());
        assert_eq!((tree.best(), tree.first(), tree.weight()), (3, 1, 6));
        let drawn: Vec<_> = (0..6).map(|skip| tree.nth(skip)).collect();
        assert_eq!(drawn, [(1, 0), (1, 1), (3, 0), (3, 1), (3, 2), (3, 3)]);
    }

    #[test]
    fn an_empty_tree_has_no_winner() {
        let mut tree = Tournament::new(false);
        assert_eq!(tree.best(), ABSENT);
        tree.fill([].into_iter());
        assert_eq!(tree.best(), ABSENT);
        tree.set(0, 5, 1);
        assert_eq!((tree.best(), tree.first()), (5, 0));
    }

    proptest! {
        /// Three levels, growth included, against a plain list.
        #[test]
        fn every_change_is_played_out(
            start in 0..200_usize,
            changes in prop::collection::vec((0..300_usize, 0..7_u32, 0..4_u32), 1..300),
        ) {
            let mut list = vec![(5, 1); start];
            let (mut plain, mut weighted) = (Tournament::new(false), Tournament::new(true));
            plain.fill(list.iter().copied());
            weighted.fill(list.iter().copied());
            for (position, key, weight) in changes {
                // The worst key stands for nobody.
                let key = if key == 6 { ABSENT } else { u128::from(key) };
                list.resize(list.len().max(position + 1), (ABSENT, 0));
                list[position] = (key, weight);
                plain.set(position, key, weight);
                weighted.set(position, key, weight);
                let best = list.iter().map(|(key, _)| *key).min().expect("not empty");
                prop_assert_eq!((plain.best(), weighted.best()), (best, best));
                if best == ABSENT {
                    continue;
                }
                let tied = || list.iter().enumerate().filter(|(_, (key, _))| *key == best);
                let first = tied().next().map(|(position, _)| position);
                prop_assert_eq!((Some(plain.first()), Some(weighted.first())), (first, first));
                let drawn: Vec<_> = (0..weighted.weight()).map(|skip| weighted.nth(skip)).collect();
                let shares = tied().flat_map(|(position, (_, weight))| (0..*weight).map(move |of| (position, of)));
                prop_assert_eq!(drawn, shares.collect::<Vec<_>>());
            }
        }
    }
}
