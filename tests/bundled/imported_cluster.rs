//! The bundled cluster begins in the state that its outputs describe.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use plimsoll::cluster::{InstanceStatus, TaskStatus};
use plimsoll::engine::Simulation;
use plimsoll::model::{InstanceId, Protocol};
use plimsoll::observe::Detail;
use plimsoll::scenario::{Overrides, load};
use serde_json::Value;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/imported-cluster")
}

fn output(name: &str) -> Value {
    let text = fs::read_to_string(folder().join(name)).expect("the folder has it");
    serde_json::from_str(&text).expect("JSON")
}

/// The entry of `remainingResources` with this name.
fn remaining<'v>(instance: &'v Value, name: &str) -> &'v Value {
    let all = instance["remainingResources"].as_array().expect("a list");
    all.iter().find(|resource| resource["name"] == name).expect("every instance has it")
}

#[test]
fn the_state_at_the_start_equals_the_outputs() {
    let loaded = load(&folder().with_extension("toml"), &Overrides::default());
    let model = loaded.scenario.expect("valid").variants.first().model;
    let run = Simulation::new(model.clone(), 1, Detail::Metrics);
    let view = run.view();
    let (cluster, instances) = (view.cluster(), view.cluster().instances());
    let described = output("describe-container-instances.json");
    let described = described["containerInstances"].as_array().expect("a list");
    assert_eq!(instances.len(), described.len());
    for expected in described {
        let at = model.instances.iter().position(|instance| {
            instance.ec2_instance_id == expected["ec2InstanceId"].as_str().expect("a text")
        });
        let id = InstanceId::new(at.expect("every described instance is there"));
        let number = |name: &str| remaining(expected, name)["integerValue"].as_u64();
        assert_eq!(Some(u64::from(instances.free(id).cpu)), number("CPU"));
        assert_eq!(Some(u64::from(instances.free(id).memory)), number("MEMORY"));
        let ports = remaining(expected, "PORTS")["stringSetValue"].as_array().expect("a list");
        let ports: BTreeSet<u16> =
            ports.iter().map(|port| port.as_str().expect("a text").parse().expect("a port")).collect();
        assert_eq!(instances.ports(id).len(), ports.len());
        assert!(ports.iter().all(|port| instances.ports(id).holds(Protocol::Tcp, *port)));
        let counted = expected["runningTasksCount"].as_u64();
        assert_eq!(Some(u64::from(instances.running_tasks_count(id))), counted);
        assert_eq!((instances.status(id), instances.agent_connected(id)), (InstanceStatus::Active, true));
    }
    let tasks = output("describe-tasks.json");
    assert_eq!(cluster.tasks().len(), tasks["tasks"].as_array().expect("a list").len());
    assert!(cluster.tasks().iter().all(|(_, task)| task.status == TaskStatus::Running));
    run.audit().expect("ledgers and counters are in step");
}

#[test]
fn nothing_happens_until_the_zone_is_lost() {
    let loaded = load(&folder().with_extension("toml"), &Overrides::default());
    let model = loaded.scenario.expect("valid").variants.first().model;
    let mut run = Simulation::new(model, 1, Detail::Full);
    run.run_until(plimsoll::time::SimTime::from_secs(599)).expect("no guard ends it");
    let (recorder, cluster) = run.into_observer();
    drop(recorder);
    assert!(cluster.tasks().iter().all(|(_, task)| task.created_at == plimsoll::time::SimTime::ZERO));
    assert_eq!(cluster.tasks().len(), 26);
}
