//! Which room uses which.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::sources::{cells, files, quoted, read};

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
