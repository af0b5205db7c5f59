//! The bundled scenarios and the one of README.md through the command line: all are valid, and a run keeps its promises.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::cargo::cargo_bin_cmd;

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

fn scenarios() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let entries = fs::read_dir(folder).expect("the bundled scenarios");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    files
}

#[test]
fn every_scenario_is_valid_and_free_of_warnings() {
    for file in scenarios() {
        let output = plimsoll(&["check", file.to_str().expect("UTF-8")]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), said.as_ref()), (Some(0), ""), "{}", file.display());
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

#[test]
fn every_answer_consists_of_listed_metrics() {
    let listed = plimsoll(&["list", "metrics", "--format", "csv"]);
    let mut table = csv::Reader::from_reader(listed.stdout.as_slice());
    let mut patterns: Vec<String> =
        table.records().flat_map(|row| spelt_out(&row.expect("a row of the list")[0])).collect();
    // One of several clusters has what all of them together have.
    let of_one = patterns.iter().filter_map(|name| name.strip_prefix("cluster."));
    let of_one: Vec<String> = of_one.map(|rest| format!("clusters.N.{rest}")).collect();
    patterns.extend(of_one);
    for file in scenarios() {
        let text = fs::read_to_string(&file).expect("a scenario");
        let scenario = toml::de::DeTable::parse(&text).expect("TOML");
        let answer = scenario.get_ref().get("answer").and_then(|answer| answer.get_ref().as_array());
        for metric in answer.expect("every bundled scenario has an answer") {
            let metric = metric.get_ref().as_str().expect("a name");
            let known = patterns.iter().any(|pattern| is_described(metric, pattern));
            assert!(known, "{}: {metric} is not listed", file.display());
        }
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
    let output = example.plimsoll("run", &["--out", "file"]);
    assert_eq!(output.status.code(), Some(6));
    assert_eq!(fs::read_to_string(&file).expect("still there"), "in the way");
}

#[test]
fn two_files_with_one_name_would_overwrite_each_other() {
    let output = Example::new().plimsoll("run", &["./how-many.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("both named `how-many`"));
}

#[test]
fn determinism_is_checked_on_request() {
    let output = Example::new().plimsoll("check", &["--determinism"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("deterministic"));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let answers = ["1", "2", "7"].map(|jobs| {
        let output =
            Example::new().plimsoll("run", &["--format", "json", "--replications", "3", "--jobs", jobs]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    });
    assert!(answers[0] == answers[1] && answers[1] == answers[2]);
}
