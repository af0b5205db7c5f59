//! What tells classes of instances apart that have the same type and the same zone.

use std::collections::BTreeSet;

use super::sentences::{first_few, grouped};
use crate::engine::explain::Names;
use crate::model::{ClassId, InstanceClass, Model};

/// What is special about `class` among those of its cluster with its type and zone: the groups of instances that it
/// comes from, and attributes that others lack or that it lacks; without these what it registers. `None` where type and
/// zone say it all.
pub(super) fn told_apart_by(model: &Model, names: &Names, class: ClassId) -> Option<String> {
    let own = model.class(class);
    let alike = |other: &ClassId| {
        let other_class = model.class(*other);
        let of = |class: &InstanceClass| (class.cluster, class.zone, class.instance_type.clone());
        *other != class && of(other_class) == of(own)
    };
    let twins: Vec<ClassId> = (0..model.classes.len()).map(ClassId::new).filter(alike).collect();
    if twins.is_empty() {
        return None;
    }
    let groups: Vec<&str> = names.groups_of(class).into_iter().collect();
    let is_own_name = |name: &&str| twins.iter().all(|twin| !names.groups_of(*twin).contains(name));
    let mut parts = Vec::new();
    if !groups.is_empty() && groups.iter().all(is_own_name) {
        parts.push(first_few(&groups));
    }
    parts.extend(attributes(model, own, &twins));
    if parts.is_empty() {
        let registered = own.registered;
        let (cpu, memory) = (grouped(registered.cpu), grouped(registered.memory));
        parts.push(format!("{cpu} CPU units and {memory} MiB registered"));
    }
    Some(parts.join(", "))
}

/// Attributes that some of `twins` lack, else those that `class` lacks.
fn attributes(model: &Model, class: &InstanceClass, twins: &[ClassId]) -> Option<String> {
    let own = shown(model, class);
    let others: Vec<BTreeSet<String>> = twins.iter().map(|twin| shown(model, model.class(*twin))).collect();
    let special: Vec<&str> =
        own.iter().filter(|one| others.iter().any(|of| !of.contains(*one))).map(String::as_str).collect();
    if !special.is_empty() {
        return Some(format!("with attribute {}", first_few(&special)));
    }
    let lacked: BTreeSet<&str> =
        others.iter().flatten().filter(|one| !own.contains(*one)).map(String::as_str).collect();
    let lacked: Vec<&str> = lacked.into_iter().collect();
    (!lacked.is_empty()).then(|| format!("without attribute {}", first_few(&lacked)))
}

/// The attributes of a class, each as `name` or `name=value`.
fn shown(model: &Model, class: &InstanceClass) -> BTreeSet<String> {
    let attributes = class.attributes.iter().map(|(id, value)| {
        let name = &model.attributes[id.index()];
        if value.is_empty() { name.clone() } else { format!("{name}={value}") }
    });
    attributes.collect()
}
