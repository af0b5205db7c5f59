//! CloudWatch's alarms, and the metrics that they watch.

use std::cmp::Ordering;
use std::sync::Arc;

use super::behavior_choice::Choice;
use super::ids::{MetricId, ServiceId, TargetGroupId};
use crate::time::{SimDuration, SimTime};

/// An alarm as `PutMetricAlarm` makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// `AlarmName`.
    pub name: String,
    /// `Namespace`, `MetricName` and `Dimensions`, as its events tell them.
    pub watched: MetricNames,
    /// What is simulated of that; an alarm without keeps its state.
    pub metric: Option<MetricId>,
    /// `Statistic`.
    pub statistic: Statistic,
    /// `Period`, in whole minutes.
    pub period: u32,
    /// `EvaluationPeriods`.
    pub evaluation_periods: u32,
    /// `DatapointsToAlarm`.
    pub datapoints_to_alarm: u32,
    /// `Threshold`, in millionths.
    pub threshold: i64,
    /// `ComparisonOperator`.
    pub comparison: Comparison,
    /// `TreatMissingData`.
    pub missing: MissingData,
    /// `StateValue` at the start.
    pub state: AlarmState,
}

/// How CloudWatch names a metric.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetricNames {
    /// `Namespace`.
    pub namespace: String,
    /// `MetricName`.
    pub name: String,
    /// `Dimensions`, each a name and a value.
    pub dimensions: Vec<(String, String)>,
}

/// Where the datapoints of a metric come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MetricSource {
    /// `CPUUtilization` and `MemoryUtilization` of a service, in percent (services.md §6).
    Utilization {
        /// The service.
        service: ServiceId,
        /// Of what.
        of: Utilized,
    },
    /// `RunningTaskCount` of a service.
    RunningTaskCount(ServiceId),
    /// `HealthyHostCount` of a target group.
    HealthyHostCount(TargetGroupId),
    /// `UnHealthyHostCount` of a target group.
    UnHealthyHostCount(TargetGroupId),
    /// Values with their times, in order of time; in millionths.
    Given(Arc<[(SimTime, i64)]>),
}

/// What tasks use of what their definition reserves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Utilized {
    /// CPU units.
    Cpu,
    /// Memory.
    Memory,
}

/// `StateValue` of an alarm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlarmState {
    /// Too little is known.
    #[default]
    InsufficientData,
    /// Within the threshold.
    Ok,
    /// Beyond it.
    Alarm,
}

/// `Statistic`: how the datapoints of a period become one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    /// Their mean.
    Average,
    /// The smallest.
    Minimum,
    /// The largest.
    Maximum,
    /// Their sum.
    Sum,
    /// How many there are.
    SampleCount,
}

/// `ComparisonOperator`: when a value breaches the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `GreaterThanOrEqualToThreshold`.
    GreaterOrEqual,
    /// `GreaterThanThreshold`.
    Greater,
    /// `LessThanThreshold`.
    Less,
    /// `LessThanOrEqualToThreshold`.
    LessOrEqual,
}

/// `TreatMissingData`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissingData {
    /// Without any data the state is `INSUFFICIENT_DATA`.
    #[default]
    Missing,
    /// The state stays.
    Ignore,
    /// What is missing is beyond the threshold.
    Breaching,
    /// What is missing is within the threshold.
    NotBreaching,
}

impl Alarm {
    /// Its evaluation interval: `Period` × `EvaluationPeriods`.
    #[must_use]
    pub fn interval(&self) -> SimDuration {
        SimDuration::from_mins(u64::from(self.period) * u64::from(self.evaluation_periods))
    }

    /// How long a deployment bakes for it: its evaluation interval, and the period that is under way as that begins.
    #[must_use]
    pub fn bake(&self) -> SimDuration {
        self.interval() + SimDuration::from_mins(self.period.into())
    }
}

impl Comparison {
    /// Whether a value breaches a threshold that it compares with so.
    ///
    /// ```
    /// use std::cmp::Ordering::{Equal, Greater};
    /// use plimsoll::model::Comparison;
    /// assert!(Comparison::GreaterOrEqual.breaches(Equal) && !Comparison::Greater.breaches(Equal));
    /// assert!(!Comparison::Less.breaches(Greater));
    /// ```
    #[must_use]
    pub const fn breaches(self, value: Ordering) -> bool {
        match self {
            Self::GreaterOrEqual => value.is_ge(),
            Self::Greater => value.is_gt(),
            Self::Less => value.is_lt(),
            Self::LessOrEqual => value.is_le(),
        }
    }

    /// What CloudWatch says of a value that does.
    #[must_use]
    pub const fn told(self) -> &'static str {
        match self {
            Self::GreaterOrEqual => "greater than or equal to",
            Self::Greater => "greater than",
            Self::Less => "less than",
            Self::LessOrEqual => "less than or equal to",
        }
    }
}

impl Choice for AlarmState {
    const ALL: &'static [Self] = &[Self::InsufficientData, Self::Ok, Self::Alarm];

    fn word(self) -> &'static str {
        match self {
            Self::InsufficientData => "INSUFFICIENT_DATA",
            Self::Ok => "OK",
            Self::Alarm => "ALARM",
        }
    }
}

impl Choice for Statistic {
    const ALL: &'static [Self] = &[Self::Average, Self::Minimum, Self::Maximum, Self::Sum, Self::SampleCount];

    fn word(self) -> &'static str {
        match self {
            Self::Average => "Average",
            Self::Minimum => "Minimum",
            Self::Maximum => "Maximum",
            Self::Sum => "Sum",
            Self::SampleCount => "SampleCount",
        }
    }
}

impl Choice for Comparison {
    const ALL: &'static [Self] = &[Self::GreaterOrEqual, Self::Greater, Self::Less, Self::LessOrEqual];

    fn word(self) -> &'static str {
        match self {
            Self::GreaterOrEqual => "GreaterThanOrEqualToThreshold",
            Self::Greater => "GreaterThanThreshold",
            Self::Less => "LessThanThreshold",
            Self::LessOrEqual => "LessThanOrEqualToThreshold",
        }
    }
}

impl Choice for MissingData {
    const ALL: &'static [Self] = &[Self::Missing, Self::Ignore, Self::Breaching, Self::NotBreaching];

    fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Ignore => "ignore",
            Self::Breaching => "breaching",
            Self::NotBreaching => "notBreaching",
        }
    }
}
