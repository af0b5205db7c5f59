//! Of a service its last events and its stage, of a task the trace of its containers.

use std::path::Path;
use std::sync::Arc;

use plimsoll::engine::explain::explain_service;
use plimsoll::engine::simulate;
use plimsoll::model::ServiceId;
use plimsoll::observe::Detail;
use plimsoll::scenario::{Overrides, load, load_text};
use plimsoll::time::SimTime;

use super::{model, root, scenario, told};

/// What containers with courses of their own went through, one line a change.
#[test]
fn a_task_with_the_trace_of_its_containers() {
    let model = model("containers");
    let run = simulate(Arc::clone(&model), 1, Detail::Full).expect("a short run");
    let id = run.tasks.iter().next().expect("a task").id;
    insta::assert_snapshot!("containers", told(&scenario("containers"), &["--task", &id[..8]]));
}

/// Of a deployment in stages: which one it is in, and what it waits for there (services.md §2.5).
#[test]
fn the_stage_of_a_deployment_and_what_it_waits_for() {
    let sentence = |at: &str| {
        let text = told(&scenario("stages"), &["--service", "web", "--at", at]);
        let text = text.replace('\n', " ");
        let start = text.find("The PRIMARY deployment is in stage").expect("it is told");
        text[start..].split(". ").next().expect("a sentence").to_owned()
    };
    let paused = sentence("15m");
    assert!(paused.contains("stage POST_SCALE_UP with 0 % of production traffic"), "{paused}");
    assert!(paused.contains("waits for continueServiceDeployment, at a PAUSE hook, until 00:4"), "{paused}");
    let bakes = sentence("30m");
    assert!(
        bakes.contains("stage BAKE_TIME with 100 %") && bakes.contains("its bake time to pass, until 00:4"),
        "{bakes}"
    );
    let tasks = sentence("10m 5s");
    assert!(tasks.contains("SCALE_UP") && tasks.contains("its tasks; it fails at"), "{tasks}");
    let done = told(&scenario("stages"), &["--service", "web"]);
    assert!(!done.contains("is in stage"), "{done}");
}

/// What `describe-services` would print: at most a hundred, the newest first, repetitions suppressed (services.md §9).
#[test]
fn s9_the_last_hundred_events_of_a_service() {
    let rolling = root().join("scenarios/rolling-deploy.toml");
    let loaded = load(&rolling, &Overrides::default()).scenario.expect("a valid scenario");
    let model = loaded.variants.first().model;
    let answer = explain_service(&model, 1, ServiceId::new(0), SimTime::NEVER).expect("a short run");
    let events = &answer.events;
    assert!(!events.is_empty() && events.len() <= 100);
    assert!(events.windows(2).all(|pair| pair[0].0 >= pair[1].0), "the newest first");
    assert!(events.iter().all(|(_, message)| message.starts_with("(service web) ")));
    let failures =
        events.iter().filter(|(_, message)| message.contains("was unable to place a task")).count();
    assert_eq!(failures, 1, "it fails by the same all the time, which is told once: {events:#?}");
    let run = simulate(Arc::clone(&model), 1, Detail::Full).expect("a short run");
    let last =
        run.log.records().filter(|one| one.message.starts_with("(service web) ")).last().expect("some");
    assert_eq!(events[0], (last.at, last.message));
}

/// Tasks that fail for two hours write more events than ECS keeps.
#[test]
fn s9_older_events_are_forgotten() {
    let text = "name = \"failing\"\nsimulation.duration = \"24h\"\n\
                [[containerInstances]]\ninstanceType = \"m5.large\"\n\
                [[taskDefinitions]]\nfamily = \"app\"\ncontainerDefinitions = [{ name = \"app\", image = \"app\", memory = 64 }]\n\
                [[applications]]\ntaskDefinition = \"app\"\ncontainer = \"app\"\ntimeToFailure = \"30s\"\n\
                [[services]]\nserviceName = \"app\"\ntaskDefinition = \"app\"\ndesiredCount = 1\n";
    let loaded = load_text("failing.toml", text, Path::new(""), &Overrides::default());
    let model = loaded.scenario.expect("a valid scenario").variants.first().model;
    let answer =
        explain_service(&model, 1, ServiceId::new(0), SimTime::from_secs(7_200)).expect("a short run");
    assert_eq!(answer.events.len(), 100);
}
