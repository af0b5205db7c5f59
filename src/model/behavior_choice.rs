//! Settings of `[behavior]` that are one of a few words.

/// A setting that is one of a few words.
pub trait Choice: Copy + Sized + 'static {
    /// All of them, the default first.
    const ALL: &'static [Self];

    /// The word in a scenario.
    fn word(self) -> &'static str;

    /// The one with this word.
    ///
    /// ```
    /// use plimsoll::model::{Choice, MaximumCounts};
    /// assert_eq!(MaximumCounts::of("untilStopped"), Some(MaximumCounts::UntilStopped));
    /// assert_eq!(MaximumCounts::of("forEver"), None);
    /// ```
    #[must_use]
    fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|choice| choice.word() == word)
    }
}

/// `preset`: which values the other settings have where a scenario does not set them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// Those that were measured.
    Measured,
    /// Those that were assumed before anybody measured: a wake-up one second after each event, stop and drain in one
    /// pass, `RUNNING` and `PENDING` tasks in the maximum.
    BeforeMeasurement,
}

/// `schedulerClock`: what brings a pass about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchedulerClock {
    /// Passes come by a clock of the service's own, and those that cannot act are passed over.
    Grid,
    /// As `Grid`, with every pass simulated: the same in more time.
    EveryPass,
    /// A pass follows every event that concerns the service.
    Events,
}

/// `maximumCounts`: which tasks `maximumPercent` counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaximumCounts {
    /// All until they are `STOPPED`.
    UntilStopped,
    /// Those whose desired status is `RUNNING`.
    RunningAndPending,
}

/// `stopSteps`: how the scheduler stops a task behind a load balancer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopSteps {
    /// The decision, the deregistration and the stop signal are each a pass's own.
    PassByPass,
    /// The pass that decides deregisters; the signal goes out with the pass after the drain. So it was until about 2021.
    DrainAtOnce,
    /// The pass that decides deregisters, and the signal goes out as the drain ends.
    Together,
}

/// `stoppedHostTasks`: what becomes of the tasks of a host that an API call has stopped, once its agent is noticed as lost
/// (CI-03).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoppedHostTasks {
    /// They are `STOPPED`, as the documentation says.
    Stopped,
    /// They stay `RUNNING` until the host is back, terminated or deregistered by force, as some have seen it.
    Stuck,
}

impl Choice for Preset {
    const ALL: &'static [Self] = &[Self::Measured, Self::BeforeMeasurement];

    fn word(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::BeforeMeasurement => "beforeMeasurement",
        }
    }
}

impl Choice for SchedulerClock {
    const ALL: &'static [Self] = &[Self::Grid, Self::EveryPass, Self::Events];

    fn word(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::EveryPass => "everyPass",
            Self::Events => "events",
        }
    }
}

impl Choice for MaximumCounts {
    const ALL: &'static [Self] = &[Self::UntilStopped, Self::RunningAndPending];

    fn word(self) -> &'static str {
        match self {
            Self::UntilStopped => "untilStopped",
            Self::RunningAndPending => "runningAndPending",
        }
    }
}

impl Choice for StopSteps {
    const ALL: &'static [Self] = &[Self::PassByPass, Self::DrainAtOnce, Self::Together];

    fn word(self) -> &'static str {
        match self {
            Self::PassByPass => "passByPass",
            Self::DrainAtOnce => "drainAtOnce",
            Self::Together => "together",
        }
    }
}

impl Choice for StoppedHostTasks {
    const ALL: &'static [Self] = &[Self::Stopped, Self::Stuck];

    fn word(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Stuck => "stuck",
        }
    }
}
