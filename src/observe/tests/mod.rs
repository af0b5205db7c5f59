//! A hand-driven cluster whose facts a recorder learns.

mod endings;
mod latencies;
mod log;
mod metrics;
mod records;
mod replay;

use std::sync::Arc;

use std::collections::BTreeMap;

use super::{DeploymentState, Detail, Metric, Recorder, RunEnd, RunOutcome};
use crate::cluster::{
    Cluster, Fact, InstanceStatus, NewTask, Observer, Place, ServiceEvent, StopCause, TaskHealth, TaskStatus,
};
use crate::model::{
    Action, ActionId, ApiCall, ClassId, ClusterId, ContainerInstance, Demand, HostPorts, InstanceClass,
    InstanceId, LoadBalancerKind, Model, Resources, Service, ServiceId, TargetGroup, TargetGroupId,
    TaskDefinition, TaskDefinitionId, TaskId, TaskSelection, ZONE_ATTRIBUTE, ZoneId,
};
use crate::time::{SimDuration, SimTime};

/// Two classes (`m5.large` with a price, `own.host` without), definitions `web:1` (port 80), `web:2` and `api:1`
/// (dynamic ports), service `web` with `desiredCount` 0 in the only cluster, and target group `web-tg`.
fn model() -> Model {
    let class = |instance_type: &str, resources, price| InstanceClass {
        cluster: ClusterId::new(0),
        zone: ZoneId::new(0),
        instance_type: instance_type.into(),
        registered: resources,
        reserved_ports: HostPorts { tcp: vec![22, 2375, 2376, 51678, 51679], udp: vec![] },
        price_micro_usd_per_hour: price,
        ..InstanceClass::default()
    };
    let definition = |family: &str, revision, cpu, memory, tcp: &[u16]| TaskDefinition {
        family: family.into(),
        revision,
        demand: Demand {
            resources: Resources { cpu, memory, gpu: 0 },
            ports: HostPorts { tcp: tcp.to_vec(), udp: vec![] },
            interfaces: 0,
        },
        ..TaskDefinition::default()
    };
    let instance = |name: &str| ContainerInstance { name: name.into(), ..ContainerInstance::default() };
    Model {
        duration: SimDuration::from_secs(100),
        warm_up: Some(SimDuration::ZERO),
        clusters: vec!["default".into()],
        zones: vec!["us-east-1a".into()],
        attributes: vec![ZONE_ATTRIBUTE.into()],
        classes: vec![
            class("m5.large", Resources { cpu: 2048, memory: 8000, gpu: 0 }, Some(96_000)),
            class("own.host", Resources { cpu: 2048, memory: 8000, gpu: 0 }, None),
        ],
        instances: vec![instance("hosts-1"), instance("hosts-2")],
        task_definitions: vec![
            definition("web", 1, 512, 1000, &[80]),
            definition("web", 2, 512, 1000, &[]),
            definition("api", 1, 1024, 4000, &[]),
        ],
        target_groups: vec![TargetGroup {
            name: "web-tg".into(),
            kind: LoadBalancerKind::Application,
            interval: SimDuration::from_secs(30),
            timeout: SimDuration::from_secs(5),
            healthy_threshold: 5,
            unhealthy_threshold: 2,
            deregistration_delay: SimDuration::from_secs(300),
        }],
        services: vec![service("web", 0, 0)],
        ..Model::default()
    }
}

fn service(name: &str, cluster: usize, definition: usize) -> Service {
    Service {
        name: name.into(),
        cluster: ClusterId::new(cluster),
        task_definition: TaskDefinitionId::new(definition),
        ..Service::default()
    }
}

/// Makes these services ones that want tasks at the end of the run.
fn wanting(services: std::ops::Range<usize>) -> Vec<Action> {
    let call = |service| ApiCall::UpdateService {
        service: ServiceId::new(service),
        desired_count: Some(1),
        task_definition: None,
        force_new_deployment: false,
        bounds: None,
        end_conditions: None,
        strategy: None,
        strategies: None,
        constraints: None,
        rebalances: None,
    };
    services.map(|service| Action { at: SimTime::from_secs(100).into(), call: call(service) }).collect()
}

const WEB: usize = 0;

/// Changes a cluster and tells a recorder, one fact a change. Instants are seconds.
struct Stage {
    cluster: Cluster,
    recorder: Recorder,
    numbers: Vec<u32>,
}

impl Stage {
    fn new(model: &Model, detail: Detail) -> Self {
        let numbers = vec![0; model.services.len()];
        let model = Arc::new(model.clone());
        let recorder = Recorder::new(&model, detail);
        Self { cluster: Cluster::new(model), recorder, numbers }
    }

    fn tell(&mut self, at: u64, fact: &Fact<'_>) {
        self.recorder.on_fact(SimTime::from_secs(at), fact, &self.cluster);
    }

    fn register(&mut self, at: u64, class: usize) -> InstanceId {
        let id = self.cluster.register_instance(ClassId::new(class), SimTime::from_secs(at));
        self.tell(at, &Fact::InstanceRegistered(id));
        id
    }

    fn connect(&mut self, at: u64, instance: InstanceId, connected: bool) {
        self.cluster.set_agent_connected(instance, connected);
        self.tell(at, &Fact::AgentConnection { instance, connected });
    }

    fn set_status(&mut self, at: u64, instance: InstanceId, status: InstanceStatus) {
        let from = self.cluster.instances().status(instance);
        self.cluster.set_instance_status(instance, status);
        self.tell(at, &Fact::InstanceStatus { instance, from });
    }

    fn desire(&mut self, at: u64, service: usize, desired: u32) {
        self.tell(at, &Fact::DesiredCount { service: ServiceId::new(service), desired });
    }

    fn event(&mut self, at: u64, service: usize, event: ServiceEvent<'_>) {
        self.tell(at, &Fact::Service(ServiceId::new(service), event));
    }

    fn deploy(&mut self, at: u64, deployment: u32, definition: usize) {
        let definition = TaskDefinitionId::new(definition);
        self.event(at, WEB, ServiceEvent::DeploymentStarted { deployment, definition });
    }

    fn deployment_becomes(&mut self, at: u64, deployment: u32, state: DeploymentState) {
        self.event(at, WEB, ServiceEvent::DeploymentState { deployment, state });
    }

    /// A task of `service`'s own definition.
    fn create(&mut self, at: u64, service: usize, deployment: u32, place: impl Into<Place>) -> TaskId {
        let id = ServiceId::new(service);
        let number = self.numbers[service];
        self.numbers[service] += 1;
        let definition = self.cluster.model().service(id).task_definition;
        let new = NewTask {
            group: id.into(),
            service: Some(id),
            deployment,
            definition,
            number,
            place: place.into(),
            replaces_unhealthy: false,
        };
        let task = self.cluster.create_task(new, SimTime::from_secs(at));
        self.tell(at, &Fact::TaskCreated(task));
        task
    }

    /// A task that waited gets its instance.
    fn place(&mut self, at: u64, task: TaskId, instance: InstanceId) {
        self.cluster.place_task(task, instance);
        self.tell(at, &Fact::TaskPlaced(task));
    }

    fn status(&mut self, at: u64, task: TaskId, status: TaskStatus) {
        let from = self.cluster.task(task).status;
        self.cluster.set_task_status(task, status, SimTime::from_secs(at));
        self.tell(at, &Fact::TaskStatus { task, from });
        if status == TaskStatus::Stopped {
            self.cluster.remove_task(task);
        }
    }

    fn health(&mut self, at: u64, task: TaskId, health: TaskHealth) {
        let from = self.cluster.task(task).health;
        self.cluster.set_task_health(task, health, false);
        self.tell(at, &Fact::TaskHealth { task, from });
    }

    /// `RUNNING` and healthy at once.
    fn heal(&mut self, at: u64, task: TaskId) {
        self.status(at, task, TaskStatus::Running);
        self.health(at, task, TaskHealth::Healthy);
    }

    /// Desired status `STOPPED`; the containers run on.
    fn stop(&mut self, at: u64, task: TaskId, cause: StopCause) {
        self.cluster.stop_task(task, cause, SimTime::from_secs(at));
        self.tell(at, &Fact::TaskStopping(task));
    }

    /// Its host is dead; ECS does not know yet.
    fn lose_power(&mut self, at: u64, task: TaskId) {
        self.tell(at, &Fact::TaskLost(task));
    }

    /// Told to stop and `STOPPED` at once.
    fn lose(&mut self, at: u64, task: TaskId, cause: StopCause) {
        self.stop(at, task, cause);
        self.status(at, task, TaskStatus::Stopped);
    }

    fn finish(self, end: u64) -> RunOutcome {
        self.cluster.audit().expect("the stage keeps the cluster consistent");
        let run = RunEnd {
            at: SimTime::from_secs(end),
            injected: &[],
            limits: &[],
            prospects: &[],
            stages: &[],
            digest: 7,
            events: 9,
        };
        self.recorder.finish(&self.cluster, &run)
    }
}

fn figure(metrics: &BTreeMap<String, Metric>, name: &str) -> Option<f64> {
    metrics.get(name).map(|metric| match metric {
        Metric::Number { value, .. } => *value,
        Metric::Text(text) => panic!("{name} is the word {text}"),
    })
}

/// Checks figures by name; `None` means that the metric must not exist.
fn assert_figures(outcome: &RunOutcome, expected: &[(&str, Option<f64>)]) {
    for (name, expected) in expected {
        let actual = figure(&outcome.metrics, name);
        let near = match (actual, *expected) {
            (Some(actual), Some(expected)) => (actual - expected).abs() < 1e-9,
            (actual, expected) => actual == expected,
        };
        assert!(near, "{name} is {actual:?}, expected {expected:?}");
    }
}
