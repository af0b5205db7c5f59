//! Which metrics answer the question: the scenario's own choice, or what answers most questions.

use std::collections::BTreeSet;

use super::metric_names::{all, arrivals_metric, service_metric};
use crate::experiment::{Results, Summary};
use crate::scenario::Scenario;
use crate::text::{has_wildcards, selects_parts};

/// Of each service, when the scenario does not choose.
const OF_A_SERVICE: [&str; 7] = [
    "runningCount.final",
    DESIRED,
    HEALTHY,
    "availability",
    "placementFailures",
    "maxTasksPlaceable",
    "maxTasksPlaceable.limitedBy",
];
/// What a service's running count stands beside.
pub(super) const DESIRED: &str = "desiredCount.final";
const HEALTHY: &str = "healthyCount.final";
/// Of each arrival stream, when the scenario does not choose.
const OF_ARRIVALS: [&str; 4] = ["requested", "refused", "completed", "startLatency.p95"];
/// Of the cluster, when the scenario does not choose.
const OF_THE_CLUSTER: &str = "cluster.cost";

/// What a report shows first.
pub(super) struct Answer {
    /// Metric names, the headline first.
    pub metrics: Vec<String>,
    /// Whether the scenario chose them.
    pub chosen: bool,
}

/// The scenario's `answer`, where a pattern is all metrics that it selects, in the order of the alphabet. Without one, for each
/// service its final running count (of one variant also the desired and the healthy one), availability, placement failures,
/// and how many tasks could be placed and what limits them, then of each arrival stream the tasks requested, refused and
/// completed and how long they took to start, then the cost of the cluster, as far as these exist.
pub(super) fn answer(results: &Results<'_>) -> Answer {
    if !results.scenario.answer.is_empty() {
        return Answer { metrics: selected(results, &results.scenario.answer), chosen: true };
    }
    let known = all(results);
    let services: BTreeSet<&str> = known.iter().filter_map(|name| Some(service_metric(name)?.0)).collect();
    // Several variants are compared by what differs more.
    let is_shown = |metric: &&str| results.variants.len() == 1 || ![DESIRED, HEALTHY].contains(metric);
    let of_services = services.into_iter().flat_map(|service| {
        OF_A_SERVICE.into_iter().filter(is_shown).map(move |metric| format!("services.{service}.{metric}"))
    });
    let streams: BTreeSet<&str> = known.iter().filter_map(|name| Some(arrivals_metric(name)?.0)).collect();
    let of_arrivals = streams
        .into_iter()
        .flat_map(|stream| OF_ARRIVALS.map(|metric| format!("arrivals.{stream}.{metric}")));
    let candidates = of_services.chain(of_arrivals).chain([OF_THE_CLUSTER.to_owned()]);
    Answer { metrics: candidates.filter(|name| known.contains(name.as_str())).collect(), chosen: false }
}

/// Whether the answer may show a metric.
pub(super) fn may_show(scenario: &Scenario, name: &str) -> bool {
    if !scenario.answer.is_empty() {
        return scenario.answer.iter().any(|written| selects_parts(written, name));
    }
    let of_service = service_metric(name).is_some_and(|(_, metric)| OF_A_SERVICE.contains(&metric));
    let of_arrivals = arrivals_metric(name).is_some_and(|(_, metric)| OF_ARRIVALS.contains(&metric));
    of_service || of_arrivals || name == OF_THE_CLUSTER
}

/// What these names and patterns select, each metric once. A pattern that nothing comes of stands for itself, and is missed
/// by its name.
pub(super) fn selected(results: &Results<'_>, written: &[String]) -> Vec<String> {
    if !written.iter().any(|name| has_wildcards(name)) {
        return written.to_vec();
    }
    let known = all(results);
    let mut metrics: Vec<String> = Vec::new();
    for name in written {
        let is_new = |name: &&str| !metrics.iter().any(|known| known == name);
        let found = known.iter().copied().filter(|known| has_wildcards(name) && selects_parts(name, known));
        let mut found: Vec<&str> = found.collect();
        if found.is_empty() {
            found.push(name);
        }
        let found: Vec<String> = found.into_iter().filter(is_new).map(str::to_owned).collect();
        metrics.extend(found);
    }
    metrics
}

/// The figure that the headline plot shows: the first of the scenario's `answer` that is a figure; without one, the
/// first figure of the default answer that differs between variants, or simply its first.
pub(super) fn headline(results: &Results<'_>) -> Option<String> {
    let Answer { metrics, chosen } = answer(results);
    let figures = || metrics.iter().filter(|name| is_figure(results, name));
    let found = figures().find(|name| chosen || differs(results, name)).or_else(|| figures().next());
    found.cloned()
}

/// The unit of a metric in the first variant that has it as a figure.
pub(super) fn unit_of(results: &Results<'_>, metric: &str) -> Option<&'static str> {
    results.variants.iter().find_map(|of| of.metrics.get(metric).and_then(Summary::unit))
}

fn is_figure(results: &Results<'_>, metric: &str) -> bool {
    unit_of(results, metric).is_some()
}

fn differs(results: &Results<'_>, metric: &str) -> bool {
    let mut means = results.variants.iter().map(|of| of.metrics.get(metric).and_then(Summary::mean));
    let first = means.next().flatten();
    means.any(|mean| mean != first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::testing::{grid_scenario, number, results, variant_results};

    #[test]
    fn without_a_choice_the_headline_is_the_first_figure_that_differs() {
        let scenario = grid_scenario(&[1, 2], &[80]);
        let of = |differing: &'static str| {
            let results = results(&scenario, |variant| {
                let value = |metric: &str| {
                    let desired = f64::from(variant.model.services[0].desired_count);
                    number(if metric == differing { desired } else { 1.0 }, "tasks")
                };
                let metrics =
                    ["services.web.runningCount.final", "services.web.availability", "cluster.cost"];
                variant_results(1, &metrics.map(|metric| (metric, value(metric))))
            });
            headline(&results)
        };
        assert_eq!(of("cluster.cost").as_deref(), Some("cluster.cost"));
        assert_eq!(of("services.web.availability").as_deref(), Some("services.web.availability"));
        assert_eq!(of("nothing").as_deref(), Some("services.web.runningCount.final"));
    }

    #[test]
    fn a_pattern_is_what_it_selects_in_the_order_of_the_alphabet_and_each_metric_once() {
        let mut scenario = grid_scenario(&[1], &[80]);
        let names =
            ["services.web.outage", "services.api.outage", "services.api.availability", "cluster.cost"];
        let mut of = |written: &[&str]| {
            scenario.answer = written.iter().map(|name| (*name).to_owned()).collect();
            let results =
                results(&scenario, |_| variant_results(1, &names.map(|name| (name, number(1.0, "tasks")))));
            answer(&results).metrics
        };
        assert_eq!(
            of(&["services.web.outage", "services.*.*", "cluster.cost"]),
            ["services.web.outage", "services.api.availability", "services.api.outage", "cluster.cost"]
        );
        assert_eq!(of(&["services.*.startLatency.max"]), ["services.*.startLatency.max"]);
    }

    #[test]
    fn the_scenarios_choice_stands_even_when_it_does_not_differ_but_a_word_is_no_headline() {
        let mut scenario = grid_scenario(&[1, 2], &[80]);
        scenario.answer = ["services.web.limitedBy", "cluster.cost"].map(str::to_owned).to_vec();
        let word = Summary::Text("CPU".to_owned());
        let results = results(&scenario, |_| {
            variant_results(
                1,
                &[("services.web.limitedBy", word.clone()), ("cluster.cost", number(1.0, "USD"))],
            )
        });
        assert_eq!(answer(&results).metrics, scenario.answer);
        assert_eq!(headline(&results).as_deref(), Some("cluster.cost"));
    }
}
