//! The settings that would have given a log.

use std::collections::BTreeMap;

use super::allowed::Allowed;
use super::grid::{Grid, usable};
use super::in_force::{InForce, written};
use super::intervals::{Intervals, whole_minutes};
use super::log::Platform;
use super::settings::{Calibrated, How};
use super::statistics::{
    Estimate, Fit, Likelihood, Spread, count, lognormal, moments, phase, reaction, t_quantile, then_pass,
    uniform,
};

/// Whether what is in force agrees with a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It does.
    Inside,
    /// It does not.
    Outside,
    /// Too few observations to say.
    TooFew,
}

/// A setting as a log has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// As a scenario writes it; `None` where it is compared only.
    pub value: Option<String>,
    /// What it rests on, and how sure it is.
    pub note: String,
    /// Where its figures lie at 95 %: in seconds, or factors; none for a word.
    pub ranges: Vec<(f64, f64)>,
    /// Whether what is in force agrees.
    pub agrees: bool,
}

/// A stop and a deregistration closer together than this are of one pass, in seconds.
const ONE_PASS: f64 = 1.5;

/// What fits are made from.
pub(super) struct Evidence<'e> {
    pub intervals: &'e Intervals,
    pub grid: &'e Grid,
    pub force: &'e InForce,
}

/// How many observations speak for a setting.
pub(super) fn observations(row: &Calibrated, intervals: &Intervals) -> usize {
    match row.how {
        How::Clock | How::Period | How::Jitter => usable(&intervals.gaps).len(),
        How::ThrottleAfter => intervals.starts_before_throttle.len(),
        How::FirstTaskAlone => intervals.first_alone.iter().filter(|alone| **alone).count(),
        How::Steady => intervals.waits_for_steady_pass().len(),
        How::Shape(platform) => {
            row.kinds.iter().map(|kind| intervals.of_platform(kind, platform).len()).sum()
        }
        _ => row.kinds.iter().map(|kind| intervals.all_of(kind).len()).sum(),
    }
}

impl Evidence<'_> {
    /// Fits a setting that has observations enough.
    pub fn fit(&self, row: &Calibrated) -> Option<Fitted> {
        match row.how {
            How::Clock => Some(self.clock()),
            How::Period => Some(self.period()),
            How::Jitter => Some(self.jitter()),
            How::Reaction => self.reaction(row),
            How::Steady => self.steady(),
            How::Repeat => self.repeat(),
            How::StopSteps => self.stop_steps(row),
            How::MaximumCounts => self.maximum_counts(row),
            How::FirstTaskAlone => Some(self.first_task_alone()),
            How::WaitThenPass => {
                self.wait_then_pass(row, self.grid.period.value + 2.0 * self.jitter_seconds())
            }
            How::WaitThenSteadyPass => self.wait_then_pass(row, self.longest_steady_period()),
            How::ThrottleAfter => self.throttle_after(),
            How::ThrottleMaximum => Some(self.throttle()?.0),
            How::ThrottleSpread => Some(self.throttle()?.1),
            How::Shape(platform) => self.shape(row, platform),
            How::Compared => self.compared(row),
            How::NotTold => None,
        }
    }

    fn sample(&self, row: &Calibrated) -> Vec<f64> {
        let mut all: Vec<f64> = row.kinds.iter().flat_map(|kind| self.intervals.all_of(kind)).collect();
        all.sort_by(f64::total_cmp);
        all
    }

    fn jitter_seconds(&self) -> f64 {
        self.grid.jitter.value
    }

    fn clock(&self) -> Fitted {
        let Grid { gaps, near, deviation, .. } = *self.grid;
        Fitted {
            value: Some("\"grid\"".to_owned()),
            note: format!("{near} of {gaps} gaps near a multiple of one period, deviation {deviation:.2} s"),
            ranges: Vec::new(),
            agrees: self.force.word("schedulerClock") == "grid",
        }
    }

    fn period(&self) -> Fitted {
        let Estimate { value, low, high } = self.grid.period;
        Fitted {
            value: Some(written(value)),
            note: format!("n = {} gaps, {low:.2} to {high:.2} s", self.grid.counted),
            ranges: vec![(low, high)],
            agrees: self
                .force
                .seconds("schedulerInterval")
                .is_some_and(|of| self.grid.period.holds(of, 0.02)),
        }
    }

    fn jitter(&self) -> Fitted {
        let Estimate { value, low, high } = self.grid.jitter;
        Fitted {
            value: Some(written(value)),
            note: format!("n = {} gaps, {low:.2} to {high:.2} s", self.grid.counted),
            ranges: vec![(low, high)],
            agrees: self.force.seconds("schedulerJitter").is_some_and(|of| self.grid.jitter.holds(of, 0.02)),
        }
    }

    /// The ends of `steadyInterval`: fitted, or in force where the log does not tell.
    fn steady_ends(&self) -> (f64, f64) {
        let sample = self.intervals.waits_for_steady_pass();
        if sample.len() >= super::settings::least("steadyInterval") {
            let (_, fit) = fit_phase(&sample);
            return (fit.first.value, fit.second.value);
        }
        self.force.range("steadyInterval").unwrap_or((35.0, 48.0))
    }

    /// The longest that `steadyInterval` may be.
    fn longest_steady_period(&self) -> f64 {
        let sample = self.intervals.waits_for_steady_pass();
        if sample.len() >= super::settings::least("steadyInterval") {
            let (_, fit) = fit_phase(&sample);
            return fit.second.high;
        }
        self.steady_ends().1
    }

    fn steady(&self) -> Option<Fitted> {
        let sample = self.intervals.waits_for_steady_pass();
        Spread::of(&sample)?;
        let (likelihood, fit) = fit_phase(&sample);
        let (low, high) = self.force.range("steadyInterval").unwrap_or_default();
        Some(uniform_of(&sample, &fit, likelihood(&fit, low, high)))
    }

    fn reaction(&self, row: &Calibrated) -> Option<Fitted> {
        let sample = self.sample(row);
        let (low, high) = self.steady_ends();
        let steady = low.midpoint(high);
        let likelihood = Likelihood::new(&sample, |value, from, to| reaction(value, from, to, steady));
        Spread::of(&sample)?;
        let (first, second) = likelihood.ends();
        let fit = likelihood.fit(first, second);
        let (low, high) = self.force.range("schedulerReaction").unwrap_or_default();
        Some(uniform_of(&sample, &fit, likelihood.agrees(&fit, low, high)))
    }

    fn repeat(&self) -> Option<Fitted> {
        let sample = self.intervals.all_of("ev.steady_repeat");
        let spread = Spread::of(&sample)?;
        let every = whole_minutes(&sample);
        Some(Fitted {
            value: Some(written(every)),
            note: format!(
                "n = {}, notes are {:.1} to {:.1} s later",
                spread.n,
                spread.min - every,
                spread.max - every
            ),
            ranges: vec![(every, every)],
            agrees: self.force.seconds("steadyStateInterval").is_some_and(|of| (of - every).abs() < 1.0),
        })
    }

    fn stop_steps(&self, row: &Calibrated) -> Option<Fitted> {
        let spread = Spread::of(&self.sample(row))?;
        let word = if spread.median < ONE_PASS { "together" } else { "passByPass" };
        Some(Fitted {
            value: Some(format!("\"{word}\"")),
            note: format!(
                "n = {}, deregistered {:.1} s after the stop in the middle",
                spread.n, spread.median
            ),
            ranges: Vec::new(),
            agrees: self.force.word("stopSteps") == word,
        })
    }

    fn maximum_counts(&self, row: &Calibrated) -> Option<Fitted> {
        let spread = Spread::of(&self.sample(row))?;
        let word = if spread.median < ONE_PASS { "runningAndPending" } else { "untilStopped" };
        Some(Fitted {
            value: Some(format!("\"{word}\"")),
            note: format!("n = {}, started {:.1} s after the stop in the middle", spread.n, spread.median),
            ranges: Vec::new(),
            agrees: self.force.word("maximumCounts") == word,
        })
    }

    /// That it is so is told by every deployment that began so; that it is not, by none: redeployments of the same
    /// revision start all at once in any case.
    fn first_task_alone(&self) -> Fitted {
        let all = &self.intervals.first_alone;
        let alone = all.iter().filter(|alone| **alone).count();
        Fitted {
            value: Some("true".to_owned()),
            note: format!("{alone} of {} deployments began with one task alone", all.len()),
            ranges: Vec::new(),
            agrees: self.force.text("firstTaskAlone") == "true",
        }
    }

    /// A wait that ends with a pass at most `pass` seconds later: each observation leaves room of one pass.
    fn wait_then_pass(&self, row: &Calibrated, pass: f64) -> Option<Fitted> {
        let sample = self.sample(row);
        let spread = Spread::of(&sample)?;
        let (low, high) = ((spread.max - pass).max(0.0), spread.min);
        let wait = if low <= high { low.midpoint(high) } else { (spread.median - pass / 2.0).max(0.0) };
        let estimate = Estimate { value: wait, low: low.min(high), high: high.max(low) };
        let (value, low, high) = (wait.round(), estimate.low, estimate.high);
        Some(Fitted {
            value: Some(written(value)),
            note: format!("n = {}, {low:.1} to {high:.1} s, then the next pass", spread.n),
            ranges: vec![(low, high)],
            agrees: self.force.seconds(row.name).is_some_and(|of| estimate.holds(of, 0.5)),
        })
    }

    fn throttle_after(&self) -> Option<Fitted> {
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for starts in &self.intervals.starts_before_throttle {
            *counts.entry(*starts).or_default() += 1;
        }
        let (starts, n) = counts.into_iter().max_by_key(|(starts, n)| (*n, std::cmp::Reverse(*starts)))?;
        let all = self.intervals.starts_before_throttle.len();
        Some(Fitted {
            value: Some(starts.to_string()),
            note: format!("{n} of {all} times throttled after {starts} starts"),
            ranges: Vec::new(),
            agrees: self.force.text("throttleAfter") == starts.to_string(),
        })
    }

    /// The longest wait and its spread, from waits that each end with a pass.
    fn throttle(&self) -> Option<(Fitted, Fitted)> {
        let pass = self.grid.period.value;
        let sample = self.intervals.all_of("throttle.impaired_to_next_start at cap");
        let (mean, deviation) = moments(&sample)?;
        let error = t_quantile(sample.len() - 1) * deviation / count(sample.len()).sqrt();
        let (low, high) = self.force.factors("throttleSpread");
        let longest = |mean: f64| (mean - pass / 2.0) / low.midpoint(high);
        let minutes = (longest(mean) / 60.0).round().max(1.0);
        let estimate =
            Estimate { value: minutes * 60.0, low: longest(mean - error), high: longest(mean + error) };
        let maximum = Fitted {
            value: Some(written(estimate.value)),
            note: format!("n = {}, {:.0} to {:.0} s", sample.len(), estimate.low, estimate.high),
            ranges: vec![(estimate.low, estimate.high)],
            agrees: estimate.holds(self.force.seconds("throttleMaximum")?, pass / 2.0),
        };
        let likelihood = Likelihood::new(&sample, |value, from, to| then_pass(value, from, to, pass));
        let (first, second) = likelihood.ends();
        let fit = likelihood.fit(first, second);
        let [shortest, longest] = [fit.first, fit.second].map(|of| of.over(estimate.value));
        let spread = Fitted {
            value: Some(format!("[{:.3}, {:.3}]", shortest.value, longest.value)),
            note: format!(
                "n = {}; shortest {:.3} to {:.3}, longest {:.3} to {:.3}",
                sample.len(),
                shortest.low,
                shortest.high,
                longest.low,
                longest.high
            ),
            ranges: vec![(shortest.low, shortest.high), (longest.low, longest.high)],
            agrees: shortest.holds(low, 0.001) && longest.holds(high, 0.001),
        };
        Some((maximum, spread))
    }

    fn shape(&self, row: &Calibrated, platform: Platform) -> Option<Fitted> {
        let mut sample: Vec<f64> =
            row.kinds.iter().flat_map(|kind| self.intervals.of_platform(kind, platform)).collect();
        sample.sort_by(f64::total_cmp);
        let spread = Spread::of(&sample)?;
        let even = Likelihood::new(&sample, uniform);
        let (first, second) = even.ends();
        let as_uniform = even.fit(first, second);
        let skewed = Likelihood::new(&sample, lognormal);
        let around = |value: f64| (0.7 * value, 1.4 * value + 0.1);
        let as_lognormal = skewed.fit(around(spread.median), around(spread.p95));
        let (low, high) = self.force.range(row.name).unwrap_or_default();
        if !as_lognormal.is_likelier_than(&as_uniform) {
            return Some(uniform_of(&sample, &as_uniform, even.agrees(&as_uniform, low, high)));
        }
        let (median, p95) = (written(as_lognormal.first.value), written(as_lognormal.second.value));
        let held = Allowed { settings: String::new(), ranges: vec![(low, high)] };
        Some(Fitted {
            value: Some(format!("{{ lognormal = {{ median = {median}, p95 = {p95} }} }}")),
            note: format!("n = {}, {:.1} to {:.1} s", spread.n, spread.min, spread.max),
            ranges: [as_lognormal.first, as_lognormal.second].map(|of| (of.low, of.high)).to_vec(),
            agrees: held.holds(&sample, 0.2),
        })
    }

    fn compared(&self, row: &Calibrated) -> Option<Fitted> {
        let sample = self.sample(row);
        let kind = *row.kinds.first()?;
        let allowed = Allowed::of((kind, None), self.force)?;
        Some(Fitted {
            value: None,
            note: format!(
                "n = {}; compared only, since ECS does not tell the attempts between",
                sample.len()
            ),
            ranges: Vec::new(),
            agrees: allowed.holds(&sample, 0.2),
        })
    }
}

/// The period of steady passes behind these waits, and whether two ends would explain them as well.
fn fit_phase(sample: &[f64]) -> (impl Fn(&Fit, f64, f64) -> bool, Fit) {
    let longest = sample.last().copied().unwrap_or(1.0);
    let likelihood = Likelihood::new(sample, phase);
    let fit = likelihood.fit((0.1 * longest, 1.1 * longest), (0.8 * longest, 1.6 * longest));
    (move |fit: &Fit, low, high| likelihood.agrees(fit, low, high), fit)
}

fn uniform_of(sample: &[f64], fit: &Fit, agrees: bool) -> Fitted {
    let tenth = |value: f64| written((value * 10.0).round() / 10.0);
    let (from, to) = (fit.first, fit.second);
    Fitted {
        value: Some(format!("{{ uniform = [{}, {}] }}", tenth(from.value), tenth(to.value))),
        note: format!(
            "n = {}; begins at {:.1} to {:.1} s, ends at {:.1} to {:.1} s",
            sample.len(),
            from.low,
            from.high,
            to.low,
            to.high
        ),
        ranges: vec![(from.low, from.high), (to.low, to.high)],
        agrees,
    }
}
