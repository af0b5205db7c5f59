//! A backtest as a page, and as Markdown.

use comfy_table::{CellAlignment, Table};

use crate::backtest::{self, Backtest, Interval, Rebuilt, Step};
use crate::cli::list::PLAIN;
use crate::report::Width;

/// Below this width the page is laid out as if the terminal were this wide.
const WIDTH_MIN: u16 = 60;

const HEADINGS: [&str; 8] = ["Event", "Real", "Simulated", "", "Since", "Real", "Simulated", ""];

/// The whole page as wide as `width` allows.
pub(super) fn table(backtest: &Backtest, rebuilt: &Rebuilt, width: Width) -> String {
    let width = width.at_least(WIDTH_MIN);
    let mut table = Table::new();
    table.load_style(PLAIN).set_header(HEADINGS.to_vec());
    table.add_rows(backtest.judged.steps.iter().map(row));
    for column in [1, 2, 5, 6] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    width.fit(&mut table);
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    let mut blocks = vec![width.wrap(&head(rebuilt), ""), lines.join("\n")];
    let list =
        |lines: Vec<String>| lines.iter().map(|line| width.wrap(line, "  ")).collect::<Vec<_>>().join("\n");
    blocks.extend(notes(rebuilt).map(&list));
    blocks.push(list(verdict(backtest)));
    blocks.extend(tries(backtest).map(|lines| lines.map(|line| format!("  {line}")).join("\n")));
    blocks.join("\n\n") + "\n"
}

/// The same for a pull request.
pub(super) fn markdown(backtest: &Backtest, rebuilt: &Rebuilt) -> String {
    let mut lines = vec![head(rebuilt), String::new()];
    let headings = ["event", "real", "simulated 5–95 %", "", "since", "real", "simulated 5–95 %", ""];
    lines.push(format!("| {} |", headings.join(" | ")));
    lines.push("|---|--:|--:|---|---|--:|--:|---|".to_owned());
    lines.extend(backtest.judged.steps.iter().map(|step| format!("| {} |", row(step).join(" | "))));
    lines.push(String::new());
    lines.extend(verdict(backtest).into_iter().map(|line| format!("* {line}")));
    if let Some([head, options]) = tries(backtest) {
        lines.push(format!("* {head} `{options}`"));
    }
    for block in notes(rebuilt) {
        lines.push(String::new());
        lines.push(block[0].clone());
        lines.push(String::new());
        lines.extend(block[1..].iter().map(|line| format!("* {line}")));
    }
    lines.join("\n") + "\n"
}

fn head(rebuilt: &Rebuilt) -> String {
    let at = rebuilt.cause.at.date().unwrap_or_default();
    let end = if rebuilt.cause.is_over { "" } else { " The log ends before the service is steady again." };
    let (told, cause) = (&rebuilt.told, &rebuilt.cause);
    let (at, since) = if cause.is_told {
        (format!("at {at}"), "")
    } else {
        let first = cause.at.after(backtest::UNTOLD).date().unwrap_or_default();
        (format!("before {first}"), " since the first event, as nothing tells when it began")
    };
    format!(
        "Replayed: {told}, {at}.{end} Times are seconds{since}, simulated from 5 to 95 % of the replications."
    )
}

/// What is assumed, and what would tell it.
fn notes(rebuilt: &Rebuilt) -> impl Iterator<Item = Vec<String>> {
    let block =
        |head: &str, lines: &[String]| (!lines.is_empty()).then(|| [&[head.to_owned()], lines].concat());
    let assumed = block("Assumed:", &rebuilt.assumptions);
    assumed.into_iter().chain(block("What would tell more:", &rebuilt.commands))
}

/// The verdict in a line, then a line for every setting that is named.
pub(super) fn verdict(backtest: &Backtest) -> Vec<String> {
    let (inside, of) = backtest.judged.inside();
    let outside: Vec<String> = backtest
        .judged
        .outside()
        .into_iter()
        .map(|(phase, count)| if count == 1 { phase.to_owned() } else { format!("{phase} ({count})") })
        .collect();
    let mut lines = vec![if outside.is_empty() {
        format!("inside {inside} of {of}")
    } else {
        format!("inside {inside} of {of}; outside: {}", outside.join(", "))
    }];
    lines.extend(backtest.named.iter().map(|named| {
        format!(
            "{} explains it: {} in force, {} by this log, with which {} of {of} lie inside; {}",
            named.setting.name(),
            named.in_force,
            named.fitted,
            named.inside_with,
            named.setting.contains()
        )
    }));
    if backtest.named.is_empty() && inside < of {
        let clear = backtest.judged.intervals().any(Interval::is_clearly_outside);
        lines.push(if clear {
            "no setting that is tried explains it".to_owned()
        } else {
            "no setting is named: nothing lies outside of all replications, and one in ten lies outside of 5 to 95 % by chance"
                .to_owned()
        });
    }
    lines
}

/// The settings that are named, as a shell takes them; in one line, so that it can be copied.
fn tries(backtest: &Backtest) -> Option<[String; 2]> {
    let options = backtest.named.iter().flat_map(|named| &named.options);
    let quoted: Vec<String> =
        options.map(|option| format!("--set '{}'", option.replace('\'', "'\\''"))).collect();
    (!quoted.is_empty()).then(|| ["To replay with it:".to_owned(), quoted.join(" ")])
}

fn row(step: &Step) -> Vec<String> {
    let label = |kind: crate::backtest::Kind, count: usize| {
        if kind.is_counted() || count > 1 {
            format!("{} {count}", kind.word())
        } else {
            kind.word().to_owned()
        }
    };
    let mark = |is_inside: bool| if is_inside { "inside" } else { "OUTSIDE" }.to_owned();
    let mut cells =
        vec![label(step.kind, step.count), figure(step.real), range(step.band()), mark(step.is_inside())];
    match &step.interval {
        Some(interval) => cells.extend([
            label(interval.from, interval.from_count),
            figure(interval.real),
            range(interval.band()),
            mark(interval.is_inside()),
        ]),
        None => cells.extend(std::iter::repeat_n("–".to_owned(), 4)),
    }
    cells
}

fn range((low, high): (f64, f64)) -> String {
    if low.is_infinite() { "never".to_owned() } else { format!("{}–{}", figure(low), figure(high)) }
}

fn figure(seconds: f64) -> String {
    if seconds.is_infinite() { "never".to_owned() } else { format!("{seconds:.1}") }
}
