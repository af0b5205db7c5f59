//! Every table in both formats.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;

use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

use super::made::{Made, ROWS, column_names, layout, made};
use super::*;
use crate::experiment::testing::{
    HALT, Left, cluster_series, estimate, grid_scenario, halted_results, number, scenario, variant_results,
};
use crate::experiment::{Replication, Summary};
use crate::observe::{Metric, Series};
use crate::scenario::{Scenario, Setting, Variant};

const NAMES: [&str; 5] = [
    "services.web.availability",
    "services.web.maxTasksPlaceable.limitedBy",
    "services.web.placementFailures.RESOURCE:PORTS",
    "arrivals.jobs.placed",
    "cluster.cost",
];

/// Axes of every kind, one of them called as a column is.
fn mixed() -> Scenario {
    let axes = [
        ("desiredCount", vec![Setting::Integer(1), Setting::Integer(2)]),
        ("service", vec![Setting::Text("=cmd|x".to_owned()), Setting::Text("b, c".to_owned())]),
        ("share", vec![Setting::Integer(1), Setting::Float(0.5)]),
        ("rebalancing", vec![Setting::Bool(true)]),
    ];
    let axes: Vec<(&str, &[Setting])> = axes.iter().map(|(label, values)| (*label, &values[..])).collect();
    Scenario { replications: 3, ..scenario("mixed", &axes) }
}

/// Figures and words, of which one variant lacks some; another one was halted.
fn figures(variant: &Variant) -> Left {
    if variant.name.contains("desiredCount=2, service=b, c, share=0.5") {
        return halted_results().into();
    }
    let few = variant.name.contains("desiredCount=2");
    let values: [Summary; NAMES.len()] = [
        estimate(1.0 / 3.0, 0.01, "ratio"),
        Summary::Text("RESOURCE:PORTS".to_owned()),
        number(-0.0, "failures"),
        number(3.0, "tasks"),
        number(1e21, "USD"),
    ];
    let metrics: Vec<(&str, Summary)> = NAMES.into_iter().zip(values).skip(if few { 2 } else { 0 }).collect();
    let mut of = variant_results(7, &metrics);
    if few {
        of.series = cluster_series();
    } else {
        of.series[0].means[1] = f64::NAN;
    }
    Left { replications: replications_of(&metrics), ..of.into() }
}

fn replications_of(metrics: &[(&str, Summary)]) -> Vec<Replication> {
    let metric = |summary: &Summary| match summary {
        Summary::Text(word) => Metric::Text(word.clone()),
        Summary::Number { mean, unit, .. } => Metric::Number { value: *mean, unit },
    };
    let metrics: BTreeMap<String, Metric> =
        metrics.iter().map(|(name, summary)| ((*name).to_owned(), metric(summary))).collect();
    let halt = HALT;
    let of = |number, seed, outcome| Replication { number, seed, digest: 0xabc, events: 40, outcome };
    vec![of(1, 1, Ok(metrics.clone())), of(2, u64::MAX, Err(halt)), of(3, 9, Ok(BTreeMap::new()))]
}

fn csv(made: &Made<'_>, table: &Table) -> Vec<Vec<String>> {
    let mut bytes = Vec::new();
    let mut writer = CsvWriter::new(columns(made, table), &mut bytes).expect("memory");
    for batch in batches(made, table) {
        writer.write(&batch).expect("memory");
    }
    writer.finish().expect("memory");
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[..]);
    reader.records().map(|row| row.expect("CSV").iter().map(str::to_owned).collect()).collect()
}

fn parquet_bytes(table: &Table, columns: Vec<Column>, batches: impl Iterator<Item = Batch>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = ParquetWriter::new(table, columns, &mut bytes).expect("memory");
    batches.for_each(|batch| writer.write(&batch).expect("memory"));
    writer.finish().expect("memory");
    bytes
}

fn open(bytes: &[u8]) -> SerializedFileReader<File> {
    let mut file = tempfile::tempfile().expect("a temporary file");
    file.write_all(bytes).expect("written");
    SerializedFileReader::new(file).expect("Parquet")
}

fn columns(made: &Made<'_>, table: &Table) -> Vec<Column> {
    table.columns(&layout(made, &column_names(made)))
}

fn batches<'r>(made: &'r Made<'r>, table: &Table) -> impl Iterator<Item = Batch> + 'r {
    ROWS.iter().find(|(of, _)| of.name == table.name).expect("every table").1(made)
}

/// What stands behind the sign by which spreadsheets know a text: Parquet has types, and the text as it is.
fn without_apostrophe(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

/// What a cell of CSV says, as a value of its column.
fn expected(cell: &str, kind: Kind) -> Field {
    if cell.is_empty() {
        return Field::Null;
    }
    match kind {
        Kind::Text => Field::Str(without_apostrophe(cell).to_owned()),
        Kind::Whole => Field::Long(cell.parse().expect("a whole number")),
        Kind::Real => Field::Double(cell.parse().expect("a number")),
        Kind::Boolean => Field::Bool(cell.parse().expect("true or false")),
    }
}

#[test]
fn parquet_read_back_is_what_csv_says() {
    let scenario = mixed();
    let made = made(&scenario, figures);
    for table in TABLES {
        let columns = columns(&made, table);
        let csv = csv(&made, table);
        let reader = open(&parquet_bytes(table, columns.clone(), batches(&made, table)));
        let rows: Vec<Vec<(String, Field)>> = reader
            .get_row_iter(None)
            .expect("rows")
            .map(|row| {
                row.expect("a row")
                    .get_column_iter()
                    .map(|(name, field)| (name.clone(), field.clone()))
                    .collect()
            })
            .collect();
        assert!(rows.len() > 1, "{} has rows", table.name);
        assert_eq!(rows.len(), csv.len() - 1, "{}", table.name);
        for (row, cells) in rows.iter().zip(&csv[1..]) {
            for (((name, field), column), (header, cell)) in
                row.iter().zip(&columns).zip(csv[0].iter().zip(cells))
            {
                assert_eq!(name, without_apostrophe(header), "{}", table.name);
                assert_eq!(*field, expected(cell, column.kind), "{} {name}", table.name);
            }
        }
    }
}

/// Names of columns that stand for others in lists.
const AXIS: &str = "AXIS";

#[test]
fn columns_written_are_columns_listed() {
    let scenario = mixed();
    let made = made(&scenario, figures);
    for table in TABLES {
        let (written, mut listed) = (columns(&made, table), table.listed());
        let names: std::collections::BTreeSet<_> = written.iter().map(|column| &column.name).collect();
        assert_eq!(names.len(), written.len(), "{}: every name once", table.name);
        let axes = written[1..=scenario.axes.len()].iter().map(|column| &*column.name);
        assert!(axes.eq(["desiredCount", "matrix.service", "share", "rebalancing"]), "{}", table.name);
        assert_eq!(listed.remove(1).name, AXIS);
        let fixed = written[..1].iter().chain(&written[1 + scenario.axes.len()..]);
        let is_pattern = |of: &Listed| of.name.starts_with("METRIC") || of.name == "SERIES";
        let (patterns, own): (Vec<Listed>, Vec<Listed>) = listed.into_iter().partition(is_pattern);
        let mut dynamic = fixed.clone().skip(own.len()).peekable();
        assert_eq!(dynamic.peek().is_some(), !patterns.is_empty(), "{}", table.name);
        for (column, of) in fixed.zip(&own) {
            assert_eq!((&column.name, column.kind.name(), &column.unit), (&of.name, of.kind, &of.unit));
        }
        for column in dynamic {
            let ends = |of: &&Listed| {
                of.name.split_once('.').is_some_and(|(_, end)| column.name.ends_with(&format!(".{end}")))
            };
            let of = patterns.iter().find(ends).or_else(|| patterns.iter().find(|of| !of.name.contains('.')));
            let of = of.expect("listed");
            assert!(of.kind.contains(column.kind.name()), "{} {}", table.name, column.name);
            assert!(!column.meaning.is_empty(), "{} {} is explained", table.name, column.name);
        }
    }
}

#[test]
fn a_batch_has_only_columns_of_its_table() {
    let scenario = mixed();
    let made = made(&scenario, figures);
    for table in TABLES {
        let columns = columns(&made, table);
        for batch in batches(&made, table) {
            for name in batch.names() {
                assert!(columns.iter().any(|column| column.name == name), "{} {name}", table.name);
            }
            let saved = serde_json::to_string(&batch).expect("plain data");
            let read: Batch = serde_json::from_str(&saved).expect("the same");
            assert_eq!(serde_json::to_string(&read).expect("plain data"), saved);
        }
    }
}

#[test]
fn what_a_variant_lacks_is_empty_and_a_halted_replication_has_no_figures() {
    let mut scenario = grid_scenario(&[1, 2], &[80]);
    scenario.replications = 3;
    let made = made(&scenario, |variant| {
        let few = variant.name.contains("desiredCount=2");
        let mut of = variant_results(
            1,
            &[
                ("cluster.cost", number(2.0, "USD")),
                ("services.web.creation", Summary::Text("COMPLETED".to_owned())),
            ],
        );
        if few {
            let bound = ("cluster.lowerBoundInstances", estimate(4.0, 0.5, "instances"));
            of.metrics = [("cluster.cost", number(2.0, "USD")), bound].into_iter().collect();
        }
        Left { replications: replications_of(&[("cluster.cost", number(2.0, "USD"))]), ..of.into() }
    });
    let summary = csv(&made, &SUMMARY);
    assert_eq!(
        summary[0].join(","),
        "variant,desiredCount,hostPort,replications,cluster.cost,cluster.cost.ciLow,cluster.cost.ciHigh,cluster.cost.samples,cluster.lowerBoundInstances,cluster.lowerBoundInstances.ciLow,cluster.lowerBoundInstances.ciHigh,cluster.lowerBoundInstances.samples,services.web.creation"
    );
    assert_eq!(summary[1][1..].join(","), "1,80,3,2,,,1,,,,,COMPLETED");
    assert_eq!(summary[2][1..].join(","), "2,80,3,2,,,1,4,3.5,4.5,10,");
    let runs = csv(&made, &REPLICATIONS);
    assert_eq!(runs[0][3..9], ["replication", "seed", "digest", "events", "halted", "cluster.cost"]);
    assert_eq!(runs[1][3..9], ["1", "1", "0000000000000abc", "40", "", "2"]);
    let halt = HALT.to_string();
    assert_eq!(runs[2][3..9], ["2", "18446744073709551615", "", "", halt.as_str(), ""]);
    assert_eq!(runs[3][3..9], ["3", "9", "0000000000000abc", "40", "", ""]);
    assert_eq!(runs.len(), 1 + 2 * 3);
}

#[test]
fn with_one_replication_a_summary_has_no_intervals() {
    let scenario = grid_scenario(&[1], &[80]);
    let made = made(&scenario, |_| variant_results(1, &[("cluster.cost", number(2.0, "USD"))]));
    assert_eq!(
        csv(&made, &SUMMARY)[0],
        ["variant", "desiredCount", "hostPort", "replications", "cluster.cost"]
    );
}

/// So many steps, of which every third has no figure.
fn steps(scenario: &Scenario, from: u32, to: u32) -> Batch {
    let means = (0..to).map(|step| if step < from || step % 3 == 0 { f64::NAN } else { f64::from(step) });
    let name = "cluster.cpuReserved".to_owned();
    let series = [Series { name, unit: "ratio", step_seconds: 60.0, means: means.collect() }];
    timeseries(&Start::of(&scenario.axes, &scenario.variants.first()), &series)
}

#[test]
fn row_groups_are_bounded_and_the_pieces_that_came_leave_no_trace() {
    let scenario = grid_scenario(&[1], &[80]);
    let series = ColumnNames::of_series(&cluster_series());
    let layout =
        Layout { axes: &scenario.axes, replications: 1, metrics: &ColumnNames::default(), series: &series };
    let columns = TIMESERIES.columns(&layout);
    let bytes = |cuts: &[u32]| {
        let pieces = cuts.windows(2).map(|cut| steps(&scenario, cut[0], cut[1]));
        parquet_bytes(&TIMESERIES, columns.clone(), pieces)
    };
    let whole = bytes(&[0, 210_000]);
    assert!(whole == bytes(&[0, 5, 98_000, 98_400, 180_000, 210_000]), "the same bytes");
    let groups: Vec<i64> =
        open(&whole).metadata().row_groups().iter().map(RowGroupMetaData::num_rows).collect();
    assert_eq!(groups, [65_536, 65_536, 140_000 - 2 * 65_536]);
}

#[test]
fn a_file_says_what_its_columns_mean_and_which_version_wrote_it() {
    let scenario = grid_scenario(&[1], &[80]);
    let made = made(&scenario, |_| variant_results(1, &[("cluster.cost", number(2.0, "USD"))]));
    let reader = open(&parquet_bytes(&SUMMARY, columns(&made, &SUMMARY), batches(&made, &SUMMARY)));
    let metadata = reader.metadata().file_metadata();
    assert_eq!(metadata.created_by(), Some(concat!("plimsoll version ", env!("CARGO_PKG_VERSION"))));
    let entries = metadata.key_value_metadata().expect("some");
    let keys: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
    assert_eq!(keys, ["plimsoll.table", "plimsoll.meaning", "plimsoll.columns"]);
    let described = entries[2].value.as_ref().expect("a value");
    let described: Vec<Column> = serde_json::from_str(described).expect("columns");
    assert_eq!(described, columns(&made, &SUMMARY));
    let cost = described.last().expect("the metric");
    assert_eq!((&*cost.name, cost.kind, &*cost.unit), ("cluster.cost", Kind::Real, "USD"));
    assert!(cost.meaning.starts_with("price of the instances"), "{}", cost.meaning);
}
