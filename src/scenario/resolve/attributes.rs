//! Instance attributes: the names a model interns and the values an instance carries (AT-01, AT-04).

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Node, Problem, Problems};
use super::fields::{Text, objects, required_text, text};
use super::limits::QUOTA_ATTRIBUTES;
use super::names::shortened;
use crate::model::{AttributeId, ZONE_ATTRIBUTE};

/// The attribute that holds the instance type (AT-01).
pub const TYPE_ATTRIBUTE: &str = "ecs.instance-type";
/// The attribute that holds the operating system (AT-01).
pub const OS_ATTRIBUTE: &str = "ecs.os-type";
/// The attribute that holds the processor architecture (AT-01).
pub const ARCHITECTURE_ATTRIBUTE: &str = "ecs.cpu-architecture";
/// The attribute that holds the family of the operating system (AT-01).
pub const OS_FAMILY_ATTRIBUTE: &str = "ecs.os-family";
/// The attribute that holds the machine image (AT-01).
pub const AMI_ATTRIBUTE: &str = "ecs.ami-id";
/// The attribute that holds the VPC (AT-01).
pub const VPC_ATTRIBUTE: &str = "ecs.vpc-id";
/// The attribute that holds the subnet (AT-01).
pub const SUBNET_ATTRIBUTE: &str = "ecs.subnet-id";
/// The attribute that holds the trunk interface, where there is one (AT-02).
pub const TRUNK_ATTRIBUTE: &str = "ecs.awsvpc-trunk-id";

/// Attributes that every instance has.
const ALWAYS: [&str; 7] = [
    ZONE_ATTRIBUTE,
    TYPE_ATTRIBUTE,
    OS_ATTRIBUTE,
    OS_FAMILY_ATTRIBUTE,
    AMI_ATTRIBUTE,
    VPC_ATTRIBUTE,
    SUBNET_ATTRIBUTE,
];

/// Attribute names by id, sorted.
pub struct AttributeNames(Vec<String>);

impl AttributeNames {
    /// Interns `names` and those that every model has.
    pub fn new(mut names: BTreeSet<String>) -> Self {
        names.extend(ALWAYS.map(str::to_owned));
        Self(names.into_iter().collect())
    }

    /// The id of an interned name.
    pub fn find(&self, name: &str) -> Option<AttributeId> {
        self.0.binary_search_by(|known| known.as_str().cmp(name)).ok().map(AttributeId::new)
    }

    /// The ids of interned names, sorted.
    pub fn all(&self, names: &BTreeSet<String>) -> Vec<AttributeId> {
        names.iter().map(|name| self.find(name).expect("required names are interned")).collect()
    }

    /// The name with this id.
    pub fn name(&self, id: AttributeId) -> &str {
        &self.0[id.index()]
    }

    /// The names, for the model.
    pub fn into_names(self) -> Vec<String> {
        self.0
    }
}

/// The `attributes` of a container instance group; name-only ones get an empty value (AT-03).
pub fn read(group: &Node, problems: &mut Problems) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut custom = 0;
    for attribute in objects(group, "attributes") {
        let Some(name) = required_text(attribute, "name", "the attribute", problems) else { continue };
        let value = text(attribute, "value");
        let built_in = is_built_in(name.value);
        if !built_in {
            custom += 1;
            check_name(name, problems);
            if let Some(value) = value {
                check_value(value, problems);
            }
        }
        let value = value.map_or(String::new(), |value| value.value.to_owned());
        if found.insert(name.value.to_owned(), value).is_some() {
            let message = format!("attribute `{}` is given twice", shortened(name.value));
            let problem = Problem::error(name.span, message).label("given before").rule("AT-04");
            problems.push(problem.help("keep one of the two"));
        }
    }
    if custom > QUOTA_ATTRIBUTES {
        let span = group.get("attributes").map_or(&group.span, |list| &list.span);
        let message = format!("{custom} custom attributes, and ECS takes {QUOTA_ATTRIBUTES} an instance");
        let problem = Problem::error(span, message).label("too many").rule("AT-04");
        problems.push(problem.help(format!("keep {QUOTA_ATTRIBUTES} of them")));
    }
    found
}

/// Whether the agent or ECS sets this one itself.
pub fn is_built_in(name: &str) -> bool {
    name.starts_with("ecs.") || name.starts_with("com.amazonaws.")
}

/// Says what is wrong with the name of a custom attribute (AT-04).
pub fn check_name(name: Text<'_>, problems: &mut Problems) {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_/\\.".contains(c);
    if name.value.is_empty() || name.value.len() > 128 || !name.value.chars().all(allowed) {
        let message = format!("`{}` is not a name for an attribute", shortened(name.value));
        problems.push(
            Problem::error(name.span, message)
                .label("ECS refuses this name")
                .rule("AT-04")
                .help("use 1 to 128 letters, digits and the characters - _ / \\ ."),
        );
    }
}

/// Says what is wrong with the value of a custom attribute (AT-04).
pub fn check_value(value: Text<'_>, problems: &mut Problems) {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.@/\\: ".contains(c);
    let edges = value.value.starts_with(' ') || value.value.ends_with(' ');
    if value.value.is_empty() || value.value.len() > 128 || edges || !value.value.chars().all(allowed) {
        let message = format!("`{}` is not a value for an attribute", shortened(value.value));
        problems.push(
            Problem::error(value.span, message)
                .label("ECS refuses this value")
                .rule("AT-04")
                .help("use 1 to 128 letters, digits, the characters - _ . @ / \\ : and inner spaces"),
        );
    }
}

/// The value of an attribute as the scenario writes it: describe-container-instances states type and zone so.
pub fn written<'n>(group: &'n Node, name: &str) -> Option<Text<'n>> {
    let mut all = objects(group, "attributes");
    let found = all.find(|attribute| text(attribute, "name").is_some_and(|written| written.value == name));
    found.and_then(|attribute| text(attribute, "value"))
}

/// Reports a type or zone that the scenario writes twice and differently.
pub fn check_agrees(group: &Node, name: &str, source: &str, values: &[&str], problems: &mut Problems) {
    let Some(value) = written(group, name).filter(|value| !values.iter().all(|one| *one == value.value))
    else {
        return;
    };
    let message =
        format!("attribute `{name}` is `{}`, and `{source}` says otherwise", shortened(value.value));
    let problem = Problem::error(value.span, message).label("set by itself").rule("AT-01");
    problems.push(problem.help(format!("remove the attribute; it follows from `{source}`")));
}
