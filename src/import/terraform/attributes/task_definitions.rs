//! `aws_ecs_task_definition`.

use super::How::{IfKnown, Json, Many, Name, NonZero, One, Pairs, Value};
use super::{Attribute, attribute, nothing};

/// A task definition.
pub const TASK_DEFINITION: &[Attribute] = &[
    attribute("family", "family", Value),
    attribute("revision", "revision", IfKnown),
    attribute("arn", "taskDefinitionArn", IfKnown),
    attribute("container_definitions", "containerDefinitions", Json),
    attribute("cpu", "cpu", Value),
    attribute("memory", "memory", Value),
    attribute("network_mode", "networkMode", Value),
    attribute("requires_compatibilities", "requiresCompatibilities", Value),
    attribute("task_role_arn", "taskRoleArn", Name),
    attribute("execution_role_arn", "executionRoleArn", Name),
    attribute("ipc_mode", "ipcMode", Value),
    attribute("pid_mode", "pidMode", Value),
    attribute("volume", "volumes", Many(VOLUME)),
    attribute(
        "placement_constraints",
        "placementConstraints",
        Many(&[attribute("type", "type", Value), attribute("expression", "expression", Value)]),
    ),
    attribute(
        "proxy_configuration",
        "proxyConfiguration",
        One(&[
            attribute("type", "type", Value),
            attribute("container_name", "containerName", Value),
            attribute("properties", "properties", Pairs("name", "value")),
        ]),
    ),
    attribute(
        "inference_accelerator",
        "inferenceAccelerators",
        Many(&[attribute("device_name", "deviceName", Value), attribute("device_type", "deviceType", Value)]),
    ),
    attribute("ephemeral_storage", "ephemeralStorage", One(&[attribute("size_in_gib", "sizeInGiB", Value)])),
    attribute(
        "runtime_platform",
        "runtimePlatform",
        One(&[
            attribute("cpu_architecture", "cpuArchitecture", Value),
            attribute("operating_system_family", "operatingSystemFamily", Value),
        ]),
    ),
    attribute("enable_fault_injection", "enableFaultInjection", Value),
    attribute("tags", "tags", Pairs("key", "value")),
    nothing("arn_without_revision"),
    nothing("id"),
    nothing("region"),
    nothing("skip_destroy"),
    nothing("tags_all"),
    nothing("track_latest"),
];

const VOLUME: &[Attribute] = &[
    attribute("name", "name", Value),
    attribute("host_path", "host/sourcePath", Value),
    attribute("configure_at_launch", "configuredAtLaunch", Value),
    attribute(
        "docker_volume_configuration",
        "dockerVolumeConfiguration",
        One(&[
            attribute("scope", "scope", Value),
            attribute("autoprovision", "autoprovision", Value),
            attribute("driver", "driver", Value),
            attribute("driver_opts", "driverOpts", Value),
            attribute("labels", "labels", Value),
        ]),
    ),
    attribute(
        "efs_volume_configuration",
        "efsVolumeConfiguration",
        One(&[
            attribute("file_system_id", "fileSystemId", Name),
            attribute("root_directory", "rootDirectory", Value),
            attribute("transit_encryption", "transitEncryption", Value),
            attribute("transit_encryption_port", "transitEncryptionPort", NonZero),
            attribute(
                "authorization_config",
                "authorizationConfig",
                One(&[attribute("access_point_id", "accessPointId", Name), attribute("iam", "iam", Value)]),
            ),
        ]),
    ),
    attribute(
        "fsx_windows_file_server_volume_configuration",
        "fsxWindowsFileServerVolumeConfiguration",
        One(&[
            attribute("file_system_id", "fileSystemId", Name),
            attribute("root_directory", "rootDirectory", Value),
            attribute(
                "authorization_config",
                "authorizationConfig",
                One(&[
                    attribute("credentials_parameter", "credentialsParameter", Name),
                    attribute("domain", "domain", Value),
                ]),
            ),
        ]),
    ),
];
