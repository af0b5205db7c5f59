//! Records of container instances, with exact means of what was reserved on them.

use super::gauge::{Gauge, Level};
use super::names::Names;
use super::outcome::InstanceRecord;
use crate::cluster::Cluster;
use crate::model::InstanceId;
use crate::time::SimTime;

/// What is kept of each instance that ever registered, by id.
#[derive(Clone, Debug)]
pub(super) struct InstanceTracks {
    warm_up_ends: SimTime,
    tracks: Vec<Track>,
}

#[derive(Clone, Debug)]
struct Track {
    deregistered_at: Option<SimTime>,
    tasks_placed: u64,
    cpu: Gauge,
    memory: Gauge,
}

impl InstanceTracks {
    /// Tracks whose means count from `from` on.
    pub(super) fn new(from: SimTime) -> Self {
        Self { warm_up_ends: from, tracks: Vec::new() }
    }

    /// An instance registered.
    pub(super) fn on_registered(&mut self, at: SimTime, instance: InstanceId, cluster: &Cluster) {
        let from = self.warm_up_ends;
        self.tracks.resize_with(cluster.instances().len(), || Track {
            deregistered_at: None,
            tasks_placed: 0,
            cpu: Gauge::new(from),
            memory: Gauge::new(from),
        });
        self.on_reservation(at, instance, cluster);
    }

    /// A task was placed on an instance.
    pub(super) fn on_placed(&mut self, at: SimTime, instance: InstanceId, cluster: &Cluster) {
        self.tracks[instance.index()].tasks_placed += 1;
        self.on_reservation(at, instance, cluster);
    }

    /// What is reserved on an instance changed.
    pub(super) fn on_reservation(&mut self, at: SimTime, instance: InstanceId, cluster: &Cluster) {
        let instances = cluster.instances();
        let registered = cluster.model().class(instances.class(instance)).registered;
        let free = instances.free(instance);
        let track = &mut self.tracks[instance.index()];
        track.cpu.set(at, Level::ratio(registered.cpu - free.cpu, registered.cpu));
        track.memory.set(at, Level::ratio(registered.memory - free.memory, registered.memory));
    }

    /// An instance became `INACTIVE`.
    pub(super) fn on_inactive(&mut self, at: SimTime, instance: InstanceId) {
        let track = &mut self.tracks[instance.index()];
        track.deregistered_at = Some(at);
        track.cpu.set(at, Level::ABSENT);
        track.memory.set(at, Level::ABSENT);
    }

    /// The rows, by id.
    pub(super) fn finish(self, end: SimTime, cluster: &Cluster, names: &Names) -> Vec<InstanceRecord> {
        let (model, instances) = (cluster.model(), cluster.instances());
        let rows = instances.ids().zip(self.tracks).filter_map(|(id, mut track)| {
            track.cpu.advance(end);
            track.memory.advance(end);
            let class = model.class(instances.class(id));
            Some(InstanceRecord {
                id,
                name: names.instance(id).to_owned(),
                instance_type: class.instance_type.clone(),
                zone: model.zones[class.zone.index()].clone(),
                registered_at: instances.registered_at(id)?,
                deregistered_at: track.deregistered_at,
                tasks_placed: track.tasks_placed,
                cpu_reserved: track.cpu.mean().unwrap_or(0.0),
                memory_reserved: track.memory.mean().unwrap_or(0.0),
            })
        });
        rows.collect()
    }
}
