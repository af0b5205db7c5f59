//! The bundled scenarios and the one of README.md through the command line: all are valid, and a run keeps its promises.

mod batch_beside_service;
mod imported_cluster;
mod readme;
mod sizes;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::cargo::cargo_bin_cmd;

use crate::runs::{Run, bundled};

/// Runs `plimsoll` in the repository.
fn plimsoll(arguments: &[&str]) -> Output {
    cargo_bin_cmd!("plimsoll")
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("plimsoll starts")
}

/// The scenario that README.md shows, in a folder of its own; it has two variants.
struct Example {
    folder: tempfile::TempDir,
}

impl Example {
    fn new() -> Self {
        let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
        let readme = fs::read_to_string(readme).expect("README.md");
        let (_, rest) = readme.split_once("```toml\n").expect("README.md shows a scenario");
        let (scenario, _) = rest.split_once("```").expect("the scenario has an end");
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("how-many.toml"), scenario).expect("written");
        Self { folder }
    }

    /// Runs a command on the example, in its folder.
    fn plimsoll(&self, command: &str, options: &[&str]) -> Output {
        cargo_bin_cmd!("plimsoll")
            .args([command, "how-many.toml"])
            .args(options)
            .current_dir(self.folder.path())
            .output()
            .expect("plimsoll starts")
    }
}

/// What `check` says about a bundled scenario beside that it is valid: two of them are about deployments that cannot move,
/// one compares with a network mode that ECS does not have, one has the capacity provider of a real cluster.
const WARNINGS: [(&str, &str, usize); 5] = [
    (
        "rolling-deploy",
        "warning: a deployment can neither stop nor start a task: of 4, 4 must stay and 4 may exist",
        1,
    ),
    (
        "stuck-deployments",
        "warning: a deployment can neither stop nor start a task: of 1, 1 must stay and 1 may exist",
        1,
    ),
    (
        "stuck-deployments",
        "warning: a deployment can neither stop nor start a task: of 2, 2 must stay and 2 may exist",
        1,
    ),
    ("imported-cluster", "warning: `clusters.shop.capacityProviders` is not modelled", 1),
    ("network-density", "warning: network mode `overlay` is hypothetical: it is not ECS", 1),
];

#[test]
fn every_scenario_is_valid_and_free_of_warnings_but_four() {
    for file in bundled() {
        let output = plimsoll(&["check", file.to_str().expect("UTF-8")]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{}: {said}", file.display());
        let warned: Vec<&str> = said.lines().filter(|line| line.starts_with("warning: ")).collect();
        let expected = WARNINGS.iter().filter(|(name, ..)| file.file_stem() == Some(OsStr::new(name)));
        let expected: Vec<&str> = expected.flat_map(|(_, message, times)| vec![*message; *times]).collect();
        assert_eq!(warned, expected, "{}", file.display());
        assert_eq!(said.is_empty(), expected.is_empty(), "{}: {said}", file.display());
    }
}

/// The alternatives that braces stand for: `a.{b,c}` is `a.b` and `a.c`.
fn spelt_out(name: &str) -> Vec<String> {
    let Some((before, rest)) = name.split_once('{') else { return vec![name.to_owned()] };
    let (alternatives, after) = rest.split_once('}').expect("braces are closed");
    let behind = spelt_out(after);
    let join =
        |word: &str| behind.iter().map(move |after| format!("{before}{word}{after}")).collect::<Vec<_>>();
    alternatives.split(',').flat_map(join).collect()
}

/// Whether `metric` is what `pattern` describes: `N` is any name, `REASON` any reason.
fn is_described(metric: &str, pattern: &str) -> bool {
    let (metric, pattern): (Vec<&str>, Vec<&str>) =
        (metric.split('.').collect(), pattern.split('.').collect());
    let same = |(found, described): (&&str, &&str)| ["N", "REASON"].contains(described) || found == described;
    metric.len() == pattern.len() && metric.iter().zip(&pattern).all(same)
}

/// Names and units of `list metrics`, with everything that braces and dots stand for spelt out.
fn listed() -> Vec<(String, String)> {
    let listed = plimsoll(&["list", "metrics", "--format", "csv"]);
    let mut table = csv::Reader::from_reader(listed.stdout.as_slice());
    let rows = table.records().map(|row| row.expect("a row of the list"));
    let mut all: Vec<(String, String)> = rows
        .flat_map(|row| spelt_out(&row[0]).into_iter().map(move |name| (name, row[1].to_owned())))
        .collect();
    // One of several clusters has what all of them together have.
    let of_one = all.iter().filter_map(|(name, unit)| Some((name.strip_prefix("cluster.")?, unit)));
    let of_one: Vec<_> = of_one.map(|(rest, unit)| (format!("clusters.N.{rest}"), unit.clone())).collect();
    all.extend(of_one);
    all
}

#[test]
fn every_metric_of_the_bundled_scenarios_is_listed_with_its_unit() {
    let listed = listed();
    for file in bundled() {
        // One replication of every variant has every metric.
        let run = Run::of(&file, &["--format", "json", "--metrics", "all", "--replications", "1"]);
        let summary: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        let variants = summary["variants"].as_array().expect("variants");
        let metrics = variants.iter().filter_map(|variant| variant["metrics"].as_object());
        let found: BTreeSet<(String, String)> = metrics
            .flatten()
            .map(|(name, figure)| (name.clone(), figure["unit"].as_str().unwrap_or_default().to_owned()))
            .collect();
        assert!(found.len() > 20, "{} has metrics", run.name);
        for (metric, unit) in found {
            let known = listed.iter().any(|(name, of)| is_described(&metric, name) && *of == unit);
            assert!(known, "{}: {metric} ({unit}) is not listed", run.name);
        }
    }
}

#[test]
fn every_metric_of_an_answer_is_found_in_the_results() {
    for file in bundled() {
        let run = Run::of(&file, &["--format", "markdown", "--replications", "1"]);
        assert!(!run.stdout.contains("No variant has"), "{}", run.stdout);
    }
}

#[test]
fn json_of_our_own_making_is_valid_by_itself() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/real-task-definitions");
    for entry in fs::read_dir(folder).expect("the bundled JSON") {
        let file = entry.expect("an entry").path();
        let output = plimsoll(&["check", file.to_str().expect("UTF-8")]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), said.as_ref()), (Some(0), ""), "{}", file.display());
    }
}

#[test]
fn a_run_prints_its_answer_and_writes_its_folder() {
    let example = Example::new();
    let output = example.plimsoll("run", &["--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON on standard output");
    assert_eq!(summary["variants"].as_array().map(Vec::len), Some(2));
    let written = fs::read(example.folder.path().join("output/how-many/summary.json")).expect("summary.json");
    let written: serde_json::Value = serde_json::from_slice(&written).expect("JSON");
    assert_eq!(summary, written, "the printed answer is the written one");
}

#[test]
fn the_readme_scenario_answers_its_question() {
    let output = Example::new().plimsoll("run", &["--format", "json"]);
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON on standard output");
    let running = |variant: usize| {
        let metrics = &summary["variants"][variant]["metrics"];
        metrics["services.web.runningCount.final"]["mean"].as_f64()
    };
    // Six hosts have six ports 80; 2,048 CPU units hold eight tasks of 256 each.
    assert_eq!((running(0), running(1)), (Some(6.0), Some(8.0)));
}

/// Tasks a host takes and what stops the next, mode by mode, for hosts with 7,680, 7,624 and 62,951 MiB: 512 MiB a task
/// are 15, 14 and 122 (14.9 and 122.9 rounded down); interfaces are 2, 3 and 7, with a trunk 10, 20 and 60.
#[test]
fn network_modes_differ_in_what_stops_the_next_task() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/network-density.toml");
    let run = Run::of(&file, &["--format", "json"]);
    let summary: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON on standard output");
    let variants = summary["variants"].as_array().expect("variants");
    let found: Vec<(u64, &str)> = variants
        .iter()
        .map(|variant| {
            let metrics = &variant["metrics"];
            let tasks = metrics["services.web.maxTasksPlaceable"]["mean"].as_f64().expect("a number");
            let limit = metrics["services.web.maxTasksPlaceable.limitedBy"]["text"].as_str();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small count")]
            (tasks as u64, limit.unwrap_or("-"))
        })
        .collect();
    let (ports, memory, eni) = ("RESOURCE:PORTS", "RESOURCE:MEMORY", "RESOURCE:ENI");
    let rows = [
        [(1, ports), (1, ports), (1, ports)],
        [(15, memory), (14, memory), (122, memory)],
        [(1, ports), (1, ports), (1, ports)],
        [(2, eni), (3, eni), (7, eni)],
        [(10, eni), (14, memory), (60, eni)],
        [(15, memory), (14, memory), (122, memory)],
    ];
    assert_eq!(found, rows.concat());
    let overlay = variants.last().and_then(|variant| variant["name"].as_str()).expect("a name");
    assert!(overlay.contains("overlay (not ECS)"), "{overlay}");
}

#[test]
fn an_invalid_scenario_runs_and_writes_nothing() {
    let example = Example::new();
    let output = example.plimsoll("run", &["--set", "services.web.desiredCount=-1"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(output.stdout.is_empty(), "no answer to a wrong question");
    assert!(String::from_utf8_lossy(&output.stderr).contains("desiredCount"));
    assert!(!example.folder.path().join("output").exists());
}

#[test]
fn results_that_cannot_be_written_are_code_6() {
    let example = Example::new();
    let file = example.folder.path().join("file");
    fs::write(&file, "in the way").expect("a file");
    for out in ["file", "file/below"] {
        let output = example.plimsoll("run", &["--out", out]);
        assert_eq!(output.status.code(), Some(6));
        let said = String::from_utf8_lossy(&output.stderr);
        let expected = format!("error: cannot write {out}: file is there, and is not a folder; ");
        assert!(said.starts_with(&expected), "{said}");
        assert!(output.stdout.is_empty(), "known before anything is run");
    }
    assert_eq!(fs::read_to_string(&file).expect("still there"), "in the way");
}

#[test]
fn two_files_with_one_name_would_overwrite_each_other() {
    let example = Example::new();
    let place = example.folder.path();
    fs::copy(place.join("how-many.toml"), place.join("copy.toml")).expect("copied");
    for (second, message) in [
        ("copy.toml", "how-many.toml and copy.toml are both named `how-many`"),
        ("./how-many.toml", "error: ./how-many.toml is given twice\n"),
    ] {
        let output = example.plimsoll("run", &[second]);
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(message), "{said}");
        assert!(!place.join("output").exists());
    }
}
