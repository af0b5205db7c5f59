//! Little worlds written as scenarios, and what their runs left behind.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use plimsoll::engine::simulate;
use plimsoll::model::Model;
use plimsoll::observe::{Detail, LogRecord, Metric, RunOutcome, TaskRecord};
use plimsoll::scenario::{Overrides, load_text, render};
use plimsoll::time::SimTime;

/// Zones are not rebalanced (RB-01): tasks stay where they are.
pub const STAY: &str = "availabilityZoneRebalancing = \"DISABLED\"";

/// `updateService` that sets the desired count.
pub fn scale(service: &str, desired: u32) -> String {
    format!("updateService = {{ service = \"{service}\", desiredCount = {desired} }}")
}

/// A scenario in the making: tasks take 3 s to launch unless `behavior` says otherwise. A pass follows each event after a
/// second (`preset = "beforeMeasurement"`), so that times can be told beforehand, unless the world is `measured`.
#[derive(Clone, Default)]
pub struct World {
    measured: bool,
    duration: String,
    starts_from: String,
    behavior: String,
    sections: String,
}

impl World {
    /// An empty world that is simulated for `duration`.
    pub fn lasting(duration: &str) -> Self {
        Self { duration: duration.to_owned(), ..Self::default() }
    }

    /// With the clock that was measured.
    pub fn measured(self) -> Self {
        Self { measured: true, ..self }
    }

    /// `startsFrom`.
    pub fn starting_from(self, word: &str) -> Self {
        Self { starts_from: format!("startsFrom = \"{word}\"\n"), ..self }
    }

    /// Lines of `[behavior]`.
    pub fn behavior(mut self, lines: &str) -> Self {
        self.behavior += lines;
        self.behavior += "\n";
        self
    }

    /// Sections of the scenario.
    pub fn with(mut self, sections: &str) -> Self {
        self.sections += sections;
        self.sections += "\n";
        self
    }

    /// `count` instances `NAME-1`, `NAME-2`, … in zone `zone` with `cpu` units and memory to spare.
    pub fn hosts_in(self, zone: &str, name: &str, count: u32, cpu: u32) -> Self {
        self.late_hosts(zone, name, count, cpu, "0s")
    }

    /// As [`hosts_in`](Self::hosts_in), registered after a while.
    pub fn late_hosts(self, zone: &str, name: &str, count: u32, cpu: u32, after: &str) -> Self {
        self.with(&format!(
            r#"
            [[containerInstances]]
            name = "{name}"
            instanceType = "m5.large"
            count = {count}
            availabilityZones = ["{zone}"]
            registerAfter = "{after}"
            registeredResources = [
              {{ name = "CPU", type = "INTEGER", integerValue = {cpu} }},
              {{ name = "MEMORY", type = "INTEGER", integerValue = 100000 }},
            ]"#
        ))
    }

    /// Instances `host-1`, `host-2`, … in one zone.
    pub fn hosts(self, count: u32, cpu: u32) -> Self {
        self.hosts_in("zone-a", "host", count, cpu)
    }

    /// Task definition `FAMILY:REVISION`: one container `app` that takes 256 units, or as `container` says.
    pub fn definition(self, family: &str, revision: u32, container: &str) -> Self {
        let cpu = if container.contains("cpu") { "" } else { "cpu = 256, " };
        let comma = if container.is_empty() { "" } else { ", " };
        self.with(&format!(
            r#"
            [[taskDefinitions]]
            family = "{family}"
            revision = {revision}
            containerDefinitions = [{{ name = "app", image = "app", {cpu}memory = 128{comma}{container} }}]"#
        ))
    }

    /// How the container of a task definition behaves.
    pub fn application(self, definition: &str, lines: &str) -> Self {
        self.with(&format!(
            "[[applications]]\ntaskDefinition = \"{definition}\"\ncontainer = \"app\"\n{lines}"
        ))
    }

    /// A service `name` that runs revision 1 of the family of its name.
    pub fn service(self, name: &str, desired: u32, lines: &str) -> Self {
        self.with(&format!(
            "[[services]]\nserviceName = \"{name}\"\ntaskDefinition = \"{name}:1\"\ndesiredCount = {desired}\n{lines}"
        ))
    }

    /// A DAEMON service `name` that runs revision 1 of the family of its name.
    pub fn daemon(self, name: &str, lines: &str) -> Self {
        self.with(&format!(
            "[[services]]\nserviceName = \"{name}\"\ntaskDefinition = \"{name}:1\"\nschedulingStrategy = \"DAEMON\"\n{lines}"
        ))
    }

    /// A target group, checked every 10 s with two failures in a row to be unhealthy unless `lines` say otherwise.
    pub fn target_group(self, name: &str, lines: &str) -> Self {
        let defaults = [
            ("protocol", "\"HTTP\""),
            ("healthCheckIntervalSeconds", "10"),
            ("healthCheckTimeoutSeconds", "5"),
            ("unhealthyThresholdCount", "2"),
            ("\"deregistration_delay.timeout_seconds\"", "60"),
        ];
        let untold = defaults.iter().filter(|(key, _)| !lines.contains(key));
        let rest: Vec<String> = untold.map(|(key, default)| format!("{key} = {default}")).collect();
        self.with(&format!("[[targetGroups]]\nname = \"{name}\"\n{}\n{lines}", rest.join("\n")))
    }

    /// An API call at a set time, such as `updateService = { service = "web", desiredCount = 3 }`.
    pub fn action(self, at: &str, call: &str) -> Self {
        self.with(&format!("[[actions]]\nat = \"{at}\"\n{call}"))
    }

    /// A fault.
    pub fn fault(self, lines: &str) -> Self {
        self.with(&format!("[[faults]]\n{lines}"))
    }

    /// Simulates with seed 1.
    pub fn run(&self) -> Run {
        self.run_with(1)
    }

    /// Simulates with a seed.
    pub fn run_with(&self, seed: u64) -> Run {
        run_model(&self.model(), seed)
    }

    /// Simulates with seed 1 what `change` makes of the model.
    pub fn run_changed(&self, change: impl FnOnce(&mut Model)) -> Run {
        let mut model = self.model();
        change(Arc::make_mut(&mut model));
        run_model(&model, 1)
    }

    /// The model of the scenario.
    pub fn model(&self) -> Arc<Model> {
        let launch = if self.behavior.contains("taskLaunchTime") { "" } else { "taskLaunchTime = \"3s\"\n" };
        let preset = if self.measured { "" } else { "preset = \"beforeMeasurement\"\n" };
        let text = format!(
            "name = \"world\"\n[simulation]\nduration = \"{}\"\n{}[behavior]\n{preset}{launch}{}{}",
            self.duration, self.starts_from, self.behavior, self.sections
        );
        let loaded = load_text("world.toml", &text, Path::new(""), &Overrides::default());
        let Some(scenario) = loaded.scenario else {
            panic!("{}", render(&loaded.problems, &loaded.sources, false));
        };
        scenario.variants.first().model
    }
}

fn run_model(model: &Arc<Model>, seed: u64) -> Run {
    Run { outcome: simulate(Arc::clone(model), seed, Detail::Full).expect("no guard ends it") }
}

/// What a run left behind.
pub struct Run {
    pub outcome: RunOutcome,
}

/// A time in seconds, without a fraction where there is none.
pub fn seconds(at: SimTime) -> String {
    at.as_secs_f64().to_string()
}

fn optional(at: Option<SimTime>) -> String {
    at.map_or("-".to_owned(), seconds)
}

impl Run {
    /// The events of a service as `SECONDS TEXT`, without its name and without the list of tasks.
    pub fn events(&self, service: &str) -> Vec<String> {
        let head = format!("(service {service}) ");
        let told = self.outcome.log.records().filter_map(|record| {
            let text = record.message.strip_prefix(&head)?;
            let text = text.split(": (task").next().unwrap_or(text);
            // Ids are hashes, and nobody's concern here.
            let text = text.split_once(") deployment completed").map_or(text, |_| "deployment completed.");
            let text = text
                .strip_prefix("(task ")
                .and_then(|rest| rest.split_once(") "))
                .map_or(text, |(_, text)| text);
            Some(format!("{} {text}", seconds(record.at)))
        });
        told.collect()
    }

    /// The lines of [`events`](Self::events) from second `from` on.
    pub fn log(&self, service: &str, from: f64) -> String {
        let mut events = self.events(service);
        let time = |event: &String| -> f64 { event.split(' ').next().unwrap_or("").parse().expect("a time") };
        events.retain(|event| time(event) >= from);
        events.join("\n")
    }

    /// Starts and stops of a service from second `from` on, as the documentation writes them: `+2 -2`.
    pub fn moves(&self, service: &str, from: f64) -> String {
        let log = self.log(service, from);
        let moves = log.lines().filter_map(|event| {
            let words: Vec<&str> = event.split(' ').collect();
            match words.as_slice() {
                [_, "has", "started", count, ..] => Some(format!("+{count}")),
                [_, "has", "stopped", count, ..] | [_, "stopped", count, "pending", ..] => {
                    Some(format!("-{count}"))
                }
                _ => None,
            }
        });
        moves.collect::<Vec<_>>().join(" ")
    }

    /// A metric that is a number, as text.
    pub fn figure(&self, name: &str) -> String {
        match self.outcome.metrics.get(name) {
            Some(Metric::Number { value, .. }) => value.to_string(),
            other => format!("{other:?}"),
        }
    }

    /// A metric that is a word.
    pub fn word(&self, name: &str) -> Option<&str> {
        match self.outcome.metrics.get(name)? {
            Metric::Text(text) => Some(text),
            Metric::Number { .. } => None,
        }
    }

    /// All tasks in order of creation.
    pub fn tasks(&self) -> Vec<TaskRecord> {
        self.outcome.tasks.iter().collect()
    }

    /// Times of task `index`, in seconds: `created started healthy stopping stopped`, with `-` for never.
    pub fn times(&self, index: usize) -> String {
        let task = &self.tasks()[index];
        let later = [task.started_at, task.healthy_at, task.stopping_at, task.stopped_at].map(optional);
        format!("{} {}", seconds(task.created_at), later.join(" "))
    }

    /// Name of the instance a task was on.
    pub fn host_of(&self, task: &TaskRecord) -> &str {
        let instance = self.outcome.instances.iter().find(|instance| Some(instance.ordinal) == task.instance);
        &instance.expect("tasks are on registered instances").name
    }

    /// How many tasks each instance got from second `from` on.
    pub fn placed(&self, from: f64) -> BTreeMap<String, usize> {
        let mut placed = BTreeMap::new();
        for task in self.tasks().iter().filter(|task| task.created_at.as_secs_f64() >= from) {
            *placed.entry(self.host_of(task).to_owned()).or_default() += 1;
        }
        placed
    }

    /// When the tasks were created, in seconds, with how many.
    pub fn creations(&self) -> Vec<(String, usize)> {
        let mut creations: Vec<(String, usize)> = Vec::new();
        for task in self.tasks() {
            let at = seconds(task.created_at);
            match creations.last_mut() {
                Some((last, count)) if *last == at => *count += 1,
                _ => creations.push((at, 1)),
            }
        }
        creations
    }

    /// The states of task `index` as `SECONDS LASTSTATUS`.
    pub fn states(&self, index: usize) -> Vec<String> {
        let id = &self.tasks()[index].id;
        let of_task = |record: &LogRecord| record.resource.ends_with(id.as_str());
        let state = |record: LogRecord| {
            let text = record.message.strip_prefix("lastStatus ")?;
            Some(format!("{} {}", seconds(record.at), text.split(',').next().unwrap_or(text)))
        };
        let mut states: Vec<String> = self.outcome.log.records().filter(of_task).filter_map(state).collect();
        states.dedup_by(|next, last| next.split(' ').nth(1) == last.split(' ').nth(1));
        states
    }

    /// What became of the containers of task `index` as `SECONDS CONTAINER TEXT`.
    pub fn container_events(&self, index: usize) -> Vec<String> {
        let id = &self.tasks()[index].id;
        let of_task = self.outcome.log.records().filter(|record| record.resource.ends_with(id.as_str()));
        let told = of_task.filter_map(|record| {
            Some(format!("{} {}", seconds(record.at), record.message.strip_prefix("container ")?))
        });
        told.collect()
    }

    /// The calls of `RunTask` and `StartTask` as `SECONDS CALL TEXT`, without the ids of tasks.
    pub fn calls(&self) -> Vec<String> {
        let told =
            self.outcome.log.records().filter(|record| record.detail_type == "AWS API Call via CloudTrail");
        let text = |record: LogRecord| {
            let words: Vec<&str> = record
                .message
                .split(" (task ")
                .map(|part| part.split_once(')').map_or(part, |(_, rest)| rest))
                .collect();
            let first = record.message.split(": (task ").next().unwrap_or_default().to_owned();
            let rest = if words.len() > 1 { words.last().copied().unwrap_or_default() } else { "" };
            let name = record.event_name.unwrap_or_default();
            format!("{} {name} {first}{rest}", seconds(record.at))
        };
        told.map(text).collect()
    }

    /// A metric that is a figure.
    pub fn number(&self, metric: &str) -> Option<f64> {
        match self.outcome.metrics.get(metric)? {
            Metric::Number { value, .. } => Some(*value),
            Metric::Text(_) => None,
        }
    }

    /// The state changes of an instance as `SECONDS TEXT`.
    pub fn instance_events(&self, name: &str) -> Vec<String> {
        let resource = format!("container-instance/default/{name}");
        let records = self.outcome.log.records().filter(|record| record.resource == resource);
        records.map(|record| format!("{} {}", seconds(record.at), record.message)).collect()
    }
}
