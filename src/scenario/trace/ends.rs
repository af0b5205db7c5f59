//! Tasks whose end another row tells.

use std::collections::BTreeMap;

use super::super::limits::MAX_OPEN_TASKS;
use super::taken::Call;
use crate::time::SimDuration;

/// Calls that wait for their end, by what makes the rows of one task alike.
#[derive(Debug, Default)]
pub struct Open(BTreeMap<String, Call>);

/// More tasks are open at once than are kept.
#[derive(Debug)]
pub struct TooManyOpen;

impl Open {
    /// A task begins. One of the same key that has not ended yet is handed back: its end is not known.
    pub fn begin(&mut self, key: String, call: Call) -> Result<Option<Call>, TooManyOpen> {
        if self.0.len() >= MAX_OPEN_TASKS {
            return Err(TooManyOpen);
        }
        Ok(self.0.insert(key, call))
    }

    /// A task ends: its call, with how long it ran. `None` for one that has not begun in the file, or later.
    pub fn end(&mut self, key: &str, at: i64) -> Option<Call> {
        let call = self.0.remove(key)?;
        let micros = u64::try_from(at.saturating_sub(call.at)).ok();
        Some(Call { run_time: micros.map(SimDuration::from_micros).or(call.run_time), ..call })
    }

    /// The calls whose end was not met.
    pub fn into_rest(self) -> impl ExactSizeIterator<Item = Call> {
        self.0.into_values()
    }
}
