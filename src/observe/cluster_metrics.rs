//! Figures of whole clusters: instances, tasks, reservation, stranded resources, cost.

use super::gauge::{Gauge, Level, quotient};
use super::machines::{Machine, Machines};
use super::metrics::Metrics;
use super::outcome::Series;
use super::series::StepSeries;
use super::stranded::SmallestDemands;
use crate::cluster::{Cluster, InstanceStatus};
use crate::model::{ClusterId, Demand, InstanceClass, InstanceId, MEBIBYTE, Model, Resources, ZoneId};
use crate::time::{SimDuration, SimTime};

/// A month of which there are twelve in a year of 365 days, as AWS bills by it.
const HOURS_OF_A_MONTH: u128 = 730;

/// Figures of every cluster, and of all of them together.
#[derive(Clone, Debug)]
pub(super) struct ClusterMetrics {
    demands: Vec<SmallestDemands>,
    /// What is stranded on each instance, by slot, as counted in the scopes.
    stranded: Vec<Resources>,
    all: Scope,
    /// One a cluster, where there are several.
    each: Vec<Scope>,
    series: [StepSeries; 4],
    machines: Machines,
}

impl ClusterMetrics {
    /// Figures that count from the end of the warm-up on, with series in steps of `step`.
    pub(super) fn new(model: &Model, step: SimDuration) -> Self {
        let from = SimTime::ZERO + model.warm_up.unwrap_or_default();
        let clusters = || (0..model.clusters.len()).map(ClusterId::new);
        let demands: Vec<SmallestDemands> = clusters().map(|id| SmallestDemands::of(model, id)).collect();
        let demanded = demands.iter().any(|demands| !demands.is_empty());
        let several = clusters().filter(|_| model.clusters.len() > 1);
        let zones = model.zones.len();
        let each = several.map(|id| Scope::new(from, zones, !demands[id.index()].is_empty())).collect();
        Self {
            demands,
            stranded: Vec::new(),
            all: Scope::new(from, zones, demanded),
            each,
            series: std::array::from_fn(|_| StepSeries::new(step)),
            machines: Machines::default(),
        }
    }

    /// An instance registered.
    pub(super) fn on_registered(&mut self, at: SimTime, instance: InstanceId, cluster: &Cluster) {
        if self.stranded.len() <= instance.slot() {
            self.stranded.resize(instance.slot() + 1, Resources::default());
        }
        let class = class(instance, cluster);
        self.change(at, class.cluster, |scope| scope.register(class));
        self.on_candidacy(at, instance, cluster);
    }

    /// The status of an instance changed, or its agent's connection.
    pub(super) fn on_candidacy(&mut self, at: SimTime, instance: InstanceId, cluster: &Cluster) {
        let id = class(instance, cluster).cluster;
        let before = self.stranded[instance.slot()];
        let now = self.demands[id.index()].stranded(cluster, instance);
        if now != before {
            self.stranded[instance.slot()] = now;
            self.change(at, id, |scope| scope.move_stranded(before, now));
        }
    }

    /// An instance became `INACTIVE`.
    pub(super) fn on_inactive(&mut self, at: SimTime, instance: InstanceId, cluster: &Cluster) {
        self.on_candidacy(at, instance, cluster);
        let class = class(instance, cluster);
        let time = at.since(registration(instance, cluster));
        self.change(at, class.cluster, |scope| {
            scope.deregister(class);
            scope.pay(class, time);
        });
    }

    /// An instance is about to be deregistered, and its machine runs on.
    pub(super) fn on_machine_runs_on(&mut self, at: SimTime, instance: InstanceId, cluster: &Cluster) {
        self.machines.push(Machine { instance, class: cluster.instances().class(instance), since: at });
    }

    /// The machine that was `instance` is terminated; `false` when none runs on.
    pub(super) fn on_machine_terminated(
        &mut self,
        at: SimTime,
        instance: InstanceId,
        cluster: &Cluster,
    ) -> bool {
        let machine = self.machines.take(instance);
        if let Some(machine) = machine {
            self.pay_for(machine, at, cluster);
        }
        machine.is_some()
    }

    fn pay_for(&mut self, machine: Machine, until: SimTime, cluster: &Cluster) {
        let class = cluster.model().class(machine.class);
        let time = until.since(machine.since);
        self.change(until, class.cluster, |scope| scope.pay(class, time));
    }

    /// The machines that run on without their instance.
    pub(super) fn machines(&self) -> &Machines {
        &self.machines
    }

    /// The control plane reserved `demand` for a task on `instance`.
    pub(super) fn on_reserved(
        &mut self,
        at: SimTime,
        instance: InstanceId,
        demand: &Demand,
        cluster: &Cluster,
    ) {
        let class = class(instance, cluster);
        let first = cluster.instances().running_tasks_count(instance) == 1;
        self.change(at, class.cluster, |scope| scope.reserve(demand, class.zone, first));
        self.on_candidacy(at, instance, cluster);
    }

    /// The control plane freed `demand` of a task on `instance` (RT-01).
    pub(super) fn on_freed(&mut self, at: SimTime, instance: InstanceId, demand: &Demand, cluster: &Cluster) {
        let class = class(instance, cluster);
        let last = cluster.instances().running_tasks_count(instance) == 0;
        self.change(at, class.cluster, |scope| scope.free(demand, class.zone, last));
        self.on_candidacy(at, instance, cluster);
    }

    /// A host has fetched a layer of an image.
    pub(super) fn on_layer_fetched(
        &mut self,
        at: SimTime,
        instance: InstanceId,
        bytes: u64,
        cluster: &Cluster,
    ) {
        let id = class(instance, cluster).cluster;
        self.change(at, id, |scope| scope.pulled_bytes += bytes);
    }

    /// Writes all metrics and returns the series.
    pub(super) fn finish(mut self, end: SimTime, cluster: &Cluster, metrics: &mut Metrics) -> Vec<Series> {
        let has_pulls = !cluster.model().images.images.is_empty();
        for instance in cluster.instances().ids() {
            if cluster.instances().status(instance) != InstanceStatus::Inactive {
                let class = class(instance, cluster);
                let time = end.since(registration(instance, cluster));
                self.change(end, class.cluster, |scope| scope.pay(class, time));
            }
        }
        for machine in self.machines.drain() {
            self.pay_for(machine, end, cluster);
        }
        self.all.write(end, "cluster", has_pulls, metrics);
        for (scope, name) in self.each.iter_mut().zip(&cluster.model().clusters) {
            scope.write(end, &format!("clusters.{name}"), has_pulls, metrics);
        }
        let named = self.series.into_iter().zip([
            ("cluster.instances", "instances"),
            ("cluster.tasks", "tasks"),
            ("cluster.cpuReserved", "ratio"),
            ("cluster.memoryReserved", "ratio"),
        ]);
        named.map(|(series, (name, unit))| series.finish(end, name.to_owned(), unit)).collect()
    }

    fn change(&mut self, at: SimTime, cluster: ClusterId, change: impl Fn(&mut Scope)) {
        change(&mut self.all);
        self.all.refresh(at);
        if let Some(scope) = self.each.get_mut(cluster.index()) {
            change(scope);
            scope.refresh(at);
        }
        for (series, level) in self.series.iter_mut().zip(self.all.levels()) {
            series.set(at, level);
        }
    }
}

fn class(instance: InstanceId, cluster: &Cluster) -> &InstanceClass {
    cluster.model().class(cluster.instances().class(instance))
}

/// When an instance that was counted registered.
fn registration(instance: InstanceId, cluster: &Cluster) -> SimTime {
    cluster.instances().registered_at(instance).expect("only registered instances are counted")
}

/// A sum of resources over many instances.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    cpu: u64,
    memory: u64,
}

impl Sum {
    fn add(&mut self, resources: Resources) {
        self.cpu += u64::from(resources.cpu);
        self.memory += u64::from(resources.memory);
    }

    fn subtract(&mut self, resources: Resources) {
        self.cpu -= u64::from(resources.cpu);
        self.memory -= u64::from(resources.memory);
    }
}

/// The figures of one cluster, or of all together.
#[derive(Clone, Debug)]
struct Scope {
    instances: u64,
    /// Instances with tasks.
    occupied: u64,
    tasks: u64,
    tasks_of_zone: Vec<u64>,
    ports: u64,
    registered: Sum,
    reserved: Sum,
    stranded: Sum,
    /// Whether any task is asked for at all; without one, nothing is stranded and nothing could be.
    demanded: bool,
    /// Millionths of a US dollar per hour × microseconds; `None` once an instance without a price registered.
    cost: Option<u128>,
    /// Instances, tasks, CPU, memory, ports and instances with tasks, in this order.
    gauges: [Gauge; 6],
    fullest_zone: Gauge,
    stranded_cpu: Gauge,
    stranded_memory: Gauge,
    /// Bytes of layers that hosts have fetched.
    pulled_bytes: u64,
}

impl Scope {
    fn new(from: SimTime, zones: usize, demanded: bool) -> Self {
        let mut scope = Self {
            instances: 0,
            occupied: 0,
            tasks: 0,
            tasks_of_zone: vec![0; zones],
            ports: 0,
            registered: Sum::default(),
            reserved: Sum::default(),
            stranded: Sum::default(),
            demanded,
            cost: Some(0),
            gauges: std::array::from_fn(|_| Gauge::new(from)),
            fullest_zone: Gauge::new(from),
            stranded_cpu: Gauge::new(from),
            stranded_memory: Gauge::new(from),
            pulled_bytes: 0,
        };
        scope.refresh(SimTime::ZERO);
        scope
    }

    fn register(&mut self, class: &InstanceClass) {
        self.instances += 1;
        self.registered.add(class.registered);
        if class.price_micro_usd_per_hour.is_none() {
            self.cost = None;
        }
    }

    fn deregister(&mut self, class: &InstanceClass) {
        self.instances -= 1;
        self.registered.subtract(class.registered);
    }

    fn pay(&mut self, class: &InstanceClass, time: SimDuration) {
        let price = class.price_micro_usd_per_hour.map(u128::from);
        let due = price.map(|price| price * u128::from(time.as_micros()));
        self.cost = self.cost.zip(due).map(|(cost, due)| cost + due);
    }

    fn reserve(&mut self, demand: &Demand, zone: ZoneId, first: bool) {
        self.tasks += 1;
        self.tasks_of_zone[zone.index()] += 1;
        self.occupied += u64::from(first);
        self.ports += demand.ports.len() as u64;
        self.reserved.add(demand.resources);
    }

    fn free(&mut self, demand: &Demand, zone: ZoneId, last: bool) {
        self.tasks -= 1;
        self.tasks_of_zone[zone.index()] -= 1;
        self.occupied -= u64::from(last);
        self.ports -= demand.ports.len() as u64;
        self.reserved.subtract(demand.resources);
    }

    fn move_stranded(&mut self, before: Resources, now: Resources) {
        self.stranded.subtract(before);
        self.stranded.add(now);
    }

    fn levels(&self) -> [Level; 6] {
        [
            Level::count(self.instances),
            Level::count(self.tasks),
            Level::ratio(self.reserved.cpu, self.registered.cpu),
            Level::ratio(self.reserved.memory, self.registered.memory),
            Level::count(self.ports),
            Level::count(self.occupied),
        ]
    }

    fn refresh(&mut self, at: SimTime) {
        let levels = self.levels();
        for (gauge, level) in self.gauges.iter_mut().zip(levels) {
            gauge.set(at, level);
        }
        let fullest = self.tasks_of_zone.iter().copied().max().unwrap_or_default();
        self.fullest_zone.set(at, Level::ratio(fullest, self.tasks));
        if self.demanded {
            self.stranded_cpu.set(at, Level::ratio(self.stranded.cpu, self.registered.cpu));
            self.stranded_memory.set(at, Level::ratio(self.stranded.memory, self.registered.memory));
        }
    }

    fn write(&mut self, end: SimTime, stem: &str, has_pulls: bool, metrics: &mut Metrics) {
        let names = [
            ("instances", "instances"),
            ("tasks", "tasks"),
            ("cpuReserved", "ratio"),
            ("memoryReserved", "ratio"),
            ("portsReserved", "ports"),
            ("occupiedInstances", "instances"),
        ];
        for (gauge, (name, unit)) in self.gauges.iter_mut().zip(names) {
            gauge.advance(end);
            metrics.put_gauge(&format!("{stem}.{name}"), gauge, unit);
        }
        for (gauge, name) in
            [(&mut self.stranded_cpu, "strandedCpu"), (&mut self.stranded_memory, "strandedMemory")]
        {
            gauge.advance(end);
            metrics.put(format!("{stem}.{name}.mean"), gauge.mean(), "ratio");
        }
        self.fullest_zone.advance(end);
        metrics.put(format!("{stem}.maxZoneShare.mean"), self.fullest_zone.mean(), "ratio");
        let pulled = has_pulls.then(|| quotient(self.pulled_bytes.into(), MEBIBYTE.into()));
        metrics.put(format!("{stem}.bytesPulled"), pulled, "MiB");
        // One hour has 3.6 × 10^9 microseconds, one dollar 10^6 millionths.
        let usd = self.cost.map(|cost| quotient(cost, 3_600_000_000 * 1_000_000));
        metrics.put(format!("{stem}.cost"), usd, "USD");
        let micros = u128::from(end.since(SimTime::ZERO).as_micros());
        for (name, hours, unit) in
            [("costPerHour", 1, "USD/h"), ("costPerMonth", HOURS_OF_A_MONTH, "USD/month")]
        {
            let cost = self.cost.filter(|_| micros > 0);
            let usd = cost.map(|cost| quotient(cost * hours, micros * 1_000_000));
            metrics.put(format!("{stem}.{name}"), usd, unit);
        }
    }
}
