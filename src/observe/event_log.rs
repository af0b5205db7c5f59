//! The event log of a run, to be read.

use super::bus::{BusEvent, Reader};
use super::log::Recorded;
use super::outcome::LogRecord;
use crate::model::Events;

/// The event log of a run.
///
/// It holds ids and renders texts as they are read, so that millions of events fit into memory. A log can also be
/// collected from lines that exist already.
///
/// ```
/// use plimsoll::observe::{EventLog, LogRecord};
/// use plimsoll::time::SimTime;
///
/// let line = LogRecord {
///     at: SimTime::ZERO,
///     detail_type: "ECS Service Action",
///     event_name: Some("SERVICE_STEADY_STATE"),
///     resource: "service/default/web".into(),
///     message: "(service web) has reached a steady state.".into(),
/// };
/// let log: EventLog = [line.clone()].into_iter().collect();
/// assert_eq!(log.records().next(), Some(line));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventLog {
    recorded: Recorded,
    /// Lines that were rendered elsewhere; they come after the recorded ones.
    given: Vec<LogRecord>,
}

impl EventLog {
    pub(super) fn of(recorded: Recorded) -> Self {
        Self { recorded, given: Vec::new() }
    }

    /// The lines in order of time; each is rendered when it is reached.
    pub fn records(&self) -> impl Iterator<Item = LogRecord> {
        let recorded = self.recorded.entries.iter().map(|entry| self.recorded.render(entry));
        recorded.chain(self.given.iter().cloned())
    }

    /// The lines as `EventBridge` delivers such events, or all that it delivers; of those that were rendered elsewhere nothing
    /// but their text is known.
    pub fn bus_events(&self, events: Events) -> impl Iterator<Item = BusEvent> {
        let recorded = Reader::new(&self.recorded, events);
        recorded.chain(self.given.iter().cloned().map(BusEvent::of_line))
    }

    /// How many lines there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.recorded.entries.len() + self.given.len()
    }

    /// Whether there are no lines.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl FromIterator<LogRecord> for EventLog {
    fn from_iter<I: IntoIterator<Item = LogRecord>>(lines: I) -> Self {
        Self { recorded: Recorded::default(), given: lines.into_iter().collect() }
    }
}
