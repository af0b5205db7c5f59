//! assumptions.csv: a row for each figure of the answer that is another one with another value of a setting.

use std::io::{self, Write};

use super::super::comma_separated::{figure, row, writer};
use crate::experiment::{Alternative, Assumptions, Change, Results, Summary, Tried};

/// Columns: `setting`, `value` as a scenario writes it, `variant`, `metric`, `default`, `then`, `unit`.
///
/// Figures are means over replications; one that does not exist is empty.
pub(in crate::report) fn write(
    results: &Results<'_>,
    assumptions: &Assumptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut out = writer(out);
    row(&mut out, ["setting", "value", "variant", "metric", "default", "then", "unit"])?;
    for tried in &assumptions.tried {
        for alternative in &tried.alternatives {
            for change in &alternative.changes {
                let cells = cells(results, assumptions, tried, alternative, change);
                row(&mut out, cells.iter().map(String::as_str))?;
            }
        }
    }
    out.flush()
}

fn cells(
    results: &Results<'_>,
    assumptions: &Assumptions,
    tried: &Tried,
    alternative: &Alternative,
    change: &Change,
) -> [String; 7] {
    let unit = [&change.before, &change.after].into_iter().flatten().find_map(Summary::unit);
    [
        tried.setting.to_owned(),
        alternative.value.clone(),
        results.points[change.variant].name.clone(),
        assumptions.metrics[change.metric].clone(),
        shown(change.before.as_ref()),
        shown(change.after.as_ref()),
        unit.unwrap_or_default().to_owned(),
    ]
}

fn shown(summary: Option<&Summary>) -> String {
    match summary {
        None => String::new(),
        Some(Summary::Text(word)) => word.clone(),
        Some(Summary::Number { mean, .. }) => figure(*mean),
    }
}
