//! Why a run ended before its time.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::time::SimTime;

/// A guard that ended a run: the model does not come to rest, or is too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Halt {
    /// Too many events at one instant: something reacts to itself without time passing.
    EventsPerInstant {
        /// When.
        at: SimTime,
        /// The limit that was reached.
        limit: u64,
    },
    /// Too many events in all.
    TotalEvents {
        /// When.
        at: SimTime,
        /// The limit that was reached.
        limit: u64,
    },
    /// Too many events waiting.
    QueueLength {
        /// When.
        at: SimTime,
        /// The limit that was reached.
        limit: usize,
    },
    /// A program gave no answer; [`Programs::failure`](crate::program::Programs::failure) says why.
    Program {
        /// When.
        at: SimTime,
    },
}

impl fmt::Display for Halt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EventsPerInstant { at, limit } => write!(
                f,
                "the run did not get past {at}: {limit} events happened at that instant; look for a delay of 0s in \
                 [behavior] or [[applications]]"
            ),
            Self::TotalEvents { at, limit } => write!(
                f,
                "the run was stopped at {at} after {limit} events; shorten simulation.duration or look for tasks that \
                 fail at once"
            ),
            Self::Program { at } => write!(f, "the run was stopped at {at}: a program gave no answer"),
            Self::QueueLength { at, limit } => {
                write!(
                    f,
                    "the run was stopped at {at} with {limit} events waiting; the scenario is too large"
                )
            }
        }
    }
}

impl std::error::Error for Halt {}
