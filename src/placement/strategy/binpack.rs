//! `binpack`: fill what is fullest.
//!
//! A task goes to the instance with the least remaining amount that still fits (ST-04), a stop to the one that
//! would have the most free afterwards (SI-03).

use crate::cluster::Instances;
use crate::model::InstanceId;

/// Remaining CPU units of `instance`.
pub(super) fn remaining_cpu(instances: &Instances, instance: InstanceId) -> u32 {
    instances.free(instance).cpu
}

/// Remaining memory of `instance` in MiB.
pub(super) fn remaining_memory(instances: &Instances, instance: InstanceId) -> u32 {
    instances.free(instance).memory
}
