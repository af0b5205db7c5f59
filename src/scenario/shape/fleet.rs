//! `[[containerInstances]]` and `[[applications]]`.

use super::{
    ANYTHING, BOOLEAN, DURATION, INTEGER, Kind, NUMBER, RANDOM_DURATION, Shape, TEXT, modelled, no_effect,
    read_only,
};

/// A group of identical container instances.
pub const CONTAINER_INSTANCES: Shape = Shape::new(
    "containerInstances",
    &[
        modelled("name", TEXT),
        modelled("cluster", TEXT),
        modelled("instanceType", TEXT),
        modelled("count", INTEGER),
        modelled("availabilityZones", Kind::List(&TEXT)),
        modelled("attributes", Kind::List(&Kind::Object(&ATTRIBUTE))),
        modelled("subnet", TEXT),
        modelled("registeredResources", Kind::List(&Kind::Object(&RESOURCE))),
        modelled("registerAfter", DURATION),
        modelled("interfaces", INTEGER),
        modelled("awsvpcTrunking", BOOLEAN),
        modelled("agentVersion", TEXT),
        modelled("versionInfo", Kind::Object(&VERSION_INFO)),
        modelled("loggingDrivers", Kind::List(&TEXT)),
        modelled("missingCapabilities", Kind::List(&TEXT)),
        modelled("ec2InstanceId", TEXT),
        read_only("containerInstanceArn"),
        read_only("capacityProviderName"),
        read_only("version"),
        read_only("remainingResources"),
        read_only("status"),
        read_only("statusReason"),
        read_only("agentConnected"),
        read_only("agentUpdateStatus"),
        read_only("runningTasksCount"),
        read_only("pendingTasksCount"),
        read_only("registeredAt"),
        read_only("attachments"),
        read_only("tags"),
        read_only("healthStatus"),
    ],
);

/// `VersionInfo` of the API.
pub const VERSION_INFO: Shape = Shape::new(
    "VersionInfo",
    &[modelled("agentVersion", TEXT), no_effect("agentHash", TEXT), no_effect("dockerVersion", TEXT)],
);

/// `Attribute` of the API.
pub const ATTRIBUTE: Shape = Shape::new(
    "Attribute",
    &[
        modelled("name", TEXT),
        modelled("value", TEXT),
        no_effect("targetType", TEXT),
        no_effect("targetId", TEXT),
    ],
);

/// `Resource` of the API, as `DescribeContainerInstances` prints it.
pub const RESOURCE: Shape = Shape::new(
    "Resource",
    &[
        modelled("name", TEXT),
        modelled("type", TEXT),
        modelled("integerValue", INTEGER),
        modelled("stringSetValue", Kind::List(&TEXT)),
        no_effect("doubleValue", ANYTHING),
        no_effect("longValue", ANYTHING),
    ],
);

/// How the program in a container behaves.
pub const APPLICATION: Shape = Shape::new(
    "applications",
    &[
        modelled("taskDefinition", TEXT),
        modelled("container", TEXT),
        modelled("startUpTime", RANDOM_DURATION),
        modelled("startUpCpu", INTEGER),
        modelled("timeToFailure", RANDOM_DURATION),
        modelled("exitCode", INTEGER),
        modelled("shutDownTime", RANDOM_DURATION),
        modelled("startFailureRatio", NUMBER),
    ],
);
