//! Calls that did nothing, in words.

use super::names::Names;
use crate::cluster::{IgnoredCall, InstanceCall, NothingToStop, Refusal, TasksCall, Unavailable};
use crate::model::ServiceId;
use crate::time::SimTime;

/// More such calls are only counted.
const TOLD: usize = 5;

/// The calls of a run that did nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct IgnoredCalls {
    first: Vec<(SimTime, Ignored)>,
    more: u32,
}

/// A call that did nothing.
#[derive(Clone, Copy, Debug)]
enum Ignored {
    /// It was about container instances.
    Instances(IgnoredCall),
    /// `StopServiceDeployment`.
    Deployment(ServiceId, NothingToStop),
    /// `ContinueServiceDeployment`.
    Pause(ServiceId),
}

impl IgnoredCalls {
    /// A call about container instances did nothing.
    pub(super) fn note(&mut self, at: SimTime, call: IgnoredCall) {
        self.add(at, Ignored::Instances(call));
    }

    /// `StopServiceDeployment` did nothing.
    pub(super) fn note_stop(&mut self, at: SimTime, service: ServiceId, why: NothingToStop) {
        self.add(at, Ignored::Deployment(service, why));
    }

    /// `ContinueServiceDeployment` did nothing.
    pub(super) fn note_continue(&mut self, at: SimTime, service: ServiceId) {
        self.add(at, Ignored::Pause(service));
    }

    fn add(&mut self, at: SimTime, call: Ignored) {
        if self.first.len() < TOLD {
            self.first.push((at, call));
        } else {
            self.more += 1;
        }
    }

    /// A sentence for each of the first ones, and how many more there were.
    pub(super) fn sentences(&self, names: &Names) -> Vec<String> {
        let first = self.first.iter().map(|(at, call)| match *call {
            Ignored::Instances(call) => sentence(*at, call, names),
            Ignored::Deployment(service, why) => of_deployment(*at, service, why, names),
            Ignored::Pause(service) => {
                let name = names.service(service);
                format!("continueServiceDeployment at {at} did nothing: {name} had no deployment that paused")
            }
        });
        let more = match self.more {
            0 => None,
            1 => Some("1 more call did nothing".to_owned()),
            more => Some(format!("{more} more calls did nothing")),
        };
        first.chain(more).collect()
    }
}

fn of_deployment(at: SimTime, service: ServiceId, why: NothingToStop, names: &Names) -> String {
    let why = match why {
        NothingToStop::NotInProgress => "had no deployment in progress",
        NothingToStop::RollingBack => "was being rolled back already",
        NothingToStop::NoTarget => "had no completed deployment to be rolled back to",
    };
    format!("stopServiceDeployment at {at} did nothing: {} {why}", names.service(service))
}

fn sentence(at: SimTime, call: IgnoredCall, names: &Names) -> String {
    let (name, why) = match call {
        IgnoredCall::Instances { call, named: None } => (call.api_name(), "no instance matched".to_owned()),
        IgnoredCall::Instances { call, named: Some((instance, why)) } => {
            let why = of_instance(call, why);
            (call.api_name(), format!("{} {why}", names.instance(instance.ordinal())))
        }
        IgnoredCall::Service { call, service, why } => {
            (call.api_name(), format!("{} {}", names.service(service), of_service(why)))
        }
        IgnoredCall::Tasks(TasksCall::Stop) => ("stopTask", "no running task matched".to_owned()),
        IgnoredCall::Tasks(TasksCall::Protect) => {
            ("updateTaskProtection", "no running task of a service matched (TASK_NOT_VALID)".to_owned())
        }
    };
    format!("{name} at {at} did nothing: {why}")
}

const fn of_instance(call: InstanceCall, why: Unavailable) -> &'static str {
    match (why, call) {
        (Unavailable::NotRegistered, _) => "had not registered yet",
        (Unavailable::Gone, InstanceCall::Terminate | InstanceCall::Stop | InstanceCall::Start) => {
            "was terminated already"
        }
        (Unavailable::Gone, _) => "was not registered any more",
        (Unavailable::HasTasks, _) => "has running tasks, and the call does not say force",
        (Unavailable::IsSo, InstanceCall::Start) => "was not stopped",
        (Unavailable::IsSo, InstanceCall::DeleteAttributes) => "had none of the attributes",
        (Unavailable::TooManyAttributes, _) => "would have had more than 10 custom attributes",
        (Unavailable::IsSo, _) => "had no power already",
    }
}

const fn of_service(why: Refusal) -> &'static str {
    match why {
        Refusal::Exists => "was there already",
        Refusal::NotFound => "had not been created yet",
        Refusal::NotActive => "had been deleted",
        Refusal::WantsTasks => "wants tasks, and the call does not say force",
        Refusal::DeploymentBlocked => "has more protected tasks than it wants (DEPLOYMENT_BLOCKED)",
    }
}
