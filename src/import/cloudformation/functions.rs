//! The functions of a template. What cannot be known stands as `${Name}`, and is told once by its name.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::conditions::text_of;
use super::ledger::Ledger;
use super::neighbours::Neighbours;
use super::stacks::placed;
use super::{given_name, name_property, type_of};
use crate::tree::{Member, Node, Problem, Span, Value};

/// References from reference to reference; more are a circle.
const MAX_STEPS: usize = 32;

/// The parameter that names the stack.
const STACK_NAME: &str = "AWS::StackName";
/// Zones of the Region that stands for the template's.
const ZONES: &str = "us-east-1a,us-east-1b,us-east-1c";

/// What stands for a parameter of AWS's own: the template is of no Region and no account.
fn pseudo_parameter(name: &str) -> Option<&'static str> {
    Some(match name {
        "AWS::AccountId" => "111122223333",
        "AWS::Partition" => "aws",
        "AWS::Region" => "us-east-1",
        "AWS::StackId" => "arn:aws:cloudformation:us-east-1:111122223333:stack/stack/0",
        "AWS::URLSuffix" => "amazonaws.com",
        _ => return None,
    })
}

/// A template among those that are read with it.
pub struct Template<'t> {
    pub(super) root: &'t Node,
    pub(super) around: &'t Neighbours,
    pub(super) ledger: &'t Ledger,
    /// What the stack that it is nested in gives its parameters.
    pub(super) given: Vec<(String, Node)>,
    /// Its nested stacks, by their names; `None` of one whose template is not there.
    pub(super) stacks: RefCell<BTreeMap<String, Option<Rc<Template<'t>>>>>,
    /// How many stacks it is nested in.
    pub(super) depth: usize,
    /// The names of those, with which the names of its resources begin.
    prefix: String,
    /// Whether nothing is told of it.
    is_quiet: bool,
    has_stack_name: bool,
}

impl<'t> Template<'t> {
    /// A template of which nothing was told yet.
    pub fn new(root: &'t Node, around: &'t Neighbours, ledger: &'t Ledger) -> Self {
        Self {
            root,
            around,
            ledger,
            given: Vec::new(),
            stacks: RefCell::default(),
            depth: 0,
            prefix: String::new(),
            is_quiet: false,
            has_stack_name: true,
        }
    }

    /// A template of which nothing is told, since it is read for the sake of another one.
    pub fn quiet(root: &'t Node, around: &'t Neighbours, ledger: &'t Ledger) -> Self {
        Self { is_quiet: true, ..Self::new(root, around, ledger) }
    }

    /// With the name of its stack left open.
    pub fn without_stack_name(self) -> Self {
        Self { has_stack_name: false, ..self }
    }

    /// With values for its parameters.
    pub fn with(self, given: &[(String, Node)]) -> Self {
        Self { given: given.to_vec(), ..self }
    }

    /// A template that stands in this one as the stack of this name.
    pub(super) fn below(&self, root: &'t Node, name: &str, given: Vec<(String, Node)>) -> Self {
        Self {
            given,
            depth: self.depth + 1,
            prefix: format!("{}{name}-", self.prefix),
            is_quiet: self.is_quiet,
            ..Self::new(root, self.around, self.ledger)
        }
    }

    /// What stands for the name that AWS makes of a resource's name in the template.
    pub fn name_of(&self, kind: &str, name: &str) -> String {
        given_name(kind, &format!("{}{name}", self.prefix)).to_owned()
    }

    /// What a value is; `None` where it is none at all.
    pub fn value(&self, node: &Node) -> Option<Node> {
        self.resolved(node, 0)
    }

    /// Counts work; whether there may be more of it.
    pub(super) fn spend(&self, work: usize) -> bool {
        self.ledger.spend(work)
    }

    pub(super) fn resolved(&self, node: &Node, steps: usize) -> Option<Node> {
        if steps > MAX_STEPS || !self.spend(1 + node.as_str().map_or(0, str::len)) {
            return Some(self.open(node, "what leads on and on", "end the circle of references"));
        }
        let value = match &node.value {
            Value::Null => return None,
            Value::Array(elements) => {
                Value::Array(elements.iter().filter_map(|element| self.resolved(element, steps)).collect())
            }
            Value::Object(members) => {
                if let [only] = members.as_slice()
                    && let Some(function) = function_of(&only.name)
                {
                    return self.call(function, &only.value, node, steps + 1);
                }
                let member = |member: &Member| {
                    let value = self.resolved(&member.value, steps)?;
                    Some(Member { value, ..member.clone() })
                };
                Value::Object(members.iter().filter_map(member).collect())
            }
            other => other.clone(),
        };
        Some(Node { value, span: node.span.clone() })
    }

    fn call(&self, function: &str, argument: &Node, whole: &Node, steps: usize) -> Option<Node> {
        let text = |text: String| Node { value: Value::String(text), span: whole.span.clone() };
        let found = match function {
            "Ref" => return self.reference(argument.as_str().unwrap_or_default(), whole, steps),
            "GetAtt" => {
                let parts = argument.elements().iter().filter_map(Node::as_str).collect::<Vec<_>>().join(".");
                return Some(self.attribute(argument.as_str().unwrap_or(&parts), whole, steps));
            }
            "If" => {
                let [condition, yes, no] = argument.elements() else {
                    return Some(self.unread(function, whole));
                };
                let name = condition.as_str().unwrap_or_default();
                return match self.holds(name, 0) {
                    Some(holds) => self.resolved(if holds { yes } else { no }, steps),
                    None => Some(self.open(whole, name, "give its parameters a `Default`")),
                };
            }
            "Sub" => self.substituted(argument, steps).map(text),
            "Join" => self.joined(argument, steps).map(text),
            "Select" => self.selected(argument, steps),
            "Split" => self.split(argument, whole, steps),
            "FindInMap" => self.mapped(argument, steps),
            "GetAZs" => Some(list_of(ZONES, ",", whole)),
            "ImportValue" => {
                let name = self.resolved(argument, steps).and_then(|name| text_of(&name)).unwrap_or_default();
                let imported = self.imported(&name, &whole.span, steps);
                return Some(imported.unwrap_or_else(|help| self.open(whole, &name, help)));
            }
            _ => None,
        };
        Some(found.unwrap_or_else(|| self.unread(function, whole)))
    }

    fn reference(&self, name: &str, whole: &Node, steps: usize) -> Option<Node> {
        if name == "AWS::NoValue" {
            return None;
        }
        if let Some(parameter) = self.root.get("Parameters").and_then(|all| all.get(name)) {
            let is_list =
                parameter.get("Type").and_then(Node::as_str).is_some_and(|kind| kind.contains("List"));
            let given = self.given.iter().find(|(given, _)| given == name).map(|(_, value)| value);
            let given = given.map(|value| placed(value.clone(), &whole.span));
            let Some(default) = given.as_ref().or_else(|| parameter.get("Default")) else {
                let open = self.missing(whole, name);
                let value = if is_list { Value::Array(vec![open]) } else { open.value };
                return Some(Node { value, span: whole.span.clone() });
            };
            let list = default.as_str().filter(|_| is_list).map(|text| list_of(text, ",", default));
            return self.resolved(&list.unwrap_or_else(|| default.clone()), steps + 1);
        }
        if name == STACK_NAME {
            return Some(self.stack_name(whole));
        }
        if let Some(value) = pseudo_parameter(name) {
            return Some(Node { value: Value::String(value.to_owned()), span: whole.span.clone() });
        }
        Some(self.resource(name, whole, steps).unwrap_or_else(|| self.unknown(name, whole)))
    }

    /// What stands for the name of the stack.
    fn stack_name(&self, whole: &Node) -> Node {
        let text = |text: String| Node { value: Value::String(text), span: whole.span.clone() };
        if !self.has_stack_name {
            return text(format!("${{{STACK_NAME}}}"));
        }
        let name = format!("stack-{}", self.prefix).trim_end_matches('-').to_owned();
        self.tell(&whole.span, STACK_NAME, || {
            let message = format!("`{STACK_NAME}` is taken to be `{name}`");
            let problem =
                Problem::warning(&whole.span, message).label("names made of it are others in your stack");
            problem.help("write the name in its place where it matters")
        });
        text(name)
    }

    /// What `Name.Attribute` is: the output of a nested stack, or what a resource is called.
    fn attribute(&self, path: &str, whole: &Node, steps: usize) -> Node {
        let name = path.split('.').next().unwrap_or(path);
        if !self.has_outputs(name) {
            return self.resource(name, whole, steps).unwrap_or_else(|| self.unknown(name, whole));
        }
        let output = self.output(name, path, &whole.span, steps);
        output
            .unwrap_or_else(|| self.open(whole, path, "a nested stack has it: write its value in its place"))
    }

    /// What a resource of the template is called.
    fn resource(&self, name: &str, whole: &Node, steps: usize) -> Option<Node> {
        let resource = self.root.get("Resources")?.get(name)?;
        let property = type_of(resource).and_then(name_property);
        let own = property.and_then(|property| resource.get("Properties")?.get(property));
        let own = own.and_then(|own| self.resolved(own, steps + 1)).and_then(|own| text_of(&own));
        let kind = type_of(resource).unwrap_or_default();
        let text = own.unwrap_or_else(|| self.name_of(kind, name));
        Some(Node { value: Value::String(text), span: whole.span.clone() })
    }

    fn substituted(&self, argument: &Node, steps: usize) -> Option<String> {
        let (text, own) = match argument.elements() {
            [text, own] => (text.as_str()?, Some(own)),
            _ => (argument.as_str()?, None),
        };
        let (mut made, mut rest) = (String::new(), text);
        while let Some(start) = rest.find("${") {
            made.push_str(&rest[..start]);
            let Some(length) = rest[start..].find('}') else { break };
            let name = &rest[start + 2..start + length];
            let whole = &rest[start..=start + length];
            rest = &rest[start + length + 1..];
            if let Some(literal) = name.strip_prefix('!') {
                made.extend(["${", literal, "}"]);
                continue;
            }
            let given = own.and_then(|own| own.get(name)).map(|given| self.resolved(given, steps));
            let asked = || {
                let is_attribute = name.contains('.');
                if is_attribute {
                    Some(self.attribute(name, argument, steps + 1))
                } else {
                    self.reference(name, argument, steps + 1)
                }
            };
            let value = given.unwrap_or_else(asked);
            let value = value.and_then(|value| text_of(&value)).unwrap_or_else(|| whole.to_owned());
            if !self.spend(value.len()) {
                return None;
            }
            made.push_str(&value);
        }
        made.push_str(rest);
        Some(made)
    }

    fn joined(&self, argument: &Node, steps: usize) -> Option<String> {
        let [separator, list] = argument.elements() else { return None };
        let list = self.resolved(list, steps)?;
        let texts: Option<Vec<String>> = list.elements().iter().map(text_of).collect();
        let made = texts?.join(separator.as_str()?);
        self.spend(made.len()).then_some(made)
    }

    fn selected(&self, argument: &Node, steps: usize) -> Option<Node> {
        let [index, list] = argument.elements() else { return None };
        let index: usize = text_of(&self.resolved(index, steps)?)?.parse().ok()?;
        let list = self.resolved(list, steps)?;
        let found = list.elements().get(index).cloned();
        found.or_else(|| {
            // Of what is open each element is another one.
            let one = if let [one] = list.elements() { one } else { &list };
            let name = one.as_str()?.strip_prefix("${")?.strip_suffix('}')?;
            let value = Value::String(format!("${{{name}.{index}}}"));
            Some(Node { value, span: list.span.clone() })
        })
    }

    fn split(&self, argument: &Node, whole: &Node, steps: usize) -> Option<Node> {
        let [separator, text] = argument.elements() else { return None };
        let text = text_of(&self.resolved(text, steps)?)?;
        let separator = separator.as_str().filter(|separator| !separator.is_empty())?;
        Some(list_of(&text, separator, whole))
    }

    /// Whether a resource is a stack, whose attributes are outputs.
    fn has_outputs(&self, name: &str) -> bool {
        let resource = self.root.get("Resources").and_then(|all| all.get(name));
        let kind = resource.and_then(type_of).unwrap_or_default();
        matches!(kind, "AWS::CloudFormation::Stack" | "AWS::Serverless::Application")
    }

    /// What a mapping has, or the default that stands behind its keys.
    fn mapped(&self, argument: &Node, steps: usize) -> Option<Node> {
        let default = || self.resolved(argument.elements().get(3)?.get("DefaultValue")?, steps);
        self.in_mapping(argument, steps).or_else(default)
    }

    fn in_mapping(&self, argument: &Node, steps: usize) -> Option<Node> {
        let mut found = self.root.get("Mappings")?;
        for key in argument.elements().iter().take(3) {
            found = found.get(&text_of(&self.resolved(key, steps)?)?)?;
        }
        self.resolved(found, steps + 1)
    }

    fn unknown(&self, name: &str, whole: &Node) -> Node {
        self.open(whole, name, "the template has neither a parameter nor a resource of this name")
    }

    fn unread(&self, function: &str, whole: &Node) -> Node {
        self.open(whole, &format!("Fn::{function}"), "write its value in its place")
    }

    /// Stands for a parameter without a value; all of them are told together.
    fn missing(&self, whole: &Node, name: &str) -> Node {
        if !self.is_quiet {
            self.ledger.missing(&whole.span, name);
        }
        Node { value: Value::String(format!("${{{name}}}")), span: whole.span.clone() }
    }

    /// Stands for what is not known; told once for each name.
    fn open(&self, whole: &Node, name: &str, help: &'static str) -> Node {
        self.tell(&whole.span, name, || {
            let problem = Problem::warning(&whole.span, format!("the template leaves `{name}` open"));
            problem.label("no value").help(help)
        });
        Node { value: Value::String(format!("${{{name}}}")), span: whole.span.clone() }
    }

    /// Tells something once for each name, of a template of which anything is told.
    pub(super) fn tell(&self, span: &Span, name: &str, problem: impl FnOnce() -> Problem) {
        if !self.is_quiet {
            self.ledger.tell(span, name, problem);
        }
    }
}

/// The function of this name: `Ref`, `Fn::Sub`, or `!Sub`.
fn function_of(name: &str) -> Option<&str> {
    // `!Ref: Name`, as some write it, is a tag as well.
    let tag = || name.strip_prefix('!').map(|tag| tag.trim_end_matches(':'));
    let function = name.strip_prefix("Fn::").or_else(tag);
    function.or_else(|| (name == "Ref").then_some("Ref"))
}

fn list_of(text: &str, separator: &str, from: &Node) -> Node {
    let element = |part: &str| Node { value: Value::String(part.trim().to_owned()), span: from.span.clone() };
    Node { value: Value::Array(text.split(separator).map(element).collect()), span: from.span.clone() }
}
