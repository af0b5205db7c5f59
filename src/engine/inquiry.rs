//! Questions about a run: it is run to the moment in question, and asked.
//!
//! [`inquire_service`] shows a service at a moment and explains where one more task of it would go;
//! [`inquire_task`] explains how a task found its instance, and tells its story.

mod chronicle;
mod involved;
mod services;
mod tasks;
mod watch;

pub use involved::{End, EndReason, InvolvedTask, Lost};
pub use services::{
    DeploymentStanding, NextAttempt, ServiceAnswer, ServiceWait, WaitReason, inquire_service,
};
pub use tasks::{TaskAnswer, TaskInquiry, Waited, inquire_task};
pub use watch::Explained;

pub use crate::observe::Names;
