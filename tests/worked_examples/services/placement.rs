//! Examples 27 to 29 and 66: where tasks of services go, and how fast.

use std::collections::BTreeMap;

use super::{SEEDS, created};
use crate::semantics::clock::PASS;
use crate::semantics::world::{Run, World};
use crate::worked_examples::world::{BY_ZONE, scale, strategies};

/// A host in each of three zones, with room for four tasks.
fn three_zones() -> World {
    ["a", "b", "c"].iter().fold(World::lasting("1h").measured(), |world, zone| {
        world.hosts_in(&format!("zone-{zone}"), zone, 1, 1_024)
    })
}

/// Tasks of a service that are there in the end, on the hosts of zones a, b and c.
fn split(run: &Run, service: &str) -> [usize; 3] {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let tasks = run.tasks();
    for task in tasks.iter().filter(|task| task.stopping_at.is_none()) {
        if task.group == format!("service:{service}") {
            *counts.entry(run.host_of(task).to_owned()).or_default() += 1;
        }
    }
    ["a-1", "b-1", "c-1"].map(|host| counts.get(host).copied().unwrap_or_default())
}

/// The split itself is compared in `service/rebalancing`; here (2, 0) becomes (1, 1), and five tasks over three zones 1, 2, 2.
pub fn example_27() {
    for (desired, zones, expected) in [(2, 2, vec![1, 1]), (3, 2, vec![1, 2]), (5, 3, vec![1, 2, 2])] {
        let world = World::lasting("1h").measured().hosts_in("zone-a", "a", 1, 1_280);
        let world = ["b", "c"]
            .iter()
            .take(zones - 1)
            .fold(world, |world, zone| world.late_hosts(&format!("zone-{zone}"), zone, 1, 1_024, "5m"));
        for seed in SEEDS {
            let run = world.clone().definition("web", 1, "").service("web", desired, "").run_with(seed);
            let mut counts = split(&run, "web").to_vec();
            counts.sort_unstable();
            assert_eq!(counts[3 - zones..], expected, "seed {seed}");
            let pairs = run.moves("web", 300.0).replace("+1 -1", "").trim().is_empty();
            assert!(pairs, "each start is followed by a stop: {}", run.moves("web", 300.0));
        }
    }
}

pub fn example_28() {
    let binpack = r#"{ type = "binpack", field = "cpu" }"#;
    let mut world = three_zones();
    for (service, at) in [("first", "2m"), ("second", "4m"), ("third", "6m")] {
        world = world.definition(service, 1, "").service(service, 0, &strategies(&[BY_ZONE, binpack]));
        world = world.action(at, &scale(service, 4));
    }
    for seed in SEEDS {
        let run = world.run_with(seed);
        let splits = ["first", "second", "third"].map(|service| split(&run, service));
        assert_eq!(splits, [[2, 1, 1], [2, 1, 1], [0, 2, 2]], "seed {seed}");
    }
}

/// From one task to two, and from five to four: the zone that has one keeps it.
pub fn example_29() {
    let world = three_zones().definition("web", 1, "").service("web", 1, "");
    for seed in SEEDS {
        let grown = split(&world.clone().action("5m", &scale("web", 2)).run_with(seed), "web");
        assert_eq!(grown.iter().max(), Some(&1), "seed {seed}: {grown:?}");
        let five = world.clone().action("5m", &scale("web", 5));
        let four = split(&five.action("10m", &scale("web", 4)).run_with(seed), "web");
        assert_eq!(four.iter().min(), Some(&1), "seed {seed}: {four:?}");
    }
}

/// The first task is alone; of the others 80 may start at once, and 500 a minute: 110 s for the last of 920.
pub fn example_66() {
    let hosts = || World::lasting("15m").measured().hosts(10, 25_600);
    for seed in SEEDS {
        let created = created(&hosts().definition("web", 1, "").service("web", 1_000, "").run_with(seed));
        assert_eq!(created.len(), 1_000);
        for (before, at) in created.iter().enumerate() {
            let allowed = 80.0 + (at - created[0]) * 500.0 / 60.0 + 1e-6;
            assert!(
                f64::from(u32::try_from(before).expect("few")) < allowed + 1.0,
                "seed {seed}: {before} at {at}"
            );
        }
        let took = created[999] - created[0];
        assert!((110.0..=130.0).contains(&took), "seed {seed}: {took}");

        let ten = (0..10).fold(hosts(), |world, number| {
            let name = format!("web{number}");
            world.definition(&name, 1, "").service(&name, 100, "")
        });
        let tasks = ten.run_with(seed).tasks();
        assert_eq!(tasks.len(), 1_000);
        // Within 11 s the first task; then a pass for its RUNNING, one for 80 of the others and one for the rest.
        let last = tasks.iter().map(|task| task.created_at.as_secs_f64()).fold(0.0, f64::max);
        assert!(last <= 11.0 + 4.0 * PASS.end(), "seed {seed}: {last}");
    }
}
