//! The verdict for programs.

use serde::Serialize;

use super::finding::Kind;
use super::{Finding, Group, groups, lines, of_variant, worst};
use crate::experiment::{Results, VariantResults};

/// What there is to say of one variant.
#[derive(Serialize)]
pub(in crate::report) struct OfVariant {
    kind: &'static str,
    findings: Vec<OneFinding>,
}

/// What there is to say of all variants.
#[derive(Serialize)]
pub(in crate::report) struct OfWhole {
    kind: &'static str,
    /// The lines that end a report.
    words: Vec<String>,
    findings: Vec<OneGroup>,
}

#[derive(Serialize)]
struct OneFinding {
    kind: &'static str,
    #[serde(flatten)]
    subject: Subject,
    words: String,
    /// In how many replications it is so.
    replications: u32,
}

#[derive(Serialize)]
struct OneGroup {
    kind: &'static str,
    #[serde(flatten)]
    subject: Subject,
    words: String,
    /// In how many variants it is so.
    variants: usize,
}

/// Whom it is about: at most one of them.
#[derive(Default, Serialize)]
struct Subject {
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    arrivals: Option<String>,
}

impl Subject {
    fn of(kind: Kind, name: String) -> Self {
        match kind {
            Kind::Halted => Self::default(),
            Kind::Refused => Self { arrivals: Some(name), ..Self::default() },
            _ => Self { service: Some(name), ..Self::default() },
        }
    }
}

impl OfVariant {
    /// Of a variant of `runs` runs.
    pub fn of(variant: &VariantResults, runs: u32) -> Self {
        let findings = of_variant(variant, runs);
        let one = |Finding { kind, subject, words, times, .. }| OneFinding {
            kind: kind.name(),
            subject: Subject::of(kind, subject),
            words,
            replications: times.times,
        };
        Self {
            kind: worst(findings.first().map(|of| of.kind)),
            findings: findings.into_iter().map(one).collect(),
        }
    }
}

impl OfWhole {
    /// Of everything.
    pub fn of(results: &Results<'_>) -> Self {
        let groups = groups(results);
        let one = |group: &Group| OneGroup {
            kind: group.kind.name(),
            subject: Subject::of(group.kind, group.subject.clone()),
            words: group.words(),
            variants: group.variants.0,
        };
        Self {
            kind: worst(groups.first().map(|of| of.kind)),
            words: lines(results),
            findings: groups.iter().map(one).collect(),
        }
    }
}
