//! The type of a group's instances, which its launch template or launch configuration says.

use super::super::build::{list, object_of, put, text};
use super::instances::Instance;
use super::references::{References, Step};
use crate::tree::Node;

/// Gives a group that has no types of its own that of the template or configuration that it names or, in a plan, refers to, as
/// the API has types: overrides of a mixed instances policy.
pub fn name_types(group: &mut Node, of: &Instance<'_>, all: &[Instance<'_>], references: &References<'_>) {
    let policy = group.get("mixedInstancesPolicy").and_then(|policy| policy.get("launchTemplate"));
    let overrides = policy.and_then(|policy| policy.get("overrides"));
    if overrides.is_some_and(|overrides| !overrides.elements().is_empty()) {
        return;
    }
    let named = named(of, all);
    let launched = named.or_else(|| referred(of, references));
    let Some(kind) = launched.and_then(|launched| launched.text("instance_type")) else { return };
    let overrides = list(vec![object_of([("instanceType", text(kind, &of.span))], &of.span)], &of.span);
    put(group, "mixedInstancesPolicy/launchTemplate/overrides", &of.span, overrides);
}

/// What the group names by a name or an id that is known.
fn named<'a, 't>(of: &Instance<'_>, all: &'a [Instance<'t>]) -> Option<&'a Instance<'t>> {
    let values = of.values?;
    let blocks = values.get("launch_template").map_or(&[][..], Node::elements);
    let specified =
        values.get("mixed_instances_policy").map_or(&[][..], Node::elements).iter().flat_map(|policy| {
            let templates = policy.get("launch_template").map_or(&[][..], Node::elements).iter();
            templates.flat_map(|one| one.get("launch_template_specification").map_or(&[][..], Node::elements))
        });
    let names = ["id", "name", "launch_template_id", "launch_template_name"];
    let mut known = blocks.iter().chain(specified).flat_map(|block| {
        names.iter().filter_map(|name| block.get(name)?.as_str()).filter(|name| !name.is_empty())
    });
    let is = |one: &&Instance<'_>, kind: &str, name: &str| {
        one.kind == kind && ["id", "name"].iter().any(|attribute| one.text(attribute) == Some(name))
    };
    let template = known.find_map(|name| all.iter().find(|one| is(one, "aws_launch_template", name)));
    template.or_else(|| {
        let name = of.text("launch_configuration")?;
        all.iter().find(|one| is(one, "aws_launch_configuration", name))
    })
}

/// What the configuration of a plan refers to.
fn referred<'t>(of: &Instance<'_>, references: &References<'t>) -> Option<&'t Instance<'t>> {
    let block = of.values?.get("launch_template").and_then(|blocks| blocks.elements().first());
    let of_template = block.and_then(|block| {
        ["id", "name"].iter().find_map(|name| {
            references.target(of, &[Step::Name("launch_template"), Step::Element(0, block), Step::Name(name)])
        })
    });
    let found = of_template.or_else(|| references.target(of, &[Step::Name("launch_configuration")]));
    found.map(|(instance, _)| instance)
}
