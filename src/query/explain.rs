//! Why an expression does not hold on an instance: the fewest predicates that already decide it.

use super::expression::{Expression, Predicate};
use super::facts::{ClassFacts, InstanceFacts};
use super::truth::Facts;
use super::unmet::Unmet;

/// Reasons that together keep `expression` from holding, whatever else were different; none when it holds.
///
/// None of them can be left out: each answers alone for a part of the expression.
pub fn explain(
    expression: &Expression,
    facts: &Facts<'_, impl ClassFacts, impl InstanceFacts>,
) -> Vec<Unmet> {
    if facts.satisfy(expression) {
        return Vec::new();
    }
    let mut reasons: Vec<Unmet> = Vec::new();
    for predicate in deciding(expression, facts) {
        let reason = facts.reason(predicate);
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons
}

/// Few predicates that give `expression` the truth it has, none of them needless.
pub(super) fn deciding<'e>(
    expression: &'e Expression,
    facts: &Facts<'_, impl ClassFacts, impl InstanceFacts>,
) -> Vec<&'e Predicate> {
    let mut deciding = sufficient(expression, facts);
    // A predicate that stands twice may make another one needless; the first ones stay.
    for at in (0..deciding.len()).rev() {
        let candidate = deciding.remove(at);
        if decided(expression, &deciding, facts).is_none() {
            deciding.insert(at, candidate);
        }
    }
    deciding
}

/// The shortest of the alternatives at each `and` and `or`.
fn sufficient<'e>(
    expression: &'e Expression,
    facts: &Facts<'_, impl ClassFacts, impl InstanceFacts>,
) -> Vec<&'e Predicate> {
    let (parts, decided_by_one) = match expression {
        Expression::Predicate(predicate) => return vec![predicate],
        Expression::Not(inner) => return sufficient(inner, facts),
        Expression::All(parts) => (parts, false),
        Expression::Any(parts) => (parts, true),
    };
    let deciders = |part| sufficient(part, facts);
    if facts.satisfy(expression) == decided_by_one {
        let able = parts.iter().filter(|part| facts.satisfy(part) == decided_by_one);
        // The first of equally short answers wins: people write first what matters most.
        return able.map(deciders).min_by_key(Vec::len).unwrap_or_default();
    }
    let mut together: Vec<&Predicate> = Vec::new();
    for predicate in parts.iter().flat_map(deciders) {
        if !together.contains(&predicate) {
            together.push(predicate);
        }
    }
    together
}

/// The truth of `expression` as far as `known` predicates decide it.
pub(super) fn decided(
    expression: &Expression,
    known: &[&Predicate],
    facts: &Facts<'_, impl ClassFacts, impl InstanceFacts>,
) -> Option<bool> {
    let joined = |parts: &[Expression], decisive: bool| {
        let truths: Vec<Option<bool>> = parts.iter().map(|part| decided(part, known, facts)).collect();
        if truths.contains(&Some(decisive)) {
            Some(decisive)
        } else if truths.contains(&None) {
            None
        } else {
            Some(!decisive)
        }
    };
    match expression {
        Expression::All(parts) => joined(parts, false),
        Expression::Any(parts) => joined(parts, true),
        Expression::Not(inner) => decided(inner, known, facts).map(|truth| !truth),
        Expression::Predicate(predicate) => {
            known.contains(&predicate).then(|| facts.satisfy_predicate(predicate))
        }
    }
}
