//! The type of a group's instances, which its launch template or launch configuration says.

use super::super::build::{list, object_of, put};
use super::functions::Template;
use crate::tree::Node;

/// Gives a group that has no types of its own that of the template or configuration that it refers to, as the API has types:
/// overrides of a mixed instances policy.
pub fn name_types(group: &mut Node, template: &Template<'_>, resource: &Node) {
    let own = resource.get("Properties");
    let policy = own.and_then(|own| own.get("MixedInstancesPolicy")?.get("LaunchTemplate"));
    if policy.and_then(|policy| policy.get("Overrides")).is_some() {
        return;
    }
    let specification = policy.and_then(|policy| policy.get("LaunchTemplateSpecification"));
    let specification = specification.or_else(|| own?.get("LaunchTemplate"));
    let launched = specification.and_then(|one| {
        let id = ["LaunchTemplateId", "LaunchTemplateName"].into_iter().find_map(|name| one.get(name))?;
        referred(template, id)?.get("Properties")?.get("LaunchTemplateData")
    });
    let configured = || referred(template, own?.get("LaunchConfigurationName")?)?.get("Properties");
    let Some(kind) = launched.or_else(configured).and_then(|data| data.get("InstanceType")) else { return };
    let Some(kind) = template.value(kind) else { return };
    let span = kind.span.clone();
    let overrides = list(vec![object_of([("InstanceType", kind)], &span)], &span);
    put(group, "MixedInstancesPolicy/LaunchTemplate/Overrides", &span, overrides);
}

/// The resource of the template that a value refers to.
fn referred<'t>(template: &Template<'t>, value: &Node) -> Option<&'t Node> {
    let name = value.get("Ref").or_else(|| value.get("!Ref"))?.as_str()?;
    template.root.get("Resources")?.get(name)
}
