//! Files whose header names what each column says: `at`, `count`, `runTime` and what stands instead of `runTask`.

use super::super::resolve::{CALL_REFUSED, duration_of, observed_seconds, whole_number};
use super::super::{Node, Problem, Problems, Value};
use super::expression::number_of;
use super::kinds::{self, Part};
use super::mapping::COLUMNS;
use super::record::Record;
use super::taken::Taken;
use crate::text::nearest;
use crate::time::SimDuration;
use crate::tree::Span;

/// The columns of a file, by position among [`COLUMNS`].
#[derive(Debug)]
pub struct Plain(Vec<usize>);

/// Columns whose cells are names: a name of digits stays a text.
const NAMES: [&str; 2] = ["taskDefinition", "group"];

impl Plain {
    /// The columns that the header names; the column of times is one of them.
    pub fn of(names: &[String], place: &Span, problems: &mut Problems) -> Option<Self> {
        let mut columns: Vec<usize> = Vec::new();
        for name in names {
            let Some(column) = COLUMNS.iter().position(|known| known == name) else {
                let problem =
                    Problem::error(place, format!("there is no column `{name}` in a trace of arrivals"));
                let near = nearest(name, COLUMNS);
                problems.push(problem.label("the header").help(match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("say by `columns` which ones hold {}", COLUMNS.join(", ")),
                }));
                return None;
            };
            if columns.contains(&column) {
                let problem = Problem::error(place, format!("column `{name}` is there twice"));
                problems.push(problem.label("the header").help("remove one of the two"));
                return None;
            }
            columns.push(column);
        }
        if !columns.contains(&0) {
            let problem = Problem::error(place, "the trace has no column `at`").label("the header");
            problems.push(problem.help("start with a header such as at,count,runTime, or write `columns`"));
            return None;
        }
        Some(Self(columns))
    }

    /// What a row says; what is wrong with it is pushed. `place` is asked where it is when something may be.
    pub fn row<'c>(
        &self,
        record: &'c Record,
        place: &mut dyn FnMut() -> Span,
        problems: &mut Problems,
    ) -> Option<Taken<'c>> {
        let mut taken = Taken::default();
        let mut at = None;
        if record.cells().skip(self.0.len()).any(|cell| !cell.is_empty()) {
            let problem =
                Problem::error(&place(), "the row has more cells than the header").label("too long");
            problems.push(problem.help("remove them, or name their column in the header"));
        }
        for (cell, column) in record.cells().zip(&self.0).filter(|(cell, _)| !cell.is_empty()) {
            let name = COLUMNS[*column];
            match name {
                "at" => at = Some(time(cell, name, place, problems)),
                "runTime" => taken.run_time = time(cell, name, place, problems),
                "count" => taken.count = count(cell, place, problems),
                _ => {
                    let part = kinds::MEMBERS.iter().position(|member| *member == name);
                    taken.parts[part.expect("a member of the call")] =
                        if NAMES.contains(&name) { Part::Text(cell) } else { part_of(cell) };
                }
            }
        }
        let Some(at) = at else {
            let problem = Problem::error(&place(), "the row has no `at`").label("when?");
            problems.push(problem.help("write seconds such as 90, or a duration such as 1m 30s"));
            return None;
        };
        taken.at = i64::try_from(at?.as_micros()).ok()?;
        Some(taken)
    }
}

/// A size as it is written.
fn part_of(cell: &str) -> Part<'_> {
    let whole = cell.parse().ok().map(Part::Whole);
    whole.or_else(|| number_of(cell).map(Part::Float)).unwrap_or(Part::Text(cell))
}

fn node(part: Part<'_>, span: Span) -> Node {
    Node { value: part.value().unwrap_or(Value::Null), span }
}

/// Seconds, or a duration with its unit.
fn time(
    cell: &str,
    name: &str,
    place: &mut dyn FnMut() -> Span,
    problems: &mut Problems,
) -> Option<SimDuration> {
    match part_of(cell) {
        // The usual case needs no place.
        Part::Whole(seconds) if (0..1_000_000_000).contains(&seconds) => {
            Some(SimDuration::from_secs(seconds.unsigned_abs()))
        }
        part @ Part::Text(_) => duration_of(&node(part, place()), name, problems),
        part => observed_seconds(&node(part, place()), name, problems),
    }
}

/// A whole number that a call may ask for (RN-01).
fn count(cell: &str, place: &mut dyn FnMut() -> Span, problems: &mut Problems) -> Option<u32> {
    let node = match part_of(cell) {
        Part::Whole(count @ 1..=10) => return u32::try_from(count).ok(),
        Part::Float(_) => {
            let problem = Problem::error(&place(), "`count` is not a whole number").label("a fraction");
            problems.push(problem.rule(CALL_REFUSED).help("write a number from 1 to 10"));
            return None;
        }
        part => node(part, place()),
    };
    whole_number(&node, "count", 1..=10, CALL_REFUSED, problems)
}

/// Whether a word is a column of such files, in whatever case.
pub fn is_column(name: &str) -> bool {
    COLUMNS.iter().any(|column| column.eq_ignore_ascii_case(name))
}
