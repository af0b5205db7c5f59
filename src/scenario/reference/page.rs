//! The reference of the scenario file as a page: every section, every key.

use std::fmt::Write;

use super::super::shape::{DISTRIBUTION, Effect, Kind, MemberShape, SCENARIO, Shape};
use super::entry::{Entry, is_accepted};
use super::examples;
use crate::model::FAULT_ACTIONS;

const IN_MEMORY: &str = "a string takes any text";

const HEAD: &str = "\
# The scenario file

What a scenario may hold, key by key, as `plimsoll docs` prints it; `plimsoll docs SECTION` prints a part, and `plimsoll schema` the same
for editors. It is made of the tables that check scenarios.

A scenario is TOML. What exists in an API of AWS is spelt as there, with its units, and its types are called as there; what it means stands
in AWS's reference, and here what becomes of it; what changes nothing is still held to the rules of the API. Types that begin with a small
letter are Plimsoll's own. Defaults in words are no values.
`plimsoll rule ID` explains the rules named on the right.

The examples of this page, one after the other, are a scenario.
";

const VALUES: &str = "\
## Values

A **duration** is text with units, such as `\"90s\"`, `\"250ms\"` or `\"1h 30m\"`; a time is a duration since the start of the simulation. A
**random duration** is a duration, which is always the same, or an object with one member, such as `{ exponential = { mean = \"30m\" } }`.
";

const PATHS: &str = "
A path joins keys with dots; an entry of a list stands in it by its name or its position, as in `services.web.desiredCount` and
`containerInstances.0.count`. `--set PATH=VALUE` takes the same paths.
";

/// A part of the page.
struct Part {
    /// What it is called on the command line: a key of the file, or `values`.
    name: &'static str,
    /// How its first heading reads.
    heading: String,
    /// What is said before its tables.
    about: String,
    /// Its objects, those that earlier parts show left out.
    shapes: Vec<&'static Shape>,
}

/// The whole page, as Markdown.
///
/// ```
/// let page = plimsoll::scenario::reference::page();
/// assert!(page.contains("\n## `[[services]]`\n"));
/// ```
#[must_use]
pub fn page() -> String {
    let parts: Vec<String> = parts().iter().map(|part| part.text(true)).collect();
    format!("{HEAD}\n{}", parts.join("\n"))
}

/// A section of the file with the objects that it shows first, or one object by the name of its type, in any case;
/// `None` where nothing is called so.
///
/// ```
/// use plimsoll::scenario::reference::part;
///
/// assert!(part("simulation").is_some_and(|text| text.contains("warmUp")));
/// assert!(part("PortMapping").is_some_and(|text| text.contains("hostPort")));
/// assert_eq!(part("traffic"), None);
/// ```
#[must_use]
pub fn part(name: &str) -> Option<String> {
    let parts = parts();
    if let Some(part) = parts.iter().find(|part| part.name.eq_ignore_ascii_case(name)) {
        return Some(part.text(false));
    }
    let mut shapes = parts.iter().flat_map(|part| &part.shapes);
    let shape = shapes.find(|shape| shape.name.eq_ignore_ascii_case(name))?;
    Some(format!("### {}\n\n{}", shape.name, table(shape, false)))
}

/// What [`part`] knows: the sections, then the types.
#[must_use]
pub fn part_names() -> Vec<&'static str> {
    let parts = parts();
    let sections = parts.iter().map(|part| part.name);
    let types = parts.iter().flat_map(|part| &part.shapes).map(|shape| shape.name);
    let mut names: Vec<&str> = sections.collect();
    names.extend(types.filter(|name| !names.contains(name)).collect::<Vec<_>>());
    names
}

/// The names of the sections.
#[must_use]
pub fn section_names() -> Vec<&'static str> {
    parts().iter().map(|part| part.name).collect()
}

fn parts() -> Vec<Part> {
    let mut seen: Vec<&'static str> = vec![SCENARIO.name];
    let top = Part {
        name: SCENARIO.name,
        heading: "The top of the file".to_owned(),
        about: String::new(),
        shapes: vec![&SCENARIO],
    };
    let values = Part {
        name: "values",
        heading: String::new(),
        about: VALUES.to_owned(),
        shapes: below(Kind::Object(&DISTRIBUTION), &mut seen),
    };
    let sections = SCENARIO.members.iter().filter(|member| is_accepted(member)).filter_map(|member| {
        let heading = match member.kind {
            Kind::List(Kind::Object(_)) => format!("`[[{}]]`", member.name),
            Kind::Object(_) | Kind::Map(_) => format!("`[{}]`", member.name),
            _ => return None,
        };
        let mut meaning = capitalised(member.notes.meaning);
        if let Effect::NotModelled { instead, .. } = member.effect {
            write!(meaning, ".\n\nNot modelled yet: {instead}").expect(IN_MEMORY);
        }
        let shapes = below(member.kind, &mut seen);
        Some(Part {
            name: member.name,
            heading,
            about: format!("{meaning}.\n{}", more_about(member.name)),
            shapes,
        })
    });
    let sections: Vec<Part> = sections.collect();
    std::iter::once(top).chain(sections).chain([values]).collect()
}

/// What there is to say of a section besides.
fn more_about(section: &str) -> String {
    match section {
        "matrix" => PATHS.to_owned(),
        "faults" => {
            let rows = FAULT_ACTIONS.iter().map(|action| {
                let members: Vec<String> = action.members.iter().map(|name| format!("`{name}`")).collect();
                format!(
                    "| `{}` | {} | {} | {} |\n",
                    action.name,
                    action.meaning,
                    members.join(", "),
                    action.rule
                )
            });
            let head = "\n| action | what it does | keys of its own | rules |\n|---|---|---|---|\n";
            head.to_owned() + &rows.collect::<String>()
        }
        _ => String::new(),
    }
}

/// The objects below `kind` that nobody has shown, outer ones first.
fn below(kind: Kind, seen: &mut Vec<&'static str>) -> Vec<&'static Shape> {
    let mut found: Vec<&'static Shape> = Vec::new();
    let mut next = vec![kind];
    while !next.is_empty() {
        for kind in std::mem::take(&mut next) {
            match kind {
                Kind::List(inner) | Kind::Map(inner) => next.push(*inner),
                Kind::Object(shape) if !seen.contains(&shape.name) => {
                    seen.push(shape.name);
                    found.push(shape);
                    next.extend(shape.members.iter().map(|member| member.kind));
                }
                _ => {}
            }
        }
    }
    found
}

impl Part {
    /// The part; types of other parts are linked `on_page`.
    fn text(&self, on_page: bool) -> String {
        let mut text = String::new();
        if !self.heading.is_empty() {
            writeln!(text, "## {}\n", self.heading).expect(IN_MEMORY);
        }
        text += &self.about;
        let example = examples::of(self.name);
        if !example.is_empty() {
            let gap = if self.about.is_empty() { "" } else { "\n" };
            write!(text, "{gap}```toml\n{example}```\n").expect(IN_MEMORY);
        }
        for (position, shape) in self.shapes.iter().enumerate() {
            // The first object of a section is the section's.
            if position > 0 || self.name == "values" {
                write!(text, "\n### {}\n", shape.name).expect(IN_MEMORY);
            }
            write!(text, "\n{}", table(shape, on_page)).expect(IN_MEMORY);
        }
        text
    }
}

/// The members of an object, a row each; what is ignored as output of the API in one line.
fn table(shape: &Shape, on_page: bool) -> String {
    let mut text = String::new();
    if shape.from_file {
        text += "Also from JSON: `file = \"path.json\"`, relative to the scenario, or `file = \"folder\"` for all of this \
                 kind in the files there and below; what stands beside it wins. Files of CloudFormation, Terraform, Compose, \
                 Copilot and ecspresso are taken as well; a Compose file with `compose = \"services\"`, each service one of \
                 ECS, or `compose = \"task\"`, all of them the containers of one task.\n\n";
    }
    text += "| key | value | default | what it says | rules |\n|---|---|---|---|---|\n";
    for member in shape.members.iter().filter(|member| !is_only_named(member.effect)) {
        let entry = Entry::of(shape, member);
        let cells = [
            format!("`{}`", member.name),
            value(member, &entry, on_page),
            default(&entry),
            said(&entry),
            entry.rules.clone(),
        ];
        writeln!(text, "| {} |", cells.map(|cell| cell.replace('|', "\\|")).join(" | ")).expect(IN_MEMORY);
    }
    text += &named(shape, Effect::ReadOnly, "Output of the API, accepted and ignored");
    text += &named(shape, Effect::Planned, "Not simulated by this version, and an error");
    text
}

/// Whether there is no more to say of a member than what it is.
const fn is_only_named(effect: Effect) -> bool {
    matches!(effect, Effect::ReadOnly | Effect::Planned)
}

/// The members with this effect, in one line.
fn named(shape: &Shape, effect: Effect, what: &str) -> String {
    let members = shape.members.iter().filter(|member| member.effect == effect);
    let names: Vec<String> = members.map(|member| format!("`{}`", member.name)).collect();
    if names.is_empty() { String::new() } else { format!("\n{what}: {}.\n", names.join(", ")) }
}

fn default(entry: &Entry) -> String {
    match entry.default.as_str() {
        "" if entry.required => "**required**".to_owned(),
        default if is_value(default) => format!("`{default}`"),
        default => default.to_owned(),
    }
}

/// Whether it is what a scenario writes, not words about it.
fn is_value(default: &str) -> bool {
    default.parse::<f64>().is_ok()
        || ["true", "false"].contains(&default)
        || default.starts_with(['"', '[', '{'])
}

fn said(entry: &Entry) -> String {
    let parts = [entry.meaning, &entry.effect];
    let said: Vec<&str> = parts.into_iter().filter(|text| !text.is_empty()).collect();
    if said.is_empty() { "modelled".to_owned() } else { said.join("; ") }
}

/// What may stand behind a key.
fn value(member: &MemberShape, entry: &Entry, on_page: bool) -> String {
    if !is_accepted(member) {
        return String::new();
    }
    let notes = &member.notes;
    let mut text = match (entry.words, member.kind) {
        (Some(words), kind) => {
            let list = if matches!(kind, Kind::List(_)) { "list of " } else { "" };
            let words: Vec<String> = words.all().iter().map(|word| format!("`\"{word}\"`")).collect();
            format!("{list}{}", words.join(", "))
        }
        (None, Kind::Anything) if notes.or_path => String::new(),
        (None, kind) => of_kind(kind, on_page),
    };
    if !notes.unit.is_empty() {
        write!(text, ", {}", notes.unit).expect(IN_MEMORY);
    }
    if let Some((least, most)) = entry.range {
        match most {
            i64::MAX => write!(text, ", at least {least}"),
            most => write!(text, ", {least} to {most}"),
        }
        .expect(IN_MEMORY);
    }
    if let Some(most) = entry.most {
        write!(text, ", at most {most}").expect(IN_MEMORY);
    }
    if notes.or_path {
        text += if text.is_empty() { "path" } else { ", or a path" };
    }
    text
}

fn of_kind(kind: Kind, on_page: bool) -> String {
    let linked = |text: &str, anchor: &str| {
        if on_page { format!("[{text}](#{anchor})") } else { text.to_owned() }
    };
    match kind {
        Kind::Anything => "anything".to_owned(),
        Kind::Text => "text".to_owned(),
        Kind::Integer | Kind::NumericText => "whole number".to_owned(),
        Kind::Count => "whole number, or `\"all\"`".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::Figure => "number, or text such as `\"90s\"`, `\"99.9%\"` or a word".to_owned(),
        Kind::Boolean => "`true` or `false`".to_owned(),
        Kind::Cpu => "CPU units, or `\"0.5 vCPU\"`".to_owned(),
        Kind::Memory => "MiB, or `\"0.5 GB\"`".to_owned(),
        Kind::Duration => linked("duration", "values"),
        Kind::Moment => "date, or seconds since 1970".to_owned(),
        Kind::Distribution => linked("random duration", "values"),
        Kind::List(inner) => format!("list of {}", of_kind(*inner, on_page)),
        Kind::Map(inner) => format!("names, each with {}", of_kind(*inner, on_page)),
        Kind::Object(shape) => linked(shape.name, &anchor(shape)),
    }
}

/// Where the page shows an object: sections have the object of their entries under their own heading.
fn anchor(shape: &Shape) -> String {
    let is_of = |member: &&MemberShape| match member.kind {
        Kind::Object(own) | Kind::List(&Kind::Object(own)) => own.name == shape.name,
        _ => false,
    };
    SCENARIO.members.iter().find(is_of).map_or(shape.name, |member| member.name).to_lowercase()
}

fn capitalised(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}
