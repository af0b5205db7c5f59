//! Small definitions for tests.

use crate::model::{Container, TaskDefinition};

/// An essential container without checks and ports whose program is ready at once.
pub fn container(name: &str) -> Container {
    Container { name: name.to_owned(), ..Container::default() }
}

/// A definition that starts without failures.
pub fn definition(containers: Vec<Container>) -> TaskDefinition {
    TaskDefinition { family: "web".to_owned(), revision: 1, containers, ..TaskDefinition::default() }
}
