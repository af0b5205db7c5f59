//! events.jsonl: the event log of the first replication of each variant, a JSON object a line.

use std::borrow::Borrow;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::Number;

use super::number;
use crate::experiment::{Results, records};
use crate::observe::LogRecord;

/// Named as `EventBridge` names them, where it does.
#[derive(Serialize)]
struct Line<'a> {
    variant: &'a str,
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

pub(super) fn write(results: &Results<'_>, out: &mut dyn Write) -> io::Result<()> {
    for (variant, of) in results.built() {
        let Some(first) = &of.first else { continue };
        for record in records::log(first) {
            serde_json::to_writer(&mut *out, &line(&variant.name, record.borrow()))?;
            out.write_all(b"\n")?;
        }
    }
    Ok(())
}

fn line<'a>(variant: &'a str, record: &'a LogRecord) -> Line<'a> {
    Line {
        variant,
        seconds: number::json(record.at.as_secs_f64()),
        clock: record.at.to_string(),
        detail_type: record.detail_type,
        event_name: record.event_name,
        resource: &record.resource,
        message: &record.message,
    }
}
