//! Moments as AWS prints them: seconds since the Unix epoch, or ISO 8601.

use super::super::{Node, Value};
use super::fields::list;
use crate::time::{micros_of_number, micros_since_epoch};

/// The member `name` in microseconds since the Unix epoch; `None` where it is absent or no moment.
pub fn of(node: &Node, name: &str) -> Option<i64> {
    micros(node.get(name)?)
}

/// A moment in microseconds since the Unix epoch, in any form in which AWS's tools print it; `None` for what is none.
#[must_use]
pub fn micros(node: &Node) -> Option<i64> {
    match &node.value {
        Value::String(text) => micros_since_epoch(text),
        #[expect(clippy::cast_precision_loss, reason = "no moment of the calendar is so large")]
        Value::Integer(number) => micros_of_number(*number as f64),
        Value::Float(number) => micros_of_number(*number),
        _ => None,
    }
}

/// The latest moment at which AWS described anything in a scenario: the present of that description.
pub fn latest(root: &Node) -> Option<i64> {
    let in_list = |section: &str, names: &[&str]| {
        let of_entry = |entry: &Node| names.iter().filter_map(|name| of(entry, name)).max();
        list(root, section).iter().filter_map(of_entry).max()
    };
    let of_services = list(root, "services").iter().flat_map(|service| {
        let events = list(service, "events").iter().filter_map(|event| of(event, "createdAt"));
        let deployments = list(service, "deployments").iter();
        events.chain(deployments.filter_map(|deployment| of(deployment, "updatedAt")))
    });
    [
        in_list("tasks", &["createdAt", "startedAt", "connectivityAt", "stoppingAt", "stoppedAt"]),
        in_list("containerInstances", &["registeredAt"]),
        of_services.max(),
    ]
    .into_iter()
    .flatten()
    .max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{Sources, Span};

    #[test]
    fn seconds_and_dates_are_the_same_moment() {
        let file = Sources::default().add("t.json", "");
        let node = |value| Node { value, span: Span::new(file, 0..0) };
        for (value, micros_of) in [
            (Value::Float(1_628_698_886.681), Some(1_628_698_886_681_000)),
            (Value::Integer(1_628_698_886), Some(1_628_698_886_000_000)),
            (Value::String("2021-08-11T12:21:26.681000-04:00".into()), Some(1_628_698_886_681_000)),
            (Value::String("2021-08-11T16:21:26.681Z".into()), Some(1_628_698_886_681_000)),
            (Value::String("2021-08-11T16:21:26.681".into()), Some(1_628_698_886_681_000)),
            (Value::Integer(1_628_698_886_681), Some(1_628_698_886_681_000)),
            (Value::Float(1_628_698_886_681.0), Some(1_628_698_886_681_000)),
            (Value::String("2018-13-15T18:04:15Z".into()), None),
            (Value::String(String::new()), None),
            (Value::String("yesterday".into()), None),
            (Value::Float(f64::INFINITY), None),
            (Value::Float(1e300), None),
            (Value::Integer(i64::MAX), None),
            (Value::Bool(true), None),
        ] {
            assert_eq!(micros(&node(value.clone())), micros_of, "{value:?}");
        }
    }
}
