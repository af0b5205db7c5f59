//! Real registrations: what ECS said that task definitions require, and what agents said that they can do.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::super::required_attributes::of_definition;
use super::required::short;
use super::{model_with_warnings, tree};
use crate::model::NetworkMode;
use crate::scenario::{Node, Problems, Sources, aws_json};

const COLLECTION: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/real-inputs/cloud-custodian__cloud-custodian");

/// The captures whose file name begins with `start`, with what each holds under `member`; none without the collection.
fn captures(start: &str, member: &str) -> Vec<(PathBuf, Node)> {
    let mut files = Vec::new();
    let Ok(folders) = std::fs::read_dir(Path::new(COLLECTION)) else {
        println!("no collection of real inputs at {COLLECTION}: nothing is compared");
        return Vec::new();
    };
    for folder in folders {
        let entries = std::fs::read_dir(folder.expect("an entry").path());
        let entries = entries.into_iter().flatten().map(|entry| entry.expect("an entry").path());
        files.extend(
            entries.filter(|file| {
                file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(start))
            }),
        );
    }
    files.sort();
    let read = |file: PathBuf| {
        let text = std::fs::read_to_string(&file).expect("listed");
        let (mut sources, mut problems) = (Sources::default(), Problems::default());
        let id = sources.add("capture.json", text.clone());
        let root = aws_json::parse(&text, id, &mut problems)?;
        let found = root.get("data").unwrap_or(&root).get(member)?.clone();
        Some((file, found))
    };
    files.into_iter().filter_map(read).collect()
}

fn names(node: &Node, member: &str) -> BTreeSet<String> {
    let listed = node.get(member).map_or(&[][..], Node::elements).iter();
    listed.filter_map(|one| one.get("name")?.as_str().map(str::to_owned)).collect()
}

fn mode(node: &Node) -> NetworkMode {
    match node.get("networkMode").and_then(Node::as_str) {
        Some("awsvpc") => NetworkMode::Awsvpc,
        Some("host") => NetworkMode::Host,
        _ => NetworkMode::Bridge,
    }
}

#[test]
fn ra_02_captured_task_definitions_require_what_ecs_listed() {
    let captured = captures("ecs.DescribeTaskDefinition", "taskDefinition");
    let compared = captured.len();
    for (file, definition) in captured {
        let expected = short(names(&definition, "requiresAttributes"));
        let found = short(of_definition(&definition, mode(&definition), None));
        assert_eq!(found, expected, "{}", file.display());
    }
    println!("{compared} captured task definitions agree");
}

/// Registrations published with their `requiresAttributes`, reduced to the settings that matter.
const PUBLISHED: [(&str, &[&str]); 5] = [
    // An awsvpc task with a mesh, a proxy that is checked, and an order of containers.
    (
        r#"
        networkMode = "awsvpc"
        taskRoleArn = "r"
        executionRoleArn = "r"
        cpu = "1024"
        memory = "2048"
        proxyConfiguration = { type = "APPMESH", containerName = "envoy" }
        [[containerDefinitions]]
        image = "1.dkr.ecr.ap-northeast-2.amazonaws.com/product"
        dependsOn = [{ containerName = "envoy", condition = "HEALTHY" }]
        logConfiguration = { logDriver = "awslogs", options = { awslogs-create-group = "true" } }
        healthCheck = { command = ["CMD-SHELL", "curl"], startPeriod = 0 }
        [[containerDefinitions]]
        image = "840364872350.dkr.ecr.ap-northeast-2.amazonaws.com/aws-appmesh-envoy:v1"
        memoryReservation = 128
        user = "1337"
        "#,
        &[
            ".docker-remote-api.1.17",
            ".docker-remote-api.1.18",
            ".docker-remote-api.1.19",
            ".docker-remote-api.1.21",
            ".docker-remote-api.1.29",
            ".ecr-auth",
            ".logging-driver.awslogs",
            ".task-iam-role",
            "aws-appmesh",
            "container-health-check",
            "container-ordering",
            "execution-role-awslogs",
            "execution-role-ecr-pull",
            "task-eni",
        ],
    ),
    // A bridge task with a size of its own, whose logs a router sends on: no task-cpu-mem-limit, no 1.18.
    (
        r#"
        networkMode = "bridge"
        taskRoleArn = "r"
        executionRoleArn = "r"
        cpu = "1024"
        memory = "2048"
        volumes = [{ name = "static", host = {} }]
        [[containerDefinitions]]
        image = "1.dkr.ecr.us-east-1.amazonaws.com/wiki:1"
        logConfiguration = { logDriver = "awsfirelens", options = { Name = "opensearch" } }
        [[containerDefinitions]]
        image = "1.dkr.ecr.us-east-1.amazonaws.com/router"
        memoryReservation = 50
        user = "0"
        logConfiguration = { logDriver = "awslogs", options = { awslogs-create-group = "true" } }
        firelensConfiguration = { type = "fluentbit", options = { enable-ecs-log-metadata = "true" } }
        "#,
        &[
            ".docker-remote-api.1.17",
            ".docker-remote-api.1.19",
            ".docker-remote-api.1.21",
            ".docker-remote-api.1.29",
            ".ecr-auth",
            ".logging-driver.awsfirelens",
            ".logging-driver.awslogs",
            ".task-iam-role",
            "execution-role-awslogs",
            "execution-role-ecr-pull",
            "firelens.fluentbit",
        ],
    ),
    // A privileged task with GPUs on the host's network, memory of its own and shared namespaces.
    (
        r#"
        networkMode = "host"
        taskRoleArn = "r"
        executionRoleArn = "r"
        memory = "1843200"
        ipcMode = "host"
        [[containerDefinitions]]
        image = "1.dkr.ecr.cn-northwest-1.amazonaws.com.cn/training"
        privileged = true
        linuxParameters = { sharedMemorySize = 16384 }
        ulimits = [{ name = "memlock", softLimit = -1, hardLimit = -1 }]
        resourceRequirements = [{ type = "GPU", value = "8" }]
        logConfiguration = { logDriver = "awslogs", options = { mode = "non-blocking", awslogs-create-group = "true", max-buffer-size = "25m" } }
        "#,
        &[
            ".docker-remote-api.1.17",
            ".docker-remote-api.1.18",
            ".docker-remote-api.1.19",
            ".docker-remote-api.1.22",
            ".docker-remote-api.1.28",
            ".docker-remote-api.1.29",
            ".ecr-auth",
            ".logging-driver.awslogs",
            ".privileged-container",
            ".task-iam-role",
            ".task-iam-role-network-host",
            "execution-role-awslogs",
            "execution-role-ecr-pull",
            "pid-ipc-namespace-sharing",
        ],
    ),
    // A file system of EFS without access points, and a check without a start period.
    (
        r#"
        networkMode = "awsvpc"
        taskRoleArn = "r"
        executionRoleArn = "r"
        volumes = [{ name = "efs", efsVolumeConfiguration = { fileSystemId = "fs-1", rootDirectory = "/" } }]
        [[containerDefinitions]]
        image = "1.dkr.ecr.eu-central-1.amazonaws.com/server"
        dockerLabels = {}
        logConfiguration = { logDriver = "awslogs", options = { awslogs-group = "g" } }
        healthCheck = { command = ["CMD-SHELL", "curl"] }
        "#,
        &[
            ".docker-remote-api.1.18",
            ".docker-remote-api.1.19",
            ".docker-remote-api.1.24",
            ".docker-remote-api.1.25",
            ".ecr-auth",
            ".logging-driver.awslogs",
            ".task-iam-role",
            "container-health-check",
            "efs",
            "efsAuth",
            "execution-role-awslogs",
            "execution-role-ecr-pull",
            "task-eni",
        ],
    ),
    // SELinux labels and a file system in memory.
    (
        r#"
        taskRoleArn = "r"
        executionRoleArn = "r"
        [[containerDefinitions]]
        image = "1.dkr.ecr.us-east-1.amazonaws.com/test:latest"
        linuxParameters = { tmpfs = [{ containerPath = "/run", size = 50 }] }
        dockerSecurityOptions = ["label:seccomp:unconfined"]
        "#,
        &[".docker-remote-api.1.22", ".ecr-auth", ".selinux", ".task-iam-role", "execution-role-ecr-pull"],
    ),
];

#[test]
fn ra_02_published_registrations_require_what_ecs_listed() {
    for (text, expected) in PUBLISHED {
        let node = tree(text);
        assert_eq!(short(of_definition(&node, mode(&node), None)), *expected, "{text}");
    }
}

/// Elastic Inference is retired, and nothing asks for what has a version as its value.
fn left_out(name: &str) -> bool {
    name.contains("task-eia") || name.contains("cni-plugin-version")
}

/// What agents registered, compared with what an agent of the same version registers here.
#[test]
fn ra_03_captured_agents_can_do_what_ours_can() {
    for (file, instances) in captures("ecs.DescribeContainerInstances", "containerInstances") {
        for instance in instances.elements() {
            let version = instance.get("versionInfo").and_then(|info| info.get("agentVersion")?.as_str());
            let Some(version) = version else { continue };
            let model = model_with_warnings(&format!(
                "[[containerInstances]]\ninstanceType = \"t2.micro\"\nagentVersion = \"{version}\""
            ));
            let registered = model.classes[0].attributes.iter().map(|(id, _)| &model.attributes[id.index()]);
            let ours: BTreeSet<String> =
                registered.filter(|name| name.contains("capability")).cloned().collect();
            let mut theirs = names(instance, "attributes");
            theirs.retain(|name| name.contains("capability") && !left_out(name));
            assert_eq!(ours, theirs, "{} {version}", file.display());
        }
    }
}
