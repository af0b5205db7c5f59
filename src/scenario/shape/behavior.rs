//! `[behavior]`: the members of [`Behavior`](crate::model::Behavior).

use super::words::of;
use super::{BOOLEAN, DURATION, INTEGER, Kind, NUMBER, RANDOM_DURATION, Shape, TEXT, Words, gone, modelled};
use crate::model::{MaximumCounts, Preset, SchedulerClock, StopSteps, StoppedHostTasks};

/// Every modelling choice that Amazon ECS does not document. What each means, its default and its rules are in the one
/// table of settings.
pub const BEHAVIOR: Shape = Shape::new(
    "behavior",
    &[
        modelled("preset", TEXT).words(Words::Of(of::<Preset>)),
        modelled("schedulerClock", TEXT).words(Words::Of(of::<SchedulerClock>)),
        modelled("schedulerReaction", RANDOM_DURATION),
        modelled("schedulerInterval", DURATION),
        modelled("schedulerJitter", DURATION),
        modelled("steadyInterval", RANDOM_DURATION),
        modelled("maximumCounts", TEXT).words(Words::Of(of::<MaximumCounts>)),
        modelled("stopSteps", TEXT).words(Words::Of(of::<StopSteps>)),
        modelled("firstTaskAlone", BOOLEAN),
        modelled("unhealthyReplacementInterval", DURATION),
        modelled("placementRetry", Kind::List(&DURATION)),
        modelled("placementRetrySpread", Kind::List(&NUMBER)),
        modelled("retryOnCapacity", BOOLEAN),
        modelled("retryAfterOwnStops", BOOLEAN),
        modelled("throttleAfter", INTEGER).range(1, 1_000_000),
        modelled("throttleInitial", DURATION),
        modelled("throttleMaximum", DURATION),
        modelled("throttleSpread", Kind::List(&NUMBER)),
        modelled("launchBurst", INTEGER).range(1, 1_000_000),
        modelled("launchRatePerMinute", INTEGER).range(1, 1_000_000),
        modelled("healthyAfter", DURATION),
        modelled("taskLaunchTime", RANDOM_DURATION),
        modelled("dependentStartTime", RANDOM_DURATION),
        modelled("containerRestartTime", RANDOM_DURATION),
        modelled("interfaceAttachTime", RANDOM_DURATION),
        modelled("interfaceDetachTime", RANDOM_DURATION),
        modelled("agentDisconnectDelay", RANDOM_DURATION),
        modelled("agentCloseDelay", RANDOM_DURATION),
        modelled("agentReconnectInterval", RANDOM_DURATION),
        modelled("agentReconnectTime", RANDOM_DURATION),
        modelled("stoppedHostTasks", TEXT).words(Words::Of(of::<StoppedHostTasks>)),
        modelled("terminationDelay", DURATION),
        modelled("firstCheckDelay", RANDOM_DURATION),
        modelled("nlbRegistrationDelay", RANDOM_DURATION),
        modelled("steadyStateInterval", DURATION),
        modelled("alarmEvaluationDelay", DURATION),
        modelled("alarmExtraDatapoints", INTEGER).range(0, 1_000_000),
        modelled("alarmPollInterval", DURATION),
        modelled("alarmBakeLimit", DURATION),
        modelled("reservedPortLimit", INTEGER).range(0, 1_000_000),
        modelled("holdInterfaceUntilStopped", BOOLEAN),
        gone(
            "healthPollInterval",
            "passes read target health as they come: set `steadyInterval`, and `schedulerInterval` while a service is not steady",
        ),
    ],
);
