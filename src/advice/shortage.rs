//! What the next task of a service lacks.

use crate::cluster::{PlacementFailure, Rejection};
use crate::engine::View;
use crate::model::ServiceId;
use crate::placement::diagnose;

/// What the next task lacks: on the closest instance, unless that one is out of the question and others are only full;
/// `None` without instances.
pub fn lacking(view: &View<'_>, id: ServiceId) -> Option<Rejection> {
    let PlacementFailure { closest, tally } = diagnose(&view.request(id), view.cluster());
    let (_, closest) = closest?;
    let full = Rejection::ALL.into_iter().filter(|rejection| is_full(*rejection));
    let most = full.max_by_key(|rejection| tally[*rejection as usize])?;
    Some(if is_full(closest) || tally[most as usize] == 0 { closest } else { most })
}

/// Whether room on an instance would do.
fn is_full(rejection: Rejection) -> bool {
    rejection == Rejection::DistinctInstance || is_resource(rejection)
}

/// Whether it is something that other tasks take.
pub fn is_resource(rejection: Rejection) -> bool {
    use Rejection::{Cpu, Eni, Gpu, Memory, PortInUse, PortLimit};
    matches!(rejection, Cpu | Memory | PortInUse | PortLimit | Eni | Gpu)
}
