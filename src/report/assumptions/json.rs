//! The member `assumptions` of summary.json.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Number, Value};

use super::super::number;
use super::verdicts::{self, Judged};
use super::{amount, flips, is_one_run};
use crate::experiment::{Alternative, Assumptions, Kind, Movement, Outcome, Results, Tally, Tried};

/// What programs read of it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::report) struct Member<'a> {
    levels: Counted,
    comparisons: Comparisons,
    /// Figures in between that come to none, 0 or 100 %.
    in_between_flipped: usize,
    /// With one replication nothing tells movements from chance.
    movements_may_be_chance: bool,
    /// Settings that the scenario says itself.
    known: &'a [&'static str],
    verdicts: Vec<Verdict<'a>>,
    settings: Vec<Guess<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Counted {
    count: usize,
    flipped: usize,
    no_longer_clear: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Comparisons {
    #[serde(flatten)]
    of_verdicts: Counted,
    /// Of figures of two variants on an axis.
    pairs: usize,
    equal: usize,
    not_told_apart: usize,
}

#[derive(Serialize)]
struct Verdict<'a> {
    /// `level`, `comparison`, or `in between` for a figure that comes to a level.
    kind: &'static str,
    metric: &'a str,
    /// Of a comparison, the one that has less first.
    variants: Vec<&'a str>,
    says: String,
    /// `holds`, `no longer clear` or `flips`: the worst.
    outcome: &'static str,
    /// The values with which it does not hold.
    causes: Vec<Cause<'a>>,
}

#[derive(Serialize)]
struct Cause<'a> {
    setting: &'a str,
    /// As a scenario writes it.
    value: &'a str,
    outcome: &'static str,
    /// What the figures say instead, where it flips.
    #[serde(skip_serializing_if = "Option::is_none")]
    instead: Option<String>,
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

#[derive(Serialize)]
struct Guess<'a> {
    setting: &'a str,
    default: String,
    alternatives: Vec<Other<'a>>,
}

#[derive(Serialize)]
struct Other<'a> {
    /// As a scenario writes it.
    value: &'a str,
    /// By metric, the largest in any variant, in the metric's unit; `null` where a figure or a word comes or goes.
    movements: BTreeMap<&'a str, Value>,
}

/// The member; `None` where nobody asked for it.
pub(in crate::report) fn member<'a>(results: &'a Results<'_>) -> Option<Member<'a>> {
    let assumptions = results.assumptions.as_ref()?;
    let judged = verdicts::judged(assumptions);
    Some(Member {
        levels: count(assumptions.tally(Kind::Level)),
        comparisons: Comparisons {
            of_verdicts: count(assumptions.tally(Kind::Order)),
            pairs: assumptions.pairs.all(),
            equal: assumptions.pairs.equal,
            not_told_apart: assumptions.pairs.untold,
        },
        in_between_flipped: assumptions.tally(Kind::Between).flipped,
        movements_may_be_chance: is_one_run(results),
        known: &assumptions.known,
        verdicts: judged.iter().map(|judged| verdict(results, assumptions, judged)).collect(),
        settings: assumptions.tried.iter().map(|tried| guess(assumptions, tried)).collect(),
    })
}

const fn count(of: Tally) -> Counted {
    Counted { count: of.all, flipped: of.flipped, no_longer_clear: of.unclear }
}

fn verdict<'a>(results: &'a Results<'_>, assumptions: &'a Assumptions, of: &Judged<'a>) -> Verdict<'a> {
    let cause = |cause: &verdicts::Cause<'a>| Cause {
        setting: cause.setting,
        value: &cause.alternative.value,
        outcome: verdicts::outcome(cause.outcome),
        instead: (cause.outcome == Outcome::Flips)
            .then(|| flips::of_one(results, assumptions, cause.alternative, of.verdict)),
        threshold: cause.threshold.map(|at| {
            let (side, value) = amount::threshold(cause.setting, cause.alternative.end, at);
            Threshold { side, value }
        }),
    };
    let name = |variant: usize| results.points[variant].name.as_str();
    Verdict {
        kind: verdicts::kind(of.verdict),
        metric: &assumptions.metrics[of.verdict.metric()],
        variants: of.verdict.variants().into_iter().map(name).collect(),
        says: verdicts::says(results, assumptions, of.verdict),
        outcome: verdicts::outcome(of.outcome),
        causes: of.causes.iter().map(cause).collect(),
    }
}

fn guess<'a>(assumptions: &'a Assumptions, tried: &'a Tried) -> Guess<'a> {
    let other = |of: &'a Alternative| Other { value: &of.value, movements: movements(assumptions, of) };
    Guess {
        setting: tried.setting,
        default: amount::written_default(tried.setting),
        alternatives: tried.alternatives.iter().map(other).collect(),
    }
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
