//! The rules of MODEL.md and their tests.

use std::collections::{BTreeMap, BTreeSet};

use super::sources::{cells, declared_function, quoted, read, sources};

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

/// The rows of MODEL.md: id, status, tests.
fn rules() -> Vec<(String, String, Vec<String>)> {
    let text = read("MODEL.md");
    let rows = text.lines().filter(|line| line.starts_with("| ")).map(cells);
    // A rule's row has id, rule, status and test; the rows of other tables have other lengths.
    let rules = rows.filter(|cells| cells.len() == 4 && cells[0] != "id" && !cells[0].starts_with("--"));
    rules
        .map(|cells| {
            let status = cells[2].split([':', ' ']).next().unwrap_or_default();
            (cells[0].to_owned(), status.to_owned(), quoted(cells[3]).map(str::to_owned).collect())
        })
        .collect()
}

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
    for (id, status, tests) in rules() {
        if !seen.insert(id.clone()) {
            wrong.push(format!("{id} stands twice"));
        }
        match status.as_str() {
            "modelled" | "simplified" if tests.is_empty() => wrong.push(format!("{id} names no test")),
            "modelled" | "simplified" => {
                let missing = tests.iter().filter(|test| !is_there(test));
                wrong.extend(missing.map(|test| format!("{id}: no test is called {test}…")));
            }
            "not" if tests.is_empty() => {}
            other => wrong.push(format!("{id}: `{other}` is no status, or a test for what is not modelled")),
        }
    }
    assert!(wrong.is_empty(), "{} rows of MODEL.md are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Numbered rules have no gap: a row that is lost is missed wherever the reference itself is not at hand.
#[test]
fn the_rules_of_a_chapter_are_numbered_without_a_gap() {
    let mut chapters = BTreeMap::<String, BTreeSet<u32>>::new();
    for (id, ..) in rules() {
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
    let rows: BTreeSet<String> = rules().into_iter().map(|(id, ..)| id).collect();
    let ids = REFERENCE
        .iter()
        .flat_map(|(chapter, last)| (1..=*last).map(move |number| format!("{chapter}-{number:02}")));
    let missing: Vec<String> = ids.filter(|id| !rows.contains(id)).collect();
    assert!(missing.is_empty(), "MODEL.md has no row for {missing:?}");
}
