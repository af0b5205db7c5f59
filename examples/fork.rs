//! Forks a run at the moment of a fault, and shows both futures side by side.
//!
//! ```console
//! $ cargo run --release --example fork
//! ```
//!
//! The scenario loses a host at 15 minutes. Right before that moment the run is forked: in one future the host dies, in
//! the other it is drained first and its tasks move while it still serves.

use std::path::Path;

use plimsoll::engine::{Injection, Simulation};
use plimsoll::model::{ApiCall, ClusterId, FaultSchedule, InstanceSelection, Model, ServiceId};
use plimsoll::observe::Detail;
use plimsoll::scenario::{Overrides, load, render};
use plimsoll::time::SimDuration;

const SCENARIO: &str = "scenarios/elb-failover.toml";

/// How often both futures are looked at, and for how long.
const STEP: SimDuration = SimDuration::from_secs(20);
const STEPS: u64 = 12;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let loaded = load(Path::new(SCENARIO), &Overrides::default());
    let scenario = loaded.scenario.ok_or_else(|| render(&loaded.problems, &loaded.sources, false))?;
    let mut model = Model::clone(&scenario.variants.first().model);
    // The fault is injected here, so that it can be left out of one future.
    let fault = model.faults.remove(0);
    let FaultSchedule::At(at) = fault.schedule else { return Err("the fault has no time".into()) };

    let mut lost = Simulation::new(model, scenario.seed, Detail::Metrics);
    lost.run_until(at)?;
    let mut drained = lost.clone();
    lost.apply(Injection::Fault(fault.kind))?;
    drained.apply(Injection::Call(drain_one_host()))?;

    println!("{:>8}  {:>26}  {:>26}", "", "a host loses power", "a host is drained");
    println!(
        "{:>8}  {:>8} {:>8} {:>8}  {:>8} {:>8} {:>8}",
        "time", "running", "healthy", "pending", "running", "healthy", "pending"
    );
    for step in 0..=STEPS {
        let moment = at + STEP.saturating_mul(step);
        // Everything at the moment itself has happened.
        let until = moment + SimDuration::from_micros(1);
        lost.run_until(until)?;
        drained.run_until(until)?;
        println!("{:>8}  {}  {}", moment.to_string(), row(&lost), row(&drained));
    }
    let [lost, drained] = [lost.finish()?, drained.finish()?];
    println!("digests {:016x} and {:016x}", lost.digest, drained.digest);
    Ok(())
}

/// The tasks of the first service as ECS counts them: it takes those of a dead host for running until it learns better.
fn row(run: &Simulation) -> String {
    let tasks = run.view().service(ServiceId::new(0)).tasks().all();
    format!("{:>8} {:>8} {:>8}", tasks.running(), tasks.healthy, tasks.pending)
}

fn drain_one_host() -> ApiCall {
    let instances = InstanceSelection::Matching { cluster: ClusterId::new(0), zone: None, count: Some(1) };
    ApiCall::UpdateContainerInstancesState { instances, draining: true }
}
