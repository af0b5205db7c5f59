//! The answer as Markdown, for pull requests and reports.

use super::assumptions::{self, Section};
use super::sheet::{Sheet, sheets};
use super::{baseline, counting, expectations, frequencies, sentences, verdict};
use crate::experiment::Results;

/// The question as a heading, the answer as tables, what it rests on, and the verdict.
#[must_use]
pub fn markdown(results: &Results<'_>) -> String {
    let mut blocks = vec![format!("## {}", escaped(sentences::question(results)))];
    let halts = sentences::halts(results);
    if !halts.is_empty() {
        let heading = format!("**{}**", escaped(&sentences::halts_heading(results)));
        let items: Vec<String> = halts.iter().map(|halt| format!("- {}", escaped(halt))).collect();
        blocks.push(format!("{heading}\n\n{}", items.join("\n")));
    }
    let (mut sheets, mut notes) = sheets(results);
    let (distributed, omitted) = frequencies::sheets(results);
    sheets.extend(distributed);
    notes.extend(omitted);
    blocks.extend(sheets.iter().map(drawn));
    let notes = notes.into_iter().chain(sentences::omissions(results));
    blocks.extend(notes.map(|note| escaped(&note)));
    blocks.extend(sentences::interval_note(results).map(escaped));
    blocks.extend(counting::note(results).map(|note| escaped(&note)));
    blocks.push(escaped(&sentences::provenance(results)));
    if let Some(section) = assumptions::section(results) {
        blocks.extend(section_blocks(&section));
    }
    if let Some(changes) = baseline::changes(results) {
        blocks.extend([format!("### {}", baseline::HEADING), escaped(&changes.headline)]);
        blocks.extend(changes.sheet.as_ref().map(drawn));
        blocks.extend(changes.notes.iter().map(|note| escaped(note)));
    }
    if let Some(sheet) = expectations::sheet(results) {
        blocks.push(format!("### {}", expectations::HEADING));
        blocks.push(drawn(&sheet));
        blocks.extend(expectations::summary(results));
    }
    let lines = verdict::lines(results).into_iter().map(|line| escaped(&line));
    blocks.push(format!("**Verdict:** {}", lines.collect::<Vec<_>>().join("<br>\n")));
    format!("{}\n", blocks.join("\n\n"))
}

fn section_blocks(section: &Section) -> Vec<String> {
    let mut blocks = vec![format!("### {}", assumptions::HEADING)];
    blocks.extend(section.headline.iter().map(|line| escaped(line)));
    if !section.verdicts.is_empty() {
        let items: Vec<String> =
            section.verdicts.iter().map(|verdict| format!("- {}", escaped(verdict))).collect();
        blocks.push(items.join("\n"));
    }
    blocks.extend(section.movements.as_ref().map(drawn));
    blocks.extend(section.notes.iter().map(|note| escaped(note)));
    blocks
}

fn drawn(sheet: &Sheet) -> String {
    let line = |cells: &[String]| {
        format!("| {} |", cells.iter().map(|cell| escaped(cell)).collect::<Vec<_>>().join(" | "))
    };
    let rules =
        (0..sheet.header.len()).map(|column| if sheet.figures.contains(&column) { "---:" } else { "---" });
    let mut lines = vec![line(&sheet.header), format!("| {} |", rules.collect::<Vec<_>>().join(" | "))];
    lines.extend(sheet.rows.iter().map(|row| line(row)));
    let body = lines.join("\n");
    if sheet.title.is_empty() { body } else { format!("### {}\n\n{body}", escaped(&sheet.title)) }
}

/// Keeps text from being read as markup, and on one line.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '|' | '*' | '_' | '`' | '<' | '[' | ']' | '#' => out.extend(['\\', character]),
            '\n' | '\r' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}
