//! The results of an earlier run, to compare with.

use std::collections::BTreeMap;

use super::Summaries;
use crate::scenario::{Scenario, Setting};

/// An earlier run of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Baseline {
    /// The scenario's name.
    pub scenario: String,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Digest of the scenario, as files show it.
    pub digest: String,
    /// Its variants, in order.
    pub variants: Vec<Earlier>,
}

/// A variant of an earlier run.
#[derive(Clone, Debug, PartialEq)]
pub struct Earlier {
    /// Its name.
    pub name: String,
    /// The value on each axis of the matrix, by the axis's path.
    pub settings: BTreeMap<String, Setting>,
    /// How many runs it had.
    pub replications: u32,
    /// Its metrics.
    pub metrics: Summaries,
}

impl Baseline {
    /// Whether it has any variant of a scenario.
    #[must_use]
    pub fn shares_variants(&self, scenario: &Scenario) -> bool {
        self.matched(scenario).0.iter().any(Option::is_some)
    }

    /// For each variant of a scenario the earlier one with the same settings, or else with the same name; and the names of
    /// those that none is for.
    #[must_use]
    pub fn matched(&self, scenario: &Scenario) -> (Vec<Option<&Earlier>>, Vec<&str>) {
        let mut by_settings = BTreeMap::new();
        let mut by_name = BTreeMap::new();
        for (position, earlier) in self.variants.iter().enumerate() {
            by_settings.entry(key(earlier.settings.iter())).or_insert(position);
            by_name.entry(earlier.name.as_str()).or_insert(position);
        }
        let paths = || scenario.axes.iter().map(|axis| &axis.path);
        let found: Vec<Option<usize>> = scenario
            .variants
            .points()
            .map(|variant| {
                let settings: BTreeMap<&String, &Setting> = paths().zip(&variant.settings).collect();
                let same = by_settings.get(&key(settings.into_iter()));
                same.or_else(|| by_name.get(variant.name.as_str())).copied()
            })
            .collect();
        let gone = self.variants.iter().enumerate();
        let gone = gone.filter(|(position, _)| !found.contains(&Some(*position)));
        let gone = gone.map(|(_, earlier)| earlier.name.as_str()).collect();
        (found.into_iter().map(|position| Some(&self.variants[position?])).collect(), gone)
    }
}

/// Settings in an order of their own.
fn key<'a>(settings: impl Iterator<Item = (&'a String, &'a Setting)>) -> Vec<(String, String)> {
    settings.map(|(path, value)| (path.clone(), value.to_string())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::testing::grid_scenario;

    fn earlier(name: &str, settings: &[(&str, i64)]) -> Earlier {
        let settings = settings.iter();
        let settings = settings.map(|(path, value)| ((*path).to_owned(), Setting::Integer(*value)));
        Earlier {
            name: name.to_owned(),
            settings: settings.collect(),
            replications: 1,
            metrics: Summaries::default(),
        }
    }

    #[test]
    fn variants_are_matched_by_settings_and_then_by_name() {
        let (count, port) = ("services.web.desiredCount", "services.web.hostPort");
        let baseline = Baseline {
            scenario: "static-port-density".to_owned(),
            seed: 1,
            digest: String::new(),
            variants: vec![
                earlier("otherwise", &[(port, 80), (count, 2)]),
                earlier("desiredCount=3, hostPort=80", &[]),
                earlier("gone", &[(count, 9), (port, 80)]),
            ],
        };
        let scenario = grid_scenario(&[2, 3, 4], &[80]);
        let (found, gone) = baseline.matched(&scenario);
        let names: Vec<Option<&str>> =
            found.iter().map(|found| Some(found.as_ref()?.name.as_str())).collect();
        assert_eq!(names, [Some("otherwise"), Some("desiredCount=3, hostPort=80"), None]);
        assert_eq!(gone, ["gone"]);
        assert!(baseline.shares_variants(&scenario));
        assert!(!baseline.shares_variants(&grid_scenario(&[7], &[80])));
    }
}
