//! Claim: a standalone task runs once and ends; a service keeps its count. Beside each other the one waits and the other is
//! refused.

use std::path::Path;

use crate::runs::Run;

/// Metrics of every variant, in the order of the matrix: four gaps between calls, without and with `retryOnCapacity`.
struct Variants(serde_json::Value);

impl Variants {
    fn figure(&self, variant: usize, metric: &str) -> f64 {
        let found = &self.0["variants"][variant]["metrics"][metric]["mean"];
        found.as_f64().unwrap_or_else(|| panic!("no {metric} in variant {variant}"))
    }

    /// The figure of each gap without `retryOnCapacity`, and with it.
    fn both(&self, metric: &str) -> [[f64; 4]; 2] {
        [0, 1].map(|retry| [0, 1, 2, 3].map(|gap| self.figure(2 * gap + retry, metric)))
    }
}

/// The share of calls that eight places refuse which are offered `erlangs` of work (Erlang's loss formula).
fn erlang_b(erlangs: f64) -> f64 {
    (1..=8_u32).fold(1.0, |blocked, places| {
        let offered = erlangs * blocked;
        offered / (f64::from(places) + offered)
    })
}

#[test]
fn a_batch_task_is_refused_and_gone_while_a_service_waits_and_keeps_its_count() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/batch-beside-service.toml");
    let run = Run::of(
        &file,
        &["--format", "json", "--metrics", "all", "--records", "first", "--replications", "25"],
    );
    let variants = Variants(serde_json::from_str(&run.stdout).expect("JSON"));
    let requested = variants.both("arrivals.batch.requested");
    let refused = variants.both("arrivals.batch.refused");
    let [without, with] = requested.map(|by_gap| by_gap.map(f64::to_bits));
    assert_eq!(without, with, "the same calls come whatever else happens");
    // Ten minutes of work each, a call every 4, 2, 1 and 0.5 minutes; the service leaves eight places.
    for (gap, erlangs) in [2.5, 5.0, 10.0, 20.0].into_iter().enumerate() {
        for retry in [0, 1] {
            let share = refused[retry][gap] / requested[retry][gap];
            // Crashed tasks of the service leave their places for half a minute, or for longer.
            assert!((share - erlang_b(erlangs)).abs() < 0.08, "{share} of {erlangs} Erlang");
        }
    }
    let failures = variants.both("services.web.placementFailures");
    let availability = variants.both("services.web.availability");
    // Nothing in its way: the service hardly ever waits. Hardly any room: it does, unless it asks when room comes free.
    assert!(failures[0][0] < 0.1 && failures[1][0] < 0.1, "{failures:?}");
    assert!(failures[0][3] > 5.0 && availability[0][3] < 0.9 && availability[1][3] > 0.985);
    // It gets its count again, and the batch tasks pay for that.
    assert!(refused[1][3] > refused[0][3]);
    let kept = variants.both("services.web.runningCount.mean");
    assert!(kept[1].iter().all(|mean| *mean > 7.9), "{kept:?}");
    let completed = variants.both("arrivals.batch.completed");
    let failed = variants.both("arrivals.batch.failed");
    assert!(
        failed.iter().flatten().all(|tasks| *tasks < f64::EPSILON),
        "nothing ends a batch task but its work"
    );
    assert!((0..4).all(|gap| completed[0][gap] <= requested[0][gap] - refused[0][gap]));
}
