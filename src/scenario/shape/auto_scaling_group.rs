//! Groups of Amazon EC2 Auto Scaling, with the names of their members as ECS would spell them.

use super::{ANYTHING, BOOLEAN, INTEGER, Kind, Shape, TEXT, no_effect, read_only};

/// `AutoScalingGroup` of the API, with what only `CreateAutoScalingGroup` takes.
pub const AUTO_SCALING_GROUP: Shape = Shape::from_file(
    "AutoScalingGroup",
    &[
        no_effect("autoScalingGroupName", TEXT),
        no_effect("launchConfigurationName", TEXT),
        no_effect("launchTemplate", Kind::Object(&LAUNCH_TEMPLATE_SPECIFICATION)),
        no_effect("mixedInstancesPolicy", Kind::Object(&MIXED_INSTANCES_POLICY)),
        no_effect("instanceId", TEXT),
        no_effect("minSize", INTEGER),
        no_effect("maxSize", INTEGER),
        no_effect("desiredCapacity", INTEGER),
        no_effect("predictedCapacity", INTEGER),
        no_effect("defaultCooldown", INTEGER),
        no_effect("availabilityZones", Kind::List(&TEXT)),
        no_effect("availabilityZoneIds", Kind::List(&TEXT)),
        no_effect("loadBalancerNames", Kind::List(&TEXT)),
        no_effect("targetGroupARNs", Kind::List(&TEXT)),
        no_effect("healthCheckType", TEXT),
        no_effect("healthCheckGracePeriod", INTEGER),
        no_effect("placementGroup", TEXT),
        no_effect("vpcZoneIdentifier", TEXT),
        no_effect("terminationPolicies", Kind::List(&TEXT)),
        no_effect("newInstancesProtectedFromScaleIn", BOOLEAN),
        no_effect("serviceLinkedRoleARN", TEXT),
        no_effect("maxInstanceLifetime", INTEGER),
        no_effect("capacityRebalance", BOOLEAN),
        no_effect("context", TEXT),
        no_effect("desiredCapacityType", TEXT),
        no_effect("defaultInstanceWarmup", INTEGER),
        no_effect("trafficSources", ANYTHING),
        no_effect("instanceMaintenancePolicy", Kind::Object(&INSTANCE_MAINTENANCE_POLICY)),
        no_effect("deletionProtection", TEXT),
        no_effect("availabilityZoneDistribution", ANYTHING),
        no_effect("availabilityZoneImpairmentPolicy", ANYTHING),
        no_effect("skipZonalShiftValidation", BOOLEAN),
        no_effect("capacityReservationSpecification", ANYTHING),
        no_effect("instanceLifecyclePolicy", ANYTHING),
        no_effect("lifecycleHookSpecificationList", ANYTHING),
        no_effect("operator", ANYTHING),
        no_effect("tags", ANYTHING),
        no_effect("instances", Kind::List(&Kind::Object(&GROUP_INSTANCE))),
        no_effect("suspendedProcesses", Kind::List(&Kind::Object(&SUSPENDED_PROCESS))),
        no_effect("warmPoolConfiguration", ANYTHING),
        no_effect("warmPoolSize", INTEGER),
        read_only("autoScalingGroupARN"),
        read_only("createdTime"),
        read_only("enabledMetrics"),
        read_only("status"),
    ],
);

/// `LaunchTemplateSpecification` of the API.
pub const LAUNCH_TEMPLATE_SPECIFICATION: Shape = Shape::new(
    "LaunchTemplateSpecification",
    &[no_effect("launchTemplateId", TEXT), no_effect("launchTemplateName", TEXT), no_effect("version", TEXT)],
);

/// `MixedInstancesPolicy` of the API.
pub const MIXED_INSTANCES_POLICY: Shape = Shape::new(
    "MixedInstancesPolicy",
    &[
        no_effect("launchTemplate", Kind::Object(&MIXED_LAUNCH_TEMPLATE)),
        no_effect("instancesDistribution", Kind::Object(&INSTANCES_DISTRIBUTION)),
    ],
);

/// `LaunchTemplate` of a mixed instances policy.
pub const MIXED_LAUNCH_TEMPLATE: Shape = Shape::new(
    "LaunchTemplate",
    &[
        no_effect("launchTemplateSpecification", Kind::Object(&LAUNCH_TEMPLATE_SPECIFICATION)),
        no_effect("overrides", Kind::List(&Kind::Object(&LAUNCH_TEMPLATE_OVERRIDES))),
    ],
);

/// `LaunchTemplateOverrides` of the API.
pub const LAUNCH_TEMPLATE_OVERRIDES: Shape = Shape::new(
    "LaunchTemplateOverrides",
    &[
        no_effect("instanceType", TEXT),
        no_effect("weightedCapacity", TEXT),
        no_effect("launchTemplateSpecification", Kind::Object(&LAUNCH_TEMPLATE_SPECIFICATION)),
        no_effect("instanceRequirements", ANYTHING),
        no_effect("imageId", TEXT),
    ],
);

/// `InstancesDistribution` of the API.
pub const INSTANCES_DISTRIBUTION: Shape = Shape::new(
    "InstancesDistribution",
    &[
        no_effect("onDemandAllocationStrategy", TEXT),
        no_effect("onDemandBaseCapacity", INTEGER),
        no_effect("onDemandPercentageAboveBaseCapacity", INTEGER),
        no_effect("spotAllocationStrategy", TEXT),
        no_effect("spotInstancePools", INTEGER),
        no_effect("spotMaxPrice", TEXT),
        no_effect("distributionSegments", ANYTHING),
    ],
);

/// `InstanceMaintenancePolicy` of the API.
pub const INSTANCE_MAINTENANCE_POLICY: Shape = Shape::new(
    "InstanceMaintenancePolicy",
    &[no_effect("minHealthyPercentage", INTEGER), no_effect("maxHealthyPercentage", INTEGER)],
);

/// `Instance` of a group.
pub const GROUP_INSTANCE: Shape = Shape::new(
    "Instance",
    &[
        no_effect("instanceId", TEXT),
        no_effect("instanceType", TEXT),
        no_effect("availabilityZone", TEXT),
        no_effect("availabilityZoneId", TEXT),
        no_effect("lifecycleState", TEXT),
        no_effect("healthStatus", TEXT),
        no_effect("launchConfigurationName", TEXT),
        no_effect("launchTemplate", Kind::Object(&LAUNCH_TEMPLATE_SPECIFICATION)),
        no_effect("imageId", TEXT),
        no_effect("protectedFromScaleIn", BOOLEAN),
        no_effect("weightedCapacity", TEXT),
    ],
);

/// `SuspendedProcess` of the API.
pub const SUSPENDED_PROCESS: Shape =
    Shape::new("SuspendedProcess", &[no_effect("processName", TEXT), no_effect("suspensionReason", TEXT)]);
