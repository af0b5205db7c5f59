//! What the bundled scenarios answer, and digests over everything that they do: no change of results goes unseen.
//! The files of a run are not pinned: a new column is no new result, and `tests/determinism` compares them byte by byte.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use xxhash_rust::xxh3::xxh3_128;

use crate::runs::{Run, bundled};

/// Whole runs are long in a debug build: of more replications than this, these are pinned.
const REPLICATIONS_MAX: u64 = 10;
/// More variants than this are shown as one digest.
const VARIANTS_MAX: usize = 20;
/// How much of an event log is shown.
const EVENTS: usize = 40;

/// The digests of everything that its variants do. The scenario's own is not among them: it changes with the names by
/// which the program keeps a scenario, and `tests/determinism` compares it.
fn digests(folder: &Path) -> String {
    let manifest = fs::read(folder.join("manifest.json")).expect("manifest.json");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let variants = manifest["variants"].as_array().expect("variants");
    let mut list = String::new();
    for variant in variants {
        let (name, digest) = (text(&variant["name"]), text(&variant["digest"]));
        writeln!(list, "{name}: {} events, {digest}", variant["events"]).expect("into a string");
    }
    if variants.len() > VARIANTS_MAX {
        list = format!("{} variants: {:032x}\n", variants.len(), xxh3_128(list.as_bytes()));
    }
    list
}

/// How many replications a scenario asks for.
fn replications(file: &Path) -> u64 {
    let text = fs::read_to_string(file).expect("a scenario");
    let asked = text.lines().find_map(|line| line.strip_prefix("replications = "));
    asked.map_or(1, |asked| asked.parse().expect("a count"))
}

#[test]
fn answers_and_digests_of_the_bundled_scenarios() {
    for file in bundled() {
        let most = REPLICATIONS_MAX.to_string();
        let fewer: &[&str] =
            if replications(&file) > REPLICATIONS_MAX { &["--replications", &most] } else { &[] };
        let run = Run::of(&file, &[&["--format", "markdown"], fewer].concat());
        let name = run.name.clone();
        insta::with_settings!({ filters => [("digest [0-9a-f]{16}", "digest …")] }, {
            insta::assert_snapshot!(name, format!("{}\n{}", run.stdout, digests(&run.folder())));
        });
    }
}

#[test]
fn events_are_told_in_the_words_of_ecs() {
    for name in ["task-failover", "rolling-deploy"] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(format!("{name}.toml"));
        let run = Run::of(&file, &["--records", "first"]);
        let events = fs::read_to_string(run.folder().join("events.jsonl")).expect("events.jsonl");
        let start: Vec<&str> = events.lines().take(EVENTS).collect();
        insta::assert_snapshot!(format!("events-{name}"), start.join("\n"));
    }
}
