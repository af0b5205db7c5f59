//! Metrics equal what a naive observer computes that recounts the whole cluster every second.

use proptest::prelude::*;
use proptest::strategy::Strategy;

use super::*;
use crate::cluster::{DesiredStatus, check_demand};

const END: u64 = 60;
const WARM_UP: u64 = 7;

/// What may happen in a second: which of the things that are possible, chosen by the numbers.
#[derive(Clone, Copy, Debug)]
enum Step {
    Register(usize),
    Desire(usize, u32),
    Create { service: usize, instance: usize },
    Advance(usize),
    Judge(usize, bool),
    Stop(usize),
    Connect(usize, bool),
    Leave(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => (0_usize..2).prop_map(Step::Register),
        2 => (0_usize..2, 0_u32..5).prop_map(|(service, desired)| Step::Desire(service, desired)),
        6 => (0_usize..2, 0_usize..8).prop_map(|(service, instance)| Step::Create { service, instance }),
        5 => (0_usize..64).prop_map(Step::Advance),
        5 => (0_usize..64, any::<bool>()).prop_map(|(task, healthy)| Step::Judge(task, healthy)),
        2 => (0_usize..64).prop_map(Step::Stop),
        1 => (0_usize..8, any::<bool>()).prop_map(|(instance, on)| Step::Connect(instance, on)),
        1 => (0_usize..8).prop_map(Step::Leave),
    ]
}

impl Stage {
    fn apply(&mut self, at: u64, step: Step, desired: &mut [u32; 2]) {
        let instances = self.cluster.instances().len();
        let tasks: Vec<TaskId> = self.cluster.tasks().iter().map(|(id, _)| id).collect();
        let nth = |index: usize| tasks.get(index % tasks.len().max(1)).copied();
        let instance = |index: usize| (instances > 0).then(|| InstanceId::new(index % instances));
        match step {
            Step::Register(class) => {
                self.register(at, class);
            }
            Step::Desire(service, count) => {
                desired[service] = count;
                self.desire(at, service, count);
            }
            Step::Create { service, instance: index } => {
                if let Some(host) = instance(index).filter(|host| self.has_room(service, *host)) {
                    self.create(at, service, 0, host);
                }
            }
            Step::Advance(index) => {
                if let Some(task) = nth(index) {
                    self.advance(at, task);
                }
            }
            Step::Judge(index, healthy) => {
                let running = |id: &TaskId| self.cluster.task(*id).status == TaskStatus::Running;
                if let Some(task) = nth(index).filter(running) {
                    self.health(at, task, if healthy { TaskHealth::Healthy } else { TaskHealth::Unhealthy });
                }
            }
            Step::Stop(index) => {
                let wanted = |id: &TaskId| self.cluster.task(*id).desired == DesiredStatus::Running;
                if let Some(task) = nth(index).filter(wanted) {
                    self.stop(at, task, StopCause::EssentialContainerExited);
                }
            }
            Step::Connect(index, connected) => {
                if let Some(host) = instance(index) {
                    self.connect(at, host, connected);
                }
            }
            Step::Leave(index) => {
                let empty = |id: &InstanceId| self.cluster.instances().tasks(*id).is_empty();
                let stays = |id: &InstanceId| self.cluster.instances().status(*id) == InstanceStatus::Active;
                if let Some(host) = instance(index).filter(empty).filter(stays) {
                    self.set_status(at, host, InstanceStatus::Inactive);
                }
            }
        }
    }

    fn has_room(&self, service: usize, host: InstanceId) -> bool {
        let model = self.cluster.model();
        let definition = model.service(ServiceId::new(service)).task_definition;
        let demand = &model.task_definition(definition).demand;
        let instances = self.cluster.instances();
        let fits = check_demand(instances.free(host), instances.ports(host), demand, 100).is_ok();
        fits && instances.status(host) == InstanceStatus::Active
    }

    fn advance(&mut self, at: u64, id: TaskId) {
        let task = self.cluster.task(id);
        match (task.desired, task.status) {
            (DesiredStatus::Stopped, _) => self.status(at, id, TaskStatus::Stopped),
            (_, TaskStatus::Pending) => self.status(at, id, TaskStatus::Running),
            _ => {}
        }
    }
}

/// Sums over the seconds of the run: (sum, seconds in which the figure existed).
#[derive(Default)]
struct Naive(BTreeMap<&'static str, (f64, f64)>);

impl Naive {
    fn add(&mut self, name: &'static str, value: f64, of: f64) {
        let sums = self.0.entry(name).or_default();
        if of > 0.0 {
            *sums = (sums.0 + value / of, sums.1 + 1.0);
        }
    }

    /// Looks at the cluster as it is for one second.
    fn look(&mut self, cluster: &Cluster, desired: [u32; 2]) {
        let wanted: Vec<_> =
            cluster.tasks().iter().filter(|(_, task)| task.desired == DesiredStatus::Running).collect();
        let demands: Vec<&Demand> = wanted.iter().map(|(_, task)| cluster.demand(task)).collect();
        let present = |id: &InstanceId| cluster.instances().status(*id) != InstanceStatus::Inactive;
        let hosts: Vec<InstanceId> = cluster.instances().ids().filter(present).collect();
        let cpu: f64 = hosts.iter().map(|_| 2_048.0).sum();
        let count = |len: usize| f64::from(u32::try_from(len).expect("small"));
        self.add("cluster.instances.mean", count(hosts.len()), 1.0);
        self.add("cluster.tasks.mean", count(wanted.len()), 1.0);
        self.add(
            "cluster.cpuReserved.mean",
            demands.iter().map(|demand| f64::from(demand.resources.cpu)).sum(),
            cpu,
        );
        self.add(
            "cluster.portsReserved.mean",
            demands.iter().map(|demand| count(demand.ports.len())).sum(),
            1.0,
        );
        let holds = |id: &&InstanceId| wanted.iter().any(|(_, task)| task.place.is_on(**id));
        self.add("cluster.occupiedInstances.mean", count(hosts.iter().filter(holds).count()), 1.0);
        let stranded = hosts.iter().filter(|id| Self::is_stranded(cluster, **id));
        let stranded: f64 = stranded.map(|id| f64::from(cluster.instances().free(*id).cpu)).sum();
        self.add("cluster.strandedCpu.mean", stranded, cpu);

        let healthy = |service: usize| {
            let of_service = wanted.iter().filter(|(_, task)| task.service == Some(ServiceId::new(service)));
            count(of_service.filter(|(_, task)| task.health == TaskHealth::Healthy).count())
        };
        self.add("services.web.healthyCount.mean", healthy(0), 1.0);
        let (api_healthy, api_desired) = (healthy(1), f64::from(desired[1]));
        let (served, of) =
            if desired[1] == 0 { (1.0, 1.0) } else { (api_healthy.min(api_desired), api_desired) };
        self.add("services.api.availability", served, of);
    }

    fn is_stranded(cluster: &Cluster, host: InstanceId) -> bool {
        let (model, instances) = (cluster.model(), cluster.instances());
        let fits = |service: &Service| {
            let demand = &model.task_definition(service.task_definition).demand;
            check_demand(instances.free(host), instances.ports(host), demand, 100).is_ok()
        };
        instances.is_candidate(host) && !model.services.iter().any(fits)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn metrics_equal_a_naive_replay(
        steps in prop::collection::vec((0_u64..END, step()), 1..120),
    ) {
        let mut steps = steps;
        steps.sort_by_key(|step| step.0);
        let mut model = model();
        model.warm_up = Some(SimDuration::from_secs(WARM_UP));
        model.services = vec![service("web", 0, 0), service("api", 0, 2)];
        model.actions = wanting(0..2);
        let mut stage = Stage::new(&model, Detail::Full);
        let (mut naive, mut desired, mut steps) = (Naive::default(), [0; 2], steps.into_iter().peekable());
        for second in 0..END {
            while let Some((_, step)) = steps.next_if(|step| step.0 == second) {
                stage.apply(second, step, &mut desired);
            }
            if second >= WARM_UP {
                naive.look(&stage.cluster, desired);
            }
        }
        let outcome = stage.finish(END);
        for (name, (sum, seconds)) in naive.0 {
            let expected = (seconds > 0.0).then(|| sum / seconds);
            let actual = figure(&outcome.metrics, name);
            let near = match (actual, expected) {
                (Some(actual), Some(expected)) => (actual - expected).abs() < 1e-9,
                (actual, expected) => actual == expected,
            };
            prop_assert!(near, "{} is {:?}, expected {:?}", name, actual, expected);
        }
    }
}
