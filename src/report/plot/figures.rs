//! The headline figure of each variant, or in words why there is none.

use super::super::metric_names::service_metric;
use super::super::number::{short_cell, summary_cell};
use super::super::{answer, sheet::HALTED};
use super::axis::Axis;
use crate::experiment::{Results, Summary, VariantResults};
use crate::metrics::total_of;

/// The headline metric of all variants.
pub(super) struct Figures<'r> {
    pub results: &'r Results<'r>,
    pub metric: &'r str,
    pub unit: &'static str,
}

/// That of one variant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Figure {
    Known {
        mean: f64,
        interval: Option<(f64, f64)>,
        /// In how many replications it is, where it is not in all.
        some: Option<u32>,
    },
    Absent(Absence),
}

/// Why a variant has no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Absence {
    /// Short, in place of the figure.
    pub word: &'static str,
    pub meaning: &'static str,
}

const STOPPED: Absence = Absence { word: HALTED, meaning: "a guard stopped all runs" };
const UNFINISHED: Absence =
    Absence { word: "never finished", meaning: "a deployment did not complete in any replication" };
const ROLLED_BACK: Absence =
    Absence { word: "rolled back", meaning: "a deployment failed and was rolled back" };
const NO_UPDATE: Absence = Absence { word: "none finished", meaning: "no update of the service completed" };
const NO_REPLACEMENT: Absence =
    Absence { word: "no replacement", meaning: "no lost task was made up for by a healthy one" };
const NEVER_STARTED: Absence = Absence { word: "never", meaning: "no task came so far in any replication" };
const NEVER: Absence = Absence { word: "never", meaning: "it did not happen in any replication" };
const NEVER_ENOUGH: Absence = Absence { word: "never enough", meaning: "no number of instances is enough" };
const NO_FIGURE: Absence = Absence { word: "no figure", meaning: "the variant has no such figure" };

impl Absence {
    fn of(of: &VariantResults, metric: &str) -> Self {
        if of.metrics.is_empty() && !of.halted.is_empty() {
            return STOPPED;
        }
        let (service, rest) = service_metric(metric).unwrap_or(("", metric));
        let is_any = |state: &str| {
            let found = of.metrics.get(&format!("services.{service}.deployments.{state}"));
            matches!(found, Some(Summary::Number { nonzero: 1.., .. }))
        };
        match rest {
            "creation.duration" => UNFINISHED,
            _ if rest.starts_with("deployments.duration.") => {
                if is_any("stuck") || is_any("inProgress") {
                    UNFINISHED
                } else if is_any("rolledBack") {
                    ROLLED_BACK
                } else {
                    NO_UPDATE
                }
            }
            _ if rest.starts_with("replacementLatency.") => NO_REPLACEMENT,
            _ if rest.contains("startLatency.") => NEVER_STARTED,
            _ if rest.ends_with(".firstAt") => NEVER,
            _ if rest.ends_with("lowerBoundInstances") => NEVER_ENOUGH,
            _ => NO_FIGURE,
        }
    }
}

impl Figure {
    pub(super) fn mean(&self) -> Option<f64> {
        match self {
            Self::Known { mean, .. } => Some(*mean),
            Self::Absent(_) => None,
        }
    }

    pub(super) fn interval(&self) -> Option<(f64, f64)> {
        match self {
            Self::Known { interval, .. } => *interval,
            Self::Absent(_) => None,
        }
    }

    /// Whether it is not in all replications.
    pub(super) fn is_partial(&self) -> bool {
        matches!(self, Self::Known { some: Some(_), .. })
    }

    /// As short as for a cell of a map.
    pub(super) fn short(&self, unit: &str) -> String {
        match self {
            Self::Known { mean, some, .. } => {
                format!("{}{}", short_cell(*mean, unit), if some.is_some() { "*" } else { "" })
            }
            Self::Absent(absence) => absence.word.to_owned(),
        }
    }
}

impl<'r> Figures<'r> {
    pub(super) fn new(results: &'r Results<'_>, metric: &'r str) -> Self {
        Self { results, metric, unit: answer::unit_of(results, metric).unwrap_or_default() }
    }

    /// The figure of a variant; a reason that never occurred counts nothing.
    pub(super) fn at(&self, variant: usize) -> Figure {
        let of = &self.results.variants[variant];
        let replications = self.results.scenario.replications;
        match of.metrics.get(self.metric) {
            Some(Summary::Number { mean, interval, samples, .. }) => Figure::Known {
                mean: *mean,
                interval: *interval,
                some: (*samples < replications).then_some(*samples),
            },
            None if total_of(self.metric).is_some_and(|total| of.metrics.contains(total)) => {
                Figure::Known { mean: 0.0, interval: None, some: None }
            }
            _ => Figure::Absent(Absence::of(of, self.metric)),
        }
    }

    /// A figure as reports show it, with its interval, and with how many of all replications have it if not all do.
    pub(super) fn told(&self, figure: &Figure) -> String {
        match *figure {
            Figure::Known { mean, interval, some } => {
                let summary = Summary::Number { mean, interval, samples: 0, nonzero: 0, unit: self.unit };
                let all = self.results.scenario.replications;
                let some = some.map_or_else(String::new, |some| format!(" ({some} of {all})"));
                format!("{}{some}", summary_cell(&summary))
            }
            Figure::Absent(absence) => absence.word.to_owned(),
        }
    }

    /// An axis that holds these figures with their intervals.
    pub(super) fn axis<'f>(&self, figures: impl Iterator<Item = &'f Figure> + Clone) -> Axis {
        let ends = figures.clone().filter_map(Figure::interval).flat_map(|(low, high)| [low, high]);
        let values: Vec<f64> = figures.filter_map(Figure::mean).chain(ends).collect();
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Axis::round(low, high, self.unit)
    }
}

/// What a reader has to know of these figures; `sign` marks one that is not in all replications.
pub(super) fn notes<'f>(figures: impl Iterator<Item = &'f Figure> + Clone, sign: &str) -> Vec<String> {
    let mut notes = Vec::new();
    if figures.clone().any(Figure::is_partial) {
        notes.push(format!("{sign}: mean of the replications that have it, not of all"));
    }
    for figure in figures {
        let Figure::Absent(Absence { word, meaning }) = figure else { continue };
        let note = format!("{word}: {meaning}");
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::testing::{
        estimate, grid_scenario, halted_results, number, results, variant_results,
    };
    use crate::metrics::row_of;

    /// What stands for the metric where the variant has these figures, or was halted.
    fn shown(metric: &str, metrics: Option<&[(&str, Summary)]>) -> String {
        let mut scenario = grid_scenario(&[1], &[80]);
        scenario.replications = 20;
        let results = results(&scenario, |_| {
            metrics.map_or_else(halted_results, |metrics| variant_results(1, metrics))
        });
        let figures = Figures { results: &results, metric, unit: row_of(metric).expect("a metric").unit };
        figures.told(&figures.at(0))
    }

    #[test]
    fn what_does_not_exist_is_said_in_words() {
        let longest = "services.web.deployments.duration.max";
        let stuck = ("services.web.deployments.stuck", number(1.0, "deployments"));
        let going_on = ("services.web.deployments.inProgress", number(0.5, "deployments"));
        for (metric, metrics, words) in [
            (longest, None, "halted"),
            (longest, Some(&[stuck][..]), "never finished"),
            (longest, Some(&[going_on][..]), "never finished"),
            (
                longest,
                Some(&[("services.web.deployments.stuck", number(0.0, "deployments"))][..]),
                "none finished",
            ),
            (
                longest,
                Some(&[("services.web.deployments.rolledBack", number(1.0, "deployments"))][..]),
                "rolled back",
            ),
            ("services.web.creation.duration", Some(&[][..]), "never finished"),
            ("services.web.replacementLatency.p50", Some(&[][..]), "no replacement"),
            ("services.web.outage.firstAt", Some(&[][..]), "never"),
            ("arrivals.jobs.startLatency.max", Some(&[][..]), "never"),
            ("cluster.lowerBoundInstances", Some(&[][..]), "never enough"),
            ("cluster.cost", Some(&[][..]), "no figure"),
            (
                "services.web.placementFailures.AGENT",
                Some(&[("services.web.placementFailures", number(0.0, "failures"))][..]),
                "0",
            ),
        ] {
            assert_eq!(shown(metric, metrics), words, "{metric}");
        }
    }

    #[test]
    fn a_mean_over_some_replications_says_so() {
        let figure = ("services.web.outage", estimate(90.0, 2.0, "seconds"));
        assert_eq!(shown("services.web.outage", Some(&[figure])), "1 min 30 s ± 2 s (10 of 20)");
    }
}
