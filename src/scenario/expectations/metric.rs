//! A metric by its name, or several by a pattern.

use std::sync::Arc;

use crate::metrics::{self, REASON};
use crate::model::Model;
use crate::text::{has_wildcards, selects_parts};

/// A metric by its name, or several by `*`, which stands for anything within a part of the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetricPattern(Arc<str>);

impl MetricPattern {
    /// As it was written.
    pub(super) fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// As it was written, for all variants together.
    #[must_use]
    pub fn shared(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the name of one metric.
    #[must_use]
    pub fn is_single(&self) -> bool {
        !has_wildcards(&self.0)
    }

    /// Whether it selects the metric of this name.
    #[must_use]
    pub fn selects(&self, metric: &str) -> bool {
        selects_parts(&self.0, metric)
    }

    /// The same for each cluster, service or arrival stream of a model that it selects, each by its name.
    #[must_use]
    pub fn by_subject(&self, model: &Model) -> Vec<Self> {
        let mut parts = self.0.splitn(3, '.');
        let (Some(section), Some(subject), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
            return vec![self.clone()];
        };
        let subjects = match section {
            // One cluster alone is what `cluster.` says.
            "clusters" if model.clusters.len() == 1 => Vec::new(),
            "clusters" => model.clusters.clone(),
            "services" => metrics::service_names(model),
            "arrivals" => metrics::arrival_names(model),
            _ => return vec![self.clone()],
        };
        let selected = subjects.into_iter().filter(|name| selects_parts(subject, name));
        selected.map(|name| Self(format!("{section}.{name}.{rest}").into())).collect()
    }

    /// What it selects of the table of metrics, behind the name of the subject, each with its unit.
    pub(super) fn in_table(&self) -> Vec<(String, &'static str)> {
        let Some((section, rest)) = self.0.split_once('.') else { return Vec::new() };
        let behind = match section {
            "cluster" => Some(rest),
            _ => rest.split_once('.').map(|(_, rest)| rest),
        };
        let Some(behind) = behind else { return Vec::new() };
        let names = metrics::of_section(section).into_iter().flat_map(|(name, unit)| {
            let by_reason = name.strip_suffix(REASON).map(|start| {
                let reasons = metrics::reasons(&name).into_iter();
                reasons.map(|reason| format!("{start}{reason}")).collect::<Vec<_>>()
            });
            by_reason.unwrap_or_else(|| vec![name]).into_iter().map(move |name| (name, unit))
        });
        names.filter(|(name, _)| selects_parts(behind, name)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_selects_from_the_table_with_units() {
        let units = |pattern: &str| {
            let found = MetricPattern::new(pattern).in_table();
            let mut units: Vec<&str> = found.iter().map(|(_, unit)| *unit).collect();
            units.dedup();
            (found.len(), units)
        };
        assert_eq!(units("cluster.cost"), (1, vec!["USD"]));
        assert_eq!(units("clusters.b.tasks.*"), (3, vec!["tasks"]));
        assert_eq!(units("services.*.placementFailures.RESOURCE:*"), (5, vec!["failures"]));
        assert_eq!(units("arrivals.jobs.refused.MISSING"), (1, vec!["tasks"]));
        assert_eq!(units("services.web.deployments.duration.*"), (2, vec!["seconds"]));
        for none in ["services.*", "cluster", "speed.of.light", "services.web.placementFailures.REASON"] {
            assert_eq!(units(none), (0, vec![]), "{none}");
        }
    }

    #[test]
    fn each_subject_is_asked_by_its_name() {
        let service = |name: &str| crate::model::Service { name: name.to_owned(), ..Default::default() };
        let model = Model { services: vec![service("web"), service("api")], ..Model::default() };
        let names = |pattern: &str| {
            let of = MetricPattern::new(pattern).by_subject(&model);
            of.into_iter().map(|pattern| pattern.as_str().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names("services.*.outage"), ["services.web.outage", "services.api.outage"]);
        assert_eq!(names("services.w*.tasks.*"), ["services.web.tasks.*"]);
        assert_eq!(names("services.db.outage"), Vec::<String>::new());
        assert_eq!(names("cluster.tasks.*"), ["cluster.tasks.*"]);
    }
}
