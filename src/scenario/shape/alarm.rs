//! `[[alarms]]`: `PutMetricAlarm` in camelCase, with what `DescribeAlarms` prints, and the values of a metric that is not
//! simulated.

use super::task_definition::TAG;
use super::words::of;
use super::{
    ANYTHING, BOOLEAN, INTEGER, Kind, NUMBER, Shape, TEXT, Words, modelled, no_effect, read_only,
    value_decides,
};
use crate::model::{AlarmState, Comparison, MissingData, Statistic};

/// An alarm of CloudWatch.
pub const ALARM: Shape = Shape::from_file(
    "alarms",
    &[
        modelled("alarmName", TEXT).required().means("what deployments call it by"),
        no_effect("alarmDescription", TEXT),
        no_effect("actionsEnabled", BOOLEAN),
        no_effect("okActions", Kind::List(&TEXT)),
        no_effect("alarmActions", Kind::List(&TEXT)),
        no_effect("insufficientDataActions", Kind::List(&TEXT)),
        value_decides("namespace", TEXT)
            .means("whose metric it watches: AWS/ECS, ECS/ContainerInsights, AWS/ApplicationELB or AWS/NetworkELB")
            .rules("S2.4-1"),
        value_decides("metricName", TEXT)
            .means("the metric: CPUUtilization, MemoryUtilization or RunningTaskCount of a service, HealthyHostCount or UnHealthyHostCount of a target group; of others, `series` says the values")
            .rules("S2.4-1, S6-1"),
        value_decides("dimensions", Kind::List(&Kind::Object(&DIMENSION)))
            .means("of which service (ClusterName, ServiceName) or target group (TargetGroup, LoadBalancer)"),
        modelled("statistic", TEXT)
            .means("what becomes of the samples of a period")
            .default("\"Average\"")
            .words(Words::Of(of::<Statistic>)),
        value_decides("extendedStatistic", TEXT),
        value_decides("period", INTEGER)
            .means("how long the time of one datapoint is, in whole minutes")
            .unit("seconds")
            .range(10, 604_800),
        no_effect("unit", TEXT),
        modelled("evaluationPeriods", INTEGER)
            .means("how many datapoints are compared with the threshold")
            .range(1, 86_400),
        modelled("datapointsToAlarm", INTEGER)
            .means("how many of them have to breach it")
            .default("all of them")
            .range(1, 86_400),
        modelled("threshold", NUMBER).means("what they are compared with"),
        modelled("comparisonOperator", TEXT)
            .means("when they breach it")
            .words(Words::Of(of::<Comparison>)),
        modelled("treatMissingData", TEXT)
            .means("what a datapoint that is missing counts as")
            .default("\"missing\"")
            .words(Words::Of(of::<MissingData>)),
        no_effect("evaluateLowSampleCountPercentile", TEXT),
        value_decides("metrics", ANYTHING),
        value_decides("thresholdMetricId", TEXT),
        value_decides("evaluationCriteria", ANYTHING),
        value_decides("evaluationWindow", ANYTHING),
        no_effect("evaluationInterval", ANYTHING),
        no_effect("warmUpConfiguration", ANYTHING),
        no_effect("tags", Kind::List(&Kind::Object(&TAG))),
        // Checked as it is read.
        modelled("series", ANYTHING)
            .or_path()
            .means("the values of the metric over time: pairs of a time (seconds since the start, a duration or a date) and a number, the path of a CSV file with such columns, or `{ file, columns = { at, value } }` where these have other names; it takes the place of what is simulated")
            .default("what is simulated"),
        modelled("stateValue", TEXT)
            .means("its state at the start")
            .default("\"INSUFFICIENT_DATA\"")
            .words(Words::Of(of::<AlarmState>)),
        read_only("alarmArn"),
        read_only("alarmConfigurationUpdatedTimestamp"),
        read_only("stateReason"),
        read_only("stateReasonData"),
        read_only("stateUpdatedTimestamp"),
        read_only("stateTransitionedTimestamp"),
        read_only("evaluationState"),
    ],
);

/// `Dimension` of the API.
pub const DIMENSION: Shape = Shape::new("Dimension", &[modelled("name", TEXT), modelled("value", TEXT)]);
