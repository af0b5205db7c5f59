//! Table tests: one for each documented rule that choosers, scale-in and capacity obey, with the worked examples of
//! placement.md §8 and services.md §12. Every choice is made by the index and by the oracle.

mod candidates;
mod constraints;
mod daemons;
mod research;
mod resources;
mod scale_in;
mod strategies;
mod topology_spread;

use super::request::Decision;
use super::testkit::{Agreeing, Fleet, numbers, put};
use super::{Capacity, Request, capacity};
use crate::cluster::{Cluster, PlacementFailure, Rejection};
use crate::model::{ServiceId, Strategy, TaskDefinitionId, TaskId};

const BINPACK: Strategy = Strategy::BinpackMemory;
const PER_INSTANCE: Strategy = Strategy::SpreadInstance;

/// Where the next task of service 0 goes, by position in the fleet.
fn next(cluster: &Cluster) -> Result<usize, PlacementFailure> {
    next_of(cluster, 0, 0)
}

fn next_of(cluster: &Cluster, service: usize, definition: usize) -> Result<usize, PlacementFailure> {
    match Agreeing::eager().choose_for(cluster, service, definition, &mut numbers().at(0, 0)) {
        Decision::Place(instance) => Ok(instance.slot()),
        Decision::Unplaceable(failure) => Err(failure),
    }
}

/// The closest instance and its rejection, where nothing fits.
fn closest(cluster: &Cluster) -> Option<(usize, Rejection)> {
    let failure = next(cluster).expect_err("nothing fits");
    failure.closest.map(|(instance, rejection)| (instance.slot(), rejection))
}

fn room(cluster: &Cluster, definition: usize) -> Capacity {
    let model = cluster.model();
    capacity(&Request::of(model, ServiceId::new(0), TaskDefinitionId::new(definition)), cluster)
}

/// One instance of 4,096 CPU units and 8,000 MiB in each of these zones.
fn one_each(zones: &[usize]) -> Fleet {
    zones.iter().fold(Fleet::over(3), |fleet, zone| fleet.instances(*zone, 1, 4_096, 8_000))
}

/// Puts tasks of service 0 and definition 0 on these instances.
fn spread_out(cluster: &mut Cluster, instances: &[usize]) -> Vec<TaskId> {
    instances.iter().map(|instance| put(cluster, 0, 0, *instance)).collect()
}
