//! Scalable targets and scaling policies, with the names of their members as ECS would spell them.

use super::{ANYTHING, BOOLEAN, INTEGER, Kind, NUMBER, Shape, TEXT, no_effect, read_only};

/// `ScalableTarget` of Application Auto Scaling, with what only `RegisterScalableTarget` takes.
pub const SCALABLE_TARGET: Shape = Shape::from_file(
    "ScalableTarget",
    &[
        no_effect("serviceNamespace", TEXT),
        no_effect("resourceId", TEXT),
        no_effect("scalableDimension", TEXT),
        no_effect("minCapacity", INTEGER),
        no_effect("maxCapacity", INTEGER),
        no_effect("roleARN", TEXT),
        no_effect("suspendedState", Kind::Object(&SUSPENDED_STATE)),
        no_effect("tags", ANYTHING),
        read_only("predictedCapacity"),
        read_only("creationTime"),
        read_only("scalableTargetARN"),
    ],
);

/// `SuspendedState` of Application Auto Scaling.
pub const SUSPENDED_STATE: Shape = Shape::new(
    "SuspendedState",
    &[
        no_effect("dynamicScalingInSuspended", BOOLEAN),
        no_effect("dynamicScalingOutSuspended", BOOLEAN),
        no_effect("scheduledScalingSuspended", BOOLEAN),
    ],
);

/// `ScalingPolicy` of Application Auto Scaling and of Amazon EC2 Auto Scaling: the members of both.
pub const SCALING_POLICY: Shape = Shape::from_file(
    "ScalingPolicy",
    &[
        no_effect("policyName", TEXT),
        no_effect("policyType", TEXT),
        no_effect("serviceNamespace", TEXT),
        no_effect("resourceId", TEXT),
        no_effect("scalableDimension", TEXT),
        no_effect("stepScalingPolicyConfiguration", Kind::Object(&STEP_SCALING)),
        no_effect("targetTrackingScalingPolicyConfiguration", Kind::Object(&TARGET_TRACKING)),
        no_effect("predictiveScalingPolicyConfiguration", ANYTHING),
        no_effect("autoScalingGroupName", TEXT),
        no_effect("adjustmentType", TEXT),
        no_effect("minAdjustmentStep", INTEGER),
        no_effect("minAdjustmentMagnitude", INTEGER),
        no_effect("scalingAdjustment", INTEGER),
        no_effect("cooldown", INTEGER),
        no_effect("stepAdjustments", Kind::List(&Kind::Object(&STEP_ADJUSTMENT))),
        no_effect("metricAggregationType", TEXT),
        no_effect("estimatedInstanceWarmup", INTEGER),
        no_effect("targetTrackingConfiguration", Kind::Object(&TARGET_TRACKING)),
        no_effect("predictiveScalingConfiguration", ANYTHING),
        no_effect("enabled", BOOLEAN),
        read_only("policyARN"),
        read_only("alarms"),
        read_only("creationTime"),
    ],
);

/// `StepScalingPolicyConfiguration` of the API.
pub const STEP_SCALING: Shape = Shape::new(
    "StepScalingPolicyConfiguration",
    &[
        no_effect("adjustmentType", TEXT),
        no_effect("stepAdjustments", Kind::List(&Kind::Object(&STEP_ADJUSTMENT))),
        no_effect("minAdjustmentMagnitude", INTEGER),
        no_effect("cooldown", INTEGER),
        no_effect("metricAggregationType", TEXT),
    ],
);

/// `StepAdjustment` of the API.
pub const STEP_ADJUSTMENT: Shape = Shape::new(
    "StepAdjustment",
    &[
        no_effect("metricIntervalLowerBound", NUMBER),
        no_effect("metricIntervalUpperBound", NUMBER),
        no_effect("scalingAdjustment", INTEGER),
    ],
);

/// `TargetTrackingScalingPolicyConfiguration` of the API, and what EC2 Auto Scaling has of it.
pub const TARGET_TRACKING: Shape = Shape::new(
    "TargetTrackingScalingPolicyConfiguration",
    &[
        no_effect("targetValue", NUMBER),
        no_effect("predefinedMetricSpecification", Kind::Object(&PREDEFINED_METRIC)),
        no_effect("customizedMetricSpecification", ANYTHING),
        no_effect("scaleOutCooldown", INTEGER),
        no_effect("scaleInCooldown", INTEGER),
        no_effect("disableScaleIn", BOOLEAN),
    ],
);

/// `PredefinedMetricSpecification` of the API.
pub const PREDEFINED_METRIC: Shape = Shape::new(
    "PredefinedMetricSpecification",
    &[no_effect("predefinedMetricType", TEXT), no_effect("resourceLabel", TEXT)],
);
