//! A strategy chain as one order: keys that are compared one after the other (ST-03).

use super::{binpack, default};
use crate::cluster::{Cluster, GroupTasks};
use crate::model::{AttributeId, InstanceId, Strategy};

/// One figure by which a chain orders instances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The service's tasks in the instance's bucket; the position of the attribute among those of the chain.
    Bucket(usize),
    /// The service's tasks on the instance.
    OnInstance,
    /// Remaining CPU.
    FreeCpu,
    /// Remaining memory.
    FreeMemory,
}

/// What a list of strategies compares, in order.
///
/// A strategy that is named again changes nothing, since all that is left ties in it; so does every one after
/// `random`, which leaves one instance. So a chain has at most three keys besides those of attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    keys: Vec<Key>,
    attributes: Vec<AttributeId>,
    random: bool,
}

impl Chain {
    /// Becomes the chain that places a task: the least of each key is best, the tie-break at the end.
    pub fn set_for_placing(&mut self, strategies: &[Strategy], zone: AttributeId) {
        self.clear();
        if strategies.is_empty() {
            self.extend(&default::for_placing(zone));
        }
        self.extend(strategies);
        self.extend(&[default::TIE_BREAK]);
    }

    /// Becomes the chain that picks a task to stop: the most of each key is best (SI-11), then each equally likely
    /// (SI-02).
    pub fn set_for_stopping(&mut self, strategies: &[Strategy], zone: AttributeId) {
        self.clear();
        if strategies.is_empty() {
            self.extend(&default::for_stopping(zone));
        }
        self.extend(strategies);
        self.extend(&[Strategy::Random]);
    }

    /// The keys, the one that matters most first.
    #[must_use]
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// The attributes that the chain spreads over.
    #[must_use]
    pub fn attributes(&self) -> &[AttributeId] {
        &self.attributes
    }

    /// Whether each of those that tie in all keys is equally likely, rather than the lowest id.
    #[must_use]
    pub fn is_random(&self) -> bool {
        self.random
    }

    /// The keys that differ between instances of one bucket, packed so that comparing packed figures compares them
    /// in order.
    #[must_use]
    pub fn pack(&self, figure: impl Fn(Key) -> u32) -> u128 {
        let parts = self.keys.iter().filter(|key| !matches!(key, Key::Bucket(_)));
        parts.fold(0, |packed, key| packed << u32::BITS | u128::from(figure(*key)))
    }

    /// How many bits [`pack`](Self::pack) fills.
    #[must_use]
    pub fn packed_bits(&self) -> u32 {
        let parts = self.keys.iter().filter(|key| !matches!(key, Key::Bucket(_)));
        parts.map(|_| u32::BITS).sum()
    }

    fn clear(&mut self) {
        self.keys.clear();
        self.attributes.clear();
        self.random = false;
    }

    fn extend(&mut self, strategies: &[Strategy]) {
        for strategy in strategies {
            if self.random {
                return;
            }
            match strategy {
                Strategy::Random => self.random = true,
                Strategy::SpreadInstance => self.push(Key::OnInstance),
                Strategy::SpreadAttribute(attribute) => self.push_attribute(*attribute),
                Strategy::BinpackCpu => self.push(Key::FreeCpu),
                Strategy::BinpackMemory => self.push(Key::FreeMemory),
            }
        }
    }

    fn push(&mut self, key: Key) {
        if !self.keys.contains(&key) {
            self.keys.push(key);
        }
    }

    fn push_attribute(&mut self, attribute: AttributeId) {
        if !self.attributes.contains(&attribute) {
            self.keys.push(Key::Bucket(self.attributes.len()));
            self.attributes.push(attribute);
        }
    }
}

impl Key {
    /// The figure of `instance` as it is now.
    ///
    /// # Panics
    ///
    /// For [`Key::Bucket`], which is a figure of many instances.
    #[must_use]
    pub fn of_instance(self, cluster: &Cluster<'_>, tasks: &GroupTasks, instance: InstanceId) -> u32 {
        match self {
            Self::Bucket(_) => unreachable!("buckets are counted, not instances"),
            Self::OnInstance => tasks.on_instance(instance),
            Self::FreeCpu => binpack::remaining_cpu(cluster.instances(), instance),
            Self::FreeMemory => binpack::remaining_memory(cluster.instances(), instance),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placing(strategies: &[Strategy]) -> Chain {
        let mut chain = Chain::default();
        chain.set_for_placing(strategies, AttributeId::new(0));
        chain
    }

    #[test]
    fn st_03_keys_follow_the_array_and_repeat_nothing() {
        use Key::{Bucket, FreeCpu, FreeMemory, OnInstance};
        let (zone, rack) = (AttributeId::new(0), AttributeId::new(1));
        let over = Strategy::SpreadAttribute;
        for (strategies, keys, random) in [
            (vec![], vec![Bucket(0), OnInstance], false),
            (vec![Strategy::BinpackCpu], vec![FreeCpu, OnInstance], false),
            (vec![Strategy::SpreadInstance], vec![OnInstance], false),
            (vec![Strategy::Random, Strategy::BinpackCpu], vec![], true),
            (
                vec![over(rack), Strategy::BinpackMemory, over(zone), over(rack), Strategy::Random],
                vec![Bucket(0), FreeMemory, Bucket(1)],
                true,
            ),
        ] {
            let chain = placing(&strategies);
            assert_eq!((chain.keys(), chain.is_random()), (&keys[..], random), "{strategies:?}");
        }
    }

    #[test]
    fn packed_figures_compare_like_the_figures() {
        let chain = placing(&[Strategy::BinpackCpu, Strategy::BinpackMemory]);
        let pack = |cpu, memory, count| {
            chain.pack(|key| match key {
                Key::FreeCpu => cpu,
                Key::FreeMemory => memory,
                _ => count,
            })
        };
        let ordered = [(0, 5, u32::MAX), (0, 6, 0), (1, 0, 0), (1, 0, 1), (u32::MAX, 0, 0)];
        assert!(ordered.is_sorted_by_key(|(cpu, memory, count)| pack(*cpu, *memory, *count)));
        // Three figures of 32 bits.
        assert_eq!(chain.packed_bits(), 96);
    }
}
