//! Calls about container instances that did nothing, in words.

use super::names::Names;
use crate::cluster::{IgnoredCall, InstanceCall, Unavailable};
use crate::time::SimTime;

/// More such calls are only counted.
const TOLD: usize = 5;

/// The calls of a run that did nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct IgnoredCalls {
    first: Vec<(SimTime, IgnoredCall)>,
    more: u32,
}

impl IgnoredCalls {
    /// A call did nothing.
    pub(super) fn note(&mut self, at: SimTime, call: IgnoredCall) {
        if self.first.len() < TOLD {
            self.first.push((at, call));
        } else {
            self.more += 1;
        }
    }

    /// A sentence for each of the first ones, and how many more there were.
    pub(super) fn sentences(&self, names: &Names) -> Vec<String> {
        let first = self.first.iter().map(|(at, call)| sentence(*at, *call, names));
        let more = match self.more {
            0 => None,
            1 => Some("1 more call did nothing".to_owned()),
            more => Some(format!("{more} more calls did nothing")),
        };
        first.chain(more).collect()
    }
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
