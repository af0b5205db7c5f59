//! Kinds of intervals of which ten or more were measured, beside the simulated ones.

use std::collections::BTreeMap;

use super::observed::{Happening, Kind};
use super::recording::{Recording, Run, recordings};
use super::world::World;
use super::{number, table};

/// A kind of interval, measured and simulated.
pub struct Distribution {
    /// Its name in the measurements.
    pub kind: String,
    /// What it is, or which of them are compared.
    pub note: String,
    /// Why the two differ, where they do.
    pub differs: Option<String>,
    /// The measured ones in seconds, shortest first.
    pub measured: Vec<f64>,
    /// The simulated ones in seconds, shortest first.
    pub simulated: Vec<f64>,
}

impl Distribution {
    /// The Kolmogorov–Smirnov distance: the largest difference of the shares below any length.
    pub fn distance(&self) -> f64 {
        let share = |of: &[f64], below: &dyn Fn(&f64) -> bool| ratio(of.partition_point(below), of.len());
        let at = |length: &f64| {
            let upto = |other: &f64| other <= length;
            let under = |other: &f64| other < length;
            let differs = |below: &dyn Fn(&f64) -> bool| {
                (share(&self.measured, below) - share(&self.simulated, below)).abs()
            };
            differs(&upto).max(differs(&under))
        };
        self.measured.iter().map(at).fold(0.0, f64::max)
    }

    /// The distance that a sample as large as the measured one exceeds in one of twenty cases by chance (Kolmogorov).
    pub fn critical(&self) -> f64 {
        1.358 / ratio(self.measured.len(), 1).sqrt()
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    let [part, whole] = [part, whole].map(|count| f64::from(u32::try_from(count).expect("some thousands")));
    part / whole
}

/// All of them, in the order of their table.
pub fn distributions() -> Vec<Distribution> {
    let mut measured: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for row in table("measured.csv") {
        measured.entry(row[0].to_owned()).or_default().push(number(&row, 1));
    }
    let mut rows = table("distributions.csv").into_iter().map(|row| {
        let kinds = [2, 3].map(|column| Kind::of(&row[column]).expect("a kind"));
        let simulated =
            observe(&row[1], kinds).iter().flat_map(|told| lengths(told, kinds, number(&row, 4))).collect();
        Distribution {
            measured: sorted(measured.remove(&row[0]).unwrap_or_else(|| panic!("nothing measured: {row:?}"))),
            simulated: sorted(simulated),
            kind: row[0].to_owned(),
            note: row[5].to_owned(),
            differs: Some(row[6].to_owned()).filter(|reason| !reason.is_empty()),
        }
    });
    let all = rows.by_ref().collect();
    assert!(measured.is_empty(), "no row: {:?}", measured.keys());
    all
}

/// A world of its own, or that of a recording with the passes of each run that tells such intervals.
fn observe(path: &str, kinds: [Kind; 2]) -> Vec<Vec<Happening>> {
    let world = World::load(path);
    let tells = |run: &&Run| kinds.iter().all(|kind| run.steps.iter().any(|step| step.kind == *kind));
    let of_path = |name: &str| path.strip_prefix("runs/") == Some(name);
    let recording = recordings().into_iter().find(|recording| of_path(&recording.name));
    let older = |recording: Recording| -> Vec<_> {
        recording.runs.iter().filter(tells).filter_map(|run| recording.older_passes(run)).collect()
    };
    let passes = recording.map(older).unwrap_or_default();
    if passes.is_empty() {
        return world.observe();
    }
    passes.iter().flat_map(|passes| world.observe_with(passes)).collect()
}

/// From each happening of the first kind to the next of the second, with none of the first between.
fn lengths(told: &[Happening], [from, to]: [Kind; 2], begins: f64) -> Vec<f64> {
    let (mut since, mut lengths) = (None, Vec::new());
    for (at, kind, _) in told.iter().filter(|(at, ..)| *at >= begins) {
        if let Some(since) = since.filter(|_| *kind == to) {
            lengths.push(at - since);
        }
        since = match *kind {
            kind if kind == from => Some(*at),
            kind if kind == to => None,
            _ => since,
        };
    }
    lengths
}

fn sorted(mut lengths: Vec<f64>) -> Vec<f64> {
    lengths.sort_unstable_by(f64::total_cmp);
    lengths
}
