//! Records of `CloudTrail`: which call was made when.

use super::log::{Call, ServiceKey, TaskLog};
use super::recognise::{Reader, service_of_arn, text};
use super::wording::task_id;
use crate::scenario::Node;

/// Members of `UpdateService` of which each begins a deployment.
const DEPLOYS: [&str; 11] = [
    "taskDefinition",
    "forceNewDeployment",
    "capacityProviderStrategy",
    "loadBalancers",
    "networkConfiguration",
    "placementConstraints",
    "placementStrategy",
    "platformVersion",
    "serviceConnectConfiguration",
    "serviceRegistries",
    "volumeConfigurations",
];

/// Whether it is a record of a call, by itself or in an event of the bus.
pub(super) fn is_record(node: &Node) -> bool {
    text(node, "eventSource").is_some() && text(node, "eventName").is_some()
}

impl Reader<'_> {
    /// A record of a call; what failed has done nothing.
    pub(super) fn record(&mut self, node: &Node) {
        self.log.events += 1;
        let parameters = node.get("requestParameters");
        let is_ours =
            text(node, "eventSource") == Some("ecs.amazonaws.com") && node.get("errorCode").is_none();
        let known = is_ours.then(|| self.call(text(node, "eventName")?, node, parameters?)).flatten();
        if known.is_none() {
            self.log.unused += 1;
        }
    }

    fn call(&mut self, name: &str, node: &Node, parameters: &Node) -> Option<()> {
        let cluster = text(parameters, "cluster");
        if name == "StopTask" {
            let at = self.stamp(node, "eventTime")?;
            let called = TaskLog {
                stop_called: Some(at),
                stopped_reason: text(parameters, "reason").map(str::to_owned),
                ..TaskLog::default()
            };
            let id = task_id(text(parameters, "task")?);
            self.log.tasks.entry((String::new(), id)).or_default().learn(called);
            return Some(());
        }
        let (key, call) = match name {
            "CreateService" => (service(text(parameters, "serviceName")?, cluster), Call::Created),
            "UpdateService" => {
                let deploys = DEPLOYS.iter().any(|member| parameters.get(member).is_some());
                if !deploys && parameters.get("desiredCount").is_none() {
                    return None;
                }
                let call = if deploys { Call::Deployed } else { Call::Scaled };
                (service(text(parameters, "service")?, cluster), call)
            }
            _ => return None,
        };
        let at = self.stamp(node, "eventTime")?;
        self.log.services.entry(key).or_default().calls.insert((at, call));
        Some(())
    }
}

/// A service by name or ARN; a call without a cluster is made to the one that is called so.
fn service(name: &str, cluster: Option<&str>) -> ServiceKey {
    let key = service_of_arn(name, cluster);
    ServiceKey { cluster: key.cluster.or_else(|| Some("default".to_owned())), ..key }
}
