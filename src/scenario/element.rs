//! Elements of lists in paths: by name, `family:revision` or index.

use std::collections::BTreeSet;

use super::path::{Stuck, parts_taken};
use super::{Problems, Severity};
use crate::text::nearest;
use crate::tree::{Node, Value};

/// More names than anybody mistypes among; beyond it only the first are compared.
const SUGGESTION_CANDIDATES: usize = 500;

/// An element by its name, `family:revision` or index.
pub(super) fn find_element(
    elements: &[Node],
    rest: &[&str],
    walked: &str,
    told: &Problems,
) -> Result<(usize, usize), Stuck> {
    let whole = rest.join(".");
    let names = elements.iter().flat_map(|element| {
        let family = element.get("family").and_then(Node::as_str);
        element.own_name().into_iter().chain(family)
    });
    // A family may have its revision behind it.
    let lengths: BTreeSet<usize> = names.filter_map(|name| parts_taken(&whole, name, ':')).collect();
    for taken in lengths.into_iter().rev() {
        let name = rest[..taken].join(".");
        match named(elements, &name).as_slice() {
            [] => {}
            [only] => return Ok((*only, taken)),
            several => {
                let help = format!("use an index: {}", list(several.iter().map(ToString::to_string)));
                return Err(Stuck {
                    reason: format!("{walked} has several called `{name}`"),
                    help: Some(help),
                });
            }
        }
    }
    match rest[0].parse::<usize>() {
        Ok(index) if index < elements.len() => Ok((index, 1)),
        Ok(_) => {
            let reason = match elements.len() {
                0 => format!("{walked} is empty"),
                1 => format!("{walked} has only the element 0"),
                several => format!("{walked} has only the elements 0 to {}", several - 1),
            };
            Err(Stuck { reason, help: None })
        }
        Err(_) => Err(no_element(elements, rest[0], walked, told)),
    }
}

fn no_element(elements: &[Node], name: &str, walked: &str, told: &Problems) -> Stuck {
    let names = || elements.iter().filter_map(Node::own_name);
    let candidates = names().take(SUGGESTION_CANDIDATES);
    let near = if told.may_show_more(Severity::Error) { nearest(name, candidates) } else { None };
    let help = match near {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if names().next().is_some() => {
            Some(format!("it has {}", list(names().map(|name| format!("`{name}`")))))
        }
        None if elements.is_empty() => None,
        None => Some("its elements have no names: use an index from 0".to_owned()),
    };
    Stuck { reason: format!("{walked} has no `{name}`"), help }
}

/// Up to five of them.
fn list(names: impl Iterator<Item = String>) -> String {
    const MOST: usize = 5;
    let mut names: Vec<String> = names.take(MOST + 1).collect();
    if names.len() > MOST {
        "…".clone_into(&mut names[MOST]);
    }
    names.join(", ")
}

/// The elements called `name`. A family alone means its latest revision, as in the API.
pub(super) fn named(elements: &[Node], name: &str) -> Vec<usize> {
    if elements.iter().any(|element| element.get("family").is_some()) {
        let (family, revision) =
            match name.rsplit_once(':').map(|(family, number)| (family, number.parse::<i64>())) {
                Some((family, Ok(revision))) => (family, Some(revision)),
                Some((_, Err(_))) => return Vec::new(),
                None => (name, None),
            };
        let mut revisions = revisions_of(elements, family);
        revisions.sort_unstable();
        let found = match revision {
            Some(wanted) => revisions.into_iter().find(|(number, _): &(i64, usize)| *number == wanted),
            None => revisions.pop(),
        };
        return found.into_iter().map(|(_, index)| index).collect();
    }
    let is_called = |element: &Node| element.own_name() == Some(name);
    elements.iter().enumerate().filter(|(_, element)| is_called(element)).map(|(index, _)| index).collect()
}

/// Revision and position of each definition of a family: as written, else one more than any before.
fn revisions_of(elements: &[Node], family: &str) -> Vec<(i64, usize)> {
    let mut highest = 0_i64;
    let mut revisions = Vec::new();
    for (index, element) in elements.iter().enumerate() {
        if element.get("family").and_then(Node::as_str) == Some(family) {
            let revision = match element.get("revision").map(|revision| &revision.value) {
                Some(Value::Integer(revision)) => *revision,
                _ => highest.saturating_add(1),
            };
            highest = highest.max(revision);
            revisions.push((revision, index));
        }
    }
    revisions
}
