//! Terraform: what `terraform show -json` prints of a state or a plan, and a state as Terraform keeps it.

mod address;
mod attributes;
mod instances;
mod launch;
mod references;
mod settled;
#[cfg(test)]
mod tests;
mod translation;

use super::OF_LAUNCHES;
use super::imported::{Given, Imported, Resource, Skipped};
use crate::tree::{Node, Problems, Value};

use attributes::{TYPES, Type};
use instances::{Instance, collect};
use references::References;
use translation::Translation;

/// Version of the states of Terraform since 0.12.
const STATE_VERSION: i64 = 4;

/// Whether a tree is a state or a plan.
pub fn recognises(root: &Node) -> bool {
    let has_modules = |name: &str| root.get(name).is_some_and(|values| values.get("root_module").is_some());
    let version = root.get("version").map(|version| &version.value);
    let is_kept = version == Some(&Value::Integer(STATE_VERSION))
        && ["lineage", "terraform_version", "serial"].iter().any(|name| root.get(name).is_some())
        && root.get("resources").is_some_and(|all| matches!(all.value, Value::Array(_)));
    has_modules("values") || has_modules("planned_values") || is_kept
}

/// What a state or plan holds.
pub fn import(given: &Given<'_>, problems: &mut Problems) -> Imported {
    let instances = collect(given.root);
    let references = References::new(given.root, &instances);
    let mut translation = Translation::new(&references, given.sources);
    let mut imported = Imported::default();
    for instance in &instances {
        match taken(instance) {
            Ok(known) => {
                let mut node = translation.resource(instance, known);
                if instance.kind == "aws_autoscaling_group" {
                    launch::name_types(&mut node, instance, &instances, &references);
                }
                imported.resources.push(Resource { section: known.section, node });
            }
            Err(why) => imported.skipped.push(Skipped {
                kind: instance.kind.to_owned(),
                name: instance.address.clone(),
                why: why.to_owned(),
                span: instance.span.clone(),
            }),
        }
    }
    settled::settle(&mut imported.resources);
    translation.tell(problems);
    imported
}

/// The type of an instance, or why nothing is taken of it.
fn taken(instance: &Instance<'_>) -> Result<&'static Type, &'static str> {
    if instance.is_data {
        return Err("read by Terraform and not managed by it");
    }
    let known = TYPES.iter().find(|known| known.kinds.contains(&instance.kind));
    let known = known.ok_or(match instance.kind {
        "aws_launch_template" | "aws_launch_configuration" => OF_LAUNCHES,
        _ => "a scenario has nothing of this type",
    })?;
    let namespace = instance.text("service_namespace");
    if known.kinds[0].starts_with("aws_appautoscaling") && namespace.is_some_and(|of| of != "ecs") {
        return Err("it scales something else than a service of ECS");
    }
    Ok(known)
}

/// What other resources call an instance: its name where that is known, and else its name in Terraform.
fn name_of(instance: &Instance<'_>) -> String {
    let known = TYPES.iter().find(|known| known.kinds.contains(&instance.kind));
    let own = instance.text(known.map_or("name", |known| known.named)).filter(|name| !name.is_empty());
    own.map_or_else(|| instance.label(), str::to_owned)
}
