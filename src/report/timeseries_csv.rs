//! timeseries.csv: every series of every variant, averaged over its replications.

use std::io::{self, Write};

use super::comma_separated::{figure, row, writer};
use crate::experiment::Results;

/// Columns: `variant`, `series`, `unit`, `seconds` at which the step begins, and the mean over the step.
pub(super) fn write(results: &Results<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut out = writer(out);
    row(&mut out, ["variant", "series", "unit", "seconds", "value"])?;
    for (variant, of) in results.iter() {
        for series in &of.series {
            for (step, mean) in (0_u32..).zip(&series.means) {
                if mean.is_finite() {
                    let start = figure(f64::from(step) * series.step_seconds);
                    row(&mut out, [&*variant.name, &*series.name, series.unit, &*start, &*figure(*mean)])?;
                }
            }
        }
    }
    out.flush()
}
