//! services.csv and arrivals.csv: a row for each variant and service, or arrival stream, a column for each metric of any
//! of them.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::comma_separated::{figure, row, writer};
use super::metric_names::{arrivals_metric, service_metric};
use crate::experiment::{Results, Summary};

/// Services: columns `variant`, `service`, then the metrics without `services.NAME.`, in the order of the alphabet; a metric
/// that a service does not have is an empty cell. Services that no variant has a metric of are left out.
pub(super) fn write(results: &Results<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_table(results, ("service", "services"), service_metric, out)
}

/// The same for arrival streams, in a column `arrivals`.
pub(super) fn write_arrivals(results: &Results<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_table(results, ("arrivals", "arrivals"), arrivals_metric, out)
}

/// Takes a metric's name apart: whose it is, and the rest.
type Split = for<'n> fn(&'n str) -> Option<(&'n str, &'n str)>;

fn write_table(
    results: &Results<'_>,
    (column, section): (&str, &str),
    split: Split,
    out: &mut dyn Write,
) -> io::Result<()> {
    let all = || results.iter().flat_map(|(_, of)| of.metrics.keys()).filter_map(|name| split(name));
    let columns: BTreeSet<&str> = all().map(|(_, metric)| metric).collect();
    let mut out = writer(out);
    row(&mut out, ["variant", column].into_iter().chain(columns.iter().copied()))?;
    for (variant, of) in results.iter() {
        let named: BTreeSet<&str> =
            of.metrics.keys().filter_map(|name| split(name)).map(|(name, _)| name).collect();
        for name in named {
            let value = |metric: &&str| {
                of.metrics.get(&format!("{section}.{name}.{metric}")).map_or_else(String::new, cell)
            };
            let cells: Vec<String> = columns.iter().map(value).collect();
            let start = [variant.name.as_str(), name];
            row(&mut out, start.into_iter().chain(cells.iter().map(String::as_str)))?;
        }
    }
    out.flush()
}

fn cell(summary: &Summary) -> String {
    match summary {
        Summary::Text(text) => text.clone(),
        Summary::Number { mean, .. } => figure(*mean),
    }
}
