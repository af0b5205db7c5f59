//! Stamps and intervals of what happened, beside the simulated ones.

use super::cause::Cause;
use super::setting::Setting;
use super::steps::{Kind, Moments};
use crate::calibrate::Log;

/// The share of replications below and above the band.
const BAND: (f64, f64) = (0.05, 0.95);
/// What stamps of tasks and events are told late, in seconds.
const FINE: f64 = 0.05;
/// What they are where all of them are whole seconds.
const COARSE: f64 = 1.0;

/// By how much what is told may differ from what happened, in seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tolerance {
    /// Of intervals between what is told.
    told: f64,
    /// Of what is measured from the cause.
    cause: f64,
}

impl Tolerance {
    /// That of a log, and of the moment of the cause in it.
    pub fn of(log: &Log, cause: &Cause) -> Self {
        let of = |is_coarse| if is_coarse { COARSE } else { FINE };
        let told = of(log.is_coarse());
        // Records of calls have whole seconds.
        Self { told, cause: told.max(of(cause.is_told && cause.at.is_whole_second())) }
    }
}

/// A moment that really came, and when it comes in the replications.
#[derive(Clone, Debug)]
pub struct Step {
    /// What happened.
    pub kind: Kind,
    /// To how many tasks by then.
    pub count: usize,
    /// When it came, in seconds since the cause.
    pub real: f64,
    /// When it comes, earliest first; infinite where it does not.
    pub simulated: Vec<f64>,
    /// The interval since what brought it about.
    pub interval: Option<Interval>,
    tolerance: f64,
}

/// From what brought a step about to the step.
#[derive(Clone, Debug)]
pub struct Interval {
    /// From what.
    pub from: Kind,
    /// From how many of it.
    pub from_count: usize,
    /// The phase of a deployment or an outage.
    pub phase: &'static str,
    /// The settings that decide how long it takes, the one that decides most of it first.
    pub settings: &'static [Setting],
    /// How long it really took, in seconds.
    pub real: f64,
    /// How long it takes, shortest first; infinite where it never ends.
    pub simulated: Vec<f64>,
    tolerance: f64,
}

/// All steps in order.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Each with its interval.
    pub steps: Vec<Step>,
}

/// The value that this share does not exceed.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a position"
)]
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(f64::INFINITY)
}

fn band(sorted: &[f64]) -> (f64, f64) {
    (quantile(sorted, BAND.0), quantile(sorted, BAND.1))
}

impl Step {
    /// From 5 to 95 % of the replications.
    #[must_use]
    pub fn band(&self) -> (f64, f64) {
        band(&self.simulated)
    }

    /// Whether the real moment lies in the band.
    #[must_use]
    pub fn is_inside(&self) -> bool {
        let (low, high) = self.band();
        self.real >= low - self.tolerance && self.real <= high + self.tolerance
    }
}

impl Interval {
    /// From 5 to 95 % of the replications.
    #[must_use]
    pub fn band(&self) -> (f64, f64) {
        band(&self.simulated)
    }

    /// The simulated interval in the middle.
    #[must_use]
    pub fn median(&self) -> f64 {
        quantile(&self.simulated, 0.5)
    }

    /// Whether the real interval lies in the band.
    #[must_use]
    pub fn is_inside(&self) -> bool {
        let (low, high) = self.band();
        self.real >= low - self.tolerance && self.real <= high + self.tolerance
    }

    /// Whether it lies outside of whatever is simulated, by more than a few more replications would make up for.
    #[must_use]
    pub fn is_clearly_outside(&self) -> bool {
        let (low, high) = (quantile(&self.simulated, 0.0), quantile(&self.simulated, 1.0));
        let finite = if high.is_finite() { high } else { quantile(&self.simulated, 0.5) };
        let margin = self.tolerance + 0.1 + 0.15 * (finite - low).max(0.0);
        self.real < low - margin || (high.is_finite() && self.real > high + margin) || low.is_infinite()
    }

    /// How far from the middle it lies, in half widths of the band; so far as it matters.
    pub(super) fn distance(&self) -> f64 {
        let (low, high) = self.band();
        let median = self.median();
        if !(median.is_finite() && high.is_finite()) {
            return FARTHEST;
        }
        ((self.real - median).abs() / ((high - low) / 2.0 + self.tolerance + 0.15)).min(FARTHEST)
    }
}

const FARTHEST: f64 = 10.0;

impl Judged {
    pub(super) fn of(real: &Moments, simulated: &[Moments], tolerance: Tolerance) -> Self {
        let steps = real.steps();
        let own = steps.iter().filter(|(kind, ..)| *kind != Kind::Cause);
        let judged = own.map(|&(kind, count, at)| {
            let when = |moments: &Moments| moments.at(kind, count).unwrap_or(f64::INFINITY);
            let interval = source(real, &steps, (kind, count, at)).map(|(from, from_count, since)| {
                let was_steady = !steps.iter().any(|(of, _, then)| *then < at && acts(*of));
                let (phase, settings) = phase(kind, from, real, was_steady);
                let lasts = |moments: &Moments| {
                    let since = moments.at(from, from_count).unwrap_or(f64::INFINITY);
                    let at = when(moments);
                    if at.is_finite() && since.is_finite() { at - since } else { f64::INFINITY }
                };
                let simulated = sorted(simulated.iter().map(lasts));
                let tolerance = if from == Kind::Cause { tolerance.cause } else { tolerance.told };
                Interval { from, from_count, phase, settings, real: at - since, simulated, tolerance }
            });
            let simulated = sorted(simulated.iter().map(when));
            Step { kind, count, real: at, simulated, interval, tolerance: tolerance.cause }
        });
        Self { steps: judged.collect() }
    }

    /// All intervals.
    pub fn intervals(&self) -> impl Iterator<Item = &Interval> {
        self.steps.iter().filter_map(|step| step.interval.as_ref())
    }

    /// How many intervals lie inside, and of how many.
    #[must_use]
    pub fn inside(&self) -> (usize, usize) {
        let inside = self.intervals().filter(|interval| interval.is_inside()).count();
        (inside, self.intervals().count())
    }

    /// Phases with intervals outside, each with how many.
    #[must_use]
    pub fn outside(&self) -> Vec<(&'static str, usize)> {
        let mut phases: Vec<(&'static str, usize)> = Vec::new();
        for interval in self.intervals().filter(|interval| !interval.is_inside()) {
            match phases.iter_mut().find(|(phase, _)| *phase == interval.phase) {
                Some((_, count)) => *count += 1,
                None => phases.push((interval.phase, 1)),
            }
        }
        phases
    }
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    values
}

type At = (Kind, usize, f64);

/// What brought a step about: the same tasks one step earlier, or the last of what a pass waits for.
fn source(real: &Moments, steps: &[At], (kind, count, at): At) -> Option<At> {
    use Kind::{
        Cause, Completed, Deregistered, Ended, Registered, Running, Signal, Started, Stopped, Unhealthy,
    };
    let same = |kinds: &[Kind]| {
        let mut all = kinds.iter().filter_map(|kind| Some((*kind, count, real.at(*kind, count)?)));
        all.find(|(.., since)| *since <= at)
    };
    let last = |kinds: &[Kind]| {
        let earlier = |(of, _, since): &&At| {
            kinds.contains(of) && (*since < at || (*since <= at && *of > Started && *of < kind))
        };
        steps.iter().rev().find(earlier).copied()
    };
    // Events of until 2021 tell the stop signal, and not the end behind it.
    let ended = if real.at(Ended, 1).is_some() { Ended } else { Signal };
    match kind {
        Cause => None,
        Started | Completed => last(&[Cause, Started, Running, Registered, Stopped, Deregistered, ended]),
        Running | Registered => same(&[Started]),
        // What replaces a task is to be healthy first, whatever else goes on.
        Unhealthy | Stopped if real.at(Registered, 1).is_some() => last(&[Cause, Running, Registered, Ended]),
        Unhealthy | Stopped => last(&[Cause, Running, Deregistered, Ended]),
        Deregistered => same(&[Stopped]),
        Signal => same(&[Deregistered, Stopped]),
        Ended => same(&[Signal]),
        Kind::Steady => last(&[Cause, Started, Running, Registered, Stopped, Deregistered, ended, Completed]),
    }
}

/// Whether a service does it that is not steady.
const fn acts(kind: Kind) -> bool {
    matches!(kind, Kind::Started | Kind::Registered | Kind::Stopped)
}

/// What an interval is made of, of a service that was steady until then or was not.
fn phase(kind: Kind, from: Kind, real: &Moments, was_steady: bool) -> (&'static str, &'static [Setting]) {
    use Kind::{
        Cause, Completed, Deregistered, Ended, Registered, Running, Signal, Started, Steady, Stopped,
    };
    use Setting as S;
    // One pass tells both (services.md §4.5).
    let kind = if kind == Kind::Unhealthy { Kind::Stopped } else { kind };
    let is_balanced = real.at(Registered, 1).is_some();
    let tells_running = real.at(Running, 1).is_some();
    match (kind, from) {
        (Started | Stopped, Cause) => ("scheduler reaction", &[S::SchedulerReaction, S::SteadyInterval]),
        // A steady service is looked at less often.
        (Started, Ended) if was_steady => ("scheduler reaction", &[S::SteadyInterval, S::SchedulerReaction]),
        (Running, _) => ("launch", &[S::TaskLaunchTime, S::InterfaceAttachTime]),
        // The first task of a deployment is alone until it is RUNNING, whether that is told or not.
        (Started, Registered) if !tells_running => {
            ("launch", &[S::TaskLaunchTime, S::InterfaceAttachTime, S::SchedulerInterval])
        }
        (Started | Completed | Steady, Signal) => {
            ("stop timeout", &[S::ShutDownTime, S::InterfaceDetachTime, S::SchedulerInterval])
        }
        (Completed | Steady, Started) => {
            ("launch", &[S::TaskLaunchTime, S::InterfaceAttachTime, S::SchedulerInterval])
        }
        (Signal, Deregistered) => ("drain", &[S::DeregistrationDelay, S::SchedulerInterval]),
        (Ended, _) => ("stop timeout", &[S::ShutDownTime, S::InterfaceDetachTime]),
        (Stopped | Completed | Steady, Registered | Running) if is_balanced && tells_running => {
            ("health check", &[S::HealthCheckInterval, S::FirstCheckDelay, S::SchedulerInterval])
        }
        (Stopped | Completed | Steady, Registered) => (
            "health check",
            &[S::HealthCheckInterval, S::FirstCheckDelay, S::TaskLaunchTime, S::SchedulerInterval],
        ),
        (Stopped, Running) => ("healthy after", &[S::HealthyAfter, S::SchedulerInterval]),
        (Completed | Steady, Deregistered) => {
            ("drain", &[S::DeregistrationDelay, S::ShutDownTime, S::SchedulerInterval])
        }
        (Steady, Completed) => ("completion", &[]),
        (Completed | Steady, _) => ("completion", &[S::SchedulerInterval]),
        (Signal, _) => ("stop signal", &[S::SchedulerInterval]),
        (Started | Registered | Kind::Unhealthy | Stopped | Deregistered | Cause, _) => {
            ("scheduler pass", &[S::SchedulerInterval])
        }
    }
}
