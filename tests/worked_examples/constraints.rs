//! Examples 14 to 22: `distinctInstance` and `memberOf`.

use super::world::{World, host, member_of, refusal};

const DISTINCT: &str = r#"placementConstraints = [{ type = "distinctInstance" }]"#;

fn names(world: &World) -> Vec<String> {
    let run = world.run();
    run.placed(0.0).into_keys().collect()
}

/// The old task takes 60 s to stop; the new one joins it on the only instance at once.
pub fn example_14() {
    let bounds = "deploymentConfiguration = { minimumHealthyPercent = 0, maximumPercent = 100 }";
    let world = World::lasting("10m").hosts(1, 2_048).definition("web", 1, "stopTimeout = 100");
    let world = world.application("web:1", "shutDownTime = \"60s\"");
    let world = world.service("web", 1, &format!("{DISTINCT}\n{bounds}"));
    let run = world.action("100s", r#"updateService = { service = "web", forceNewDeployment = true }"#).run();
    let [old, new] = &run.tasks()[..] else { panic!("two tasks") };
    assert!(Some(new.created_at) == old.stopping_at && Some(new.created_at) < old.stopped_at);
}

pub fn example_15() {
    let world = World::lasting("10m").hosts(3, 2_048).definition("web", 1, "").service("web", 3, DISTINCT);
    let force = r#"updateService = { service = "web", forceNewDeployment = true }"#;
    let run = world.action("200s", force).run();
    assert_eq!(run.tasks().len(), 3, "no new task finds a place");
    let log = run.log("web", 200.0);
    assert!(log.contains("DistinctInstance placement constraint unsatisfied"), "{log}");
}

pub fn example_16() {
    let mut world = World::lasting("5m").hosts(1, 2_048);
    for name in ["one", "two"] {
        world = world.definition(name, 1, "").service(name, 1, DISTINCT);
    }
    assert_eq!(world.run().tasks().len(), 2);
}

/// Hosts `prod`, `dev` and `none`, the last one without the attribute `stack`.
fn stacks() -> World {
    let stack = |value: &str| format!("attributes = [{{ name = \"stack\", value = \"{value}\" }}]");
    let world = host(World::lasting("5m"), "prod", "zone-a", (2_048, 4_000), &stack("prod"));
    let world = host(world, "dev", "zone-a", (2_048, 4_000), &stack("dev"));
    host(world, "none", "zone-a", (2_048, 4_000), "")
}

pub fn example_17() {
    let world = stacks().definition("web", 1, "").service("web", 3, &member_of("attribute:stack != prod"));
    assert_eq!(names(&world), ["dev-1"]);
}

pub fn example_18() {
    let mut world = World::lasting("5m");
    for (name, kind, zone) in [
        ("g-d", "g2.2xlarge", "us-east-1d"),
        ("g-a", "g2.2xlarge", "us-east-1a"),
        ("m-a", "m5.large", "us-east-1a"),
    ] {
        world = world.with(&format!(
            r#"
            [[containerInstances]]
            name = "{name}"
            instanceType = "{kind}"
            availabilityZones = ["{zone}"]
            registeredResources = [
              {{ name = "CPU", type = "INTEGER", integerValue = 4096 }},
              {{ name = "MEMORY", type = "INTEGER", integerValue = 8000 }},
            ]"#
        ));
    }
    let query = "attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d";
    let world = world.definition("web", 1, "").service("web", 3, &member_of(query));
    assert_eq!(names(&world), ["g-a-1"]);
}

/// A task of the group `database` is on the only instance there is at first.
pub fn example_19() {
    let world = World::lasting("5m").hosts(1, 2_048).late_hosts("zone-a", "late", 2, 2_048, "30s");
    let world = world.definition("db", 1, "").definition("web", 1, "");
    let world = world.action("1s", r#"runTask = { taskDefinition = "db", group = "database" }"#);
    let run = world.service("web", 4, &member_of("not(task:group == database)")).run();
    let of_web = run.tasks().into_iter().filter(|task| task.service.is_some());
    let mut hosts: Vec<_> = of_web.map(|task| run.host_of(&task).to_owned()).collect();
    hosts.sort();
    assert_eq!(hosts, ["late-1", "late-1", "late-2", "late-2"]);
}

/// The daemon has no room on `small`, so that `web` never goes there; elsewhere it comes after the daemon.
pub fn example_20() {
    let world = host(World::lasting("10m"), "small", "zone-a", (256, 4_000), "").hosts(1, 2_048);
    let world = world.definition("daemon", 1, "cpu = 300").with(
        "[[services]]\nserviceName = \"daemon\"\ntaskDefinition = \"daemon:1\"\nschedulingStrategy = \"DAEMON\"",
    );
    let world = world.definition("web", 1, "cpu = 128");
    let run = world.service("web", 2, &member_of("task:group == service:daemon")).run();
    assert_eq!(run.placed(0.0), [("host-1".to_owned(), 3)].into());
    assert!(run.tasks()[0].definition.starts_with("daemon"), "the daemon comes first");
}

/// Which of three hosts a service with this query uses; they hold 0, 1 and 2 tasks, and differ in what queries ask.
fn used(query: &str) -> Vec<String> {
    let mut world = World::lasting("100h");
    for (name, version, id, after) in [
        ("h0", "1.14.4", "i-00000000000000000", "0s"),
        ("h1", "1.14.5", "i-00000000000000001", "0s"),
        ("h2", "1.105.1", "i-00000000000000002", "50h"),
    ] {
        let more =
            format!("agentVersion = \"{version}\"\nec2InstanceId = \"{id}\"\nregisterAfter = \"{after}\"");
        world = host(world, name, "zone-a", (2_048, 4_000), &more);
    }
    let start = |host: &str| {
        format!("startTask = {{ taskDefinition = \"job\", containerInstances = [\"{host}-1\"] }}")
    };
    let world = world.definition("job", 1, "").definition("web", 1, "");
    let world = world.action("51h", &start("h1")).action("51h", &start("h2")).action("52h", &start("h2"));
    let call = format!("runTask = {{ taskDefinition = \"web\", {} }}", member_of(query));
    let run = world.action("60h", &call).run();
    let of_web = run.tasks().into_iter().filter(|task| task.definition == "web:1");
    of_web.map(|task| run.host_of(&task).to_owned()).collect()
}

pub fn example_21() {
    assert_eq!(used("runningTasksCount == 1"), ["h1-1"]);
    assert_eq!(used("agentVersion < 1.14.5"), ["h0-1"]);
    assert_eq!(used("ec2InstanceId in ['i-00000000000000002', 'i-x']"), ["h2-1"]);
    // The simulation begins on 1 January 2026, and h2 registers two days later.
    assert_eq!(used("registeredAt > 2026-01-02"), ["h2-1"]);
}

pub fn example_22() {
    let told = refusal(
        r#"
        [[containerInstances]]
        instanceType = "m5.large"
        [[taskDefinitions]]
        family = "web"
        placementConstraints = [{ type = "distinctInstance" }]
        containerDefinitions = [{ name = "app", image = "app", memory = 100 }]
        [[services]]
        serviceName = "web"
        taskDefinition = "web"
        desiredCount = 1"#,
    );
    assert!(told.contains("`distinctInstance` cannot be part of a task definition"), "{told}");
}
