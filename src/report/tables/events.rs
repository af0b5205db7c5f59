//! events: the event log, a row for each event.

use std::borrow::Borrow;

use super::batch::{Batch, Values, in_batches};
use super::column::{Column, instant, text};
use super::dynamic::Dynamic;
use super::replications::REPLICATION;
use super::start::Start;
use super::table::Table;
use crate::experiment::records;
use crate::observe::RunOutcome;

const COLUMNS: [Column; 6] = [
    REPLICATION,
    instant("at", "when, since the start"),
    text("detailType", "detail-type as EventBridge names it"),
    text("eventName", "eventName where EventBridge has one"),
    text("resource", "the service, task or instance that it is about"),
    text("message", "the text that ECS would show"),
];

/// A row for each event.
pub const EVENTS: Table = Table {
    name: "events",
    meaning: "a row for each event of the log, written as Parquet only: events.jsonl has the same as text",
    columns: &COLUMNS,
    dynamic: Dynamic::None,
};

/// The rows of a run's event log, in its order.
pub fn events(start: Start<'_>, replication: u32, outcome: &RunOutcome) -> impl Iterator<Item = Batch> {
    in_batches(records::log(outcome), move |events| {
        let values = [
            Values::wholes(events, |_| Some(replication)),
            Values::reals(events, |event| Some(event.borrow().at.as_secs_f64())),
            Values::texts(events, |event| Some(event.borrow().detail_type.to_owned())),
            Values::texts(events, |event| event.borrow().event_name.map(str::to_owned)),
            Values::texts(events, |event| Some(event.borrow().resource.clone())),
            Values::texts(events, |event| Some(event.borrow().message.clone())),
        ];
        Batch::new(&start, events.len()).with_all(&COLUMNS, values)
    })
}
