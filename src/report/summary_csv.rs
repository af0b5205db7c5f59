//! summary.csv: a row for each variant and metric.

use std::io::{self, Write};
use std::iter;

use super::comma_separated::{figure, row, writer};
use crate::experiment::{Results, Summary};

/// Columns: `variant`, one for each axis by its label, `metric`, `mean`, `ciLow`, `ciHigh`, `samples`, `unit`; a word
/// stands in the column of the mean, with neither samples nor unit.
pub(super) fn write(results: &Results<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut out = writer(out);
    let axes = results.scenario.axes.iter().map(|axis| axis.label.as_str());
    let figures = ["metric", "mean", "ciLow", "ciHigh", "samples", "unit"];
    row(&mut out, iter::once("variant").chain(axes).chain(figures))?;
    for (variant, of) in results.iter() {
        let settings: Vec<String> = variant.settings.iter().map(ToString::to_string).collect();
        let start = || iter::once(variant.name.as_str()).chain(settings.iter().map(String::as_str));
        for (metric, summary) in &of.metrics {
            let cells = cells(summary);
            let cells = cells.iter().map(String::as_str);
            row(&mut out, start().chain(iter::once(metric.as_str())).chain(cells))?;
        }
    }
    out.flush()
}

/// Mean, low, high, samples and unit.
fn cells(summary: &Summary) -> [String; 5] {
    match summary {
        Summary::Text(text) => [text.as_str(), "", "", "", ""].map(str::to_owned),
        Summary::Number { mean, interval, samples, unit, .. } => {
            let (low, high) = interval.map(|(low, high)| (figure(low), figure(high))).unwrap_or_default();
            [figure(*mean), low, high, samples.to_string(), (*unit).to_owned()]
        }
    }
}
