//! Events in all that tools wrap around them.

use super::*;
use crate::calibrate::log::{Platform, ServiceLog, TaskLog};
use crate::scenario::records_of_text;

fn read(text: &str) -> (Log, Vec<String>) {
    let mut records = records_of_text("log.json", text.as_bytes().to_vec());
    let log = read_log(&records.values, &mut records.problems);
    let told = records.problems.sorted().iter().map(|problem| problem.message.clone()).collect();
    (log, told)
}

fn only(text: &str) -> (ServiceKey, ServiceLog) {
    let (log, told) = read(text);
    assert_eq!((log.services.len(), told.as_slice()), (1, &[][..]), "{text}");
    log.services.into_iter().next().expect("one")
}

proptest::proptest! {
    /// Whatever the text, what is read of it can be measured, compared and written.
    #[test]
    fn any_values_under_known_names_are_measured(
        values in proptest::collection::vec((0..NAMES.len(), 0..VALUES.len()), 0..40),
        wraps in 0..4_usize,
    ) {
        let members: Vec<String> = values
            .iter()
            .map(|(name, value)| format!("{{\"{}\": {}, \"{}\": {}}}", NAMES[*name], VALUES[*value],
                NAMES[(name + value) % NAMES.len()], VALUES[(7 * name + 3 * value) % VALUES.len()]))
            .collect();
        let text = match wraps {
            0 => members.join("\n"),
            1 => format!("[{}]", members.join(",")),
            2 => format!("{{\"serviceName\": \"w\", \"events\": [{}]}}", members.join(",")),
            _ => format!("{{\"detail-type\": \"ECS Task State Change\", \"detail\": [{}]}}", members.join(",")),
        };
        let (log, _) = read(&text);
        let force = crate::calibrate::InForce::of(&crate::model::Behavior::default());
        let calibration = crate::calibrate::Calibration::of(&log, &force);
        proptest::prop_assert_eq!(calibration.block().is_some(), calibration.grid.is_ok());
    }
}

const NAMES: [&str; 16] = [
    "createdAt",
    "message",
    "detail-type",
    "detail",
    "time",
    "seconds",
    "resource",
    "resources",
    "taskArn",
    "lastStatus",
    "stoppedAt",
    "startedAt",
    "services",
    "deployments",
    "serviceArn",
    "group",
];

const VALUES: [&str; 18] = [
    "null",
    "true",
    "-1",
    "1e18",
    "9007199254740993",
    "1.5",
    "\"\"",
    "\"/\"",
    "\"service:\"",
    "[]",
    "{}",
    "\"ECS Service Action\"",
    "\"2026-01-02T03:04:05Z\"",
    "\"9999-12-31T23:59:59Z\"",
    "\"-009999-01-01T00:00:00Z\"",
    "\"(service w) has started 4294967295 tasks: (task\"",
    "\"(service w) has reached a steady state.\"",
    "[{\"createdAt\": 3}, {\"createdAt\": 9}]",
];

const STEADY: &str = r#"{"version": "0", "detail-type": "ECS Service Action", "time": "2026-01-02T03:04:05Z",
    "resources": ["arn:aws:ecs:r:1:service/prod/web"],
    "detail": {"eventName": "SERVICE_STEADY_STATE", "createdAt": "2026-01-02T03:04:05.250Z"}}"#;

#[test]
fn an_event_is_found_in_whatever_tools_wrap_around_it() {
    let line = STEADY.replace('\n', " ");
    let text = serde_json::Value::from(line.as_str()).to_string();
    for wrapped in [
        line.clone(),
        format!("[{line}]"),
        format!("{{\"events\": [{{\"timestamp\": 1, \"message\": {text}}}]}}"),
        format!("{{\"results\": [{{\"@message\": {text}}}]}}"),
        format!("{{\"Type\": \"Notification\", \"Message\": {text}}}"),
        format!("{{\"Records\": [{{\"body\": {text}}}]}}"),
        format!("2026-01-02T03:04:05Z log {line}\n"),
    ] {
        let (key, service) = only(&wrapped);
        assert_eq!((key.cluster.as_deref(), key.name.as_str()), (Some("prod"), "web"));
        let at = Stamp::parse("2026-01-02T03:04:05.250Z").expect("a time");
        assert_eq!(service.events, [(at, Told::Steady)], "{wrapped}");
    }
}

#[test]
fn a_list_of_events_is_read_without_its_service_too() {
    let events = r#"[{"createdAt": 20.5, "message": "(service web) has reached a steady state."},
                     {"createdAt": "1970-01-01T09:00:10.5+09:00", "message": "(service web) has started 1 tasks: (task a)."}]"#;
    let started = Told::Started(vec!["a".to_owned()]);
    let at = |micros| Stamp::from_micros(micros);
    for text in [
        events.to_owned(),
        format!("{{\"serviceName\": \"web\", \"events\": {events}}}"),
        format!(
            "{{\"services\": [{{\"serviceArn\": \"arn:aws:ecs:r:1:service/web\", \"events\": {events}}}]}}"
        ),
    ] {
        let (key, service) = only(&text);
        assert_eq!(key.name, "web");
        assert_eq!(service.events, [(at(10_500_000), started.clone()), (at(20_500_000), Told::Steady)]);
    }
}

#[test]
fn a_description_tells_calls_once() {
    let (_, service) = only(
        r#"{"services": [{"serviceArn": "arn:aws:ecs:r:1:service/c/web", "createdAt": 100.0,
            "deploymentConfiguration": {"maximumPercent": 100}, "loadBalancers": [{"containerPort": 80}],
            "deployments": [{"createdAt": 900.5}, {"createdAt": 100.2}], "events": []}]}"#,
    );
    let calls: Vec<Call> = service.calls.iter().map(|(_, call)| *call).collect();
    assert_eq!(calls, [Call::Created, Call::Deployed]);
    assert_eq!((service.maximum, service.has_load_balancer), (Some(100), true));
}

#[test]
fn all_events_of_a_task_make_one_life() {
    let event = |member: &str| {
        format!(
            r#"{{"detail-type": "ECS Task State Change", "detail": {{"taskArn": "arn:aws:ecs:r:1:task/c/t1",
            "group": "service:web", "clusterArn": "arn:aws:ecs:r:1:cluster/c", "launchType": "EC2",
            "lastStatus": "RUNNING", "createdAt": 10, {member}}}}}"#
        )
    };
    let events = [
        event(r#""startedAt": 14.5"#),
        event(r#""healthStatus": "UNHEALTHY", "updatedAt": 60"#),
        event(r#""healthStatus": "UNHEALTHY", "updatedAt": 70"#),
        event(r#""stoppedAt": "1970-01-01T00:01:40Z", "stopCode": "EssentialContainerExited""#),
    ];
    let (log, told) = read(&events.join("\n"));
    assert!(told.is_empty(), "{told:?}");
    let task = log.tasks.values().next().expect("one");
    let seconds = |at: Option<Stamp>| at.map(|at| at.since(Stamp::default()).as_secs());
    let TaskLog { service, platform, unhealthy, at, .. } = task;
    assert_eq!((log.tasks.len(), *platform, seconds(*unhealthy)), (1, Some(Platform::Ec2), Some(60.0)));
    assert_eq!(service.as_ref().map(|key| key.cluster.as_deref()), Some(Some("c")));
    assert_eq!([at.created, at.started, at.stopped].map(seconds), [Some(10.0), Some(14.5), Some(100.0)]);
}

#[test]
fn what_tells_nothing_is_counted_and_a_file_of_nothing_is_an_error() {
    let other =
        r#"{"detail-type": "EC2 Instance State-change Notification", "detail": {"state": "stopped"}}"#;
    let (log, told) = read(&format!("{}\n{other}\n{{}}\n", STEADY.replace('\n', " ")));
    assert_eq!((log.events, log.unused, told.len()), (3, 2, 0));
    for text in ["{}", "[]", "7", "{\"family\": \"web\"}"] {
        assert_eq!(read(text).1, ["no event of Amazon ECS in this file"], "{text}");
    }
    let late = r#"{"services": [{"serviceName": "web", "events": [{"createdAt": "soon", "message": "(service web) has reached a steady state."}]}]}"#;
    assert_eq!(read(late).1, ["`createdAt` is no time"]);
}
