//! A strategy chain as one order: keys that are compared one after the other (ST-03).

use super::bucket_rule::BucketRule;
use super::perspective::Perspective;
use super::{binpack, default};
use crate::model::{AttributeId, Candidate, InstanceId, Scored, Strategy, WhenUnsatisfiable};
use crate::program::Command;

/// One figure by which a chain orders instances, or a program that says which of them are best.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// What the chain makes of the group's tasks in the instance's bucket; the position of the attribute among those
    /// of the chain.
    Bucket(usize),
    /// The group's tasks on the instance.
    OnInstance,
    /// Remaining CPU.
    FreeCpu,
    /// Remaining memory.
    FreeMemory,
    /// All counted tasks on the instance.
    Tasks,
    /// The order in which instances became known.
    Id,
    /// A score; the position of its strategy among those of the chain.
    Score(usize),
    /// What a program keeps of those that are left; its position among those of the chain.
    Program(usize),
}

/// Where a chain draws, and how it goes on among those drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draw {
    /// How many of those left are drawn.
    pub choices: u32,
    /// The keys that compare them.
    pub keys: Vec<Key>,
}

/// What a list of strategies compares, in order.
///
/// A strategy that is named again changes nothing, since all that is left ties in it; so does every one after
/// `random`, which leaves one instance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    keys: Vec<Key>,
    attributes: Vec<AttributeId>,
    rules: Vec<BucketRule>,
    scores: Vec<Scored>,
    programs: Vec<Command>,
    draws: Vec<Draw>,
}

impl Chain {
    /// Becomes the chain that places a task: the least of each key is best, the tie-break at the end.
    pub fn set_for_placing(&mut self, strategies: &[Strategy], zone: AttributeId) {
        self.clear();
        if strategies.is_empty() {
            self.extend(&default::for_placing(zone));
        }
        // No two instances tie in the order of first fit.
        let first_fit = strategies.iter().position(|strategy| *strategy == Strategy::FirstFit);
        self.extend(&strategies[..first_fit.map_or(strategies.len(), |at| at + 1)]);
        if first_fit.is_none() {
            self.compare_choices_by_default(strategies);
            self.extend(&[default::TIE_BREAK]);
        }
        self.bar_domains(strategies);
    }

    /// Becomes the chain that picks a task to stop: the most of each key is best (SI-11), then each equally likely
    /// (SI-02).
    pub fn set_for_stopping(&mut self, strategies: &[Strategy], zone: AttributeId) {
        self.clear();
        if strategies.is_empty() {
            self.extend(&default::for_stopping(zone));
        }
        self.extend(strategies);
        self.compare_choices_by_default(strategies);
        self.extend(&[Strategy::Random]);
    }

    /// The keys that narrow the candidates before anything is drawn, the one that matters most first.
    #[must_use]
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// What is drawn from those that tie in all keys, one draw after the other; if nothing is, the lowest id is taken.
    #[must_use]
    pub fn draws(&self) -> &[Draw] {
        &self.draws
    }

    /// The attributes that the chain spreads over.
    #[must_use]
    pub fn attributes(&self) -> &[AttributeId] {
        &self.attributes
    }

    /// What it makes of the counts in their buckets, in the same order.
    #[must_use]
    pub fn rules(&self) -> &[BucketRule] {
        &self.rules
    }

    /// Whether something is drawn, rather than the lowest id taken.
    #[must_use]
    pub fn is_random(&self) -> bool {
        !self.draws.is_empty()
    }

    /// Whether a key before the first draw depends on where the group has tasks.
    #[must_use]
    pub fn sees_own_tasks(&self) -> bool {
        self.keys.contains(&Key::OnInstance) || self.scores_own_tasks()
    }

    /// Whether a score before the first draw does: then tasks of the group may make an instance better.
    #[must_use]
    pub fn scores_own_tasks(&self) -> bool {
        let looks = |key: &Key| matches!(*key, Key::Score(at) if self.scores[at].looks_at_own_tasks());
        self.keys.iter().any(looks)
    }

    /// The keys that differ between instances of one bucket, packed so that comparing packed figures compares them
    /// in order; all of them only when [`packed_bits`](Self::packed_bits) fit.
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

    /// Whether packed figures hold all keys: four at most, and no four of which are all at their worst at once. What a
    /// program keeps is no figure.
    #[must_use]
    pub fn is_packable(&self) -> bool {
        self.programs.is_empty() && self.packed_bits() <= u128::BITS
    }

    /// The figure of `instance` as it is now.
    ///
    /// # Panics
    ///
    /// For [`Key::Bucket`], which is a figure of many instances, and for [`Key::Program`], which is none.
    #[must_use]
    #[inline]
    pub fn figure(&self, key: Key, perspective: &Perspective<'_>, instance: InstanceId) -> u32 {
        let instances = perspective.cluster.instances();
        match key {
            Key::Bucket(_) => unreachable!("buckets are counted, not instances"),
            Key::OnInstance => perspective.tasks.on_instance(instance),
            Key::FreeCpu => binpack::remaining_cpu(instances, instance),
            Key::FreeMemory => binpack::remaining_memory(instances, instance),
            Key::Tasks => instances.running_tasks_count(instance),
            Key::Id => instance.ordinal(),
            Key::Score(at) => self.scores[at].of(&perspective.candidate(instance)),
            Key::Program(_) => unreachable!("a program is asked about all that are left"),
        }
    }

    /// The scoring strategy at this position.
    #[must_use]
    pub fn scored(&self, at: usize) -> &Scored {
        &self.scores[at]
    }

    /// The program at this position.
    #[must_use]
    pub fn program(&self, at: usize) -> &Command {
        &self.programs[at]
    }

    /// The score of `candidate` by the strategy at this position.
    #[must_use]
    pub fn score(&self, at: usize, candidate: &Candidate<'_>) -> u32 {
        self.scores[at].of(candidate)
    }

    fn clear(&mut self) {
        self.keys.clear();
        self.attributes.clear();
        self.rules.clear();
        self.scores.clear();
        self.programs.clear();
        self.draws.clear();
    }

    fn extend(&mut self, strategies: &[Strategy]) {
        for strategy in strategies {
            if self.is_decided() {
                return;
            }
            match strategy {
                Strategy::Random => self.draw(1),
                Strategy::SpreadInstance => self.push(Key::OnInstance),
                Strategy::SpreadAttribute(attribute) => self.push_bucket(*attribute, BucketRule::Fewest),
                Strategy::BinpackCpu => self.push(Key::FreeCpu),
                Strategy::BinpackMemory => self.push(Key::FreeMemory),
                Strategy::FirstFit => self.push(Key::Id),
                Strategy::SwarmSpread => {
                    self.push(Key::OnInstance);
                    self.push(Key::Tasks);
                }
                Strategy::TopologySpread(spread) => {
                    self.push_bucket(spread.attribute, BucketRule::WithinSkew(*spread));
                }
                Strategy::PowerOfChoices(choices) => self.draw(choices.get()),
                Strategy::Scored(scored) => self.push_score(scored),
                Strategy::Program(command) => self.push_program(command),
            }
        }
    }

    /// Where a draw of several comes last, the fewest tasks decide among them.
    fn compare_choices_by_default(&mut self, strategies: &[Strategy]) {
        if !self.is_decided() && matches!(strategies.last(), Some(Strategy::PowerOfChoices(_))) {
            self.push(default::AMONG_CHOICES);
        }
    }

    /// Lets `DoNotSchedule` hold wherever it stands, behind what decides too: it is a rule, not a preference.
    fn bar_domains(&mut self, strategies: &[Strategy]) {
        for strategy in strategies {
            if let Strategy::TopologySpread(spread) = strategy
                && spread.when_unsatisfiable == WhenUnsatisfiable::DoNotSchedule
            {
                self.bucket(spread.attribute, BucketRule::WithinSkew(*spread));
            }
        }
    }

    /// Whether one instance is left whatever comes.
    fn is_decided(&self) -> bool {
        self.draws.last().is_some_and(|draw| draw.choices == 1)
    }

    fn draw(&mut self, choices: u32) {
        self.draws.push(Draw { choices, keys: Vec::new() });
    }

    fn push(&mut self, key: Key) {
        let is_known = self.keys.contains(&key) || self.draws.iter().any(|draw| draw.keys.contains(&key));
        if !is_known {
            self.draws.last_mut().map_or(&mut self.keys, |draw| &mut draw.keys).push(key);
        }
    }

    fn push_bucket(&mut self, attribute: AttributeId, rule: BucketRule) {
        let at = self.bucket(attribute, rule);
        self.push(Key::Bucket(at));
    }

    /// The position of these buckets, which become known if they are not.
    fn bucket(&mut self, attribute: AttributeId, rule: BucketRule) -> usize {
        let mut known = self.attributes.iter().zip(&self.rules);
        known.position(|known| known == (&attribute, &rule)).unwrap_or_else(|| {
            self.attributes.push(attribute);
            self.rules.push(rule);
            self.rules.len() - 1
        })
    }

    fn push_score(&mut self, scored: &Scored) {
        let at = self.scores.iter().position(|known| known == scored).unwrap_or_else(|| {
            self.scores.push(scored.clone());
            self.scores.len() - 1
        });
        self.push(Key::Score(at));
    }

    fn push_program(&mut self, command: &Command) {
        let at = self.programs.iter().position(|known| known == command).unwrap_or_else(|| {
            self.programs.push(command.clone());
            self.programs.len() - 1
        });
        self.push(Key::Program(at));
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;
    use crate::model::TopologySpread;

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

    /// Two drawn are compared by what comes after, else by the fewest tasks; a draw of one ends the chain.
    #[test]
    fn later_entries_compare_what_is_drawn() {
        use Key::{FreeCpu, FreeMemory, Id, OnInstance, Tasks};
        let draw = |choices, keys: &[Key]| Draw { choices, keys: keys.to_vec() };
        let of = |choices| Strategy::PowerOfChoices(NonZeroU32::new(choices).expect("not zero"));
        for (strategies, keys, draws) in [
            (vec![of(2)], vec![], vec![draw(2, &[Tasks, OnInstance])]),
            (vec![of(2), Strategy::BinpackCpu], vec![], vec![draw(2, &[FreeCpu, OnInstance])]),
            (
                vec![Strategy::BinpackCpu, of(3), Strategy::BinpackMemory, of(2)],
                vec![FreeCpu],
                vec![draw(3, &[FreeMemory]), draw(2, &[Tasks, OnInstance])],
            ),
            (vec![of(1), Strategy::BinpackCpu], vec![], vec![draw(1, &[])]),
            (vec![Strategy::Random, of(2)], vec![], vec![draw(1, &[])]),
            (vec![of(2), Strategy::Random], vec![], vec![draw(2, &[]), draw(1, &[])]),
            (vec![Strategy::FirstFit, of(2)], vec![Id], vec![]),
            (vec![Strategy::SwarmSpread, Strategy::SpreadInstance], vec![OnInstance, Tasks], vec![]),
        ] {
            let chain = placing(&strategies);
            assert_eq!((chain.keys(), chain.draws()), (&keys[..], &draws[..]), "{strategies:?}");
        }
    }

    /// A rule holds wherever it stands, a preference only where something is left to decide.
    #[test]
    fn barred_domains_stay_barred_behind_what_decides() {
        let spread = |when_unsatisfiable| {
            let (attribute, max_skew) = (AttributeId::new(1), NonZeroU32::MIN);
            Strategy::TopologySpread(TopologySpread { attribute, max_skew, when_unsatisfiable })
        };
        for first in [Strategy::Random, Strategy::FirstFit] {
            let strict = placing(&[first.clone(), spread(WhenUnsatisfiable::DoNotSchedule)]);
            assert!(strict.rules().iter().any(BucketRule::bars), "{first:?}");
            let lenient = placing(&[first.clone(), spread(WhenUnsatisfiable::ScheduleAnyway)]);
            assert!(lenient.rules().is_empty(), "{first:?}");
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
        assert!(chain.is_packable());
        let four = [Strategy::BinpackCpu, Strategy::BinpackMemory, Strategy::SwarmSpread];
        assert!(placing(&four).is_packable());
        // Five figures: CPU, memory, the service's tasks, all tasks, a score.
        let best_fit = crate::placement::strategy::find("best-fit").expect("registered");
        let five = [&four[..], &[best_fit.build(&[]).expect("no argument is needed")]].concat();
        assert!(!placing(&five).is_packable());
    }
}
