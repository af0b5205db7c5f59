//! `power-of-choices`: draw a few instances and take the best of them.
//!
//! Of those that the entries before it leave, `k` different ones are drawn, each set equally likely, from the task's
//! own numbers; later entries choose among them, or, where it is the last, the fewest tasks on the instance. With
//! `k = 1` it is `random`. Mitzenmacher (*The Power of Two Choices in Randomized Load Balancing*, 2001) draws with
//! repetition, and Sparrow (Ousterhout et al., 2013) probes for a batch of tasks at once; here each task draws anew and
//! never the same instance twice. On scale-in `k` tasks are drawn, and the one goes that the rest of the chain likes
//! least where it is.

use super::registry::{Argument, ArgumentDefault, ArgumentKind, Research};
use crate::model::Strategy;

const CHOICES: Argument = Argument {
    name: "k",
    kind: ArgumentKind::Whole { least: 1, most: 100 },
    default: Some(ArgumentDefault::Whole(2)),
    meaning: "how many are drawn",
};

pub(super) const POWER_OF_CHOICES: Research = Research {
    name: "power-of-choices",
    arguments: &[CHOICES],
    places: "of k instances drawn at random the best by later entries, else the one with the fewest tasks",
    stops: "of k tasks drawn the worst placed by later entries, else one where most tasks are",
    source: "Mitzenmacher, The Power of Two Choices in Randomized Load Balancing, 2001",
    make: |arguments| Strategy::PowerOfChoices(arguments.positive("k")),
};
