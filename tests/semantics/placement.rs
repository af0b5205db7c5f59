//! Placement and scale-in as whole services see them (placement.md §1).

use super::world::{STAY, World, scale};

fn zones(cpu: u32) -> World {
    let world = World::lasting("30m").hosts_in("zone-a", "a", 1, cpu).hosts_in("zone-b", "b", 1, cpu);
    world.hosts_in("zone-c", "c", 1, cpu)
}

/// Services that place at the same instant see each other's tasks: no instance holds more than fits.
#[test]
fn pl_05_services_of_one_instant_do_not_collide() {
    let mut world = zones(1024);
    for name in ["s", "t", "u"] {
        world = world.definition(name, 1, "").service(name, 6, "");
    }
    let run = world.run();
    // Three hosts of four tasks each take 12 of 18, and no task has to be sent back.
    let full = ["a-1", "b-1", "c-1"].map(|host| (host.to_owned(), 4));
    assert_eq!(run.placed(0.0), full.into());
    assert!(run.tasks().iter().all(|task| task.stopped_at.is_none()));
}

/// One pass places six tasks, and each placement counts the ones before it.
#[test]
fn pl_06_st_05_a_batch_is_spread_one_task_at_a_time() {
    let spread = r#"placementStrategy = [{ type = "spread", field = "attribute:ecs.availability-zone" }]"#;
    let run = zones(2048).definition("web", 1, "").service("web", 6, spread).run();
    assert_eq!(run.creations(), [("1".to_owned(), 6)]);
    assert_eq!(run.placed(0.0), ["a-1", "b-1", "c-1"].map(|host| (host.to_owned(), 2)).into());
}

/// Zone b registers late and so holds the newest tasks; scale-in takes an old one from the fuller zone a.
#[test]
fn si_05_si_06_the_newest_task_is_not_the_first_to_leave() {
    let world =
        World::lasting("30m").hosts_in("zone-a", "a", 1, 2048).late_hosts("zone-b", "b", 1, 2048, "60s");
    let world = world.definition("web", 1, "").service("web", 4, STAY);
    let run = world.action("100s", &scale("web", 6)).action("300s", &scale("web", 5)).run();
    assert_eq!(run.placed(100.0), [("b-1".to_owned(), 2)].into());
    let stopped: Vec<_> = run.tasks().into_iter().filter(|task| task.stopping_at.is_some()).collect();
    assert_eq!(stopped.len(), 1);
    assert_eq!(run.host_of(&stopped[0]), "a-1");
}

/// One place, and two services that want it at the same instant: the first by name gets it, however they are written.
#[test]
fn pl_05_services_of_one_instant_place_in_the_order_of_their_names() {
    for names in [["a", "b"], ["b", "a"]] {
        let mut world = World::lasting("1m").hosts(1, 256);
        for name in names {
            world = world.definition(name, 1, "").service(name, 1, "");
        }
        let run = world.run();
        assert_eq!([run.moves("a", 0.0), run.moves("b", 0.0)], ["+1", ""], "{names:?}");
    }
}

/// Zones of 8, 2 and 2 places: with b and c full at 2, a skew of 2 lets zone a hold 4 of the other 8 tasks.
#[test]
fn topology_spread_leaves_tasks_out_only_where_it_has_to() {
    for (when, in_a) in [("DoNotSchedule", 4), ("ScheduleAnyway", 8)] {
        let hosts = World::lasting("30m").hosts_in("zone-a", "a", 1, 2048).hosts_in("zone-b", "b", 1, 512);
        let strategy = format!(
            r#"placementStrategy = [{{ type = "topology-spread", topologyKey = "ecs.availability-zone", maxSkew = 2, whenUnsatisfiable = "{when}" }}]"#
        );
        let world = hosts.hosts_in("zone-c", "c", 1, 512).definition("web", 1, "");
        let run = world.service("web", 12, &strategy).run();
        let placed = [("a-1", in_a), ("b-1", 2), ("c-1", 2)].map(|(host, tasks)| (host.to_owned(), tasks));
        assert_eq!(run.placed(0.0), placed.into(), "{when}");
        assert_eq!(run.tasks().len(), in_a + 4, "{when}");
        // With all that pass barred, how many fit is not known.
        let known = run.outcome.metrics.contains_key("services.web.maxTasksPlaceable");
        assert_eq!(known, when == "ScheduleAnyway");
    }
}

/// New constraints and strategies bind what is placed from then on; what runs stays, and an empty list removes them.
#[test]
fn st_14_updated_rules_bind_the_next_placement_only() {
    let update = |members: &str| format!("updateService = {{ service = \"web\", {members} }}");
    let only_b = r#"placementConstraints = [{ type = "memberOf", expression = "attribute:ecs.availability-zone == zone-b" }]"#;
    let binpack = r#"placementStrategy = [{ type = "binpack", field = "cpu" }]"#;
    let world = zones(2048).definition("web", 1, "").service("web", 3, STAY);
    let world = world.action("100s", &update(only_b)).action("200s", &update("desiredCount = 5"));
    let world = world.action("300s", &update(&format!("placementConstraints = [], {binpack}")));
    let world = world.action("400s", &update("desiredCount = 8"));
    let world =
        world.action("500s", &update("placementStrategy = []")).action("600s", &update("desiredCount = 10"));
    let run = world.run();
    assert!(run.tasks().iter().all(|task| task.stopping_at.is_none()), "nothing is moved");
    let placed = |from: f64, to: f64| {
        let (from, to) = (run.placed(from), run.placed(to));
        ["a-1", "b-1", "c-1"].map(|host| from.get(host).unwrap_or(&0) - to.get(host).unwrap_or(&0))
    };
    assert_eq!(placed(0.0, 100.0), [1, 1, 1]);
    assert_eq!(placed(100.0, 300.0), [0, 2, 0], "only zone b");
    assert_eq!(placed(300.0, 500.0), [0, 3, 0], "the fullest host that still fits");
    assert_eq!(placed(500.0, 9_999.0), [1, 0, 1], "the default again");
}
