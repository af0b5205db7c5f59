//! A door to a policy within the same process: what a question says suffices to do what a built-in strategy does.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use plimsoll::experiment;
use plimsoll::program::{Command, Door, Failure};
use plimsoll::scenario::{self, Overrides, Scenario};
use serde_json::{Value, json};

use super::SCENARIO;

const WHOLE: u64 = 1_000_000_000;

/// Best fit over CPU and memory, from nothing but the question.
struct BestFit(Arc<AtomicU32>);

impl Door for BestFit {
    fn ask(&self, _: &Command, question: &str) -> Result<String, Failure> {
        self.0.fetch_add(1, Ordering::Relaxed);
        let question: Value = serde_json::from_str(question).expect("JSON");
        let demand = |name: &str| question["task"][name].as_u64().unwrap_or(0);
        let left = |one: &Value| -> u64 {
            let of = |name: &str| {
                let left = one["remaining"][name].as_u64().expect("a number").saturating_sub(demand(name));
                left * WHOLE / one["registered"][name].as_u64().expect("a number")
            };
            of("cpu") + of("memory")
        };
        let scores: Vec<u64> = question["candidates"].as_array().expect("a list").iter().map(left).collect();
        let is_place = question["question"] == "place";
        let best = if is_place { scores.iter().min() } else { scores.iter().max() };
        let kept: Vec<usize> = (0..scores.len()).filter(|at| Some(&scores[*at]) == best).collect();
        Ok(json!({ "candidates": kept }).to_string())
    }
}

fn loaded(strategy: &str) -> Scenario {
    let text = SCENARIO.replace("STRATEGY", strategy);
    let loaded = scenario::load_text("policy.toml", &text, Path::new(""), &Overrides::default());
    loaded.scenario.expect("a valid scenario")
}

#[test]
fn a_policy_that_does_the_same_leaves_the_same_facts() {
    for (before, built_in) in [("", "best-fit"), ("{ type = \"power-of-choices\", k = 3 }, ", "best-fit")] {
        let asked = loaded(&format!("{before}{{ type = \"program\", command = [\"best-fit\"] }}"));
        let questions = Arc::new(AtomicU32::new(0));
        asked.programs.open(BestFit(Arc::clone(&questions)));
        let digest = |scenario: &Scenario| {
            let results = experiment::run_in_memory(scenario, 2, &());
            assert!(results.variants[0].halted.is_empty());
            results.variants[0].digest
        };
        let expected = digest(&loaded(&format!("{before}{{ type = \"{built_in}\" }}")));
        assert_eq!(digest(&asked), expected, "{before}");
        assert!(questions.load(Ordering::Relaxed) > 100);
        // What is known is not asked again.
        let before = questions.load(Ordering::Relaxed);
        assert_eq!(digest(&asked), expected);
        assert_eq!(questions.load(Ordering::Relaxed), before);
    }
}

#[test]
fn a_run_without_an_answer_is_halted() {
    let closed = loaded("{ type = \"program\", command = [\"x\"] }");
    let model = closed.variants.first().model;
    let halted = plimsoll::engine::simulate(model, 1, plimsoll::observe::Detail::Metrics);
    assert!(matches!(halted, Err(plimsoll::engine::Halt::Program { .. })), "{halted:?}");
    assert!(matches!(closed.programs.failure(), Some(Failure::NotAllowed(_))));
}
