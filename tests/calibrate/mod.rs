//! `plimsoll calibrate`, through the program: logs with known settings, logs that hold too little, and what is none.

mod simulated;
mod world;
mod writers;

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;

use world::{MEASURED, Settings, World, two_weeks};

/// A service that was deployed once, by hand.
const HANDFUL: &str = r#"{
  "services": [{
    "serviceArn": "arn:aws:ecs:eu-north-1:111122223333:service/tools/wiki",
    "serviceName": "wiki",
    "deploymentConfiguration": { "maximumPercent": 200, "minimumHealthyPercent": 100 },
    "loadBalancers": [{ "targetGroupArn": "arn:aws:elasticloadbalancing:eu-north-1:111122223333:targetgroup/wiki/1", "containerName": "wiki", "containerPort": 80 }],
    "deployments": [{ "id": "ecs-svc/1111111111111111111", "status": "PRIMARY", "createdAt": "2026-03-04T10:00:02.410000+01:00" }],
    "events": [
      { "id": "f", "createdAt": "2026-03-04T10:01:58.300000+01:00", "message": "(service wiki) has reached a steady state." },
      { "id": "e", "createdAt": "2026-03-04T10:01:58.299000+01:00", "message": "(service wiki) (deployment ecs-svc/1111111111111111111) deployment completed." },
      { "id": "d", "createdAt": "2026-03-04T10:00:58.120000+01:00", "message": "(service wiki, taskSet ecs-svc/0000000000000000001) has begun draining connections on 1 tasks." },
      { "id": "c", "createdAt": "2026-03-04T10:00:58.080000+01:00", "message": "(service wiki) deregistered 1 targets in (target-group arn:aws:elasticloadbalancing:eu-north-1:111122223333:targetgroup/wiki/1)" },
      { "id": "b", "createdAt": "2026-03-04T10:00:48.700000+01:00", "message": "(service wiki) has stopped 1 running tasks: (task 0123456789abcdef0123456789abcdef)." },
      { "id": "a", "createdAt": 1772614839.2, "message": "(service wiki) registered 1 targets in (target-group arn:aws:elasticloadbalancing:eu-north-1:111122223333:targetgroup/wiki/1)" },
      { "id": "9", "createdAt": "2026-03-04T10:00:10.500000+01:00", "message": "(service wiki) has started 1 tasks: (task fedcba9876543210fedcba9876543210)." },
      { "id": "8", "createdAt": "2026-03-04T04:02:11.100000+01:00", "message": "(service wiki) has reached a steady state." }
    ]
  }],
  "failures": []
}"#;

/// Seconds of the events of two services of 2020, in whole seconds and in the words of then: five tasks deployed with
/// 50/100, and the same with 0/100; both behind a load balancer that drains for 300 s.
const OF_2020: [(&str, &[(u32, &str)]); 2] = [
    (
        "half",
        &[
            (0, "deregistered 2 targets in (target-group t)"),
            (0, "has begun draining connections on 2 tasks."),
            (305, "has stopped 2 running tasks: (task 1) (task 2)."),
            (336, "has started 2 tasks: (task 6) (task 7)."),
            (377, "registered 2 targets in (target-group t)"),
            (417, "deregistered 2 targets in (target-group t)"),
            (417, "has begun draining connections on 2 tasks."),
            (723, "has stopped 2 running tasks: (task 3) (task 4)."),
            (753, "has started 2 tasks: (task 8) (task 9)."),
            (783, "registered 2 targets in (target-group t)"),
            (822, "deregistered 1 targets in (target-group t)"),
            (822, "has begun draining connections on 1 tasks."),
            (1126, "has stopped 1 running tasks: (task 5)."),
            (1146, "has started 1 tasks: (task 10)."),
            (1188, "registered 1 targets in (target-group t)"),
            (1207, "has reached a steady state."),
        ],
    ),
    (
        "none",
        &[
            (0, "deregistered 5 targets in (target-group t)"),
            (0, "has begun draining connections on 5 tasks."),
            (310, "has stopped 5 running tasks: (task 1) (task 2) (task 3) (task 4) (task 5)."),
            (330, "has started 5 tasks: (task 6) (task 7) (task 8) (task 9) (task 10)."),
            (362, "registered 3 targets in (target-group t)"),
            (372, "registered 2 targets in (target-group t)"),
            (382, "has reached a steady state."),
        ],
    ),
];

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
        command.timeout(std::time::Duration::from_mins(2)).output().expect("plimsoll starts")
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

/// A log as the simulator writes it: `events.jsonl` of a run could stand here just as well.
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
}

/// Runs the program and shows all it says, with its code.
fn said(place: &Place, arguments: &[&str]) -> String {
    let output = place.calibrate(arguments);
    let code = output.status.code().expect("it ends by itself");
    format!("{}--- standard error, code {code}\n{}", stdout(&output), stderr(&output))
}

#[test]
fn a_planner_reads_what_was_measured_and_gets_the_section() {
    let world = two_weeks(MEASURED, 1);
    let place = Place::with(&[
        ("events.jsonl", writers::simulated(&world).as_bytes()),
        ("own.toml", b"name = \"own\"\n[behavior]\nschedulerInterval = \"12s\"\nhealthyAfter = \"41s\"\n"),
    ]);
    insta::assert_snapshot!("page", said(&place, &["events.jsonl"]));
    let other = said(&place, &["events.jsonl", "--scenario", "own.toml", "--format", "json"]);
    let json: Value = serde_json::from_str(other.split("---").next().expect("a document")).expect("JSON");
    assert_eq!(setting(&json, "schedulerInterval")["inForce"], "\"12s\"");
    assert_eq!(setting(&json, "schedulerInterval")["verdict"], "outside");
    assert_eq!(setting(&json, "healthyAfter")["verdict"], "inside");
}

/// What is printed is TOML, and every line of it a setting that this program calibrates.
#[test]
fn the_section_is_one_of_a_scenario() {
    let document = of_users(&two_weeks(MEASURED, 2));
    let block = document["behavior"].as_str().expect("fitted");
    let parsed = toml::de::DeTable::parse(block).expect("TOML");
    let behavior =
        parsed.get_ref().get("behavior").expect("a section").get_ref().as_table().expect("a table");
    let names: Vec<&str> = behavior.keys().map(|name| name.get_ref().as_ref()).collect();
    let known = |name: &str| plimsoll::calibrate::CALIBRATED.iter().any(|row| row.name == name);
    assert!(names.len() > 10 && names.iter().all(|name| known(name)), "{names:?}");
}

#[test]
fn two_captures_of_one_service_are_one_log() {
    let world = two_weeks(MEASURED, 3);
    let web = writers::described(&world, "web");
    let place = Place::with(&[("a.json", web.as_bytes()), ("b.json", web.as_bytes())]);
    let once = place.document(&["a.json"]);
    let twice = place.document(&["a.json", "b.json"]);
    assert_eq!(once["intervals"], twice["intervals"]);
    assert_eq!(once["grid"], twice["grid"]);
}

#[test]
fn a_handful_of_events_is_too_few() {
    let place = Place::with(&[("wiki.json", HANDFUL.as_bytes())]);
    insta::assert_snapshot!("handful", said(&place, &["wiki.json"]));
    insta::assert_snapshot!("handful-json", said(&place, &["wiki.json", "--format", "json"]));
}

/// A log in which every event is answered a second later has gaps enough, and no clock.
#[test]
fn a_log_without_a_clock_is_refused() {
    let mut at = 0;
    let events: Vec<Value> = (0_u32..60)
        .map(|number| {
            // Spread evenly over all lengths up to a minute.
            at += 5_000 + number * 34_331 % 50_000;
            let message = format!("(service web) registered {number} targets in (target-group t)");
            serde_json::json!({ "createdAt": f64::from(at) / 1e3, "message": message })
        })
        .collect();
    let place = Place::with(&[("web.json", Value::from(events).to_string().as_bytes())]);
    let said = said(&place, &["web.json"]);
    assert!(said.contains("code 1\nerror: no grid of passes: of 59 gaps only "), "{said}");
    assert!(!said.contains("[behavior]"), "{said}");
}

/// In the words of then "has stopped" is the signal; the grid is as it is today.
#[test]
fn services_of_2020_have_the_same_grid_in_other_words() {
    let services = OF_2020.map(|(name, events)| {
        let events: Vec<Value> = events
            .iter()
            .rev()
            .map(|(at, text)| {
                let created_at = 1_600_000_000 + at;
                serde_json::json!({ "id": "e", "createdAt": created_at, "message": format!("(service {name}) {text}") })
            })
            .collect();
        let percent = serde_json::json!({ "maximumPercent": 100 });
        serde_json::json!({ "serviceName": name, "deploymentConfiguration": percent, "events": events })
    });
    let log = serde_json::json!({ "services": services }).to_string();
    let place = Place::with(&[("2020.json", log.as_bytes())]);
    insta::assert_snapshot!("of-2020", said(&place, &["2020.json"]));
}

#[test]
fn what_is_no_log_is_refused_with_its_place() {
    let garbage: Vec<u8> = (0_u32..4_000).map(|at| u8::try_from(at * 7_919 % 251).expect("a byte")).collect();
    let deep = "[".repeat(100_000);
    let place = Place::with(&[
        ("garbage", &garbage),
        ("empty.json", b""),
        ("text.txt", b"(service web) has reached a steady state.\n"),
        ("passwd", b"root:hunter2:0:0:root:/root:/bin/bash\n"),
        ("task-definition.json", br#"{"family": "web", "containerDefinitions": []}"#),
        ("number.json", b"7"),
        ("deep.json", deep.as_bytes()),
        ("cut.jsonl", b"{\"createdAt\": 1, \"message\": \"(service a) has reached a steady state.\"}\n{\"createdAt\": 2, \"mess"),
    ]);
    fs::create_dir(place.path().join("folder")).expect("created");
    let files =
        ["garbage", "empty.json", "text.txt", "passwd", "task-definition.json", "number.json", "deep.json"];
    let mut all = String::new();
    for file in files.into_iter().chain(["cut.jsonl", "folder", "nowhere.json"]) {
        let said = said(&place, &[file]);
        assert!(said.starts_with("--- standard error, code 3\n"), "{file}: {said}");
        assert!(!said.contains("hunter2"), "{said}");
        all.extend(["=== ", file, "\n", &said]);
    }
    insta::assert_snapshot!("refused", all);
}

#[test]
fn what_is_wrong_with_one_event_is_told_and_the_others_count() {
    let place = Place::with(&[(
        "log.jsonl",
        b"{\"createdAt\": \"yesterday\", \"message\": \"(service a) has reached a steady state.\"}\n\
          {\"createdAt\": \"2026-01-02T03:04:05Z\", \"message\": \"(service a\\u001b[31m) has reached a steady state.\"}\n\
          {\"detail-type\": \"ECS Task State Change\", \"detail\": {\"lastStatus\": \"RUNNING\", \"taskArn\": \"t\", \"createdAt\": \"\\u202e\"}}\n",
    )]);
    let said = said(&place, &["log.jsonl"]);
    let commands = said.chars().find(|c| c.is_control() && *c != '\n' || *c == '\u{202e}');
    assert_eq!(commands, None, "{said}");
    insta::assert_snapshot!("warnings", said);
}
