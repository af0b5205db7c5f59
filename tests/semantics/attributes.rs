//! `putAttributes` and `deleteAttributes` (placement.md §1.5, §1.6; API: `PutAttributes`, `DeleteAttributes`).

use super::world::{Run, STAY, World, scale};

/// `placementConstraints` with one query.
fn member_of(query: &str) -> String {
    format!("placementConstraints = [{{ type = \"memberOf\", expression = \"{query}\" }}]")
}

/// `putAttributes` on these hosts.
fn put(attribute: &str, hosts: &str) -> String {
    format!("putAttributes = {{ attributes = [{attribute}], containerInstances = [{hosts}] }}")
}

const BLUE: &str = "{ name = \"stack\", value = \"blue\" }";

/// Three hosts, of which the first two carry `stack = blue` from the start.
fn world() -> World {
    let carried = format!("attributes = [{BLUE}]");
    let hosts = |world: World, name: &str, count: u32, lines: &str| {
        world.with(&format!(
            "[[containerInstances]]\nname = \"{name}\"\ninstanceType = \"m5.large\"\ncount = {count}\n\
             availabilityZones = [\"zone-a\"]\n{lines}"
        ))
    };
    hosts(hosts(World::lasting("30m"), "blue", 2, &carried), "plain", 1, "").definition("web", 1, "")
}

/// The hosts on which tasks of a service were placed from second `from` on, each once.
fn places(run: &Run, service: &str, from: f64) -> Vec<String> {
    let group = format!("service:{service}");
    let tasks =
        run.tasks().into_iter().filter(|task| task.group == group && task.created_at.as_secs_f64() >= from);
    let mut hosts: Vec<String> = tasks.map(|task| run.host_of(&task).to_owned()).collect();
    hosts.sort_unstable();
    hosts.dedup();
    hosts
}

/// Running tasks stay where the constraint does not hold any more; new ones go where it holds now.
#[test]
fn vc_23_cn_07_constraints_follow_at_placement_and_running_tasks_stay() {
    let run = world()
        .service("web", 4, &format!("{STAY}\n{}", member_of("attribute:stack == blue")))
        .action("5m", "deleteAttributes = { attributes = [{ name = \"stack\" }], containerInstances = [\"blue-1\", \"blue-2\"] }")
        .action("6m", &put(BLUE, "\"plain-1\""))
        .action("7m", &scale("web", 6))
        .run();
    assert_eq!(places(&run, "web", 0.0), ["blue-1", "blue-2", "plain-1"]);
    assert_eq!(places(&run, "web", 420.0), ["plain-1"]);
    assert!(run.tasks().iter().all(|task| task.stopping_at.is_none()), "what runs stays");
    let told: Vec<String> = run.instance_events("plain-1");
    assert!(told.iter().any(|line| line == "360 attributes stack=blue"), "{told:?}");
    let told: Vec<String> = run.instance_events("blue-1");
    assert!(told.iter().any(|line| line == "300 attributes stack"), "{told:?}");
}

/// A value is overwritten, and an attribute without a value is there.
#[test]
fn vc_23_at_04_a_value_is_overwritten_and_may_be_none() {
    for (query, attribute, expected) in [
        ("attribute:stack == green", "{ name = \"stack\", value = \"green\" }", vec!["blue-1"]),
        ("attribute:gpu-driver exists", "{ name = \"gpu-driver\" }", vec!["blue-1"]),
        ("attribute:stack == blue", "{ name = \"stack\", value = \"green\" }", vec!["blue-2"]),
    ] {
        let run = world()
            .service("web", 0, &member_of(query))
            .action("5m", &put(attribute, "\"blue-1\""))
            .action("6m", &scale("web", 2))
            .run();
        assert_eq!(places(&run, "web", 0.0), expected, "{query}");
    }
}

/// The next pass of the retry places; no call of these brings one forward (SC-03).
#[test]
fn vc_23_sc_03_no_pass_is_brought_forward_by_the_call() {
    let lines = format!("{STAY}\n{}", member_of("attribute:stack == green"));
    let green = put("{ name = \"stack\", value = \"green\" }", "\"plain-1\"");
    let placed_at = |behavior: &str| {
        let run = world().measured().behavior(behavior).service("web", 1, &lines).action("20m", &green).run();
        run.tasks().first().map(|task| task.created_at.as_secs_f64())
    };
    // The retry waits fifteen minutes, more or less, by then.
    assert!(placed_at("").is_none_or(|at| at > 1_211.0));
    assert!(placed_at("retryOnCapacity = true").is_some_and(|at| (1_200.0..1_260.0).contains(&at)));
}

/// DAEMON services look again: at once where an instance begins to match, and where it ceases to.
#[test]
fn vc_23_cn_07_daemons_follow_the_attributes() {
    let run = world()
        .definition("agent", 1, "")
        .daemon("agent", &member_of("attribute:stack == blue"))
        .action(
            "5m",
            "deleteAttributes = { attributes = [{ name = \"stack\" }], containerInstances = [\"blue-1\"] }",
        )
        .action("10m", &put(BLUE, "\"plain-1\""))
        .run();
    let stopped: Vec<_> = run.tasks().into_iter().filter(|task| task.stopping_at.is_some()).collect();
    assert_eq!(stopped.iter().map(|task| run.host_of(task)).collect::<Vec<_>>(), ["blue-1"]);
    let at = stopped[0].stopping_at.expect("filtered").as_secs_f64();
    assert!((300.0..310.0).contains(&at), "{at}");
    assert_eq!(places(&run, "agent", 600.0), ["plain-1"]);
    assert!(run.log("agent", 300.0).contains("no longer meet its placement constraints"));
}

/// What is kept for the daemon where an instance begins to match is kept from others in the same instant (§1.8).
#[test]
fn vc_23_p1_8_room_is_kept_once_an_instance_matches() {
    let host = "[[containerInstances]]\nname = \"host\"\ninstanceType = \"m5.large\"\navailabilityZones = [\"zone-a\"]\n\
                registeredResources = [{ name = \"CPU\", type = \"INTEGER\", integerValue = 512 }, \
                { name = \"MEMORY\", type = \"INTEGER\", integerValue = 4000 }]";
    let run = World::lasting("20m")
        .with(host)
        .definition("agent", 1, "cpu = 300")
        .definition("web", 1, "")
        .daemon("agent", &member_of("attribute:stack == blue"))
        .service("web", 0, "")
        .action("5m", &put(BLUE, "\"host-1\""))
        .action("5m", &scale("web", 2))
        .run();
    assert_eq!(run.tasks().iter().map(|task| task.group.as_str()).collect::<Vec<_>>(), ["service:agent"]);
}

/// A task's spread counts by the value that its instance has now.
#[test]
fn vc_23_st_11_spread_follows_the_attribute() {
    let spread = "placementStrategy = [{ type = \"spread\", field = \"attribute:stack\" }]";
    let run = world()
        .service("web", 2, &format!("{STAY}\n{spread}"))
        .action("5m", &put("{ name = \"stack\", value = \"green\" }", "\"blue-1\", \"blue-2\""))
        .action("6m", &put(BLUE, "\"plain-1\""))
        .action("7m", &put("{ name = \"stack\", value = \"red\" }", "\"blue-2\""))
        .action("8m", &scale("web", 3))
        .run();
    // One is on plain-1, blue by then, one on a blue host that is green or red; the third fills the value that is left.
    let first = places(&run, "web", 0.0);
    assert_eq!(first, ["blue-1", "blue-2", "plain-1"]);
}

/// AT-05: what the agent is configured with counts when it first registers; a host that is started again keeps what calls
/// put, and one that takes its place has what is declared.
#[test]
fn at_05_declared_attributes_count_at_first_registration_only() {
    let green = put("{ name = \"stack\", value = \"green\" }", "\"blue-1\"");
    let lines = format!("{STAY}\n{}", member_of("attribute:stack == green"));
    let world = world().service("web", 0, &lines).action("2m", &green);
    let back = world
        .clone()
        .action("3m", "stopInstances = { containerInstances = [\"blue-1\"] }")
        .action("5m", "startInstances = { containerInstances = [\"blue-1\"] }")
        .action("8m", &scale("web", 1))
        .run();
    assert_eq!(places(&back, "web", 0.0), ["blue-1"]);
    let other = world
        .fault("action = \"aws:ec2:terminate-instances\"\navailabilityZone = \"zone-a\"\ncount = \"all\"\nat = \"3m\"\nreplacedAfter = \"1m\"")
        .action("8m", &scale("web", 1))
        .run();
    assert!(other.tasks().is_empty(), "new instances carry blue or nothing");
}

/// An eleventh custom attribute is refused; `count` takes those that do not carry the attribute yet.
#[test]
fn vc_23_at_04_ten_attributes_an_instance_and_count() {
    let many = |from: u32| {
        let one = |number| format!("{{ name = \"a{number}\" }}");
        (from..from + 5).map(one).collect::<Vec<_>>().join(", ")
    };
    let run = world()
        .action("1m", &put(&many(0), "\"blue-1\""))
        .action("2m", &put(&many(5), "\"blue-1\""))
        .action("3m", "putAttributes = { attributes = [{ name = \"x\" }], count = 2 }")
        .action("4m", "putAttributes = { attributes = [{ name = \"x\" }], count = 2 }")
        .action("5m", "putAttributes = { attributes = [{ name = \"x\" }], count = 2 }")
        .action(
            "6m",
            "deleteAttributes = { attributes = [{ name = \"y\" }], containerInstances = [\"blue-1\"] }",
        )
        .run();
    assert_eq!(
        run.outcome.notes[1..],
        [
            "putAttributes at 00:02:00 did nothing: blue-1 would have had more than 10 custom attributes",
            "putAttributes at 00:05:00 did nothing: no instance matched",
            "deleteAttributes at 00:06:00 did nothing: blue-1 had none of the attributes",
        ]
    );
    let puts =
        |host: &str| run.instance_events(host).iter().filter(|line| line.ends_with("attributes x")).count();
    assert_eq!((puts("blue-1"), puts("blue-2"), puts("plain-1")), (1, 1, 1));
}

/// A zone opens for zone rebalancing once an instance there carries what the tasks ask for (RB-02).
#[test]
fn vc_23_rb_02_zones_open_with_attributes() {
    let run = World::lasting("30m")
        .with(&format!("[[containerInstances]]\nname = \"a\"\ninstanceType = \"m5.large\"\navailabilityZones = [\"zone-a\"]\nattributes = [{BLUE}]"))
        .hosts_in("zone-b", "b", 1, 2048)
        .definition("web", 1, "")
        .service("web", 2, &member_of("attribute:stack == blue"))
        .action("10m", &put(BLUE, "\"b-1\""))
        .run();
    assert_eq!(places(&run, "web", 0.0), ["a-1", "b-1"]);
    let moved = run.tasks().into_iter().find(|task| run.host_of(task) == "b-1").expect("one moved");
    assert!(moved.created_at.as_secs_f64() >= 600.0);
}

/// The list of what brings a pass about is closed: where every pass is simulated, nothing else happens (SC-04).
#[test]
fn vc_23_sc_04_idle_passes_change_nothing() {
    let world = World::lasting("40m")
        .measured()
        .with(&format!(
            "[[containerInstances]]\nname = \"a\"\ninstanceType = \"m5.large\"\ncount = 2\n\
             availabilityZones = [\"zone-a\"]\nattributes = [{BLUE}]"
        ))
        .hosts_in("zone-b", "b", 2, 2_048)
        .definition("web", 1, "")
        .definition("agent", 1, "")
        .service("web", 4, &member_of("attribute:stack == blue"))
        .daemon("agent", &member_of("attribute:stack == blue"))
        .action("10m", &put(BLUE, "\"b-1\", \"b-2\""))
        .action(
            "25m",
            "deleteAttributes = { attributes = [{ name = \"stack\" }], containerInstances = [\"a-1\"] }",
        );
    let digest = |clock: &str| {
        let run = world.clone().behavior(&format!("schedulerClock = \"{clock}\"")).run();
        assert!(run.tasks().len() > 6, "tasks moved");
        run.outcome.digest
    };
    assert_eq!(digest("grid"), digest("everyPass"));
}
