//! What only AWS's own answers, and inputs that are like them, look like: no other file has these members together.

use super::incomplete::is_beside;
use super::resource::Resource;
use super::shape::CREATE_CLUSTER;
use crate::text::camel_case;
use crate::tree::{Node, Value};

/// Kinds that are told by the members that wrap them, each with members of which one has at least one.
const WRAPPED: [(Resource, &[&str]); 9] = [
    (Resource::TargetGroup, &["targetGroupArn", "targetGroupName"]),
    (Resource::Task, &["taskArn", "taskDefinitionArn", "lastStatus"]),
    (Resource::ContainerInstance, &["containerInstanceArn", "ec2InstanceId"]),
    (Resource::Cluster, &["clusterName", "clusterArn"]),
    (Resource::CapacityProvider, &["capacityProviderArn", "name"]),
    (Resource::AutoScalingGroup, &["autoScalingGroupName", "autoScalingGroupARN"]),
    (Resource::ScalableTarget, &["resourceId"]),
    (Resource::ScalingPolicy, &["policyName", "policyARN"]),
    (Resource::Alarm, &["alarmName", "alarmArn"]),
];

/// What `root` is, if it is one of the kinds that nothing else is taken for.
pub fn described(root: &Node) -> Option<Resource> {
    let wrapped = WRAPPED.iter().find(|(resource, telling)| is_wrapped(root, *resource, telling));
    wrapped.map(|(resource, _)| *resource).or_else(|| bare(&Members(root)))
}

fn is_wrapped(root: &Node, resource: Resource, telling: &[&str]) -> bool {
    let Some((one, many)) = resource.wrappers() else { return false };
    let members = Members(root);
    let is_one = |node: &Node| telling.iter().any(|name| Members(node).has(name));
    let in_list = |list: &Node| match &list.value {
        Value::Array(elements) if elements.is_empty() => root.members().iter().all(|member| {
            let name = camel_case(&member.name);
            let is_empty = matches!(&member.value.value, Value::Array(elements) if elements.is_empty());
            name == many || is_empty || is_beside(&name)
        }),
        Value::Array(elements) => elements.iter().all(is_one),
        _ => false,
    };
    let is_object = |node: &&Node| matches!(node.value, Value::Object(_));
    members.find(one).filter(is_object).is_some_and(is_one) || members.find(many).is_some_and(in_list)
}

/// What is not wrapped in anything.
fn bare(root: &Members<'_>) -> Option<Resource> {
    let has = |name: &str| root.has(name);
    let any = |names: &[&str]| names.iter().any(|name| root.has(name));
    if has("taskArn") && any(&["lastStatus", "taskDefinitionArn", "desiredStatus"]) {
        return Some(Resource::Task);
    }
    let registered = any(&["registeredResources", "remainingResources"]);
    if has("containerInstanceArn") && !has("taskArn") || has("ec2InstanceId") && registered {
        return Some(Resource::ContainerInstance);
    }
    let of_clusters = |name: &str| CREATE_CLUSTER.member(name).is_some();
    // Of a skeleton that nobody filled in the names are empty, and absent.
    let of_skeleton = has("settings") && has("capacityProviders");
    if (has("clusterName") || of_skeleton) && root.0.members().iter().all(|member| of_clusters(&member.name))
    {
        return Some(Resource::Cluster);
    }
    if any(&["capacityProviderArn", "autoScalingGroupProvider", "managedInstancesProvider"]) {
        return Some(Resource::CapacityProvider);
    }
    let of_alarms = ["comparisonOperator", "evaluationPeriods", "alarmArn", "stateValue"];
    if has("alarmName") && !has("alarmRule") && any(&of_alarms) {
        return Some(Resource::Alarm);
    }
    let configurations = [
        "stepScalingPolicyConfiguration",
        "targetTrackingScalingPolicyConfiguration",
        "targetTrackingConfiguration",
    ];
    let of_groups =
        ["autoScalingGroupName", "resourceId", "policyType", "adjustmentType", "scalingAdjustment"];
    let metrics = ["predefinedMetricSpecification", "customizedMetricSpecification"];
    let is_configured = has("targetValue") && any(&metrics) || any(&configurations);
    if has("policyName") && any(&of_groups) || is_configured {
        return Some(Resource::ScalingPolicy);
    }
    let limits = ["minCapacity", "maxCapacity"];
    let is_limited = has("resourceId") && has("scalableDimension") && any(&limits);
    if is_limited || limits.iter().all(|name| has(name)) {
        return Some(Resource::ScalableTarget);
    }
    let sizes = ["minSize", "maxSize", "autoScalingGroupARN"];
    let of_skeleton = has("minSize") && has("desiredCapacity");
    (has("autoScalingGroupName") && any(&sizes) || of_skeleton).then_some(Resource::AutoScalingGroup)
}

/// Members by their names as ECS would spell them.
struct Members<'n>(&'n Node);

impl<'n> Members<'n> {
    fn find(&self, name: &str) -> Option<&'n Node> {
        let found = self.0.members().iter().find(|member| camel_case(&member.name) == name);
        found.map(|member| &member.value)
    }

    fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }
}
