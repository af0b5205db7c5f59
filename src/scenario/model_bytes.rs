//! How much memory a variant takes, about: many of them are kept at once.

use super::{Setting, Variant};
use crate::model::{ArrivalSchedule, Model};

/// Bytes of a variant. What lists hold in turn is taken for as much again as their entries.
pub fn of(variant: &Variant) -> u64 {
    let texts =
        variant.settings.iter().map(|setting| if let Setting::Text(text) = setting { text.len() } else { 0 });
    let names = variant.name.len() + texts.sum::<usize>();
    let written = size_of_val(&variant.written[..]);
    let bytes = size_of::<Model>() + names + written + 2 * entries(&variant.model);
    u64::try_from(bytes).expect("memory is counted in 64 bits")
}

fn entries(model: &Model) -> usize {
    let arrivals = model.arrivals.iter().map(|stream| match &stream.schedule {
        ArrivalSchedule::At(rows) => size_of_val(&rows[..]),
        // Its rows are those of all variants.
        ArrivalSchedule::Trace(of) => size_of_val(&of.calls[..]),
        ArrivalSchedule::Every { .. } => 0,
    });
    let instances = size_of_val(&model.classes[..]) + size_of_val(&model.instances[..]);
    let definitions = size_of_val(&model.task_definitions[..]) + size_of_val(&model.target_groups[..]);
    let images = size_of_val(&model.images.images[..]) + size_of_val(&model.images.layers[..]);
    let services = size_of_val(&model.services[..]) + size_of_val(&model.standalone_groups[..]);
    let calls = size_of_val(&model.calls[..]) + size_of_val(&model.member_of[..]);
    let events = size_of_val(&model.faults[..]) + size_of_val(&model.actions[..]);
    instances + definitions + images + services + calls + events + arrivals.sum::<usize>()
}
