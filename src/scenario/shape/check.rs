//! Walks a tree beside its shape and tells what does not fit.

use super::{DISTRIBUTION, Effect, Kind, MemberShape, Shape};
use crate::scenario::sizes;
use crate::scenario::{Member, Node, Problem, Problems, Severity, Sources, Span, Value};
use crate::text::nearest;
use crate::text::shortened;

/// Checks trees against shapes, collecting problems.
pub struct Checker<'a> {
    sources: &'a Sources,
    problems: &'a mut Problems,
    /// The names from the root to the node that is looked at.
    path: Vec<String>,
    /// Inside of what is not modelled, that is not said again of every member.
    told: bool,
    /// The least and the most that the member which is looked at may be.
    range: Option<(i64, i64)>,
}

impl<'a> Checker<'a> {
    /// A checker that tells problems at `path` to `problems`; `sources` knows which files are AWS JSON.
    pub fn new(sources: &'a Sources, problems: &'a mut Problems, path: Vec<String>) -> Self {
        Self { sources, problems, path, told: false, range: None }
    }

    /// Checks that `node` is of `kind`, all the way down.
    pub fn check(&mut self, node: &Node, kind: Kind) {
        match (kind, &node.value) {
            // What a text with units holds is read, and told, where models are built; a number that was refused where the
            // file was read is absent.
            (Kind::Anything, _)
            | (_, Value::Null)
            | (
                Kind::Text
                | Kind::NumericText
                | Kind::Count
                | Kind::Figure
                | Kind::Cpu
                | Kind::Memory
                | Kind::Duration
                | Kind::Moment
                | Kind::Distribution,
                Value::String(_),
            )
            | (
                Kind::Integer
                | Kind::NumericText
                | Kind::Count
                | Kind::Number
                | Kind::Figure
                | Kind::Cpu
                | Kind::Memory
                | Kind::Moment,
                Value::Integer(_),
            )
            | (Kind::Number | Kind::Figure | Kind::Cpu | Kind::Memory | Kind::Moment, Value::Float(_))
            | (Kind::Boolean, Value::Bool(_)) => {}
            (Kind::Distribution, Value::Object(members)) => self.distribution(members),
            (Kind::List(element), Value::Array(elements)) => self.list(elements, *element),
            (Kind::Map(value), Value::Object(members)) => {
                for member in members {
                    self.within(&member.name, |this| this.check(&member.value, *value));
                }
            }
            (Kind::Object(shape), Value::Object(members)) => self.object(members, shape),
            _ => self.wrong_kind(node, kind),
        }
    }

    fn within(&mut self, name: &str, check: impl FnOnce(&mut Self)) {
        self.path.push(shortened(name));
        check(self);
        self.path.pop();
    }

    fn list(&mut self, elements: &[Node], kind: Kind) {
        for (index, element) in elements.iter().enumerate() {
            let name = element.own_name().map_or_else(|| index.to_string(), str::to_owned);
            self.within(&name, |this| this.check(element, kind));
        }
    }

    fn object(&mut self, members: &[Member], shape: &Shape) {
        for member in members {
            match shape.member(&member.name) {
                Some(known) => self.within(&member.name, |this| this.known(member, known)),
                None => self.unknown(member, shape),
            }
        }
    }

    fn known(&mut self, member: &Member, known: &MemberShape) {
        match known.effect {
            Effect::ReadOnly => {}
            Effect::Modelled | Effect::ValueDecides | Effect::None => {
                let range = std::mem::replace(&mut self.range, known.notes.range);
                self.check(&member.value, known.kind);
                self.range = range;
            }
            Effect::NotModelled { instead, unless } => {
                let told = self.told;
                if !told && asks_for_something(&member.value.value, unless) {
                    self.tell_not_modelled(&member.name_span, instead);
                }
                self.told = true;
                self.check(&member.value, known.kind);
                self.told = told;
            }
            Effect::Planned => self.problems.push(not_simulated(known.name, &member.name_span)),
            Effect::Gone { now } => {
                let message = format!("`{}` is no setting any more", member.name);
                let problem = Problem::error(&member.name_span, message).label("known to earlier versions");
                self.problems.push(problem.help(now));
            }
        }
    }

    /// Checks a value that a path leads to past members of these shapes; `span` is the path's.
    pub fn put(&mut self, passed: &[&MemberShape], span: &Span, value: &Node, kind: Kind) {
        let last = passed.len().saturating_sub(1);
        let instead = passed.iter().enumerate().find_map(|(position, member)| match member.effect {
            Effect::NotModelled { instead, unless } => {
                (position < last || asks_for_something(&value.value, unless)).then_some(instead)
            }
            _ => None,
        });
        if let Some(instead) = instead {
            self.tell_not_modelled(span, instead);
        }
        self.told = instead.is_some();
        self.range = passed.last().and_then(|member| member.notes.range);
        self.check(value, kind);
    }

    fn tell_not_modelled(&mut self, span: &Span, instead: &'static str) {
        let problem = Problem::warning(span, format!("`{}` is not modelled", self.path.join(".")));
        self.problems.push(problem.label(instead));
    }

    /// Whoever writes a scenario must hear of a misspelt key. AWS JSON may be newer than the tables: it is warned of.
    fn unknown(&mut self, member: &Member, shape: &Shape) {
        let severity =
            if self.sources.is_aws_json(member.name_span.file) { Severity::Warning } else { Severity::Error };
        let is_told = self.problems.may_show_more(severity);
        let near = if is_told { nearest(&member.name, shape.names()) } else { None };
        let place =
            if self.path.is_empty() { String::new() } else { format!(" in `{}`", self.path.join(".")) };
        let span = &member.name_span;
        let problem = if self.sources.is_aws_json(span.file) {
            let message = format!("unknown member `{}`{place} is ignored", member.name);
            Problem::warning(span, message).label(format!("no member of {}", shape.name))
        } else {
            Problem::error(span, format!("unknown key `{}`{place}", member.name))
                .label(format!("no key of {}", shape.name))
        };
        self.problems.push(match near {
            Some(name) => problem.help(format!("did you mean `{name}`?")),
            None if shape.members.len() <= FEW => {
                let names: Vec<String> = shape.names().map(|name| format!("`{name}`")).collect();
                problem.help(format!("known keys: {}", names.join(", ")))
            }
            None => problem,
        });
    }

    /// Which distribution it is, and that it is one, is told where models are built.
    fn distribution(&mut self, members: &[Member]) {
        for member in members {
            if let Some(known) = DISTRIBUTION.member(&member.name) {
                self.within(&member.name, |this| this.known(member, known));
            }
        }
    }

    fn wrong_kind(&mut self, node: &Node, kind: Kind) {
        if let (Value::Float(number), Kind::Integer | Kind::NumericText | Kind::Count) = (&node.value, kind)
            && number.abs() >= BEYOND_64_BITS
        {
            let message = format!("`{}` does not fit into 64 bits", self.path.join("."));
            let (least, most) = self.range.unwrap_or((i64::MIN, i64::MAX));
            let problem = Problem::error(&node.span, message).label("out of range");
            self.problems.push(problem.help(format!("write a number from {least} to {most}")));
            return;
        }
        let message = format!("`{}` must be {}", self.path.join("."), kind.expected());
        let label = match (&node.value, kind) {
            (Value::Float(_), Kind::Integer | Kind::NumericText | Kind::Count) => {
                "this has a decimal point".to_owned()
            }
            (other, _) => format!("this is {}", other.kind()),
        };
        let problem = Problem::error(&node.span, message).label(label);
        let meant = self.path.last().and_then(|name| in_units(name, &node.value, kind));
        self.problems.push(match meant.or_else(|| remedy(&node.value, kind)) {
            Some(help) => problem.help(help),
            None => problem,
        });
    }
}

/// The error of a section that a later version will know.
pub fn not_simulated(name: &str, span: &Span) -> Problem {
    Problem::error(span, format!("`{name}` is not modelled by this version"))
        .label("this section is not simulated")
        .help("leave it out")
}

/// From here on no whole number of 64 bits is.
const BEYOND_64_BITS: f64 = 9_223_372_036_854_775_808.0;

/// Up to here a number without its fraction is one that anybody would write.
const EXACT: f64 = 1e15;

/// Up to this many keys are listed when none is near.
const FEW: usize = 50;

/// Empty lists and objects ask for nothing, nor does the value that the simulation has anyway.
fn asks_for_something(value: &Value, unless: Option<&str>) -> bool {
    match value {
        Value::Null => false,
        Value::Array(elements) => !elements.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::String(text) => unless.is_none_or(|harmless| !text.eq_ignore_ascii_case(harmless)),
        Value::Bool(value) => unless != Some(if *value { "true" } else { "false" }),
        Value::Integer(number) => unless.is_none_or(|harmless| number.to_string() != harmless),
        Value::Float(_) => true,
    }
}

/// What to write for a size or a time with its unit, or a fraction of one, where the API has a whole number.
fn in_units(name: &str, value: &Value, kind: Kind) -> Option<String> {
    match (kind, value) {
        (Kind::Integer | Kind::NumericText, Value::String(text)) => sizes::remedy(name, text),
        (Kind::Integer | Kind::NumericText, Value::Float(number)) => sizes::remedy(name, &number.to_string()),
        _ => None,
    }
}

fn remedy(value: &Value, kind: Kind) -> Option<String> {
    match (kind, value) {
        (Kind::Integer | Kind::Number, Value::String(text)) if text.trim().parse::<i64>().is_ok() => {
            Some(format!("write {} without quotes", text.trim()))
        }
        (Kind::Integer | Kind::NumericText | Kind::Count, Value::Float(number)) if number.abs() < EXACT => {
            let (below, above) = (number.floor(), number.ceil());
            Some(if number.fract().abs() < f64::EPSILON {
                format!("write {number:.0}")
            } else {
                format!("write {below:.0} or {above:.0}")
            })
        }
        (Kind::Text, Value::Integer(number)) => Some(format!("write \"{number}\" in quotes")),
        (Kind::Duration | Kind::Distribution, Value::Integer(number)) => {
            Some(format!("write \"{number}s\" if seconds are meant"))
        }
        (Kind::Duration | Kind::Distribution, Value::Float(number)) if (0.0..EXACT).contains(number) => {
            Some(format!("write \"{:.0}ms\" if seconds are meant", number * 1e3))
        }
        (Kind::Boolean, Value::String(text)) if matches!(text.as_str(), "true" | "false") => {
            Some(format!("write {text} without quotes"))
        }
        (Kind::List(_), _) => Some("put it in brackets: [ … ]".to_owned()),
        (Kind::Integer | Kind::NumericText | Kind::Count, _) => Some("write a number such as 3".to_owned()),
        (Kind::Number, _) => Some("write a number such as 0.5".to_owned()),
        (Kind::Boolean, _) => Some("write true or false".to_owned()),
        (Kind::Text, _) => Some("write text in quotes".to_owned()),
        (Kind::Map(_) | Kind::Object(_), _) => Some("put its members in braces: { … }".to_owned()),
        // What they must be is said with an example already.
        (
            Kind::Anything
            | Kind::Figure
            | Kind::Cpu
            | Kind::Memory
            | Kind::Duration
            | Kind::Moment
            | Kind::Distribution,
            _,
        ) => None,
    }
}
