//! How many tasks stopped, by `stopCode` and, where several reasons have the same, by reason.

use std::collections::BTreeMap;

use super::metrics::Metrics;
use crate::cluster::{STOP_CODES, StopCause};

/// Tasks of a deployment that ended or were told to; of as many kinds as there are causes.
#[derive(Clone, Debug, Default)]
pub(super) struct Stops {
    by_code: [u32; STOP_CODES.len()],
    /// Only the reasons that occurred, few and of a closed list.
    by_reason: Vec<((usize, &'static str), u32)>,
}

impl Stops {
    pub(super) fn add(&mut self, cause: StopCause) {
        let code = STOP_CODES.iter().position(|code| *code == cause.code()).expect("all codes are listed");
        self.by_code[code] += 1;
        let Some(reason) = cause.reason_class() else { return };
        match self.by_reason.iter_mut().find(|(of, _)| *of == (code, reason)) {
            Some((_, count)) => *count += 1,
            None => self.by_reason.push(((code, reason), 1)),
        }
    }

    /// How many stopped.
    pub(super) fn total(&self) -> u32 {
        self.by_code.iter().sum()
    }

    /// How many stopped, in the order of [`STOP_CODES`].
    pub(super) const fn by_code(&self) -> [u32; STOP_CODES.len()] {
        self.by_code
    }

    /// Writes the total of several deployments, and the codes and reasons that occurred.
    pub(super) fn write<'s>(all: impl Iterator<Item = &'s Self>, stem: &str, metrics: &mut Metrics) {
        let (mut total, mut counts) = (0, BTreeMap::new());
        for stops in all {
            total += u64::from(stops.total());
            for (code, count) in STOP_CODES.iter().zip(stops.by_code).filter(|(_, count)| *count > 0) {
                *counts.entry((*code).to_owned()).or_default() += u64::from(count);
            }
            for ((code, reason), count) in &stops.by_reason {
                *counts.entry(format!("{}:{reason}", STOP_CODES[*code])).or_default() += u64::from(*count);
            }
        }
        metrics.put_count(format!("{stem}.stopped"), total, "tasks");
        for (name, count) in counts {
            metrics.put_count(format!("{stem}.stopped.{name}"), count, "tasks");
        }
    }
}
