//! docs/ci.md and the gate that it shows.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use assert_cmd::cargo::cargo_bin;

use super::{folder, stderr, stdout};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the gate in `folder` as GitHub Actions would, or as any other system.
fn gate(folder: &Path, github: bool, arguments: &[&str]) -> Output {
    fs::copy(super::WORLD, folder.join("world.toml")).expect("a copy");
    let mut command = Command::new("bash");
    command.arg(root().join("docs/ci/gate")).args(arguments).current_dir(folder);
    command.env("PLIMSOLL", cargo_bin!("plimsoll")).env("REPORTS", "reports");
    command.env("BASELINE", "baseline").env_remove("GITHUB_ACTIONS").env_remove("GITHUB_STEP_SUMMARY");
    if github {
        command.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", folder.join("step.md"));
    }
    command.stdin(fs::File::open(super::WORLD).expect("the scenario"));
    command.output().expect("bash starts")
}

#[test]
fn the_page_shows_the_gate_as_it_is() {
    let page = fs::read_to_string(root().join("docs/ci.md")).expect("the page");
    let script = fs::read_to_string(root().join("docs/ci/gate")).expect("the gate");
    assert!(page.contains(&format!("```bash\n{script}```\n")), "copy docs/ci/gate into docs/ci.md");
    // What the jobs name is what the gate writes.
    for written in ["plimsoll.sarif", "plimsoll-junit.xml", "output"] {
        assert!(script.contains(&format!("$reports/{written}")), "{written}");
        assert!(page.contains(&format!("plimsoll-reports/{written}")), "{written}");
    }
}

#[test]
fn the_gate_passes_what_is_met_and_compares_with_the_baseline() {
    let folder = folder();
    let first = gate(folder.path(), false, &["world.toml"]);
    assert_eq!(first.status.code(), Some(0), "{}", stderr(&first));
    assert!(stdout(&first).contains("\nAll 2 expectations are met.\n"), "{}", stdout(&first));
    assert!(!stdout(&first).contains("Beside the baseline"));
    fs::rename(folder.path().join("reports/output"), folder.path().join("baseline")).expect("moved");
    let second = gate(folder.path(), false, &["world.toml"]);
    assert_eq!(second.status.code(), Some(0), "{}", stderr(&second));
    assert!(stdout(&second).contains("The scenario is the same as in the baseline."), "{}", stdout(&second));
}

#[test]
fn the_gate_takes_a_scenario_from_standard_input() {
    let folder = folder();
    let output = gate(folder.path(), true, &["-", "--expect", "cluster.cost <= 0"]);
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
    assert!(folder.path().join("reports/output/gate/summary.json").exists());
}

#[test]
fn the_gate_fails_with_4_and_leaves_everything_to_be_read() {
    let folder = folder();
    let output = gate(folder.path(), true, &["world.toml", "--expect", "cluster.cost <= 0"]);
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
    assert!(stderr(&output).starts_with("::error title=gate%3A expectation not met::cluster.cost is "));
    let summary = fs::read_to_string(folder.path().join("step.md")).expect("the summary of the job");
    assert!(summary.contains("| ✘ not met | cluster.cost | at most 0.00 USD |"), "{summary}");
    let junit = fs::read_to_string(folder.path().join("reports/plimsoll-junit.xml")).expect("JUnit XML");
    assert!(junit.contains("failures=\"1\""), "{junit}");
    assert!(folder.path().join("reports/output/gate/summary.json").exists());
}

#[test]
fn the_gate_stops_at_an_invalid_scenario_and_annotates_it() {
    let folder = folder();
    let output = gate(folder.path(), true, &["world.toml", "--set", "services.web.desiredCount=many"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stdout(&output).starts_with("::error title=plimsoll::`services.web.desiredCount` must be"));
    let sarif = fs::read_to_string(folder.path().join("reports/plimsoll.sarif")).expect("SARIF");
    assert!(sarif.contains("must be a whole number"), "{sarif}");
    assert!(!folder.path().join("reports/output").exists());
}
