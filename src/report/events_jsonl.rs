//! events.jsonl: the event log of recorded replications, a JSON object a line.

use std::borrow::Borrow;

use serde::Serialize;
use serde_json::Number;

use super::number;
use super::tables::MOST_ROWS;
use crate::experiment::records;
use crate::observe::{LogRecord, RunOutcome};

/// Named as `EventBridge` names them, where it does.
#[derive(Serialize)]
struct Line<'a> {
    variant: &'a str,
    replication: u32,
    /// Since the start.
    seconds: Option<Number>,
    /// The same, as a clock shows it.
    clock: String,
    #[serde(rename = "detail-type")]
    detail_type: &'static str,
    #[serde(rename = "eventName", skip_serializing_if = "Option::is_none")]
    event_name: Option<&'static str>,
    resource: &'a str,
    message: &'a str,
}

/// The lines of a run, many at a time.
pub(super) fn lines<'a>(
    variant: &'a str,
    replication: u32,
    run: &'a RunOutcome,
) -> impl Iterator<Item = String> + use<'a> {
    let mut records = records::log(run).fuse();
    std::iter::from_fn(move || {
        let mut text = String::new();
        for record in records.by_ref().take(MOST_ROWS) {
            let line = serde_json::to_string(&line(variant, replication, record.borrow()));
            text += &line.expect("texts and numbers are JSON");
            text.push('\n');
        }
        (!text.is_empty()).then_some(text)
    })
}

fn line<'a>(variant: &'a str, replication: u32, record: &'a LogRecord) -> Line<'a> {
    Line {
        variant,
        replication,
        seconds: number::json(record.at.as_secs_f64()),
        clock: record.at.to_string(),
        detail_type: record.detail_type,
        event_name: record.event_name,
        resource: &record.resource,
        message: &record.message,
    }
}
