//! Which settings of a scenario are guesses, and which other values of each are tried.

use crate::model::assumptions::ASSUMPTIONS;
use crate::model::settings::Setting;
use crate::model::{Assumption, End};
use crate::scenario::{Scenario, Variant};

/// What is to be tried.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The settings that are guesses, in the order of the table.
    pub assumptions: Vec<&'static Assumption>,
    /// Those that would be, had the scenario not said what they are.
    pub known: Vec<&'static str>,
}

impl Plan {
    /// What is to be tried of this scenario.
    ///
    /// A setting that any variant writes, be it as its default, or has from a preset, is what the scenario says: there is
    /// nothing to guess.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Self {
        let asked = ASSUMPTIONS.iter().filter(|assumption| matters(scenario, assumption.setting));
        let (known, assumptions): (Vec<&Assumption>, Vec<&Assumption>) =
            asked.partition(|assumption| is_set(scenario, assumption.setting));
        Self { assumptions, known: known.into_iter().map(|assumption| assumption.setting).collect() }
    }

    /// How many runs that takes, without those that search where a verdict flips.
    #[must_use]
    pub fn runs(&self, scenario: &Scenario) -> u64 {
        let values: usize = self.assumptions.iter().map(|assumption| ends(scenario, assumption).len()).sum();
        let runs = scenario.variants.len() as u64 * u64::from(scenario.replications);
        runs.saturating_mul(values as u64 + 1)
    }
}

/// What alarms do is nobody's guess where there are none.
fn matters(scenario: &Scenario, setting: &str) -> bool {
    let has_alarms = |variant: Variant| !variant.model.alarms.is_empty();
    !setting.starts_with("alarm") || scenario.variants.iter().any(has_alarms)
}

fn is_set(scenario: &Scenario, setting: &str) -> bool {
    let default = Setting::of(setting).default();
    let is_set_in = |variant: Variant| {
        variant.written.contains(&setting) || Setting::of(setting).value(&variant.model.behavior) != default
    };
    scenario.variants.iter().any(is_set_in)
}

/// The other values of an assumption that the scenario's own settings leave room for.
pub(super) fn ends(scenario: &Scenario, assumption: &Assumption) -> Vec<End> {
    let is_possible = |end: &End| {
        scenario.variants.iter().all(|variant| {
            let mut behavior = variant.model.behavior.clone();
            assumption.put(*end, &mut behavior);
            behavior.passes_keep_order() && behavior.throttle_is_in_order()
        })
    };
    assumption.ends().into_iter().filter(is_possible).collect()
}
