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
use crate::text::if_regular_expression;

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
    let nearest = catalogue::nearest(pattern).map(|name| format!("did you mean {name}?"));
    let hint =
        if_regular_expression(pattern).or(nearest).map_or_else(String::new, |hint| format!("; {hint}"));
    format!("no instance type matches `{pattern}`{hint}")
}
