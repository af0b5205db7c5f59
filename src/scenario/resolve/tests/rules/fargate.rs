//! Rules of task definitions for Fargate.

use super::super::model;
use super::{WEB, also, assert_errors, assert_warnings, definition};

/// A size that Fargate has.
const SIZE: &str = "cpu = \"256\"\nmemory = \"512\"";

/// A definition for both, with this of the task and these members of its container.
fn fargate(task: &str, members: &str) -> String {
    let container = format!("{{ name = \"web\", image = \"i\", {members} }}");
    let both = "requiresCompatibilities = [\"EC2\", \"FARGATE\"]\nnetworkMode = \"awsvpc\"";
    definition(&container, &format!("{both}\n{task}"))
}

#[test]
fn ra_05_vd_29_networks_and_sizes_that_fargate_has() {
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
fn fg_01_vd_30_vd_32_members_that_fargate_refuses() {
    assert_errors(&[
        ("FG-01", "does not support `privileged`", fargate(SIZE, "privileged = true")),
        ("FG-01", "does not support `disableNetworking`", fargate(SIZE, "disableNetworking = true")),
        (
            "VD-30",
            "does not support `pidMode` `host`",
            fargate(&format!("{SIZE}\npidMode = \"host\""), "cpu = 1"),
        ),
        (
            "VD-31",
            "Fargate has no log driver `syslog`",
            fargate(SIZE, "logConfiguration = { logDriver = \"syslog\" }"),
        ),
        ("FG-01", "does not support `dnsServers`", fargate(SIZE, "dnsServers = [\"10.0.0.2\"]")),
        ("FG-01", "does not support `maxSwap`", fargate(SIZE, "linuxParameters = { maxSwap = 64 }")),
        (
            "FG-01",
            "does not support `devices`",
            fargate(SIZE, "linuxParameters = { devices = [{ hostPath = \"/dev/fuse\" }] }"),
        ),
        (
            "FG-01",
            "does not support `sharedMemorySize`",
            fargate(SIZE, "linuxParameters = { sharedMemorySize = 64 }"),
        ),
        (
            "VD-30",
            "Fargate does not add capability `SYS_ADMIN`",
            fargate(SIZE, "linuxParameters = { capabilities = { add = [\"SYS_PTRACE\", \"SYS_ADMIN\"] } }"),
        ),
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
            "VD-03: EphemeralStorage",
            "`sizeInGiB` is 20, outside 21 to 200",
            fargate(&format!("{SIZE}\nephemeralStorage = {{ sizeInGiB = 20 }}"), "cpu = 1"),
        ),
        (
            "FG-01",
            "does not support `resourceRequirements`",
            fargate(SIZE, "resourceRequirements = [{ type = \"GPU\", value = \"1\" }]"),
        ),
        ("TM-01", "`stopTimeout` is 121, outside 2 to 120", fargate(SIZE, "stopTimeout = 121")),
        ("VD-30", "`startTimeout` is 1, outside 2 to 120", fargate(SIZE, "startTimeout = 1")),
        (
            "VD-32",
            "Fargate does not support `sourcePath`",
            fargate(
                &format!("{SIZE}\nvolumes = [{{ name = \"v\", host = {{ sourcePath = \"/v\" }} }}]"),
                "cpu = 1",
            ),
        ),
    ]);
}

/// Unlike an instance, Fargate has nothing of its own by which it logs and pulls.
#[test]
fn vd_23_vd_31_logs_and_images_on_fargate() {
    let role = format!("{SIZE}\nexecutionRoleArn = \"r\"");
    let log = |options: &str| {
        let options = format!("\"awslogs-group\" = \"g\", \"awslogs-region\" = \"us-east-1\"{options}");
        format!("logConfiguration = {{ logDriver = \"awslogs\", options = {{ {options} }} }}")
    };
    let prefixed = log(", \"awslogs-stream-prefix\" = \"p\"");
    let ecr = "123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1";
    let pulls = |task: &str| fargate(task, "cpu = 1").replace("image = \"i\"", &format!("image = \"{ecr}\""));
    let router = |source: &str| {
        let router = format!(
            "{{ name = \"log\", image = \"i\", firelensConfiguration = {{ type = \"fluentbit\", options = {{ config-file-type = \"{source}\", config-file-value = \"x\" }} }} }}"
        );
        let text = fargate(&role, "logConfiguration = { logDriver = \"awsfirelens\" }");
        text.replace("\"awsfirelens\" } }", &format!("\"awsfirelens\" }} }}, {router}"))
    };
    let needs = "needs the option `awslogs-stream-prefix`";
    assert_errors(&[
        ("VD-31", needs, fargate(&role, &log(""))),
        ("VD-23", "log driver `awslogs` on Fargate needs `executionRoleArn`", fargate(SIZE, &prefixed)),
        ("VD-23", "an image of Amazon ECR on Fargate needs `executionRoleArn`", pulls(SIZE)),
        ("VD-31", "log routers on Fargate read no configuration from S3", router("s3")),
        (
            "VD-29",
            "256 CPU units are too few for Windows",
            fargate(
                &format!(
                    "{SIZE}\nruntimePlatform = {{ operatingSystemFamily = \"WINDOWS_SERVER_2022_CORE\" }}"
                ),
                "cpu = 1",
            ),
        ),
    ]);
    for sound in [fargate(&role, &prefixed), pulls(&role)] {
        model(&sound);
    }
    // Agents of instances have a role and a name for their streams.
    model(&also(&log("")));
}

#[test]
fn vd_28_capacity_other_than_linux_instances_is_told() {
    assert_warnings(&[
        (
            "",
            "`EXTERNAL` capacity is not modelled",
            definition(&format!("{{ {WEB} }}"), "requiresCompatibilities = [\"EXTERNAL\"]"),
        ),
        (
            "VD-28",
            "Windows containers are not modelled",
            definition(
                &format!("{{ {WEB} }}"),
                "runtimePlatform = { operatingSystemFamily = \"WINDOWS_SERVER_2022_CORE\" }",
            ),
        ),
    ]);
}
