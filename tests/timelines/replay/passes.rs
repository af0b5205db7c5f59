//! How long a pass took until 2021: longer than today.
//!
//! What the passes of a run were is never read from that run. They are what all other runs let one expect of it: a model of
//! random effects, in which the mean of a service lies around the mean of services, and its gaps around its own. Of a run whose
//! service has other runs, these say what that service's mean is, the more gaps they have; of any other it is that of one
//! more service.

use std::collections::BTreeMap;

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::{number, table};

/// A gap between passes that was told.
pub struct Gap {
    /// The short id of the account or service.
    pub source: String,
    /// How many passes.
    pub passes: f64,
    /// How long they took together.
    pub seconds: f64,
    /// The recording and the run that it is of, if it is of one that is replayed.
    pub run: Option<[String; 2]>,
}

impl Gap {
    /// Whether it is of this run of a recording.
    pub fn is_of(&self, recording: &str, run: &str) -> bool {
        self.run.as_ref().is_some_and(|of| *of == [recording, run])
    }
}

/// All that were told.
pub fn gaps() -> Vec<Gap> {
    let gap = |row: csv::StringRecord| Gap {
        source: row[0].to_owned(),
        passes: number(&row, 2),
        seconds: number(&row, 3),
        run: Some([&row[4], &row[5]].map(str::to_owned)).filter(|[recording, _]| !recording.is_empty()),
    };
    table("passes.csv").into_iter().map(gap).collect()
}

/// What is expected of the passes of a run.
#[derive(PartialEq)]
pub struct Passes {
    /// How many services are known, the run's own among them where it has other runs.
    pub services: usize,
    /// The mean of their means, in seconds.
    pub mean: f64,
    /// How much services differ: the standard deviation that their jitter leaves unexplained, in seconds.
    pub between: f64,
    /// How many gaps of the run's own service are known of other runs.
    pub own_gaps: usize,
    /// The length of a pass that is expected of the run, in seconds.
    pub expected: f64,
    /// The scale of the Student distribution around it, in seconds.
    pub scale: f64,
    /// How much earlier or later than on an even grid a pass came at most, in seconds.
    pub jitter: f64,
}

/// Services of which fewer gaps are known tell nothing of the jitter.
const LEAST_GAPS: usize = 3;
/// The variance of the difference of two times that were cut to whole seconds.
const OF_WHOLE_SECONDS: f64 = 1.0 / 6.0;
/// No service differs so much from others, in seconds.
const MOST_BETWEEN: f64 = 100.0;

impl Passes {
    /// Those of a run of `source`, by all gaps but its own.
    pub fn expected_of(source: &str, recording: &str, run: &str) -> Self {
        let mut by_source: BTreeMap<String, Vec<Gap>> = BTreeMap::new();
        for gap in gaps().into_iter().filter(|gap| !gap.is_of(recording, run)) {
            by_source.entry(gap.source.clone()).or_default().push(gap);
        }
        let jitter = jitter(by_source.values());
        let services: Vec<Service> = by_source
            .values()
            .map(|gaps| Service { length: length(gaps), variance: variance(gaps, jitter) })
            .collect();
        let between = between(&services);
        let Around { mean, variance: of_mean, .. } = around(&services, between);
        let own = by_source.get(source);
        // What the service's other runs leave to the mean of services: all where there are none.
        let others = own.map_or(1.0, |gaps| share_of_others(variance(gaps, jitter), between));
        let of_own = own.map_or(mean, |gaps| length(gaps));
        Self {
            services: services.len(),
            mean,
            between: between.sqrt(),
            own_gaps: own.map_or(0, Vec::len),
            expected: others * mean + (1.0 - others) * of_own,
            scale: (others * between + others.powi(2) * of_mean).sqrt(),
            jitter,
        }
    }

    /// The length of a pass of the run: as many values as asked for, each as likely as another.
    pub fn lengths(&self, many: u32) -> Vec<f64> {
        let services = f64::from(u32::try_from(self.services).expect("a few"));
        let of_run = StudentsT::new(self.expected, self.scale, services - 1.0).expect("a distribution");
        let share = |number: u32| (f64::from(number) + 0.5) / f64::from(many);
        (0..many).map(|number| of_run.inverse_cdf(share(number))).collect()
    }
}

/// A service by the mean length of its passes.
struct Service {
    length: f64,
    /// What jitter and rounding make of it.
    variance: f64,
}

/// The mean of services, each with the weight that its own uncertainty and the difference between services leave it.
struct Around {
    mean: f64,
    variance: f64,
    /// The squares of what services differ from it, each beside what it may.
    squares: f64,
}

fn around(services: &[Service], between: f64) -> Around {
    let weight = |service: &Service| 1.0 / (service.variance + between);
    let weights: f64 = services.iter().map(weight).sum();
    let mean = services.iter().map(|service| weight(service) * service.length).sum::<f64>() / weights;
    let square = |service: &Service| weight(service) * (service.length - mean).powi(2);
    Around { mean, variance: 1.0 / weights, squares: services.iter().map(square).sum() }
}

/// The variance between services with which they differ as much as they may (Paule and Mandel), none if jitter explains it.
fn between(services: &[Service]) -> f64 {
    let may = count(services) - 1.0;
    let (mut low, mut high) = (0.0, MOST_BETWEEN);
    // Halving down to far less than a microsecond.
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if around(services, middle).squares > may { low = middle } else { high = middle }
    }
    low
}

fn share_of_others(variance: f64, between: f64) -> f64 {
    variance / (variance + between)
}

fn count<T>(of: &[T]) -> f64 {
    f64::from(u32::try_from(of.len()).expect("a few"))
}

fn passes(gaps: &[Gap]) -> f64 {
    gaps.iter().map(|gap| gap.passes).sum()
}

fn length(gaps: &[Gap]) -> f64 {
    gaps.iter().map(|gap| gap.seconds).sum::<f64>() / passes(gaps)
}

/// The variance that cutting to whole seconds gives a gap, where a source does so.
fn of_rounding(gaps: &[Gap]) -> f64 {
    let whole = gaps.iter().all(|gap| gap.seconds.fract() < f64::EPSILON);
    if whole { OF_WHOLE_SECONDS } else { 0.0 }
}

/// The variance of a mean length: of each gap two passes of a grid, each up to *j* early or late.
fn variance(gaps: &[Gap], jitter: f64) -> f64 {
    let of_gap = 2.0 * jitter * jitter / 3.0 + of_rounding(gaps);
    of_gap * count(gaps) / passes(gaps).powi(2)
}

/// The half-width *j* of the jitter, from how the gaps of each service differ.
fn jitter<'a>(all: impl Iterator<Item = &'a Vec<Gap>>) -> f64 {
    let (mut squares, mut degrees) = (0.0, 0.0);
    for gaps in all.filter(|gaps| gaps.len() >= LEAST_GAPS) {
        let (length, freedom) = (length(gaps), count(gaps) - 1.0);
        squares += gaps.iter().map(|gap| (gap.seconds - gap.passes * length).powi(2)).sum::<f64>();
        squares -= freedom * of_rounding(gaps);
        degrees += freedom;
    }
    (1.5 * squares / degrees).sqrt()
}
