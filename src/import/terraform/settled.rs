//! What Terraform keeps of a resource and the API would not take with it, and what it keeps in two resources.

use super::super::build::put;
use super::super::imported::Resource;
use crate::tree::{Node, Value};

/// Settles the resources of a file.
pub fn settle(resources: &mut Vec<Resource>) {
    for resource in resources.iter_mut().filter(|resource| resource.section == "services") {
        settle_service(&mut resource.node);
    }
    merge_clusters(resources);
}

/// A state holds a value for every attribute, whether the service has it or not.
fn settle_service(service: &mut Node) {
    let is = |name: &str, word: &str| service.get(name).and_then(Node::as_str) == Some(word);
    let is_daemon = is("schedulingStrategy", "DAEMON");
    let role = service.get("role").and_then(Node::as_str).unwrap_or_default();
    let is_linked_role = role.contains("aws-service-role/") || role.contains("AWSServiceRoleForECS");
    let network = service.get("networkConfiguration").and_then(|network| network.get("awsvpcConfiguration"));
    // Subnets that a plan does not know yet were told.
    let is_nowhere = network.is_some_and(|network| network.get("subnets").is_none());
    let Value::Object(members) = &mut service.value else { return };
    members.retain(|member| match member.name.as_str() {
        "desiredCount" => !is_daemon,
        "role" => !is_linked_role,
        "networkConfiguration" => !is_nowhere,
        _ => true,
    });
}

/// `aws_ecs_cluster_capacity_providers` is a part of its cluster, where that is in the file.
fn merge_clusters(resources: &mut Vec<Resource>) {
    let mut merged: Vec<Resource> = Vec::with_capacity(resources.len());
    for resource in resources.drain(..) {
        let name = resource.node.get("clusterName").and_then(Node::as_str).map(last);
        let known = merged.iter_mut().find(|other| {
            resource.section == "clusters"
                && other.section == "clusters"
                && name.is_some()
                && other.node.get("clusterName").and_then(Node::as_str).map(last) == name
        });
        match known {
            Some(known) => {
                for member in resource.node.members().iter().filter(|member| member.name != "clusterName") {
                    put(&mut known.node, &member.name, &member.name_span, member.value.clone());
                }
            }
            None => merged.push(resource),
        }
    }
    *resources = merged;
}

/// The last part of an ARN, or the name itself.
fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}
