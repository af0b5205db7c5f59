//! `list strategies`: what a service's `placementStrategy` may say.

use super::listing::{Cell, Column, Listing};
use crate::placement::strategy::{Argument, ECS_FORMS, EcsForm, RESEARCH, Research};

const COLUMNS: [Column; 6] = [
    Column { key: "type", heading: "type" },
    Column { key: "of", heading: "of" },
    Column { key: "arguments", heading: "Arguments" },
    Column { key: "placement", heading: "A new task goes to" },
    Column { key: "scaleIn", heading: "On scale-in a task leaves from" },
    Column { key: "source", heading: "Rules or source" },
];

/// All strategies, ECS's own first.
pub(super) fn listing() -> Listing {
    let rows = ECS_FORMS.iter().map(of_ecs).chain(RESEARCH.iter().map(of_research));
    let texts = |row: [String; 6]| row.into_iter().map(Cell::Text).collect();
    Listing::new(&COLUMNS, rows.map(texts).collect())
}

fn of_ecs(form: &EcsForm) -> [String; 6] {
    let field = form.field.map_or_else(String::new, |field| format!("field = \"{field}\""));
    [form.kind.into(), "ECS".into(), field, form.places.into(), form.stops.into(), form.rules.into()]
}

fn of_research(research: &Research) -> [String; 6] {
    let arguments: Vec<String> = research.arguments.iter().map(argument).collect();
    let texts = [research.places, research.stops, research.source].map(str::to_owned);
    let [places, stops, source] = texts;
    [research.name.into(), "research".into(), arguments.join("; "), places, stops, source]
}

/// `k = 2: how many are drawn (a whole number from 1 to 100)`.
fn argument(argument: &Argument) -> String {
    let Argument { name, kind, default, meaning } = argument;
    match default {
        Some(default) => format!("{name} = {default}: {meaning} ({kind})"),
        None => format!("{name}, required: {meaning} ({kind})"),
    }
}
