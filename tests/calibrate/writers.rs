//! The happenings of a world as the logs that users have.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::world::{Happening, World};

/// 2026-11-02T00:00:00Z, in seconds since the epoch.
const START: f64 = 1_793_577_600.0;

fn id(task: u32) -> String {
    format!("{:032x}", u128::from(task) + 0xfeed_0000)
}

fn text(service: &str, what: &Happening) -> Option<String> {
    let named = |tasks: &[u32]| {
        let ids: Vec<String> = tasks.iter().map(|task| format!("(task {})", id(*task))).collect();
        (tasks.len(), ids.join(" "))
    };
    Some(match what {
        Happening::Started(tasks) => {
            let (count, ids) = named(tasks);
            format!("(service {service}) has started {count} tasks: {ids}.")
        }
        Happening::Stopped(tasks) => {
            let (count, ids) = named(tasks);
            format!("(service {service}) has stopped {count} running tasks: {ids}.")
        }
        Happening::Registered(count) => {
            format!("(service {service}) registered {count} targets in (target-group {service})")
        }
        Happening::Deregistered(count) => {
            format!("(service {service}) deregistered {count} targets in (target-group {service})")
        }
        Happening::Draining(count) => format!(
            "(service {service}, taskSet ecs-svc/1234567890123456789) has begun draining connections on {count} tasks."
        ),
        Happening::Completed => {
            format!("(service {service}) (deployment ecs-svc/1234567890123456789) deployment completed.")
        }
        Happening::Steady => format!("(service {service}) has reached a steady state."),
        Happening::Impaired => {
            format!("(service {service}) is unable to consistently start tasks successfully.")
        }
        Happening::InProgress | Happening::Task(..) | Happening::Unhealthy(_) => return None,
    })
}

/// To the microsecond, as the simulator writes times.
fn micros(at: f64) -> f64 {
    (at * 1e6).round() / 1e6
}

/// As `events.jsonl` of `plimsoll run`; it tells nothing of container health checks.
pub fn simulated(world: &World) -> String {
    let mut lines = String::new();
    for (at, service, what) in &world.told {
        let mut line = json!({ "variant": "default", "seconds": micros(*at), "clock": "00:00:00" });
        let of_service = format!("arn:aws:ecs:us-east-1:111122223333:service/default/{service}");
        let set = |line: &mut Value, key: &str, value: &str| line[key] = Value::from(value);
        match what {
            Happening::Task(task, status, exited) => {
                let desired = if status.starts_with("STOP") { "STOPPED" } else { "RUNNING" };
                let code = if *exited { "EssentialContainerExited" } else { "ServiceSchedulerInitiated" };
                let stop = if desired == "STOPPED" { format!(", stopCode {code}") } else { String::new() };
                set(&mut line, "detail-type", "ECS Task State Change");
                line["resources"] =
                    json!([format!("arn:aws:ecs:us-east-1:111122223333:task/default/{}", id(*task))]);
                set(&mut line, "message", &format!("lastStatus {status}, desiredStatus {desired}{stop}"));
            }
            Happening::Unhealthy(_) => continue,
            Happening::InProgress => {
                set(&mut line, "detail-type", "ECS Deployment State Change");
                line["detail"] = json!({ "eventName": "SERVICE_DEPLOYMENT_IN_PROGRESS" });
                line["resources"] = json!([of_service]);
                set(&mut line, "message", "ECS deployment ecs-svc/1234567890123456789 in progress.");
            }
            _ => {
                set(&mut line, "detail-type", "ECS Service Action");
                line["resources"] = json!([of_service]);
                set(&mut line, "message", &text(service, what).unwrap_or_default());
            }
        }
        let _ = writeln!(lines, "{line}");
    }
    lines
}

fn arn(service: &str) -> String {
    format!("arn:aws:ecs:eu-west-1:111122223333:service/prod/{service}")
}

/// As the AWS CLI writes times in UTC.
fn stamp(at: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of this century")]
    let millis = ((START + at) * 1e3).round() as i64;
    jiff::Timestamp::from_millisecond(millis).expect("a time").to_string()
}

/// As a rule of `EventBridge` delivers them: tasks, and what deployments and steady states are.
pub fn event_bridge(world: &World) -> String {
    let mut lines = String::new();
    for (at, service, what) in &world.told {
        let time = stamp(*at);
        let (kind, detail) = match what {
            Happening::Task(task, ..) | Happening::Unhealthy(task) => {
                ("ECS Task State Change", of_task(world, *at, service, what, *task))
            }
            Happening::InProgress | Happening::Completed => {
                let name = if *what == Happening::Completed { "COMPLETED" } else { "IN_PROGRESS" };
                let name = format!("SERVICE_DEPLOYMENT_{name}");
                ("ECS Deployment State Change", json!({ "eventName": name, "updatedAt": time }))
            }
            Happening::Steady => {
                ("ECS Service Action", json!({ "eventName": "SERVICE_STEADY_STATE", "createdAt": time }))
            }
            _ => continue,
        };
        let event = json!({
            "version": "0", "id": "0", "detail-type": kind, "source": "aws.ecs", "account": "111122223333",
            "time": time, "region": "eu-west-1", "resources": [arn(service)], "detail": detail,
        });
        let _ = writeln!(lines, "{event}");
    }
    lines
}

fn of_task(world: &World, at: f64, service: &str, what: &Happening, task: u32) -> Value {
    let mut detail = json!({
        "clusterArn": "arn:aws:ecs:eu-west-1:111122223333:cluster/prod",
        "taskArn": format!("arn:aws:ecs:eu-west-1:111122223333:task/prod/{}", id(task)),
        "group": format!("service:{service}"), "launchType": "EC2", "lastStatus": "RUNNING",
        "createdAt": stamp(world.created[&task]),
    });
    let mut set = |key: &str, value: &str| detail[key] = Value::from(value);
    match what {
        Happening::Unhealthy(_) => {
            set("healthStatus", "UNHEALTHY");
            set("updatedAt", &stamp(at));
        }
        Happening::Task(_, status, exited) => {
            set("lastStatus", status);
            let member = match *status {
                "RUNNING" => "startedAt",
                "STOPPING" => "stoppingAt",
                "STOPPED" => "stoppedAt",
                _ => return detail,
            };
            set(member, &stamp(at));
            if *exited {
                set("stopCode", "EssentialContainerExited");
            }
        }
        _ => {}
    }
    detail
}

/// As `aws ecs describe-services` prints one service: the newest of its events first.
pub fn described(world: &World, service: &str) -> String {
    let of = world.told.iter().filter(|(_, name, _)| *name == service);
    let events = of.rev().filter_map(|(at, _, what)| {
        Some(json!({ "id": "e", "createdAt": stamp(*at), "message": text(service, what)? }))
    });
    let service = json!({
        "serviceArn": arn(service), "serviceName": service, "createdAt": stamp(0.0),
        "loadBalancers": [], "events": events.collect::<Vec<_>>(),
    });
    serde_json::to_string_pretty(&json!({ "services": [service], "failures": [] })).expect("JSON")
}
