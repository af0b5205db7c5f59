//! Strategies that score a candidate by itself: the seam for placement research.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::container_instance::InstanceClass;
use super::resources::Resources;

/// The worst score there is; what a strategy returns beyond it counts as this.
pub const WORST_SCORE: u32 = u32::MAX - 1;

/// A container instance that could take the task, as a scoring strategy sees it.
///
/// When a service scales in, it is the instance as it would be without the task in question.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// What the instance registers, its zone and its attributes.
    pub class: &'a InstanceClass,
    /// What is free before the task is placed.
    pub free: Resources,
    /// What the task takes.
    pub demand: Resources,
    /// Tasks of the task's own group there whose desired status is `RUNNING`.
    pub own_tasks: u32,
    /// All tasks there whose desired status is `RUNNING`.
    pub tasks: u32,
}

/// A placement strategy that judges each candidate by itself.
///
/// A score has to follow from the candidate alone: the same candidate always gets the same score, on every thread.
/// Scores are whole numbers, since results must be the same bits on every machine. A fraction is scaled: parts in
/// a billion (`amount * 1_000_000_000 / total`, in `u64` or `u128`) leave room to add up four of them.
///
/// `placement::strategy::conformance` checks an implementation on random clusters.
pub trait Score: Send + Sync {
    /// Name and arguments. Two strategies with the same label count as equal, so everything that decides a score
    /// belongs into it.
    fn label(&self) -> String;

    /// How good `candidate` is: less is better, [`WORST_SCORE`] is worst.
    fn score(&self, candidate: &Candidate<'_>) -> u32;

    /// Whether the score looks at [`Candidate::own_tasks`], which is zero otherwise.
    ///
    /// Services that ask for the same share an index of the cluster for as long as it does not matter whose tasks
    /// are where.
    fn looks_at_own_tasks(&self) -> bool {
        true
    }
}

/// A [`Score`] in a model; equal to another one with the same label.
///
/// ```
/// use plimsoll::model::{Candidate, Score, Scored, Strategy};
///
/// /// Fewest GPUs first, so that tasks without need of them leave them alone.
/// struct SpareGpus;
///
/// impl Score for SpareGpus {
///     fn label(&self) -> String {
///         "spare-gpus".to_owned()
///     }
///
///     fn score(&self, candidate: &Candidate<'_>) -> u32 {
///         candidate.class.registered.gpu
///     }
///
///     fn looks_at_own_tasks(&self) -> bool {
///         false
///     }
/// }
///
/// let strategy = Strategy::Scored(Scored::new(SpareGpus));
/// assert_eq!(strategy, Strategy::Scored(Scored::new(SpareGpus)));
/// ```
#[derive(Clone)]
pub struct Scored {
    label: Arc<str>,
    score: Arc<dyn Score>,
}

impl Scored {
    /// `score` as part of a model.
    #[must_use]
    pub fn new(score: impl Score + 'static) -> Self {
        Self { label: score.label().into(), score: Arc::new(score) }
    }

    /// Its label.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Whether the score depends on where the group has tasks.
    #[must_use]
    pub fn looks_at_own_tasks(&self) -> bool {
        self.score.looks_at_own_tasks()
    }

    /// The score of `candidate`, at most [`WORST_SCORE`].
    #[must_use]
    pub fn of(&self, candidate: &Candidate<'_>) -> u32 {
        let own_tasks = if self.looks_at_own_tasks() { candidate.own_tasks } else { 0 };
        self.score.score(&Candidate { own_tasks, ..*candidate }).min(WORST_SCORE)
    }
}

impl fmt::Debug for Scored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Scored").field(&self.label).finish()
    }
}

impl PartialEq for Scored {
    fn eq(&self, other: &Self) -> bool {
        self.label == other.label
    }
}

impl Eq for Scored {}

impl PartialOrd for Scored {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Scored {
    fn cmp(&self, other: &Self) -> Ordering {
        self.label.cmp(&other.label)
    }
}

impl Hash for Scored {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.label.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Peeking {
        declares: bool,
    }

    impl Score for Peeking {
        fn label(&self) -> String {
            format!("peeking({})", self.declares)
        }

        fn score(&self, candidate: &Candidate<'_>) -> u32 {
            if candidate.tasks == 9 { u32::MAX } else { candidate.own_tasks }
        }

        fn looks_at_own_tasks(&self) -> bool {
            self.declares
        }
    }

    #[test]
    fn own_tasks_are_hidden_from_who_says_it_does_not_look() {
        let class = InstanceClass::default();
        let none = Resources::default();
        let candidate = |tasks| Candidate { class: &class, free: none, demand: none, own_tasks: 3, tasks };
        for (declares, expected) in [(true, 3), (false, 0)] {
            let scored = Scored::new(Peeking { declares });
            assert_eq!(scored.of(&candidate(3)), expected);
            assert_eq!(scored.of(&candidate(9)), WORST_SCORE, "more than the worst is the worst");
        }
    }

    #[test]
    fn strategies_with_the_same_label_are_equal() {
        let scored = |declares| Scored::new(Peeking { declares });
        assert_eq!(scored(true), scored(true));
        assert_ne!(scored(true), scored(false));
        assert!(scored(false) < scored(true));
        assert_eq!(format!("{:?}", scored(true)), "Scored(\"peeking(true)\")");
    }
}
