//! The stage of a deployment that takes over in stages, and what it waits for there.

use serde::Serialize;

use super::document::{clock, seconds};
use crate::model::{StageStanding, StageWait};
use crate::time::SimTime;

/// How far a deployment has come.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reached {
    /// `lifecycleStage`.
    pub lifecycle_stage: &'static str,
    /// `tasks`, `hook`, `pause` or `bake`.
    pub waits_for: &'static str,
    /// When that is over by itself, or the deployment fails of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<f64>,
    /// The share of production traffic that it has, in percent.
    pub traffic_percent: f64,
}

impl Reached {
    /// That of a deployment that stands so.
    pub fn of(standing: &StageStanding) -> Self {
        Self {
            lifecycle_stage: standing.stage.name(),
            waits_for: standing.waits_for.word(),
            until: Some(standing.until).filter(|at| *at != SimTime::NEVER).map(seconds),
            traffic_percent: f64::from(standing.share) / 10.0,
        }
    }

    /// What is said of it.
    pub fn sentence(&self) -> String {
        let what = match self.waits_for {
            tasks if tasks == StageWait::Tasks.word() => "its tasks",
            hook if hook == StageWait::Hook.word() => "the answer of a lifecycle hook",
            pause if pause == StageWait::Pause.word() => "continueServiceDeployment, at a PAUSE hook",
            _ => "its bake time to pass",
        };
        let until = self.until.map_or_else(String::new, |at| match self.waits_for {
            tasks if tasks == StageWait::Tasks.word() => format!("; it fails at {} otherwise", clock(at)),
            _ => format!(", until {} at the latest", clock(at)),
        });
        format!(
            "The PRIMARY deployment is in stage {} with {} % of production traffic, and waits for {what}{until}.",
            self.lifecycle_stage, self.traffic_percent
        )
    }
}
