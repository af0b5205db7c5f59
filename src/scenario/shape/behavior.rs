//! `[behavior]`: the members of [`Behavior`](crate::model::Behavior).

use super::{BOOLEAN, DURATION, INTEGER, Kind, NUMBER, RANDOM_DURATION, Shape, TEXT, gone, modelled};

/// Every modelling choice that Amazon ECS does not document.
pub const BEHAVIOR: Shape = Shape::new(
    "behavior",
    &[
        modelled("preset", TEXT),
        modelled("schedulerClock", TEXT),
        modelled("schedulerReaction", RANDOM_DURATION),
        modelled("schedulerInterval", DURATION),
        modelled("schedulerJitter", DURATION),
        modelled("steadyInterval", RANDOM_DURATION),
        modelled("maximumCounts", TEXT),
        modelled("stopSteps", TEXT),
        modelled("firstTaskAlone", BOOLEAN),
        modelled("unhealthyReplacementInterval", DURATION),
        modelled("placementRetry", Kind::List(&DURATION)),
        modelled("placementRetrySpread", Kind::List(&NUMBER)),
        modelled("retryOnCapacity", BOOLEAN),
        modelled("retryAfterOwnStops", BOOLEAN),
        modelled("throttleAfter", INTEGER),
        modelled("throttleInitial", DURATION),
        modelled("throttleMaximum", DURATION),
        modelled("throttleSpread", Kind::List(&NUMBER)),
        modelled("launchBurst", INTEGER),
        modelled("launchRatePerMinute", INTEGER),
        modelled("healthyAfter", DURATION),
        modelled("taskLaunchTime", RANDOM_DURATION),
        modelled("interfaceAttachTime", RANDOM_DURATION),
        modelled("interfaceDetachTime", RANDOM_DURATION),
        modelled("agentDisconnectDelay", RANDOM_DURATION),
        modelled("terminationDelay", DURATION),
        modelled("firstCheckDelay", RANDOM_DURATION),
        modelled("nlbRegistrationDelay", RANDOM_DURATION),
        modelled("steadyStateInterval", DURATION),
        modelled("reservedPortLimit", INTEGER),
        modelled("holdInterfaceUntilStopped", BOOLEAN),
        gone(
            "healthPollInterval",
            "passes read target health as they come: set `steadyInterval`, and `schedulerInterval` while a service is not steady",
        ),
    ],
);
