//! Alarms and bake time of a deployment, as the document shows them, in words.

use serde::Serialize;

use super::document::{clock, seconds};
use crate::engine::explain::ServiceAnswer;
use crate::model::{AlarmState, Choice};

/// What a deployment in progress waits for besides its tasks, and what may end it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Monitoring {
    /// When its bake time is over, once it has begun.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bakes_until: Option<f64>,
    /// Its alarms.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alarms: Vec<Alarm>,
    /// Whether they are ignored, since one was in ALARM as the deployment began.
    pub alarms_ignored: bool,
}

/// An alarm of a deployment.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Alarm {
    /// `AlarmName`.
    pub alarm_name: String,
    /// `StateValue`.
    pub state_value: &'static str,
}

/// That of `answer`.
pub(super) fn monitoring(answer: &ServiceAnswer) -> Option<Monitoring> {
    let found = answer.monitoring.as_ref()?;
    let alarm = |(alarm, state): &(_, AlarmState)| Alarm {
        alarm_name: answer.names.alarm(*alarm).to_owned(),
        state_value: state.word(),
    };
    Some(Monitoring {
        bakes_until: found.bakes_until.map(seconds),
        alarms: found.alarms.iter().map(alarm).collect(),
        alarms_ignored: found.ignored,
    })
}

/// The same in sentences.
pub(super) fn told(monitoring: &Monitoring) -> String {
    let mut sentences = Vec::new();
    if let Some(until) = monitoring.bakes_until {
        sentences.push(format!(
            "The PRIMARY deployment has all of its tasks and bakes until {}: only then is it complete.",
            clock(until)
        ));
    }
    let alarms: Vec<String> = monitoring
        .alarms
        .iter()
        .map(|alarm| format!("{} ({})", alarm.alarm_name, alarm.state_value))
        .collect();
    if !alarms.is_empty() {
        sentences.push(if monitoring.alarms_ignored {
            format!(
                "The alarms of the PRIMARY deployment are ignored, since one was in ALARM as it began: {}.",
                alarms.join(", ")
            )
        } else {
            format!(
                "The PRIMARY deployment fails if one of these alarms goes into ALARM: {}.",
                alarms.join(", ")
            )
        });
    }
    sentences.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s2_4_1_s2_4_2_alarms_and_bake_times_are_told() {
        let alarms = || vec![Alarm { alarm_name: "hot".to_owned(), state_value: "OK" }];
        for (bakes_until, alarms_ignored, expected) in [
            (
                Some(90.0),
                false,
                "The PRIMARY deployment has all of its tasks and bakes until 00:01:30: only then is it \
                                 complete. The PRIMARY deployment fails if one of these alarms goes into ALARM: hot (OK).",
            ),
            (
                None,
                true,
                "The alarms of the PRIMARY deployment are ignored, since one was in ALARM as it began: hot (OK).",
            ),
        ] {
            assert_eq!(told(&Monitoring { bakes_until, alarms: alarms(), alarms_ignored }), expected);
        }
    }
}
