//! A container definition and everything in it.

use super::{
    BOOLEAN, INTEGER, Kind, NUMERIC_TEXT, PORT, Shape, TEXT, Words, modelled, no_effect, not_modelled, words,
};

/// `ContainerDefinition` of the API.
pub const CONTAINER_DEFINITION: Shape = Shape::new(
    "ContainerDefinition",
    &[
        modelled("name", TEXT),
        modelled("image", TEXT),
        modelled("repositoryCredentials", Kind::Object(&REPOSITORY_CREDENTIALS)),
        modelled("cpu", INTEGER).unit("CPU units").default("0").rules("RS-12"),
        modelled("memory", INTEGER).unit("MiB").rules("RS-11, RS-13"),
        modelled("memoryReservation", INTEGER).unit("MiB").rules("RS-11, RS-13"),
        modelled("links", Kind::List(&TEXT)).rules("LV-02, VD-16"),
        modelled("portMappings", Kind::List(&Kind::Object(&PORT_MAPPING))),
        modelled("essential", BOOLEAN).default("true").rules("LC-05, VD-05"),
        modelled("restartPolicy", Kind::Object(&CONTAINER_RESTART_POLICY)).rules("RP-01, RP-02"),
        no_effect("entryPoint", Kind::List(&TEXT)),
        no_effect("command", Kind::List(&TEXT)),
        no_effect("environment", Kind::List(&Kind::Object(&KEY_VALUE_PAIR))),
        modelled("environmentFiles", Kind::List(&Kind::Object(&ENVIRONMENT_FILE))),
        no_effect("mountPoints", Kind::List(&Kind::Object(&MOUNT_POINT))),
        modelled("volumesFrom", Kind::List(&Kind::Object(&VOLUME_FROM))).rules("VD-16"),
        modelled("linuxParameters", Kind::Object(&LINUX_PARAMETERS)),
        modelled("secrets", Kind::List(&Kind::Object(&SECRET))),
        modelled("dependsOn", Kind::List(&Kind::Object(&CONTAINER_DEPENDENCY))).rules("P3.3, TM-04"),
        modelled("startTimeout", INTEGER).unit("seconds").default("no limit").rules("TM-02"),
        modelled("stopTimeout", INTEGER).unit("seconds").default("30").rules("TM-01"),
        no_effect("versionConsistency", TEXT),
        modelled("hostname", TEXT),
        modelled("user", TEXT),
        no_effect("workingDirectory", TEXT),
        modelled("disableNetworking", BOOLEAN),
        modelled("privileged", BOOLEAN),
        modelled("readonlyRootFilesystem", BOOLEAN),
        modelled("dnsServers", Kind::List(&TEXT)),
        modelled("dnsSearchDomains", Kind::List(&TEXT)),
        modelled("extraHosts", Kind::List(&Kind::Object(&HOST_ENTRY))),
        modelled("dockerSecurityOptions", Kind::List(&TEXT)),
        no_effect("interactive", BOOLEAN),
        no_effect("pseudoTerminal", BOOLEAN),
        modelled("dockerLabels", Kind::Map(&TEXT)),
        modelled("ulimits", Kind::List(&Kind::Object(&ULIMIT))),
        modelled("logConfiguration", Kind::Object(&LOG_CONFIGURATION)),
        modelled("healthCheck", Kind::Object(&HEALTH_CHECK)),
        no_effect("systemControls", Kind::List(&Kind::Object(&SYSTEM_CONTROL))),
        modelled("resourceRequirements", Kind::List(&Kind::Object(&RESOURCE_REQUIREMENT))),
        modelled("firelensConfiguration", Kind::Object(&FIRELENS_CONFIGURATION)),
        no_effect("credentialSpecs", Kind::List(&TEXT)),
    ],
);

/// `RepositoryCredentials` of the API.
pub const REPOSITORY_CREDENTIALS: Shape =
    Shape::new("RepositoryCredentials", &[no_effect("credentialsParameter", TEXT)]);

/// `PortMapping` of the API.
pub const PORT_MAPPING: Shape = Shape::new(
    "PortMapping",
    &[
        modelled("containerPort", PORT).rules("RS-17").range(0, 65_535),
        modelled("hostPort", PORT).default("0, that the agent picks").rules("NP-01, RS-16").range(0, 65_535),
        modelled("protocol", TEXT)
            .default("\"tcp\"")
            .words(Words::AnyCase(words::PORT_PROTOCOLS))
            .rules("RS-15"),
        no_effect("name", TEXT),
        no_effect("appProtocol", TEXT),
        modelled("containerPortRange", TEXT),
    ],
);

/// `ContainerRestartPolicy` of the API.
pub const CONTAINER_RESTART_POLICY: Shape = Shape::new(
    "ContainerRestartPolicy",
    &[
        modelled("enabled", BOOLEAN),
        modelled("ignoredExitCodes", Kind::List(&INTEGER)).default("none").rules("RP-01"),
        modelled("restartAttemptPeriod", INTEGER).unit("seconds").default("300").rules("RP-01"),
    ],
);

/// `KeyValuePair` of the API.
pub const KEY_VALUE_PAIR: Shape =
    Shape::new("KeyValuePair", &[no_effect("name", TEXT), no_effect("value", TEXT)]);

/// `EnvironmentFile` of the API.
pub const ENVIRONMENT_FILE: Shape =
    Shape::new("EnvironmentFile", &[no_effect("value", TEXT), no_effect("type", TEXT)]);

/// `MountPoint` of the API.
pub const MOUNT_POINT: Shape = Shape::new(
    "MountPoint",
    &[no_effect("sourceVolume", TEXT), no_effect("containerPath", TEXT), no_effect("readOnly", BOOLEAN)],
);

/// `VolumeFrom` of the API.
pub const VOLUME_FROM: Shape =
    Shape::new("VolumeFrom", &[modelled("sourceContainer", TEXT), no_effect("readOnly", BOOLEAN)]);

/// `LinuxParameters` of the API.
pub const LINUX_PARAMETERS: Shape = Shape::new(
    "LinuxParameters",
    &[
        no_effect("capabilities", Kind::Object(&KERNEL_CAPABILITIES)),
        not_modelled("devices", Kind::List(&Kind::Object(&DEVICE)), "every instance is taken to have them"),
        modelled("initProcessEnabled", BOOLEAN),
        modelled("sharedMemorySize", INTEGER),
        modelled("tmpfs", Kind::List(&Kind::Object(&TMPFS))),
        modelled("maxSwap", INTEGER),
        modelled("swappiness", INTEGER),
    ],
);

/// `KernelCapabilities` of the API.
pub const KERNEL_CAPABILITIES: Shape = Shape::new(
    "KernelCapabilities",
    &[no_effect("add", Kind::List(&TEXT)), no_effect("drop", Kind::List(&TEXT))],
);

/// `Device` of the API.
pub const DEVICE: Shape = Shape::new(
    "Device",
    &[
        no_effect("hostPath", TEXT),
        no_effect("containerPath", TEXT),
        no_effect("permissions", Kind::List(&TEXT)),
    ],
);

/// `Tmpfs` of the API.
pub const TMPFS: Shape = Shape::new(
    "Tmpfs",
    &[
        no_effect("containerPath", TEXT),
        no_effect("size", INTEGER),
        no_effect("mountOptions", Kind::List(&TEXT)),
    ],
);

/// `Secret` of the API.
pub const SECRET: Shape = Shape::new("Secret", &[no_effect("name", TEXT), modelled("valueFrom", TEXT)]);

/// `ContainerDependency` of the API.
pub const CONTAINER_DEPENDENCY: Shape =
    Shape::new("ContainerDependency", &[modelled("containerName", TEXT), modelled("condition", TEXT)]);

/// `HostEntry` of the API.
pub const HOST_ENTRY: Shape =
    Shape::new("HostEntry", &[no_effect("hostname", TEXT), no_effect("ipAddress", TEXT)]);

/// `Ulimit` of the API.
pub const ULIMIT: Shape = Shape::new(
    "Ulimit",
    &[no_effect("name", TEXT), no_effect("softLimit", INTEGER), no_effect("hardLimit", INTEGER)],
);

/// `LogConfiguration` of the API.
pub const LOG_CONFIGURATION: Shape = Shape::new(
    "LogConfiguration",
    &[
        modelled("logDriver", TEXT),
        modelled("options", Kind::Map(&TEXT)),
        modelled("secretOptions", Kind::List(&Kind::Object(&SECRET))),
    ],
);

/// `HealthCheck` of the API.
pub const HEALTH_CHECK: Shape = Shape::new(
    "HealthCheck",
    &[
        modelled("command", Kind::List(&TEXT)),
        modelled("interval", INTEGER),
        modelled("timeout", INTEGER),
        modelled("retries", INTEGER),
        modelled("startPeriod", INTEGER),
    ],
);

/// `SystemControl` of the API.
pub const SYSTEM_CONTROL: Shape =
    Shape::new("SystemControl", &[no_effect("namespace", TEXT), no_effect("value", TEXT)]);

/// `ResourceRequirement` of the API.
pub const RESOURCE_REQUIREMENT: Shape = Shape::new(
    "ResourceRequirement",
    &[
        modelled("value", NUMERIC_TEXT),
        modelled("type", TEXT),
        no_effect("sharingStrategy", Kind::Object(&SHARING_STRATEGY)),
    ],
);

/// `SharingStrategy` of the API.
pub const SHARING_STRATEGY: Shape = Shape::new(
    "SharingStrategy",
    &[not_modelled("nvidiaMps", Kind::Object(&NVIDIA_MPS_ALLOCATION), "a GPU is reserved as a whole")],
);

/// `NvidiaMpsAllocation` of the API.
pub const NVIDIA_MPS_ALLOCATION: Shape = Shape::new(
    "NvidiaMpsAllocation",
    &[no_effect("memory", INTEGER), no_effect("maxComputePercent", INTEGER)],
);

/// `FirelensConfiguration` of the API.
pub const FIRELENS_CONFIGURATION: Shape =
    Shape::new("FirelensConfiguration", &[modelled("type", TEXT), modelled("options", Kind::Map(&TEXT))]);
