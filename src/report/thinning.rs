//! Time series in fewer and longer steps.

use crate::observe::Series;

/// Steps of a thinned series at most.
pub(super) const MOST_STEPS: usize = 100;

/// Every series in at most [`MOST_STEPS`] steps, each the mean over as many of its own steps; the last may be shorter.
pub(super) fn thinned(series: &[Series]) -> Vec<Series> {
    series.iter().map(thin).collect()
}

fn thin(series: &Series) -> Series {
    let together = series.means.len().div_ceil(MOST_STEPS).max(1);
    #[expect(clippy::cast_precision_loss, reason = "a few steps")]
    let seconds = series.step_seconds * together as f64;
    let means = series.means.chunks(together).map(mean).collect();
    Series { name: series.name.clone(), unit: series.unit, step_seconds: seconds, means }
}

/// Of those that exist; where none does, the mean does not either.
#[expect(clippy::cast_precision_loss, reason = "a few steps")]
fn mean(steps: &[f64]) -> f64 {
    let there: Vec<f64> = steps.iter().copied().filter(|step| step.is_finite()).collect();
    there.iter().sum::<f64>() / there.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_taken_together_until_there_are_few() {
        let series = |steps: u32| Series {
            name: "cluster.tasks".to_owned(),
            unit: "tasks",
            step_seconds: 15.0,
            means: (0..steps).map(f64::from).collect(),
        };
        assert_eq!(thinned(&[series(100)]), [series(100)]);
        let [short] = &thinned(&[series(203)])[..] else { panic!("one series") };
        assert_eq!((short.means.len(), short.step_seconds), (68, 45.0));
        assert_eq!((short.means[0], short.means[67]), (1.0, 201.5));
        let mut gaps = series(300);
        gaps.means[..3].fill(f64::NAN);
        gaps.means[3] = f64::NAN;
        let [gaps] = &thinned(&[gaps])[..] else { panic!("one series") };
        assert!(gaps.means[0].is_nan());
        assert_eq!(gaps.means[1..2], [4.5]);
    }
}
