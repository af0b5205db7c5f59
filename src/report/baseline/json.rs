//! The comparison with a baseline in summary.json.

use serde::Serialize;
use serde_json::{Number, Value};

use super::super::number;
use super::super::summary_json::figure;
use super::compare;
use crate::experiment::{Results, Summary};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct Member {
    seed: u64,
    digest: String,
    changed: Vec<Change>,
    unchanged: usize,
    new_variants: Vec<String>,
    gone_variants: Vec<String>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Change {
    variant: String,
    metric: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<Number>,
}

pub(in super::super) fn member(results: &Results<'_>) -> Option<Member> {
    let (baseline, comparison) = (results.baseline.as_ref()?, compare(results)?);
    let shown = |summary: Option<&Summary>| {
        let figure = summary.and_then(figure)?;
        Some(serde_json::to_value(figure).expect("texts and finite numbers are always JSON"))
    };
    let changed = comparison.changed.iter().map(|change| Change {
        variant: change.variant.name.clone(),
        metric: change.metric.clone(),
        before: shown(change.before),
        now: shown(change.now),
        difference: change.difference().and_then(|(difference, _)| number::json(difference)),
    });
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    Some(Member {
        seed: baseline.seed,
        digest: baseline.digest.clone(),
        changed: changed.collect(),
        unchanged: comparison.unchanged,
        new_variants: names(&comparison.new),
        gone_variants: names(&comparison.gone),
        notes: comparison.notes,
    })
}
