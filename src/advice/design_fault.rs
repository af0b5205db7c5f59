//! The design faults that are looked for.

use serde::Serialize;

/// A fault of a design: nothing breaks, and yet it cannot do what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum DesignFault {
    /// The percentages of a deployment, rounded, allow neither a stop nor a start (services.md §2.7).
    RoundingDeadlock,
    /// The first task of a new revision finds no instance, and no old task may leave first (NP-06).
    NoSpareInstance,
    /// A health check stops tasks before they have started up (HL-04, S4.1-6).
    GracePeriodTooShort,
    /// A health check that an idle instance passes stops tasks on one whose CPU is all in use.
    FullInstanceFailsCheck,
    /// A task is still there when a Spot instance is taken away, two minutes after the notice.
    OutlivesSpotNotice,
    /// Draining alone makes a deployment longer than the tool that waits for it has patience.
    DrainOutlastsPatience,
    /// What a daemon takes of each instance leaves too little for the tasks of a service (placement.md §1.8).
    DaemonCrowdsOut,
}

impl DesignFault {
    /// Its name in one line.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::RoundingDeadlock => "no deployment can make a step: the percentages leave none",
            Self::NoSpareInstance => "no deployment can start: no instance is spare for the first new task",
            Self::GracePeriodTooShort => "tasks are stopped as unhealthy before they have started up",
            Self::FullInstanceFailsCheck => {
                "on a full instance tasks start too slowly for their health check"
            }
            Self::OutlivesSpotNotice => "tasks outlive the two minutes of a Spot interruption notice",
            Self::DrainOutlastsPatience => "draining makes deployments longer than the deployment tool waits",
            Self::DaemonCrowdsOut => "the daemon leaves no room for the tasks of other services",
        }
    }

    /// The rules that make it so, by their ids in MODEL.md.
    #[must_use]
    pub const fn rules(self) -> &'static str {
        match self {
            Self::RoundingDeadlock => "HL-05, S2.7-2",
            Self::NoSpareInstance => "NP-06, S2.7-1, S2.7-6",
            Self::GracePeriodTooShort => "HL-04, S4.1-6",
            Self::FullInstanceFailsCheck => "RS-12, HL-04, S4.1-6",
            Self::OutlivesSpotNotice => "S4.4-1, S4.4-2, TM-01",
            Self::DrainOutlastsPatience => "S4.4-2",
            Self::DaemonCrowdsOut => "P1.8",
        }
    }
}
