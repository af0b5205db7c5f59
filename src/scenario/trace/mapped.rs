//! Rows of which expressions say what they are.

use std::cell::Cell;

use super::super::Problem;
use super::super::limits::MAX_ROW_TASKS;
use super::expression::{Cells, Expression, Mistake, Value, number_of};
use super::kinds::Part;
use super::mapping::Fields;
use super::moment::{LONGEST, Unit, duration};
use super::record::Record;
use super::report::wrong_cell;
use super::taken::Taken;
use crate::time::{SimDuration, micros_since_epoch};
use crate::tree::Span;

/// A row with where its columns are.
pub struct Row<'r> {
    pub record: &'r Record,
    /// The position of each column that expressions name.
    pub positions: &'r [usize],
    pub missing: &'r [String],
    pub unit: Unit,
    /// Whether a date was read as a number.
    pub dated: &'r Cell<bool>,
}

impl Cells for Row<'_> {
    fn cell(&self, column: usize) -> Option<&str> {
        let text = self.record.get(self.positions[column])?;
        (!text.is_empty() && !self.missing.iter().any(|missing| missing == text)).then_some(text)
    }

    fn moment(&self, text: &str) -> Option<f64> {
        if let Some(micros) = micros_since_epoch(text) {
            self.dated.set(true);
            return Some(self.unit.number(micros));
        }
        duration(text).map(|micros| self.unit.number(micros))
    }
}

/// What is wrong with a row: the field, what, and the remedy.
pub struct Wrong {
    field: &'static str,
    what: String,
    help: &'static str,
}

impl Wrong {
    pub fn problem(&self, place: &Span) -> Problem {
        wrong_cell(place, self.field, &self.what, self.help)
    }
}

const NUMBERS: &str = "write an expression that is a number for every row, leave rows out by `where`, or name what cells without \
                       a value hold in `missing`";
const WHOLE: &str = "write ceil(…) or round(…) around the expression";
const LENGTHS: &str = "write max(0, …) around the expression, or leave such rows out by `where`";

impl<'r> Row<'r> {
    /// Whether an expression holds for the row.
    pub fn holds(&self, expression: &Expression, field: &'static str) -> Result<bool, Wrong> {
        expression.holds(self).map_err(wrong(field))
    }

    /// What the row says; `at` is `None` where the row does not say it, with the place of the others.
    pub fn taken(&'r self, fields: &'r Fields) -> Result<(Option<i64>, Taken<'r>), Wrong> {
        let at = self.time(fields.at.as_ref(), "at")?;
        let mut taken = Taken { at: at.unwrap_or(0), ..Taken::default() };
        if let Some(run_time) = self.time(fields.run_time.as_ref(), "runTime")? {
            let within = u64::try_from(run_time).ok().filter(|micros| *micros <= LONGEST);
            let micros = within.ok_or_else(|| Wrong {
                field: "runTime",
                what: if run_time < 0 {
                    "it is less than nothing".to_owned()
                } else {
                    "it is longer than a hundred years".to_owned()
                },
                help: LENGTHS,
            })?;
            taken.run_time = Some(SimDuration::from_micros(micros));
        }
        if let Some(count) = self.whole(fields.count.as_ref(), "count")? {
            taken.count = Some(tasks(count)?);
        }
        taken.parts = [
            self.size(fields.cpu.as_ref(), "cpu")?,
            self.size(fields.memory.as_ref(), "memory")?,
            self.name(fields.definition.as_ref(), "taskDefinition")?,
            self.name(fields.group.as_ref(), "group")?,
        ];
        Ok((at, taken))
    }

    /// How many tasks a column counts; an empty cell counts none.
    pub fn counted(&self, position: usize) -> Result<u32, Wrong> {
        let text = self.record.get(position).filter(|text| !text.is_empty()).unwrap_or("0");
        let number = number_of(text).and_then(whole_of);
        number.map_or_else(
            || Err(Wrong { field: "count", what: format!("{text} is no whole number"), help: NUMBERS }),
            tasks,
        )
    }

    /// What makes rows of one task alike.
    pub fn key(&self, same: &[Expression]) -> Result<Option<String>, Wrong> {
        let mut key = String::new();
        for expression in same {
            match expression.value(self).map_err(wrong("same"))? {
                Value::Unknown => return Ok(None),
                Value::Number(number) => key += &number.to_string(),
                Value::Text(text) => key += text,
            }
            key.push('\0');
        }
        Ok(Some(key))
    }

    fn time(&self, expression: Option<&Expression>, field: &'static str) -> Result<Option<i64>, Wrong> {
        let Some(expression) = expression else { return Ok(None) };
        let number = expression.number(self).map_err(wrong(field))?;
        Ok(number.map(|number| self.unit.micros(number)))
    }

    fn whole(&self, expression: Option<&Expression>, field: &'static str) -> Result<Option<i64>, Wrong> {
        let Some(expression) = expression else { return Ok(None) };
        let Some(number) = expression.number(self).map_err(wrong(field))? else { return Ok(None) };
        let what = || format!("{number} is no whole number");
        whole_of(number).map(Some).ok_or_else(|| Wrong { field, what: what(), help: WHOLE })
    }

    /// A size: a whole number, or in a column that is taken as it is what ECS takes, such as `0.5 vCPU`.
    fn size(&'r self, expression: Option<&'r Expression>, field: &'static str) -> Result<Part<'r>, Wrong> {
        let column = expression.and_then(Expression::as_column);
        if let Some(text) =
            column.and_then(|column| self.cell(column)).filter(|text| number_of(text).is_none())
        {
            return Ok(Part::Text(text));
        }
        Ok(self.whole(expression, field)?.map_or(Part::Nothing, Part::Whole))
    }

    fn name(&'r self, expression: Option<&'r Expression>, field: &'static str) -> Result<Part<'r>, Wrong> {
        let Some(expression) = expression else { return Ok(Part::Nothing) };
        Ok(match expression.value(self).map_err(wrong(field))? {
            Value::Unknown => Part::Nothing,
            Value::Text(text) => Part::Text(text),
            Value::Number(number) => whole_of(number).map(Part::Name).ok_or_else(|| Wrong {
                field,
                what: format!("{number} is no name"),
                help: "name a column, or write a text in single quotes",
            })?,
        })
    }
}

fn wrong(field: &'static str) -> impl FnOnce(Mistake) -> Wrong {
    move |Mistake(what)| Wrong { field, what, help: NUMBERS }
}

/// A number that is whole but for the rounding of arithmetic.
#[expect(clippy::cast_possible_truncation, reason = "smaller than 2^53")]
fn whole_of(number: f64) -> Option<i64> {
    let rounded = number.round();
    let is_whole = (number - rounded).abs() <= 1e-6 && rounded.abs() < 9e15;
    is_whole.then_some(rounded as i64)
}

fn tasks(count: i64) -> Result<u32, Wrong> {
    u32::try_from(count).ok().filter(|count| *count <= MAX_ROW_TASKS).ok_or_else(|| Wrong {
        field: "count",
        what: format!("{count} is outside 0 to {MAX_ROW_TASKS}"),
        help: "write min(…, …) or max(…, …) around the expression, or leave such rows out by `where`",
    })
}
