//! `[behavior]`: the members of [`Behavior`](crate::model::Behavior).

use super::{BOOLEAN, DURATION, INTEGER, Kind, RANDOM_DURATION, Shape, TEXT, modelled};

/// Every modelling choice that Amazon ECS does not document.
pub const BEHAVIOR: Shape = Shape::new(
    "behavior",
    &[
        modelled("schedulerReaction", DURATION),
        modelled("schedulerInterval", DURATION),
        modelled("placementRetry", Kind::List(&DURATION)),
        modelled("retryOnCapacity", BOOLEAN),
        modelled("retryAfterOwnStops", BOOLEAN),
        modelled("throttleAfter", INTEGER),
        modelled("throttleInitial", DURATION),
        modelled("throttleMaximum", DURATION),
        modelled("launchBurst", INTEGER),
        modelled("launchRatePerMinute", INTEGER),
        modelled("healthyAfter", DURATION),
        modelled("taskLaunchTime", RANDOM_DURATION),
        modelled("interfaceAttachTime", RANDOM_DURATION),
        modelled("interfaceDetachTime", RANDOM_DURATION),
        modelled("agentDisconnectDelay", RANDOM_DURATION),
        modelled("agentCloseDelay", RANDOM_DURATION),
        modelled("stoppedHostTasks", TEXT),
        modelled("terminationDelay", DURATION),
        modelled("healthPollInterval", DURATION),
        modelled("nlbRegistrationDelay", RANDOM_DURATION),
        modelled("steadyStateInterval", DURATION),
        modelled("reservedPortLimit", INTEGER),
        modelled("holdInterfaceUntilStopped", BOOLEAN),
    ],
);
