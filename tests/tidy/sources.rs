//! Reading the repository.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Who may use or call whom.
pub type Edges = BTreeMap<String, BTreeSet<String>>;

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All files under `folder` that end in `.extension`, by path from the root, sorted; `target` and hidden folders aside.
pub fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("an entry of a folder").path();
            let name = path.file_name().expect("an entry has a name").to_string_lossy().into_owned();
            if path.is_dir() {
                let built = folder == root() && (name == "target" || name == "output");
                if !built && !name.starts_with('.') {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path.strip_prefix(root()).expect("below the root").to_owned());
            }
        }
    }
    found.sort();
    found
}

pub fn sources() -> Vec<PathBuf> {
    ["src", "tests", "benches", "examples"].iter().flat_map(|folder| files(folder, "rs")).collect()
}

/// The cells of a line of a Markdown table, without the outer bars.
pub fn cells(line: &str) -> Vec<&str> {
    line.trim().trim_matches('|').split('|').map(str::trim).collect()
}

/// The rows of the table with this head: what its first cell names, and all that its second cell names.
pub fn table(text: &str, head: &str) -> Edges {
    let (_, table) = text.split_once(head).unwrap_or_else(|| panic!("no table `{head}`"));
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let cells = cells(row);
        let name = quoted(cells[0]).next().expect("a name in backticks").to_owned();
        (name, quoted(cells[1]).map(str::to_owned).collect())
    })
    .collect()
}

/// Words in backticks.
pub fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// What follows `fn` in a line that declares a function.
pub fn declared_function(line: &str) -> Option<&str> {
    const QUALIFIERS: [&str; 6] = ["pub", "pub(crate)", "pub(super)", "const", "async", "default"];
    let line =
        line.strip_prefix("pub(in ").and_then(|line| line.split_once(") ")).map_or(line, |(_, rest)| rest);
    let (before, behind) =
        if let Some(behind) = line.strip_prefix("fn ") { ("", behind) } else { line.split_once(" fn ")? };
    before.split_whitespace().all(|word| QUALIFIERS.contains(&word)).then_some(behind)
}
