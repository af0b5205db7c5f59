//! `answer` and `distributions`: whether the metrics that they name are ones that these variants have.

use std::collections::BTreeSet;

use super::{Node, Problem, Problems, Span};
use crate::metrics::{self, REASON};
use crate::model::Model;
use crate::text::{has_wildcards, nearest, nearest_within, selects_parts};

/// More metrics than anybody mistypes among; beyond it only the first are compared.
const SUGGESTION_CANDIDATES: usize = 20_000;

/// How many wrong metrics get one.
const SUGGESTIONS: usize = 50;

/// What metrics may be about, over all variants.
#[derive(Default)]
pub(super) struct Subjects {
    /// Names of clusters, where there are several; one alone is what `cluster.` says.
    clusters: BTreeSet<String>,
    /// Names of services as metrics spell them.
    services: BTreeSet<String>,
    /// Names of arrival streams, and of all actions where they call for tasks.
    arrivals: BTreeSet<String>,
}

/// Reports entries of `answer` and `distributions` that no variant can have, and words, which have no distribution.
pub fn check(root: &Node, subjects: &Subjects, problems: &mut Problems) {
    let entries = |name| root.get(name).map_or(&[][..], Node::elements);
    let mut wrong = 0;
    let all = entries("answer").iter().chain(entries("distributions"));
    for (entry, name) in all.filter_map(|entry| Some((entry, entry.as_str()?))) {
        if let Some(problem) = subjects.told_of(&entry.span, name, wrong) {
            problems.push(problem);
            wrong += 1;
        }
    }
    let is_word = |name: &str| metrics::row_of(name).is_some_and(|row| row.unit.is_empty());
    for entry in entries("distributions").iter().filter(|entry| entry.as_str().is_some_and(is_word)) {
        let message = "what this metric says is a word, and `distributions` are of figures";
        let problem = Problem::error(&entry.span, message).label("no figure");
        problems
            .push(problem.help("name it in `answer`; `plimsoll list metrics` has units of what are figures"));
    }
}

/// What to do about a pattern that selects nothing, or what was meant as one; `None` for a plain name.
fn pattern_help(name: &str) -> Option<&'static str> {
    if name.contains(['\\', '[', ']', '(', ')', '|', '^', '$', '+']) {
        return Some(
            "this is no regular expression: `*` stands for anything between two dots, as in `services.*.availability`",
        );
    }
    if name.contains(['{', '}']) {
        return Some("write each of the alternatives in braces by itself, or `*` for all of them");
    }
    has_wildcards(name).then_some(
        "`*` stands for anything between two dots and crosses none, as in `services.*.availability`; `plimsoll list \
         metrics` names all metrics",
    )
}

/// What a metric is called that once had another name.
fn renamed(name: &str) -> String {
    if name.contains("fullestZone") {
        return format!("it is called `{}` now", name.replace("fullestZone", "maxZoneShare"));
    }
    let whole =
        if name.contains(['*', '?', '[', '^', '$']) { "write whole names, no patterns: " } else { "" };
    format!("{whole}`plimsoll list metrics` names all of them")
}

/// A metric by a reason that does not exist.
fn no_such_reason(span: &Span, name: &str, start: &str, reasons: &[&str]) -> Problem {
    let written: String = name[start.len()..].chars().take(120).collect();
    let lower = written.to_lowercase();
    // Who writes a part of a reason means the whole of it.
    let whole = |reason: &&&str| lower.len() > 2 && reason.to_lowercase().contains(&lower);
    let near = nearest(&written, reasons.iter().copied()).or_else(|| reasons.iter().find(whole).copied());
    let reasons_are = |the: &str| format!("{the} reasons are {}", reasons.join(", "));
    let help = match near {
        Some(near) => format!("did you mean `{start}{near}`? {}", reasons_are("The")),
        None => reasons_are("the"),
    };
    Problem::error(span, format!("there is no reason `{written}`")).label("never a reason").help(help)
}

impl Subjects {
    /// Takes in what one more variant has.
    pub fn add(&mut self, model: &Model) {
        if model.clusters.len() > 1 {
            self.clusters.extend(model.clusters.iter().cloned());
        }
        self.services.extend(metrics::service_names(model));
        self.arrivals.extend(metrics::arrival_names(model));
    }

    /// What is wrong with a metric that no variant can have, after so many other ones; `None` where one can.
    pub(super) fn told_of(&self, span: &Span, name: &str, number: usize) -> Option<Problem> {
        if self.have(name) {
            return None;
        }
        if let Some(help) = pattern_help(name) {
            let problem = Problem::error(span, format!("`{name}` names no metric"));
            return Some(problem.label("never measured in this scenario").help(help));
        }
        if let Some((start, reasons)) = self.with_other_reason(name) {
            return Some(no_such_reason(span, name, start, &reasons));
        }
        let problem = Problem::error(span, format!("there is no metric `{name}`"));
        let near = if number < SUGGESTIONS { self.nearest(name) } else { None };
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => renamed(name),
        };
        Some(problem.label("never measured in this scenario").help(help))
    }

    fn have(&self, name: &str) -> bool {
        if has_wildcards(name) {
            return self.have_any(name);
        }
        let Some((section, rest)) = name.split_once('.') else { return false };
        // Names of clusters, services and arrival streams have no dot in them.
        let of = rest.split_once('.');
        match section {
            "cluster" => is_one_of(&metrics::of_cluster(), rest),
            "clusters" => of.is_some_and(|(cluster, metric)| {
                self.clusters.contains(cluster) && is_one_of(&metrics::of_cluster(), metric)
            }),
            "services" => of.is_some_and(|(service, metric)| {
                self.services.contains(service) && is_one_of(&metrics::of_service(), metric)
            }),
            "arrivals" => of.is_some_and(|(stream, metric)| {
                self.arrivals.contains(stream) && is_one_of(&metrics::of_arrivals(), metric)
            }),
            _ => false,
        }
    }

    /// Whether there is a metric that `pattern` selects.
    fn have_any(&self, pattern: &str) -> bool {
        let all = |patterns: &[String]| {
            let reasons = |name: &String| match name.strip_suffix(REASON) {
                Some(start) => {
                    metrics::reasons(name).iter().map(|reason| format!("{start}{reason}")).collect()
                }
                None => vec![name.clone()],
            };
            patterns.iter().flat_map(reasons).collect::<Vec<_>>()
        };
        let (section, rest) = pattern.split_once('.').unwrap_or((pattern, ""));
        let of_cluster = all(&metrics::of_cluster());
        let (of_service, of_arrivals) = (all(&metrics::of_service()), all(&metrics::of_arrivals()));
        if selects_parts(section, "cluster") && of_cluster.iter().any(|name| selects_parts(rest, name)) {
            return true;
        }
        let Some((subject, metric)) = rest.split_once('.') else { return false };
        let any = |word: &str, mut subjects: Box<dyn Iterator<Item = &str> + '_>, of: &[String]| {
            selects_parts(section, word)
                && subjects.any(|name| selects_parts(subject, name))
                && of.iter().any(|name| selects_parts(metric, name))
        };
        any("clusters", Box::new(self.clusters.iter().map(String::as_str)), &of_cluster)
            || any("services", Box::new(self.services.iter().map(String::as_str)), &of_service)
            || any("arrivals", Box::new(self.arrivals.iter().map(String::as_str)), &of_arrivals)
    }

    /// Where `name` is a metric by reason but for its reason: what stands before that, and the reasons there are.
    fn with_other_reason<'n>(&self, name: &'n str) -> Option<(&'n str, Vec<&'static str>)> {
        let (section, rest) = name.split_once('.')?;
        let (subject, metric) = rest.split_once('.')?;
        let (known, patterns) = match section {
            "services" => (self.services.contains(subject), metrics::of_service()),
            "arrivals" => (self.arrivals.contains(subject), metrics::of_arrivals()),
            _ => return None,
        };
        let by_reason = |pattern: &String| {
            let reason = metric.strip_prefix(pattern.strip_suffix(REASON)?)?;
            let start = &name[..name.len() - reason.len()];
            (!reason.is_empty()).then(|| (start, metrics::reasons(pattern)))
        };
        patterns.iter().find_map(by_reason).filter(|_| known)
    }

    /// The metric that is fewest typing errors away, the first of equals; every place may be mistyped.
    fn nearest(&self, name: &str) -> Option<String> {
        let tolerance = (name.chars().count() / 4).clamp(1, 8);
        let (of_cluster, of_service) = (metrics::of_cluster(), metrics::of_service());
        let of_arrivals = metrics::of_arrivals();
        let all = of_cluster.iter().map(|metric| format!("cluster.{metric}"));
        let clusters = self
            .clusters
            .iter()
            .flat_map(|cluster| of_cluster.iter().map(move |metric| format!("clusters.{cluster}.{metric}")));
        let named = of_service.iter().filter(|metric| !metric.ends_with(REASON));
        let services = self
            .services
            .iter()
            .flat_map(|service| named.clone().map(move |metric| format!("services.{service}.{metric}")));
        let named = of_arrivals.iter().filter(|metric| !metric.ends_with(REASON));
        let arrivals = self
            .arrivals
            .iter()
            .flat_map(|stream| named.clone().map(move |metric| format!("arrivals.{stream}.{metric}")));
        let all = all.chain(services).chain(arrivals).chain(clusters);
        nearest_within(name, all.take(SUGGESTION_CANDIDATES), tolerance)
    }
}

/// Whether one of `patterns` describes `metric`.
fn is_one_of(patterns: &[String], metric: &str) -> bool {
    patterns.iter().any(|pattern| match pattern.strip_suffix(REASON) {
        Some(start) => {
            metric.strip_prefix(start).is_some_and(|reason| metrics::reasons(pattern).contains(&reason))
        }
        None => pattern == metric,
    })
}
