//! From when on the figures count that begin with a service's first steady state.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::answer;
use super::metric_names::service_metric;
use super::number::duration;
use crate::experiment::{Results, Summary};

/// Services of a variant of which each is told by itself.
const TOLD: usize = 4;

/// A sentence, where the answer has such figures and the scenario leaves open when they begin.
pub(super) fn note(results: &Results<'_>) -> Option<String> {
    let shown = answer(results).metrics;
    let of_services = shown.iter().filter_map(|name| service_metric(name));
    let services: BTreeSet<&str> =
        of_services.filter(|(_, metric)| is_counted_so(metric)).map(|(service, _)| service).collect();
    let beginnings = beginnings(results, &services);
    if beginnings.is_empty() {
        return None;
    }
    let by_service = results.variants.len() == 1 && beginnings.len() <= TOLD;
    let parts = if by_service { each(&beginnings) } else { together(&beginnings) };
    Some(format!("Availability, outage and minima count {}.", parts.join(", ")))
}

fn is_counted_so(metric: &str) -> bool {
    let starts = ["availability", "outage", "belowMinimum"];
    let (_, last) = metric.rsplit_once('.').unwrap_or_default();
    last == "min" || starts.iter().any(|start| metric.starts_with(start))
}

/// A service, what its figures begin with, and when.
struct Beginning<'r> {
    service: &'r str,
    event: &'static str,
    at: f64,
}

fn beginnings<'r>(results: &Results<'_>, services: &BTreeSet<&'r str>) -> Vec<Beginning<'r>> {
    let pairs = results.variants.iter().flat_map(|of| services.iter().map(move |service| (of, *service)));
    let found = pairs.filter_map(|(of, service)| {
        let from = format!("services.{service}.countsFrom");
        let Some(Summary::Text(event)) = of.metrics.get(&format!("{from}.event")) else { return None };
        Some(Beginning { service, event: in_words(event)?, at: of.metrics.get(&from)?.mean()? })
    });
    found.collect()
}

/// `None` for what the scenario itself says.
fn in_words(event: &str) -> Option<&'static str> {
    match event {
        "STEADY_STATE" => Some("first steady state"),
        "PLACEMENT_FAILURE" => Some("first pass that could place nothing more"),
        "START" => Some("start of the run"),
        _ => None,
    }
}

fn each(beginnings: &[Beginning<'_>]) -> Vec<String> {
    let told =
        |of: &Beginning<'_>| format!("for {} from {} on (the {})", of.service, duration(of.at), of.event);
    beginnings.iter().map(told).collect()
}

/// By what they begin with, which is met most often first.
fn together(beginnings: &[Beginning<'_>]) -> Vec<String> {
    let mut by_event: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for of in beginnings {
        by_event.entry(of.event).or_default().push(of.at);
    }
    let mut by_event: Vec<(&str, Vec<f64>)> = by_event.into_iter().collect();
    by_event.sort_by_key(|(_, times)| std::cmp::Reverse(times.len()));
    let told = |(event, times): &(&str, Vec<f64>)| {
        let low = duration(times.iter().copied().fold(f64::INFINITY, f64::min));
        let high = duration(times.iter().copied().fold(f64::NEG_INFINITY, f64::max));
        let range = if low == high { low } else { format!("{low} to {high}") };
        format!("from the {event} on ({range})")
    };
    let mut parts: Vec<String> = by_event.iter().map(told).collect();
    for part in parts.iter_mut().skip(1) {
        *part = format!("or else {part}");
    }
    parts
}
