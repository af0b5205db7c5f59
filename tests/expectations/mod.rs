//! Expectations through the program: exit codes, and what CI systems read.

mod ci;
mod problems;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;

const WORLD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/expectations/world.toml");

/// Runs `plimsoll` in `folder`, in which `world.toml` lies.
fn plimsoll(folder: &Path, arguments: &[&str]) -> Output {
    let scenario = folder.join("world.toml");
    if !scenario.exists() {
        fs::copy(WORLD, scenario).expect("a copy");
    }
    cargo_bin_cmd!("plimsoll")
        .args(arguments)
        .current_dir(folder)
        .env_remove("COLUMNS")
        .output()
        .expect("plimsoll starts")
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("UTF-8")
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("UTF-8")
}

fn summary(folder: &Path) -> Value {
    let path: PathBuf = folder.join("output/gate/summary.json");
    serde_json::from_slice(&fs::read(path).expect("summary.json")).expect("JSON")
}

/// What stands right before the verdict, which ends the answer.
fn expected(output: &Output) -> &str {
    let mut blocks = stdout(output).rsplit("\n\n");
    assert!(blocks.next().is_some_and(|last| last.starts_with("Verdict: ")), "{}", stdout(output));
    blocks.next().unwrap_or_default()
}

#[test]
fn what_is_met_ends_with_0_and_what_is_not_with_4_and_all_results() {
    let folder = folder();
    let met = plimsoll(folder.path(), &["run", "world.toml"]);
    assert_eq!(met.status.code(), Some(0), "{}", stderr(&met));
    assert_eq!(expected(&met), "All 2 expectations are met.", "{}", stdout(&met));
    let bound = "cluster.cost <= 0";
    let not_met = plimsoll(folder.path(), &["run", "world.toml", "--expect", bound]);
    assert_eq!(not_met.status.code(), Some(4));
    let told = expected(&not_met);
    assert!(told.starts_with("not met: cluster.cost is "), "{told}");
    assert!(told.ends_with(", expected at most 0.00 USD\n2 of 3 expectations are met."), "{told}");
    let written = summary(folder.path());
    let met: Vec<&Value> = written["variants"][0]["expectations"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|of| &of["met"])
        .collect();
    // By metric: the cluster's cost first.
    assert_eq!(met, [false, true, true]);
    assert!(folder.path().join("output/gate/manifest.json").exists());
}

/// A document on standard output says it all; who reads the log still hears why.
#[test]
fn formats_for_programs_tell_what_is_not_met_on_standard_error() {
    let folder = folder();
    for format in ["json", "csv"] {
        let bound = ["--expect", "cluster.cost <= 0"];
        let arguments = [&["run", "world.toml", "--quiet", "--format", format][..], &bound].concat();
        let output = plimsoll(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(4), "{format}");
        assert!(stderr(&output).starts_with("error: not met: cluster.cost is "), "{}", stderr(&output));
        assert!(!stdout(&output).contains("not met:"), "{format}");
    }
}

#[test]
fn an_expression_that_is_wrong_is_an_invalid_scenario_also_for_check() {
    let folder = folder();
    for command in ["run", "check"] {
        let output =
            plimsoll(folder.path(), &[command, "world.toml", "--expect", "services.web.outages <= 3"]);
        assert_eq!(output.status.code(), Some(3), "{command}");
        assert!(stderr(&output).contains("--> --expect:1:1"), "{}", stderr(&output));
        assert!(stderr(&output).contains("did you mean `services.web.outage`?"), "{}", stderr(&output));
        assert!(!folder.path().join("output").exists());
    }
}

#[test]
fn junit_and_annotations_are_written_beside_the_answer() {
    let folder = folder();
    let arguments = ["run", "world.toml", "--quiet", "--annotate", "--junit", "plimsoll.xml"];
    let failing = [&arguments[..], &["--set", "expectations.0.atMost=1s"]].concat();
    let output = plimsoll(folder.path(), &failing);
    assert_eq!(output.status.code(), Some(4));
    let line = stderr(&output).trim_end();
    let expected = "::error file=world.toml,line=34,col=10,endColumn=49,title=gate%3A expectation not met::rolled out in \
                    time: services.web.deployments.duration.max is ";
    assert!(line.starts_with(expected) && line.lines().count() == 1, "{line}");
    let xml = fs::read_to_string(folder.path().join("plimsoll.xml")).expect("JUnit XML");
    assert!(
        xml.contains("<testsuite name=\"gate\" tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\">"),
        "{xml}"
    );
    assert!(xml.contains("file=\"world.toml\" line=\"34\""), "{xml}");
    let output =
        plimsoll(folder.path(), &["run", "world.toml", "--quiet", "--annotate", "--junit", "no/x.xml"]);
    assert_eq!((output.status.code(), stderr(&output).lines().count()), (Some(6), 1));
    let told = "error: --junit cannot write `no/x.xml`: its folder does not exist";
    assert!(stderr(&output).starts_with(told), "{}", stderr(&output));
    assert_eq!(stdout(&output), "", "nothing is run");
}

#[test]
fn junit_replaces_nothing_that_is_no_junit() {
    let folder = folder();
    let precious = folder.path().join("precious.toml");
    fs::write(&precious, "name = \"precious\"\n").expect("written");
    let output = plimsoll(folder.path(), &["run", "world.toml", "--junit", "precious.toml"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(2), ""));
    let told = "error: --junit cannot write `precious.toml`: it is there and is no JUnit XML of Plimsoll";
    assert!(stderr(&output).starts_with(told), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(&precious).expect("still there"), "name = \"precious\"\n");
    for _ in 0..2 {
        let output = plimsoll(folder.path(), &["run", "world.toml", "--quiet", "--junit", "again.xml"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
}

#[test]
fn a_baseline_that_was_changed_is_refused() {
    let folder = folder();
    let run = |more: &[&str]| plimsoll(folder.path(), &[&["run", "world.toml", "--quiet"], more].concat());
    assert_eq!(run(&["--out", "before"]).status.code(), Some(0));
    assert_eq!(run(&["--baseline", "before"]).status.code(), Some(0));
    let summary = folder.path().join("before/gate/summary.json");
    let text = fs::read_to_string(&summary).expect("read");
    fs::write(&summary, format!("{text}\n")).expect("written");
    let output = run(&["--baseline", "before"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(3), ""));
    assert!(stderr(&output).contains("cannot be trusted: it is not what was written"), "{}", stderr(&output));
}

#[test]
fn a_baseline_is_read_before_anything_is_run() {
    let folder = folder();
    let output = plimsoll(folder.path(), &["run", "world.toml", "--baseline", "nowhere"]);
    assert_eq!(output.status.code(), Some(3));
    let told = "error: the baseline `nowhere/summary.json` cannot be read: there is no such file";
    assert!(stderr(&output).starts_with(told), "{}", stderr(&output));
    assert_eq!(stdout(&output), "");
    assert!(!folder.path().join("output").exists());
    plimsoll(folder.path(), &["run", "world.toml", "--out", "before"]);
    let change = ["--set", "services.web.desiredCount=3", "--baseline", "before"];
    let output = plimsoll(folder.path(), &[&["run", "world.toml"][..], &change].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("Beside the baseline "), "{}", stdout(&output));
    assert_eq!(summary(folder.path())["baseline"]["seed"], 1);
    // A scenario that is new does not stop a gate that compares all of them.
    let text = fs::read_to_string(WORLD).expect("the scenario").replace("name = \"gate\"", "name = \"new\"");
    fs::write(folder.path().join("new.toml"), text).expect("written");
    let output = plimsoll(folder.path(), &["run", "new.toml", "--quiet", "--baseline", "before"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        stderr(&output),
        "warning: the baseline `before` has no results of new: nothing is compared\n"
    );
}

#[test]
fn a_baseline_of_another_scenario_is_refused_or_warned_of() {
    let folder = folder();
    plimsoll(folder.path(), &["run", "world.toml", "--out", "before"]);
    let text = fs::read_to_string(WORLD).expect("the scenario").replace("name = \"gate\"", "name = \"new\"");
    fs::write(folder.path().join("new.toml"), &text).expect("written");
    let run = |more: &[&str]| {
        let arguments = ["run", "new.toml", "--quiet", "--baseline", "before/gate"];
        let output = plimsoll(folder.path(), &[&arguments[..], more].concat());
        (output.status.code(), stderr(&output).to_owned())
    };
    let told = "warning: the baseline `before/gate` is of another scenario, gate: what differs from new may be due to that \
                alone\n";
    assert_eq!(run(&[]), (Some(0), told.to_owned()));
    let other_variants = format!("{text}[matrix]\n\"services.web.desiredCount\" = [2]\n");
    fs::write(folder.path().join("new.toml"), &other_variants).expect("written");
    let told = "error: the baseline `before/gate` is of another scenario, gate, and has no variant of new; name results of \
                new, or leave --baseline out\n";
    assert_eq!(run(&[]), (Some(3), told.to_owned()));
    let same_name = other_variants.replace("\"new\"", "\"gate\"");
    fs::write(folder.path().join("new.toml"), same_name).expect("written");
    let told = "warning: the baseline `before/gate` has other variants of gate only: nothing is compared\n";
    assert_eq!(run(&[]), (Some(0), told.to_owned()));
}
