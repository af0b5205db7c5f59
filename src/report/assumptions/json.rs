//! The member `assumptions` of summary.json.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Number, Value};

use super::super::number;
use super::{amount, flips};
use crate::experiment::{Alternative, Assumptions, Movement, Results, Tried, Verdict};

/// What programs read of it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::report) struct Member<'a> {
    verdicts: usize,
    flipped: usize,
    no_longer_clear: usize,
    /// Settings that the scenario says itself.
    known: &'a [&'static str],
    settings: Vec<Guess<'a>>,
}

#[derive(Serialize)]
struct Guess<'a> {
    setting: &'a str,
    default: String,
    alternatives: Vec<Other<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Other<'a> {
    /// As a scenario writes it.
    value: &'a str,
    /// By metric, the largest in any variant, in the metric's unit; `null` where a figure or a word comes or goes.
    movements: BTreeMap<&'a str, Value>,
    flips: Vec<Flip<'a>>,
    no_longer_clear: usize,
}

#[derive(Serialize)]
struct Flip<'a> {
    metric: &'a str,
    variants: Vec<&'a str>,
    verdict: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    threshold: Option<Threshold>,
}

#[derive(Serialize)]
struct Threshold {
    /// `over`, `under`, or `at least` and `at most` of what does not vary.
    side: &'static str,
    /// As a scenario writes it.
    value: String,
}

/// The member; `None` where nobody asked for it.
pub(in crate::report) fn member<'a>(results: &'a Results<'_>) -> Option<Member<'a>> {
    let assumptions = results.assumptions.as_ref()?;
    let (flipped, no_longer_clear) = assumptions.shaken();
    Some(Member {
        verdicts: assumptions.verdicts.len(),
        flipped,
        no_longer_clear,
        known: &assumptions.known,
        settings: assumptions.tried.iter().map(|tried| guess(results, assumptions, tried)).collect(),
    })
}

fn guess<'a>(results: &'a Results<'_>, assumptions: &'a Assumptions, tried: &'a Tried) -> Guess<'a> {
    let other = |of: &'a Alternative| Other {
        value: &of.value,
        movements: movements(assumptions, of),
        flips: of
            .flips
            .iter()
            .map(|flip| {
                let verdict = &assumptions.verdicts[flip.verdict];
                Flip {
                    metric: &assumptions.metrics[verdict.metric()],
                    variants: variants(results, verdict),
                    verdict: flips::of_one(results, assumptions, of, verdict),
                    threshold: flip.threshold.map(|at| {
                        let (side, value) = amount::threshold(tried.setting, of.end, at);
                        Threshold { side, value }
                    }),
                }
            })
            .collect(),
        no_longer_clear: of.unclear.len(),
    };
    Guess {
        setting: tried.setting,
        default: amount::written_default(tried.setting),
        alternatives: tried.alternatives.iter().map(other).collect(),
    }
}

fn variants<'a>(results: &'a Results<'_>, verdict: &Verdict) -> Vec<&'a str> {
    verdict.variants().into_iter().map(|variant| results.scenario.variants[variant].name.as_str()).collect()
}

fn movements<'a>(assumptions: &'a Assumptions, of: &Alternative) -> BTreeMap<&'a str, Value> {
    let number = |by: f64| number::json(by).unwrap_or_else(|| Number::from(0));
    let moved = assumptions.metrics.iter().zip(&of.movements).filter_map(|(metric, movement)| {
        let value = match movement {
            Movement::None => return None,
            Movement::By(by) => Value::Number(number(*by)),
            Movement::Otherwise => Value::Null,
        };
        Some((metric.as_str(), value))
    });
    moved.collect()
}
