//! Examples 10 to 13 and 43: zones that are evened out, and an agent that is silent.

use super::world::{BINPACK, World, scale, strategies};
use crate::semantics::rebalancing::split;

/// All tasks in zone a, where there is room for eight, until a host of zone b registers at 300 s.
fn world(desired: u32, lines: &str) -> World {
    World::lasting("1h")
        .measured()
        .hosts_in("zone-a", "a", 1, 2_048)
        .late_hosts("zone-b", "b", 1, 2_048, "300s")
        .definition("web", 1, "")
        .service("web", desired, lines)
}

pub fn example_10() {
    for seed in 1..=5 {
        let run = world(2, "").run_with(seed);
        assert_eq!((run.moves("web", 300.0), split(&run)), ("+1 -1".to_owned(), [1, 1]), "seed {seed}");
    }
}

/// (3, 0) becomes (2, 1), and that stays.
pub fn example_11() {
    for seed in 1..=5 {
        let run = world(3, "").run_with(seed);
        assert_eq!((run.moves("web", 300.0), split(&run)), ("+1 -1".to_owned(), [2, 1]), "seed {seed}");
        assert_eq!(run.moves("web", 1_200.0), "", "seed {seed}");
    }
}

/// Two tasks of five leave zones b and c for a when their hosts are full; then there is room.
pub fn example_12() {
    let zones = World::lasting("1h")
        .measured()
        .hosts_in("zone-a", "a", 1, 2_048)
        .hosts_in("zone-b", "b", 1, 256)
        .hosts_in("zone-c", "c", 1, 256)
        .late_hosts("zone-c", "d", 1, 2_048, "30m");
    let run = zones.definition("web", 1, "").service("web", 5, "").run();
    assert_eq!(run.placed(0.0)["a-1"], 3);
    assert_eq!(run.moves("web", 300.0), "+1 -1");
    assert_eq!(run.placed(1_800.0), [("d-1".to_owned(), 1)].into());
}

pub fn example_13() {
    let full = "deploymentConfiguration = { minimumHealthyPercent = 50, maximumPercent = 100 }";
    for lines in [full, &strategies(&[BINPACK])] {
        let run = world(2, lines).run();
        assert_eq!((run.moves("web", 300.0), split(&run)), (String::new(), [2, 0]), "{lines}");
    }
}

pub fn example_43() {
    let run = World::lasting("1h")
        .measured()
        .hosts_in("zone-a", "a", 1, 2_048)
        .hosts_in("zone-b", "b", 1, 2_048)
        .definition("web", 1, "")
        .service("web", 4, "availabilityZoneRebalancing = \"DISABLED\"")
        .fault("action = \"plimsoll:agent-disconnect\"\navailabilityZone = \"zone-b\"\nat = \"10m\"")
        .action("20m", &scale("web", 6))
        .run();
    assert!(run.tasks().iter().all(|task| task.stopping_at.is_none()));
    assert_eq!(run.placed(600.0), [("a-1".to_owned(), 2)].into());
}
