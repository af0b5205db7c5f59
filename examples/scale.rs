//! Runs a large model once and prints how long it took and how much memory it needed.
//!
//! `cargo run --release --example scale -- quota-week`

use std::process::ExitCode;
use std::time::Instant;

use plimsoll::engine::simulate;
use plimsoll::observe::{Detail, Metric, RunOutcome};

#[path = "../benches/worlds/mod.rs"]
mod worlds;

use worlds::WORLDS;

#[expect(clippy::disallowed_methods, reason = "a program that measures itself")]
fn main() -> ExitCode {
    let wanted = std::env::args().nth(1);
    let Some(world) = WORLDS.iter().find(|world| wanted.as_deref() == Some(world.name)) else {
        let names: Vec<&str> = WORLDS.iter().map(|world| world.name).collect();
        eprintln!("usage: scale <{}>", names.join("|"));
        return ExitCode::from(2);
    };
    let model = (world.build)();
    let start = Instant::now();
    let outcome = match simulate(model, 1, Detail::Metrics) {
        Ok(outcome) => outcome,
        Err(halt) => {
            eprintln!("error: {halt}");
            return ExitCode::FAILURE;
        }
    };
    report(world.name, start.elapsed().as_secs_f64(), &outcome);
    ExitCode::SUCCESS
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn report(name: &str, seconds: f64, outcome: &RunOutcome) {
    println!("{name}: {} events, digest {:016x}", outcome.events, outcome.digest);
    println!("  wall        {seconds:.2} s");
    println!("  events/s    {:.0}", outcome.events as f64 / seconds);
    if let Some(memory) = peak_memory() {
        println!("  peak memory {memory}");
    }
    for name in ["cluster.tasks.mean", "cluster.tasks.max", "cluster.cpuReserved.mean"] {
        if let Some(Metric::Number { value, unit }) = outcome.metrics.get(name) {
            println!("  {name} {value:.3} {unit}");
        }
    }
}

/// The most memory that this process held, as Linux tells it; `None` elsewhere.
fn peak_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().to_owned())
}
