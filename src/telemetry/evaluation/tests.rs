use super::*;
use crate::model::{Choice, Comparison, MetricNames, Statistic};

fn alarm(datapoints_to_alarm: u32, evaluation_periods: u32, missing: MissingData) -> Alarm {
    Alarm {
        name: "errors".to_owned(),
        watched: MetricNames::default(),
        metric: None,
        statistic: Statistic::Sum,
        period: 5,
        evaluation_periods,
        datapoints_to_alarm,
        threshold: 0,
        comparison: Comparison::Greater,
        missing,
        state: AlarmState::default(),
    }
}

fn points(written: &str) -> Vec<Point> {
    let point = |letter| match letter {
        "0" => Point::Within,
        "X" => Point::Breaching,
        _ => Point::Missing,
    };
    written.split(' ').map(point).collect()
}

/// The two tables of "Configuring how CloudWatch alarms treat missing data": 3 of 3 and 2 of 3 in a range of five, with
/// the states for missing, ignore, breaching and notBreaching; `=` retains the current one.
#[test]
fn s2_4_1_missing_data_is_treated_as_in_the_tables_of_cloudwatch() {
    for (needed, written, expected) in [
        (3, "0 - X - X", "OK OK OK OK"),
        (3, "0 - - - -", "OK OK OK OK"),
        (3, "- - - - -", "INSUFFICIENT_DATA = ALARM OK"),
        (3, "0 X X - X", "ALARM ALARM ALARM ALARM"),
        (3, "- - X - -", "ALARM = ALARM OK"),
        (2, "0 - X - X", "ALARM ALARM ALARM ALARM"),
        (2, "0 0 X 0 X", "ALARM ALARM ALARM ALARM"),
        (2, "0 - X - -", "OK OK ALARM OK"),
        (2, "- - - - 0", "OK OK ALARM OK"),
        (2, "- - - X -", "ALARM = ALARM OK"),
        // "Avoiding premature transitions to alarm state": not at once, and not any more when the next one is within.
        (3, "- - - - X", "= = ALARM OK"),
        (3, "- - - X -", "= = ALARM OK"),
        (3, "- - - X 0", "OK OK OK OK"),
        (3, "- - X - 0", "OK OK OK OK"),
    ] {
        let treatments =
            [MissingData::Missing, MissingData::Ignore, MissingData::Breaching, MissingData::NotBreaching];
        for (treatment, expected) in treatments.into_iter().zip(expected.split(' ')) {
            for now in AlarmState::ALL {
                let state = evaluate(&alarm(needed, 3, treatment), &points(written), *now).state;
                let expected = AlarmState::of(expected).unwrap_or(*now);
                assert_eq!(state, expected, "{needed} of 3, {written}, {treatment:?}, {now:?} before");
            }
        }
    }
}

#[test]
fn s2_4_1_m_of_n_counts_the_newest_points_alone() {
    for (needed, periods, written, expected) in [
        (1, 1, "X X 0", AlarmState::Ok),
        (1, 1, "0 0 X", AlarmState::Alarm),
        (4, 5, "X X X X X 0 X", AlarmState::Alarm),
        (4, 5, "X X X 0 X 0 X", AlarmState::Ok),
        // Two of the last three real ones, the oldest of which is beyond what is missing.
        (2, 3, "X 0 - - X", AlarmState::Alarm),
    ] {
        let alarm = alarm(needed, periods, MissingData::Missing);
        assert_eq!(evaluate(&alarm, &points(written), AlarmState::Ok).state, expected, "{written}");
    }
}
