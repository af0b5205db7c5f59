//! What documents hold, and whether they agree with what they describe.

use std::collections::BTreeSet;

use super::sources::{files, read, root, sources};

#[test]
fn nothing_is_left_to_do() {
    let marks = [concat!("to", "do!"), concat!("FIX", "ME"), concat!("unimple", "mented!")];
    let documents = ["md", "toml"].iter().flat_map(|extension| files(".", extension));
    for file in sources().into_iter().chain(documents) {
        let text = read(&file);
        for mark in marks {
            assert!(!text.contains(mark), "{} holds {mark}", file.display());
        }
    }
}

#[test]
fn every_document_has_one_title() {
    for file in files(".", "md") {
        let text = read(&file);
        let mut fenced = false;
        let titles = text.lines().filter(|line| {
            fenced ^= line.trim_start().starts_with("```");
            !fenced && line.starts_with("# ")
        });
        assert_eq!(titles.count(), 1, "{}", file.display());
    }
}

#[test]
fn scenarios_and_documents_name_each_other() {
    let on_disk: BTreeSet<String> = files("scenarios", "toml")
        .iter()
        .map(|file| file.file_name().expect("a file").to_string_lossy().into_owned())
        .collect();
    let documents = read("README.md") + &read("scenarios/README.md");
    let in_file_names = |c: char| c.is_alphanumeric() || c == '-' || c == '.';
    let named: BTreeSet<String> = documents
        .split(|c: char| !in_file_names(c))
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| word.strip_suffix(".toml").is_some_and(|name| !name.is_empty()))
        .filter(|word| !["Cargo.toml", "clippy.toml", "rustfmt.toml"].contains(word))
        .map(str::to_owned)
        .collect();
    assert_eq!(on_disk, named, "scenarios/ on the left, README.md and scenarios/README.md on the right");
}

/// What the seeds and the dictionary of fuzzing are made of is there: whoever moves it moves it there as well.
#[test]
fn fuzzing_is_seeded_by_what_there_is() {
    let script = read("fuzz/seed");
    let words = script.split_whitespace().filter_map(|word| word.strip_prefix("../"));
    let named: Vec<String> = words.flat_map(alternatives).collect();
    assert!(named.len() >= 8, "{named:?}");
    for path in named {
        let (folder, name) = path.rsplit_once('/').expect("a file in a folder");
        let found = match name.strip_prefix("*.") {
            Some(extension) => !files(folder, extension).is_empty(),
            None => root().join(&path).is_file(),
        };
        assert!(found, "fuzz/seed reads {path}");
    }
}

/// The paths that a shell makes of braces.
fn alternatives(pattern: &str) -> Vec<String> {
    let Some((before, rest)) = pattern.split_once('{') else { return vec![pattern.to_owned()] };
    let (inside, after) = rest.split_once('}').expect("braces in pairs");
    inside.split(',').map(|one| format!("{before}{one}{after}")).collect()
}
