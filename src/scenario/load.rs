//! From a path to a scenario, or to all that is wrong with it.

use std::path::Path;

use super::{Problems, Scenario, Sources};

/// What the command line changes in a scenario.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `PATH=VALUE` as given to `--set`, in order.
    pub set: Vec<String>,
    /// `--seed`.
    pub seed: Option<u64>,
    /// `--replications`.
    pub replications: Option<u32>,
}

/// A file that was read: a scenario unless a problem is an error, and everything to tell about it.
#[derive(Debug)]
pub struct Loaded {
    /// The scenario; `None` exactly when `problems` has errors.
    pub scenario: Option<Scenario>,
    /// Errors and warnings.
    pub problems: Problems,
    /// The files, for pointing at.
    pub sources: Sources,
}

/// Reads a scenario and everything it names.
#[must_use]
pub fn load(path: &Path, overrides: &Overrides) -> Loaded {
    let _ = (path, overrides);
    Loaded { scenario: None, problems: Problems::default(), sources: Sources::default() }
}

/// Checks AWS JSON by itself: a task definition or a service definition, bare or as the CLI prints it.
#[must_use]
pub fn check_json(path: &Path) -> Loaded {
    let _ = path;
    Loaded { scenario: None, problems: Problems::default(), sources: Sources::default() }
}
