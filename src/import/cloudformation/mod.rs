//! `CloudFormation` templates: each resource that a scenario names, with its functions resolved.

mod conditions;
mod functions;
mod launch;
mod ledger;
mod neighbours;
mod spelling;
mod stacks;
#[cfg(test)]
mod tests;

use super::{Imported, OF_LAUNCHES, Resource, Skipped};
use crate::tree::{Member, Node, Problems, Value};

use functions::Template;
use ledger::Ledger;
pub use neighbours::Neighbours;
use stacks::is_stack;

/// Types whose resources are taken: the section, and the property that names one.
const TAKEN: [(&str, &str, &str); 9] = [
    ("AWS::ECS::Cluster", "clusters", "ClusterName"),
    ("AWS::ECS::TaskDefinition", "taskDefinitions", "Family"),
    ("AWS::ECS::Service", "services", "ServiceName"),
    ("AWS::ECS::CapacityProvider", "capacityProviders", "Name"),
    ("AWS::ElasticLoadBalancingV2::TargetGroup", "targetGroups", "Name"),
    ("AWS::AutoScaling::AutoScalingGroup", "autoScalingGroups", "AutoScalingGroupName"),
    ("AWS::ApplicationAutoScaling::ScalableTarget", "scalableTargets", ""),
    ("AWS::ApplicationAutoScaling::ScalingPolicy", "scalingPolicies", "PolicyName"),
    ("AWS::CloudWatch::Alarm", "alarms", "AlarmName"),
];

/// Whether a tree is a template.
pub fn recognises(root: &Node) -> bool {
    let resources = root.get("Resources").map_or(&[][..], Node::members);
    let typed = |member: &Member| type_of(&member.value).is_some_and(|kind| kind.contains("::"));
    resources.iter().any(typed)
}

/// What a template holds, its nested stacks included.
pub fn import(root: &Node, around: &Neighbours, problems: &mut Problems) -> Imported {
    let (ledger, mut imported) = (Ledger::default(), Imported::default());
    take(&Template::new(root, around, &ledger), &mut imported);
    let others = ledger.used.borrow().iter().map(|position| around.at(*position)).collect::<Vec<_>>();
    imported.others = others.into_iter().map(|one| (one.path.clone(), one.root.span.file)).collect();
    problems.extend(ledger.finish());
    imported
}

/// Adds what a template holds.
fn take(template: &Template<'_>, imported: &mut Imported) {
    for member in template.root.get("Resources").map_or(&[][..], Node::members) {
        let kind = type_of(&member.value).unwrap_or_default();
        let taken = TAKEN.iter().find(|(known, ..)| *known == kind);
        let skipped = |why: &str| Skipped {
            kind: kind.to_owned(),
            name: member.name.clone(),
            why: why.to_owned(),
            span: member.name_span.clone(),
        };
        let is_known = taken.is_some() || is_stack(&member.value);
        if is_known && !template.is_made(&member.value) {
            imported.skipped.push(skipped("its condition does not hold"));
            continue;
        }
        if let Some(stack) = template.stack(&member.name) {
            take(&stack, imported);
        } else if let Some((_, section, property)) = taken {
            let node = resource(template, member, property);
            imported.resources.push(Resource { section, node });
        } else {
            imported.skipped.push(skipped(why_not(kind)));
        }
    }
}

/// A resource as the API spells it, with the name that `property` is where it has no other.
fn resource(template: &Template<'_>, member: &Member, property: &str) -> Node {
    let kind = type_of(&member.value).unwrap_or_default();
    let resolved = member.value.get("Properties").and_then(|properties| template.value(properties));
    let empty = || Node { value: Value::Object(Vec::new()), span: member.name_span.clone() };
    let mut node = resolved.unwrap_or_else(empty);
    if !property.is_empty() && node.get(property).is_none() {
        let name = template.name_of(kind, &member.name);
        let value = Node { value: Value::String(name), span: member.name_span.clone() };
        let given = Member { name: property.to_owned(), name_span: member.name_span.clone(), value };
        if let Value::Object(members) = &mut node.value {
            members.insert(0, given);
        }
    }
    name_target(&mut node, template, &member.value);
    if kind == "AWS::AutoScaling::AutoScalingGroup" {
        launch::name_types(&mut node, template, &member.value);
    }
    spelling::respell(&mut node);
    node
}

/// Why nothing is taken of a type.
fn why_not(kind: &str) -> &'static str {
    match kind {
        "AWS::EC2::LaunchTemplate" | "AWS::AutoScaling::LaunchConfiguration" => OF_LAUNCHES,
        "AWS::ECS::ClusterCapacityProviderAssociations" => {
            "capacity providers are not simulated: [[containerInstances]] say what there is"
        }
        "AWS::ECS::TaskSet" | "AWS::ECS::PrimaryTaskSet" => {
            "deployments by an external controller are not simulated"
        }
        "AWS::CloudFormation::Stack" => {
            "its template is none of those that are read: give the folder that holds both"
        }
        _ if kind.starts_with("AWS::ElasticLoadBalancing") => {
            "requests are not simulated: target groups say what is checked and how long is drained"
        }
        _ => "a scenario has nothing of this type",
    }
}

/// A policy that refers to its scalable target is of what that one says.
fn name_target(node: &mut Node, template: &Template<'_>, resource: &Node) {
    let Value::Object(members) = &mut node.value else { return };
    let Some(position) = members.iter().position(|member| member.name == "ScalingTargetId") else { return };
    members.remove(position);
    let written = resource.get("Properties").and_then(|own| own.get("ScalingTargetId"));
    let name = written.and_then(|id| id.get("Ref").or_else(|| id.get("!Ref"))?.as_str());
    let target = name.and_then(|name| template.root.get("Resources")?.get(name)?.get("Properties"));
    for member in target.map_or(&[][..], Node::members) {
        let is_asked =
            ["ResourceId", "ScalableDimension", "ServiceNamespace"].contains(&member.name.as_str());
        if is_asked && let Some(value) = template.value(&member.value) {
            members.push(Member { value, ..member.clone() });
        }
    }
}

/// The type of a resource.
fn type_of(resource: &Node) -> Option<&str> {
    resource.get("Type").and_then(Node::as_str)
}

/// What stands for the name that AWS makes of a resource's name in the template. Its end tells it from others where it is
/// longer than a target group's may be.
fn given_name<'n>(kind: &str, name: &'n str) -> &'n str {
    const LONGEST: usize = 32;
    let is_long =
        kind == "AWS::ElasticLoadBalancingV2::TargetGroup" && name.is_ascii() && name.len() > LONGEST;
    if is_long { name[name.len() - LONGEST..].trim_start_matches('-') } else { name }
}

/// What other resources call one: its own name where it has one, and else its name in the template.
fn name_property(kind: &str) -> Option<&'static str> {
    let known = TAKEN.iter().find(|(known, _, property)| *known == kind && !property.is_empty());
    known.map(|(_, _, property)| *property)
}
