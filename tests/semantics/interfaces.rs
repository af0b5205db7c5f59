//! Network interfaces of `awsvpc` tasks: when they come, what they take, when they go (EN-, LC-08).

use super::world::{World, scale};

/// A host with two slots for interfaces (EN-01: an m5.large has three); attaching takes 5 s, detaching 7 s.
fn world(desired: u32) -> World {
    World::lasting("10m")
        .behavior("interfaceAttachTime = \"5s\"\ninterfaceDetachTime = \"7s\"")
        .hosts(1, 2048)
        .with(
            r#"
            [[taskDefinitions]]
            family = "web"
            networkMode = "awsvpc"
            containerDefinitions = [{ name = "app", image = "app", cpu = 256, memory = 128 }]"#,
        )
        .service("web", desired, "")
}

#[test]
fn lc_08_interfaces_are_attached_first_and_detached_last() {
    let run = world(1).action("100s", &scale("web", 0)).run();
    let states = ["1 PROVISIONING", "6 PENDING", "6 ACTIVATING", "9 RUNNING", "101 STOPPING"];
    assert_eq!(run.states(0), [&states[..], &["101 DEPROVISIONING", "108 STOPPED"]].concat());
}

/// Stopped at 3 s, before its interface is there: no container was ever created, and the interface is detached.
#[test]
fn rt_05_lc_08_a_task_without_its_interface_yet_has_nothing_to_stop() {
    let run = world(1).action("2s", &scale("web", 0)).run();
    assert_eq!(run.states(0), ["1 PROVISIONING", "3 DEPROVISIONING", "10 STOPPED"]);
}

/// Worked example 33: the third task finds CPU and memory, and no slot.
#[test]
fn en_01_en_03_the_slots_of_an_instance_bound_its_tasks() {
    let run = world(3).run();
    assert_eq!(run.tasks().len(), 2);
    assert!(run.log("web", 0.0).contains("RESOURCE:ENI"), "{}", run.log("web", 0.0));
}

/// Both slots are taken; the task that stops at 101 s detaches until 108 s. Its replacement fails at once and is
/// tried again 15 s later, or takes the slot at once where a stopping task counts no more.
#[test]
fn en_01_a_slot_is_held_until_stopped() {
    let stop = r#"stopTask = { service = "web", count = 1 }"#;
    let stopping = world(2).action("100s", stop);
    assert_eq!(stopping.run().times(2).split(' ').next(), Some("116"));
    let eager = stopping.behavior("holdInterfaceUntilStopped = false").run();
    assert_eq!(eager.times(2).split(' ').next(), Some("101"));
}

/// With its machine an interface is gone at once.
#[test]
fn lc_08_nothing_is_detached_from_a_host_that_is_gone() {
    let run = world(1).fault("action = \"aws:ec2:terminate-instances\"\nat = \"100s\"\ncount = 1").run();
    assert_eq!(run.states(0).last().map(String::as_str), Some("130 STOPPED"));
}
