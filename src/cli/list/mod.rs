//! `plimsoll list`: what scenarios can name.

pub(super) mod args;
mod behavior;
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

/// Prints a list; fails when a pattern matches nothing.
pub(super) fn list(arguments: &List, terminal: &mut Terminal) -> Exit {
    let listing = match &arguments.what {
        Listed::InstanceTypes { pattern } => instance_types::listing(pattern.as_deref()),
        Listed::Strategies => strategies::listing(),
        Listed::Metrics => metrics::listing(),
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
    let Listed::InstanceTypes { pattern: Some(pattern) } = what else {
        return "there is nothing to list".to_owned();
    };
    let hint = catalogue::nearest(pattern).map_or_else(String::new, |name| format!("; did you mean {name}?"));
    format!("no instance type matches `{pattern}`{hint}")
}
