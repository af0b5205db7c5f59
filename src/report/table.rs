//! The answer for a terminal.

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table};

use super::assumptions::{self, Section};
use super::sheet::{Sheet, sheets};
use super::{baseline, counting, expectations, sentences, verdict};
use crate::experiment::Results;

/// Below this width a table is laid out as if the terminal were this wide.
const WIDTH_MIN: u16 = 40;
/// Names are broken into lines of at most about one of these lengths: the first that needs the fewest tables.
const NAME_LINES: [usize; 3] = [18, 14, 11];
/// What a column takes beside its text: a space on either side and a rule.
const PADDING: usize = 3;

/// The question, the answer, what it rests on and the verdict, for a terminal of `width` columns.
///
/// Ratios are percentages; durations carry their units (`1 min 30 s`); other units stand in the heading. Figures over
/// several replications are `mean ± half of the 95 % confidence interval`, or `mean (low to high)` where a bound of the figure cuts that off. See [`Results`] for exact figures.
#[must_use]
pub fn table(results: &Results<'_>, width: u16) -> String {
    let width = width.max(WIDTH_MIN);
    let mut blocks = vec![wrap(sentences::question(results), width, "")];
    let halts = sentences::halts(results);
    if !halts.is_empty() {
        let mut lines = vec![wrap(&sentences::halts_heading(results), width, "")];
        lines.extend(halts.iter().map(|halt| wrap(halt, width, "  ")));
        blocks.push(lines.join("\n"));
    }
    let (sheets, notes) = sheets(results);
    blocks.extend(sheets.iter().map(|sheet| drawn(sheet, width)));
    let notes = notes.into_iter().chain(sentences::omissions(results));
    blocks.extend(notes.map(|note| wrap(&note, width, "")));
    let mut facts: Vec<String> = sentences::interval_note(results).map(str::to_owned).into_iter().collect();
    facts.extend(counting::note(results));
    facts.extend([sentences::provenance(results), sentences::MORE.to_owned()]);
    blocks.push(facts.iter().map(|fact| wrap(fact, width, "")).collect::<Vec<_>>().join("\n"));
    if let Some(section) = assumptions::section(results) {
        blocks.extend(section_blocks(&section, width));
    }
    if let Some(changes) = baseline::changes(results) {
        blocks.push(wrap(&changes.headline, width, ""));
        blocks.extend(changes.sheet.as_ref().map(|sheet| drawn(sheet, width)));
        blocks.extend(changes.notes.iter().map(|note| wrap(note, width, "")));
    }
    let expected = expectations::lines(results);
    if !expected.is_empty() {
        let lines: Vec<String> = expected.iter().map(|line| wrap(line, width, "")).collect();
        blocks.push(lines.join("\n"));
    }
    blocks.push(verdict::block(results, width));
    format!("{}\n", blocks.join("\n\n"))
}

fn section_blocks(section: &Section, width: u16) -> Vec<String> {
    let mut first: Vec<String> = section.headline.iter().map(|line| wrap(line, width, "")).collect();
    first.extend(section.verdicts.iter().map(|verdict| wrap(verdict, width, "  ")));
    let notes: Vec<String> = section.notes.iter().map(|note| wrap(note, width, "")).collect();
    let mut blocks = vec![assumptions::HEADING.to_owned(), first.join("\n")];
    blocks.extend(section.movements.as_ref().map(|sheet| drawn(sheet, width)));
    blocks.push(notes.join("\n"));
    blocks
}

/// The sheet in as many tables below each other as its figures need, each with the columns of names.
fn drawn(sheet: &Sheet, width: u16) -> String {
    let mut parts = Vec::new();
    if !sheet.title.is_empty() {
        parts.push(wrap(&sheet.title, width, ""));
    }
    let whole = vec![(0..sheet.header.len()).collect::<Vec<_>>()];
    let fits = natural_width(&sheet.header, &sheet.rows) <= usize::from(width);
    let (line, tables) = if fits || sheet.figures.is_empty() || sheet.figures.end < sheet.header.len() {
        (NAME_LINES[0], whole)
    } else {
        let by_line = NAME_LINES.map(|line| (line, blocks(sheet, usize::from(width), line)));
        by_line.into_iter().min_by_key(|(_, blocks)| blocks.len()).expect("there are lengths of lines")
    };
    parts.extend(tables.iter().map(|columns| one_table(sheet, columns, width, line)));
    parts.join("\n")
}

/// Columns of each table: those of the names, and as many figures as fit, at least one, with headings in lines of
/// about `line`.
fn blocks(sheet: &Sheet, width: usize, line: usize) -> Vec<Vec<usize>> {
    let width_of = |column: usize| {
        let cells = sheet.rows.iter().map(|row| row[column].chars().count());
        let heading = broken(&sheet.header[column], line);
        cells.chain(heading.lines().map(|line| line.chars().count())).max().unwrap_or(0) + PADDING
    };
    let names: Vec<usize> = (0..sheet.figures.start).collect();
    let names_width: usize = names.iter().map(|&column| width_of(column)).sum::<usize>() + 1;
    let mut blocks: Vec<Vec<usize>> = Vec::new();
    let mut room = 0;
    for column in sheet.figures.clone() {
        let needed = width_of(column);
        match blocks.last_mut() {
            Some(block) if needed <= room => block.push(column),
            _ => {
                blocks.push(names.iter().copied().chain([column]).collect());
                room = width.saturating_sub(names_width);
            }
        }
        room = room.saturating_sub(needed);
    }
    blocks
}

fn one_table(sheet: &Sheet, columns: &[usize], width: u16, line: usize) -> String {
    let of = |cells: &[String]| columns.iter().map(|&column| cells[column].clone()).collect::<Vec<_>>();
    let (header, rows) = (of(&sheet.header), sheet.rows.iter().map(|row| of(row)).collect::<Vec<_>>());
    let fits = natural_width(&header, &rows) <= usize::from(width);
    let cell = |position: usize, text: &str, is_name: bool| {
        let text = if fits || !is_name { text.to_owned() } else { broken(text, line) };
        let figure = sheet.figures.contains(&columns[position]);
        Cell::new(text).set_alignment(if figure { CellAlignment::Right } else { CellAlignment::Left })
    };
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).force_no_tty();
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    table.set_header(header.iter().enumerate().map(|(position, name)| cell(position, name, true)));
    for row in &rows {
        table.add_row(row.iter().enumerate().map(|(position, text)| cell(position, text, position == 0)));
    }
    table.trim_fmt()
}

/// How wide a table of these cells is when nothing wraps.
fn natural_width(header: &[String], rows: &[Vec<String>]) -> usize {
    let columns = (0..header.len()).map(|column| {
        let cells = rows.iter().map(|row| &row[column]).chain([&header[column]]);
        cells.map(|text| text.chars().count()).max().unwrap_or(0) + PADDING
    });
    columns.sum::<usize>() + 1
}

/// Long names continue on a further line: after a dot or a space, and within a part that is longer than a line where a
/// capital begins a word.
fn broken(name: &str, length_max: usize) -> String {
    let mut lines = vec![String::new()];
    for part in name.split_inclusive(['.', ' ']) {
        let words = if length(part) > length_max { words(part) } else { vec![part.to_owned()] };
        for word in words {
            let line = lines.last_mut().expect("there is a first line");
            if !line.is_empty() && length(line) + length(&word) > length_max {
                lines.push(word);
            } else {
                line.push_str(&word);
            }
        }
    }
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

/// Characters without the space at the end.
fn length(text: &str) -> usize {
    text.trim_end().chars().count()
}

/// `maxTasksPlaceable` in its words: max, Tasks, Placeable.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for character in name.chars() {
        let word = words.last_mut().expect("there is a first word");
        if character.is_uppercase() && word.ends_with(char::is_lowercase) {
            words.push(character.to_string());
        } else {
            word.push(character);
        }
    }
    words
}

/// Breaks a text at spaces so that no line is longer than `width`, where words allow. Each line stands behind `indent`;
/// where there is one, those after the first are indented further.
///
/// # Panics
///
/// Never: there is a first line.
#[must_use]
pub fn wrap(text: &str, width: u16, indent: &str) -> String {
    let width = usize::from(width);
    let mut lines = vec![indent.to_owned()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is a first line");
        let is_start = line.trim().is_empty();
        if !is_start && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(format!("{indent}{}{word}", if indent.is_empty() { "" } else { "  " }));
        } else {
            if !is_start {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join("\n")
}
