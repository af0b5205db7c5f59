//! verdicts.csv: a row for each value with which a verdict does not hold, and one for each verdict that always does.

use std::io::{self, Write};

use super::super::comma_separated::{row, writer};
use super::amount;
use super::verdicts::{Cause, Judged, judged, kind, outcome, says};
use crate::experiment::{Assumptions, Outcome, Results};

/// Columns: `kind`, `metric`, `variant` (of a comparison, the one that has less), `than` (the one that has more), `verdict`,
/// `outcome`, `setting`, `value` as a scenario writes it, `threshold`.
pub(in crate::report) fn write(
    results: &Results<'_>,
    assumptions: &Assumptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut out = writer(out);
    let columns =
        ["kind", "metric", "variant", "than", "verdict", "outcome", "setting", "value", "threshold"];
    row(&mut out, columns)?;
    for judged in judged(assumptions) {
        let start = start(results, assumptions, &judged);
        let start = || start.iter().map(String::as_str);
        if judged.causes.is_empty() {
            row(&mut out, start().chain([outcome(Outcome::Holds), "", "", ""]))?;
        }
        for cause in &judged.causes {
            let threshold = threshold(cause);
            let value = cause.alternative.value.as_str();
            row(&mut out, start().chain([outcome(cause.outcome), cause.setting, value, &threshold]))?;
        }
    }
    out.flush()
}

fn start(results: &Results<'_>, assumptions: &Assumptions, judged: &Judged<'_>) -> [String; 5] {
    let mut variants = judged.verdict.variants().into_iter().map(|of| results.points[of].name.clone());
    [
        kind(judged.verdict).to_owned(),
        assumptions.metrics[judged.verdict.metric()].clone(),
        variants.next().unwrap_or_default(),
        variants.next().unwrap_or_default(),
        says(results, assumptions, judged.verdict),
    ]
}

fn threshold(cause: &Cause<'_>) -> String {
    cause.threshold.map_or_else(String::new, |at| {
        let (side, value) = amount::threshold(cause.setting, cause.alternative.end, at);
        format!("{side} {value}")
    })
}
