//! Rules of port mappings.

use super::super::model;
use super::{also, assert_errors, assert_warnings, definition, in_mode};

#[test]
fn np_01_rs_16_vd_19_host_ports_by_network_mode() {
    let bridge = |mappings: &str| also(&format!("portMappings = [{mappings}]"));
    let mode = |mode: &str, mappings: &str| in_mode(mode, &format!("portMappings = [{mappings}]"));
    assert_errors(&[
        ("NP-01", "has no `containerPort`", bridge("{ hostPort = 80 }")),
        ("API: PortMapping", "`containerPort` is 0, outside 1 to 65535", bridge("{ containerPort = 0 }")),
        (
            "API: PortMapping",
            "`hostPort` is 65536, outside 0 to 65535",
            bridge("{ containerPort = 1, hostPort = 65536 }"),
        ),
        ("RS-15", "`protocol` cannot be `sctp`", bridge("{ containerPort = 1, protocol = \"sctp\" }")),
        (
            "RS-16",
            "host port 81 differs from container port 80 in network mode `host`",
            mode("host", "{ containerPort = 80, hostPort = 81 }"),
        ),
        ("RS-16", "in network mode `awsvpc`", mode("awsvpc", "{ containerPort = 80, hostPort = 81 }")),
        ("RS-16", "network mode `none` allows no port mappings", mode("none", "{ containerPort = 80 }")),
        (
            "NP-03",
            "`containerPortRange` is not for network mode `host`",
            mode("host", "{ containerPortRange = \"1-9\" }"),
        ),
        ("", "`networkMode` cannot be `brigde`", in_mode("brigde", "cpu = 1")),
        (
            "RS-16",
            "differs from container port 80 in network mode `overlay (not ECS)`",
            mode("overlay", "{ containerPort = 80, hostPort = 81 }"),
        ),
    ]);
    assert_warnings(&[
        (
            "NP-01",
            "host port 40000 lies in the dynamic range",
            bridge("{ containerPort = 1, hostPort = 40000 }"),
        ),
        ("", "network mode `overlay` is hypothetical: it is not ECS", in_mode("overlay", "cpu = 1")),
    ]);
}

/// A task with two containers in a network mode, each with port mappings.
fn pair(mode: &str, first: &str, second: &str) -> String {
    let one = |name: &str, mapping: &str| {
        format!("{{ name = \"{name}\", image = \"i\", memory = 8, portMappings = [{mapping}] }}")
    };
    let both = format!("{}, {}", one("a", first), one("b", second));
    definition(&both, &format!("networkMode = \"{mode}\""))
}

#[test]
fn rs_15_rs_17_ports_taken_twice_in_one_task() {
    let bridge = |mappings: &str| also(&format!("portMappings = [{mappings}]"));
    let mode = |mode: &str, mappings: &str| in_mode(mode, &format!("portMappings = [{mappings}]"));
    assert_errors(&[
        (
            "RS-16",
            "host port 80/tcp is taken twice",
            bridge("{ containerPort = 1, hostPort = 80 }, { containerPort = 2, hostPort = 80 }"),
        ),
        (
            "RS-16",
            "host port 80/tcp is taken twice",
            pair("bridge", "{ containerPort = 1, hostPort = 80 }", "{ containerPort = 1, hostPort = 80 }"),
        ),
        (
            "RS-16",
            "host port 80/udp is taken twice",
            pair(
                "host",
                "{ containerPort = 80, protocol = \"udp\" }",
                "{ containerPort = 80, protocol = \"udp\" }",
            ),
        ),
        (
            "RS-16",
            "port 80/tcp is taken twice",
            pair("awsvpc", "{ containerPort = 80 }", "{ containerPort = 80 }"),
        ),
        (
            "RS-17",
            "container port 53 is mapped for two protocols",
            bridge("{ containerPort = 53 }, { containerPort = 53, protocol = \"udp\" }"),
        ),
        (
            "RS-17",
            "container port 53 is mapped for two protocols",
            pair("host", "{ containerPort = 53 }", "{ containerPort = 53, protocol = \"udp\" }"),
        ),
    ]);
    for sound in [
        // RS-15: TCP and UDP apart; NP-04: dynamic ports never clash.
        bridge(
            "{ containerPort = 53, hostPort = 53 }, { containerPort = 54, hostPort = 53, protocol = \"udp\" }",
        ),
        bridge("{ containerPort = 80, hostPort = 0 }, { containerPort = 81 }"),
        mode("host", "{ containerPort = 80, hostPort = 80 }, { containerPort = 81, hostPort = 0 }"),
        pair("bridge", "{ containerPort = 80 }", "{ containerPort = 80, protocol = \"udp\" }"),
        bridge("{ containerPort = 80, hostPort = 8080, protocol = \"TCP\" }"),
    ] {
        model(&sound);
    }
}

/// NP-03: ranges are for bridge and awsvpc, at most a hundred a container, and go with no other port.
#[test]
fn np_03_vd_18_ranges_of_ports() {
    let range = |mode: &str, mapping: &str| in_mode(mode, &format!("portMappings = [{mapping}]"));
    let one = |at: u32| format!("{{ containerPortRange = \"{}-{}\" }}", 3 * at, 3 * at + 1);
    let many: Vec<String> = (1..=101).map(one).collect();
    assert_errors(&[
        ("NP-03", "`90-80` is not a range", range("bridge", "{ containerPortRange = \"90-80\" }")),
        ("NP-03", "`0-80` is not a range", range("bridge", "{ containerPortRange = \"0-80\" }")),
        ("NP-03", "`80` is not a range", range("awsvpc", "{ containerPortRange = \"80\" }")),
        (
            "NP-03",
            "`hostPort` does not go with `containerPortRange`",
            range("bridge", "{ containerPortRange = \"80-90\", hostPort = 80 }"),
        ),
        ("NP-03", "101 port ranges, and a container takes 100", range("bridge", &many.join(", "))),
        ("NP-03", "`80-80` is not a range", range("bridge", "{ containerPortRange = \"80-80\" }")),
        (
            "VD-18",
            "port 85 is mapped twice",
            range("awsvpc", "{ containerPortRange = \"85-95\" }, { containerPortRange = \"80-90\" }"),
        ),
        (
            "VD-18",
            "port 90 is mapped twice",
            range("bridge", "{ containerPortRange = \"80-90\" }, { containerPort = 90 }"),
        ),
    ]);
    for mode in ["bridge", "awsvpc"] {
        let tasks = &model(&range(mode, "{ containerPortRange = \"80-90\" }")).task_definitions[0];
        assert!(tasks.demand.ports.is_empty() && tasks.containers[0].port_mappings.is_empty(), "{mode}");
    }
}
