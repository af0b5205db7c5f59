//! A scenario of the folder, simulated with many seeds.

use std::fs;
use std::sync::Arc;

use plimsoll::model::{Behavior, Model, Preset};
use plimsoll::scenario::{Overrides, load_text, render};
use plimsoll::time::SimDuration;

use super::folder;
use super::observed::{Happening, observe};
use super::passes::Passes;

/// Seeds of each replay.
pub const SEEDS: u32 = 200;

/// A scenario.
pub struct World(Arc<Model>);

impl World {
    /// The one with this path below the folder, without its ending.
    pub fn load(path: &str) -> Self {
        let file = folder().join(format!("{path}.toml"));
        let text = fs::read_to_string(&file).expect("a scenario");
        let loaded = load_text(&file.display().to_string(), &text, &folder(), &Overrides::default());
        let Some(scenario) = loaded.scenario else {
            panic!("{}", render(&loaded.problems, &loaded.sources, false));
        };
        Self(scenario.variants.first().model)
    }

    /// What happens with each seed.
    pub fn observe(&self) -> Vec<Vec<Happening>> {
        seeds().map(|seed| observe(&self.0, seed)).collect()
    }

    /// What happens where passes take as long as may be expected of a run, another length with each seed.
    pub fn observe_with(&self, passes: &Passes) -> Vec<Vec<Happening>> {
        let lengths = passes.lengths(SEEDS);
        let worlds = lengths.into_iter().map(|length| {
            self.with(|behavior| {
                behavior.scheduler_interval = duration(length);
                behavior.scheduler_jitter = duration(passes.jitter);
            })
        });
        seeds().zip(worlds).map(|(seed, model)| observe(&model, seed)).collect()
    }

    /// What happens with the scheduler that was assumed before anybody measured.
    pub fn observe_before_measurement(&self) -> Vec<Vec<Happening>> {
        let before = Behavior::of(Preset::BeforeMeasurement);
        let model = self.with(|behavior| {
            let now = behavior.clone();
            // What a run was fitted with stays.
            *behavior = Behavior {
                interface_attach_time: now.interface_attach_time,
                interface_detach_time: now.interface_detach_time,
                task_launch_time: now.task_launch_time,
                throttle_maximum: now.throttle_maximum,
                stopped_host_tasks: now.stopped_host_tasks,
                ..before
            };
        });
        seeds().map(|seed| observe(&model, seed)).collect()
    }

    fn with(&self, change: impl FnOnce(&mut Behavior)) -> Arc<Model> {
        let mut model = Model::clone(&self.0);
        change(&mut model.behavior);
        Arc::new(model)
    }
}

fn seeds() -> impl Iterator<Item = u64> {
    1..=u64::from(SEEDS)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some seconds")]
fn duration(seconds: f64) -> SimDuration {
    SimDuration::from_micros((seconds * 1e6).round() as u64)
}
