//! `plimsoll schema` and `plimsoll docs`: the scenario file for editors and for readers.

use super::exit::Exit;
use super::terminal::{self, Terminal};
use crate::scenario::reference;
use crate::text::nearest;

pub(super) const DOCS_EXAMPLES: &str = "\
Examples:
  plimsoll docs faults
  plimsoll docs ContainerDefinition";

pub(super) const SCHEMA_EXAMPLES: &str = "\
Example:
  plimsoll schema > scenario.schema.json

With this as the first line of a scenario, editors with Taplo (Even Better TOML) complete keys and words, show what they
mean and mark what is wrong:
  #:schema ./scenario.schema.json";

/// Prints the JSON Schema.
pub(super) fn schema(terminal: &mut Terminal) -> Exit {
    terminal.result(&format!("{:#}", reference::schema()));
    Exit::Done
}

/// Prints the page, or the part of it that is called so.
pub(super) fn docs(section: Option<&str>, terminal: &mut Terminal) -> Exit {
    let Some(name) = section else {
        terminal.result(&reference::page());
        return Exit::Done;
    };
    let Some(part) = reference::part(name) else {
        let near = nearest(name, reference::part_names());
        let hint = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
        let sections = reference::section_names().join(", ");
        terminal::error(&format!("there is no section or type `{name}`{hint}\nsections are {sections}"));
        return Exit::Failed;
    };
    terminal.result(&part);
    Exit::Done
}
