//! The answer of one variant about several services: a row for each service, a column for each metric.

use std::collections::BTreeSet;

use super::answer::{DESIRED, unit_of};
use super::metric_names::service_metric;
use super::number::column_unit;
use super::sheet::{Sheet, cell};
use crate::experiment::Results;

/// A table of so many times as many columns as rows is read worse than a list.
const COLUMNS_FOR_A_ROW: usize = 4;
/// The running count, which the desired count stands beside.
const RUNNING: &str = "runningCount.final";

/// The figures of services as a table, if several are asked about and much the same of each, and the metrics that are not in it.
pub(super) fn sheet(results: &Results<'_>, metrics: &[String]) -> (Option<Sheet>, Vec<String>) {
    let (of_services, others): (Vec<&String>, Vec<&String>) =
        metrics.iter().partition(|name| service_metric(name).is_some());
    let named = || of_services.iter().filter_map(|name| service_metric(name));
    let asked: BTreeSet<(&str, &str)> = named().collect();
    let services = distinct(named().map(|(service, _)| service));
    let mut columns = distinct(named().map(|(_, metric)| metric));
    let is_full = 3 * asked.len() >= 2 * services.len() * columns.len();
    if services.len() < 2 || columns.len() > COLUMNS_FOR_A_ROW * services.len() || !is_full {
        return (None, metrics.to_vec());
    }
    if let Some(running) = columns.iter().position(|name| *name == RUNNING)
        && !columns.contains(&DESIRED)
    {
        columns.insert(running + 1, DESIRED);
    }
    let name = |service: &str, metric: &str| format!("services.{service}.{metric}");
    let heading = |metric: &&str| {
        let unit = services.iter().find_map(|service| unit_of(results, &name(service, metric)));
        match unit.map_or("", column_unit) {
            "" => (*metric).to_owned(),
            unit => format!("{metric} ({unit})"),
        }
    };
    let row = |service: &&str| {
        let value = |metric: &&str| {
            let is_asked = *metric == DESIRED || asked.contains(&(*service, *metric));
            if is_asked { cell(&results.variants[0], &name(service, metric)) } else { String::new() }
        };
        std::iter::once((*service).to_owned()).chain(columns.iter().map(value)).collect()
    };
    let header: Vec<String> =
        std::iter::once("service".to_owned()).chain(columns.iter().map(heading)).collect();
    let rows = services.iter().map(row).collect();
    let sheet = Sheet { title: String::new(), figures: 1..header.len(), header, rows };
    (Some(sheet), others.into_iter().cloned().collect())
}

/// Each of `names` once, in the order in which they come first.
fn distinct<'n>(names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let mut seen = BTreeSet::new();
    names.filter(|name| seen.insert(*name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::testing::{number, scenario, variant_results};
    use crate::experiment::{Summary, testing};

    /// What is shown for these metrics, rows with cells by `|`, and what is left over.
    fn shown(metrics: &[&str]) -> (Vec<String>, Vec<String>) {
        let scenario = scenario("services", &[]);
        let results = testing::results(&scenario, |_| {
            let mut figures: Vec<(&str, Summary)> =
                metrics.iter().map(|name| (*name, number(2.0, "tasks"))).collect();
            figures.push(("services.api.desiredCount.final", number(3.0, "tasks")));
            variant_results(1, &figures)
        });
        let metrics: Vec<String> = metrics.iter().map(|name| (*name).to_owned()).collect();
        let (sheet, others) = sheet(&results, &metrics);
        let rows = sheet.map_or_else(Vec::new, |sheet| {
            std::iter::once(sheet.header).chain(sheet.rows).map(|row| row.join("|")).collect()
        });
        (rows, others)
    }

    #[test]
    fn several_services_are_rows_with_desired_beside_running() {
        let (rows, others) = shown(&[
            "services.web.runningCount.final",
            "services.web.availability",
            "cluster.cost",
            "services.api.runningCount.final",
            "services.api.availability",
        ]);
        assert_eq!(
            rows,
            [
                "service|runningCount.final (tasks)|desiredCount.final (tasks)|availability (tasks)",
                "web|2|–|2",
                "api|2|3|2",
            ]
        );
        assert_eq!(others, ["cluster.cost"]);
    }

    #[test]
    fn one_service_and_what_has_little_in_common_are_lists() {
        for metrics in [
            &["services.web.runningCount.final", "services.web.availability"][..],
            &["services.web.runningCount.final", "services.api.availability"],
            &["cluster.cost"],
        ] {
            let (rows, others) = shown(metrics);
            assert!(rows.is_empty(), "{rows:?}");
            assert_eq!(others, metrics);
        }
    }
}
