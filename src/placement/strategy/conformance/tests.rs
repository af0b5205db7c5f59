//! Every strategy conforms, and what does not is found out.

use std::sync::atomic::{AtomicU32, Ordering};

use super::super::{ArgumentKind, ArgumentValue, RESEARCH, Research};
use super::*;
use crate::model::{AttributeId, Candidate, Score};

/// A random value that `kind` takes.
fn any_value(kind: ArgumentKind, random: &mut Draw<'_>) -> ArgumentValue {
    match kind {
        // Small ones, so that they are below as often as above what there is.
        ArgumentKind::Whole { least, most } => {
            let drawn = least + u32::try_from(random.below(6)).expect("small");
            ArgumentValue::Whole(drawn.min(most))
        }
        ArgumentKind::Word(words) => ArgumentValue::Word(words[random.index(words.len())].to_owned()),
        ArgumentKind::Words(words) => {
            let first = random.index(words.len());
            let some = words[first..].iter().filter(|word| **word == words[first] || random.below(2) == 0);
            ArgumentValue::Words(some.map(|word| (*word).to_owned()).collect())
        }
        ArgumentKind::Attribute => ArgumentValue::Attribute(AttributeId::new(random.index(2))),
        ArgumentKind::Command => unreachable!("programs have checks of their own"),
    }
}

/// All but `program`, which is what somebody makes of it.
fn built_in() -> impl Iterator<Item = &'static Research> {
    RESEARCH.iter().filter(|research| research.name != "program")
}

/// With defaults where there are, and with random arguments.
fn some_of(research: &Research, random: &mut Draw<'_>) -> [Strategy; 3] {
    [false, true, true].map(|all| {
        let written = research.arguments.iter().filter(|argument| all || argument.default.is_none());
        let given: Vec<_> =
            written.map(|argument| (argument.name, any_value(argument.kind, random))).collect();
        research.build(&given).expect("valid arguments")
    })
}

#[test]
fn every_registered_strategy_conforms() {
    let numbers = Streams::new(11).draws(Purpose::Trial, "arguments");
    let mut random = numbers.at(0, 0);
    for research in built_in() {
        for strategy in some_of(research, &mut random) {
            let alone = check(std::slice::from_ref(&strategy), 8);
            assert_eq!(alone, Ok(()), "{strategy:?}");
        }
    }
}

/// Chains of up to five: research strategies among those of ECS, too long for the index at times.
#[test]
fn chains_of_any_strategies_conform() {
    let numbers = Streams::new(12).draws(Purpose::Trial, "chains");
    let mut random = numbers.at(0, 0);
    for _ in 0..50 {
        let chain: Vec<Strategy> = (0..=random.index(5))
            .map(|_| match random.below(12) {
                0 => Strategy::Random,
                1 => Strategy::SpreadInstance,
                2 => Strategy::SpreadAttribute(AttributeId::new(random.index(2))),
                3 => Strategy::BinpackCpu,
                4 => Strategy::BinpackMemory,
                _ => {
                    let research = built_in().nth(random.index(RESEARCH.len() - 1)).expect("all but one");
                    some_of(research, &mut random)[1].clone()
                }
            })
            .collect();
        assert_eq!(check(&chain, 4), Ok(()), "{chain:?}");
    }
}

#[test]
fn the_chains_of_ecs_conform() {
    let zone = Strategy::SpreadAttribute(AttributeId::new(0));
    for chain in
        [vec![], vec![zone, Strategy::BinpackMemory], vec![Strategy::SpreadInstance, Strategy::Random]]
    {
        assert_eq!(check(&chain, 12), Ok(()), "{chain:?}");
    }
}

/// Likes instances for the tasks of the service, so that services may not share what they see.
struct Clingy {
    looks: bool,
}

impl Score for Clingy {
    fn label(&self) -> String {
        format!("clingy({})", self.looks)
    }

    fn score(&self, candidate: &Candidate<'_>) -> u32 {
        1_000 - candidate.own_tasks.min(1_000)
    }

    fn looks_at_own_tasks(&self) -> bool {
        self.looks
    }
}

#[test]
fn a_score_may_like_where_its_own_tasks_are() {
    for looks in [true, false] {
        assert_eq!(check(&[Strategy::Scored(Scored::new(Clingy { looks }))], 12), Ok(()));
    }
}

/// Always says the same.
struct Constant {
    number: u32,
    score: u32,
}

impl Score for Constant {
    fn label(&self) -> String {
        format!("constant({}, {})", self.number, self.score)
    }

    fn score(&self, _: &Candidate<'_>) -> u32 {
        self.score
    }
}

/// Four keys fill a leaf of the index: neither four times the worst nor four times the best is nobody.
#[test]
fn four_scores_at_their_limits_are_still_candidates() {
    for score in [u32::MAX, 0] {
        let scores = (0..4).map(|number| Strategy::Scored(Scored::new(Constant { number, score })));
        let chain: Vec<Strategy> = scores.chain([Strategy::Random]).collect();
        assert_eq!(check(&chain, 12), Ok(()), "{score}");
    }
}

/// Never says the same twice.
struct Moody(AtomicU32);

impl Score for Moody {
    fn label(&self) -> String {
        "moody".to_owned()
    }

    fn score(&self, _: &Candidate<'_>) -> u32 {
        self.0.fetch_add(7, Ordering::Relaxed) % 5
    }
}

#[test]
fn a_score_with_a_memory_is_found_out() {
    let moody = Strategy::Scored(Scored::new(Moody(AtomicU32::new(0))));
    assert!(check(&[moody], 12).is_err());
}

/// Adds up what does not fit.
struct Reckless;

impl Score for Reckless {
    fn label(&self) -> String {
        "reckless".to_owned()
    }

    fn score(&self, candidate: &Candidate<'_>) -> u32 {
        candidate.class.registered.cpu + candidate.class.registered.memory
    }
}

#[test]
#[should_panic(expected = "overflow")]
fn a_score_that_overflows_is_found_out() {
    let _ = check(&[Strategy::Scored(Scored::new(Reckless))], 12);
}
