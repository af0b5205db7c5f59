//! Deployments in stages: `strategy` `BLUE_GREEN`, LINEAR and CANARY of a deployment configuration (services.md §2.5).

use std::sync::Arc;

use super::distribution::Distribution;
use crate::time::{SimDuration, SimTime};

/// All production traffic, in thousandths.
pub const ALL_TRAFFIC: u32 = 1_000;

/// `strategy`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DeploymentStrategy {
    /// ROLLING: tasks are replaced within the percentages.
    #[default]
    Rolling,
    /// The others: a second set of tasks takes over the traffic.
    Staged(Arc<StagedDeployment>),
}

/// How a deployment takes over production traffic, and what it waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagedDeployment {
    /// In which steps traffic moves.
    pub shift: TrafficShift,
    /// `bakeTimeInMinutes`: how long both sets of tasks run on after the last step.
    pub bake: SimDuration,
    /// `lifecycleHooks`.
    pub hooks: Vec<LifecycleHook>,
}

/// In which steps production traffic moves; shares are thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrafficShift {
    /// `BLUE_GREEN`.
    AllAtOnce,
    /// LINEAR: equal steps.
    Linear {
        /// `stepPercent`.
        step: u32,
        /// `stepBakeTimeInMinutes`, after each step but the last.
        bake: SimDuration,
    },
    /// CANARY: a small share, then the rest.
    Canary {
        /// `canaryPercent`.
        share: u32,
        /// `canaryBakeTimeInMinutes`.
        bake: SimDuration,
    },
}

/// A hook, which a deployment calls in some of its stages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LifecycleHook {
    /// `lifecycleStages`.
    pub stages: Vec<LifecycleStage>,
    /// `targetType`.
    pub target: HookTarget,
    /// `timeoutInMinutes`.
    pub timeout: SimDuration,
    /// `action` of the time-out: whether the deployment goes on then, or is rolled back.
    pub continues_on_timeout: bool,
}

/// What a hook does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HookTarget {
    /// `AWS_LAMBDA`: a function that takes its time and says whether the deployment goes on.
    Lambda {
        /// From the call to the last answer.
        duration: Distribution,
        /// Whether the answer is `SUCCEEDED`.
        succeeds: bool,
    },
    /// PAUSE: nothing happens until `ContinueServiceDeployment`.
    Pause,
}

/// A stage of a deployment, in the order in which they come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LifecycleStage {
    /// Only where more than one revision is ACTIVE: all but the one that has the traffic go.
    ReconcileService,
    /// Green has not started.
    PreScaleUp,
    /// Green comes up beside blue.
    ScaleUp,
    /// Green has as many healthy tasks as are wanted.
    PostScaleUp,
    /// Test traffic moves.
    TestTrafficShift,
    /// Test traffic has moved.
    PostTestTrafficShift,
    /// Before each step of production traffic.
    PreProductionTrafficShift,
    /// A step of production traffic, and the wait after it.
    ProductionTrafficShift,
    /// All production traffic is with green.
    PostProductionTrafficShift,
    /// Both run on.
    BakeTime,
    /// Blue goes.
    CleanUp,
}

impl TrafficShift {
    /// The share that green has after one more step.
    ///
    /// ```
    /// use plimsoll::model::TrafficShift;
    /// use plimsoll::time::SimDuration;
    /// let bake = SimDuration::from_mins(6);
    /// assert_eq!(TrafficShift::AllAtOnce.after(0), 1_000);
    /// assert_eq!([0, 300, 900].map(|share| TrafficShift::Linear { step: 300, bake }.after(share)), [300, 600, 1_000]);
    /// assert_eq!([0, 50].map(|share| TrafficShift::Canary { share: 50, bake }.after(share)), [50, 1_000]);
    /// ```
    #[must_use]
    pub fn after(self, share: u32) -> u32 {
        match self {
            Self::Linear { step, .. } => (share + step).min(ALL_TRAFFIC),
            Self::Canary { share: canary, .. } if share == 0 => canary.min(ALL_TRAFFIC),
            Self::AllAtOnce | Self::Canary { .. } => ALL_TRAFFIC,
        }
    }

    /// How long traffic stays as it is once green has `share` of it: not at all with the last step.
    #[must_use]
    pub fn bake_at(self, share: u32) -> SimDuration {
        match self {
            Self::Linear { bake, .. } | Self::Canary { bake, .. } if share < ALL_TRAFFIC => bake,
            _ => SimDuration::ZERO,
        }
    }
}

impl LifecycleStage {
    /// All of them, in order.
    pub const ALL: [Self; 11] = [
        Self::ReconcileService,
        Self::PreScaleUp,
        Self::ScaleUp,
        Self::PostScaleUp,
        Self::TestTrafficShift,
        Self::PostTestTrafficShift,
        Self::PreProductionTrafficShift,
        Self::ProductionTrafficShift,
        Self::PostProductionTrafficShift,
        Self::BakeTime,
        Self::CleanUp,
    ];

    /// Its name in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ReconcileService => "RECONCILE_SERVICE",
            Self::PreScaleUp => "PRE_SCALE_UP",
            Self::ScaleUp => "SCALE_UP",
            Self::PostScaleUp => "POST_SCALE_UP",
            Self::TestTrafficShift => "TEST_TRAFFIC_SHIFT",
            Self::PostTestTrafficShift => "POST_TEST_TRAFFIC_SHIFT",
            Self::PreProductionTrafficShift => "PRE_PRODUCTION_TRAFFIC_SHIFT",
            Self::ProductionTrafficShift => "PRODUCTION_TRAFFIC_SHIFT",
            Self::PostProductionTrafficShift => "POST_PRODUCTION_TRAFFIC_SHIFT",
            Self::BakeTime => "BAKE_TIME",
            Self::CleanUp => "CLEAN_UP",
        }
    }

    /// Whether hooks may be called in it.
    #[must_use]
    pub const fn takes_hooks(self) -> bool {
        !matches!(self, Self::ScaleUp | Self::BakeTime | Self::CleanUp)
    }

    /// Whether a PAUSE hook may be called in it: in neither of those in which traffic moves.
    #[must_use]
    pub const fn takes_pauses(self) -> bool {
        self.takes_hooks() && !matches!(self, Self::TestTrafficShift | Self::ProductionTrafficShift)
    }
}

/// What a stage waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageWait {
    /// Tasks that are to start or to stop.
    Tasks,
    /// The answer of a function.
    Hook,
    /// `ContinueServiceDeployment`, at a PAUSE hook.
    Pause,
    /// The time for which traffic, or both revisions, stay as they are.
    Bake,
}

impl StageWait {
    /// How results name it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Tasks => "tasks",
            Self::Hook => "hook",
            Self::Pause => "pause",
            Self::Bake => "bake",
        }
    }
}

/// How far a deployment in stages has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageStanding {
    /// The stage that it is in.
    pub stage: LifecycleStage,
    /// What it waits for there.
    pub waits_for: StageWait,
    /// When that is over by itself, or the deployment fails; [`SimTime::NEVER`] where only tasks bring it about.
    pub until: SimTime,
    /// The share of production traffic that it has, in thousandths.
    pub share: u32,
}
