//! A local reader of TOML for the tests of this folder, and the tests of whole scenarios.

mod attributes;
mod happening;
mod happy;
mod interfaces;
mod order;
mod own_faults;
mod registrations;
mod required;
mod rules;
mod subnets;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::traces::Traces;
use super::super::{Member, Node, Problems, Severity, Sources, Span, Value};
use crate::model::Model;

/// The tree of a TOML text.
pub(super) fn tree(text: &str) -> Node {
    let file = Sources::default().add("scenario.toml", text);
    let table = DeTable::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let span = Span::new(file, table.span());
    Node { value: object(table.get_ref(), file), span }
}

fn object(table: &DeTable<'_>, file: super::super::FileId) -> Value {
    let member = |(name, value): (&Spanned<std::borrow::Cow<'_, str>>, &Spanned<DeValue<'_>>)| Member {
        name: name.get_ref().to_string(),
        name_span: Span::new(file, name.span()),
        value: node(value, file),
    };
    Value::Object(table.iter().map(member).collect())
}

fn node(written: &Spanned<DeValue<'_>>, file: super::super::FileId) -> Node {
    let value = match written.get_ref() {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => Value::Integer(number.as_str().parse().expect("a small number")),
        DeValue::Float(number) => Value::Float(number.as_str().parse().expect("a number")),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(time) => Value::String(time.to_string()),
        DeValue::Array(elements) => {
            Value::Array(elements.iter().map(|element| node(element, file)).collect())
        }
        DeValue::Table(table) => object(table, file),
    };
    Node { value, span: Span::new(file, written.span()) }
}

/// Builds a scenario.
fn built(text: &str) -> (Option<Model>, Problems) {
    let mut problems = Problems::default();
    let model = super::resolve(&tree(text), &Traces::default(), &mut problems);
    assert_eq!(model.is_none(), problems.has_errors(), "{problems:?}");
    (model, problems)
}

/// The model of a scenario without any problem.
fn model(text: &str) -> Model {
    let (model, problems) = built(text);
    assert!(problems.is_empty(), "{problems:#?}");
    model.expect("no problem, so a model")
}

/// The model of a scenario that may have warnings.
fn model_with_warnings(text: &str) -> Model {
    let (model, problems) = built(text);
    model.unwrap_or_else(|| panic!("{problems:#?}"))
}

/// A short form of all problems, for messages of failed tests.
fn listing(problems: &Problems) -> Vec<(Severity, Option<&str>, &str)> {
    let short = |problem: &&super::super::Problem| problem.severity;
    let all = problems.sorted();
    all.iter().map(|problem| (short(problem), problem.rule.as_deref(), problem.message.as_str())).collect()
}
