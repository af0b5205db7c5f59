//! Interfaces, subnets and required attributes as whole services meet them (placement.md §2.3, §2.4, §2.6).

use super::world::{Run, World};

const AWSVPC: &str = "[[taskDefinitions]]\nfamily = \"web\"\nnetworkMode = \"awsvpc\"\ncontainerDefinitions = [{ name = \"app\", image = \"app\", memory = 128 }]";

/// `count` hosts of a type with the lines of its group, and a service of ten `awsvpc` tasks.
fn tasks_on(instance_type: &str, group: &str) -> World {
    let hosts = format!(
        "[[containerInstances]]\nname = \"host\"\ninstanceType = \"{instance_type}\"\navailabilityZones = [\"zone-a\"]\n{group}"
    );
    World::lasting("10m").with(&hosts).with(AWSVPC)
}

/// What was said of the closest instance, each once.
fn clauses(run: &Run) -> Vec<String> {
    let events = run.events("web");
    let told =
        events.iter().filter_map(|event| event.split_once("The closest matching ")).map(|(_, told)| told);
    let mut told: Vec<String> = told.map(str::to_owned).collect();
    told.dedup();
    told
}

const NO_INTERFACE: &str = "(container-instance host-1) encountered error \"RESOURCE:ENI\".";
const NO_ATTRIBUTE: &str = "(container-instance host-1) is missing an attribute required by your task.";

/// Worked example 33: two tasks on a c5.large and the third lacks an interface; ten with a trunk.
#[test]
fn en_03_the_third_task_of_a_c5_large_finds_no_interface() {
    for (group, placed) in [("", 2), ("awsvpcTrunking = true", 10)] {
        let run = tasks_on("c5.large", group).service("web", 11, "").run();
        assert_eq!(run.placed(0.0), [("host-1".to_owned(), placed)].into(), "{group}");
        assert_eq!(clauses(&run), [NO_INTERFACE], "{group}");
    }
}

const VPCS: &str = r#"
    [[vpcs]]
    vpcId = "vpc-1"
    subnets = [
      { subnetId = "subnet-a", availabilityZone = "zone-a" },
      { subnetId = "subnet-b", availabilityZone = "zone-b", public = false },
      { subnetId = "subnet-c", availabilityZone = "zone-c" },
    ]

    [[vpcs]]
    vpcId = "vpc-2"
    subnets = [{ subnetId = "subnet-d", availabilityZone = "zone-d" }]
"#;

fn in_subnets(subnets: &str) -> Run {
    let world = World::lasting("10m").with(VPCS).with(AWSVPC);
    let zones = [("a", "zone-a"), ("b", "zone-b"), ("d", "zone-d")];
    let world = zones.into_iter().fold(world, |world, (name, zone)| world.hosts_in(zone, name, 1, 1024));
    let lines = format!("networkConfiguration = {{ awsvpcConfiguration = {{ subnets = [{subnets}] }} }}");
    world.service("web", 3, &lines).run()
}

/// Worked example 34: subnets in zone a alone, and only the host there is used; it has two slots, the third task none.
#[test]
fn en_04_only_instances_in_the_zones_of_the_subnets_are_candidates() {
    let run = in_subnets("\"subnet-a\"");
    assert_eq!(run.placed(0.0), [("a-1".to_owned(), 2)].into());
    // The host in zone b fails one check as well, and has more memory free.
    assert_eq!(clauses(&run), ["(container-instance b-1) encountered error \"LOCATION\"."]);
    let both = in_subnets("\"subnet-b\", \"subnet-a\"");
    let expected: std::collections::BTreeMap<_, _> = [("a-1".to_owned(), 2), ("b-1".to_owned(), 1)].into();
    let turned: std::collections::BTreeMap<_, _> = [("a-1".to_owned(), 1), ("b-1".to_owned(), 2)].into();
    assert!([expected, turned].contains(&both.placed(0.0)), "{:?}", both.placed(0.0));
    // A zone without hosts has no candidates: hosts of this VPC are elsewhere, that of the other lacks the VPC besides.
    let nowhere = in_subnets("\"subnet-c\"");
    assert_eq!(nowhere.placed(0.0), std::collections::BTreeMap::new());
    assert_eq!(clauses(&nowhere), ["(container-instance a-1) encountered error \"LOCATION\"."]);
}

/// The host of another VPC is none, though it has room.
#[test]
fn en_03_tasks_stay_in_the_vpc_of_their_subnets() {
    let run = in_subnets("\"subnet-d\"");
    assert_eq!(run.placed(0.0), [("d-1".to_owned(), 2)].into());
}

/// RA-01: a port range needs an agent that knows it; bridge mode takes nothing else for it (NP-03, NP-04).
#[test]
fn ra_01_np_03_a_range_of_ports_needs_a_newer_agent_and_takes_no_port() {
    let range = "portMappings = [{ containerPortRange = \"8000-8099\" }]";
    let world = |version: &str| {
        let group = format!(
            "[[containerInstances]]\nname = \"host\"\ninstanceType = \"m5.large\"\nagentVersion = \"{version}\""
        );
        World::lasting("10m").with(&group).definition("web", 1, range).service("web", 3, "").run()
    };
    let new = world("1.67.0");
    assert_eq!(new.placed(0.0), [("host-1".to_owned(), 3)].into());
    let old = world("1.66.9");
    assert_eq!(old.placed(0.0), std::collections::BTreeMap::new());
    assert_eq!(clauses(&old), [NO_ATTRIBUTE]);
}

/// LV-05: a service with Service Connect goes where the agent can run its proxy, its definition's other service anywhere.
#[test]
fn lv_05_service_connect_is_required_of_the_instance_by_the_service() {
    let group = "[[containerInstances]]\nname = \"host\"\ninstanceType = \"m5.large\"\nmissingCapabilities = [\"service-connect-v1\"]";
    let connected = "serviceConnectConfiguration = { enabled = true, namespace = \"local\" }";
    let world = World::lasting("10m").with(group).definition("web", 1, "");
    let run = world.clone().service("web", 1, connected).run();
    assert_eq!(clauses(&run), [NO_ATTRIBUTE]);
    let plain = world.service("web", 1, "").run();
    assert_eq!(plain.placed(0.0), [("host-1".to_owned(), 1)].into());
}
