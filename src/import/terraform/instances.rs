//! The instances of resources in a state or a plan: `count` and `for_each` make several of one.

use std::collections::BTreeMap;

use super::super::scalar::text_of;
use super::address::{Part, modules};
use crate::tree::{Node, Span};

/// An instance of a resource.
#[derive(Debug)]
pub struct Instance<'t> {
    /// Its address: `module.app.aws_ecs_service.web[0]`.
    pub address: String,
    /// The modules around it, from the root.
    pub modules: Vec<Part>,
    /// Its type.
    pub kind: &'t str,
    /// Its name in its module.
    pub name: &'t str,
    /// Which one of several it is.
    pub index: Option<String>,
    /// Whether Terraform only reads it.
    pub is_data: bool,
    /// Its attributes, as far as they are known.
    pub values: Option<&'t Node>,
    /// `true` in the place of each attribute that is known only after the plan was applied.
    pub unknown: Option<&'t Node>,
    /// Where it is told.
    pub span: Span,
}

impl<'t> Instance<'t> {
    /// The text of an attribute.
    pub fn text(&self, attribute: &str) -> Option<&'t str> {
        self.values?.get(attribute)?.as_str()
    }

    /// What it is called where nothing gives it a name.
    pub fn label(&self) -> String {
        let index = self.index.as_ref().map_or_else(String::new, |index| format!("-{index}"));
        let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
        format!("{}{index}", self.name).chars().map(plain).collect()
    }
}

/// All instances, in the order of the file.
pub fn collect(root: &Node) -> Vec<Instance<'_>> {
    let mut found = Vec::new();
    if let Some(planned) = root.get("planned_values").and_then(|values| values.get("root_module")) {
        let changes = root.get("resource_changes").map_or(&[][..], Node::elements);
        let unknown = changes.iter().filter_map(|change| {
            let address = change.get("address")?.as_str()?;
            Some((address, change.get("change")?.get("after_unknown")?))
        });
        shown(planned, "", &unknown.collect(), &mut found);
    } else if let Some(module) = root.get("values").and_then(|values| values.get("root_module")) {
        shown(module, "", &BTreeMap::new(), &mut found);
    } else {
        let resources = root.get("resources").map_or(&[][..], Node::elements);
        for resource in resources {
            kept(resource, &mut found);
        }
    }
    found
}

/// Those of a module and of the modules in it, as `terraform show -json` prints them.
fn shown<'t>(
    module: &'t Node,
    address: &str,
    unknown: &BTreeMap<&str, &'t Node>,
    found: &mut Vec<Instance<'t>>,
) {
    for resource in module.get("resources").map_or(&[][..], Node::elements) {
        let text = |name: &str| resource.get(name).and_then(Node::as_str);
        let (Some(kind), Some(name)) = (text("type"), text("name")) else { continue };
        let own = text("address").map_or_else(|| format!("{kind}.{name}"), str::to_owned);
        found.push(Instance {
            unknown: unknown.get(own.as_str()).copied(),
            address: own,
            modules: modules(address),
            kind,
            name,
            index: resource.get("index").and_then(text_of),
            is_data: text("mode") == Some("data"),
            values: resource.get("values"),
            span: resource.get("address").map_or(&resource.span, |address| &address.span).clone(),
        });
    }
    for child in module.get("child_modules").map_or(&[][..], Node::elements) {
        let address = child.get("address").and_then(Node::as_str).unwrap_or(address);
        shown(child, address, unknown, found);
    }
}

/// Those of a resource of a state as Terraform keeps it.
fn kept<'t>(resource: &'t Node, found: &mut Vec<Instance<'t>>) {
    let text = |name: &str| resource.get(name).and_then(Node::as_str);
    let (Some(kind), Some(name)) = (text("type"), text("name")) else { return };
    let module = text("module").unwrap_or_default();
    let is_data = text("mode") == Some("data");
    for instance in resource.get("instances").map_or(&[][..], Node::elements) {
        // What a replacement left behind is deleted with the next apply.
        if instance.get("deposed").is_some() {
            continue;
        }
        let key = instance.get("index_key");
        let written = key.and_then(|key| {
            let text = text_of(key)?;
            Some(if key.as_str().is_some() { format!("[\"{text}\"]") } else { format!("[{text}]") })
        });
        let prefix = [module, if is_data { "data" } else { "" }];
        let prefix = prefix.iter().filter(|part| !part.is_empty()).map(|part| format!("{part}."));
        found.push(Instance {
            address: format!("{}{kind}.{name}{}", prefix.collect::<String>(), written.unwrap_or_default()),
            modules: modules(module),
            kind,
            name,
            index: key.and_then(text_of),
            is_data,
            values: instance.get("attributes"),
            unknown: None,
            span: resource.get("name").map_or(&resource.span, |name| &name.span).clone(),
        });
    }
}
