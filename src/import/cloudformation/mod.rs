//! `CloudFormation` templates: each resource that a scenario names, with its functions resolved.

mod conditions;
mod functions;
mod spelling;
#[cfg(test)]
mod tests;

use super::{Imported, Resource, Skipped};
use crate::tree::{Member, Node, Problems, Value};

use functions::Template;

/// Types whose resources are taken: the section, and the property that names one.
const TAKEN: [(&str, &str, &str); 8] = [
    ("AWS::ECS::Cluster", "clusters", "ClusterName"),
    ("AWS::ECS::TaskDefinition", "taskDefinitions", "Family"),
    ("AWS::ECS::Service", "services", "ServiceName"),
    ("AWS::ECS::CapacityProvider", "capacityProviders", "Name"),
    ("AWS::ElasticLoadBalancingV2::TargetGroup", "targetGroups", "Name"),
    ("AWS::AutoScaling::AutoScalingGroup", "autoScalingGroups", "AutoScalingGroupName"),
    ("AWS::ApplicationAutoScaling::ScalableTarget", "scalableTargets", ""),
    ("AWS::ApplicationAutoScaling::ScalingPolicy", "scalingPolicies", "PolicyName"),
];

/// Whether a tree is a template.
pub fn recognises(root: &Node) -> bool {
    let resources = root.get("Resources").map_or(&[][..], Node::members);
    let typed = |member: &Member| type_of(&member.value).is_some_and(|kind| kind.contains("::"));
    resources.iter().any(typed)
}

/// What a template holds.
pub fn import(root: &Node, problems: &mut Problems) -> Imported {
    let template = Template::new(root, problems);
    let mut imported = Imported::default();
    for member in root.get("Resources").map_or(&[][..], Node::members) {
        let kind = type_of(&member.value).unwrap_or_default();
        let taken = TAKEN.iter().find(|(known, ..)| *known == kind);
        let skipped = |why: &str| Skipped {
            kind: kind.to_owned(),
            name: member.name.clone(),
            why: why.to_owned(),
            span: member.name_span.clone(),
        };
        let Some((_, section, property)) = taken else {
            imported.skipped.push(skipped("a scenario has nothing of this type"));
            continue;
        };
        if !template.is_made(&member.value) {
            imported.skipped.push(skipped("its condition does not hold"));
            continue;
        }
        let properties = member.value.get("Properties");
        let resolved = properties.and_then(|properties| template.value(properties));
        let empty = || Node { value: Value::Object(Vec::new()), span: member.name_span.clone() };
        let mut node = resolved.unwrap_or_else(empty);
        if !property.is_empty() && node.get(property).is_none() {
            let value = Node { value: Value::String(member.name.clone()), span: member.name_span.clone() };
            let given = Member { name: (*property).to_owned(), name_span: member.name_span.clone(), value };
            if let Value::Object(members) = &mut node.value {
                members.insert(0, given);
            }
        }
        spelling::respell(&mut node);
        imported.resources.push(Resource { section, node });
    }
    imported
}

/// The type of a resource.
fn type_of(resource: &Node) -> Option<&str> {
    resource.get("Type").and_then(Node::as_str)
}

/// What other resources call one: its own name where it has one, and else its name in the template.
fn name_property(kind: &str) -> Option<&'static str> {
    let known = TAKEN.iter().find(|(known, _, property)| *known == kind && !property.is_empty());
    known.map(|(_, _, property)| *property)
}
