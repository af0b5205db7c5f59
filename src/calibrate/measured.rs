//! Intervals that were measured of real services, and the settings that they give: those of the defaults.
//!
//! Figures of public, timestamped sources, in seconds; what one source tells stands together.

use super::fit::Evidence;
use super::grid::{Grid, find_grid};
use super::in_force::InForce;
use super::intervals::{Gap, Intervals};
use super::settings::CALIBRATED;
use super::stamp::Span;
use crate::model::Behavior;

/// From "has stopped" to "deregistered" (2022–26; one of 1.6 s was told late), from "has begun draining" to "steady state", and from
/// "has started" to "registered" (one, two or three passes; Fargate, 2026).
const STEPS: [f64; 65] = [
    10.0, 10.12, 9.719, 10.205, 9.599, 9.079, 10.277, 9.313, 9.504, 9.101, 9.704, 9.573, 9.501, 9.376, 9.405,
    8.543, 9.963, 9.27, 9.576, 9.976, 8.366, 10.168, 9.582, 10.127, 10.344, 1.554, 10.046, 10.0, 10.128,
    9.465, 9.059, 10.0, 9.661, 9.97, 9.179, 9.769, 9.559, 9.678, 9.173, 10.265, 10.176, 9.589, 9.483, 28.155,
    18.587, 28.806, 19.402, 27.925, 19.083, 18.755, 28.074, 29.392, 19.5, 19.289, 9.64, 18.809, 18.259,
    27.867, 27.643, 29.063, 27.4, 18.802, 28.049, 28.311, 19.432,
];

/// Between two notes that a service is steady, 2016–22.
const REPEATS: [f64; 79] = [
    21_640.579, 21_628.126, 21_603.569, 21_636.246, 21_625.695, 21_643.082, 21_639.64, 21_646.625, 21_618.41,
    21_617.277, 21_633.805, 21_628.631, 21_604.81, 21_604.342, 21_639.291, 21_607.989, 21_621.416,
    21_643.939, 21_647.17, 21_607.375, 21_628.878, 21_611.158, 21_633.561, 21_617.39, 21_647.114, 21_614.268,
    21_622.532, 21_642.53, 21_611.35, 21_616.834, 21_635.734, 21_604.802, 21_613.63, 21_627.648, 21_627.295,
    21_621.381, 21_614.218, 21_621.622, 21_626.034, 21_602.628, 21_604.122, 21_616.305, 21_621.867,
    21_621.741, 21_627.879, 21_625.784, 21_609.814, 21_605.049, 21_606.479, 21_623.335, 21_611.632,
    21_615.024, 21_602.615, 21_620.159, 21_616.079, 21_615.859, 21_605.315, 21_628.03, 21_617.626,
    21_642.404, 21_622.985, 21_645.055, 21_608.694, 21_627.909, 21_612.61, 21_615.687, 21_609.576,
    21_606.049, 21_604.0, 21_617.0, 21_604.0, 21_623.0, 21_628.0, 21_643.0, 21_613.0, 21_606.517, 21_620.88,
    21_618.425, 21_608.888,
];

/// From the first unhealthy target of a steady service to the start of its replacement, 2026.
const UNHEALTHY: [f64; 13] =
    [12.058, 35.5, 26.592, 43.187, 38.71, 36.234, 43.623, 20.154, 9.177, 5.872, 45.405, 2.925, 8.233];

/// The same for tasks that replaced an unhealthy one.
const AGAIN: [f64; 11] =
    [103.89, 114.175, 117.042, 132.069, 98.024, 127.959, 89.524, 116.066, 104.526, 105.223, 125.645];

/// From a desired count of 1 instead of 0 to the task, 2026.
const CALLS: [f64; 23] = [
    7.7, 7.5, 11.0, 9.1, 6.3, 7.8, 7.3, 4.7, 5.3, 8.6, 3.2, 6.3, 6.2, 7.7, 7.3, 6.4, 3.7, 10.9, 7.8, 6.2,
    8.0, 4.0, 13.0,
];

/// From the failure of a throttled service to its next start, 2019, when waits grew to 15 minutes.
const AT_CAP: [f64; 36] = [
    869.19, 925.516, 883.584, 901.703, 919.204, 883.209, 883.327, 867.544, 943.578, 946.543, 943.823, 893.95,
    861.764, 932.799, 931.156, 880.95, 920.407, 921.584, 903.023, 866.482, 925.955, 884.304, 903.108,
    934.854, 909.158, 894.587, 876.699, 942.348, 934.029, 902.765, 934.557, 881.186, 920.509, 911.872,
    874.293, 880.97,
];

#[expect(clippy::cast_possible_truncation, reason = "some hours at most")]
fn span(seconds: f64) -> Span {
    Span::from_micros((seconds * 1e6).round() as i64)
}

fn measured() -> (Intervals, Grid) {
    let mut intervals = Intervals::default();
    for (kind, values) in [
        ("ev.steady_repeat", &REPEATS[..]),
        ("ev.unhealthy_to_replacement_started", &UNHEALTHY),
        ("ev.unhealthy_to_replacement_started again", &AGAIN),
        ("sched.deployment_to_started", &CALLS),
        ("throttle.impaired_to_next_start at cap", &AT_CAP),
    ] {
        for value in values {
            intervals.add(kind, span(*value));
        }
    }
    intervals.gaps = STEPS.iter().map(|step| Gap { span: span(*step), begins: false }).collect();
    let grid = find_grid(&intervals.gaps, false).expect("a grid");
    (intervals, grid)
}

/// The ranges of a setting fitted to what was measured.
fn ranges(name: &str) -> Vec<(f64, f64)> {
    let (intervals, grid) = measured();
    let force = InForce::of(&Behavior::default());
    let evidence = Evidence { intervals: &intervals, grid: &grid, force: &force };
    let row = CALIBRATED.iter().find(|row| row.name == name).expect("a row");
    evidence.fit(row).expect("fitted").ranges
}

fn assert_holds(name: &str, figures: &[f64]) {
    let ranges = ranges(name);
    let all = figures.iter().zip(&ranges);
    let holds = all.clone().all(|(figure, (low, high))| figure >= low && figure <= high);
    assert!(holds && figures.len() == ranges.len(), "{name}: {figures:?} in {ranges:?}");
}

#[test]
fn the_measured_intervals_give_the_settings_that_were_made_of_them() {
    assert_holds("schedulerInterval", &[9.68]);
    assert_holds("schedulerJitter", &[0.55]);
    // The shortest period of the default, 35 s, is a choice: these waits alone would rather have it always 47 s.
    let [shortest, longest] = ranges("steadyInterval")[..] else { panic!("two ends") };
    assert!(shortest.1 > 45.0 && longest.0 < 48.0 && longest.1 > 48.0, "{shortest:?} {longest:?}");
    assert_holds("steadyStateInterval", &[21_600.0]);
    assert_holds("schedulerReaction", &[3.0, 11.0]);
    assert_holds("throttleMaximum", &[900.0]);
    assert_holds("unhealthyReplacementInterval", &[88.0]);
}

#[test]
fn the_measured_steps_lie_on_one_grid_but_for_the_late_one() {
    let (_, grid) = measured();
    // 27.4 s are 1.6 s short of three passes.
    assert_eq!((grid.gaps, grid.near), (STEPS.len() - 1, STEPS.len() - 2), "{grid:?}");
    assert!(grid.counted == 43 && grid.period.high - grid.period.low < 0.3, "{grid:?}");
}
