//! Alarms of random worlds, what they watch, and which deployments heed them.

use plimsoll::model::{
    Alarm, AlarmId, AlarmState, Choice, Comparison, DeploymentAlarms, MetricId, MetricNames, MetricSource,
    MissingData, ServiceId, Statistic, TargetGroupId, Utilized,
};
use plimsoll::time::SimTime;
use proptest::prelude::*;

use super::seconds;

/// How many alarms each world has; of some nothing is simulated.
const ALARMS: usize = 3;

/// What alarms may watch: every metric there is.
pub fn metrics() -> Vec<MetricSource> {
    let service = ServiceId::new(0);
    let samples =
        [30, 400, 430, 800].map(|at| (SimTime::from_secs(at), i64::try_from(at).unwrap_or(0) * 10_000));
    vec![
        MetricSource::RunningTaskCount(service),
        MetricSource::Utilization { service, of: Utilized::Cpu },
        MetricSource::HealthyHostCount(TargetGroupId::new(0)),
        MetricSource::UnHealthyHostCount(TargetGroupId::new(1)),
        MetricSource::Given(samples.into()),
    ]
}

/// The alarms of a world.
pub fn alarms() -> impl Strategy<Value = Vec<Alarm>> {
    prop::collection::vec(alarm(), ALARMS)
}

fn alarm() -> impl Strategy<Value = Alarm> {
    let metric = prop::option::weighted(0.8, (0..metrics().len()).prop_map(MetricId::new));
    let how =
        (any_of::<Statistic>(), any_of::<Comparison>(), any_of::<MissingData>(), any_of::<AlarmState>());
    (metric, how, 1..3_u32, (1..4_u32, 1..4_u32), 0..6_i64).prop_map(
        |(metric, (statistic, comparison, missing, state), period, (periods, needed), threshold)| Alarm {
            name: "alarm".into(),
            watched: MetricNames::default(),
            metric,
            statistic,
            period,
            evaluation_periods: periods,
            datapoints_to_alarm: needed.min(periods),
            threshold: threshold * 1_000_000,
            comparison,
            missing,
            state,
        },
    )
}

/// One of the words of a setting.
fn any_of<C: Choice + std::fmt::Debug>() -> impl Strategy<Value = C> {
    prop::sample::select(C::ALL.to_vec())
}

/// Some of these alarms, or none.
pub fn deployment_alarms() -> impl Strategy<Value = Option<DeploymentAlarms>> {
    let ids: Vec<AlarmId> = (0..ALARMS).map(AlarmId::new).collect();
    let alarms = (prop::sample::subsequence(ids, 1..=ALARMS), any::<bool>(), seconds(0..180));
    let alarms = alarms.prop_map(|(alarms, rollback, bake)| DeploymentAlarms { alarms, rollback, bake });
    prop::option::weighted(0.4, alarms)
}
