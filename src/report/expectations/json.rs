//! The expectations of a variant in summary.json.

use serde::Serialize;
use serde_json::{Number, Value};

use super::super::number;
use super::super::summary_json::{Figure, figure};
use super::words::found;
use crate::experiment::{Fault, Results, VariantResults};
use crate::scenario::{Bound, Over};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct Member<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    metric: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_least: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_most: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    equals: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    over: Option<&'static str>,
    met: bool,
    /// What was found, with the interval at the level of confidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<Figure<'a>>,
    /// By how much the bound is kept, in the metric's unit; negative where it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    margin: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

pub(in super::super) fn members<'a>(results: &'a Results<'_>, of: &'a VariantResults) -> Vec<Member<'a>> {
    let members = of.expectations.iter().map(|judged| {
        let expectation = &results.scenario.expectations[judged.expectation];
        let (at_least, at_most, equals) = match &expectation.bound {
            Bound::AtLeast(least) => (number::json(*least), None, None),
            Bound::AtMost(most) => (None, number::json(*most), None),
            Bound::Within(least, most) => (number::json(*least), number::json(*most), None),
            Bound::Equals(value) => (None, None, number::json(*value).map(Value::Number)),
            Bound::Is(word) => (None, None, Some(Value::String(word.clone()))),
        };
        let reason = judged.fault.filter(|fault| *fault != Fault::Bound);
        Member {
            name: &expectation.name,
            metric: &judged.metric,
            at_least,
            at_most,
            equals,
            confidence: expectation.confidence.and_then(number::json),
            over: (expectation.over == Over::Completed).then_some("completed"),
            met: judged.is_met(),
            found: judged.found.as_ref().and_then(figure),
            margin: judged.margin.and_then(number::json),
            reason: reason.map(|_| found(expectation, judged)),
        }
    });
    members.collect()
}
