//! A placement strategy of one's own, checked, put into a bundled scenario and compared with ECS's `spread`.
//!
//! `cargo run --example own_strategy`

use std::error::Error;
use std::path::Path;

use plimsoll::engine::simulate;
use plimsoll::model::{Candidate, Model, Score, Scored, Strategy};
use plimsoll::observe::{Detail, Metric};
use plimsoll::placement::strategy::conformance;
use plimsoll::scenario::{Overrides, load, render};

const SCENARIO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/real-task-definitions.toml");
const METRICS: [&str; 4] = [
    "services.shop.maxTasksPlaceable",
    "services.worker.maxTasksPlaceable",
    "cluster.strandedCpu.mean",
    "cluster.strandedMemory.mean",
];

/// Crowds tasks together: the instance with the most tasks first, so that others stay free for what comes.
struct Crowd;

impl Score for Crowd {
    fn label(&self) -> String {
        "crowd".to_owned()
    }

    fn score(&self, candidate: &Candidate<'_>) -> u32 {
        u32::MAX - candidate.tasks
    }

    fn looks_at_own_tasks(&self) -> bool {
        false
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let crowd = Strategy::Scored(Scored::new(Crowd));
    conformance::check(std::slice::from_ref(&crowd), 30)?;
    let loaded = load(Path::new(SCENARIO), &Overrides::default());
    let scenario = loaded.scenario.ok_or_else(|| render(&loaded.problems, &loaded.sources, false))?;
    for (name, strategy) in [("spread", Strategy::SpreadInstance), ("crowd", crowd)] {
        let mut model = Model::clone(&scenario.variants.first().model);
        for service in &mut model.services {
            service.placement.strategies = vec![strategy.clone()];
        }
        let outcome = simulate(model, scenario.seed, Detail::Metrics)?;
        for metric in METRICS {
            if let Some(Metric::Number { value, unit }) = outcome.metrics.get(metric) {
                println!("{name:8} {metric:36} {value:.3} {unit}");
            }
        }
    }
    Ok(())
}
