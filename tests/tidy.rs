//! What the repository promises about itself: who uses whom, sizes, documents, scenarios, rules.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Lines a file may have.
const FILE_LINES: usize = 450;
/// Lines a function may have.
const FUNCTION_LINES: usize = 75;
/// Functions that may be longer: `path: name`. Keep it empty.
const LONG_FUNCTIONS: [&str; 0] = [];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All files under `folder` that end in `.extension`, by path from the root, sorted; `target` and hidden folders aside.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
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

fn sources() -> Vec<PathBuf> {
    ["src", "tests", "benches"].iter().flat_map(|folder| files(folder, "rs")).collect()
}

/// The cells of a line of a Markdown table, without the outer bars.
fn cells(line: &str) -> Vec<&str> {
    line.trim().trim_matches('|').split('|').map(str::trim).collect()
}

/// Words in backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The rows of the table in ARCHITECTURE.md that says who may use whom.
fn allowed_edges() -> BTreeMap<String, BTreeSet<String>> {
    let text = read("ARCHITECTURE.md");
    let (_, table) = text.split_once("| room | may use |").expect("the table of rooms");
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let cells = cells(row);
        let room = quoted(cells[0]).next().expect("a room in backticks").to_owned();
        (room, quoted(cells[1]).map(str::to_owned).collect())
    })
    .collect()
}

/// The parts of the module path of a file below `src`: `src/a/b.rs` is `[a, b]`, `src/a/mod.rs` is `[a]`.
fn module_path(file: &Path) -> Vec<String> {
    let parts = file.with_extension("");
    let parts = parts.iter().skip(1).map(|part| part.to_string_lossy().into_owned());
    parts.filter(|part| part != "mod").collect()
}

/// The text without comments, so that words in prose are not taken for code.
fn code(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The names directly behind a path prefix: `a` for `a::b`, `a` and `b` for `{a::c, b}`.
fn first_names(rest: &str) -> Vec<String> {
    let name = |text: &str| {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
    };
    let Some(group) = rest.strip_prefix('{') else { return vec![name(rest)] };
    let (mut depth, mut names, mut start) = (1, Vec::new(), 0);
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 || (depth == 1 && character == ',') {
            names.push(name(&group[start..at]));
            start = at + 1;
        }
        if depth == 0 {
            break;
        }
    }
    names
}

/// What stands behind every path that starts at the root of the crate, from a module `depth` levels below it.
fn names_from_root(code: &str, depth: usize) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        if !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
            names.extend(first_names(&code[at + "crate::".len()..]));
        }
    }
    let tests = code.find("\nmod tests {").unwrap_or(code.len());
    for (at, _) in code.match_indices("super::") {
        if code[..at].ends_with("super::") {
            continue;
        }
        let mut rest = &code[at..];
        let mut levels = 0;
        while let Some(behind) = rest.strip_prefix("super::") {
            rest = behind;
            levels += 1;
        }
        if levels == depth + usize::from(at > tests) {
            names.extend(first_names(rest));
        }
    }
    names
}

#[test]
fn rooms_use_only_the_rooms_that_the_architecture_lists() {
    let allowed = allowed_edges();
    let mut wrong = Vec::new();
    for file in files("src", "rs") {
        let path = module_path(&file);
        if matches!(path[0].as_str(), "lib" | "main") {
            continue;
        }
        let room = &path[0];
        let may_use = allowed.get(room).unwrap_or_else(|| panic!("ARCHITECTURE.md has no row for `{room}`"));
        for name in names_from_root(&code(&read(&file)), path.len()) {
            if name != *room && allowed.contains_key(&name) && !may_use.contains(&name) {
                wrong.push(format!("{}: `{room}` may not use `{name}`", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_architecture_names_every_room_and_no_other() {
    let rooms: BTreeSet<String> =
        files("src", "rs").iter().map(|file| module_path(file)[0].clone()).collect();
    let rooms: BTreeSet<&str> =
        rooms.iter().map(String::as_str).filter(|room| !["lib", "main"].contains(room)).collect();
    let allowed = allowed_edges();
    assert_eq!(allowed.keys().map(String::as_str).collect::<BTreeSet<_>>(), rooms);
    let map = read("ARCHITECTURE.md");
    for room in rooms {
        let named = map.contains(&format!("`src/{room}/`")) || map.contains(&format!("`src/{room}.rs`"));
        assert!(named, "the table of folders does not name src/{room}");
    }
}

#[test]
fn imports_are_read_in_every_form() {
    let text = "use crate::model::Model;\nuse crate::{engine::Halt, time::{self, SimTime}};\nlet x = crate::rng::Streams::new(1);\n\
                use super::super::cluster::Cluster;\nuse super::sibling;\nuse my_crate::agent;\nmod tests {\n    use super::super::super::service::X;\n}";
    let names = names_from_root(text, 2);
    assert_eq!(names, ["model", "engine", "time", "rng", "cluster", "service"]);
}

#[test]
fn files_are_short() {
    for file in sources() {
        let lines = read(&file).lines().count();
        assert!(
            lines <= FILE_LINES,
            "{} has {lines} lines of {FILE_LINES}; split it by concept",
            file.display()
        );
    }
}

/// Names and lengths of the functions in formatted code: from the line with `fn` to the brace in its column.
fn function_lengths(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut lengths = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let trimmed = line.trim_start();
        let Some(signature) = declared_function(trimmed) else { continue };
        let name: String = signature.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let end = format!("{}}}", &line[..line.len() - trimmed.len()]);
        let one_line = line.ends_with('}') || line.ends_with(';');
        let length = if one_line {
            Some(1)
        } else {
            lines[start..].iter().position(|line| *line == end).map(|last| last + 1)
        };
        lengths.extend(length.map(|length| (name, length)));
    }
    lengths
}

/// What follows `fn` in a line that declares a function.
fn declared_function(line: &str) -> Option<&str> {
    const QUALIFIERS: [&str; 6] = ["pub", "pub(crate)", "pub(super)", "const", "async", "default"];
    let (before, behind) =
        if let Some(behind) = line.strip_prefix("fn ") { ("", behind) } else { line.split_once(" fn ")? };
    before.split_whitespace().all(|word| QUALIFIERS.contains(&word)).then_some(behind)
}

#[test]
fn functions_are_short() {
    for file in sources() {
        for (name, length) in function_lengths(&read(&file)) {
            let place = format!("{}: {name}", file.display());
            let allowed = LONG_FUNCTIONS.contains(&place.as_str());
            assert!(allowed || length <= FUNCTION_LINES, "{place} has {length} lines of {FUNCTION_LINES}");
        }
    }
}

#[test]
fn functions_are_measured_from_fn_to_brace() {
    let text = "pub const fn a() -> u8 { 1 }\nimpl X {\n    fn b(\n        x: u8,\n    ) {\n        if x { }\n    }\n}\n// a fn c\n";
    assert_eq!(function_lengths(text), [("a".to_owned(), 1), ("b".to_owned(), 5)]);
}

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
        .filter(|word| word.len() > ".toml".len() && word.ends_with(".toml"))
        .filter(|word| !["Cargo.toml", "clippy.toml", "rustfmt.toml"].contains(word))
        .map(str::to_owned)
        .collect();
    assert_eq!(on_disk, named, "scenarios/ on the left, README.md and scenarios/README.md on the right");
}

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

#[test]
fn every_rule_of_the_reference_has_a_row() {
    let Ok(reference) = fs::read_to_string(root().join("../shared/ecs/placement.md")) else {
        eprintln!("the reference texts are not on this machine; the rows were checked by themselves");
        return;
    };
    let rows: BTreeSet<String> = rules().into_iter().map(|(id, ..)| id).collect();
    let is_id = |id: &str| {
        id.len() == 5 && id.as_bytes()[2] == b'-' && id[..2].chars().all(|c| c.is_ascii_uppercase())
    };
    let ids = reference.lines().filter(|line| line.starts_with("| ")).map(|line| cells(line)[0]);
    let missing: Vec<&str> = ids.filter(|id| is_id(id) && !rows.contains(*id)).collect();
    assert!(missing.is_empty(), "MODEL.md has no row for {missing:?}");
}
