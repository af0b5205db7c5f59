//! The rules of MODEL.md and their tests.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll::rules::{Rule, Status, rules};

use super::sources::{declared_function, read, sources};

/// The chapters of the reference on placement, each with the number of its last rule.
const REFERENCE: [(&str, u32); 25] = [
    ("AD", 9),
    ("AT", 5),
    ("CI", 6),
    ("CN", 11),
    ("DF", 6),
    ("DR", 8),
    ("EN", 7),
    ("EX", 3),
    ("FG", 6),
    ("GP", 4),
    ("HL", 8),
    ("LC", 8),
    ("LV", 5),
    ("NP", 7),
    ("PL", 10),
    ("QL", 11),
    ("RA", 5),
    ("RB", 7),
    ("RN", 10),
    ("RP", 3),
    ("RS", 18),
    ("RT", 9),
    ("SI", 11),
    ("ST", 16),
    ("TM", 5),
];

#[test]
fn every_rule_has_a_status_and_every_modelled_one_a_test() {
    let texts: Vec<String> = sources().iter().map(read).collect();
    let functions: BTreeSet<&str> = texts
        .iter()
        .flat_map(|text| text.lines())
        .filter_map(|line| declared_function(line.trim()))
        .collect();
    // A test may pin several rules: `rs_08_rs_15_…` begins with the one and goes on with the other.
    let is_there = |test: &str| {
        functions.iter().any(|name| name.starts_with(test) || name.contains(&format!("_{test}")))
    };
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for Rule { id, status, tests, .. } in rules() {
        if !seen.insert(id) {
            wrong.push(format!("{id} stands twice"));
        }
        match (status, tests.is_empty()) {
            (Status::Modelled | Status::Simplified, true) => wrong.push(format!("{id} names no test")),
            (Status::NotModelled, false) => wrong.push(format!("{id} has a test for what is not modelled")),
            _ => {}
        }
        let missing = tests.iter().filter(|test| !is_there(test));
        wrong.extend(missing.map(|test| format!("{id}: no test is called {test}…")));
    }
    assert!(wrong.is_empty(), "{} rows of MODEL.md are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Numbered rules have no gap: a row that is lost is missed wherever the reference itself is not at hand.
#[test]
fn the_rules_of_a_chapter_are_numbered_without_a_gap() {
    let mut chapters = BTreeMap::<String, BTreeSet<u32>>::new();
    for Rule { id, .. } in rules() {
        if let Some((chapter, number)) = id.split_once('-')
            && let Ok(number) = number.parse()
        {
            chapters.entry(chapter.to_owned()).or_default().insert(number);
        }
    }
    assert!(chapters.len() > REFERENCE.len(), "{:?}", chapters.keys());
    for (chapter, numbers) in chapters {
        let last = numbers.last().copied().unwrap_or_default();
        assert_eq!(numbers.len(), last as usize, "{chapter}: rows for {numbers:?}");
    }
}

#[test]
fn every_rule_of_the_reference_has_a_row() {
    let rows: BTreeSet<String> = rules().map(|rule| rule.id.to_owned()).collect();
    let ids = REFERENCE
        .iter()
        .flat_map(|(chapter, last)| (1..=*last).map(move |number| format!("{chapter}-{number:02}")));
    let missing: Vec<String> = ids.filter(|id| !rows.contains(id)).collect();
    assert!(missing.is_empty(), "MODEL.md has no row for {missing:?}");
}
