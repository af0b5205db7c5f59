//! `run --stress-assumptions` on small worlds of which the answer is known.

use std::collections::BTreeSet;
use std::fs;

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;

use crate::runs::{Run, differences};

/// A host is terminated, and ECS takes it out of the cluster when `terminationDelay` has passed since: 30 s if nobody
/// knows better. The other host has nothing to do with it.
fn scenario(duration: &str, more: &str) -> String {
    format!(
        r#"
name = "terminated"
question = "Is the terminated host still in the cluster?"
answer = ["cluster.instances.final"]

[simulation]
duration = "{duration}"

[[containerInstances]]
name = "old"
instanceType = "m5.large"
count = 1
availabilityZones = ["us-east-1a"]

[[faults]]
action = "aws:ec2:terminate-instances"
cluster = "default"
count = 1
at = "60s"
{more}"#
    )
}

fn run(text: &str, options: &[&str]) -> Run {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("terminated.toml");
    fs::write(&file, text).expect("written");
    Run::of(&file, options)
}

fn stressed(text: &str, options: &[&str]) -> Run {
    run(text, &[&["--stress-assumptions"], options].concat())
}

/// The run ends 45 s after the termination.
const FLIPS: &str = "105s";
/// By then it is gone whatever the delay.
const HOLDS: &str = "10m";

#[test]
fn a_verdict_flips_where_it_must() {
    let run = stressed(&scenario(FLIPS, ""), &[]);
    let table = run.stdout.split_once("Assumptions\n").expect("a section").1;
    assert!(table.contains("flips if `terminationDelay` is over 45 s: "), "{table}");
    insta::with_settings!({ filters => [("digest [0-9a-f]{16}", "digest …")] }, {
        insta::assert_snapshot!("flips", run.stdout);
    });
    let csv = fs::read_to_string(run.folder().join("assumptions.csv")).expect("assumptions.csv");
    insta::assert_snapshot!("flips-csv", csv);
    let csv = fs::read_to_string(run.folder().join("verdicts.csv")).expect("verdicts.csv");
    insta::assert_snapshot!("verdicts-csv", csv);
}

#[test]
fn markdown_and_json_say_the_same() {
    let markdown = stressed(&scenario(FLIPS, ""), &["--format", "markdown"]).stdout;
    let section = markdown.split_once("### Assumptions").expect("a section").1;
    insta::assert_snapshot!("flips-markdown", section);
    let run = stressed(&scenario(FLIPS, ""), &["--format", "json"]);
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let of = &json["assumptions"];
    assert_eq!(of["levels"], serde_json::json!({ "count": 1, "flipped": 1, "noLongerClear": 0 }));
    insta::assert_snapshot!("verdicts-json", serde_json::to_string_pretty(&of["verdicts"]).expect("JSON"));
    let settings = of["settings"].as_array().expect("settings");
    let termination =
        settings.iter().find(|row| row["setting"] == "terminationDelay").expect("terminationDelay");
    insta::assert_snapshot!("flips-json", serde_json::to_string_pretty(termination).expect("JSON"));
    let summary = fs::read_to_string(run.folder().join("summary.json")).expect("summary.json");
    assert_eq!(summary, run.stdout, "what is printed is what is kept");
}

#[test]
fn where_nothing_flips_every_verdict_holds() {
    let run = stressed(&scenario(HOLDS, ""), &[]);
    insta::with_settings!({ filters => [("digest [0-9a-f]{16}", "digest …")] }, {
        insta::assert_snapshot!("holds", run.stdout);
    });
    let csv = fs::read_to_string(run.folder().join("assumptions.csv")).expect("assumptions.csv");
    assert_eq!(csv.lines().count(), 1, "no figure moved: {csv}");
}

#[test]
fn what_the_scenario_says_is_no_guess() {
    let run = stressed(&scenario(FLIPS, "[behavior]\nterminationDelay = \"40s\"\n"), &[]);
    assert!(
        run.stdout.contains("1 level holds with each of 26 assumptions, as far as 1 replication shows."),
        "{}",
        run.stdout
    );
    let known = "Not tried, since the scenario says what they are: terminationDelay.";
    assert!(run.stdout.contains(known), "{}", run.stdout);
    // It is as well where it says what would be assumed anyway, as a value or on an axis.
    for more in
        ["[behavior]\nterminationDelay = \"30s\"\n", "[matrix]\n\"behavior.terminationDelay\" = [\"30s\"]\n"]
    {
        let run = stressed(&scenario(FLIPS, more), &[]);
        assert!(run.stdout.contains(known), "{more}: {}", run.stdout);
    }
    // So does a preset of the settings that it decides.
    let run = stressed(&scenario(FLIPS, "[behavior]\npreset = \"beforeMeasurement\"\n"), &[]);
    let known =
        "since the scenario says what they are: schedulerReaction, schedulerInterval, schedulerJitter,";
    assert!(run.stdout.contains(known), "{}", run.stdout);
}

#[test]
fn threads_change_nothing() {
    let of = |jobs| stressed(&scenario(FLIPS, ""), &["--replications", "3", "--jobs", jobs]);
    let (one, many) = (of("1"), of("7"));
    assert_eq!(differences(&one, &many), Vec::<String>::new());
    assert_eq!(one.stdout, many.stdout);
}

#[test]
fn without_the_switch_there_is_nothing_of_it() {
    let (without, with) = (run(&scenario(FLIPS, ""), &[]), stressed(&scenario(FLIPS, ""), &[]));
    // The section stands before the verdict, which is the last in both.
    let (before, verdict) = without.stdout.split_once("\nVerdict: ").expect("a verdict");
    assert!(with.stdout.starts_with(before) && with.stdout.ends_with(verdict), "{}", with.stdout);
    let differing: BTreeSet<String> = differences(&without, &with).into_iter().collect();
    assert_eq!(
        Vec::from_iter(differing),
        ["assumptions.csv", "manifest.json", "summary.json", "verdicts.csv"]
    );
    assert!(!without.files().contains_key("assumptions.csv"));
    let csv = ["--format", "csv"];
    assert_eq!(run(&scenario(FLIPS, ""), &csv).stdout, stressed(&scenario(FLIPS, ""), &csv).stdout);
}

#[test]
fn how_many_runs_it_takes_is_said_before() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("terminated.toml"), scenario(HOLDS, "")).expect("written");
    let said = |options: &[&str]| {
        let mut command = cargo_bin_cmd!("plimsoll");
        command.args(["run", "terminated.toml", "--stress-assumptions"]).args(options);
        let output = command.current_dir(folder.path()).output().expect("plimsoll starts");
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stderr).expect("UTF-8")
    };
    // Each of twenty-one figures at two ends, six other choices, and the defaults.
    let note = "terminated: 27 assumptions take 49 more runs, and some where a verdict flips\n";
    assert!(said(&[]).contains(note), "{}", said(&[]));
    assert_eq!(said(&["--quiet"]), "");
    // CSV has no section that names the files.
    let files = "Whether the answer stands: output/terminated/verdicts.csv; what moves it: output/terminated/assumptions.csv\n";
    assert!(said(&["--format", "csv"]).contains(files), "{}", said(&["--format", "csv"]));
    assert!(!said(&[]).contains(files));
    assert_eq!(said(&["--format", "csv", "--quiet"]), "");
}
