//! What a run shows: facts in, plain results out.

mod outcome;

pub use outcome::{DeploymentRecord, InstanceRecord, LogRecord, Metric, RunOutcome, Series, TaskRecord};
