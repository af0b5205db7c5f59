//! Examples 1 to 9, 51 and 52: placement, spread, scale-in, `RunTask`.

use super::world::{BINPACK, BY_ZONE, PER_INSTANCE, World, host, refusal, scale, strategies};

/// Hosts `NAME-1` of 2,048 units in a zone each.
fn hosts_in(zones: &[(&str, u32)]) -> World {
    let world = World::lasting("20m");
    zones
        .iter()
        .fold(world, |world, (zone, count)| world.hosts_in(&format!("zone-{zone}"), zone, *count, 2_048))
}

pub fn example_1() {
    let world = hosts_in(&[("a", 1), ("b", 1), ("c", 1)]).definition("web", 1, "").service("web", 1, "");
    let run = world.action("60s", &scale("web", 2)).run();
    let [first, second] = &run.tasks()[..] else { panic!("two tasks") };
    assert_ne!(run.host_of(first), run.host_of(second));
}

/// Zones a and b hold two tasks, c one; a has them on one instance, b on two.
pub fn example_2() {
    let world = hosts_in(&[("a", 1), ("b", 2), ("c", 1)]).definition("web", 1, "").service("web", 5, "");
    let run = world.action("120s", &scale("web", 4)).run();
    assert_eq!(run.placed(0.0).values().copied().collect::<Vec<_>>(), [2, 1, 1, 1]);
    let stopped: Vec<_> = run.tasks().into_iter().filter(|task| task.stopping_at.is_some()).collect();
    assert_eq!(stopped.iter().map(|task| run.host_of(task)).collect::<Vec<_>>(), ["a-1"]);
}

fn four_on_four(all: &[&str]) -> Vec<usize> {
    let world = hosts_in(&[("a", 2), ("b", 2)]).definition("web", 1, "");
    let run = world.service("web", 4, &strategies(all)).run();
    run.placed(0.0).into_values().collect()
}

pub fn example_4() {
    assert_eq!(four_on_four(&[BY_ZONE, BINPACK]), [2, 2]);
}

pub fn example_5() {
    assert_eq!(four_on_four(&[BY_ZONE, PER_INSTANCE]), [1, 1, 1, 1]);
}

/// Hosts with these MiB, and tasks of 400 MiB or as given.
fn memory(sizes: &[u32], task: u32, desired: u32) -> World {
    let hosts = sizes.iter().fold(World::lasting("20m"), |world, memory| {
        host(world, &format!("h{memory}"), "zone-a", (4_096, *memory), "")
    });
    let definition = format!(
        "[[taskDefinitions]]\nfamily = \"web\"\n\
         containerDefinitions = [{{ name = \"app\", image = \"app\", memory = {task} }}]"
    );
    hosts.with(&definition).service("web", desired, &strategies(&[BINPACK]))
}

pub fn example_6() {
    let run = memory(&[300, 500, 1_000], 400, 1).run();
    assert_eq!(run.host_of(&run.tasks()[0]), "h500-1");
}

/// Tasks of 500 MiB: 700 or 1,500 MiB are free when the one on either host has stopped.
pub fn example_7() {
    let run = memory(&[700, 1_500], 500, 2).action("120s", &scale("web", 1)).run();
    let stopped: Vec<_> = run.tasks().into_iter().filter(|task| task.stopping_at.is_some()).collect();
    assert_eq!(stopped.iter().map(|task| run.host_of(task)).collect::<Vec<_>>(), ["h1500-1"]);
}

/// The second service's first task goes where the first service's did: both count none there.
pub fn example_8() {
    let spread = strategies(&[BY_ZONE]);
    let mut world = hosts_in(&[("a", 1), ("b", 1)]);
    for name in ["one", "two"] {
        world = world.definition(name, 1, "").service(name, 1, &spread);
    }
    assert_eq!(world.run().placed(0.0), [("a-1".to_owned(), 2)].into());
}

/// Two tasks of `web` are on a; of `db` none, so that its first task goes there too, its second to b.
pub fn example_9() {
    let spread = strategies(&[BY_ZONE]);
    let call =
        |group: &str| format!("runTask = {{ taskDefinition = \"job\", group = \"{group}\", {spread} }}");
    let world = World::lasting("5m").hosts_in("zone-a", "a", 1, 2_048);
    let world = world.late_hosts("zone-b", "b", 1, 2_048, "30s").definition("job", 1, "");
    let world = world.action("10s", &call("web")).action("11s", &call("web"));
    let run = world.action("60s", &call("db")).action("61s", &call("db")).run();
    let hosts: Vec<_> = run.tasks().iter().map(|task| run.host_of(task).to_owned()).collect();
    assert_eq!(hosts, ["a-1", "a-1", "a-1", "b-1"]);
}

/// 1,024 / 300 = 3 tasks fit; the failures are final.
pub fn example_51() {
    let world = World::lasting("10m").hosts(1, 1_024).definition("job", 1, "cpu = 300");
    let run = world.action("10s", r#"runTask = { taskDefinition = "job", count = 5 }"#).run();
    assert_eq!(run.creations(), [("10".to_owned(), 3)]);
    assert!(run.calls()[0].contains("RESOURCE:CPU"), "{:?}", run.calls());
}

pub fn example_52() {
    let told = refusal(
        r#"
        [[containerInstances]]
        instanceType = "m5.large"
        [[taskDefinitions]]
        family = "job"
        containerDefinitions = [{ name = "app", image = "app", memory = 100 }]
        [[actions]]
        at = "1s"
        runTask = { taskDefinition = "job", count = 11 }"#,
    );
    assert!(told.contains("count") && told.contains("10"), "{told}");
}
