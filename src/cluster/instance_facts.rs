//! What the model and the store tell of an instance together.

use super::Cluster;
use crate::model::InstanceId;
use crate::time::SimTime;

impl Cluster {
    /// `ec2InstanceId` of an instance.
    #[must_use]
    pub fn ec2_instance_id(&self, id: InstanceId) -> &str {
        self.instances
            .later_id(id)
            .unwrap_or_else(|| &self.model.instances[id.ordinal() as usize].ec2_instance_id)
    }

    /// `registeredAt` in microseconds since the Unix epoch; that of a run's beginning for one that has not registered.
    #[must_use]
    pub fn registered_moment(&self, id: InstanceId) -> i64 {
        let model = self.model();
        if let Some(before) = model.found.instance(id).and_then(|found| found.registered_at) {
            return before;
        }
        let after = self.instances().registered_at(id).map_or(0, SimTime::as_micros);
        model.starts_at.saturating_add_unsigned(after)
    }
}
