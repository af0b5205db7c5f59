//! Tests of the language as a whole; each file is one view of it.

mod anything;
mod explanations;
mod generators;
mod grammar;
mod mistakes;
mod patterns;
mod properties;
mod residuals;
mod rules;

use super::{ClassFacts, InstanceFacts, Query, Version};

/// The facts that expressions are evaluated on.
#[derive(Clone, Debug)]
struct World {
    attributes: Vec<(&'static str, &'static str)>,
    agent_version: Option<Version>,
    task_groups: Vec<&'static str>,
    agent_connected: bool,
    id: &'static str,
    registered_at: i64,
    running_tasks_count: u32,
    groups_there: Vec<usize>,
}

impl Default for World {
    fn default() -> Self {
        Self {
            attributes: Vec::new(),
            agent_version: Version::parse("1.14.4"),
            task_groups: vec!["service:web", "service:daemon", "family:batch", "database"],
            agent_connected: true,
            id: "i-a",
            registered_at: 0,
            running_tasks_count: 0,
            groups_there: Vec::new(),
        }
    }
}

impl ClassFacts for World {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    fn agent_version(&self) -> Option<&Version> {
        self.agent_version.as_ref()
    }

    fn task_groups(&self) -> impl Iterator<Item = &str> {
        self.task_groups.iter().copied()
    }
}

impl InstanceFacts for World {
    fn agent_connected(&self) -> bool {
        self.agent_connected
    }

    fn ec2_instance_id(&self) -> &str {
        self.id
    }

    fn registered_at(&self) -> i64 {
        self.registered_at
    }

    fn running_tasks_count(&self) -> u32 {
        self.running_tasks_count
    }

    fn has_task_of(&self, group: usize) -> bool {
        self.groups_there.contains(&group)
    }
}

impl World {
    fn with(attributes: &[(&'static str, &'static str)]) -> Self {
        Self { attributes: attributes.to_vec(), ..Self::default() }
    }

    fn with_groups(groups_there: &[usize]) -> Self {
        Self { groups_there: groups_there.to_vec(), ..Self::default() }
    }

    /// Whether `expression` holds, by the way of placement.
    fn satisfies(&self, expression: &str) -> bool {
        query(expression).for_class(self).holds(self)
    }

    /// The reasons why `expression` does not hold, as text.
    fn reasons(&self, expression: &str) -> Vec<String> {
        query(expression).explain(self, self).iter().map(ToString::to_string).collect()
    }
}

fn query(expression: &str) -> Query {
    Query::parse(expression).unwrap_or_else(|error| panic!("`{expression}`: {error}"))
}
