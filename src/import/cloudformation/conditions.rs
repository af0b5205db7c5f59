//! Conditions of a template.

pub use super::super::scalar::text_of;
use super::functions::Template;
use crate::tree::Node;

/// Conditions inside one another; more are a circle.
const MAX_STEPS: usize = 32;

impl Template<'_> {
    /// Whether a resource is made: it has no condition, or one that holds or cannot be known.
    pub fn is_made(&self, resource: &Node) -> bool {
        resource.get("Condition").and_then(Node::as_str).is_none_or(|name| self.holds(name, 0) != Some(false))
    }

    /// Whether the condition of this name holds; `None` where that cannot be known.
    pub fn holds(&self, name: &str, steps: usize) -> Option<bool> {
        self.is_true(self.root.get("Conditions")?.get(name)?, steps + 1)
    }

    fn is_true(&self, node: &Node, steps: usize) -> Option<bool> {
        if steps > MAX_STEPS || !self.spend(1) {
            return None;
        }
        let [function] = node.members() else { return None };
        let operands = function.value.elements();
        match function.name.trim_start_matches("Fn::").trim_start_matches('!') {
            "Condition" => self.holds(function.value.as_str()?, steps),
            "Not" => self.is_true(operands.first()?, steps + 1).map(|holds| !holds),
            "And" => self.all(operands, true, steps),
            "Or" => self.all(operands, false, steps),
            "Equals" => {
                let [one, other] = operands else { return None };
                let (one, other) = (self.value(one)?, self.value(other)?);
                (!is_open(&one) && !is_open(&other)).then(|| text_of(&one) == text_of(&other))
            }
            _ => None,
        }
    }

    /// Whether all operands are `wanted`, and then `wanted`; one that is not decides, whatever is not known.
    fn all(&self, operands: &[Node], wanted: bool, steps: usize) -> Option<bool> {
        let mut known = Some(wanted);
        for operand in operands {
            match self.is_true(operand, steps + 1) {
                Some(holds) if holds != wanted => return Some(!wanted),
                Some(_) => {}
                None => known = None,
            }
        }
        known
    }
}

/// Whether something in a value was left open.
fn is_open(node: &Node) -> bool {
    node.as_str().is_some_and(|text| text.contains("${"))
}
