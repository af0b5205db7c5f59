//! Outputs of AWS without what tells whose they are: accounts, names, addresses, and everything that only a person reads.
//!
//! The same name becomes the same other name everywhere, so that what refers to one another still does. Numbers, states, times,
//! sizes, zones and types stay: they are what is simulated. A text of which nothing says that it may stay is masked.

mod arns;
mod members;
mod names;

use crate::tree::{Member, Node, Value};
use members::{Rule, rule};
use names::Names;

/// With what the command of a health check begins.
const FIRST_WORDS: [&str; 3] = ["CMD", "CMD-SHELL", "NONE"];

/// Masks trees one after the other with the same names.
#[derive(Debug, Default)]
pub struct Mask {
    names: Names,
}

impl Mask {
    /// Masks all of a tree.
    pub fn apply(&mut self, root: &mut Node) {
        self.node(root, Rule::Text, "");
    }

    fn node(&mut self, node: &mut Node, of_member: Rule, parent: &str) {
        match &mut node.value {
            Value::String(text) => *text = self.text(text, of_member),
            Value::Array(elements) => {
                for element in elements {
                    self.node(element, of_member, parent);
                }
            }
            Value::Object(members) if of_member == Rule::Dropped => members.clear(),
            Value::Object(members) => self.members(members, parent),
            _ => {}
        }
    }

    fn members(&mut self, members: &mut [Member], parent: &str) {
        for member in members {
            let name = member.name.clone();
            let of_member = rule(&name, parent);
            if let (Rule::Dropped, Value::Array(elements)) = (of_member, &mut member.value.value) {
                elements.clear();
            }
            self.node(&mut member.value, of_member, &name);
        }
    }

    fn text(&mut self, text: &str, of_member: Rule) -> String {
        if text.starts_with("arn:") {
            return arns::masked(text, &mut self.names);
        }
        match of_member {
            Rule::Attribute if names::is_id(text) => self.names.of_id(text),
            Rule::Kept | Rule::Attribute => text.to_owned(),
            Rule::Name(kind) => self.names.of_reference(kind, text),
            Rule::Group => self.names.of_group(text),
            Rule::Image => self.names.of_image(text),
            Rule::Id => self.names.of_id(text),
            Rule::Message => self.names.in_message(text),
            Rule::Text if FIRST_WORDS.contains(&text) => text.to_owned(),
            // What has to be a path stays one.
            Rule::Text if text.starts_with('/') => "/masked".to_owned(),
            Rule::Text | Rule::Dropped => "masked".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
