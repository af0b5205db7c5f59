//! What a log tells of container instances.

use super::log::InstanceState;
use super::recognise::{Reader, text};
use crate::scenario::{Node, Value};

impl Reader<'_> {
    /// "ECS Container Instance State Change", with the event around it.
    pub(super) fn instance(&mut self, detail: &Node, around: &Node) {
        let precise = detail.get("updatedAt").is_some();
        let at = if precise { self.stamp(detail, "updatedAt") } else { self.stamp(around, "time") };
        let (Some(arn), Some(at)) = (text(detail, "containerInstanceArn"), at) else {
            self.log.unused += 1;
            return;
        };
        let is_member = matches!(text(detail, "status"), None | Some("ACTIVE" | "DRAINING"));
        let is_connected =
            !matches!(detail.get("agentConnected").map(|of| &of.value), Some(Value::Bool(false)));
        let state = match (is_member, is_connected) {
            (false, _) => InstanceState::Gone,
            (true, false) => InstanceState::Disconnected,
            (true, true) => InstanceState::Connected,
        };
        let known = self.log.instances.entry(arn.to_owned()).or_default();
        known.states.insert(at, state);
        if ["registeredResources", "attributes"].iter().all(|name| detail.get(name).is_some()) {
            known.described = serde_json::to_string(detail).expect("every tree is JSON");
        }
    }
}
