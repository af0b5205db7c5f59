//! Rules of VPCs, subnets, interfaces and agents.

use super::{FLEET, SERVICE, WEB, assert_errors, assert_warnings, group};

const VPCS: &str = "[[vpcs]]\nvpcId = \"vpc-1\"\nsubnets = [{ subnetId = \"s-a\", availabilityZone = \"us-east-1a\" }, { subnetId = \"s-b\", availabilityZone = \"us-east-1b\" }]\n[[vpcs]]\nvpcId = \"vpc-2\"\nsubnets = [{ subnetId = \"s-c\", availabilityZone = \"us-east-1c\" }]\n";

/// An `awsvpc` service with `members`, and further sections.
fn awsvpc(members: &str, sections: &str) -> String {
    format!(
        "{FLEET}[[services]]\n{SERVICE}{members}\n[[taskDefinitions]]\nfamily = \"app\"\nnetworkMode = \"awsvpc\"\ncontainerDefinitions = [{{ {WEB} }}]\n{sections}"
    )
}

fn network(configuration: &str) -> String {
    format!("networkConfiguration = {{ awsvpcConfiguration = {{ {configuration} }} }}")
}

fn ids(count: usize) -> String {
    vec!["\"s-a\""; count].join(", ")
}

#[test]
fn en_03_en_04_network_configurations() {
    let with = |configuration: &str| awsvpc(&network(configuration), VPCS);
    let bridge = with("subnets = [\"s-a\"]").replace("networkMode = \"awsvpc\"\n", "");
    assert_errors(&[
        ("EN-04", "is for `awsvpc` tasks, and these are in mode `bridge`", bridge.clone()),
        (
            "EN-04",
            "these are in mode `overlay (not ECS)`",
            with("subnets = [\"s-a\"]").replace("\"awsvpc\"", "\"overlay\""),
        ),
        ("EN-04", "names no subnet", with("subnets = []")),
        ("EN-04", "`awsvpc` tasks need a `networkConfiguration`", awsvpc("", VPCS)),
        ("EN-04", "there is no subnet `s-x`", with("subnets = [\"s-a\", \"s-x\"]")),
        ("EN-03", "the subnets are of several VPCs", with("subnets = [\"s-a\", \"s-c\"]")),
        ("quota: subnets per awsvpcConfiguration", "17 subnets", with(&format!("subnets = [{}]", ids(17)))),
        (
            "quota: security groups per awsvpcConfiguration",
            "6 security groups",
            with(&format!("subnets = [\"s-a\"], securityGroups = [{}]", ids(6))),
        ),
    ]);
    assert_warnings(&[
        ("EN-04", "no instance is in the VPC and a zone of its subnets", with("subnets = [\"s-b\"]")),
        ("EN-04", "nothing says where subnet `s-a` is", awsvpc(&network("subnets = [\"s-a\"]"), "")),
        (
            "EN-01",
            "no instance has a slot for the interface",
            awsvpc("", "").replacen("count = 2\n", "count = 2\ninterfaces = 0\n", 1),
        ),
    ]);
}

/// placement.md §7: 300 services share a namespace.
#[test]
fn lv_05_a_namespace_takes_three_hundred_services() {
    let others = |count: usize| -> String {
        let one = |number: usize| {
            format!(
                "[[services]]\nserviceName = \"s{number}\"\ntaskDefinition = \"app\"\ndesiredCount = 0\nserviceConnectConfiguration = {{ enabled = true, namespace = \"local\" }}\n"
            )
        };
        (0..count).map(one).collect()
    };
    let fragment = "namespace `local` has more than the 300 services of the quota";
    assert_warnings(&[("quota: services per namespace", fragment, awsvpc("", &others(301)))]);
    super::super::model(&awsvpc("", &others(300)));
}

/// The service keeps its subnets when a rollout changes the network mode.
#[test]
fn en_04_a_rollout_keeps_to_the_network_of_its_service() {
    let rollout = |second: &str, members: &str, sections: &str| {
        let mode = format!("revision = 2\nnetworkMode = \"{second}\"");
        let other = format!(
            "revision = 1\n[[taskDefinitions]]\nfamily = \"app\"\n{mode}\ncontainerDefinitions = [{{ {WEB} }}]\n"
        );
        let action =
            "[[actions]]\nat = \"1m\"\nupdateService = { service = \"web\", taskDefinition = \"app:2\" }\n";
        let text = awsvpc(members, &format!("{other}{action}{sections}"));
        text.replacen("taskDefinition = \"app\"", "taskDefinition = \"app:1\"", 1)
    };
    let bridge_first = rollout("awsvpc", "", VPCS).replacen("networkMode = \"awsvpc\"\n", "", 1);
    assert_errors(&[
        (
            "EN-04",
            "tasks in mode `bridge` do not go with the service's `networkConfiguration`",
            rollout("bridge", &network("subnets = [\"s-a\"]"), VPCS),
        ),
        ("EN-04", "`awsvpc` tasks need a `networkConfiguration`, and the service has none", bridge_first),
    ]);
}

#[test]
fn lv_05_service_connect_needs_named_ports_and_a_network() {
    let connect = |more: &str| format!("serviceConnectConfiguration = {{ enabled = true, {more} }}");
    let host = awsvpc(&connect(""), "").replace("\"awsvpc\"", "\"host\"");
    assert_errors(&[
        ("LV-05", "Service Connect is not for tasks in network mode `host`", host),
        (
            "LV-05",
            "there is no port mapping with the name `http`",
            awsvpc(&connect("services = [{ portName = \"http\" }]"), ""),
        ),
    ]);
}

#[test]
fn at_01_vpcs_subnets_and_the_places_of_instances() {
    let placed = |lines: &str| format!("{}{VPCS}", group(lines));
    let two = |lines: &str| format!("{}{VPCS}[[vpcs]]\n{lines}\n", group("count = 2"));
    assert_errors(&[
        ("", "the VPC has no `vpcId`", two("subnets = []")),
        ("", "VPC `vpc-1` is declared twice", two("vpcId = \"vpc-1\"")),
        (
            "",
            "subnet `s-a` is declared twice",
            two("vpcId = \"vpc-3\"\nsubnets = [{ subnetId = \"s-a\", availabilityZone = \"us-east-1a\" }]"),
        ),
        (
            "",
            "the subnet has no `availabilityZone`",
            two("vpcId = \"vpc-3\"\nsubnets = [{ subnetId = \"s-d\" }]"),
        ),
        ("EN-04", "there is no subnet `s-x`", placed("subnet = \"s-x\"")),
        ("AT-01", "no VPC has a subnet in zone `us-east-1d`", placed("availabilityZones = [\"us-east-1d\"]")),
        (
            "AT-01",
            "subnet `s-b` is in zone `us-east-1b`",
            placed("subnet = \"s-b\"\navailabilityZones = [\"us-east-1a\"]"),
        ),
        (
            "AT-01",
            "several VPCs have subnets in zone `us-east-1b`",
            placed("availabilityZones = [\"us-east-1b\"]")
                + "[[vpcs]]\nvpcId = \"vpc-3\"\nsubnets = [{ subnetId = \"s-d\", availabilityZone = \"us-east-1b\" }]\n",
        ),
        (
            "AT-01",
            "a subnet is in one zone, not in 2",
            group("subnet = \"s\"\navailabilityZones = [\"us-east-1a\", \"us-east-1b\"]"),
        ),
        (
            "AT-01",
            "subnet `s` is in vpc-default and zone `us-east-1a` elsewhere",
            group(
                "subnet = \"s\"\n[[containerInstances]]\ninstanceType = \"c5.large\"\nsubnet = \"s\"\navailabilityZones = [\"us-east-1b\"]",
            ),
        ),
    ]);
}

#[test]
fn ra_03_agents_and_ids_of_instances() {
    assert_errors(&[
        ("", "`latest` is not a version of the agent", group("agentVersion = \"latest\"")),
        (
            "",
            "`ec2InstanceId` names one instance, and the group has 2",
            group("count = 2\nec2InstanceId = \"i-1\""),
        ),
        (
            "",
            "two groups of container instances are `i-1`",
            group(
                "ec2InstanceId = \"i-1\"\n[[containerInstances]]\ninstanceType = \"c5.large\"\nec2InstanceId = \"i-1\"",
            ),
        ),
        ("EN-01", "`interfaces` is -1, outside", group("interfaces = -1")),
    ]);
    assert_warnings(&[
        (
            "RA-03",
            "instances do not register `task-enj` anyway",
            group("missingCapabilities = [\"task-enj\"]"),
        ),
        (
            "AT-03",
            "`loggingDrivers` changes nothing",
            group("loggingDrivers = [\"splunk\"]\nattributes = [{ name = \"ecs.capability.efs\" }]"),
        ),
        ("EN-02", "this agent cannot trunk", group("awsvpcTrunking = true\nagentVersion = \"1.28.0\"")),
    ]);
}

/// Images for one architecture are placed on instances of another (RA-02): ECS compares on Fargate only.
#[test]
fn ra_02_an_architecture_that_instances_do_not_have_is_told() {
    let arm = awsvpc("", "runtimePlatform = { cpuArchitecture = \"ARM64\" }\n");
    assert_warnings(&[(
        "RA-02",
        "`app:1` is made for arm64, and ECS may place it on instances with x86_64",
        arm,
    )]);
}

/// Worked example 24: 8,373,026,816 bytes are 7,985 whole MiB; what the agent keeps for itself is registered by nobody.
#[test]
fn rs_04_an_instance_registers_less_than_its_nominal_memory() {
    assert_eq!(8_373_026_816_u64 / (1_024 * 1_024), 7_985);
    for registered in [7_985, 7_985 - 256] {
        let resources =
            format!("registeredResources = [{{ name = \"MEMORY\", integerValue = {registered} }}]");
        let text = group(&resources).replace("memory = 512", "memory = 8192");
        let fragment =
            format!("it needs 8192 MiB of memory, and the largest instance registers {registered}");
        assert_warnings(&[("PL-01", fragment.as_str(), text)]);
    }
}
