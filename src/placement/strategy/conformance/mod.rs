//! Whether a strategy keeps the contract of placement: a kit for whoever writes one.
//!
//! [`check`] lets random clusters live through placements, stops, drained and lost instances, and holds every decision
//! against what choosers, explanation and scale-in rely on.
//!
//! ```
//! use plimsoll::model::Strategy;
//! use plimsoll::placement::strategy::{conformance, find};
//! let best_fit = find("best-fit").expect("registered").build(&[])?;
//! conformance::check(&[best_fit, Strategy::Random], 5)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod extremes;
mod program;
mod scale_in;
mod world;

use std::fmt;

use world::World;

pub use program::{Checked, check_program};

use super::bucket_rule::BucketRule;
use super::chain::Chain;
use crate::cluster::Cluster;
use crate::model::{Model, Scored, Strategy};
use crate::placement::{Chooser, Decision, Filter, IndexedChooser, LinearChooser, Request};
use crate::program::Programs;
use crate::rng::{Draw, Purpose, Streams};

/// What a strategy did against the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The number of the random cluster, the same in every run.
    pub world: u32,
    /// What was expected and what happened.
    pub what: String,
}

/// Checks `strategies`, as one chain, on so many random clusters; 30 are a good number.
///
/// - The index and the linear chooser give the same answers, draw alike, and remember nothing that changes an answer.
/// - A task goes to an instance that passes every rule, and goes nowhere only where there is none, or where a topology
///   spread bars all.
/// - Numbers are drawn where the chain draws, at most as many as it says, and none where there is one candidate.
/// - The order in which tasks came to where they are changes nothing.
/// - The same candidate gets the same score; scores bear instances of no and of all conceivable size.
/// - Scale-in stops as many tasks of the service as asked for, each once, whatever order they are listed in.
///
/// The clusters have two attributes: the first is the zone, the second is carried by some instances.
///
/// # Errors
///
/// The first violation that was found.
///
/// # Panics
///
/// Where a strategy does: a score that overflows, for example.
pub fn check(strategies: &[Strategy], worlds: u32) -> Result<(), Violation> {
    check_asking(strategies, &Programs::default(), worlds)
}

/// The same for strategies that ask programs.
fn check_asking(strategies: &[Strategy], programs: &Programs, worlds: u32) -> Result<(), Violation> {
    for number in 0..worlds {
        let checked = check_world(strategies, programs, number);
        // Without an answer nothing else that was found means anything.
        let failed = programs.failure().map(ToString::to_string);
        let checked = failed.map_or(checked, Err);
        checked.map_err(|what| Violation { world: number, what })?;
    }
    Ok(())
}

fn check_world(strategies: &[Strategy], programs: &Programs, number: u32) -> Result<(), String> {
    let numbers = Streams::new(u64::from(number)).draws(Purpose::Trial, "world");
    let mut random = numbers.at(0, 0);
    let model = Model { programs: programs.clone(), ..world::model(strategies, &mut random) };
    let mut chain = Chain::default();
    chain.set_for_placing(strategies, model.zone_attribute());
    let world = live(&model, &chain, &mut random)?;
    check_history_is_forgotten(&world, &random)?;
    scale_in::check(&world.cluster, strategies, &mut random)?;
    for strategy in strategies {
        if let Strategy::Scored(scored) = strategy {
            check_scores(scored, &world.cluster)?;
            extremes::check(scored)?;
        }
    }
    Ok(())
}

/// Lets a cluster live, and checks every placement on the way.
fn live(model: &Model, chain: &Chain, random: &mut Draw<'_>) -> Result<World, String> {
    const STEPS: usize = 120;
    let mut world = World::of(model);
    let mut choosers =
        (LinearChooser::default(), IndexedChooser::eager(usize::MAX), IndexedChooser::default());
    for _ in 0..STEPS {
        if random.below(10) < 6 {
            let (service, definition) = world.ask_for(random);
            let request = Request::of(model, service, definition);
            let decision = decide(&request, &world.cluster, chain, &mut choosers, random)?;
            if let Decision::Place(instance) = decision {
                world.put(service, definition, instance);
            }
        } else {
            world.disturb(random);
        }
    }
    Ok(world)
}

/// The decision of all choosers, checked.
fn decide(
    request: &Request<'_>,
    cluster: &Cluster,
    chain: &Chain,
    (oracle, eager, measured): &mut (LinearChooser, IndexedChooser, IndexedChooser),
    random: &mut Draw<'_>,
) -> Result<Decision, String> {
    let before = random.clone();
    let decision = oracle.choose(request, cluster, random);
    for index in [eager, measured] {
        let mut other = before.clone();
        let answer = index.choose(request, cluster, &mut other);
        if answer != decision {
            return Err(format!("the index answers {answer:?} and the linear chooser {decision:?}"));
        }
        if !alike(&other, random) {
            return Err("index and linear chooser draw differently".to_owned());
        }
    }
    let filter = Filter::new(request, cluster);
    let candidates = cluster.instances().ids().filter(|id| filter.accepts(*id)).count();
    match decision {
        Decision::Place(instance) if !filter.accepts(instance) => {
            return Err(format!("{instance:?} is chosen, and cannot take the task"));
        }
        Decision::Unplaceable(_) if candidates > 0 && !chain.rules().iter().any(BucketRule::bars) => {
            return Err(format!("none of {candidates} candidates is chosen"));
        }
        _ => {}
    }
    // Numbers come whole: each draw of so many choices takes one for each.
    let most: u32 = if candidates < 2 { 0 } else { chain.draws().iter().map(|draw| draw.choices).sum() };
    let mut advanced = before;
    for drawn in 0..=most {
        if alike(&advanced, random) {
            return Ok(decision);
        }
        if drawn < most {
            advanced.bits();
        }
    }
    Err(format!("more than {most} numbers are drawn to choose from {candidates} candidates"))
}

/// The same tasks, created in the opposite order, lead to the same decisions.
fn check_history_is_forgotten(world: &World, random: &Draw<'_>) -> Result<(), String> {
    let rebuilt = world.rebuilt_backwards();
    for request in world.requests() {
        let answer = |cluster| LinearChooser::default().choose(&request, cluster, &mut random.clone());
        let (expected, other) = (answer(&world.cluster), answer(&rebuilt));
        if expected != other {
            return Err(format!("tasks created in another order turn {expected:?} into {other:?}"));
        }
    }
    Ok(())
}

/// Instances that are alike in all that a strategy sees get the same score, however often they are asked about.
fn check_scores(scored: &Scored, cluster: &Cluster) -> Result<(), String> {
    for candidate in world::candidates(cluster) {
        let score = scored.of(&candidate);
        let twin = candidate.class.clone();
        let again = scored.of(&crate::model::Candidate { class: &twin, ..candidate });
        if score != again {
            return Err(format!("{} scores the same candidate {score} and {again}", scored.label()));
        }
    }
    Ok(())
}

/// Whether two draws go on alike.
fn alike(one: &Draw<'_>, other: &Draw<'_>) -> bool {
    one.clone().bits() == other.clone().bits()
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "in random cluster {}: {}", self.world, self.what)
    }
}

impl std::error::Error for Violation {}

#[cfg(test)]
mod tests;
