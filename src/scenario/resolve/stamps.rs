//! Moments as AWS prints them: seconds since the Unix epoch, or ISO 8601 with an offset.

use jiff::Timestamp;

use super::super::{Node, Value};
use super::fields::list;

/// Up to here, which is in the year 2255, a float holds every whole number.
const MOST_EXACT: f64 = 9_007_199_254_740_992.0;

/// The member `name` in microseconds since the Unix epoch; `None` where it is absent or no moment.
pub fn of(node: &Node, name: &str) -> Option<i64> {
    micros(node.get(name)?)
}

/// A moment in microseconds since the Unix epoch.
pub fn micros(node: &Node) -> Option<i64> {
    match &node.value {
        Value::String(text) => text.parse::<Timestamp>().ok().map(Timestamp::as_microsecond),
        Value::Integer(seconds) => seconds.checked_mul(1_000_000),
        Value::Float(seconds) => {
            let micros = (seconds * 1e6).round();
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a float is as exact as that up to this limit"
            )]
            (micros.abs() < MOST_EXACT).then_some(micros as i64)
        }
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
