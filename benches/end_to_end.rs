//! Whole runs: many tasks on many hosts, submitted at once, each living its whole life.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, SamplingMode, criterion_group, criterion_main};
use plimsoll::engine::simulate;
use plimsoll::model::Model;
use plimsoll::observe::{Detail, Metric};

// The larger worlds are for `examples/scale.rs`: one run of them is enough.
#[expect(dead_code, reason = "shared with the example, which runs all of them")]
mod worlds;

fn peak(model: &Arc<Model>) -> f64 {
    let outcome = simulate(Arc::clone(model), 1, Detail::Metrics).expect("no guard");
    match outcome.metrics.get("cluster.tasks.max") {
        Some(Metric::Number { value, .. }) => *value,
        other => panic!("cluster.tasks.max is {other:?}"),
    }
}

fn submit_all_at_once(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("hosts_x_tasks");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for (hosts, tasks) in [(1_000, 10_000), (10_000, 100_000)] {
        let model = Arc::new(worlds::all_at_once(hosts, tasks));
        #[expect(clippy::cast_precision_loss, reason = "small counts")]
        let expected = tasks as f64;
        assert!((peak(&model) - expected).abs() < 0.5, "every task is placed");
        group.bench_function(format!("{hosts}x{tasks}"), |bencher| {
            bencher.iter(|| {
                black_box(simulate(Arc::clone(&model), 1, Detail::Metrics).expect("no guard").digest)
            });
        });
    }
    group.finish();
}

/// 51,000 tasks in 5,100 calls of `RunTask`.
fn pack_standalone_tasks(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("run_task");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    let model = Arc::new(worlds::packing(1_000, 50_000, 3_000));
    assert!((peak(&model) - 51_000.0).abs() < 0.5, "every task is placed");
    group.bench_function("51000", |bencher| {
        bencher
            .iter(|| black_box(simulate(Arc::clone(&model), 1, Detail::Metrics).expect("no guard").digest));
    });
    group.finish();
}

criterion_group!(benches, submit_all_at_once, pack_standalone_tasks);
criterion_main!(benches);
