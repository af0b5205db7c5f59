//! Who may call whom inside a room, as the tables of ARCHITECTURE.md say: by imports, and by calls of methods, which no
//! import tells.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::code::{module_path, tokens};
use super::functions::{Call, Code, Receiver};
use super::paths::paths;
use super::sources::{Edges, files, read, table};

/// Methods of the standard library whose names a room uses too: they say nothing where the receiver's type is unknown.
const COMMON: [&str; 12] = [
    "clear", "contains", "count", "get", "get_mut", "is_empty", "len", "next", "pop", "push", "take", "value",
];

/// A part of a room: a file or a folder that lies in the room's own.
#[derive(Debug, Default)]
struct Part {
    files: Vec<(String, Code)>,
    /// Paths from the root of the crate, each with its file.
    paths: Vec<(String, Vec<String>)>,
}

/// A room and its parts by name.
#[derive(Debug)]
struct Room {
    name: String,
    parts: BTreeMap<String, Part>,
    /// What the room's own file gives another name to: the part in which it is.
    exports: BTreeMap<String, String>,
    /// The parts that define a type or trait.
    types: BTreeMap<String, BTreeSet<String>>,
    /// The parts that define a method of a type.
    methods: BTreeMap<(String, String), BTreeSet<String>>,
    /// The types behind a name anywhere in the room, for those that a file does not annotate itself.
    annotated: BTreeMap<String, BTreeSet<String>>,
    /// The types in what a function returns, by the type that it is of; free functions have none.
    returned: BTreeMap<(String, String), BTreeSet<String>>,
}

/// Uses of one part by another, each with the places, and the calls that could be of several.
#[derive(Debug, Default)]
struct Uses {
    edges: BTreeMap<(String, String), BTreeSet<String>>,
    resolved: usize,
    ambiguous: BTreeSet<String>,
}

impl Room {
    /// A room of these files, each with its module path below `src`.
    fn of(name: &str, files: &[(Vec<String>, String)]) -> Self {
        let mut parts = BTreeMap::<String, Part>::new();
        let mut exports = BTreeMap::new();
        for (module, text) in files {
            let tokens = tokens(text, false);
            let paths = paths(&tokens, module);
            let Some(part) = module.get(1) else {
                let code = Code::of(&tokens);
                assert!(code.functions.is_empty(), "the own file of {name} defines {:?}", code.functions);
                let exported = paths.iter().filter(|path| path.len() > 2 && path[0] == name);
                exports.extend(exported.map(|path| (path[path.len() - 1].clone(), path[1].clone())));
                continue;
            };
            let place = module.join("/");
            let part = parts.entry(part.clone()).or_default();
            part.paths.extend(paths.into_iter().map(|path| (place.clone(), path)));
            part.files.push((place, Code::of(&tokens)));
        }
        let mut room = Self {
            name: name.to_owned(),
            parts,
            exports,
            types: BTreeMap::new(),
            methods: BTreeMap::new(),
            annotated: BTreeMap::new(),
            returned: BTreeMap::new(),
        };
        room.index();
        room
    }

    fn index(&mut self) {
        let codes =
            self.parts.iter().flat_map(|(part, found)| found.files.iter().map(move |(_, code)| (part, code)));
        for (part, code) in codes {
            for name in &code.types {
                self.types.entry(name.clone()).or_default().insert(part.clone());
            }
            for method in &code.methods {
                self.methods.entry(method.clone()).or_default().insert(part.clone());
            }
            for (name, types) in &code.annotated {
                self.annotated.entry(name.clone()).or_default().extend(types.iter().cloned());
            }
            for (function, types) in &code.returned {
                self.returned.entry(function.clone()).or_default().extend(types.iter().cloned());
            }
        }
    }

    /// Which part uses which, where `elsewhere` are the functions of other rooms.
    fn uses(&self, elsewhere: &BTreeSet<String>) -> Uses {
        let mut uses = Uses::default();
        for (part, found) in &self.parts {
            for (place, path) in &found.paths {
                if let Some(used) = self.part_of(path) {
                    uses.add(part, &used, format!("{place} names {}", path.join("::")));
                }
            }
            for (place, code) in &found.files {
                for call in &code.calls {
                    let shown = format!("{place} calls {}", call.name);
                    match self.callees(code, call, elsewhere) {
                        Some(callees) => {
                            uses.resolved += usize::from(!callees.is_empty());
                            for used in callees {
                                uses.add(part, &used, shown.clone());
                            }
                        }
                        None => drop(uses.ambiguous.insert(shown)),
                    }
                }
            }
        }
        uses
    }

    /// The part that a path leads into, if it leads into the room.
    fn part_of(&self, path: &[String]) -> Option<String> {
        let below = path.get(1).filter(|_| path[0] == self.name)?;
        let part = if self.parts.contains_key(below) { Some(below) } else { self.exports.get(below) };
        part.cloned()
    }

    /// The parts that may define what is called, none if it is of no part; `None` if that cannot be told.
    fn callees(&self, code: &Code, call: &Call, elsewhere: &BTreeSet<String>) -> Option<BTreeSet<String>> {
        if let Some(types) = self.types_of(code, &call.receiver) {
            let methods = types.into_iter().filter_map(|name| self.methods.get(&(name, call.name.clone())));
            return Some(methods.flatten().cloned().collect());
        }
        let methods = self.methods.iter().filter(|((_, name), _)| *name == call.name);
        let parts: BTreeSet<String> = methods.flat_map(|(_, parts)| parts).cloned().collect();
        let is_shared = COMMON.contains(&call.name.as_str()) || elsewhere.contains(&call.name);
        (parts.is_empty() || (parts.len() == 1 && !is_shared)).then_some(parts)
    }

    /// The types that a receiver may have, those of other rooms among them; `None` if that cannot be told.
    fn types_of(&self, code: &Code, receiver: &Receiver) -> Option<BTreeSet<String>> {
        let types = match receiver {
            Receiver::Type(name) => BTreeSet::from([name.clone()]),
            Receiver::Named(name) => code.annotated.get(name).or_else(|| self.annotated.get(name))?.clone(),
            Receiver::Returned(of, name) => {
                let owners = match **of {
                    Receiver::Nobody => BTreeSet::from([String::new()]),
                    _ => self.types_of(code, of)?,
                };
                if owners.iter().any(|owner| !owner.is_empty() && !self.types.contains_key(owner)) {
                    // What another room returns is another room's, as far as that shows here.
                    return Some(BTreeSet::new());
                }
                let returned =
                    owners.into_iter().filter_map(|owner| self.returned.get(&(owner, name.clone())));
                returned.flatten().cloned().collect()
            }
            Receiver::Nobody | Receiver::Unknown => BTreeSet::new(),
        };
        // A type parameter says nothing.
        let types: BTreeSet<String> = types.into_iter().filter(|name| name.len() > 1).collect();
        (!types.is_empty()).then_some(types)
    }
}

impl Uses {
    fn add(&mut self, part: &str, used: &str, place: String) {
        if part != used {
            self.edges.entry((part.to_owned(), used.to_owned())).or_default().insert(place);
        }
    }

    fn by_part(&self) -> Edges {
        let mut edges = Edges::new();
        for (user, used) in self.edges.keys() {
            edges.entry(user.clone()).or_default().insert(used.clone());
        }
        edges
    }
}

/// A circle of parts that use each other, if there is one.
fn circle(edges: &Edges) -> Option<Vec<String>> {
    // Whatever uses nothing that is left is in no circle.
    let mut left = edges.clone();
    loop {
        let names: BTreeSet<String> = left.keys().cloned().collect();
        for used in left.values_mut() {
            used.retain(|name| names.contains(name));
        }
        let before = left.len();
        left.retain(|_, used| !used.is_empty());
        if left.len() == before {
            break;
        }
    }
    let mut walk = vec![left.keys().next()?.clone()];
    loop {
        let next = left[&walk[walk.len() - 1]].first().expect("only what uses something is left").clone();
        if let Some(start) = walk.iter().position(|name| *name == next) {
            return Some(walk.split_off(start));
        }
        walk.push(next);
    }
}

/// The rooms whose insides ARCHITECTURE.md has a table of, with that table.
fn tables() -> Vec<(String, Edges)> {
    let text = read("ARCHITECTURE.md");
    let sections = text.split("\n## Inside the ").skip(1);
    let tables = sections.filter_map(|section| {
        let (name, section) = section.split_once(": who may call whom\n")?;
        Some((name.to_owned(), table(section, "| part | may call |")))
    });
    tables.collect()
}

fn sources_of(files: &[PathBuf]) -> Vec<(Vec<String>, String)> {
    files.iter().map(|file| (module_path(file), read(file))).collect()
}

/// The room of the repository, and the functions of all others.
fn room(name: &str) -> (Room, BTreeSet<String>) {
    let all = sources_of(&files("src", "rs"));
    let (own, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|(module, _)| module[0] == name);
    let functions = others.iter().flat_map(|(_, text)| Code::of(&tokens(text, false)).functions).collect();
    (Room::of(name, &own), functions)
}

#[test]
fn parts_of_rooms_call_only_the_parts_that_the_architecture_lists() {
    let tables = tables();
    assert!(!tables.is_empty(), "ARCHITECTURE.md has no table of the inside of a room");
    for (name, allowed) in tables {
        let (room, elsewhere) = room(&name);
        let uses = room.uses(&elsewhere);
        let parts: Vec<&String> = room.parts.keys().collect();
        assert_eq!(allowed.keys().collect::<Vec<_>>(), parts, "the rows of {name}, and its parts");
        let mut wrong = Vec::new();
        for ((user, used), places) in &uses.edges {
            if !allowed[user].contains(used) {
                let places: Vec<&str> = places.iter().map(String::as_str).collect();
                wrong.push(format!("`{user}` may not call `{used}`: {}", places.join(", ")));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert_eq!(circle(&uses.by_part()), None, "parts of {name} go round in a circle");
        assert_eq!(circle(&allowed), None, "the table of {name} goes round in a circle");
        // A test that can tell of few calls whose they are would pass whatever they are.
        let (ambiguous, resolved) = (uses.ambiguous.len(), uses.resolved);
        assert!(
            ambiguous * 10 <= resolved,
            "{resolved} calls are told, not these {ambiguous}: {:#?}",
            uses.ambiguous
        );
    }
}

/// A room `engine` of these files, by name.
fn small(files: &[(&str, &str)]) -> Room {
    let file = |(name, text): &(&str, &str)| {
        let module = std::iter::once("engine").chain(name.split('/').filter(|part| !part.is_empty()));
        (module.map(str::to_owned).collect(), (*text).to_owned())
    };
    Room::of("engine", &files.iter().map(file).collect::<Vec<_>>())
}

fn shown(uses: &Uses) -> Vec<String> {
    uses.edges.keys().map(|(user, used)| format!("{user} > {used}")).collect()
}

/// Two circles that no import shows: handlers and commits of one type, in files of their own.
#[test]
fn methods_of_one_type_in_several_parts_show_who_calls_whom() {
    let room = small(&[
        ("", "mod commit; mod handlers; mod run; struct Engine { daemons: u8 }"),
        ("run", "use super::Engine; impl Engine { pub fn step(&mut self) { self.stop(1); } }"),
        (
            "commit",
            "use super::Engine; impl Engine { pub(super) fn commit_stop(&mut self) { self.daemons_look_at(); } }",
        ),
        ("handlers", "mod stops; mod daemons;"),
        (
            "handlers/stops",
            "impl Engine { pub(in crate::engine) fn stop(&mut self, x: u8) { self.commit_stop(); } }",
        ),
        ("handlers/daemons", "impl Engine { pub(in crate::engine) fn daemons_look_at(&mut self) {} }"),
    ]);
    let uses = room.uses(&BTreeSet::new());
    assert_eq!(shown(&uses), ["commit > handlers", "handlers > commit", "run > handlers"]);
    assert_eq!(circle(&uses.by_part()).expect("a circle"), ["commit", "handlers"]);
}

#[test]
fn imports_exports_and_receivers_show_who_calls_whom() {
    let room = small(&[
        ("", "pub use event::{Event, Phase};"),
        ("event", "pub struct Event; impl Event { pub fn phase(&self) {} pub fn len(&self) {} }"),
        (
            "queue",
            "use super::Event; pub struct Queue; impl Queue { pub fn pop_all(&mut self) {} pub fn len(&self) {} }",
        ),
        (
            "core",
            "struct Core { queue: super::queue::Queue } impl Core { fn queue(&self) -> &Queue {} fn cluster(&self) -> &Cluster {} }",
        ),
        ("handlers/a", "fn f(core: &mut Core) { core.queue().pop_all(); core.cluster().pop_all(); }"),
        ("handlers/b", "use crate::engine::handlers::a; fn f() { (x + y).len(); (x + y).pop_all(); }"),
        ("reactions", "fn f(cluster: &Cluster) { cluster.tasks().len(); (x + y).phase(); }"),
    ]);
    let uses = room.uses(&BTreeSet::from(["phase".to_owned()]));
    assert_eq!(shown(&uses), ["core > queue", "handlers > core", "handlers > queue", "queue > event"]);
    assert_eq!(
        uses.ambiguous.into_iter().collect::<Vec<_>>(),
        ["engine/handlers/b calls len", "engine/reactions calls phase"]
    );
}

#[test]
fn circles_are_found_wherever_they_start() {
    let edges = |edges: &[(&str, &str)]| {
        let mut found = Edges::new();
        for (user, used) in edges {
            found.entry((*user).to_owned()).or_default().insert((*used).to_owned());
        }
        found
    };
    assert_eq!(circle(&edges(&[("a", "b"), ("a", "c"), ("b", "c"), ("c", "d")])), None);
    let found = circle(&edges(&[("a", "b"), ("b", "c"), ("c", "d"), ("d", "b"), ("c", "e")]));
    assert_eq!(found.expect("a circle"), ["b", "c", "d"]);
}
