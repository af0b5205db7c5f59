//! `plimsoll docs` and `docs/scenario.md`, which it writes.

use std::collections::BTreeSet;
use std::path::Path;

use plimsoll::rules::rule;
use plimsoll::scenario::reference::{page, part, part_names, section_names};
use plimsoll::scenario::{Overrides, load_text, render};

#[test]
fn the_page_in_the_repository_is_what_the_command_writes() {
    let file = include_str!("../../docs/scenario.md");
    assert!(file == page(), "write it again: cargo run -- docs > docs/scenario.md");
}

/// The examples of the page, one after the other.
fn examples() -> String {
    let page = page();
    let blocks = page.split("```toml\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap_or_default().to_owned() + "\n").collect()
}

#[test]
fn the_examples_of_the_page_are_a_scenario_that_check_takes() {
    let loaded = load_text("examples.toml", &examples(), Path::new(""), &Overrides::default());
    let report = render(&loaded.problems, &loaded.sources, false);
    assert!(loaded.scenario.is_some(), "{report}");
    assert_eq!(report, "", "an example that is warned of is no good one");
}

#[test]
fn every_section_has_an_example_and_every_part_is_found_by_its_name() {
    for section in section_names().into_iter().filter(|name| *name != "values") {
        let text = part(section).expect(section);
        assert!(text.contains("```toml\n") || text.contains("Not modelled yet: "), "{section}");
    }
    assert!(part_names().len() > 100);
    for name in part_names() {
        assert!(part(name).is_some(), "{name}");
    }
}

/// The last cell of each row of a table.
fn rules_named(page: &str) -> BTreeSet<&str> {
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.filter_map(|row| row.trim_end_matches('|').rsplit('|').next());
    cells.flat_map(|cell| cell.split(',')).map(str::trim).filter(|id| !id.is_empty()).collect()
}

#[test]
fn rules_that_the_page_names_are_there() {
    let page = page();
    let named = rules_named(&page);
    assert!(named.len() > 50, "{named:?}");
    let unknown: Vec<_> = named.iter().filter(|id| rule(id).is_none_or(|rule| rule.id != **id)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn links_of_the_page_lead_to_its_headings() {
    let page = page();
    let slug =
        |heading: &str| heading.trim_start_matches('#').replace(['`', '[', ']'], "").trim().replace(' ', "-");
    let headings: Vec<String> =
        page.lines().filter(|line| line.starts_with('#')).map(|line| slug(line).to_lowercase()).collect();
    let distinct: BTreeSet<&String> = headings.iter().collect();
    assert_eq!(distinct.len(), headings.len(), "two headings share an anchor");
    for link in page.split("](#").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(headings.iter().any(|heading| heading == link), "#{link}");
    }
}
