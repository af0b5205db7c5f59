//! What a run shows: facts in, plain results out.

mod outcome;

pub use outcome::{DeploymentRecord, InstanceRecord, LogRecord, Metric, RunOutcome, Series, TaskRecord};

/// How much a run keeps besides its metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Metrics and time series.
    Figures,
    /// Also a record of every task, instance and deployment, and the event log.
    Full,
}
