//! `list strategies`: what a service's `placementStrategy` may say.

use super::listing::{Cell, Column, Listing};
use crate::placement::strategy::{Argument, ArgumentKind, ECS_FORMS, EcsForm, RESEARCH, Research};

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

/// `k = 2 (1 to 100)`: the default as a scenario spells it, and what may stand there.
fn argument(argument: &Argument) -> String {
    let values = match argument.kind {
        ArgumentKind::Whole { least, most } => format!("{least} to {most}"),
        ArgumentKind::Word(words) => words.join(" or "),
        ArgumentKind::Words(words) => format!("some of {}", words.join(", ")),
        ArgumentKind::Attribute => "an attribute".to_owned(),
        ArgumentKind::Command => "a list of words".to_owned(),
    };
    match argument.default {
        Some(default) => format!("{} = {default} ({values})", argument.name),
        None => format!("{}, required ({values})", argument.name),
    }
}
