//! What variants have in common: findings of a kind about the same service.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::finding::{Finding, Kind};
use super::of_variant;
use crate::experiment::Results;
use crate::metrics::{AGENT, DEPLOYMENT_FAILED, PERCENTAGES, TASKS_FAIL};
use crate::report::number;

/// Findings of several variants that differ in reasons and figures at most.
#[derive(Debug)]
pub(in crate::report) struct Group {
    pub kind: Kind,
    pub subject: String,
    /// In how many variants, of how many.
    pub variants: (usize, usize),
    /// In how many of them for which reason.
    reasons: BTreeMap<String, usize>,
    /// The first of them.
    first: String,
    /// What is said of the first.
    words: String,
    amounts: (f64, f64),
    /// In how many replications of a variant, at least and at most, of how many.
    times: (u32, u32),
    replications: u32,
}

/// All that is found in the variants, worst first, then what is found in most of them.
pub(in crate::report) fn groups(results: &Results<'_>) -> Vec<Group> {
    let all = results.variants.len();
    let mut groups: BTreeMap<(Kind, String), Group> = BTreeMap::new();
    for (variant, of) in results.iter() {
        for finding in of_variant(of, results.scenario.replications) {
            let key = (finding.kind, finding.subject.clone());
            groups.entry(key).or_insert_with(|| Group::new(&finding, &variant.name, all)).add(finding);
        }
    }
    let mut groups: Vec<Group> = groups.into_values().collect();
    let weight = |group: &Group| (group.kind, Reverse(group.variants.0));
    groups.sort_by(|a, b| weight(a).cmp(&weight(b)).then(b.amounts.1.total_cmp(&a.amounts.1)));
    groups
}

impl Group {
    fn new(finding: &Finding, variant: &str, all: usize) -> Self {
        Self {
            kind: finding.kind,
            subject: finding.subject.clone(),
            variants: (0, all),
            reasons: BTreeMap::new(),
            first: variant.to_owned(),
            words: finding.words.clone(),
            amounts: (finding.amount, finding.amount),
            times: (finding.times.times, finding.times.times),
            replications: finding.times.of,
        }
    }

    fn add(&mut self, finding: Finding) {
        self.variants.0 += 1;
        *self.reasons.entry(finding.reason).or_default() += 1;
        self.amounts = (self.amounts.0.min(finding.amount), self.amounts.1.max(finding.amount));
        let times = finding.times.times;
        self.times = (self.times.0.min(times), self.times.1.max(times));
    }

    /// A sentence without a full stop.
    pub fn words(&self) -> String {
        let (some, all) = self.variants;
        match (some, all) {
            (_, 1) => self.words.clone(),
            (1, _) => format!("in 1 of {all} variants ({}) {}", self.first, self.words),
            _ => {
                let variants = match all {
                    2 => "both".to_owned(),
                    _ if some == all => format!("all {all}"),
                    _ => format!("{some} of {all}"),
                };
                format!("in {variants} variants {}{}{}", self.body(), self.in_replications(), self.why())
            }
        }
    }

    fn body(&self) -> String {
        let subject = &self.subject;
        let tasks = self.range(number::plain);
        let s = if tasks == "1" { "" } else { "s" };
        match self.kind {
            Kind::Halted => "guards ended runs".to_owned(),
            Kind::LacksTasks => format!("{subject} lacks {tasks} task{s}"),
            Kind::CatchingUp => format!("at the end {subject} lacks {tasks} task{s}, on their way"),
            Kind::TasksFail => format!("tasks of {subject} start and fail without end, {tasks} in a row"),
            Kind::DeploymentFailed => format!("a deployment of {subject} failed"),
            Kind::RolledBack => format!("a deployment of {subject} failed and was rolled back"),
            Kind::DeploymentStuck => format!("a deployment of {subject} is stuck"),
            Kind::DeploymentHeldUp => format!("a deployment of {subject} is held up at the end"),
            Kind::DeploymentInProgress => format!("a deployment of {subject} is not over at the end"),
            Kind::Outage => format!("{subject} had no serving task for {}", self.range(number::duration)),
            Kind::BelowMinimum => {
                format!(
                    "{subject} had fewer serving tasks than its minimum for {}",
                    self.range(number::duration)
                )
            }
            Kind::Refused => format!("{tasks} task{s} of {subject} were refused"),
        }
    }

    fn range(&self, told: fn(f64) -> String) -> String {
        let (low, high) = (told(self.amounts.0), told(self.amounts.1));
        if low == high { low } else { format!("{low} to {high}") }
    }

    /// Where it is not so in all replications.
    fn in_replications(&self) -> String {
        let (least, most) = self.times;
        let of = self.replications;
        match (least, most) {
            _ if least == of => String::new(),
            _ if least == most => format!(", in {least} of {of} replications each"),
            _ => format!(", in {least} to {most} of {of} replications each"),
        }
    }

    /// The reasons that most variants have, unless what is told needs none.
    fn why(&self) -> String {
        let needs_one = matches!(
            self.kind,
            Kind::LacksTasks | Kind::DeploymentStuck | Kind::DeploymentHeldUp | Kind::Refused
        );
        let mut reasons: Vec<(&str, usize)> =
            self.reasons.iter().map(|(reason, variants)| (reason.as_str(), *variants)).collect();
        reasons.sort_by_key(|(_, variants)| Reverse(*variants));
        match &*reasons {
            _ if !needs_one => String::new(),
            [(reason, _)] => format!(": {}", in_words(reason)),
            _ => {
                let told =
                    reasons.iter().map(|(reason, variants)| format!("{} in {variants}", in_words(reason)));
                format!(": {}", told.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// A reason as it is told of several variants.
fn in_words(reason: &str) -> &str {
    match reason {
        TASKS_FAIL => "its tasks start and fail without end",
        AGENT => "hosts do not answer",
        PERCENTAGES => "its percentages allow no step",
        DEPLOYMENT_FAILED => "its deployment has failed and starts nothing more",
        code => code,
    }
}
