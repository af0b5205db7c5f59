//! What each of several variants changes.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::arguments::pretty_json;
use super::because::{line, sentence};
use super::json::difference_of;
use crate::export::Plan;
use crate::scenario::Difference;

/// As text, variant by variant.
pub(super) fn text(plans: impl Iterator<Item = (String, Plan)>) -> String {
    let mut lines = Vec::new();
    for (name, plan) in plans {
        lines.push(line(&name));
        let changes = changes(&plan);
        lines.extend(changes.iter().map(|change| format!("  {}", sentence(change))));
        lines.extend(
            others(&plan).map(|subject| format!("  {}: new, or to be changed by hand", line(subject))),
        );
        let simulated = plan.simulated.iter();
        lines.extend(simulated.map(|setting| format!("  {}, in the simulation only", sentence(setting))));
        if plan.steps.is_empty() && plan.simulated.is_empty() {
            lines.push("  no change".to_owned());
        }
    }
    lines.join("\n") + "\n"
}

/// For programs.
pub(super) fn document(scenario: &str, plans: impl Iterator<Item = (String, Plan)>) -> String {
    let variants = plans.map(|(name, plan)| {
        json!({
            "variant": name,
            "changes": changes(&plan).into_iter().map(difference_of).collect::<Vec<Value>>(),
            "others": others(&plan).collect::<Vec<_>>(),
            "simulated": plan.simulated.iter().map(difference_of).collect::<Vec<Value>>(),
        })
    });
    pretty_json(&json!({ "scenario": scenario, "variants": variants.collect::<Vec<_>>() }))
}

/// Every difference once: one may take several calls.
fn changes(plan: &Plan) -> Vec<&Difference> {
    let mut told = BTreeSet::new();
    let all = plan.steps.iter().flat_map(|step| &step.because);
    all.filter(|difference| told.insert(difference.path.as_str())).collect()
}

/// What takes a step without that any of its values was another one.
fn others(plan: &Plan) -> impl Iterator<Item = &str> {
    let changed: BTreeSet<&str> =
        plan.steps.iter().filter(|step| !step.because.is_empty()).map(|step| step.subject.as_str()).collect();
    let mut told = BTreeSet::new();
    let subjects = plan.steps.iter().map(|step| step.subject.as_str());
    subjects.filter(move |subject| !changed.contains(subject) && told.insert(*subject))
}
