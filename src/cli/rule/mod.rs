//! `plimsoll rule`: what a rule says, what became of it and what decides it.

pub(super) mod args;
mod document;
mod text;

use super::exit::Exit;
use super::formats::ExplainFormat;
use super::list::{Cell, Column, Listing};
use super::terminal::{self, Terminal};
use crate::rules::{Chapter, Rule, Status, Unknown, chapters, rules, select};
use crate::text::if_regular_expression;
use document::Document;

const COLUMNS: [Column; 5] = [
    Column { key: "chapter", heading: "Chapter" },
    Column { key: "rules", heading: "Rules" },
    Column { key: "modelled", heading: "Modelled" },
    Column { key: "simplified", heading: "Simplified" },
    Column { key: "notModelled", heading: "Not modelled" },
];

/// Shows the rules asked for, or which chapters there are.
pub(super) fn rule(arguments: &args::Rule, terminal: &mut Terminal) -> Exit {
    if arguments.rules.is_empty() {
        terminal.result(&overview().render(arguments.format.of_listing(), terminal::width()));
        return Exit::Done;
    }
    match select(&arguments.rules) {
        Ok(found) => {
            let documents: Vec<Document> = found.into_iter().map(Document::of).collect();
            terminal.result(&match arguments.format {
                ExplainFormat::Text => text::text(&documents, terminal::width()),
                ExplainFormat::Markdown => text::markdown(&documents),
                ExplainFormat::Json => {
                    serde_json::to_string_pretty(&documents).expect("texts are always JSON")
                }
            });
            Exit::Done
        }
        Err(unknown) => {
            terminal::error(&not_found(&unknown));
            Exit::Failed
        }
    }
}

fn overview() -> Listing {
    Listing::new(&COLUMNS, chapters().iter().map(row).collect())
}

fn row(chapter: &Chapter) -> Vec<Cell> {
    let count = |status: Status| chapter.rules.iter().filter(|rule| rule.status == status).count() as u64;
    let counts =
        [Status::Modelled, Status::Simplified, Status::NotModelled].map(|status| Cell::Number(count(status)));
    let texts = [chapter.title.to_owned(), kinds(&chapter.rules).join(", ")].map(Cell::Text);
    texts.into_iter().chain(counts).collect()
}

/// What the ids of these rules begin with, each once.
fn kinds<'r>(rules: impl IntoIterator<Item = &'r Rule>) -> Vec<&'static str> {
    let mut found = Vec::new();
    for rule in rules {
        if !found.contains(&rule.prefix()) {
            found.push(rule.prefix());
        }
    }
    found
}

fn not_found(unknown: &Unknown) -> String {
    let nearest = unknown.nearest.map(|id| format!("did you mean {id}?"));
    let hint = if_regular_expression(&unknown.asked)
        .or(nearest)
        .map_or_else(String::new, |hint| format!("; {hint}"));
    let there_are = kinds(rules()).join(", ");
    format!(
        "no rule is called `{}`{hint}\nthere are {there_are}; `plimsoll rule` lists the chapters",
        unknown.asked
    )
}
