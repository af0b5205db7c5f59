//! `plimsoll backtest`, through the program: deployments and outages of a cluster whose settings are known.

mod causes;
mod settings;
mod world;

use std::fs;
use std::process::Output;

use assert_cmd::cargo::cargo_bin_cmd;
use proptest::prelude::*;
use serde_json::Value;
use world::Real;

const DEPLOY: &str = "[[actions]]\nat = \"1800400ms\"\n\
                      updateService = { cluster = \"shop\", service = \"web\", taskDefinition = \"web:2\" }\n";
const AGAIN: &str = "[[actions]]\nat = \"1800400ms\"\n\
                     updateService = { cluster = \"shop\", service = \"web\", forceNewDeployment = true }\n";
const EXIT: &str = "[[faults]]\naction = \"aws:ecs:task-kill-process\"\ncluster = \"shop\"\nservice = \"web\"\n\
                    count = 2\nat = \"1800400ms\"\n";

struct Place(tempfile::TempDir);

impl Place {
    fn of(is_balanced: bool, cause: &str, set: &[&str], seed: u64) -> Self {
        Self::where_really(is_balanced, cause, Real { set, ..Real::default() }, seed)
    }

    fn where_really(is_balanced: bool, cause: &str, real: Real<'_>, seed: u64) -> Self {
        let place = Self(tempfile::tempdir().expect("a folder"));
        let folder = place.0.path().join("prod");
        fs::create_dir(&folder).expect("writable");
        let bus = world::happen(&folder, is_balanced, cause, real, seed);
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
fn a_deregistration_delay_that_is_wrong_is_named_and_nothing_else() {
    for seed in [3, 4] {
        let real = Real { delay: 180, ..Real::default() };
        let document = Place::where_really(true, DEPLOY, real, seed).document(&["prod", "bus.jsonl"]);
        assert_eq!(named(&document), ["deregistration_delay.timeout_seconds"], "seed {seed}: {document:#}");
        // The wait for a pass hides a few seconds.
        let fitted = document["settings"][0]["fitted"].as_str().expect("a duration");
        assert!(fitted.starts_with("\"2m 5") || fitted.starts_with("\"3m"), "{fitted}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever folder and log hold, they are rebuilt or refused.
    #[test]
    fn any_records_are_rebuilt_or_refused(
        parts in prop::collection::vec((0_usize..6, 0_usize..6, -9e9_f64..9e9), 0..12),
        garbage in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let told = [
            "has started 1 tasks: (task a).", "has stopped 2 running tasks: (task b).", "has reached a steady state.",
            "(deployment ecs-svc/1) deployment completed.", "registered 4000000000 targets in (target-group t)", "",
        ];
        let codes = ["EssentialContainerExited", "TaskFailedToStart", "", "a", "b", "c"];
        let events: Vec<Value> = parts.iter().map(|(what, _, at)| {
            serde_json::json!({ "createdAt": at, "message": format!("(service web) {}", told[*what]) })
        }).collect();
        let tasks: Vec<Value> = parts.iter().map(|(id, code, at)| serde_json::json!({
            "taskArn": format!("t/{id}"), "lastStatus": "STOPPED", "group": "service:web", "stopCode": codes[*code],
            "createdAt": at, "stoppedAt": at + 9.0, "containerInstanceArn": "i", "taskDefinitionArn": codes[*code],
        })).collect();
        let answer = serde_json::json!({ "services": [{
            "serviceName": "web", "desiredCount": -1, "deployments": [{ "createdAt": 1 }, 7], "events": events,
        }], "tasks": tasks, "taskDefinition": 7, "containerInstances": [{ "containerInstanceArn": "i" }, 7] }).to_string();
        let mut records = plimsoll::scenario::records_of_text("log", answer.clone().into_bytes());
        let log = plimsoll::calibrate::read_log(&records.values, &mut records.problems);
        if let Ok(cause) = plimsoll::backtest::find_cause(&log, None) {
            let files = [("d/a".into(), answer.into_bytes()), ("d/b".into(), garbage)];
            let rebuilt = plimsoll::backtest::Folder::new("d".into(), files).before(cause, &log);
            if let Some(rebuilt) = rebuilt {
                let overrides = plimsoll::scenario::Overrides::default();
                let loaded = plimsoll::scenario::load_with("s", &rebuilt.scenario, &|path: &std::path::Path| rebuilt.file(path), &overrides);
                prop_assert!(loaded.scenario.is_some() || loaded.problems.has_errors());
            }
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
