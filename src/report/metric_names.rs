//! Metric names taken apart: `cluster.…`, `services.NAME.…`, `targetGroups.NAME.…`.

use std::collections::{BTreeMap, BTreeSet};

use crate::experiment::Results;

/// The service and the rest of the name of a service metric.
///
/// A service's name has no dot in it; of one in another cluster the name may hold a slash.
pub(super) fn service_metric(name: &str) -> Option<(&str, &str)> {
    name.strip_prefix("services.")?.split_once('.')
}

/// Every metric that any variant has, in the order of the alphabet.
pub(super) fn all<'r>(results: &'r Results<'_>) -> BTreeSet<&'r str> {
    results.variants.iter().flat_map(|of| of.metrics.keys()).map(String::as_str).collect()
}

/// The names folded for people: things of a kind together, endings of a stem together.
///
/// Each line is a kind with its things, and what may follow: `services.{api,web}` and `runningCount.{final,max}`.
pub(super) fn folded(names: &BTreeSet<&str>) -> Vec<(String, Vec<String>)> {
    let mut things: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut rests: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for name in names {
        let (kind, rest) = name.split_once('.').unwrap_or(("", name));
        let has_things = matches!(kind, "services" | "targetGroups");
        let rest = match rest.split_once('.') {
            Some((thing, rest)) if has_things => {
                things.entry(kind).or_default().insert(thing);
                rest
            }
            _ => rest,
        };
        rests.entry(kind).or_default().insert(rest);
    }
    rests.into_iter().map(|(kind, rests)| (prefix(kind, things.get(kind)), fold_endings(&rests))).collect()
}

fn prefix(kind: &str, things: Option<&BTreeSet<&str>>) -> String {
    match things {
        None => kind.to_owned(),
        Some(things) => format!("{kind}.{}", braces(things)),
    }
}

fn fold_endings(rests: &BTreeSet<&str>) -> Vec<String> {
    let mut endings: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for rest in rests {
        let (stem, ending) = rest.rsplit_once('.').unwrap_or((rest, ""));
        endings.entry(stem).or_default().insert(ending);
    }
    let fold = |(stem, endings): (&str, BTreeSet<&str>)| {
        let named: BTreeSet<&str> = endings.iter().copied().filter(|ending| !ending.is_empty()).collect();
        let bare = endings.contains("").then(|| stem.to_owned());
        let more = (!named.is_empty()).then(|| format!("{stem}.{}", braces(&named)));
        bare.into_iter().chain(more)
    };
    endings.into_iter().flat_map(fold).collect()
}

fn braces(names: &BTreeSet<&str>) -> String {
    let names: Vec<&str> = names.iter().copied().collect();
    if let [one] = names.as_slice() { (*one).to_owned() } else { format!("{{{}}}", names.join(",")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_metric_is_taken_apart_at_the_first_dot_after_the_name() {
        assert_eq!(service_metric("services.web.runningCount.final"), Some(("web", "runningCount.final")));
        assert_eq!(service_metric("cluster.cost"), None);
        assert_eq!(service_metric("services.web"), None);
    }

    #[test]
    fn names_are_folded_by_kind_thing_and_ending() {
        let names = BTreeSet::from([
            "cluster.cost",
            "cluster.tasks.max",
            "cluster.tasks.mean",
            "services.api.availability",
            "services.web.availability",
            "services.web.maxTasksPlaceable",
            "services.web.maxTasksPlaceable.limitedBy",
        ]);
        let expected = [
            ("cluster", vec!["cost", "tasks.{max,mean}"]),
            ("services.{api,web}", vec!["availability", "maxTasksPlaceable", "maxTasksPlaceable.limitedBy"]),
        ];
        let expected: Vec<(String, Vec<String>)> = expected
            .into_iter()
            .map(|(prefix, rests)| (prefix.to_owned(), rests.into_iter().map(str::to_owned).collect()))
            .collect();
        assert_eq!(folded(&names), expected);
    }
}
