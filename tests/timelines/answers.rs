//! What the AWS CLI would have answered after a run: its scenario and what was told of it, in the shapes and words of AWS.

use std::fs;
use std::path::Path;

use plimsoll::scenario::{Problems, Sources};
use plimsoll::tree::toml_tree;
use serde_json::{Map, Value, json};

use super::replay::folder;
use super::replay::observed::Kind;
use super::replay::recording::{Recording, Run, Step};

const ARN: &str = "arn:aws:ecs:us-east-1:000000000000";

/// The scenario of a recording, as JSON.
pub fn scenario(recording: &Recording) -> Value {
    let file = folder().join(format!("runs/{}.toml", recording.name));
    let text = fs::read_to_string(file).expect("a scenario");
    let id = Sources::default().add("run.toml", text.as_str());
    let tree = toml_tree::parse(&text, id, &mut Problems::default()).expect("valid");
    serde_json::to_value(&tree).expect("every tree is JSON")
}

/// Writes what describes the cluster of a run, and what it told, into a folder.
pub fn write(recording: &Recording, run: &Run, folder: &Path) {
    let scenario = scenario(recording);
    let world = World { scenario: &scenario, recording, run };
    for (name, answer) in [
        ("describe-container-instances.json", json!({ "containerInstances": world.instances() })),
        ("describe-target-groups.json", json!({ "TargetGroups": world.target_groups() })),
        ("describe-services.json", json!({ "services": [world.service()] })),
        ("describe-tasks.json", json!({ "tasks": world.tasks() })),
    ] {
        fs::write(folder.join(name), format!("{answer:#}")).expect("writable");
    }
    for definition in list(&scenario, "taskDefinitions") {
        let mut described = definition.clone();
        let revision = definition["revision"].as_u64().unwrap_or(1);
        described["revision"] = json!(revision);
        described["status"] = json!("ACTIVE");
        described["taskDefinitionArn"] =
            json!(definition_arn(&format!("{}:{revision}", text(definition, "family"))));
        let file = folder.join(format!("describe-task-definition-{revision}.json"));
        fs::write(file, format!("{:#}", json!({ "taskDefinition": described }))).expect("writable");
    }
}

struct World<'w> {
    scenario: &'w Value,
    recording: &'w Recording,
    run: &'w Run,
}

impl World<'_> {
    /// Two kinds of events, by what users were told and by what the load balancer and the experimenter knew: only the first.
    fn events(&self) -> Vec<Value> {
        let mut events: Vec<Value> = Vec::new();
        let mut number = 0;
        for step in self.run.steps.iter().filter(|step| step.at.is_finite() && !step.at_most) {
            for message in self.messages(step, &mut number) {
                let id = format!("e{}", events.len());
                events.insert(0, json!({ "id": id, "createdAt": self.stamp(step.at), "message": message }));
            }
        }
        events
    }

    fn messages(&self, step: &Step, number: &mut u32) -> Vec<String> {
        let count = step.count;
        let mut tasks = |letter: char| {
            let ids = (0..count).map(|_| {
                *number += 1;
                format!("(task {letter}{number})")
            });
            ids.collect::<Vec<_>>().join(" ")
        };
        let group = "(target-group arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/web/0123456789abcdef)";
        let said = match step.kind {
            Kind::Started => vec![format!("has started {count} tasks: {}.", tasks('n'))],
            Kind::Registered => vec![format!("registered {count} targets in {group}")],
            Kind::Told => vec![format!(
                "{} (port 80) is unhealthy in {group} due to (reason Health checks failed).",
                tasks('o')
            )],
            Kind::Stopped | Kind::Signal => {
                vec![format!("has stopped {count} running tasks: {}.", tasks('o'))]
            }
            Kind::Deregistered => vec![
                format!("deregistered {count} targets in {group}"),
                format!("has begun draining connections on {count} tasks."),
            ],
            Kind::Impaired => vec![
                "is unable to consistently start tasks successfully. For more information, see the \
                                    Troubleshooting section."
                    .to_owned(),
            ],
            Kind::Completed => {
                vec!["(deployment ecs-svc/0000000000000000001) deployment completed.".to_owned()]
            }
            Kind::Steady => vec!["has reached a steady state.".to_owned()],
            _ => Vec::new(),
        };
        // Texts since 2022 name the task set that drains.
        let is_of_today = self.recording.about("passes") != "until 2021";
        let name = self.name();
        let head = |said: &String| {
            if is_of_today && said.starts_with("has begun draining") {
                format!("(service {name}, taskSet ecs-svc/0000000000000000002)")
            } else {
                format!("(service {name})")
            }
        };
        said.iter().map(|said| format!("{} {said}", head(said))).collect()
    }

    fn name(&self) -> &str {
        text(&list(self.scenario, "services")[0], "serviceName")
    }

    /// The task definition after the run.
    fn current(&self) -> String {
        let update = list(self.scenario, "actions").iter().find_map(|action| action.get("updateService"));
        let name = update.map_or_else(
            || text(&list(self.scenario, "services")[0], "taskDefinition"),
            |of| text(of, "taskDefinition"),
        );
        definition_arn(&if name.contains(':') { name.to_owned() } else { format!("{name}:1") })
    }

    fn service(&self) -> Value {
        let mut service = list(self.scenario, "services")[0].clone();
        let desired = service["desiredCount"].clone();
        let primary = json!({
            "id": "ecs-svc/0000000000000000001", "status": "PRIMARY", "taskDefinition": self.current(),
            "desiredCount": desired, "rolloutState": "COMPLETED",
        });
        for (name, value) in [
            ("serviceArn", json!(format!("{ARN}:service/default/{}", self.name()))),
            ("clusterArn", json!(format!("{ARN}:cluster/default"))),
            ("status", json!("ACTIVE")),
            ("taskDefinition", json!(self.current())),
            ("runningCount", desired),
            ("launchType", json!("EC2")),
            ("deployments", json!([primary])),
            ("events", json!(self.events())),
        ] {
            service[name] = value;
        }
        if let Some(call) = self.run.steps.iter().find(|step| step.kind == Kind::Call) {
            let is_creation = list(self.scenario, "actions").is_empty();
            let at = self.stamp(call.at);
            service["deployments"][0]["createdAt"] = at.clone();
            service["createdAt"] = if is_creation { at } else { self.stamp(-86_400.0) };
        }
        service
    }

    /// Tasks of which more is told than that they were started or stopped.
    fn tasks(&self) -> Vec<Value> {
        let mut tasks = Vec::new();
        let name = self.name();
        let before = text(&list(self.scenario, "services")[0], "taskDefinition");
        let before =
            definition_arn(&if before.contains(':') { before.to_owned() } else { format!("{before}:1") });
        let mut task = |id: String, definition: &str, members: Value| {
            let mut task = json!({
                "taskArn": format!("{ARN}:task/default/{id}"), "clusterArn": format!("{ARN}:cluster/default"),
                "group": format!("service:{name}"), "launchType": "EC2", "taskDefinitionArn": definition,
            });
            let members: Map<String, Value> = serde_json::from_value(members).expect("an object");
            members.into_iter().for_each(|(name, value)| task[name] = value);
            tasks.push(task);
        };
        for (position, step) in self.run.steps.iter().enumerate().filter(|(_, step)| step.at.is_finite()) {
            let at = self.stamp(step.at);
            match step.kind {
                Kind::Running => task(
                    "n1".to_owned(),
                    &self.current(),
                    json!({ "lastStatus": "RUNNING", "desiredStatus": "RUNNING", "startedAt": at }),
                ),
                Kind::Ended => task(
                    format!("x{position}"),
                    &before,
                    json!({ "lastStatus": "STOPPED", "desiredStatus": "STOPPED", "stopCode": "EssentialContainerExited", "stoppedAt": at }),
                ),
                // Until 2021 the event is the stop signal, which the task has as `stoppingAt`.
                Kind::Signal => task(
                    format!("y{position}"),
                    &before,
                    json!({ "lastStatus": "STOPPED", "desiredStatus": "STOPPED", "stopCode": "ServiceSchedulerInitiated", "stoppingAt": at }),
                ),
                _ => {}
            }
        }
        tasks
    }

    fn instances(&self) -> Vec<Value> {
        let count: u64 = list(self.scenario, "containerInstances")
            .iter()
            .map(|group| group["count"].as_u64().unwrap_or(1))
            .sum();
        let integer =
            |name: &str, value: u32| json!({ "name": name, "type": "INTEGER", "integerValue": value });
        let instance = |number: u64| {
            let id = format!("i-{number:017x}");
            json!({
                "containerInstanceArn": format!("{ARN}:container-instance/default/{number:032x}"), "ec2InstanceId": id,
                "status": "ACTIVE", "agentConnected": true,
                "registeredResources": [integer("CPU", 2_048), integer("MEMORY", 7_680)],
                "remainingResources": [integer("CPU", 2_048), integer("MEMORY", 7_680)],
                "attributes": [
                    { "name": "ecs.instance-type", "value": "m5.large" },
                    { "name": "ecs.availability-zone", "value": "us-east-1a" },
                ],
            })
        };
        (1..=count).map(instance).collect()
    }

    fn target_groups(&self) -> Vec<Value> {
        let capital = |name: &str| {
            let (first, rest) = name.split_at(1);
            if name.contains('_') { name.to_owned() } else { first.to_uppercase() + rest }
        };
        let described = |group: &Value| {
            let members = group.as_object().expect("an object").iter();
            let mut described: Map<String, Value> =
                members.map(|(name, value)| (capital(name), value.clone())).collect();
            described.insert("TargetGroupName".to_owned(), described["Name"].clone());
            described.remove("Name");
            Value::Object(described)
        };
        list(self.scenario, "targetGroups").iter().map(described).collect()
    }

    /// Seconds since the epoch of what was told so many seconds after the first.
    fn stamp(&self, seconds: f64) -> Value {
        let of_run =
            self.recording.about("where").split(['-', ' ', ',', ';']).find(|word| word.starts_with("20"));
        let year: i32 = of_run.and_then(|year| year.parse().ok()).expect("a year");
        // Some second of that year.
        let start = f64::from(year - 1970).mul_add(31_556_952.0, 20_000_000.0).floor();
        json!(((start + seconds) * 1e3).round() / 1e3)
    }
}

fn definition_arn(name: &str) -> String {
    format!("{ARN}:task-definition/{name}")
}

fn list<'v>(value: &'v Value, section: &str) -> &'v [Value] {
    value.get(section).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text<'v>(value: &'v Value, member: &str) -> &'v str {
    value[member].as_str().expect("a text")
}
