//! What an attribute that a plan does not know yet refers to: the configuration in the plan names the resource.

use super::super::scalar::text_of;
use super::address::{Part, parts};
use super::instances::Instance;
use crate::tree::Node;

/// References from module to module; more are a circle.
const MAX_STEPS: usize = 32;

/// The way to an attribute in an instance.
#[derive(Clone, Copy)]
pub enum Step<'n> {
    /// Into a block or an attribute of this name.
    Name(&'n str),
    /// Into the block of several at this position, of which this is known.
    Element(usize, &'n Node),
}

/// The configuration of a plan and the instances that it makes.
pub struct References<'t> {
    configuration: Option<&'t Node>,
    instances: &'t [Instance<'t>],
}

impl<'t> References<'t> {
    /// Of a state or a plan; a state refers by values alone.
    pub fn new(root: &'t Node, instances: &'t [Instance<'t>]) -> Self {
        let configuration = root.get("configuration").and_then(|all| all.get("root_module"));
        Self { configuration, instances }
    }

    /// The instance, and its attribute, that an attribute of `from` is; `None` where that is not one alone.
    pub fn target(&self, from: &Instance<'_>, way: &[Step<'_>]) -> Option<(&'t Instance<'t>, String)> {
        let module = self.module(&from.modules)?;
        let is_it = |resource: &&Node| {
            let text = |name: &str| resource.get(name).and_then(Node::as_str);
            text("type") == Some(from.kind) && text("name") == Some(from.name)
        };
        let resource = module.get("resources")?.elements().iter().find(is_it)?;
        let mut expression = resource.get("expressions")?;
        for step in way {
            expression = match step {
                Step::Name(name) => expression.get(name)?,
                // A block that there is once may stand by itself.
                Step::Element(..) if expression.elements().is_empty() => expression,
                Step::Element(at, known) => block(expression.elements(), *at, known)?,
            };
        }
        self.evaluated(expression, &from.modules, from.index.as_deref(), MAX_STEPS)
    }

    /// The configuration of a module.
    fn module(&self, modules: &[Part]) -> Option<&'t Node> {
        let mut module = self.configuration?;
        for part in modules {
            module = module.get("module_calls")?.get(&part.name)?.get("module")?;
        }
        Some(module)
    }

    /// What an expression in a module refers to, if that is a single attribute of a single instance.
    fn evaluated(
        &self,
        expression: &Node,
        modules: &[Part],
        index: Option<&str>,
        steps: usize,
    ) -> Option<(&'t Instance<'t>, String)> {
        let all: Vec<&str> =
            expression.get("references")?.elements().iter().filter_map(Node::as_str).collect();
        // Behind `a.b.c` Terraform lists `a.b` as well; `each` and `count` only choose among instances.
        let is_beginning =
            |text: &str| all.iter().any(|other| other.len() > text.len() && other.starts_with(text));
        let is_index = |text: &str| text.starts_with("each.") || text.starts_with("count.");
        let mut whole = all.iter().copied().filter(|text| !is_beginning(text) && !is_index(text));
        let (only, None) = (whole.next()?, whole.next()) else { return None };
        let steps = steps.checked_sub(1)?;
        let path = parts(only);
        match path.as_slice() {
            [of, name, ..] if of.name == "var" => {
                let (call, around) = modules.split_last()?;
                let calls = self.module(around)?.get("module_calls")?.get(&call.name)?;
                let given = calls.get("expressions")?.get(&name.name)?;
                self.evaluated(given, around, call.index.as_deref(), steps)
            }
            [of, module, output, ..] if of.name == "module" => {
                let inner = self.called(modules, module)?;
                let outputs = self.module(&inner)?.get("outputs")?.get(&output.name)?;
                self.evaluated(outputs.get("expression")?, &inner, None, steps)
            }
            [kind, name, attribute, ..] => {
                let instance = self.instance(modules, &kind.name, name, index)?;
                Some((instance, attribute.name.clone()))
            }
            _ => None,
        }
    }

    /// A module called from another one, by its name and, where there are several, its index.
    fn called(&self, around: &[Part], call: &Part) -> Option<Vec<Part>> {
        let depth = around.len();
        let is_in = |instance: &&Instance<'_>| {
            instance.modules.len() > depth
                && instance.modules[..depth] == *around
                && instance.modules[depth].name == call.name
                && (call.index.is_none() || call.index == instance.modules[depth].index)
        };
        let mut inner = self.instances.iter().filter(is_in).map(|instance| &instance.modules[..=depth]);
        let first = inner.next()?;
        inner.all(|other| other == first).then(|| first.to_vec())
    }

    /// An instance by its name: with this index, with that of whoever refers to it, or the only one.
    fn instance(
        &self,
        modules: &[Part],
        kind: &str,
        name: &Part,
        own: Option<&str>,
    ) -> Option<&'t Instance<'t>> {
        let is_it = |instance: &&Instance<'_>| {
            instance.modules == modules && instance.kind == kind && instance.name == name.name
        };
        let with = |index: &str| {
            self.instances.iter().filter(is_it).find(|instance| instance.index.as_deref() == Some(index))
        };
        if let Some(index) = &name.index
            && let Some(instance) = with(index)
        {
            return Some(instance);
        }
        let mut all = self.instances.iter().filter(is_it);
        let first = all.next()?;
        if all.next().is_none() { Some(first) } else { own.and_then(with) }
    }
}

/// The block of a configuration that the block at `at` of an instance is of: sets of blocks have another order there.
fn block<'n>(blocks: &'n [Node], at: usize, known: &Node) -> Option<&'n Node> {
    let says_otherwise = |block: &Node| {
        block.members().iter().any(|written| {
            let constant = written.value.get("constant_value").and_then(text_of);
            let value = known.get(&written.name).and_then(text_of);
            constant.is_some() && value.is_some() && constant != value
        })
    };
    let mut fitting = blocks.iter().filter(|block| !says_otherwise(block));
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => Some(only),
        (Some(_), Some(_)) if blocks.iter().all(|block| *block == blocks[0]) => blocks.get(at),
        _ => None,
    }
}
