//! What the bundled scenarios answer, and digests over everything that they do: no change of results goes unseen.
//! The files of a run are not pinned: a new column is no new result, and `tests/determinism` compares them byte by byte.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use xxhash_rust::xxh3::xxh3_128;

use crate::runs::{Run, bundled};

/// More variants than this are shown as one digest.
const VARIANTS_MAX: usize = 20;
/// How much of an event log is shown.
const EVENTS: usize = 40;

/// Of this scenario so many replications are enough here; it has a thousand, of which `.ci/run` runs all.
const FEWER: (&str, &str) = ("order-of-deployment", "30");

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

#[test]
fn answers_and_digests_of_the_bundled_scenarios() {
    for file in bundled() {
        let is_long = file.file_stem().is_some_and(|name| name == FEWER.0);
        let options = ["--format", "markdown", "--replications", FEWER.1];
        let run = Run::of(&file, if is_long { &options } else { &options[..2] });
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
