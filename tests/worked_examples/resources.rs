//! Examples 23 to 29, 31 to 35 and 53: what instances offer and tasks take.

use plimsoll::cluster::{PortLedger, Rejection, check_demand};
use plimsoll::model::{Demand, HostPorts, Resources};

use super::world::{World, host, model, refusal};

/// A task definition `web` with these containers and members.
fn definition(containers: &str, members: &str) -> String {
    format!("[[taskDefinitions]]\nfamily = \"web\"\n{members}\ncontainerDefinitions = [{containers}]")
}

fn container(members: &str) -> String {
    format!("{{ name = \"app\", image = \"app\", {members} }}")
}

pub fn example_23() {
    for (task, reason) in [("memory = 1000", "memory"), ("memory = 1, cpu = 1000", "CPU units")] {
        let world = host(World::lasting("5m"), "host", "zone-a", (1_024, 1_024), "");
        let run = world.with(&definition(&container(task), "")).service("web", 2, "").run();
        assert_eq!(run.tasks().len(), 1);
        let log = run.log("web", 0.0);
        assert!(log.contains(&format!("insufficient {reason} available")), "{log}");
    }
}

/// 8,373,026,816 B are 7,985.1 MiB; `ECS_RESERVED_MEMORY=256` leaves 7,729.
pub fn example_24() {
    let registered = u32::try_from(8_373_026_816_u64 / 1_024 / 1_024).expect("some thousands");
    assert_eq!(registered, 7_985);
    for (memory, task, tasks) in [(registered, registered, 1), (registered, 8_192, 0), (7_729, 7_730, 0)] {
        let world = host(World::lasting("5m"), "host", "zone-a", (2_048, memory), "");
        let world = world.with(&definition(&container(&format!("memory = {task}")), ""));
        assert_eq!(world.service("web", 1, "").run().tasks().len(), tasks, "{task} of {memory} MiB");
    }
}

/// CPU units and MiB that a task takes.
fn takes(containers: &str, members: &str) -> (u32, u32) {
    let service = "[[services]]\nserviceName = \"web\"\ntaskDefinition = \"web\"\ndesiredCount = 1";
    let hosts = "[[containerInstances]]\ninstanceType = \"m5.large\"";
    let demand = model(&format!("{hosts}\n{}\n{service}", definition(containers, members))).task_definitions
        [0]
    .demand
    .resources;
    (demand.cpu, demand.memory)
}

pub fn example_25() {
    assert_eq!(takes(&container("memory = 1024, memoryReservation = 512"), "memory = \"2048\""), (0, 2_048));
}

pub fn example_26() {
    let second = "{ name = \"side\", image = \"side\", memory = 512 }";
    let first = container("memory = 1024, memoryReservation = 512");
    assert_eq!(takes(&format!("{first}, {second}"), ""), (0, 1_024));
}

pub fn example_27() {
    assert_eq!(takes(&container("memory = 300, memoryReservation = 128"), ""), (0, 128));
}

pub fn example_28() {
    let five: Vec<_> =
        (0..5).map(|n| format!("{{ name = \"c{n}\", image = \"c\", memory = 10, cpu = 0 }}")).collect();
    assert_eq!(takes(&five.join(", "), ""), (0, 50));
}

fn with_port(hosts: u32, port: u16, desired: u32, memory: u32) -> World {
    let world = (1..=hosts)
        .fold(World::lasting("5m"), |world, n| host(world, &format!("h{n}"), "zone-a", (4_096, 2_000), ""));
    let mapping = format!("memory = {memory}, portMappings = [{{ containerPort = 80, hostPort = {port} }}]");
    world.with(&definition(&container(&mapping), "")).service("web", desired, "")
}

pub fn example_29() {
    let run = with_port(2, 80, 3, 100).run();
    assert_eq!(run.tasks().len(), 2);
    let log = run.log("web", 0.0);
    assert!(log.contains("is already using a port required by your task"), "{log}");
}

pub fn example_31() {
    let run = with_port(1, 0, 25, 100).run();
    assert_eq!(run.tasks().len(), 20);
    assert_eq!(run.figure("cluster.portsReserved.max"), "0");
}

/// Ten containers of 40 ports each; every attempt names the same instance.
pub fn example_32() {
    let containers: Vec<_> = (0..10)
        .map(|c| {
            let ports: Vec<_> = (0..40)
                .map(|p| format!("{{ containerPort = {0}, hostPort = {0} }}", 1_000 + 40 * c + p))
                .collect();
            format!(
                "{{ name = \"c{c}\", image = \"c\", memory = 10, portMappings = [{}] }}",
                ports.join(", ")
            )
        })
        .collect();
    let world = ["h1", "h2"]
        .into_iter()
        .fold(World::lasting("2h"), |world, name| host(world, name, "zone-a", (4_096, 2_000), ""));
    let run = world.with(&definition(&containers.join(", "), "")).service("web", 1, "").run();
    assert!(run.tasks().is_empty());
    let failures: Vec<_> =
        run.events("web").into_iter().filter(|event| event.contains("unable to place")).collect();
    // The event is told once, since nothing changes; the attempts go on.
    assert!(failures.len() == 1 && failures[0].contains("h1-1"), "{failures:?}");
    assert_ne!(run.figure("services.web.placementFailures"), "1");
}

/// Tasks of an awsvpc service on one host of this type, and why there are no more.
fn awsvpc(kind: &str, members: &str, service: &str) -> World {
    let hosts = format!("[[containerInstances]]\nname = \"host\"\ninstanceType = \"{kind}\"\n{members}");
    let definition = definition(&container("memory = 10"), "networkMode = \"awsvpc\"");
    World::lasting("5m").with(&hosts).with(&definition).service("web", 12, service)
}

pub fn example_33() {
    for (members, tasks) in [("", 2), ("awsvpcTrunking = true", 10)] {
        let run = awsvpc("c5.large", members, "").run();
        assert_eq!(run.tasks().len(), tasks);
        let log = run.log("web", 0.0);
        assert!(log.contains("RESOURCE:ENI"), "{log}");
    }
}

pub fn example_34() {
    let vpc = r#"
        [[vpcs]]
        vpcId = "vpc-1"
        subnets = [
          { subnetId = "subnet-a", availabilityZone = "us-east-1a" },
          { subnetId = "subnet-b", availabilityZone = "us-east-1b" },
        ]"#;
    let zones = "count = 2\navailabilityZones = [\"us-east-1a\", \"us-east-1b\"]";
    let subnets = "networkConfiguration = { awsvpcConfiguration = { subnets = [\"subnet-a\"] } }";
    let run = awsvpc("c5.large", zones, subnets).with(vpc).run();
    assert_eq!(run.placed(0.0), [("host-1".to_owned(), 2)].into());
}

/// Registered: 2,048 units, 2,048 MiB, TCP 22 and UDP 1000 taken, 4 GPUs.
pub fn example_35() {
    let ports = |tcp: &[u16], udp: &[u16]| HostPorts { tcp: tcp.to_vec(), udp: udp.to_vec() };
    let free = Resources { cpu: 2_048, memory: 2_048, gpu: 4 };
    let ledger = PortLedger::reserving(&ports(&[22], &[1_000]));
    for (cpu, taken, gpu, expected) in [
        (1_024, ports(&[25], &[1_003]), 2, Ok(())),
        (2_500, ports(&[], &[]), 0, Err(Rejection::Cpu)),
        (1_024, ports(&[22], &[]), 0, Err(Rejection::PortInUse)),
        (2_500, ports(&[], &[1_000]), 0, Err(Rejection::Cpu)),
    ] {
        let demand = Demand { resources: Resources { cpu, memory: 1_024, gpu }, ports: taken, interfaces: 0 };
        assert_eq!(check_demand(free, &ledger, &demand, 100), expected, "{demand:?}");
    }
}

/// A Fargate task definition of this size, used by nobody.
fn fargate(cpu: u32, memory: u32) -> String {
    let size = format!("cpu = \"{cpu}\"\nmemory = \"{memory}\"");
    let members = format!("requiresCompatibilities = [\"FARGATE\"]\nnetworkMode = \"awsvpc\"\n{size}");
    let hosts = "[[containerInstances]]\ninstanceType = \"m5.large\"";
    format!("{hosts}\n{}", definition(&container(""), &members))
}

pub fn example_53() {
    for (cpu, memory) in [(256, 3_072), (8_192, 18_432)] {
        let told = refusal(&fargate(cpu, memory));
        assert!(told.contains(&format!("{cpu} CPU units with {memory} MiB is not a Fargate size")), "{told}");
    }
    for (cpu, memory) in [(2_048, 5_120), (32_768, 249_856)] {
        assert_eq!(model(&fargate(cpu, memory)).task_definitions.len(), 1);
    }
}
