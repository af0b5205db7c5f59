//! `RunTask` and `StartTask`, and the overrides that both take.

use super::container_definition::{ENVIRONMENT_FILE, KEY_VALUE_PAIR, RESOURCE_REQUIREMENT};
use super::service::{CAPACITY_PROVIDER_STRATEGY_ITEM, PLACEMENT_CONSTRAINT, PLACEMENT_STRATEGY};
use super::service_network::{EBS_TAG_SPECIFICATION, NETWORK_CONFIGURATION};
use super::task_definition::{EPHEMERAL_STORAGE, INFERENCE_ACCELERATOR, TAG};
use super::{
    BOOLEAN, CPU, INTEGER, Kind, MEMORY, RANDOM_DURATION, Shape, TEXT, Words, modelled, no_effect,
    not_modelled, value_decides, words,
};

/// What `runTime` says, wherever it stands.
pub const RUN_TIME: &str = "how long the essential container runs before it exits with 0";
const VOLUMES_INSTEAD: &str = "volumes are attached at once and without limit";

/// `RunTask` of the API, with the time that its tasks take.
pub const RUN_TASK: Shape = Shape::from_file(
    "RunTask",
    &[
        value_decides(
            "capacityProviderStrategy",
            Kind::List(&Kind::Object(&CAPACITY_PROVIDER_STRATEGY_ITEM)),
        ),
        modelled("cluster", TEXT),
        modelled("count", INTEGER).default("1").rules("RN-01").range(1, 10),
        no_effect("enableECSManagedTags", BOOLEAN),
        no_effect("enableExecuteCommand", BOOLEAN),
        modelled("group", TEXT),
        value_decides("launchType", TEXT).words(Words::These(words::LAUNCH_TYPES)).rules("RN-05"),
        modelled("networkConfiguration", Kind::Object(&NETWORK_CONFIGURATION)),
        modelled("overrides", Kind::Object(&TASK_OVERRIDE)),
        modelled("placementConstraints", Kind::List(&Kind::Object(&PLACEMENT_CONSTRAINT))),
        modelled("placementStrategy", Kind::List(&Kind::Object(&PLACEMENT_STRATEGY))),
        no_effect("platformVersion", TEXT),
        no_effect("propagateTags", TEXT),
        no_effect("referenceId", TEXT),
        modelled("startedBy", TEXT),
        no_effect("tags", Kind::List(&Kind::Object(&TAG))),
        modelled("taskDefinition", TEXT),
        modelled("clientToken", TEXT),
        not_modelled(
            "volumeConfigurations",
            Kind::List(&Kind::Object(&TASK_VOLUME_CONFIGURATION)),
            VOLUMES_INSTEAD,
        ),
        modelled("runTime", RANDOM_DURATION).of_simulation().means(RUN_TIME).default("for ever"),
    ],
);

/// `StartTask` of the API, with the time that its tasks take.
pub const START_TASK: Shape = Shape::from_file(
    "StartTask",
    &[
        modelled("cluster", TEXT),
        modelled("containerInstances", Kind::List(&TEXT)),
        no_effect("enableECSManagedTags", BOOLEAN),
        no_effect("enableExecuteCommand", BOOLEAN),
        modelled("group", TEXT),
        modelled("networkConfiguration", Kind::Object(&NETWORK_CONFIGURATION)),
        modelled("overrides", Kind::Object(&TASK_OVERRIDE)),
        no_effect("propagateTags", TEXT),
        no_effect("referenceId", TEXT),
        modelled("startedBy", TEXT),
        no_effect("tags", Kind::List(&Kind::Object(&TAG))),
        modelled("taskDefinition", TEXT),
        not_modelled(
            "volumeConfigurations",
            Kind::List(&Kind::Object(&TASK_VOLUME_CONFIGURATION)),
            VOLUMES_INSTEAD,
        ),
        modelled("runTime", RANDOM_DURATION).of_simulation().means(RUN_TIME).default("for ever"),
    ],
);

/// `TaskOverride` of the API.
pub const TASK_OVERRIDE: Shape = Shape::new(
    "TaskOverride",
    &[
        modelled("containerOverrides", Kind::List(&Kind::Object(&CONTAINER_OVERRIDE))),
        modelled("cpu", CPU),
        not_modelled(
            "inferenceAcceleratorOverrides",
            Kind::List(&Kind::Object(&INFERENCE_ACCELERATOR)),
            "instances register no accelerators",
        ),
        no_effect("executionRoleArn", TEXT),
        modelled("memory", MEMORY),
        no_effect("taskRoleArn", TEXT),
        no_effect("ephemeralStorage", Kind::Object(&EPHEMERAL_STORAGE)),
    ],
);

/// `ContainerOverride` of the API.
pub const CONTAINER_OVERRIDE: Shape = Shape::new(
    "ContainerOverride",
    &[
        modelled("name", TEXT),
        no_effect("command", Kind::List(&TEXT)),
        no_effect("environment", Kind::List(&Kind::Object(&KEY_VALUE_PAIR))),
        no_effect("environmentFiles", Kind::List(&Kind::Object(&ENVIRONMENT_FILE))),
        modelled("cpu", INTEGER),
        modelled("memory", INTEGER),
        modelled("memoryReservation", INTEGER),
        modelled("resourceRequirements", Kind::List(&Kind::Object(&RESOURCE_REQUIREMENT))),
    ],
);

/// `TaskVolumeConfiguration` of the API.
pub const TASK_VOLUME_CONFIGURATION: Shape = Shape::new(
    "TaskVolumeConfiguration",
    &[
        no_effect("name", TEXT),
        no_effect("managedEBSVolume", Kind::Object(&TASK_MANAGED_EBS_VOLUME_CONFIGURATION)),
    ],
);

/// `TaskManagedEBSVolumeConfiguration` of the API.
pub const TASK_MANAGED_EBS_VOLUME_CONFIGURATION: Shape = Shape::new(
    "TaskManagedEBSVolumeConfiguration",
    &[
        no_effect("encrypted", BOOLEAN),
        no_effect("kmsKeyId", TEXT),
        no_effect("volumeType", TEXT),
        no_effect("sizeInGiB", INTEGER),
        no_effect("snapshotId", TEXT),
        no_effect("volumeInitializationRate", INTEGER),
        no_effect("iops", INTEGER),
        no_effect("throughput", INTEGER),
        no_effect("tagSpecifications", Kind::List(&Kind::Object(&EBS_TAG_SPECIFICATION))),
        no_effect("roleArn", TEXT),
        no_effect("terminationPolicy", Kind::Object(&TASK_MANAGED_EBS_VOLUME_TERMINATION_POLICY)),
        no_effect("filesystemType", TEXT),
    ],
);

/// `TaskManagedEBSVolumeTerminationPolicy` of the API.
pub const TASK_MANAGED_EBS_VOLUME_TERMINATION_POLICY: Shape =
    Shape::new("TaskManagedEBSVolumeTerminationPolicy", &[no_effect("deleteOnTermination", BOOLEAN)]);
