//! What task definitions and services require of instances (RA-01…RA-04, EN-03, LV-03…LV-05).

use std::collections::BTreeSet;

use super::super::required_attributes::{of_definition, of_service};
use super::tree;
use crate::model::NetworkMode;

/// Names without their beginning; a dot stands for the one of older capabilities.
pub(super) fn short(names: BTreeSet<String>) -> Vec<String> {
    let shortened = names.into_iter().map(|name| {
        let older = name.strip_prefix("com.amazonaws.ecs.capability.").map(|rest| format!(".{rest}"));
        older.unwrap_or_else(|| name.trim_start_matches("ecs.capability.").to_owned())
    });
    let mut all: Vec<String> = shortened.collect();
    all.sort_unstable();
    all
}

fn required(text: &str) -> Vec<String> {
    let node = tree(text);
    let mode = match node.get("networkMode").and_then(crate::scenario::Node::as_str) {
        Some("awsvpc") => NetworkMode::Awsvpc,
        Some("host") => NetworkMode::Host,
        _ => NetworkMode::Bridge,
    };
    let cpu = node.get("cpu").and_then(|cpu| cpu.as_str()?.parse().ok());
    short(of_definition(&node, mode, cpu))
}

fn container(members: &str) -> String {
    format!("containerDefinitions = [{{ name = \"c\", image = \"nginx\", memory = 8, {members} }}]")
}

fn assert_required(rows: &[(String, &[&str])]) {
    for (text, expected) in rows {
        assert_eq!(required(text), *expected, "{text}");
    }
}

#[test]
fn ra_02_settings_of_the_task() {
    let with = |lines: &str| format!("{lines}\ncontainerDefinitions = []");
    assert_required(&[
        (with(""), &[]),
        (with("networkMode = \"awsvpc\""), &[".docker-remote-api.1.18", "task-eni"]),
        (with("networkMode = \"host\""), &[".docker-remote-api.1.18"]),
        (with("taskRoleArn = \"arn:aws:iam::1:role/r\""), &[".task-iam-role"]),
        (
            with("networkMode = \"host\"\ntaskRoleArn = \"r\""),
            &[".docker-remote-api.1.18", ".task-iam-role", ".task-iam-role-network-host"],
        ),
        // A task size asks for nothing, unless it is larger than ten vCPUs.
        (with("cpu = \"10240\"\nmemory = \"512\""), &[]),
        (with("cpu = \"10241\""), &["increased-task-cpu-limit"]),
        (with("pidMode = \"host\""), &["pid-ipc-namespace-sharing"]),
        (with("ipcMode = \"task\""), &["pid-ipc-namespace-sharing"]),
        (with("proxyConfiguration = { type = \"APPMESH\", containerName = \"envoy\" }"), &["aws-appmesh"]),
        (with("enableFaultInjection = true"), &["fault-injection"]),
        (with("runtimePlatform = { cpuArchitecture = \"ARM64\" }"), &[]),
    ]);
}

#[test]
fn lv_03_lv_04_volumes() {
    let volume =
        |members: &str| format!("containerDefinitions = []\nvolumes = [{{ name = \"v\", {members} }}]");
    assert_required(&[
        (volume("host = {}"), &[]),
        (volume("configuredAtLaunch = true"), &["storage.ebs-task-volume-attach"]),
        (
            volume("efsVolumeConfiguration = { fileSystemId = \"fs-1\" }"),
            &[".docker-remote-api.1.25", "efs", "efsAuth"],
        ),
        (
            volume("dockerVolumeConfiguration = { scope = \"shared\" }"),
            &[".docker-remote-api.1.25", "docker-plugin.local"],
        ),
        (
            volume("dockerVolumeConfiguration = { driver = \"rexray/ebs:latest\" }"),
            &[".docker-remote-api.1.25", "docker-plugin.rexray/ebs.latest"],
        ),
    ]);
}

#[test]
fn ra_02_images_and_secrets() {
    let ecr = "containerDefinitions = [{ name = \"c\", image = \"123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1\" }]";
    let secret = |from: &str| container(&format!("secrets = [{{ name = \"S\", valueFrom = \"{from}\" }}]"));
    assert_required(&[
        (ecr.to_owned(), &[".ecr-auth"]),
        (format!("executionRoleArn = \"r\"\n{ecr}"), &[".ecr-auth", "execution-role-ecr-pull"]),
        (container("").replace("nginx", "public.ecr.aws/nginx/nginx:1"), &[]),
        (
            container(
                "repositoryCredentials = { credentialsParameter = \"arn:aws:secretsmanager:r:1:secret:s\" }",
            ),
            &["private-registry-authentication.secretsmanager"],
        ),
        (secret("arn:aws:secretsmanager:us-east-1:1:secret:s"), &["secrets.asm.environment-variables"]),
        (secret("arn:aws:ssm:us-east-1:1:parameter/p"), &["secrets.ssm.environment-variables"]),
        (secret("parameter"), &["secrets.ssm.environment-variables"]),
        (
            container("environmentFiles = [{ value = \"arn:aws:s3:::b/f.env\", type = \"s3\" }]"),
            &["env-files.s3"],
        ),
    ]);
}

#[test]
fn ra_04_logs() {
    let log = |driver: &str, more: &str| {
        container(&format!("logConfiguration = {{ logDriver = \"{driver}\", {more} }}"))
    };
    assert_required(&[
        (log("json-file", ""), &[".docker-remote-api.1.18", ".logging-driver.json-file"]),
        (log("splunk", ""), &[".docker-remote-api.1.22", ".logging-driver.splunk"]),
        (log("awslogs", ""), &[".docker-remote-api.1.19", ".logging-driver.awslogs"]),
        (
            format!(
                "executionRoleArn = \"r\"\n{}",
                log("awslogs", "options = { awslogs-create-group = \"true\", mode = \"non-blocking\" }")
            ),
            &[
                ".docker-remote-api.1.19",
                ".docker-remote-api.1.28",
                ".docker-remote-api.1.29",
                ".logging-driver.awslogs",
                "execution-role-awslogs",
            ],
        ),
        (
            log("splunk", "secretOptions = [{ name = \"t\", valueFrom = \"p\" }]"),
            &[".docker-remote-api.1.22", ".logging-driver.splunk", "secrets.ssm.bootstrap.log-driver"],
        ),
        (
            log("awsfirelens", "options = { log-driver-buffer-limit = \"2097152\" }"),
            &[
                ".docker-remote-api.1.19",
                ".logging-driver.awsfirelens",
                "logging-driver.awsfirelens.log-driver-buffer-limit",
            ],
        ),
        (
            container(
                "firelensConfiguration = { type = \"fluentbit\", options = { config-file-type = \"s3\" } }",
            ),
            &["firelens.fluentbit", "firelens.options.config.s3"],
        ),
    ]);
}

#[test]
fn ra_02_ra_03_settings_of_containers() {
    assert_required(&[
        (container("privileged = true"), &[".docker-remote-api.1.17", ".privileged-container"]),
        (container("readonlyRootFilesystem = true"), &[".docker-remote-api.1.17"]),
        (container("user = \"1337\""), &[".docker-remote-api.1.17"]),
        (container("dockerLabels = { a = \"b\" }"), &[".docker-remote-api.1.18"]),
        (container("memoryReservation = 4"), &[".docker-remote-api.1.21"]),
        (container("linuxParameters = { sharedMemorySize = 64 }"), &[".docker-remote-api.1.22"]),
        (container("linuxParameters = { initProcessEnabled = true }"), &[".docker-remote-api.1.25"]),
        (
            container("healthCheck = { command = [\"CMD\", \"true\"] }"),
            &[".docker-remote-api.1.24", "container-health-check"],
        ),
        (
            container("healthCheck = { command = [\"CMD\", \"true\"], startPeriod = 5 }"),
            &[".docker-remote-api.1.29", "container-health-check"],
        ),
        (container("healthCheck = { command = [\"NONE\"] }"), &[]),
        (
            container("dependsOn = [{ containerName = \"d\", condition = \"START\" }]"),
            &["container-ordering"],
        ),
        (container("stopTimeout = 15"), &["container-ordering"]),
        (container("restartPolicy = { enabled = true }"), &["container-restart-policy"]),
        (container("restartPolicy = { enabled = false }"), &[]),
        (container("portMappings = [{ containerPortRange = \"80-90\" }]"), &["network.container-port-range"]),
        (container("dockerSecurityOptions = [\"label:type:t\", \"no-new-privileges\"]"), &[".selinux"]),
        (container("dockerSecurityOptions = [\"apparmor:p\"]"), &[".apparmor"]),
        // GPUs are counted, no attribute says that there are any (GP-02).
        (container("resourceRequirements = [{ type = \"GPU\", value = \"1\" }]"), &[]),
    ]);
}

#[test]
fn lv_05_services_with_service_connect_and_execute_command() {
    for (text, expected) in [
        ("", &[][..]),
        ("serviceConnectConfiguration = { enabled = false }", &[]),
        ("serviceConnectConfiguration = { enabled = true }", &["service-connect-v1"]),
        ("enableExecuteCommand = true", &["execute-command"]),
    ] {
        assert_eq!(short(of_service(&tree(text))), expected, "{text}");
    }
}
