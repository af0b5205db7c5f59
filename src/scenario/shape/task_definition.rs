//! `RegisterTaskDefinition`, with the members that only `DescribeTaskDefinition` prints.

use super::container_definition::{CONTAINER_DEFINITION, KEY_VALUE_PAIR};
use super::volume::VOLUME;
use super::{
    BOOLEAN, CPU, INTEGER, Kind, MEMORY, Shape, TEXT, Words, modelled, no_effect, not_modelled, read_only,
    value_decides, words,
};

/// `RegisterTaskDefinition` of the API.
pub const REGISTER_TASK_DEFINITION: Shape = Shape::from_file(
    "RegisterTaskDefinition",
    &[
        modelled("family", TEXT),
        modelled("taskRoleArn", TEXT),
        modelled("executionRoleArn", TEXT),
        modelled("networkMode", TEXT)
            .default("\"bridge\"")
            .words(Words::These(words::NETWORK_MODES))
            .rules("EN-01, NP-04, X-06"),
        modelled("containerDefinitions", Kind::List(&Kind::Object(&CONTAINER_DEFINITION))),
        modelled("volumes", Kind::List(&Kind::Object(&VOLUME))),
        modelled("placementConstraints", Kind::List(&Kind::Object(&TASK_DEFINITION_PLACEMENT_CONSTRAINT))),
        value_decides("requiresCompatibilities", Kind::List(&TEXT))
            .words(Words::These(words::LAUNCH_TYPES))
            .rules("RA-05"),
        modelled("cpu", CPU).default("the sum over its containers").rules("RS-10, RS-13"),
        modelled("memory", MEMORY).default("the sum over its containers").rules("RS-11, RS-13"),
        modelled("tags", Kind::List(&Kind::Object(&TAG))),
        modelled("pidMode", TEXT),
        modelled("ipcMode", TEXT),
        not_modelled(
            "proxyConfiguration",
            Kind::Object(&PROXY_CONFIGURATION),
            "a proxy container delays nothing",
        ),
        not_modelled(
            "inferenceAccelerators",
            Kind::List(&Kind::Object(&INFERENCE_ACCELERATOR)),
            "instances register no accelerators",
        ),
        modelled("ephemeralStorage", Kind::Object(&EPHEMERAL_STORAGE)),
        modelled("runtimePlatform", Kind::Object(&RUNTIME_PLATFORM)),
        modelled("enableFaultInjection", BOOLEAN),
        no_effect("trustedExecutionConfiguration", Kind::Object(&TRUSTED_EXECUTION_CONFIGURATION)),
        modelled("revision", INTEGER),
        read_only("taskDefinitionArn"),
        read_only("status"),
        read_only("requiresAttributes"),
        read_only("compatibilities"),
        read_only("registeredAt"),
        read_only("registeredBy"),
        read_only("deregisteredAt"),
        read_only("deleteRequestedAt"),
    ],
);

/// `TaskDefinitionPlacementConstraint` of the API.
pub const TASK_DEFINITION_PLACEMENT_CONSTRAINT: Shape = Shape::new(
    "TaskDefinitionPlacementConstraint",
    &[
        modelled("type", TEXT).words(Words::These(&["memberOf"])).rules("CN-02"),
        value_decides("expression", TEXT).rules("QL-01"),
    ],
);

/// `Tag` of the API.
pub const TAG: Shape = Shape::new("Tag", &[no_effect("key", TEXT), no_effect("value", TEXT)]);

/// `ProxyConfiguration` of the API.
pub const PROXY_CONFIGURATION: Shape = Shape::new(
    "ProxyConfiguration",
    &[
        no_effect("type", TEXT),
        no_effect("containerName", TEXT),
        no_effect("properties", Kind::List(&Kind::Object(&KEY_VALUE_PAIR))),
    ],
);

/// `InferenceAccelerator` of the API.
pub const INFERENCE_ACCELERATOR: Shape =
    Shape::new("InferenceAccelerator", &[no_effect("deviceName", TEXT), no_effect("deviceType", TEXT)]);

/// `EphemeralStorage` of the API.
pub const EPHEMERAL_STORAGE: Shape = Shape::new("EphemeralStorage", &[modelled("sizeInGiB", INTEGER)]);

/// `RuntimePlatform` of the API.
pub const RUNTIME_PLATFORM: Shape = Shape::new(
    "RuntimePlatform",
    &[value_decides("cpuArchitecture", TEXT), value_decides("operatingSystemFamily", TEXT)],
);

/// `TrustedExecutionConfiguration` of the API.
pub const TRUSTED_EXECUTION_CONFIGURATION: Shape = Shape::new(
    "TrustedExecutionConfiguration",
    &[no_effect("isolationMode", TEXT), no_effect("attestationPolicy", TEXT)],
);
