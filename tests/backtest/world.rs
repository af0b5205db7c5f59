//! A cluster with known settings: what the AWS CLI would describe of it, and the logs of its deployment.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use plimsoll::calibrate::Stamp;
use plimsoll::engine::simulate;
use plimsoll::observe::{Detail, RunOutcome};
use plimsoll::scenario::{Overrides, load_text, render};
use plimsoll::time::{SimTime, micros_of_number};
use serde_json::{Value, json};

/// When the simulation that makes the log begins.
const EPOCH: f64 = 1_772_323_200.0;
/// When the service is called, in seconds from then.
pub const CALLED: f64 = 1_800.4;

const ARN: &str = "arn:aws:ecs:eu-west-1:000000000000";

fn instance(at: u32) -> Value {
    json!({
        "containerInstanceArn": format!("{ARN}:container-instance/shop/i-{at}"), "ec2InstanceId": format!("i-{at}"),
        "status": "ACTIVE", "agentConnected": true,
        "registeredResources": [
            { "name": "CPU", "type": "INTEGER", "integerValue": 2048 },
            { "name": "MEMORY", "type": "INTEGER", "integerValue": 7000 },
        ],
        "remainingResources": [
            { "name": "CPU", "type": "INTEGER", "integerValue": 1024 },
            { "name": "MEMORY", "type": "INTEGER", "integerValue": 3000 },
        ],
        "attributes": [
            { "name": "ecs.instance-type", "value": "m5.large" },
            { "name": "ecs.availability-zone", "value": format!("eu-west-1{}", ["a", "b", "c"][at as usize % 3]) },
        ],
    })
}

fn definition(revision: u32, is_awsvpc: bool) -> Value {
    json!({ "taskDefinition": {
        "taskDefinitionArn": format!("{ARN}:task-definition/web:{revision}"), "family": "web", "revision": revision,
        "status": "ACTIVE", "networkMode": if is_awsvpc { "awsvpc" } else { "bridge" }, "compatibilities": ["EC2"],
        "containerDefinitions": [{
            "name": "app", "image": "app:1", "cpu": 256, "memory": 512, "essential": true,
            "portMappings": [{ "containerPort": 8080, "hostPort": if is_awsvpc { 8080 } else { 0 }, "protocol": "tcp" }],
        }],
    } })
}

const GROUP: &str = "arn:aws:elasticloadbalancing:eu-west-1:000000000000:targetgroup/web/0123456789abcdef";

fn service(desired: u32, revision: u32, is_balanced: bool, is_awsvpc: bool) -> Value {
    let balancers = json!([{ "targetGroupArn": GROUP, "containerName": "app", "containerPort": 8080 }]);
    let network = json!({ "awsvpcConfiguration": { "subnets": ["subnet-a"], "assignPublicIp": "DISABLED" } });
    let mut service = json!({
        "serviceArn": format!("{ARN}:service/shop/web"), "serviceName": "web", "clusterArn": format!("{ARN}:cluster/shop"),
        "status": "ACTIVE", "desiredCount": desired, "runningCount": desired, "launchType": "EC2",
        "taskDefinition": format!("{ARN}:task-definition/web:{revision}"),
        "deploymentConfiguration": { "maximumPercent": 200, "minimumHealthyPercent": 100 },
        "loadBalancers": if is_balanced { balancers } else { json!([]) },
        "availabilityZoneRebalancing": "DISABLED",
        "createdAt": EPOCH - 86_400.0,
    });
    if is_awsvpc {
        service["networkConfiguration"] = network;
    }
    service
}

/// What the folder says of how long targets drain, in seconds.
pub const DELAY: u32 = 60;

/// What is really otherwise than the folder and the defaults say, and what the folder says afterwards.
#[derive(Clone, Copy)]
pub struct Real<'s> {
    pub set: &'s [&'s str],
    /// How long targets drain, in seconds.
    pub delay: u32,
    /// How often targets are checked, in seconds.
    pub interval: u32,
    /// The service's desired count afterwards.
    pub desired: u32,
    /// Instances that are not described any more.
    pub gone: &'s [u32],
    /// Whether tasks have interfaces of their own.
    pub is_awsvpc: bool,
}

impl Default for Real<'_> {
    fn default() -> Self {
        Self { set: &[], delay: DELAY, interval: 10, desired: 4, gone: &[], is_awsvpc: false }
    }
}

fn target_group(folder: &Path, Real { delay, interval, is_awsvpc, .. }: Real<'_>) {
    let group = json!({
        "TargetGroupArn": GROUP, "TargetGroupName": "web", "Protocol": "HTTP", "Port": 80, "TargetType": if is_awsvpc { "ip" } else { "instance" },
        "HealthCheckIntervalSeconds": interval, "HealthCheckTimeoutSeconds": 5, "HealthyThresholdCount": 3,
        "UnhealthyThresholdCount": 2, "deregistration_delay.timeout_seconds": delay,
    });
    write(folder, "describe-target-groups.json", &json!({ "TargetGroups": [group] }));
}

fn write(folder: &Path, name: &str, value: &Value) {
    fs::write(folder.join(name), value.to_string()).expect("writable");
}

/// What really happens, with these lines of a scenario: `folder` holds what the CLI answers afterwards, the text is what
/// a rule of `EventBridge` stored.
pub fn happen(folder: &Path, is_balanced: bool, cause: &str, real: Real<'_>, seed: u64) -> String {
    let describe_instances = |gone: &[u32]| {
        let there: Vec<Value> = (0..6).filter(|at| !gone.contains(at)).map(instance).collect();
        write(folder, "describe-container-instances.json", &json!({ "containerInstances": there }));
    };
    describe_instances(&[]);
    for revision in [1, 2] {
        let definition = definition(revision, real.is_awsvpc);
        write(folder, &format!("describe-task-definition-{revision}.json"), &definition);
    }
    target_group(folder, real);
    let (before, after) = (1, if cause.contains("web:2") { 2 } else { 1 });
    let service = |desired, revision| service(desired, revision, is_balanced, real.is_awsvpc);
    write(folder, "describe-services.json", &json!({ "services": [service(4, before)] }));
    let outcome = run(folder, cause, real.set, seed);
    target_group(folder, Real { is_awsvpc: real.is_awsvpc, ..Real::default() });
    describe_instances(real.gone);
    let is_deployed = cause.contains("web:2") || cause.contains("forceNewDeployment");
    let described = described(&outcome, service(real.desired, after), is_deployed);
    write(folder, "describe-services.json", &json!({ "services": [described] }));
    tasks_of(&outcome) + &instances_of(&outcome)
}

fn run(folder: &Path, cause: &str, set: &[&str], seed: u64) -> RunOutcome {
    let mut text = "name = \"truth\"\n[simulation]\nstartsFrom = \"described\"\nduration = \"1h 15m\"\n\
                    [[clusters]]\nclusterName = \"shop\"\n"
        .to_owned();
    for section in ["containerInstances", "taskDefinitions", "targetGroups", "services"] {
        text += "[[";
        text += section;
        text += "]]\nfile = \".\"\n";
    }
    text += cause;
    let set = set.iter().map(|of| (*of).to_owned()).collect();
    let loaded = load_text("truth.toml", &text, folder, &Overrides { set, ..Overrides::default() });
    let Some(scenario) = loaded.scenario else {
        panic!("{}", render(&loaded.problems, &loaded.sources, false));
    };
    simulate(scenario.variants.first().model, seed, Detail::Full).expect("no guard")
}

/// As JSON has dates of the CLI: seconds with a fraction.
fn stamp(seconds: f64) -> Value {
    json!(((EPOCH + seconds) * 1e6).round() / 1e6)
}

fn described(outcome: &RunOutcome, mut service: Value, is_deployed: bool) -> Value {
    let records: Vec<_> = outcome.log.records().filter(|line| line.message.starts_with("(service")).collect();
    let events = records
        .iter()
        .rev()
        .map(|line| json!({ "id": "e", "createdAt": stamp(line.at.as_secs_f64()), "message": line.message }));
    service["events"] = events.collect();
    let deployment = |at: f64| {
        json!({
            "id": "ecs-svc/1", "status": "PRIMARY", "createdAt": stamp(at), "rolloutState": "COMPLETED",
            "taskDefinition": service["taskDefinition"],
        })
    };
    service["deployments"] = json!([deployment(if is_deployed { CALLED } else { -86_400.0 })]);
    service
}

/// "ECS Container Instance State Change", which tells what is registered as well.
fn instances_of(outcome: &RunOutcome) -> String {
    let mut lines = String::new();
    for line in outcome.log.records().filter(|line| line.detail_type == "ECS Container Instance State Change")
    {
        let number = line.resource.rsplit('-').next().and_then(|number| number.parse().ok());
        let mut detail = instance(number.expect("a number"));
        let member = |name: &str| {
            let (_, behind) = line.message.split_once(name)?;
            behind.trim_start().split([',', ' ']).next()
        };
        detail["status"] = json!(member("status").expect("a status"));
        detail["agentConnected"] = json!(member("agentConnected") == Some("true"));
        detail["updatedAt"] = stamp(line.at.as_secs_f64());
        lines += &event("ECS Container Instance State Change", &detail);
    }
    lines
}

fn event(kind: &str, detail: &Value) -> String {
    let time = date(EPOCH);
    json!({ "detail-type": kind, "source": "aws.ecs", "time": time, "detail": detail }).to_string() + "\n"
}

/// A record of `CloudTrail`: a call at the cause, in whole seconds.
pub fn record(name: &str, parameters: &Value) -> String {
    let at = date(EPOCH + CALLED);
    let record = json!({
        "eventVersion": "1.11", "eventSource": "ecs.amazonaws.com", "eventName": name, "eventTime": at,
        "awsRegion": "eu-west-1", "requestParameters": parameters, "responseElements": null,
    });
    json!({ "Records": [record] }).to_string() + "\n"
}

/// "ECS Task State Change", one a task as it stands in the end.
fn tasks_of(outcome: &RunOutcome) -> String {
    let mut lines = String::new();
    // The stop signal; the record has the decision.
    let signals: BTreeMap<String, SimTime> = outcome
        .log
        .records()
        .filter(|line| line.message.contains("lastStatus STOPPING"))
        .map(|line| (line.resource, line.at))
        .collect();
    let signal = |id: &str| {
        let mut all = signals.iter().filter(|(resource, _)| resource.ends_with(id));
        all.next().map(|(_, at)| *at)
    };
    for task in outcome.tasks.iter() {
        let id = task.id.rsplit('/').next().expect("one part").to_owned();
        let optional = |at: Option<SimTime>| at.map(|at| stamp(at.as_secs_f64()));
        let instance = task.instance.map(|at| {
            let name = &outcome.instances[at as usize].name;
            format!("{ARN}:container-instance/shop/{}", name.rsplit('/').next().expect("one part"))
        });
        let mut detail = json!({
            "taskArn": format!("{ARN}:task/shop/{id}"), "clusterArn": format!("{ARN}:cluster/shop"),
            "taskDefinitionArn": format!("{ARN}:task-definition/{}", task.definition),
            "containerInstanceArn": instance,
            "group": if task.service.is_some() { "service:web" } else { "family:else" }, "launchType": "EC2",
            "lastStatus": if task.stopped_at.is_some() { "STOPPED" } else { "RUNNING" }, "desiredStatus": "RUNNING",
            "createdAt": stamp(task.created_at.as_secs_f64()),
        });
        for (name, at) in [
            ("startedAt", optional(task.started_at)),
            ("stoppingAt", optional(signal(&id))),
            ("stoppedAt", optional(task.stopped_at)),
        ] {
            if let Some(at) = at {
                detail[name] = at;
            }
        }
        if let Some(code) = task.stop_code {
            detail["stopCode"] = json!(code);
            detail["stoppedReason"] = json!(task.stopped_reason);
        }
        lines += &event("ECS Task State Change", &detail);
    }
    lines
}

/// In whole seconds.
fn date(seconds: f64) -> Option<String> {
    micros_of_number(seconds).map(Stamp::from_micros).and_then(Stamp::date)
}
