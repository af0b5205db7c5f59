//! Questions about a run: it is run to the moment in question, and asked.
//!
//! [`explain_service`] shows a service at a moment and explains where one more task of it would go;
//! [`explain_task`] explains how a task found its instance, and tells its story.

mod blockers;
mod monitoring;
mod probe;
mod services;
mod stalled;
mod stopping;
mod task_history;
mod tasks;

pub use blockers::{Blocker, End, EndReason, Lost, Standing};
pub use monitoring::Monitoring;
pub use probe::Explained;
pub use services::{
    DeploymentSnapshot, FirstTask, NextAttempt, ServiceAnswer, ServiceWait, WaitReason, explain_service,
};
pub use stalled::StalledTask;
pub use stopping::LeavingTask;
pub use task_history::{ContainerStep, ContainerTrace};
pub use tasks::{TaskAnswer, TaskExplanation, Waited, explain_task};

pub use crate::observe::Names;
