//! What would remain of several resources after placing: what best fit and worst fit compare.

use super::registry::{Argument, ArgumentDefault, ArgumentKind};
use super::resource::{Resource, WHOLE, billionths};
use crate::model::Candidate;

/// The argument that says which resources count.
pub(super) const RESOURCES: Argument = Argument {
    name: "resources",
    kind: ArgumentKind::Words(&Resource::NAMES),
    default: Some(ArgumentDefault::Words(&["cpu", "memory"])),
    meaning: "the resources that count",
};

/// The remaining amounts of `resources` after placing, each as a part of what the instance registers, added up in
/// billionths.
pub(super) fn remaining(resources: &[Resource], candidate: &Candidate<'_>) -> u32 {
    let part = |resource: &Resource| {
        let left = resource.of(candidate.free).saturating_sub(resource.of(candidate.demand));
        billionths(left, resource.of(candidate.class.registered))
    };
    resources.iter().map(part).sum()
}

/// The most that [`remaining`] may say.
pub(super) fn most_remaining(resources: &[Resource]) -> u32 {
    resources.iter().map(|_| WHOLE).sum()
}
