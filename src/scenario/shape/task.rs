//! `Task`, as `DescribeTasks` prints it.

use super::container_definition::KEY_VALUE_PAIR;
use super::fleet::ATTRIBUTE;
use super::run_task::TASK_OVERRIDE;
use super::task_definition::{EPHEMERAL_STORAGE, INFERENCE_ACCELERATOR, TAG};
use super::{BOOLEAN, CPU, INTEGER, Kind, MEMORY, MOMENT, PORT, Shape, TEXT, modelled, no_effect};

/// `Task` of the API.
pub const TASK: Shape = Shape::from_file(
    "Task",
    &[
        modelled("cluster", TEXT).means("in place of `clusterArn`"),
        modelled("clusterArn", TEXT),
        modelled("taskArn", TEXT),
        modelled("taskDefinitionArn", TEXT),
        modelled("containerInstanceArn", TEXT),
        modelled("group", TEXT),
        modelled("startedBy", TEXT),
        modelled("lastStatus", TEXT),
        modelled("desiredStatus", TEXT),
        modelled("healthStatus", TEXT),
        modelled("createdAt", MOMENT),
        modelled("startedAt", MOMENT),
        modelled("launchType", TEXT),
        modelled("capacityProviderName", TEXT),
        modelled("connectivity", TEXT),
        modelled("containers", Kind::List(&Kind::Object(&CONTAINER))),
        modelled("attachments", Kind::List(&Kind::Object(&ATTACHMENT))),
        modelled("overrides", Kind::Object(&TASK_OVERRIDE)),
        no_effect("attributes", Kind::List(&Kind::Object(&ATTRIBUTE))),
        no_effect("availabilityZone", TEXT),
        no_effect("connectivityAt", MOMENT),
        no_effect("cpu", CPU),
        no_effect("enableExecuteCommand", BOOLEAN),
        no_effect("executionStoppedAt", MOMENT),
        no_effect("inferenceAccelerators", Kind::List(&Kind::Object(&INFERENCE_ACCELERATOR))),
        no_effect("memory", MEMORY),
        no_effect("platformVersion", TEXT),
        no_effect("platformFamily", TEXT),
        no_effect("pullStartedAt", MOMENT),
        no_effect("pullStoppedAt", MOMENT),
        no_effect("stopCode", TEXT),
        no_effect("stoppedAt", MOMENT),
        no_effect("stoppedReason", TEXT),
        no_effect("stoppingAt", MOMENT),
        no_effect("tags", Kind::List(&Kind::Object(&TAG))),
        no_effect("version", INTEGER),
        no_effect("ephemeralStorage", Kind::Object(&EPHEMERAL_STORAGE)),
        no_effect("fargateEphemeralStorage", Kind::Object(&TASK_EPHEMERAL_STORAGE)),
        no_effect("trustedExecutionSummary", Kind::Object(&TRUSTED_EXECUTION_SUMMARY)),
    ],
);

/// `Container` of the API: what became of one in a task.
pub const CONTAINER: Shape = Shape::new(
    "Container",
    &[
        modelled("name", TEXT),
        modelled("lastStatus", TEXT),
        modelled("healthStatus", TEXT),
        modelled("networkBindings", Kind::List(&Kind::Object(&NETWORK_BINDING))),
        no_effect("containerArn", TEXT),
        no_effect("taskArn", TEXT),
        no_effect("image", TEXT),
        no_effect("imageDigest", TEXT),
        no_effect("runtimeId", TEXT),
        no_effect("exitCode", INTEGER),
        no_effect("reason", TEXT),
        no_effect("networkInterfaces", Kind::List(&Kind::Object(&NETWORK_INTERFACE))),
        no_effect("managedAgents", Kind::List(&Kind::Object(&MANAGED_AGENT))),
        no_effect("cpu", CPU),
        no_effect("memory", MEMORY),
        no_effect("memoryReservation", MEMORY),
        no_effect("gpuIds", Kind::List(&TEXT)),
    ],
);

/// `NetworkBinding` of the API: a port of a host that a container has.
pub const NETWORK_BINDING: Shape = Shape::new(
    "NetworkBinding",
    &[
        modelled("bindIP", TEXT),
        modelled("containerPort", PORT),
        modelled("hostPort", PORT),
        modelled("protocol", TEXT),
        modelled("containerPortRange", TEXT),
        modelled("hostPortRange", TEXT),
    ],
);

/// `NetworkInterface` of the API.
pub const NETWORK_INTERFACE: Shape = Shape::new(
    "NetworkInterface",
    &[no_effect("attachmentId", TEXT), no_effect("privateIpv4Address", TEXT), no_effect("ipv6Address", TEXT)],
);

/// `ManagedAgent` of the API.
pub const MANAGED_AGENT: Shape = Shape::new(
    "ManagedAgent",
    &[
        no_effect("lastStartedAt", MOMENT),
        no_effect("name", TEXT),
        no_effect("reason", TEXT),
        no_effect("lastStatus", TEXT),
    ],
);

/// `Attachment` of the API: such as the network interface of a task.
pub const ATTACHMENT: Shape = Shape::new(
    "Attachment",
    &[
        modelled("id", TEXT),
        modelled("type", TEXT),
        modelled("status", TEXT),
        modelled("details", Kind::List(&Kind::Object(&KEY_VALUE_PAIR))),
    ],
);

/// `TaskEphemeralStorage` of the API.
pub const TASK_EPHEMERAL_STORAGE: Shape =
    Shape::new("TaskEphemeralStorage", &[no_effect("sizeInGiB", INTEGER), no_effect("kmsKeyId", TEXT)]);

/// `TrustedExecutionSummary` of the API.
pub const TRUSTED_EXECUTION_SUMMARY: Shape = Shape::new(
    "TrustedExecutionSummary",
    &[no_effect("isolationMode", TEXT), no_effect("attestationPolicyStatus", TEXT)],
);
