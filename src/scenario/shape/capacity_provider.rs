//! `CapacityProvider`, and the input of `CreateCapacityProvider`.

use super::task_definition::TAG;
use super::{ANYTHING, INTEGER, Kind, Shape, TEXT, no_effect, read_only};

/// `CapacityProvider` of the API.
pub const CAPACITY_PROVIDER: Shape = Shape::from_file(
    "CapacityProvider",
    &[
        no_effect("name", TEXT),
        no_effect("cluster", TEXT),
        no_effect("autoScalingGroupProvider", Kind::Object(&AUTO_SCALING_GROUP_PROVIDER)),
        no_effect("managedInstancesProvider", Kind::Object(&MANAGED_INSTANCES_PROVIDER)),
        no_effect("tags", Kind::List(&Kind::Object(&TAG))),
        read_only("capacityProviderArn"),
        read_only("status"),
        read_only("updateStatus"),
        read_only("updateStatusReason"),
        read_only("type"),
    ],
);

/// `AutoScalingGroupProvider` of the API.
pub const AUTO_SCALING_GROUP_PROVIDER: Shape = Shape::new(
    "AutoScalingGroupProvider",
    &[
        no_effect("autoScalingGroupArn", TEXT),
        no_effect("managedScaling", Kind::Object(&MANAGED_SCALING)),
        no_effect("managedTerminationProtection", TEXT),
        no_effect("managedDraining", TEXT),
    ],
);

/// `ManagedScaling` of the API.
pub const MANAGED_SCALING: Shape = Shape::new(
    "ManagedScaling",
    &[
        no_effect("status", TEXT),
        no_effect("targetCapacity", INTEGER),
        no_effect("minimumScalingStepSize", INTEGER),
        no_effect("maximumScalingStepSize", INTEGER),
        no_effect("instanceWarmupPeriod", INTEGER),
    ],
);

/// `ManagedInstancesProvider` of the API.
pub const MANAGED_INSTANCES_PROVIDER: Shape = Shape::new(
    "ManagedInstancesProvider",
    &[
        no_effect("infrastructureRoleArn", TEXT),
        no_effect("instanceLaunchTemplate", ANYTHING),
        no_effect("propagateTags", TEXT),
        no_effect("infrastructureOptimization", ANYTHING),
        no_effect("autoRepairConfiguration", ANYTHING),
    ],
);
