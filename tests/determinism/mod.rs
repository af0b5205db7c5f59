//! The same scenario and seed give the same bytes: on any number of threads, for any order of sections, every time.

use std::fs;
use std::path::Path;

use assert_cmd::cargo::cargo_bin_cmd;

use crate::runs::{Run, bundled, differences};

/// Enough replications for several threads to share a variant, few enough to be quick.
const FEW: [&str; 2] = ["--replications", "2"];

#[test]
fn results_are_the_same_bytes_on_any_number_of_threads() {
    for file in bundled() {
        let run = |jobs| Run::of(&file, &[&FEW[..], &["--jobs", jobs]].concat());
        let one = run("1");
        assert!(one.files().len() > 6, "{} has results", one.name);
        assert_eq!(differences(&one, &run("7")), Vec::<String>::new(), "{}", one.name);
    }
}

#[test]
fn another_seed_gives_other_bytes() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/task-failover.toml");
    let run = |seed| Run::of(&file, &[&FEW[..], &["--seed", seed, "--records", "first"]].concat());
    let differing = differences(&run("1"), &run("2"));
    assert!(differing.contains(&"summary.json".to_owned()), "{differing:?}");
    assert!(differing.contains(&"events.jsonl".to_owned()), "{differing:?}");
}

/// The keys before the first section, and the sections in order, each from its heading to the next one.
///
/// Headings of the bundled scenarios stand at the beginning of a line, and nothing else that begins with `[` does. The values
/// of an axis have an order and stay together.
fn sections(text: &str) -> (String, Vec<String>) {
    let mut parts = vec![String::new()];
    for line in text.lines() {
        let is_further_value =
            line.starts_with("[[matrix.") && parts.last().is_some_and(|part| part.starts_with(line));
        if line.starts_with('[') && !is_further_value {
            parts.push(String::new());
        }
        let part = parts.last_mut().expect("there is a first part");
        part.push_str(line);
        part.push('\n');
    }
    let head = parts.remove(0);
    (head, parts)
}

#[test]
fn the_order_of_sections_does_not_matter() {
    for file in bundled() {
        let text = fs::read_to_string(&file).expect("a scenario");
        let (head, sections) = sections(&text);
        assert!(sections.len() > 2, "{} has sections", file.display());
        let folder = tempfile::tempdir().expect("a temporary folder");
        copy_beside(&file, folder.path());
        let as_it_is = Run::of(&file, &FEW);
        for first in [1, sections.len() / 2] {
            let rotated: String = sections.iter().cycle().skip(first).take(sections.len()).cloned().collect();
            let moved = folder.path().join(file.file_name().expect("a file"));
            fs::write(&moved, format!("{head}{rotated}")).expect("written");
            let moved = Run::of(&moved, &FEW);
            let name = &as_it_is.name;
            // The manifest alone has the scenario as it was written.
            let differing = differences(&as_it_is, &moved);
            assert_eq!(differing, ["manifest.json"], "{name}, from section {first}");
        }
    }
}

/// Puts the AWS JSON of a scenario, if it has any, where a copy of the scenario will look for it.
fn copy_beside(scenario: &Path, folder: &Path) {
    let Ok(entries) = fs::read_dir(scenario.with_extension("")) else { return };
    let to = folder.join(scenario.file_stem().expect("a file"));
    fs::create_dir(&to).expect("created");
    for entry in entries {
        let entry = entry.expect("an entry");
        fs::copy(entry.path(), to.join(entry.file_name())).expect("copied");
    }
}

#[test]
fn two_equal_runs_see_the_same_events_and_records() {
    let output = cargo_bin_cmd!("plimsoll")
        .args(["check", "--determinism", "--quiet", "--replications", "2"])
        .args(bundled())
        .output()
        .expect("plimsoll starts");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout);
    let proven = said.lines().filter(|line| line.contains("gave the same events and records twice")).count();
    assert_eq!(proven, bundled().len(), "{said}");
}
