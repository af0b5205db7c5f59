//! Rules of task definitions for Fargate.

use super::super::model;
use super::{WEB, assert_errors, assert_warnings, definition};

/// A size that Fargate has.
const SIZE: &str = "cpu = \"256\"\nmemory = \"512\"";

/// A definition for both, with this of the task and these members of its container.
fn fargate(task: &str, members: &str) -> String {
    let container = format!("{{ name = \"web\", image = \"i\", {members} }}");
    let both = "requiresCompatibilities = [\"EC2\", \"FARGATE\"]\nnetworkMode = \"awsvpc\"";
    definition(&container, &format!("{both}\n{task}"))
}

#[test]
fn ra_05_networks_and_sizes_that_fargate_has() {
    assert_errors(&[
        (
            "RA-05",
            "Fargate needs network mode `awsvpc`",
            fargate(SIZE, "cpu = 1").replace("awsvpc", "bridge"),
        ),
        (
            "RA-05",
            "256 CPU units with 525 MiB is not a Fargate size",
            fargate("cpu = 256\nmemory = 525", "cpu = 1"),
        ),
        ("RA-05", "Fargate needs a task `memory`", fargate("cpu = \"256\"", "memory = 8")),
        ("RA-05", "a task definition for Fargate alone", fargate(SIZE, "cpu = 1").replace("\"EC2\", ", "")),
    ]);
    // One for both is sound, and its service runs it on instances.
    model(&fargate(SIZE, "privileged = false, links = []"));
}

#[test]
fn fg_01_members_that_fargate_refuses() {
    assert_errors(&[
        ("FG-01", "does not support `privileged`", fargate(SIZE, "privileged = true")),
        ("FG-01", "does not support `disableNetworking`", fargate(SIZE, "disableNetworking = true")),
        (
            "API: RegisterTaskDefinition",
            "does not support `pidMode` `host`",
            fargate(&format!("{SIZE}\npidMode = \"host\""), "cpu = 1"),
        ),
        (
            "API: LogConfiguration",
            "Fargate has no log driver `syslog`",
            fargate(SIZE, "logConfiguration = { logDriver = \"syslog\" }"),
        ),
        ("FG-01", "does not support `dnsServers`", fargate(SIZE, "dnsServers = [\"10.0.0.2\"]")),
        ("FG-01", "does not support `maxSwap`", fargate(SIZE, "linuxParameters = { maxSwap = 64 }")),
        ("FG-01", "does not support `swappiness`", fargate(SIZE, "linuxParameters = { swappiness = 0 }")),
        (
            "LV-03",
            "does not support `dockerVolumeConfiguration`",
            fargate(
                &format!("{SIZE}\nvolumes = [{{ name = \"v\", dockerVolumeConfiguration = {{}} }}]"),
                "cpu = 1",
            ),
        ),
        (
            "API: EphemeralStorage",
            "`sizeInGiB` is 20, outside 21 to 200",
            fargate(&format!("{SIZE}\nephemeralStorage = {{ sizeInGiB = 20 }}"), "cpu = 1"),
        ),
        (
            "FG-01",
            "does not support `resourceRequirements`",
            fargate(SIZE, "resourceRequirements = [{ type = \"GPU\", value = \"1\" }]"),
        ),
        ("TM-01", "`stopTimeout` is 121, outside 2 to 120", fargate(SIZE, "stopTimeout = 121")),
    ]);
}

#[test]
fn capacity_other_than_linux_instances_is_told() {
    assert_warnings(&[
        (
            "",
            "`EXTERNAL` capacity is not modelled",
            definition(&format!("{{ {WEB} }}"), "requiresCompatibilities = [\"EXTERNAL\"]"),
        ),
        (
            "",
            "Windows containers are not modelled",
            definition(
                &format!("{{ {WEB} }}"),
                "runtimePlatform = { operatingSystemFamily = \"WINDOWS_SERVER_2022_CORE\" }",
            ),
        ),
    ]);
}
