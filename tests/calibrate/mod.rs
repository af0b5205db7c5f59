//! `plimsoll calibrate`, through the program: logs with known settings, logs that hold too little, and what is none.

mod world;
mod writers;

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;

use world::{MEASURED, Settings, World, two_weeks};

/// A folder of its own in which `plimsoll calibrate` runs.
struct Place(tempfile::TempDir);

impl Place {
    fn with(files: &[(&str, &[u8])]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, content) in files {
            fs::write(folder.path().join(name), content).expect("writable");
        }
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn calibrate(&self, arguments: &[&str]) -> Output {
        let mut command = cargo_bin_cmd!("plimsoll");
        command.arg("calibrate").args(arguments).current_dir(self.path()).env_remove("COLUMNS");
        command.timeout(std::time::Duration::from_secs(120)).output().expect("plimsoll starts")
    }

    fn document(&self, arguments: &[&str]) -> Value {
        let output = self.calibrate(&[arguments, &["--format", "json"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        serde_json::from_slice(&output.stdout).expect("JSON")
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("results are UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("messages are UTF-8")
}

/// Everything other than what was measured.
const OTHER: Settings = Settings {
    scheduler_interval: 8.4,
    scheduler_jitter: 0.3,
    scheduler_reaction: (2.0, 6.0),
    steady_interval: (24.0, 30.0),
    steady_state_interval: 10_800.0,
    healthy_after: 30.0,
    task_launch_time: (2.0, 3.0),
    throttle_after: 4,
    throttle_initial: 15.0,
    throttle_maximum: 900.0,
    throttle_spread: (0.9, 1.1),
    unhealthy_replacement_interval: 60.0,
};

/// A setting's object in a document.
fn setting<'d>(document: &'d Value, name: &str) -> &'d Value {
    let settings = document["settings"].as_array().expect("a list");
    settings.iter().find(|setting| setting["name"] == name).expect("every setting is told")
}

/// Which of the true figures do not lie in the ranges of what was fitted.
fn missed(document: &Value, name: &str, truths: &[f64]) -> Vec<String> {
    let ranges = setting(document, name)["ranges"].as_array().expect("a list");
    assert_eq!(ranges.len(), truths.len(), "{name} is fitted: {}", setting(document, name));
    let all = truths.iter().zip(ranges);
    all.filter_map(|(truth, range)| {
        let [low, high] = [0, 1].map(|end| range[end].as_f64().expect("a number"));
        // As exact as ranges are written.
        let is_inside = *truth >= low - 0.001 && *truth <= high + 0.001;
        (!is_inside).then(|| format!("{name}: {truth} is not in {low} to {high}"))
    })
    .collect()
}

/// What both kinds of log tell.
fn missed_of_clock(document: &Value, of: Settings) -> Vec<String> {
    [
        missed(document, "schedulerInterval", &[of.scheduler_interval]),
        missed(document, "schedulerJitter", &[of.scheduler_jitter]),
        missed(document, "schedulerReaction", &[of.scheduler_reaction.0, of.scheduler_reaction.1]),
        missed(document, "steadyInterval", &[of.steady_interval.0, of.steady_interval.1]),
        missed(document, "steadyStateInterval", &[of.steady_state_interval]),
        missed(document, "taskLaunchTime", &[of.task_launch_time.0, of.task_launch_time.1]),
    ]
    .concat()
}

/// A log as the simulator writes it.
fn of_simulator(world: &World) -> Value {
    let place = Place::with(&[("events.jsonl", writers::simulated(world).as_bytes())]);
    place.document(&["events.jsonl"])
}

/// Logs as users have them of a real service: its description, and the events of a rule.
fn of_users(world: &World) -> Value {
    let described = ["web", "worker", "broken"].map(|service| writers::described(world, service));
    let bus = writers::event_bridge(world);
    let [web, worker, broken] = &described;
    let place = Place::with(&[
        ("web.json", web.as_bytes()),
        ("worker.json", worker.as_bytes()),
        ("broken.json", broken.as_bytes()),
        ("bus.jsonl", bus.as_bytes()),
    ]);
    place.document(&["web.json", "worker.json", "broken.json", "bus.jsonl"])
}

#[test]
fn settings_are_found_again_within_their_intervals() {
    let mut wrong = Vec::new();
    let mut figures = 0;
    for (settings, seed) in [(MEASURED, 1), (MEASURED, 2), (OTHER, 3), (OTHER, 4)] {
        let world = two_weeks(settings, seed);
        for (form, document) in [("simulator", of_simulator(&world)), ("users", of_users(&world))] {
            let mut missed = [
                missed_of_clock(&document, settings),
                missed(&document, "healthyAfter", &[settings.healthy_after]),
                missed(&document, "throttleInitial", &[settings.throttle_initial]),
                missed(&document, "throttleMaximum", &[settings.throttle_maximum]),
                missed(
                    &document,
                    "throttleSpread",
                    &[settings.throttle_spread.0, settings.throttle_spread.1],
                ),
            ]
            .concat();
            figures += 14;
            if form == "users" {
                figures += 1;
                let wait = settings.unhealthy_replacement_interval;
                missed.extend(self::missed(&document, "unhealthyReplacementInterval", &[wait]));
            }
            wrong.extend(missed.into_iter().map(|missed| format!("{form}, seed {seed}: {missed}")));
            let fitted = |name: &str| setting(&document, name)["fitted"].clone();
            assert_eq!(fitted("schedulerClock"), "\"grid\"");
            assert_eq!(fitted("stopSteps"), "\"passByPass\"");
            assert_eq!(fitted("firstTaskAlone"), "true");
            assert_eq!(fitted("throttleAfter"), settings.throttle_after.to_string());
        }
    }
    // One in twenty may lie outside of an interval of 95 %.
    assert!(wrong.len() * 20 <= figures, "{} of {figures}: {wrong:#?}", wrong.len());
    println!("{wrong:#?} of {figures}");
}
