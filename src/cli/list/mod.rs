//! `plimsoll list`: what scenarios can name.

pub(super) mod args;
mod behavior;
mod columns;
mod faults;
mod instance_types;
mod listing;
mod metrics;
mod strategies;

pub(super) use listing::{Cell, Column, Listing, PLAIN};

use args::{List, Listed};

use super::exit::Exit;
use super::terminal::{self, Terminal};
use crate::model::catalogue;
use crate::text::{if_regular_expression, nearest};

/// Prints a list; fails when a pattern matches nothing.
pub(super) fn list(arguments: &List, terminal: &mut Terminal) -> Exit {
    let listing = match &arguments.what {
        Listed::InstanceTypes { pattern } => instance_types::listing(pattern.as_deref()),
        Listed::Strategies => strategies::listing(),
        Listed::Metrics => metrics::listing(),
        Listed::Columns { table } => columns::listing(table.as_deref()),
        Listed::Behavior => behavior::listing(arguments.format),
        Listed::Faults => faults::listing(),
    };
    if listing.is_empty() {
        terminal::error(&nothing_found(&arguments.what));
        return Exit::Failed;
    }
    terminal.result(&listing.render(arguments.format, terminal::width()));
    Exit::Done
}

fn nothing_found(what: &Listed) -> String {
    let hint = |near: Option<&str>| near.map_or_else(String::new, |name| format!("; did you mean {name}?"));
    match what {
        Listed::InstanceTypes { pattern: Some(pattern) } => {
            let meant = if_regular_expression(pattern).map(|meant| format!("; {meant}"));
            let hint = meant.unwrap_or_else(|| hint(catalogue::nearest(pattern)));
            format!("no instance type matches `{pattern}`{hint}")
        }
        Listed::Columns { table: Some(table) } => {
            let (hint, tables) =
                (hint(nearest(table, columns::names())), columns::names().collect::<Vec<_>>());
            format!("there is no table `{table}`{hint}\ntables are {}", tables.join(", "))
        }
        _ => "there is nothing to list".to_owned(),
    }
}
