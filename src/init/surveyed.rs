//! What a folder holds, as questions.

use crate::scenario::{Importing, Missing, Node, Resource, Survey, Value};

/// What a folder holds.
pub struct Surveyed<'s> {
    survey: &'s Survey,
}

impl<'s> Surveyed<'s> {
    /// Of a survey.
    pub fn of(survey: &'s Survey) -> Self {
        Self { survey }
    }

    /// All of a kind.
    pub fn all(&self, resource: Resource) -> &'s [Node] {
        self.survey.resources.get(&resource).map_or(&[], Vec::as_slice)
    }

    /// What was said of files of other tools.
    pub fn importing(&self) -> &'s Importing {
        &self.survey.importing
    }

    /// Whether there is none of a kind.
    pub fn has_no(&self, resource: Resource) -> bool {
        self.all(resource).is_empty()
    }

    /// Names of a kind that are named and not described, as they are written.
    pub fn missing(&self, resource: Resource) -> impl Iterator<Item = &'s str> {
        let of_kind = move |missing: &&Missing| missing.resource == resource;
        self.survey
            .listing
            .missing
            .iter()
            .filter(of_kind)
            .flat_map(|missing| &missing.names)
            .map(String::as_str)
    }
}

/// The text of a member.
pub fn text<'n>(node: &'n Node, name: &str) -> Option<&'n str> {
    node.get(name).and_then(Node::as_str)
}

/// The cluster that something is in: as AWS prints it, or as the input of a call and files of other tools have it.
pub fn cluster_of(node: &Node) -> Option<&str> {
    text(node, "clusterArn").or_else(|| text(node, "cluster")).map(last)
}

/// The elements of a member.
pub fn list<'n>(node: &'n Node, name: &str) -> &'n [Node] {
    node.get(name).map_or(&[], Node::elements)
}

/// The number of a member, also where it is written as text.
pub fn number(node: &Node, name: &str) -> Option<u32> {
    match &node.get(name)?.value {
        Value::Integer(number) => u32::try_from(*number).ok(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// The last part of an ARN, or the name itself.
pub fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// By what name a scenario selects a resource of a folder.
pub fn selector(node: &Node, resource: Resource) -> Option<String> {
    let own = match resource {
        Resource::ContainerInstance => {
            text(node, "ec2InstanceId").or_else(|| text(node, "containerInstanceArn"))
        }
        Resource::Task => text(node, "taskArn"),
        Resource::TaskDefinition => {
            let (family, revision) = (text(node, "family")?, number(node, "revision"));
            return Some(
                revision.map_or_else(|| family.to_owned(), |revision| format!("{family}:{revision}")),
            );
        }
        _ => node.own_name(),
    };
    own.map(|name| last(name).to_owned())
}
