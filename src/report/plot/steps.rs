//! A series as the points of a line.

use super::canvas::Point;
use crate::observe::Series;

/// Lines that keep each value for its step, broken where there is none; the last step may be cut short by `end`.
pub(super) fn steps(
    series: &Series,
    end: f64,
    x: impl Fn(f64) -> i32,
    y: impl Fn(f64) -> i32,
) -> Vec<Vec<Point>> {
    let mut paths = vec![Vec::new()];
    for (step, value) in (0_u32..).zip(&series.means) {
        let path = paths.last_mut().expect("there is a first path");
        let start = f64::from(step) * series.step_seconds;
        if value.is_finite() && start < end {
            let until = (start + series.step_seconds).min(end);
            path.extend([(x(start), y(*value)), (x(until), y(*value))]);
        } else if !path.is_empty() {
            paths.push(Vec::new());
        }
    }
    paths.into_iter().filter(|path| !path.is_empty()).map(|path| thinned(&path)).collect()
}

/// From when on it keeps its last value; 0 where it has no other.
pub(super) fn settles(series: &Series) -> f64 {
    let Some(last) = series.means.last() else { return 0.0 };
    let same = series.means.iter().rev().take_while(|mean| mean.total_cmp(last).is_eq()).count();
    #[expect(clippy::cast_precision_loss, reason = "a few steps")]
    let before = (series.means.len() - same) as f64;
    before * series.step_seconds
}

/// The same picture with fewer points: of those above each other the first, the extremes and the last remain, so that a
/// peak of a single step is drawn however many steps share its pixels, and those on a level stretch only at its ends.
fn thinned(path: &[Point]) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::new();
    for column in path.chunk_by(|a, b| a.0 == b.0) {
        let (first, last) = (column[0], column[column.len() - 1]);
        let lowest = column.iter().copied().max_by_key(|point| point.1).unwrap_or(first);
        let highest = column.iter().copied().min_by_key(|point| point.1).unwrap_or(first);
        let extremes = [first, lowest, highest, last];
        for &point in if column.len() > extremes.len() { &extremes } else { column } {
            if kept.last() == Some(&point) {
                continue;
            }
            if let [.., before, previous] = kept.as_slice()
                && before.1 == previous.1
                && previous.1 == point.1
            {
                kept.pop();
            }
            kept.push(point);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::super::canvas::pixels;
    use super::*;

    fn series(means: Vec<f64>) -> Series {
        Series { name: "s".to_owned(), unit: "tasks", step_seconds: 10.0, means }
    }

    #[test]
    fn thinning_keeps_extremes_and_ends() {
        let path = [(0, 5), (1, 5), (1, 9), (1, 0), (1, 4), (2, 4), (3, 4), (4, 4), (4, 6)];
        let expected = [(0, 5), (1, 5), (1, 9), (1, 0), (1, 4), (4, 4), (4, 6)];
        assert_eq!(thinned(&path), expected);
    }

    #[test]
    fn a_peak_of_one_step_is_drawn_where_many_steps_share_a_pixel() {
        for (level, peak) in [(5.0, 90.0), (90.0, 5.0)] {
            let mut means = vec![level; 100_000];
            means[54_321] = peak;
            // A pixel for 200 steps.
            let [path] = &steps(&series(means), 1e6, |seconds| pixels(seconds / 2_000.0), pixels)[..] else {
                panic!("one line")
            };
            let peaks: Vec<&Point> = path.iter().filter(|point| point.1 == pixels(peak)).collect();
            assert!(!peaks.is_empty() && peaks.iter().all(|point| point.0 == 272), "{path:?}");
            assert!(path.len() < 10, "{path:?}");
        }
    }

    #[test]
    fn a_step_without_a_value_breaks_the_line() {
        let paths = steps(&series(vec![1.0, f64::NAN, f64::NAN, 2.0, 7.0]), 38.0, pixels, pixels);
        assert_eq!(paths, [vec![(0, 1), (10, 1)], vec![(30, 2), (38, 2)]]);
    }

    #[test]
    fn a_series_settles_where_its_last_value_begins() {
        for (means, seconds) in [
            (vec![1.0, 2.0, 3.0, 3.0], 20.0),
            (vec![3.0, 3.0], 0.0),
            (vec![3.0, 2.0], 10.0),
            (vec![f64::NAN, f64::NAN], 0.0),
            (Vec::new(), 0.0),
        ] {
            assert!((settles(&series(means)) - seconds).abs() < 1e-9);
        }
    }
}
