//! Calls that did nothing, in words.

use super::names::Names;
use crate::cluster::{IgnoredCall, InstanceCall, NothingToStop, Unavailable};
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

fn sentence(at: SimTime, IgnoredCall { call, named }: IgnoredCall, names: &Names) -> String {
    let why = match named {
        None => "no instance matched".to_owned(),
        Some((instance, why)) => {
            let why = match (why, call) {
                (Unavailable::NotRegistered, _) => "had not registered yet",
                (Unavailable::Gone, InstanceCall::Terminate) => "was terminated already",
                (Unavailable::Gone, _) => "was not registered any more",
            };
            format!("{} {why}", names.instance(instance.ordinal()))
        }
    };
    format!("{} at {at} did nothing: {why}", call.api_name())
}
