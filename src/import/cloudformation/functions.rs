//! The functions of a template. What cannot be known stands as `${Name}`, and is told once by its name.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use super::conditions::text_of;
use super::{given_name, name_property, type_of};
use crate::tree::{Member, Node, Problem, Problems, Span, Value};

/// References from reference to reference; more are a circle.
const MAX_STEPS: usize = 32;
/// Steps, and bytes of text that come of them, for a whole template: references may double what they lead to again and again.
const MAX_WORK: usize = 20_000_000;

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
        STACK_NAME => "stack",
        "AWS::URLSuffix" => "amazonaws.com",
        _ => return None,
    })
}

/// A template, and what was told of it.
pub struct Template<'t> {
    pub(super) root: &'t Node,
    problems: RefCell<&'t mut Problems>,
    told: RefCell<BTreeSet<String>>,
    /// Parameters without a value, and where the first of them is asked for.
    missing: RefCell<(Vec<String>, Option<Span>)>,
    work: Cell<usize>,
}

impl<'t> Template<'t> {
    /// A template of which nothing was told yet.
    pub fn new(root: &'t Node, problems: &'t mut Problems) -> Self {
        Self {
            root,
            problems: RefCell::new(problems),
            told: RefCell::default(),
            missing: RefCell::default(),
            work: Cell::new(0),
        }
    }

    /// What a value is; `None` where it is none at all.
    pub fn value(&self, node: &Node) -> Option<Node> {
        self.resolved(node, 0)
    }

    /// Counts work; whether there may be more of it.
    pub(super) fn spend(&self, work: usize) -> bool {
        self.work.set(self.work.get().saturating_add(work));
        self.work.get() <= MAX_WORK
    }

    fn resolved(&self, node: &Node, steps: usize) -> Option<Node> {
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
                let of_list = argument.elements().first().and_then(Node::as_str);
                let of_text = argument.as_str().and_then(|path| path.split('.').next());
                let name = of_list.or(of_text).unwrap_or_default();
                if let Some(output) = self.output_of(name, argument) {
                    return Some(self.open(
                        whole,
                        &output,
                        "a nested stack has it: write its value in its place",
                    ));
                }
                return Some(self.resource(name, whole, steps).unwrap_or_else(|| self.unknown(name, whole)));
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
                return Some(self.open(
                    whole,
                    &name,
                    "another stack exports it: write its value in its place",
                ));
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
            let Some(default) = parameter.get("Default") else {
                let open = self.missing(whole, name);
                let value = if is_list { Value::Array(vec![open]) } else { open.value };
                return Some(Node { value, span: whole.span.clone() });
            };
            let list = default.as_str().filter(|_| is_list).map(|text| list_of(text, ",", default));
            return self.resolved(&list.unwrap_or_else(|| default.clone()), steps + 1);
        }
        if let Some(value) = pseudo_parameter(name) {
            if name == STACK_NAME && self.told.borrow_mut().insert(name.to_owned()) {
                let message = format!("`{name}` is taken to be `{value}`");
                let problem =
                    Problem::warning(&whole.span, message).label("names made of it are others in your stack");
                self.problems.borrow_mut().push(problem.help("write the name in its place where it matters"));
            }
            return Some(Node { value: Value::String(value.to_owned()), span: whole.span.clone() });
        }
        Some(self.resource(name, whole, steps).unwrap_or_else(|| self.unknown(name, whole)))
    }

    /// What a resource of the template is called.
    fn resource(&self, name: &str, whole: &Node, steps: usize) -> Option<Node> {
        let resource = self.root.get("Resources")?.get(name)?;
        let property = type_of(resource).and_then(name_property);
        let own = property.and_then(|property| resource.get("Properties")?.get(property));
        let own = own.and_then(|own| self.resolved(own, steps + 1)).and_then(|own| text_of(&own));
        let kind = type_of(resource).unwrap_or_default();
        let text = own.unwrap_or_else(|| given_name(kind, name).to_owned());
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
            let first = name.split('.').next().unwrap_or(name);
            let value = given.unwrap_or_else(|| self.reference(first, argument, steps + 1));
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

    /// The output of a nested stack that is asked for, as a path.
    fn output_of(&self, name: &str, argument: &Node) -> Option<String> {
        let kind = type_of(self.root.get("Resources")?.get(name)?)?;
        let is_stack = matches!(kind, "AWS::CloudFormation::Stack" | "AWS::Serverless::Application");
        let parts = argument.elements().iter().filter_map(Node::as_str).collect::<Vec<_>>().join(".");
        is_stack.then(|| argument.as_str().map_or(parts, str::to_owned))
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
        let (names, first) = &mut *self.missing.borrow_mut();
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
        first.get_or_insert_with(|| whole.span.clone());
        Node { value: Value::String(format!("${{{name}}}")), span: whole.span.clone() }
    }

    /// Tells the parameters that have no value, with what gives them one.
    pub fn finish(self) {
        let (names, Some(first)) = self.missing.into_inner() else { return };
        let each = |form: &dyn Fn(&String) -> String, between: &str| {
            names.iter().map(form).collect::<Vec<_>>().join(between)
        };
        let listed = each(&|name| format!("`{name}`"), ", ");
        let message = match names.len() {
            1 => format!("the template leaves its parameter {listed} open"),
            count => format!("the template leaves {count} parameters open: {listed}"),
        };
        let help = format!(
            "write parameters = {{ {} }} beside `file`, or check it with {}",
            each(&|name| format!("{name} = \"…\""), ", "),
            each(&|name| format!("--param {name}=…"), " ")
        );
        self.problems.into_inner().push(Problem::warning(&first, message).label("no value").help(help));
    }

    /// Stands for what is not known; told once for each name.
    fn open(&self, whole: &Node, name: &str, help: &'static str) -> Node {
        if self.told.borrow_mut().insert(name.to_owned()) {
            let problem = Problem::warning(&whole.span, format!("the template leaves `{name}` open"));
            self.problems.borrow_mut().push(problem.label("no value").help(help));
        }
        Node { value: Value::String(format!("${{{name}}}")), span: whole.span.clone() }
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
