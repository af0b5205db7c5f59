//! What the examples' worlds have beyond those of the other tests.

use std::path::Path;
use std::sync::Arc;

use plimsoll::model::Model;
use plimsoll::scenario::{Loaded, Overrides, load_text, render};

pub use crate::semantics::containers::{behaves, task};
pub use crate::semantics::world::{World, scale};

/// Placement strategies that several examples use.
pub const BY_ZONE: &str = r#"{ type = "spread", field = "attribute:ecs.availability-zone" }"#;
pub const PER_INSTANCE: &str = r#"{ type = "spread", field = "instanceId" }"#;
pub const BINPACK: &str = r#"{ type = "binpack", field = "memory" }"#;

/// `placementStrategy = […]` of these.
pub fn strategies(all: &[&str]) -> String {
    format!("placementStrategy = [{}]", all.join(", "))
}

/// `placementConstraints = […]` with one query.
pub fn member_of(query: &str) -> String {
    format!("placementConstraints = [{{ type = \"memberOf\", expression = \"{query}\" }}]")
}

/// One instance with this name, zone, CPU units and MiB, and further members.
pub fn host(world: World, name: &str, zone: &str, (cpu, memory): (u32, u32), more: &str) -> World {
    world.with(&format!(
        r#"
        [[containerInstances]]
        name = "{name}"
        instanceType = "m5.large"
        availabilityZones = ["{zone}"]
        registeredResources = [
          {{ name = "CPU", type = "INTEGER", integerValue = {cpu} }},
          {{ name = "MEMORY", type = "INTEGER", integerValue = {memory} }},
        ]
        {more}"#
    ))
}

fn loaded(text: &str) -> Loaded {
    let text = format!("name = \"example\"\n{text}");
    load_text("example.toml", &text, Path::new(""), &Overrides::default())
}

/// The model of a scenario's sections.
pub fn model(text: &str) -> Arc<Model> {
    let loaded = loaded(text);
    match loaded.scenario {
        Some(scenario) => scenario.variants.first().model.clone(),
        None => panic!("{}", render(&loaded.problems, &loaded.sources, false)),
    }
}

/// What is wrong with a scenario's sections, as a reader sees it.
pub fn refusal(text: &str) -> String {
    let loaded = loaded(text);
    assert!(loaded.scenario.is_none(), "the scenario is valid");
    render(&loaded.problems, &loaded.sources, false)
}
