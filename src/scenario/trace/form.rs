//! Where in a file the columns are that a mapping names.

use std::ops::RangeInclusive;

use super::super::{Problem, Problems};
use super::expression::ColumnName;
use super::mapping::Mapping;
use super::plain::{Plain, is_column};
use super::report::Report;
use super::rows::Rows;
use crate::text::nearest;
use crate::tree::Span;

/// How a row is understood.
pub enum Form {
    Plain(Plain, Vec<usize>),
    Mapped(Vec<usize>),
    Wide(Vec<usize>, RangeInclusive<usize>),
}

impl Form {
    /// Finds the columns; `None` when a problem was pushed.
    pub fn of(
        rows: &Rows<'_>,
        mapping: &Mapping,
        report: &mut Report<'_>,
        problems: &mut Problems,
    ) -> Option<Self> {
        let header =
            rows.header.as_ref().map(|(line, text)| report.sources.add_line(report.file, *line, text));
        let place = header.unwrap_or_else(|| report.named_at.clone());
        let is_known = |name: &String| {
            let is_wanted = mapping.columns.iter().any(|column| *column == ColumnName::Named(name.clone()));
            is_wanted || mapping.fields.is_none() && is_column(name)
        };
        if rows.names[..rows.own_names].iter().any(is_known) {
            report.sources.show(report.file);
        }
        let mut found = |column: &ColumnName| position(column, &rows.names, &place, problems);
        let positions: Vec<Option<usize>> = mapping.columns.iter().map(&mut found).collect();
        let wide = mapping.wide.as_ref().map(|wide| (found(&wide.first), found(&wide.last)));
        let positions: Vec<usize> = positions.into_iter().collect::<Option<_>>()?;
        if let Some((first, last)) = wide {
            let (first, last) = (first?, last?);
            if last < first {
                let problem =
                    Problem::error(&report.named_at, "the last column of `wide` stands before the first");
                problems.push(problem.help("exchange the two"));
                return None;
            }
            return Some(Self::Wide(positions, first..=last));
        }
        if mapping.fields.is_some() {
            return Some(Self::Mapped(positions));
        }
        if rows.header.as_ref().is_some_and(|(line, _)| *line == 0) {
            problems.push(report.nothing());
            return None;
        }
        let plain = Plain::of(&rows.names, &place, problems)?;
        Some(Self::Plain(plain, positions))
    }

    /// The position of each column that expressions name.
    pub fn positions(&self) -> &[usize] {
        match self {
            Self::Plain(_, positions) | Self::Mapped(positions) | Self::Wide(positions, _) => positions,
        }
    }
}

/// Where a column is; one that is not there is told.
fn position(column: &ColumnName, names: &[String], place: &Span, problems: &mut Problems) -> Option<usize> {
    let name = match column {
        ColumnName::Numbered(number) => return Some(number - 1),
        ColumnName::Named(name) => name,
    };
    let found = names.iter().position(|known| known == name);
    if found.is_none() {
        let problem = Problem::error(place, format!("the trace has no column `{name}`"));
        let near = nearest(name, names.iter().map(String::as_str));
        problems.push(match near {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None if names.is_empty() => problem.help("name the columns by `header`, or write $1, $2 …"),
            None => {
                let quoted: Vec<String> = names.iter().take(40).map(|name| format!("`{name}`")).collect();
                problem.help(format!("its columns: {}", quoted.join(", ")))
            }
        });
    }
    found
}
