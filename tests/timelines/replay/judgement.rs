//! A recording beside its simulation with many seeds.

use std::sync::Arc;

use super::observed::{Happening, Kind};
use super::recording::{Recording, Run, Step};
use super::world::{SEEDS, World};

/// A recording and what the simulator makes of it.
pub struct Judgement {
    /// What was told.
    pub recording: Recording,
    /// All intervals, run by run.
    pub intervals: Vec<Interval>,
    /// Seeds with which a run goes another way than it did.
    pub otherwise: u32,
    /// How many intervals lie inside with passes as long as today's.
    pub inside_today: usize,
    /// How many lie inside with the scheduler that was assumed before anybody measured.
    pub inside_before: usize,
}

impl Judgement {
    /// How many intervals lie inside.
    pub fn inside(&self) -> usize {
        inside(&self.intervals)
    }
}

/// One interval of one run.
#[derive(Clone)]
pub struct Interval {
    /// The run.
    pub run: String,
    /// From which step, by its label.
    pub from: String,
    /// To which step.
    pub to: String,
    /// How long it really took, in seconds; infinite if it never came.
    pub real: f64,
    /// Whether it is only told that it took no longer.
    pub at_most: bool,
    /// The simulated ones, shortest first; infinite where it never came.
    pub simulated: Vec<f64>,
    /// Why it lies outside, where it is known to.
    pub miss: Option<String>,
}

impl Interval {
    /// The simulated interval that this share of seeds does not exceed.
    pub fn quantile(&self, share: f64) -> f64 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a position")]
        let rank = (share * f64::from(SEEDS)).ceil() as usize;
        self.simulated[rank - 1]
    }

    /// Whether the real one lies within 1 and 99 % of the simulated ones, or if it is an upper bound, above these.
    pub fn is_inside(&self) -> bool {
        let (low, high) = (self.quantile(0.01), self.quantile(0.99));
        if self.at_most { high <= self.real } else { (low..=high).contains(&self.real) }
    }
}

fn inside(intervals: &[Interval]) -> usize {
    intervals.iter().filter(|interval| interval.is_inside()).count()
}

/// What happened in a simulated run, with each seed.
type Observed = Arc<Vec<Vec<Happening>>>;

/// Simulates a recording.
pub fn judge(recording: Recording) -> Judgement {
    let world = World::load(&format!("runs/{}", recording.name));
    let [today, before] = [world.observe(), world.observe_before_measurement()].map(Arc::new);
    let of_run = |run| {
        let passes = recording.older_passes(run);
        passes.map_or_else(|| Arc::clone(&today), |passes| Arc::new(world.observe_with(&passes)))
    };
    let observed: Vec<Observed> = recording.runs.iter().map(of_run).collect();
    let alike = |observed: Observed| vec![observed; recording.runs.len()];
    Judgement {
        intervals: intervals(&recording, &observed),
        otherwise: otherwise(&recording, &observed),
        inside_today: inside(&intervals(&recording, &alike(Arc::clone(&today)))),
        inside_before: inside(&intervals(&recording, &alike(before))),
        recording,
    }
}

/// The intervals of all runs, each with what every seed gave for the run.
fn intervals(recording: &Recording, observed: &[Observed]) -> Vec<Interval> {
    let of_run = |(run, observed): (&Run, &Observed)| {
        let numbered = observed.iter().zip(0..);
        let stamps: Vec<Vec<f64>> = numbered.map(|(told, seed)| stamps(recording, run, told, seed)).collect();
        let measured = run.steps.iter().enumerate().filter_map(|(to, step)| Some((step.since?, to)));
        measured.map(|(from, to)| interval(run, from, to, &stamps)).collect::<Vec<_>>()
    };
    recording.runs.iter().zip(observed).flat_map(of_run).collect()
}

fn interval(run: &Run, from: usize, to: usize, stamps: &[Vec<f64>]) -> Interval {
    let mut simulated: Vec<f64> = stamps.iter().map(|stamps| stamps[to] - stamps[from]).collect();
    simulated.sort_unstable_by(f64::total_cmp);
    let [first, last] = [from, to].map(|step| &run.steps[step]);
    Interval {
        run: run.name.clone(),
        from: first.label(),
        to: last.label(),
        real: round(last.at - first.at),
        at_most: last.at_most,
        simulated,
        miss: last.miss.clone(),
    }
}

/// To the millisecond, as sources tell times.
fn round(seconds: f64) -> f64 {
    (seconds * 1e3).round() / 1e3
}

/// When the steps of a run came, told as coarsely as the source tells it; infinite for never.
fn stamps(recording: &Recording, run: &Run, told: &[Happening], seed: u32) -> Vec<f64> {
    let resolution = recording.figure("resolution");
    // Where within a second a run begins is chance.
    let phase = (f64::from(seed) * 0.618_034).fract() * resolution;
    let coarse = |at: f64| ((at + phase) / resolution).floor() * resolution;
    moments(recording, run, told).into_iter().map(coarse).collect()
}

/// When the steps of a run came, from its first step on: each the next of its kind, once it has come to as many as told.
fn moments(recording: &Recording, run: &Run, told: &[Happening]) -> Vec<f64> {
    let at = |place: usize| told.get(place).map_or(f64::INFINITY, |(at, ..)| *at);
    places(recording, run, told).into_iter().map(at).collect()
}

/// Which of the happenings the steps of a run are; one behind the last for those that never came.
fn places(recording: &Recording, run: &Run, told: &[Happening]) -> Vec<usize> {
    let begins = recording.figure("begins");
    let begins = told.partition_point(|(at, ..)| *at < begins);
    let origin = place(run, 0, told, begins);
    let from = |step: &Step| if step.kind == run.steps[0].kind { begins } else { origin };
    run.steps.iter().enumerate().map(|(number, step)| place(run, number, told, from(step))).collect()
}

fn place(run: &Run, step: usize, told: &[Happening], from: usize) -> usize {
    let kind = run.steps[step].kind;
    let of_kind = run.steps[..=step].iter().filter(|earlier| earlier.kind == kind);
    let wanted: u32 = of_kind.map(|step| step.count).sum();
    let mut seen = 0;
    let reached = told.iter().enumerate().skip(from).find(|(_, (_, happened, count))| {
        seen += if *happened == kind { *count } else { 0 };
        seen >= wanted
    });
    reached.map_or(told.len(), |(place, _)| place)
}

/// With how many seeds a run goes another way: a step comes before one that is told before it, or there is more of what
/// its steps tell than they do.
fn otherwise(recording: &Recording, observed: &[Observed]) -> u32 {
    let differs = |run: &Run, told: &Vec<Happening>| {
        let places = places(recording, run, told);
        let span = places[0]..=places[places.len() - 1].min(told.len().saturating_sub(1));
        let more = |step: &Step| {
            let of_kind = |kind: Kind, count: u32| if kind == step.kind { count } else { 0 };
            let wanted: u32 = run.steps.iter().map(|step| of_kind(step.kind, step.count)).sum();
            let came: u32 = told[span.clone()].iter().map(|(_, kind, count)| of_kind(*kind, *count)).sum();
            // A service that is created has a deployment and a desired count: two calls.
            step.kind != Kind::Call && came > wanted
        };
        !places.is_sorted() || run.steps.iter().any(more)
    };
    let any = |seed: &usize| {
        recording.runs.iter().zip(observed).any(|(run, observed)| differs(run, &observed[*seed]))
    };
    let seeds = 0..observed.first().map_or(0, |observed| observed.len());
    u32::try_from(seeds.filter(any).count()).expect("as many as seeds")
}
