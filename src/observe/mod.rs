//! What a run shows: facts in, plain results out.
//!
//! [`Recorder`] learns every fact. `cluster_metrics`, `service_metrics` and `arrival_metrics` turn them into metrics with exact
//! integrals (`gauge`), `series` into figures over time, `history` into records and the event log.
//!
//! What counts when: time averages and extremes leave out the warm-up; latencies and deployment durations that began in
//! it do not count either. Availability, outage and minima of services leave it out as well, or where the scenario writes
//! none, what came before the first steady state (`service_level`). Counts of failures, deployments, calls and standalone
//! tasks, cost, final values, series and records cover the whole run.

mod arrival_metrics;
mod bus;
mod cluster_metrics;
mod deployment_records;
mod deployments;
mod ending;
mod event_log;
mod gauge;
mod held_deployments;
mod history;
mod ignored_calls;
mod instance_records;
mod latency;
mod log;
mod log_alarms;
mod log_attributes;
mod log_calls;
mod log_text;
mod machines;
mod metrics;
mod names;
mod outcome;
mod prospect;
mod recorder;
mod remarks;
mod series;
mod service_level;
mod service_metrics;
mod start_failures;
mod stops;
mod stranded;
mod task_records;
#[cfg(test)]
mod tests;
mod vacancies;

pub use crate::cluster::DeploymentState;
pub use crate::metrics::service_names as metric_names;
pub use bus::{ACCOUNT, BusEvent, Member, Members};
pub use event_log::EventLog;
pub use log_text::told_of_container;
pub use names::Names;
pub use outcome::{DeploymentRecord, InstanceRecord, LogRecord, Metric, RunOutcome, Series, TaskRecord};
pub use prospect::Prospect;
pub use recorder::{Recorder, RunEnd};
pub use series::{keeps_series_of, steps_of};
pub use task_records::TaskRecords;

/// How much a run keeps besides its metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Metrics and time series.
    Metrics,
    /// Also sentences about what a reader should know of the run.
    Notes,
    /// Also a record of every task, instance and deployment, and the event log.
    Full,
}
