//! The answer for a terminal.

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{Cell, CellAlignment, Table};

use super::assumptions::{self, Section};
use super::sheet::{Sheet, sheets};
use super::width::Width;
use super::{baseline, counting, expectations, frequencies, sentences, verdict};
use crate::experiment::Results;

/// Below this width a table is laid out as if the terminal were this wide.
const WIDTH_MIN: u16 = 40;
/// Names are broken into lines of at most about one of these lengths: the first that needs the fewest tables.
const NAME_LINES: [usize; 3] = [18, 14, 11];
/// What a column takes beside its text: a space on either side and a rule.
const PADDING: usize = 3;

/// The question, the answer, what it rests on and the verdict, as wide as `width` allows.
///
/// Ratios are percentages; durations carry their units (`1 min 30 s`); other units stand in the heading. Figures over
/// several replications are `mean ± half of the 95 % confidence interval`, or `mean (low to high)` where a bound of the figure cuts that off. See [`Results`] for exact figures.
#[must_use]
pub fn table(results: &Results<'_>, width: Width) -> String {
    let width = width.at_least(WIDTH_MIN);
    let mut blocks = vec![width.wrap(sentences::question(results), "")];
    let halts = sentences::halts(results);
    if !halts.is_empty() {
        let mut lines = vec![width.wrap(&sentences::halts_heading(results), "")];
        lines.extend(halts.iter().map(|halt| width.wrap(halt, "  ")));
        blocks.push(lines.join("\n"));
    }
    let (mut sheets, mut notes) = sheets(results);
    let (distributed, omitted) = frequencies::sheets(results);
    sheets.extend(distributed);
    notes.extend(omitted);
    blocks.extend(sheets.iter().map(|sheet| drawn(sheet, width)));
    let notes = notes.into_iter().chain(sentences::omissions(results));
    blocks.extend(notes.map(|note| width.wrap(&note, "")));
    let mut facts: Vec<String> = sentences::interval_note(results).map(str::to_owned).into_iter().collect();
    facts.extend(counting::note(results));
    facts.extend([sentences::provenance(results), sentences::MORE.to_owned()]);
    blocks.push(facts.iter().map(|fact| width.wrap(fact, "")).collect::<Vec<_>>().join("\n"));
    if let Some(section) = assumptions::section(results) {
        blocks.extend(section_blocks(&section, width));
    }
    if let Some(changes) = baseline::changes(results) {
        blocks.push(width.wrap(&changes.headline, ""));
        blocks.extend(changes.sheet.as_ref().map(|sheet| drawn(sheet, width)));
        blocks.extend(changes.notes.iter().map(|note| width.wrap(note, "")));
    }
    let expected = expectations::lines(results);
    if !expected.is_empty() {
        let lines: Vec<String> = expected.iter().map(|line| width.wrap(line, "")).collect();
        blocks.push(lines.join("\n"));
    }
    blocks.push(verdict::block(results, width));
    format!("{}\n", blocks.join("\n\n"))
}

fn section_blocks(section: &Section, width: Width) -> Vec<String> {
    let mut first: Vec<String> = section.headline.iter().map(|line| width.wrap(line, "")).collect();
    first.extend(section.verdicts.iter().map(|verdict| width.wrap(verdict, "  ")));
    let notes: Vec<String> = section.notes.iter().map(|note| width.wrap(note, "")).collect();
    let mut blocks = vec![assumptions::HEADING.to_owned(), first.join("\n")];
    blocks.extend(section.movements.as_ref().map(|sheet| drawn(sheet, width)));
    blocks.push(notes.join("\n"));
    blocks
}

/// The sheet in as many tables below each other as its figures need, each with the columns of names.
fn drawn(sheet: &Sheet, width: Width) -> String {
    let mut parts = Vec::new();
    if !sheet.title.is_empty() {
        parts.push(width.wrap(&sheet.title, ""));
    }
    let whole = vec![(0..sheet.header.len()).collect::<Vec<_>>()];
    let fits = width.holds(natural_width(&sheet.header, &sheet.rows));
    let (line, tables) = if fits || sheet.figures.is_empty() || sheet.figures.end < sheet.header.len() {
        (NAME_LINES[0], whole)
    } else {
        let by_line = NAME_LINES.map(|line| (line, blocks(sheet, width, line)));
        by_line.into_iter().min_by_key(|(_, blocks)| blocks.len()).expect("there are lengths of lines")
    };
    parts.extend(tables.iter().map(|columns| one_table(sheet, columns, width, line)));
    parts.join("\n")
}

/// Columns of each table: those of the names, and as many figures as fit, at least one, with headings in lines of
/// about `line`.
fn blocks(sheet: &Sheet, width: Width, line: usize) -> Vec<Vec<usize>> {
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
                room = width.tables().map_or(usize::MAX, |tables| tables.saturating_sub(names_width));
            }
        }
        room = room.saturating_sub(needed);
    }
    blocks
}

fn one_table(sheet: &Sheet, columns: &[usize], width: Width, line: usize) -> String {
    let of = |cells: &[String]| columns.iter().map(|&column| cells[column].clone()).collect::<Vec<_>>();
    let (header, rows) = (of(&sheet.header), sheet.rows.iter().map(|row| of(row)).collect::<Vec<_>>());
    let fits = width.holds(natural_width(&header, &rows));
    let cell = |position: usize, text: &str, is_name: bool| {
        let text = if fits || !is_name { text.to_owned() } else { broken(text, line) };
        let figure = sheet.figures.contains(&columns[position]);
        Cell::new(text).set_alignment(if figure { CellAlignment::Right } else { CellAlignment::Left })
    };
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED);
    table.set_header(header.iter().enumerate().map(|(position, name)| cell(position, name, true)));
    for row in &rows {
        table.add_row(row.iter().enumerate().map(|(position, text)| cell(position, text, position == 0)));
    }
    width.fit(&mut table);
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

/// Long names continue on a further line, after a dot or a space.
fn broken(name: &str, length_max: usize) -> String {
    let mut lines = vec![String::new()];
    for part in name.split_inclusive(['.', ' ']) {
        let line = lines.last_mut().expect("there is a first line");
        if !line.is_empty() && length(line) + length(part) > length_max {
            lines.push(part.to_owned());
        } else {
            line.push_str(part);
        }
    }
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

/// Characters without the space at the end.
fn length(text: &str) -> usize {
    text.trim_end().chars().count()
}
