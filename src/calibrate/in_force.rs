//! What a setting in force allows, read from how a scenario would write it.

use crate::model::Behavior;
use crate::model::settings::SETTINGS;
use crate::time::SimDuration;

/// The settings that a log is compared with.
#[derive(Clone, Debug)]
pub struct InForce(Vec<(&'static str, String)>);

impl InForce {
    /// Those of a scenario, or the defaults.
    #[must_use]
    pub fn of(behavior: &Behavior) -> Self {
        Self(SETTINGS.iter().map(|setting| (setting.name, setting.value(behavior))).collect())
    }

    /// A setting as a scenario writes it; empty when there is none of this name.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text.as_str())
    }

    /// The shortest and the longest time that a setting allows, in seconds: of a distribution without ends, nearly all.
    #[must_use]
    pub fn range(&self, name: &str) -> Option<(f64, f64)> {
        let text = self.text(name);
        let times = times(text);
        match (text.trim_start_matches(['{', ' ']), times.as_slice()) {
            (shape, [low, high]) if shape.starts_with("uniform") => Some((*low, *high)),
            (shape, [median, p95]) if shape.starts_with("lognormal") => Some((median * median / p95, *p95)),
            (shape, [mean]) if shape.starts_with("exponential") => Some((0.05 * mean, 3.0 * mean)),
            (shape, [always]) if shape.starts_with('"') => Some((*always, *always)),
            _ => None,
        }
    }

    /// A setting that is one time, in seconds.
    #[must_use]
    pub fn seconds(&self, name: &str) -> Option<f64> {
        self.range(name).filter(|(low, high)| low >= high).map(|(always, _)| always)
    }

    /// A setting that is a list of times, in seconds.
    #[must_use]
    pub fn list(&self, name: &str) -> Vec<f64> {
        times(self.text(name))
    }

    /// A setting that is two factors.
    #[must_use]
    pub fn factors(&self, name: &str) -> (f64, f64) {
        let text = self.text(name).trim_matches(['[', ']']);
        let mut numbers = text.split(',').filter_map(|number| number.trim().parse().ok());
        (numbers.next().unwrap_or(1.0), numbers.next().unwrap_or(1.0))
    }

    /// A setting that is a word.
    #[must_use]
    pub fn word(&self, name: &str) -> &str {
        self.text(name).trim_matches('"')
    }
}

/// The times between quotation marks, in seconds.
fn times(text: &str) -> Vec<f64> {
    let quoted = text.split('"').skip(1).step_by(2);
    quoted.filter_map(|time| humantime::parse_duration(time).ok()).map(|time| time.as_secs_f64()).collect()
}

/// Seconds as a scenario writes them, to the hundredth.
#[must_use]
pub fn written(seconds: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a time of a log, not negative"
    )]
    let hundredths = (seconds.max(0.0) * 100.0).round() as u64;
    format!("\"{}\"", SimDuration::from_micros(hundredths * 10_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let force = InForce(vec![
            ("a", "\"9s 680ms\"".to_owned()),
            ("b", "{ uniform = [\"35s\", \"48s\"] }".to_owned()),
            ("c", "{ lognormal = { median = \"10s\", p95 = \"20s\" } }".to_owned()),
            ("d", "[\"15s\", \"5m\"]".to_owned()),
            ("e", "[0.7, 1.3]".to_owned()),
            ("f", "\"grid\"".to_owned()),
        ]);
        assert_eq!((force.seconds("a"), force.seconds("b")), (Some(9.68), None));
        assert_eq!((force.range("b"), force.range("c")), (Some((35.0, 48.0)), Some((5.0, 20.0))));
        assert_eq!((force.list("d"), force.factors("e")), (vec![15.0, 300.0], (0.7, 1.3)));
        assert_eq!((force.word("f"), force.range("f"), force.text("g")), ("grid", None, ""));
    }

    #[test]
    fn seconds_are_written_as_in_scenarios() {
        for (seconds, text) in [(9.683, "\"9s 680ms\""), (88.0, "\"1m 28s\""), (-1.0, "\"0s\"")] {
            assert_eq!(written(seconds), text);
        }
    }

    #[test]
    fn defaults_are_those_of_the_model() {
        let force = InForce::of(&Behavior::default());
        let throttle = SETTINGS.iter().find(|setting| setting.name == "throttleMaximum").expect("there");
        assert_eq!(force.text("throttleMaximum"), throttle.default());
        assert_eq!(force.seconds("throttleMaximum"), Some(27.0 * 60.0));
    }
}
