//! New revisions, and the services that use them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::references::{References, text};
use super::step::Step;
use super::{services, task_definitions};
use crate::scenario::Resource;

/// Registrations and services, in the order of their commands.
///
/// A service names a new revision by its family, which is the latest: one that uses an earlier revision comes before the
/// next one of that family is registered.
pub fn steps(references: &References<'_>) -> Vec<Step> {
    let turns = turns(references);
    let last = turns.values().copied().max().unwrap_or(0);
    let latest = |position: usize| {
        let family = family(references, position);
        references
            .registered
            .iter()
            .all(|other| family != self::family(references, *other) || turns[other] <= turns[&position])
    };
    let turn_of = |used: Option<usize>| match used.filter(|used| references.registered.contains(used)) {
        Some(used) if !latest(used) => turns[&used],
        _ => last,
    };
    let mut steps = Vec::new();
    for turn in 0..=last {
        let registered = references.registered.iter().filter(|position| turns[position] == turn);
        steps.extend(registered.map(|position| task_definitions::step(&references.resources[*position])));
        let users = references.of(Resource::Service).filter(|service| turn_of(service.uses) == turn);
        steps.extend(users.flat_map(|service| services::steps(service, references)));
    }
    steps
}

/// Which of the new revisions of its family each one is, from 0, by revision.
fn turns(references: &References<'_>) -> BTreeMap<usize, usize> {
    let mut of_family: BTreeMap<&str, Vec<(u64, usize)>> = BTreeMap::new();
    for position in &references.registered {
        let revision = references.resources[*position].after.get("revision").and_then(Value::as_u64);
        of_family.entry(family(references, *position)).or_default().push((revision.unwrap_or(0), *position));
    }
    for of in of_family.values_mut() {
        of.sort_unstable();
    }
    let in_turn = of_family.values().flat_map(|of| of.iter().enumerate());
    in_turn.map(|(turn, (_, position))| (*position, turn)).collect()
}

fn family<'d>(references: &References<'d>, position: usize) -> &'d str {
    text(&references.resources[position].after, "family").unwrap_or_default()
}
