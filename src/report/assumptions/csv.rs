//! assumptions.csv: a row for each figure of the answer that is another one with another value of a setting.

use std::io::{self, Write};

use super::super::comma_separated::{figure, row, writer};
use super::amount;
use crate::experiment::{Alternative, Assumptions, Change, Results, Summary, Tried};

/// Columns: `setting`, `value` as a scenario writes it, `variant`, `metric`, `default`, `then`, `unit`, `verdict`, `threshold`.
///
/// Figures are means over replications; one that does not exist is empty. The verdict is what becomes of those that the
/// figure has a part in, the worst of them.
pub(in crate::report) fn write(
    results: &Results<'_>,
    assumptions: &Assumptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut out = writer(out);
    let columns =
        ["setting", "value", "variant", "metric", "default", "then", "unit", "verdict", "threshold"];
    row(&mut out, columns)?;
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
) -> [String; 9] {
    let unit = [&change.before, &change.after].into_iter().flatten().find_map(Summary::unit);
    let concerns = |verdict: &usize| {
        let verdict = &assumptions.verdicts[*verdict];
        verdict.metric() == change.metric && verdict.variants().contains(&change.variant)
    };
    let flip = alternative.flips.iter().find(|flip| concerns(&flip.verdict));
    let threshold = flip.and_then(|flip| flip.threshold);
    let verdict = if flip.is_some() {
        "flips"
    } else if alternative.unclear.iter().any(concerns) {
        "no longer clear"
    } else {
        "holds"
    };
    [
        tried.setting.to_owned(),
        alternative.value.clone(),
        results.scenario.variants[change.variant].name.clone(),
        assumptions.metrics[change.metric].clone(),
        shown(change.before.as_ref()),
        shown(change.after.as_ref()),
        unit.unwrap_or_default().to_owned(),
        verdict.to_owned(),
        threshold.map_or_else(String::new, |at| {
            let (side, value) = amount::threshold(tried.setting, alternative.end, at);
            format!("{side} {value}")
        }),
    ]
}

fn shown(summary: Option<&Summary>) -> String {
    match summary {
        None => String::new(),
        Some(Summary::Text(word)) => word.clone(),
        Some(Summary::Number { mean, .. }) => figure(*mean),
    }
}
