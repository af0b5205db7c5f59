//! Records of container instances, with exact means of what was reserved on them.

use super::gauge::{Gauge, Level};
use super::names::Names;
use super::outcome::InstanceRecord;
use crate::cluster::Cluster;
use crate::model::{InstanceId, Model};
use crate::time::SimTime;

/// What is kept of each instance that ever registered.
#[derive(Clone, Debug)]
pub(super) struct InstanceTracks {
    warm_up_ends: SimTime,
    /// Those that are registered, by slot.
    live: Vec<Option<Track>>,
    /// Those that are not any more.
    gone: Vec<Row>,
}

#[derive(Clone, Debug)]
struct Track {
    ordinal: u32,
    registered_at: SimTime,
    tasks_placed: u64,
    cpu: Gauge,
    memory: Gauge,
}

/// A track that has ended.
#[derive(Clone, Debug)]
struct Row {
    ordinal: u32,
    registered_at: SimTime,
    deregistered_at: Option<SimTime>,
    tasks_placed: u64,
    cpu_reserved: f64,
    memory_reserved: f64,
}

impl Track {
    fn end(mut self, at: SimTime, deregistered_at: Option<SimTime>) -> Row {
        self.cpu.advance(at);
        self.memory.advance(at);
        Row {
            ordinal: self.ordinal,
            registered_at: self.registered_at,
            deregistered_at,
            tasks_placed: self.tasks_placed,
            cpu_reserved: self.cpu.mean().unwrap_or(0.0),
            memory_reserved: self.memory.mean().unwrap_or(0.0),
        }
    }
}

impl InstanceTracks {
    /// Tracks whose means count from `from` on.
    pub(super) fn new(from: SimTime) -> Self {
        Self { warm_up_ends: from, live: Vec::new(), gone: Vec::new() }
    }

    /// An instance registered.
    pub(super) fn on_registered(&mut self, at: SimTime, instance: InstanceId, cluster: &Cluster) {
        let from = self.warm_up_ends;
        if self.live.len() <= instance.slot() {
            self.live.resize(instance.slot() + 1, None);
        }
        self.live[instance.slot()] = Some(Track {
            ordinal: instance.ordinal(),
            registered_at: at,
            tasks_placed: 0,
            cpu: Gauge::new(from),
            memory: Gauge::new(from),
        });
        self.on_reservation(at, instance, cluster);
    }

    /// A task was placed on an instance.
    pub(super) fn on_placed(&mut self, at: SimTime, instance: InstanceId, cluster: &Cluster) {
        self.track(instance).tasks_placed += 1;
        self.on_reservation(at, instance, cluster);
    }

    /// What is reserved on an instance changed.
    pub(super) fn on_reservation(&mut self, at: SimTime, instance: InstanceId, cluster: &Cluster) {
        let instances = cluster.instances();
        let registered = cluster.model().class(instances.class(instance)).registered;
        let free = instances.free(instance);
        let track = self.track(instance);
        track.cpu.set(at, Level::ratio(registered.cpu - free.cpu, registered.cpu));
        track.memory.set(at, Level::ratio(registered.memory - free.memory, registered.memory));
    }

    /// An instance became `INACTIVE`.
    pub(super) fn on_inactive(&mut self, at: SimTime, instance: InstanceId) {
        let track = self.live[instance.slot()].take().expect("a registered instance has a track");
        self.gone.push(track.end(at, Some(at)));
    }

    /// The rows, in the order in which the instances became known.
    pub(super) fn finish(self, end: SimTime, model: &Model, names: &Names) -> Vec<InstanceRecord> {
        let live = self.live.into_iter().flatten().map(|track| track.end(end, None));
        let mut rows: Vec<Row> = self.gone.into_iter().chain(live).collect();
        rows.sort_unstable_by_key(|row| row.ordinal);
        let record = |row: Row| {
            let class = model.class(names.class(row.ordinal));
            InstanceRecord {
                ordinal: row.ordinal,
                name: names.instance(row.ordinal).into_owned(),
                instance_type: class.instance_type.clone(),
                zone: model.zones[class.zone.index()].clone(),
                registered_at: row.registered_at,
                deregistered_at: row.deregistered_at,
                tasks_placed: row.tasks_placed,
                cpu_reserved: row.cpu_reserved,
                memory_reserved: row.memory_reserved,
            }
        };
        rows.into_iter().map(record).collect()
    }

    fn track(&mut self, instance: InstanceId) -> &mut Track {
        self.live[instance.slot()].as_mut().expect("a registered instance has a track")
    }
}
