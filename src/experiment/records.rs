//! The records of a run, one accessor each: everything that reads them asks here.

use std::borrow::Borrow;
use std::fmt::Debug;

use crate::observe::{DeploymentRecord, InstanceRecord, LogRecord, RunOutcome, TaskRecord};

/// Tasks, in order of creation.
pub fn tasks(outcome: &RunOutcome) -> impl Iterator<Item = impl Borrow<TaskRecord> + Debug> {
    outcome.tasks.iter()
}

/// Instances by id.
#[must_use]
pub fn instances(outcome: &RunOutcome) -> &[InstanceRecord] {
    &outcome.instances
}

/// Deployments, in the order of the run.
#[must_use]
pub fn deployments(outcome: &RunOutcome) -> &[DeploymentRecord] {
    &outcome.deployments
}

/// The event log.
pub fn log(outcome: &RunOutcome) -> impl Iterator<Item = impl Borrow<LogRecord> + Debug> {
    outcome.log.records()
}
