//! What a resource of a file says in another place than a scenario does.

use super::names_only::cluster_of;
use super::resource::Resource;
use crate::tree::{Member, Node, Span, Value};

/// Puts such members where a scenario has them.
pub fn add(node: &mut Node, resource: Resource) {
    match resource {
        Resource::TargetGroup => spread_attributes(node),
        Resource::ContainerInstance => add_cluster(node),
        _ => {}
    }
}

/// Puts `attributes` of a target group, pairs of key and value, among its members, where a scenario writes them.
fn spread_attributes(group: &mut Node) {
    let Value::Object(members) = &mut group.value else { return };
    let Some(at) = members.iter().position(|member| member.name == "attributes") else { return };
    if members[at].value.elements().iter().any(|pair| pair.get("key").is_none()) {
        return;
    }
    for pair in members.remove(at).value.elements() {
        let (Some(key), Some(value)) = (pair.get("key"), pair.get("value")) else { continue };
        let Some(name) = key.as_str() else { continue };
        members.retain(|member| member.name != name);
        members.push(Member { name: name.to_owned(), name_span: key.span.clone(), value: value.clone() });
    }
}

/// `DescribeContainerInstances` names the cluster in the ARN of the instance alone.
fn add_cluster(instance: &mut Node) {
    if ["cluster", "clusterArn"].iter().any(|name| instance.get(name).is_some()) {
        return;
    }
    let Some(arn) = instance.member("containerInstanceArn") else { return };
    let Some(cluster) = arn.value.as_str().and_then(cluster_arn) else { return };
    let span: &Span = &arn.value.span;
    let value = Node { value: Value::String(cluster), span: span.clone() };
    let member = Member { name: "clusterArn".to_owned(), name_span: arn.name_span.clone(), value };
    if let Value::Object(members) = &mut instance.value {
        members.push(member);
    }
}

/// The ARN of the cluster that the long ARN of a container instance names.
fn cluster_arn(instance: &str) -> Option<String> {
    let (account, _) = instance.split_once(":container-instance/")?;
    Some(format!("{account}:cluster/{}", cluster_of(instance)?))
}
