//! `count`: a number of tasks, tasks on Spot capacity, or a range with what it is scaled by.

use super::super::build::{self, put, put_some};
use super::super::imported::Resource;
use super::super::scalar::integer_of;
use super::super::units::seconds;
use super::Manifest;
use crate::tree::{Node, Span};

/// What the cluster of an environment is called where nobody says.
const CLUSTER: &str = "default";
const TRACKING: &str = "targetTrackingScalingPolicyConfiguration";

/// Figures that tasks are scaled by, each with its metric; of one without, none is predefined.
const METRICS: [(&str, Option<&str>); 5] = [
    ("cpu_percentage", Some("ECSServiceAverageCPUUtilization")),
    ("memory_percentage", Some("ECSServiceAverageMemoryUtilization")),
    ("requests", Some("ALBRequestCountPerTarget")),
    ("response_time", None),
    ("queue_delay", None),
];

/// Least and most tasks of a range, and the count from which on they are on Spot capacity.
struct Range {
    least: i64,
    most: i64,
    spot_from: Option<i64>,
}

fn range_of(count: &Node) -> Option<Range> {
    let written = count.get("range")?;
    let number = |name: &str| written.get(name).and_then(integer_of);
    if let Some(text) = written.as_str() {
        let (least, most) = text.split_once('-')?;
        return Some(Range {
            least: least.trim().parse().ok()?,
            most: most.trim().parse().ok()?,
            spot_from: None,
        });
    }
    Some(Range { least: number("min")?, most: number("max")?, spot_from: number("spot_from") })
}

/// Puts the count into a service, and where its tasks go.
pub fn put_count(manifest: &Manifest<'_>, service: &mut Node) {
    let count = manifest.root.get("count");
    let span = count.map_or(manifest.span, |count| &count.span);
    let range = count.and_then(range_of);
    let spot = count.and_then(|count| count.get("spot"));
    let desired = match (&range, spot, count) {
        (Some(range), ..) => build::integer(range.least, span),
        (None, Some(spot), _) => spot.clone(),
        (None, None, Some(count)) if count.members().is_empty() => count.clone(),
        _ => build::integer(1, span),
    };
    put(service, "desiredCount", span, desired);
    let provider = |name: &str, base: Option<i64>, weight: i64| {
        let mut made = build::object_of([("capacityProvider", build::text(name, span))], span);
        put_some(&mut made, "base", span, base.map(|base| build::integer(base, span)));
        put(&mut made, "weight", span, build::integer(weight, span));
        made
    };
    let providers = match (range.and_then(|range| range.spot_from), spot) {
        (Some(from), _) => {
            vec![provider("FARGATE", Some((from - 1).max(0)), 0), provider("FARGATE_SPOT", None, 1)]
        }
        (None, Some(_)) => vec![provider("FARGATE_SPOT", None, 1)],
        (None, None) => {
            put(service, "launchType", manifest.span, build::text("FARGATE", manifest.span));
            return;
        }
    };
    put(service, "capacityProviderStrategy", span, build::list(providers, span));
}

/// The target of a range, and a policy for each figure.
pub fn scaling(manifest: &Manifest<'_>) -> Vec<Resource> {
    let Some(count) = manifest.root.get("count") else { return Vec::new() };
    let Some(range) = range_of(count) else { return Vec::new() };
    let span = &count.span;
    let scaled = || {
        let resource = format!("service/{CLUSTER}/{}", manifest.text());
        let members = [
            ("serviceNamespace", build::text("ecs", span)),
            ("resourceId", build::text(resource, span)),
            ("scalableDimension", build::text("ecs:service:DesiredCount", span)),
        ];
        build::object_of(members, span)
    };
    let mut target = scaled();
    put(&mut target, "minCapacity", span, build::integer(range.least, span));
    put(&mut target, "maxCapacity", span, build::integer(range.most, span));
    let mut made = vec![Resource { section: "scalableTargets", node: target }];
    for (key, metric) in METRICS {
        let Some(written) = count.get(key) else { continue };
        let mut policy = scaled();
        put(&mut policy, "policyName", span, build::text(format!("{}-{key}", manifest.text()), span));
        put(&mut policy, "policyType", span, build::text("TargetTrackingScaling", span));
        let value = written.get("value").unwrap_or(written);
        let value = integer_of(value).or_else(|| seconds(value)).map(|value| build::integer(value, span));
        put_some(&mut policy, &format!("{TRACKING}/targetValue"), span, value);
        let cooldown = written.get("cooldown").or_else(|| count.get("cooldown"));
        for (from, to) in [("in", "scaleInCooldown"), ("out", "scaleOutCooldown")] {
            put_some(
                &mut policy,
                &format!("{TRACKING}/{to}"),
                span,
                cooldown.and_then(|of| length(of, from, span)),
            );
        }
        let of_metric = metric.map(|metric| build::text(metric, span));
        put_some(
            &mut policy,
            &format!("{TRACKING}/predefinedMetricSpecification/predefinedMetricType"),
            span,
            of_metric,
        );
        made.push(Resource { section: "scalingPolicies", node: policy });
    }
    made
}

fn length(cooldown: &Node, name: &str, span: &Span) -> Option<Node> {
    cooldown.get(name).and_then(seconds).map(|length| build::integer(length, span))
}
