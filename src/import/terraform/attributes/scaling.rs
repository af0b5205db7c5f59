//! `aws_appautoscaling_target` and `aws_appautoscaling_policy`.

use super::How::{Camel, IfKnown, Many, Name, One, Value};
use super::{Attribute, attribute, nothing};

/// A scalable target.
pub const TARGET: &[Attribute] = &[
    attribute("service_namespace", "serviceNamespace", Value),
    attribute("resource_id", "resourceId", Name),
    attribute("scalable_dimension", "scalableDimension", Value),
    attribute("min_capacity", "minCapacity", Value),
    attribute("max_capacity", "maxCapacity", Value),
    attribute("role_arn", "roleARN", IfKnown),
    attribute(
        "suspended_state",
        "suspendedState",
        One(&[
            attribute("dynamic_scaling_in_suspended", "dynamicScalingInSuspended", Value),
            attribute("dynamic_scaling_out_suspended", "dynamicScalingOutSuspended", Value),
            attribute("scheduled_scaling_suspended", "scheduledScalingSuspended", Value),
        ]),
    ),
    nothing("arn"),
    nothing("id"),
    nothing("region"),
    nothing("tags"),
    nothing("tags_all"),
];

/// A scaling policy.
pub const POLICY: &[Attribute] = &[
    attribute("name", "policyName", Value),
    attribute("policy_type", "policyType", Value),
    attribute("service_namespace", "serviceNamespace", Value),
    attribute("resource_id", "resourceId", Name),
    attribute("scalable_dimension", "scalableDimension", Value),
    attribute(
        "step_scaling_policy_configuration",
        "stepScalingPolicyConfiguration",
        One(&[
            attribute("adjustment_type", "adjustmentType", Value),
            attribute("cooldown", "cooldown", Value),
            attribute("metric_aggregation_type", "metricAggregationType", Value),
            attribute("min_adjustment_magnitude", "minAdjustmentMagnitude", Value),
            attribute(
                "step_adjustment",
                "stepAdjustments",
                Many(&[
                    attribute("metric_interval_lower_bound", "metricIntervalLowerBound", Value),
                    attribute("metric_interval_upper_bound", "metricIntervalUpperBound", Value),
                    attribute("scaling_adjustment", "scalingAdjustment", Value),
                ]),
            ),
        ]),
    ),
    attribute(
        "target_tracking_scaling_policy_configuration",
        "targetTrackingScalingPolicyConfiguration",
        One(&[
            attribute("target_value", "targetValue", Value),
            attribute("disable_scale_in", "disableScaleIn", Value),
            attribute("scale_in_cooldown", "scaleInCooldown", Value),
            attribute("scale_out_cooldown", "scaleOutCooldown", Value),
            attribute(
                "predefined_metric_specification",
                "predefinedMetricSpecification",
                One(&[
                    attribute("predefined_metric_type", "predefinedMetricType", Value),
                    attribute("resource_label", "resourceLabel", IfKnown),
                ]),
            ),
            attribute(
                "customized_metric_specification",
                "customizedMetricSpecification",
                One(&[
                    attribute("metric_name", "metricName", Value),
                    attribute("namespace", "namespace", Value),
                    attribute("statistic", "statistic", Value),
                    attribute("unit", "unit", Value),
                    attribute("dimensions", "dimensions", Camel),
                    attribute("metrics", "metrics", Camel),
                ]),
            ),
        ]),
    ),
    attribute("predictive_scaling_policy_configuration", "predictiveScalingPolicyConfiguration", Camel),
    nothing("alarm_arns"),
    nothing("arn"),
    nothing("id"),
    nothing("region"),
];
