//! services.csv: a row for each variant and service, a column for each service metric of any of them.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::comma_separated::{figure, row, writer};
use super::metric_names::service_metric;
use crate::experiment::{Results, Summary};

/// Columns: `variant`, `service`, then the metrics without `services.NAME.`, in the order of the alphabet; a metric that
/// a service does not have is an empty cell. Services that no variant has a metric of are left out.
pub(super) fn write(results: &Results<'_>, out: &mut dyn Write) -> io::Result<()> {
    let all = || results.iter().flat_map(|(_, of)| of.metrics.keys()).filter_map(|name| service_metric(name));
    let columns: BTreeSet<&str> = all().map(|(_, metric)| metric).collect();
    let mut out = writer(out);
    row(&mut out, ["variant", "service"].into_iter().chain(columns.iter().copied()))?;
    for (variant, of) in results.iter() {
        let services: BTreeSet<&str> =
            of.metrics.keys().filter_map(|name| service_metric(name)).map(|(service, _)| service).collect();
        for service in services {
            let value = |metric: &&str| {
                of.metrics.get(&format!("services.{service}.{metric}")).map_or_else(String::new, cell)
            };
            let cells: Vec<String> = columns.iter().map(value).collect();
            let start = [variant.name.as_str(), service];
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
