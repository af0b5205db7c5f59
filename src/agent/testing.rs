//! Small definitions for tests.

use crate::model::{Application, Container, TaskDefinition};
use crate::time::SimDuration;

/// An essential container without checks and ports whose program is ready at once.
pub fn container(name: &str) -> Container {
    Container {
        name: name.to_owned(),
        cpu: 0,
        essential: true,
        stop_timeout: SimDuration::from_secs(30),
        health_check: None,
        port_mappings: Vec::new(),
        application: Application::default(),
    }
}

/// A definition that starts without failures.
pub fn definition(containers: Vec<Container>) -> TaskDefinition {
    TaskDefinition { family: "web".to_owned(), revision: 1, containers, ..TaskDefinition::default() }
}
