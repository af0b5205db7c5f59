//! The last events of a service, as `describe-services` prints them.

use serde::Serialize;

use super::document::{clock, seconds};
use crate::time::SimTime;

/// Events that the text shows, and how much of each.
const SHOWN: usize = 8;
const CHARACTERS: usize = 160;

/// An event of a service.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event {
    /// When.
    pub created_at: f64,
    /// What it says.
    pub message: String,
}

/// All that ECS keeps, the newest first.
pub(super) fn events(kept: &[(SimTime, String)]) -> Vec<Event> {
    kept.iter().map(|(at, message)| Event { created_at: seconds(*at), message: message.clone() }).collect()
}

/// A heading, and a line for each of the newest.
pub(super) fn newest(events: &[Event]) -> (String, Vec<String>) {
    let shown = events
        .iter()
        .take(SHOWN)
        .map(|event| format!("{}  {}", clock(event.created_at), cut(&event.message)));
    let of_all = match events.len() {
        all if all > SHOWN => format!(", {SHOWN} of the {all} that ECS keeps"),
        _ => String::new(),
    };
    (format!("Its events, the newest first{of_all}"), shown.collect())
}

/// A text that names many tasks, cut off.
fn cut(message: &str) -> String {
    match message.char_indices().nth(CHARACTERS) {
        Some((at, _)) => format!("{} …", &message[..at]),
        None => message.to_owned(),
    }
}
