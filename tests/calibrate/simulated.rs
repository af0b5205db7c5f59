//! Logs that the simulator wrote with known settings.

use std::fmt::Write as _;

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
