//! Which room uses which.

use std::collections::BTreeSet;

use super::code::{module_path, tokens};
use super::paths::paths;
use super::sources::{Edges, files, read, table};

/// The table in ARCHITECTURE.md that says who may use whom.
fn allowed_edges() -> Edges {
    table(&read("ARCHITECTURE.md"), "| room | may use |")
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
        for used in paths(&tokens(&read(&file), true), &path) {
            let Some(name) = used.first() else { continue };
            if name != room && allowed.contains_key(name) && !may_use.contains(name) {
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
