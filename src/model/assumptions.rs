//! The one table of what the settings of `[behavior]` may be, where their defaults are guesses.
//!
//! A setting without a row is certain: documented, measured so well that another value is no longer plausible, or the
//! user's to choose.

use super::{Assumption, Behavior, Distribution, Instead, Place, Range, Spread, StoppedHostTasks};
use crate::time::SimDuration;

/// All assumptions, in the order of [`SETTINGS`](super::settings::SETTINGS).
#[rustfmt::skip]
pub const ASSUMPTIONS: [Assumption; 30] = [
    random("schedulerReaction", (3_700, 11_000), |of| &mut of.scheduler_reaction, "5 % and 95 % of what was measured, n = 23"),
    duration("schedulerInterval", (9_550, 10_100), |of| &mut of.scheduler_interval, "from 5 % of the mean of all passes, most of which are of one account, to 95 % of the mean of nine sources that count once each"),
    duration("schedulerJitter", (470, 660), |of| &mut of.scheduler_jitter, "90 % interval of the standard deviation that was measured, n = 48"),
    random("steadyInterval", (35_650, 47_350), |of| &mut of.steady_interval, "5 % and 95 % of the uniform distribution that was measured, n = 13"),
    other("firstTaskAlone", |of| of.first_task_alone = false, "seen in one deployment only; and versionConsistency may be disabled"),
    duration("unhealthyReplacementInterval", (84_000, 89_500), |of| &mut of.unhealthy_replacement_interval, "from 5 % of what the mean of n = 11 leaves beside the steady pass, to the shortest that was measured"),
    times("placementRetry", (700_000, 1_900_000), |of| &mut of.placement_retry, "all waits so many times as long: 5 % and 95 % of the first start after a failure, n = 5, over the default's 45 s"),
    around("placementRetrySpread", (0, 500_000), |of| &mut of.placement_retry_spread, "a choice: from no spread to half of the wait; n = 5 tell little"),
    other("retryOnCapacity", |of| of.retry_on_capacity = true, "starts 31 to 45.5 s after a failure, n = 4, fit both"),
    other("retryAfterOwnStops", |of| of.retry_after_own_stops = false, "the walk-throughs do not say what wakes the service"),
    count("throttleAfter", (2, 6), |of| &mut of.throttle_after, "a choice: \"repeatedly\" is twice at least"),
    duration("throttleInitial", (5_000, 60_000), |of| &mut of.throttle_initial, "a choice: from half a pass to what reaches the longest delay in five steps"),
    count("launchBurst", (40, 160), |of| &mut of.launch_burst, "a choice: half and twice the batches that were observed"),
    random("taskLaunchTime", (1_000, 5_700), |of| &mut of.task_launch_time, "5 % and 95 % of what was measured, n = 9, image cached, bridge"),
    random("dependentStartTime", (160, 10_000), |of| &mut of.dependent_start_time, "a choice: as if the agent were told at once, to as if it looked every 10 s"),
    random("containerRestartTime", (160, 5_800), |of| &mut of.container_restart_time, "a choice: the shortest that was measured, to as if the agent looked every 5 s here too"),
    random("interfaceAttachTime", (6_500, 24_000), |of| &mut of.interface_attach_time, "a choice around n = 2: half of the shorter, and the longer"),
    random("interfaceDetachTime", (6_500, 26_000), |of| &mut of.interface_detach_time, "a choice: half and twice the one that was measured"),
    random("agentDisconnectDelay", (30_000, 300_000), |of| &mut of.agent_disconnect_delay, "a choice: \"a few minutes\" is half a minute to five"),
    random("agentCloseDelay", (1_000, 60_000), |of| &mut of.agent_close_delay, "a choice: at once, to as long as an operating system takes to shut down"),
    other("agentReconnectInterval", |of| of.agent_reconnect_interval = Distribution::Uniform { low: SimDuration::from_mins(30), high: SimDuration::from_mins(35) }, "documented: ECS closes a session within 30 min and up to 5 min more"),
    random("agentReconnectTime", (250, 30_000), |of| &mut of.agent_reconnect_time, "a choice: at once, to as long as a few attempts with growing waits take"),
    other("stoppedHostTasks", |of| of.stopped_host_tasks = StoppedHostTasks::Stuck, "observed: n = 2 against the documentation"),
    duration("terminationDelay", (5_000, 120_000), |of| &mut of.termination_delay, "a choice: at once, to longer than EC2 took to stop an instance, n = 2"),
    random("firstCheckDelay", (1_750, 3_150), |of| &mut of.first_check_delay, "5 % and 95 % of what was measured, n = 22"),
    random("nlbRegistrationDelay", (30_000, 300_000), |of| &mut of.nlb_registration_delay, "a choice: \"minutes\" is half a minute to five"),
    duration("alarmEvaluationDelay", (2_000, 120_000), |of| &mut of.alarm_evaluation_delay, "a choice: the shorter of two observations, to a datapoint that comes two minutes late"),
    count("alarmExtraDatapoints", (1, 5), |of| &mut of.alarm_extra_datapoints, "a choice around the one range that is documented"),
    duration("alarmPollInterval", (10_000, 60_000), |of| &mut of.alarm_poll_interval, "a choice: half of what was observed, to once a minute, as often as alarms are evaluated"),
    other("holdInterfaceUntilStopped", |of| of.hold_interface_until_stopped = false, "not documented either way"),
];

const fn between(
    setting: &'static str,
    low: u64,
    high: u64,
    place: Place,
    basis: &'static str,
) -> Assumption {
    Assumption { setting, instead: Instead::Between(Range { low, high, place }), basis }
}

/// Milliseconds for a random duration.
const fn random(
    setting: &'static str,
    (low, high): (u64, u64),
    of: fn(&mut Behavior) -> &mut Distribution,
    basis: &'static str,
) -> Assumption {
    between(setting, low * 1_000, high * 1_000, Place::Random(of), basis)
}

/// Milliseconds for a duration.
const fn duration(
    setting: &'static str,
    (low, high): (u64, u64),
    of: fn(&mut Behavior) -> &mut SimDuration,
    basis: &'static str,
) -> Assumption {
    between(setting, low * 1_000, high * 1_000, Place::Duration(of), basis)
}

const fn count(
    setting: &'static str,
    (low, high): (u64, u64),
    of: fn(&mut Behavior) -> &mut u32,
    basis: &'static str,
) -> Assumption {
    between(setting, low, high, Place::Count(of), basis)
}

/// Millionths of waits.
const fn times(
    setting: &'static str,
    (low, high): (u64, u64),
    of: fn(&mut Behavior) -> &mut Vec<SimDuration>,
    basis: &'static str,
) -> Assumption {
    between(setting, low, high, Place::Waits(of), basis)
}

/// Millionths to either side of 1.
const fn around(
    setting: &'static str,
    (low, high): (u64, u64),
    of: fn(&mut Behavior) -> &mut Spread,
    basis: &'static str,
) -> Assumption {
    between(setting, low, high, Place::Factors(of), basis)
}

const fn other(setting: &'static str, put: fn(&mut Behavior), basis: &'static str) -> Assumption {
    Assumption { setting, instead: Instead::Other(put), basis }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::End;
    use crate::model::settings::SETTINGS;

    /// Documented, measured beyond doubt, or the user's to choose.
    const CERTAIN: [&str; 11] = [
        "preset",
        "schedulerClock",
        "maximumCounts",
        "stopSteps",
        "throttleMaximum",
        "throttleSpread",
        "launchRatePerMinute",
        "healthyAfter",
        "steadyStateInterval",
        "alarmBakeLimit",
        "reservedPortLimit",
    ];

    #[test]
    fn every_setting_is_certain_or_may_be_something_else() {
        let guesses: Vec<&str> = ASSUMPTIONS.iter().map(|assumption| assumption.setting).collect();
        let settings = SETTINGS.iter().map(|setting| setting.name);
        let expected: Vec<&str> = settings.filter(|name| !CERTAIN.contains(name)).collect();
        assert_eq!(guesses, expected, "and in the order of the settings");
        assert_eq!(CERTAIN.len() + guesses.len(), SETTINGS.len());
    }

    #[test]
    fn only_what_is_sure_is_certain() {
        for setting in &SETTINGS {
            let is_certain = CERTAIN.contains(&setting.name);
            assert!(!is_certain || setting.confidence == "high", "{} is a guess", setting.name);
        }
    }

    #[test]
    fn the_middle_of_each_default_lies_within_its_range() {
        for Assumption { setting, instead, .. } in &ASSUMPTIONS {
            let Instead::Between(range) = instead else { continue };
            let (low, high) = range.default();
            let middle = low.midpoint(high);
            assert!(range.low < middle && middle < range.high, "{setting}: {range:?} around {middle}");
        }
    }

    #[test]
    fn a_setting_is_what_is_put_there() {
        let value = |setting, end| Assumption::of(setting).expect("a guess").value(end);
        for (setting, end, expected) in [
            ("steadyInterval", End::Low(41_000_000), "\"41s\""),
            ("terminationDelay", End::High(90_000_000), "\"1m 30s\""),
            ("throttleAfter", End::High(6), "6"),
            ("placementRetry", End::High(2_000_000), "[\"30s\", \"1m\", \"10m\", \"30m\"]"),
            ("placementRetrySpread", End::High(500_000), "[0.5, 1.5]"),
            ("placementRetrySpread", End::Low(0), "[1.0, 1.0]"),
            ("firstTaskAlone", End::Other, "false"),
        ] {
            assert_eq!(value(setting, end), expected);
        }
    }

    #[test]
    fn every_other_value_is_another_one() {
        for assumption in &ASSUMPTIONS {
            for end in assumption.ends() {
                let mut behavior = Behavior::default();
                assumption.put(end, &mut behavior);
                assert_ne!(behavior, Behavior::default(), "{} {end:?}", assumption.setting);
            }
        }
    }
}
