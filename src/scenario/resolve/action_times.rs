//! When the actions of a scenario are made, and in which order they are read.

use super::super::{Node, Problems};
use super::canonical::canonical;
use super::distribution::distribution;
use super::fields::{is_absent, missing, objects};
use super::limits::MAX_ENTRIES;
use crate::model::ActionTime;
use crate::time::SimTime;

/// An action with its time.
pub type Timed<'n> = (ActionTime, &'n Node);

/// The actions by the earliest of their times; those of one instant in an order that their content decides.
pub fn of<'n>(root: &'n Node, problems: &mut Problems) -> Vec<Timed<'n>> {
    let mut timed: Vec<Timed<'n>> = Vec::new();
    for node in objects(root, "actions").take(MAX_ENTRIES) {
        if is_absent(node, "at") {
            let problem = missing(node, "at", "the action");
            problems.push(problem.help("say when, such as at = \"30m\""));
        }
        timed.push((time(node, problems), node));
    }
    // What is created at an instant is there for the other calls of that instant.
    timed.sort_by_cached_key(|(at, node)| {
        (at.earliest(), node.get("createService").is_none(), canonical(node))
    });
    timed
}

/// When an action is made at the earliest; at the beginning where that is not known.
pub fn earliest(action: &Node) -> SimTime {
    time(action, &mut Problems::default()).earliest()
}

/// When a call is made; what is wrong with that is told.
fn time(node: &Node, problems: &mut Problems) -> ActionTime {
    match distribution(node, "at", problems) {
        Some(after) => match after.as_constant() {
            Some(after) => (SimTime::ZERO + after).into(),
            None => ActionTime::Drawn(after),
        },
        None => SimTime::ZERO.into(),
    }
}
