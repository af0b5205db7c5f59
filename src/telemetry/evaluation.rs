//! How CloudWatch makes the state of an alarm of its latest datapoints: M of N, and what is missing ("Configuring how
//! CloudWatch alarms treat missing data").

use crate::model::{Alarm, AlarmState, MissingData};

/// What an alarm sees of one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// Within the threshold.
    Within,
    /// Beyond the threshold.
    Breaching,
    /// Nothing was reported.
    Missing,
}

/// The state that `points` bring about, which are those of the evaluation range with the newest last; with how many of
/// how many points that is so.
///
/// The range is longer than `EvaluationPeriods`: as long as it holds so many real points, the newest of them count, and
/// what is missing between them does not. Else all real ones count, and the missing ones as `TreatMissingData` says.
pub fn evaluate(alarm: &Alarm, points: &[Point], now: AlarmState) -> Evaluated {
    let periods = alarm.evaluation_periods as usize;
    let real = points.iter().filter(|point| **point != Point::Missing);
    let counted = real.clone().rev().take(periods);
    let (known, breaching) =
        (counted.clone().count(), counted.filter(|point| **point == Point::Breaching).count());
    let all_breach = known == breaching;
    let missing = periods - known;
    let enough = |breaching: usize| breaching >= alarm.datapoints_to_alarm as usize;
    let judged = |breaching| if enough(breaching) { AlarmState::Alarm } else { AlarmState::Ok };
    let state = match alarm.missing {
        _ if missing == 0 => judged(breaching),
        MissingData::Breaching => judged(breaching + missing),
        MissingData::NotBreaching => judged(breaching),
        MissingData::Ignore if known == 0 => now,
        MissingData::Missing if known == 0 => AlarmState::InsufficientData,
        _ if enough(breaching) => AlarmState::Alarm,
        _ if !all_breach => AlarmState::Ok,
        // A premature alarm: what comes next may be within the threshold. Only when the oldest one is as old as
        // `DatapointsToAlarm` is it believed, and never where missing points are ignored.
        MissingData::Missing if enough(age_of_oldest(points)) => AlarmState::Alarm,
        MissingData::Missing | MissingData::Ignore => now,
    };
    Evaluated { state, breaching, known }
}

/// What an evaluation found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evaluated {
    /// The state from now on.
    pub state: AlarmState,
    /// How many of the points that count breach the threshold.
    pub breaching: usize,
    /// How many points count.
    pub known: usize,
}

/// How many points back the oldest breaching one is; the newest is 1.
fn age_of_oldest(points: &[Point]) -> usize {
    points.iter().position(|point| *point == Point::Breaching).map_or(0, |position| points.len() - position)
}

#[cfg(test)]
mod tests;
