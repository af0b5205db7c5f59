//! `[[faults]]` and `[[actions]]`.

use super::run_task::{RUN_TASK, START_TASK};
use super::service::{DEPLOYMENT_CONFIGURATION, PLACEMENT_CONSTRAINT, PLACEMENT_STRATEGY};
use super::{BOOLEAN, DURATION, INTEGER, Kind, RANDOM_DURATION, Shape, TEXT, modelled};

/// A fault; which members it takes depends on `action`.
pub const FAULT: Shape = Shape::new(
    "faults",
    &[
        modelled("action", TEXT),
        modelled("service", TEXT),
        modelled("cluster", TEXT),
        modelled("count", INTEGER),
        modelled("availabilityZone", TEXT),
        modelled("exitCode", INTEGER),
        modelled("at", DURATION),
        modelled("every", RANDOM_DURATION),
        modelled("until", DURATION),
        modelled("replacedAfter", RANDOM_DURATION),
        modelled("restartedAfter", RANDOM_DURATION),
    ],
);

/// An API call at a set time: `at` and exactly one call.
pub const ACTION: Shape = Shape::new(
    "actions",
    &[
        modelled("at", DURATION),
        modelled("updateService", Kind::Object(&UPDATE_SERVICE)),
        modelled("runTask", Kind::Object(&RUN_TASK)),
        modelled("startTask", Kind::Object(&START_TASK)),
        modelled("stopTask", Kind::Object(&STOP_TASK)),
        modelled("terminateInstances", Kind::Object(&TERMINATE_INSTANCES)),
        modelled("updateContainerInstancesState", Kind::Object(&UPDATE_CONTAINER_INSTANCES_STATE)),
    ],
);

/// `UpdateService`.
pub const UPDATE_SERVICE: Shape = Shape::new(
    "updateService",
    &[
        modelled("service", TEXT),
        modelled("cluster", TEXT),
        modelled("desiredCount", INTEGER),
        modelled("taskDefinition", TEXT),
        modelled("forceNewDeployment", BOOLEAN),
        modelled("deploymentConfiguration", Kind::Object(&DEPLOYMENT_CONFIGURATION)),
        modelled("placementStrategy", Kind::List(&Kind::Object(&PLACEMENT_STRATEGY))),
        modelled("placementConstraints", Kind::List(&Kind::Object(&PLACEMENT_CONSTRAINT))),
    ],
);

/// `StopTask`, on tasks of a service.
pub const STOP_TASK: Shape = Shape::new(
    "stopTask",
    &[
        modelled("service", TEXT),
        modelled("cluster", TEXT),
        modelled("count", INTEGER),
        modelled("reason", TEXT),
    ],
);

/// EC2's `TerminateInstances`.
pub const TERMINATE_INSTANCES: Shape = Shape::new(
    "terminateInstances",
    &[
        modelled("containerInstances", Kind::List(&TEXT)),
        modelled("cluster", TEXT),
        modelled("availabilityZone", TEXT),
        modelled("count", INTEGER),
    ],
);

/// `UpdateContainerInstancesState`.
pub const UPDATE_CONTAINER_INSTANCES_STATE: Shape = Shape::new(
    "updateContainerInstancesState",
    &[
        modelled("containerInstances", Kind::List(&TEXT)),
        modelled("cluster", TEXT),
        modelled("availabilityZone", TEXT),
        modelled("count", INTEGER),
        modelled("status", TEXT),
    ],
);
