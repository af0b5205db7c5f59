//! `plimsoll backtest`, through the program: deployments and outages of a cluster whose settings are known.

mod world;

use std::fs;
use std::process::Output;

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;

const DEPLOY: &str = "[[actions]]\nat = \"1800400ms\"\n\
                      updateService = { cluster = \"shop\", service = \"web\", taskDefinition = \"web:2\" }\n";
const AGAIN: &str = "[[actions]]\nat = \"1800400ms\"\n\
                     updateService = { cluster = \"shop\", service = \"web\", forceNewDeployment = true }\n";
const EXIT: &str = "[[faults]]\naction = \"aws:ecs:task-kill-process\"\ncluster = \"shop\"\nservice = \"web\"\n\
                    count = 2\nat = \"1800400ms\"\n";

struct Place(tempfile::TempDir);

impl Place {
    fn of(is_balanced: bool, cause: &str, set: &[&str], seed: u64) -> Self {
        let place = Self(tempfile::tempdir().expect("a folder"));
        let folder = place.0.path().join("prod");
        fs::create_dir(&folder).expect("writable");
        let bus = world::happen(&folder, is_balanced, cause, set, seed);
        fs::write(place.0.path().join("bus.jsonl"), bus).expect("writable");
        place
    }

    fn backtest(&self, arguments: &[&str]) -> Output {
        let mut command = cargo_bin_cmd!("plimsoll");
        command.arg("backtest").args(arguments).current_dir(self.0.path()).env_remove("COLUMNS");
        command.timeout(std::time::Duration::from_mins(3)).output().expect("plimsoll starts")
    }

    fn said(&self, arguments: &[&str]) -> String {
        let output = self.backtest(arguments);
        let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("UTF-8"));
        format!("{out}--- standard error, code {:?}\n{err}", output.status.code())
    }

    fn document(&self, arguments: &[&str]) -> Value {
        let output = self.backtest(&[arguments, &["--format", "json", "--replications", "60"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("JSON")
    }
}

fn named(document: &Value) -> Vec<&str> {
    let settings = document["settings"].as_array().expect("a list");
    settings.iter().map(|setting| setting["name"].as_str().expect("a name")).collect()
}

/// Inside, and of how many.
fn inside(document: &Value) -> (u64, u64) {
    (document["inside"].as_u64().expect("a count"), document["intervals"].as_u64().expect("a count"))
}

#[test]
fn with_the_right_settings_nine_in_ten_intervals_lie_inside_and_none_is_named() {
    let (mut lie, mut are) = (0, 0);
    for (is_balanced, cause) in [(true, DEPLOY), (false, DEPLOY), (true, AGAIN), (true, EXIT), (false, EXIT)]
    {
        for seed in [3, 4] {
            let document = Place::of(is_balanced, cause, &[], seed).document(&["prod", "bus.jsonl"]);
            let (inside, of) = inside(&document);
            assert!(of >= 4, "{document:#}");
            assert_eq!(named(&document), [""; 0], "{cause} {seed}: {document:#}");
            (lie, are) = (lie + inside, are + of);
        }
    }
    assert!(lie * 10 >= are * 9, "{lie} of {are}");
}

#[test]
fn one_setting_that_is_wrong_is_named_and_no_other() {
    for (is_balanced, setting, set) in [
        (true, "taskLaunchTime", "behavior.taskLaunchTime=\"35s\""),
        (
            true,
            "deregistration_delay.timeout_seconds",
            "targetGroups.web.\"deregistration_delay.timeout_seconds\"=180",
        ),
        (true, "healthCheckIntervalSeconds", "targetGroups.web.healthCheckIntervalSeconds=30"),
        (true, "schedulerInterval", "behavior.schedulerInterval=\"16s\""),
        (false, "healthyAfter", "behavior.healthyAfter=\"2m\""),
    ] {
        for seed in [3, 4] {
            let document = Place::of(is_balanced, DEPLOY, &[set], seed).document(&["prod", "bus.jsonl"]);
            assert_eq!(named(&document), [setting], "seed {seed}: {:#}", document);
        }
    }
}

#[test]
fn a_planner_reads_what_happened_beside_what_is_simulated() {
    let place = Place::of(true, DEPLOY, &["behavior.taskLaunchTime=\"35s\""], 3);
    insta::assert_snapshot!("page", place.said(&["prod", "bus.jsonl", "--replications", "60"]));
    insta::assert_snapshot!(
        "markdown",
        place.said(&["prod", "--replications", "60", "--format", "markdown"])
    );
}

#[test]
fn too_few_inside_is_code_4() {
    let place = Place::of(true, DEPLOY, &["behavior.schedulerInterval=\"16s\""], 3);
    let said = place.said(&["prod", "bus.jsonl", "--replications", "40", "--expect-inside", "90"]);
    assert!(said.contains("code Some(4)") && said.contains("90 % are expected"), "{said}");
}

#[test]
fn results_do_not_depend_on_threads() {
    let place = Place::of(true, DEPLOY, &[], 3);
    let of = |jobs| place.said(&["prod", "bus.jsonl", "--replications", "20", "--jobs", jobs]);
    assert_eq!(of("1"), of("3"));
}
