//! A calibration as a page: what was read, its intervals, the settings, the section for a scenario.

use comfy_table::{CellAlignment, ColumnConstraint, Table};

use super::{counted, word};
use crate::calibrate::{Allowed, Calibration, Finding, Fitted, Forms, How, Platform, Row, Spread};
use crate::cli::list::PLAIN;
use crate::report::Width;

/// Below this width the page is laid out as if the terminal were this wide.
const WIDTH_MIN: u16 = 60;

/// The whole page as wide as `width` allows.
pub(super) fn page(calibration: &Calibration, width: Width) -> String {
    let width = width.at_least(WIDTH_MIN);
    let mut blocks = vec![width.wrap(&summary(calibration), "")];
    if !calibration.rows.is_empty() {
        blocks.push(intervals(&calibration.rows, width));
        blocks.extend(compared(&calibration.rows, width));
    }
    blocks.extend(fitted(calibration, width));
    if let Some(block) = calibration.block() {
        blocks.push(untold(calibration, width));
        blocks.push(block.trim_end().to_owned());
    }
    blocks.join("\n\n") + "\n"
}

fn summary(calibration: &Calibration) -> String {
    let Calibration { services, tasks, events, unused, forms, is_coarse, grid, .. } = calibration;
    let mut said = vec![format!(
        "{} of {} and {}; {unused} tell nothing that is measured.",
        counted(*events, "event"),
        counted(*services, "service"),
        counted(*tasks, "task"),
    )];
    if calibration.variants > 1 {
        said.push(format!("{} simulated variants are taken together.", calibration.variants));
    }
    let Forms { decision, signal } = *forms;
    if signal > 0 {
        said.push(format!(
            "{} in the words of before 2022, where \"has stopped\" is the stop signal; {decision} in today's, where it is \
             the decision.",
            counted(signal, "drain")
        ));
    }
    if *is_coarse && *events > 0 {
        said.push("All times are whole seconds, so that each is taken to be up to 1 s wrong.".to_owned());
    }
    if let Ok(grid) = grid {
        said.push(format!(
            "Passes of a service that is not steady are {:.2} s apart: of {} between two of them {} lie near a multiple \
             of that, {:.2} s off as a standard deviation.",
            grid.period.value,
            counted(grid.gaps, "gap"),
            grid.near,
            grid.deviation
        ));
    }
    said.join(" ")
}

fn table(headings: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(PLAIN).set_header(headings.to_vec());
    table
}

/// The lines of a table, the names in its first column in one piece or broken between words.
fn lines(mut table: Table, width: Width, in_one_piece: bool) -> String {
    if let Some(names) = table.column_mut(0) {
        names.set_padding((0, 1));
        if in_one_piece {
            names.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    width.fit(&mut table);
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n")
}

/// Every interval, whether it belongs to a setting or not.
fn intervals(rows: &[Row], width: Width) -> String {
    let mut table = table(&["Interval, in seconds", "n", "min", "median", "p95", "max"]);
    for row in rows {
        let Spread { n, min, median, p95, max, .. } = row.spread;
        let figures = [min, median, p95, max].map(figure);
        table.add_row([label(row), n.to_string()].into_iter().chain(figures));
    }
    right(&mut table, 1..6);
    lines(table, width, true)
}

/// The intervals that belong to a setting; nothing where none does.
fn compared(rows: &[Row], width: Width) -> Option<String> {
    let headings = ["Interval, in seconds", "n", "median", "5–95 %", "Setting in force", "allows", "Verdict"];
    let mut table = table(&headings);
    let with_setting = rows.iter().filter_map(|row| Some((row, row.allowed.as_ref()?, row.verdict?)));
    for (row, allowed, verdict) in with_setting {
        let Spread { n, p5, median, p95, .. } = row.spread;
        table.add_row([
            label(row),
            n.to_string(),
            figure(median),
            format!("{}–{}", figure(p5), figure(p95)),
            allowed.settings.clone(),
            ranges(allowed),
            word(verdict).to_owned(),
        ]);
    }
    right(&mut table, 1..4);
    (!table.is_empty()).then(|| lines(table, width, false))
}

fn right(table: &mut Table, columns: std::ops::Range<usize>) {
    for column in columns {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

fn label(row: &Row) -> String {
    row.platform.map_or_else(|| row.kind.to_owned(), |platform| format!("{}, {}", row.kind, place(platform)))
}

/// Where tasks ran, in words.
pub(super) fn place(platform: Platform) -> &'static str {
    match platform {
        Platform::Fargate => "Fargate",
        Platform::Ec2Awsvpc => "EC2 awsvpc",
        Platform::Ec2 => "EC2 bridge",
    }
}

/// Seconds with a tenth where that says something.
fn figure(seconds: f64) -> String {
    if seconds.abs() >= 1_000.0 { format!("{seconds:.0}") } else { format!("{seconds:.1}") }
}

fn ranges(allowed: &Allowed) -> String {
    let shown: Vec<String> = allowed
        .ranges
        .iter()
        .map(|(low, high)| {
            let end = if high.is_finite() { format!("–{}", figure(*high)) } else { " and more".to_owned() };
            figure(*low) + &end
        })
        .collect();
    shown.join(", ")
}

/// The settings that the log tells; nothing where it tells none.
fn fitted(calibration: &Calibration, width: Width) -> Option<String> {
    let told: Vec<(&Finding, &Fitted)> =
        calibration.findings.iter().filter_map(|finding| Some((finding, finding.fitted.as_ref()?))).collect();
    if told.is_empty() {
        return None;
    }
    let mut table = table(&["Setting", "In force", "In this log", "Rests on", "In force is"]);
    for (finding, fitted) in told {
        let value = fitted.value.clone().unwrap_or_else(|| "–".to_owned());
        let verdict = finding.verdict().map_or("–", word);
        table.add_row([finding.setting.name, &finding.in_force, &value, &fitted.note, verdict]);
    }
    Some(lines(table, width, true))
}

/// What the log cannot tell, each with what it would need.
fn untold(calibration: &Calibration, width: Width) -> String {
    let untold = || calibration.findings.iter().filter(|finding| finding.fitted.is_none());
    let fewer = untold().filter(|finding| finding.setting.how != How::NotTold).map(|finding| {
        let name = format!("{} ({} of {})", finding.setting.name, finding.n, finding.setting.least);
        (name, finding.setting.needs)
    });
    let never = untold().filter(|finding| finding.setting.how == How::NotTold);
    let never = never.map(|finding| (finding.setting.name.to_owned(), finding.setting.needs));
    let few = "This log does not tell, since it has too few observations:";
    let blocks = [(few, by_need(fewer)), ("No log of events tells:", by_need(never))];
    let said = blocks.iter().filter(|(_, lines)| !lines.is_empty()).map(|(head, lines)| {
        let lines =
            lines.iter().map(|(needs, names)| width.wrap(&format!("{}: {needs}", names.join(", ")), "  "));
        format!("{head}\n{}", lines.collect::<Vec<_>>().join("\n"))
    });
    said.collect::<Vec<_>>().join("\n\n")
}

/// Settings that need the same, in the order of the first of them.
fn by_need(settings: impl Iterator<Item = (String, &'static str)>) -> Vec<(&'static str, Vec<String>)> {
    let mut grouped: Vec<(&'static str, Vec<String>)> = Vec::new();
    for (name, needs) in settings {
        match grouped.iter_mut().find(|(known, _)| *known == needs) {
            Some((_, names)) => names.push(name),
            None => grouped.push((needs, vec![name])),
        }
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_without_an_end_say_so() {
        let allowed =
            Allowed { settings: String::new(), ranges: vec![(10.5, 29.73), (1_000.0, f64::INFINITY)] };
        assert_eq!(ranges(&allowed), "10.5–29.7, 1000 and more");
    }
}
