//! `plimsoll backtest` on the real runs: each as a folder of what the AWS CLI prints.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;

use super::answers;
use super::replay::recording::{Recording, Run, recordings};
use super::replay::table;

/// What the program says of a run with some settings.
struct Said {
    inside: u64,
    intervals: u64,
    /// Phases outside, as the verdict has them.
    outside: String,
    named: Vec<String>,
    replayed: String,
}

/// A run that is replayed, by default and with the settings that its recording is known to need.
struct Replayed {
    name: [String; 2],
    by_default: Said,
    fitted: Said,
}

fn backtest(folder: &Path, set: &[String]) -> Result<Said, String> {
    let mut command = cargo_bin_cmd!("plimsoll");
    command.args(["backtest", "prod", "--format", "json"]).current_dir(folder);
    for value in set {
        command.args(["--set", value]);
    }
    let output = command.timeout(Duration::from_mins(3)).output().expect("plimsoll starts");
    if output.status.code() != Some(0) {
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        return Err(String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or_default().to_owned());
    }
    let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let count = |name: &str| document[name].as_u64().expect("a count");
    let verdict = document["verdict"][0].as_str().expect("a line");
    let settings = document["settings"].as_array().expect("a list").iter();
    Ok(Said {
        inside: count("inside"),
        intervals: count("intervals"),
        outside: verdict.split_once("outside: ").map_or("", |(_, phases)| phases).to_owned(),
        named: settings.map(|of| of["name"].as_str().expect("a name").to_owned()).collect(),
        replayed: document["replayed"].as_str().expect("a text").to_owned(),
    })
}

/// The settings of a run's own scenario, and the passes that all other runs let one expect of it.
fn fitted(recording: &Recording, run: &Run) -> Vec<String> {
    let scenario = answers::scenario(recording);
    let mut set = Vec::new();
    for (name, value) in scenario["behavior"].as_object().into_iter().flatten() {
        // What the form of the events tells, the program finds by itself.
        if !["firstTaskAlone", "stopSteps"].contains(&name.as_str()) {
            set.push(format!("behavior.{name}={}", toml(value)));
        }
    }
    if let Some(passes) = recording.older_passes(run) {
        set.push(format!("behavior.schedulerInterval={:.0}ms", passes.expected * 1e3));
        set.push(format!("behavior.schedulerJitter={:.0}ms", passes.jitter * 1e3));
    }
    if let Some(applications) = scenario.get("applications") {
        set.push(format!("applications={}", toml(applications)));
    }
    set
}

/// JSON as TOML has it in a line.
fn toml(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("{name} = {}", toml(value))).collect();
            format!("{{ {} }}", members.join(", "))
        }
        Value::Array(elements) => format!("[{}]", elements.iter().map(toml).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// Rows of the table of reasons by recording and run, which may be several.
fn reasons() -> BTreeMap<[String; 2], [String; 2]> {
    let mut reasons = BTreeMap::new();
    for row in table("backtests.csv") {
        for run in row[1].split(' ') {
            reasons.insert([row[0].to_owned(), run.to_owned()], [row[2].to_owned(), row[3].to_owned()]);
        }
    }
    reasons
}

#[test]
fn real_runs_are_replayed_from_what_the_aws_cli_prints_or_say_why_not() {
    let (mut all, mut refused) = (Vec::new(), BTreeMap::new());
    for recording in recordings() {
        for run in &recording.runs {
            let place = tempfile::tempdir().expect("a folder");
            let folder = place.path().join("prod");
            fs::create_dir(&folder).expect("writable");
            answers::write(&recording, run, &folder);
            let name = [recording.name.clone(), run.name.clone()];
            match backtest(place.path(), &[]) {
                Ok(by_default) => {
                    let fitted = backtest(place.path(), &fitted(&recording, run)).expect("a replay");
                    all.push(Replayed { name, by_default, fitted });
                }
                Err(why) => _ = refused.insert(name, why),
            }
        }
    }
    let page = page(&all, &refused);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/backtests.md");
    fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("backtests.md"), &page).expect("writable");
    let written = fs::read_to_string(&path).expect("the page");
    assert!(written == page, "{COMMAND}");

    let reasons = reasons();
    for run in &all {
        let outside = reasons.get(&run.name).map_or("", |[outside, _]| outside);
        assert_eq!(run.fitted.outside, outside, "{:?}", run.name);
    }
    for (name, why) in &refused {
        let [told, _] = reasons.get(name).unwrap_or_else(|| panic!("{name:?}: {why}"));
        assert!(
            why.contains(told.trim_start_matches("refused: ")) && told.starts_with("refused"),
            "{name:?}: {why}"
        );
    }
    let known = all.iter().map(|run| &run.name).chain(refused.keys()).collect::<Vec<_>>();
    assert!(reasons.keys().all(|name| known.contains(&name)), "a reason without a run");
    let (inside, intervals) = sum(&all, |run| &run.fitted);
    // Nine in ten, less what the one value of a pass costs runs of 2017.
    assert!(inside * 100 >= intervals * 88 && intervals >= 70, "{inside} of {intervals}");
}

/// Intervals inside, and all.
fn sum(all: &[Replayed], said: fn(&Replayed) -> &Said) -> (u64, u64) {
    let sum = |of: fn(&Said) -> u64| all.iter().map(|run| of(said(run))).sum();
    (sum(|said| said.inside), sum(|said| said.intervals))
}

const COMMAND: &str = "cargo test --test main timelines::backtests; cp target/tmp/backtests.md docs/";

fn page(all: &[Replayed], refused: &BTreeMap<[String; 2], String>) -> String {
    let reasons = reasons();
    let (inside, intervals) = sum(all, |run| &run.fitted);
    let (by_default, of_default) = sum(all, |run| &run.by_default);
    let mut page = format!(
        "# Real runs, backtested

<!-- Written by `{COMMAND}`. -->

The runs of [timelines.md](timelines.md) once more, by `plimsoll backtest` itself: a test makes a folder of each run, with what
`describe-services` (events in ECS's words of that year), `describe-tasks`, `describe-task-definition`, `describe-container-instances`
and `describe-target-groups` would have answered, and runs the program on it. Nothing but what was told is in there: what the load
balancer found, and when an experimenter struck, ECS tells nobody.

* *By default* is the program without options. What is named there is what it says explains the rest.
* *Fitted* is with `--set` for what the source does not tell and the run's own scenario fits (start-up, shut-down, Fargate's
  interfaces), and for runs until 2021 with the pass that all other runs let one expect. The scheduler is never fitted to the run.
* Inside is from 5 to 95 % of 200 replications, so that one interval in ten lies outside by chance. A test holds every phase outside
  to its reason.
* Runs on Fargate are described with as many instances as their scenarios have, since tasks on Fargate are not simulated.
* `measured.csv`, `passes.csv` and the worlds beside them are intervals without the runs around them: there is nothing to rebuild.

In all {inside} of {intervals} intervals lie inside with what was fitted, and {by_default} of {of_default} by default.

| run | replayed | by default | named | fitted | outside | why |
|---|---|--:|---|--:|---|---|
"
    );
    for Replayed { name, by_default, fitted } in all {
        let why = reasons.get(name).map_or("", |[_, why]| why);
        let named = if by_default.named.is_empty() { "–".to_owned() } else { by_default.named.join(", ") };
        let _ = writeln!(
            page,
            "| {} {} | {} | {} of {} | {named} | {} of {} | {} | {why} |",
            name[0],
            name[1],
            by_default.replayed,
            by_default.inside,
            by_default.intervals,
            fitted.inside,
            fitted.intervals,
            if fitted.outside.is_empty() { "–" } else { &fitted.outside },
        );
    }
    page.push_str("\nNot replayed:\n\n| run | what the program says | why |\n|---|---|---|\n");
    for (name, why) in refused {
        let reason = reasons.get(name).map_or("", |[_, why]| why);
        let _ =
            writeln!(page, "| {} {} | {} | {reason} |", name[0], name[1], why.trim_start_matches("error: "));
    }
    page
}
