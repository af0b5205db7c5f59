//! Logs that the simulator wrote with known settings.

use std::fmt::Write as _;
use std::fs;

use super::world::{Draws, MEASURED, Settings};
use super::{OTHER, Place, missed_of_clock, setting};
use crate::runs::Run;

/// Two weeks of a service behind a load balancer and one without, whose tasks exit now and then; a deployment every few
/// hours.
fn scenario(settings: Settings) -> String {
    let secs = |seconds: f64| format!("\"{}\"", plimsoll::time::SimDuration::from_micros(micros(seconds)));
    let range = |(low, high): (f64, f64)| format!("{{ uniform = [{}, {}] }}", secs(low), secs(high));
    let mut text = format!(
        "name = \"known\"\n[simulation]\nduration = \"336h\"\n[behavior]\n\
         schedulerInterval = {}\nschedulerJitter = {}\nschedulerReaction = {}\nsteadyInterval = {}\n\
         steadyStateInterval = {}\ntaskLaunchTime = {}\n",
        secs(settings.scheduler_interval),
        secs(settings.scheduler_jitter),
        range(settings.scheduler_reaction),
        range(settings.steady_interval),
        secs(settings.steady_state_interval),
        range(settings.task_launch_time),
    );
    text += r#"
[[containerInstances]]
instanceType = "m5.large"
count = 6
[[targetGroups]]
name = "t"
"#;
    for (family, port) in [("web", ", portMappings = [{ containerPort = 80, hostPort = 0 }]"), ("worker", "")]
    {
        let _ = write!(
            text,
            "[[taskDefinitions]]\nfamily = \"{family}\"\ncontainerDefinitions = [{{ name = \"app\", image = \"i\", cpu = 100, \
             memory = 128{port} }}]\n[[applications]]\ntaskDefinition = \"{family}\"\n\
             timeToFailure = {{ exponential = {{ mean = \"40h\" }} }}\n"
        );
    }
    text += r#"
[[services]]
serviceName = "web"
taskDefinition = "web"
desiredCount = 4
loadBalancers = [{ targetGroupArn = "t", containerName = "app", containerPort = 80 }]
[[services]]
serviceName = "worker"
taskDefinition = "worker"
desiredCount = 3
"#;
    let mut moments = Draws::new(7);
    for number in 0_u32..90 {
        let at = 5_000.0 + 13_000.0 * f64::from(number) + moments.uniform((0.0, 6_000.0));
        let service = if number % 2 == 0 { "web" } else { "worker" };
        let _ = write!(
            text,
            "[[actions]]\nat = \"{at:.0}s\"\nupdateService = {{ service = \"{service}\", forceNewDeployment = true }}\n"
        );
    }
    text
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a setting, not negative")]
fn micros(seconds: f64) -> u64 {
    (seconds * 1e6).round() as u64
}

#[test]
fn settings_are_found_again_in_what_the_simulator_wrote() {
    for settings in [MEASURED, OTHER] {
        let written = Place::with(&[("known.toml", scenario(settings).as_bytes())]);
        let run = Run::of(&written.path().join("known.toml"), &["--quiet", "--records", "first"]);
        let log = run.folder().join("events.jsonl");
        let document = written.document(&[log.to_str().expect("UTF-8"), "--scenario", "known.toml"]);
        let wrong = missed_of_clock(&document, settings);
        assert!(wrong.len() < 2, "one in twenty may lie outside: {wrong:#?}");
        for name in
            ["schedulerClock", "stopSteps", "schedulerInterval", "steadyStateInterval", "firstTaskAlone"]
        {
            assert_eq!(setting(&document, name)["verdict"], "inside", "{name}");
        }
    }
}

/// What a rule of `EventBridge` would deliver: the lines without what only a simulation has.
fn delivered(lines: &str) -> String {
    let mut text = String::new();
    for line in lines.lines() {
        let mut event: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
        let members = event.as_object_mut().expect("an object");
        for own in ["variant", "replication", "seconds", "clock", "message"] {
            members.remove(own).expect("in every line");
        }
        let envelope: Vec<&str> = members.keys().map(String::as_str).collect();
        assert_eq!(
            envelope.len(),
            ENVELOPE.iter().filter(|member| envelope.contains(member)).count(),
            "{envelope:?}"
        );
        let _ = writeln!(text, "{event}");
    }
    text
}

/// The members of every event of `EventBridge`.
const ENVELOPE: [&str; 9] =
    ["version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail"];

#[test]
fn a_run_reads_the_same_as_the_events_that_a_bus_would_deliver() {
    let written = Place::with(&[("known.toml", scenario(MEASURED).as_bytes())]);
    let run = Run::of(&written.path().join("known.toml"), &["--quiet", "--records", "first"]);
    let own = fs::read_to_string(run.folder().join("events.jsonl")).expect("events.jsonl");
    let bus = Place::with(&[("own.jsonl", own.as_bytes()), ("bus.jsonl", delivered(&own).as_bytes())]);
    let counts = |file: &str| -> Vec<(String, u64)> {
        let document = bus.document(&[file]);
        let rows = document["intervals"].as_array().expect("a list").iter();
        rows.map(|row| {
            (row["kind"].to_string() + &row["platform"].to_string(), row["n"].as_u64().expect("a count"))
        })
        .collect()
    };
    let (own, bus) = (counts("own.jsonl"), counts("bus.jsonl"));
    // The service was there before its log began: no call that made it is told of.
    let missing: Vec<_> =
        own.iter().filter(|row| !bus.contains(row)).map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(missing, ["\"sched.createService_to_started\"null"]);
}
