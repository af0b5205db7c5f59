//! A tournament tree: the least key of many is known at once, and changing one key costs a path to the root.

/// Contestants by position, each with a key; the least key wins, among equals the lowest position.
///
/// With weights it also knows the weight of all that tie for the win, so that one of them can be drawn.
#[derive(Clone, Debug)]
pub struct Tournament {
    /// Number of leaves, a power of two.
    width: usize,
    /// Least key of each subtree; node 1 is the root, leaves start at `width`.
    keys: Vec<u128>,
    /// Weight of the leaves of each subtree that have its least key; empty where nobody draws.
    weights: Vec<u32>,
}

/// The key of a position that takes no part.
pub const ABSENT: u128 = u128::MAX;

impl Tournament {
    /// A tree without contestants.
    #[must_use]
    pub fn new(weighted: bool) -> Self {
        let weights = if weighted { vec![0; 2] } else { Vec::new() };
        Self { width: 1, keys: vec![ABSENT; 2], weights }
    }

    /// How many nodes a tree over `len` positions has.
    #[must_use]
    pub fn nodes(len: usize) -> usize {
        2 * len.max(1).next_power_of_two()
    }

    /// Starts over with these contestants, using the same memory.
    pub fn fill(&mut self, contestants: impl ExactSizeIterator<Item = (u128, u32)>) {
        self.width = contestants.len().max(1).next_power_of_two();
        self.keys.clear();
        self.keys.resize(2 * self.width, ABSENT);
        if self.is_weighted() {
            self.weights.clear();
            self.weights.resize(2 * self.width, 0);
        }
        for (position, (key, weight)) in contestants.enumerate() {
            self.put(self.width + position, key, weight);
        }
        self.play_all();
    }

    /// Gives the contestant at `position` another key and weight; the tree grows where it has to.
    pub fn set(&mut self, position: usize, key: u128, weight: u32) {
        if position >= self.width {
            self.grow(position + 1);
        }
        let mut node = self.width + position;
        self.put(node, key, weight);
        while node > 1 {
            node /= 2;
            if !self.play(node) {
                return;
            }
        }
    }

    /// The least key, [`ABSENT`] when nobody takes part.
    #[must_use]
    pub fn best(&self) -> u128 {
        self.keys[1]
    }

    /// The weight of all that have the least key.
    ///
    /// # Panics
    ///
    /// When the tree has no weights.
    #[must_use]
    pub fn weight(&self) -> u32 {
        self.weights[1]
    }

    /// The lowest position with the least key.
    #[must_use]
    pub fn first(&self) -> usize {
        let mut node = 1;
        while node < self.width {
            node = 2 * node + usize::from(self.keys[2 * node] > self.keys[node]);
        }
        node - self.width
    }

    /// Which of those with the least key holds the weight after `skip`, and how much of its own is skipped.
    ///
    /// # Panics
    ///
    /// When the tree has no weights, or too little of it.
    #[must_use]
    pub fn nth(&self, mut skip: u32) -> (usize, u32) {
        assert!(skip < self.weight(), "a draw below the weight of those that tie");
        let mut node = 1;
        while node < self.width {
            let (least, left) = (self.keys[node], 2 * node);
            let before = if self.keys[left] == least { self.weights[left] } else { 0 };
            node = if skip < before { left } else { left + 1 };
            skip -= if node == left { 0 } else { before };
        }
        (node - self.width, skip)
    }

    fn is_weighted(&self) -> bool {
        !self.weights.is_empty()
    }

    fn put(&mut self, node: usize, key: u128, weight: u32) {
        self.keys[node] = key;
        if self.is_weighted() {
            self.weights[node] = if key == ABSENT { 0 } else { weight };
        }
    }

    /// Lets the two children of `node` play; whether the outcome differs from the last one.
    fn play(&mut self, node: usize) -> bool {
        let (left, right) = (self.keys[2 * node], self.keys[2 * node + 1]);
        let least = left.min(right);
        let mut changed = self.keys[node] != least;
        self.keys[node] = least;
        if self.is_weighted() {
            let share = |child: usize| if self.keys[child] == least { self.weights[child] } else { 0 };
            let weight = share(2 * node) + share(2 * node + 1);
            changed |= self.weights[node] != weight;
            self.weights[node] = weight;
        }
        changed
    }

    fn play_all(&mut self) {
        for node in (1..self.width).rev() {
            self.play(node);
        }
    }

    fn grow(&mut self, len: usize) {
        let (old, width) = (self.width, len.next_power_of_two());
        let mut keys = vec![ABSENT; 2 * width];
        keys[width..width + old].copy_from_slice(&self.keys[old..]);
        self.keys = keys;
        if self.is_weighted() {
            let mut weights = vec![0; 2 * width];
            weights[width..width + old].copy_from_slice(&self.weights[old..]);
            self.weights = weights;
        }
        self.width = width;
        self.play_all();
    }
}

#[cfg(test)]
mod tests {
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
        // Position 1 leaves: 3 is alone at the top. A position beyond the width joins with a smaller key.
        tree.set(1, ABSENT, 2);
        assert_eq!((tree.best(), tree.first(), tree.weight()), (3, 3, 4));
        tree.set(20, 1, 1);
        assert_eq!((tree.best(), tree.first(), tree.nth(0)), (1, 20, (20, 0)));
        tree.set(20, ABSENT, 1);
        assert_eq!((tree.first(), tree.weight()), (3, 4));
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
}
