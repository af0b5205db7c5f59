//! The stages of a deployment that takes over production traffic: blue/green, linear and canary (services.md §2.5).

use std::sync::Arc;

use crate::cluster::FailedBy;
use crate::model::{
    ALL_TRAFFIC, Distribution, HookTarget, LifecycleStage, StageStanding, StageWait, StagedDeployment,
};
use crate::time::{SimDuration, SimTime};

/// How long a deployment may wait for its tasks.
const STAGE_LIMIT: SimDuration = SimDuration::from_mins(24 * 60);

/// How far a deployment in stages has come, and what it waits for.
///
/// Each stage waits for tasks, then for its hooks, then for its bake time, as far as it has any of them. Whoever holds it
/// asks when it goes on by itself ([`next_at`](Self::next_at)), and makes it [go on](Self::step) then, and whenever tasks
/// may be as it wants them. A stage without anything to wait for takes no time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stages {
    staged: Arc<StagedDeployment>,
    stage: LifecycleStage,
    part: Part,
    wait: Wait,
    /// The share of production traffic that the deployment has, in thousandths.
    share: u32,
    /// How many hooks were called.
    calls: u32,
}

/// What a stage waits for, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Tasks,
    Hooks,
    Bake,
}

/// A wait for something other than tasks, and what ends the deployment meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wait {
    until: SimTime,
    fails: Option<(SimTime, FailedBy)>,
    /// PAUSE hooks that nobody has answered: when each times out, and whether the deployment goes on then.
    pauses: Vec<(SimTime, bool)>,
}

/// What has become of a deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It has entered this stage.
    Entered(LifecycleStage),
    /// It has entered the stage in which production traffic moves, and has this share of it now, in thousandths.
    Shifted(u32),
    /// It has failed.
    Failed(FailedBy),
}

impl Wait {
    const fn until(until: SimTime) -> Self {
        Self { until, fails: None, pauses: Vec::new() }
    }

    /// When and how it ends.
    fn end(&self) -> (SimTime, Option<FailedBy>) {
        let over = self.pauses.iter().map(|pause| pause.0).chain([self.until]).max().unwrap_or(self.until);
        let pauses = self.pauses.iter().filter(|(_, continues)| !continues);
        let failures = pauses.map(|(at, _)| (*at, FailedBy::HookTimeout)).chain(self.fails);
        match failures.min() {
            Some((at, why)) if at <= over => (at, Some(why)),
            _ => (over, None),
        }
    }
}

impl Stages {
    /// Those of a deployment that begins at `now`, beside one other revision that is ACTIVE or beside `several`.
    #[must_use]
    pub fn new(staged: Arc<StagedDeployment>, several: bool, now: SimTime) -> Self {
        let stage = if several { LifecycleStage::ReconcileService } else { LifecycleStage::PreScaleUp };
        let wait = Wait::until(now);
        let mut begun = Self { staged, stage, part: Part::Tasks, wait, share: 0, calls: 0 };
        begun.wait_for_tasks(now);
        begun
    }

    /// The stage that it is in.
    #[must_use]
    pub const fn stage(&self) -> LifecycleStage {
        self.stage
    }

    /// The share of production traffic that the deployment has, in thousandths.
    #[must_use]
    pub const fn share(&self) -> u32 {
        self.share
    }

    /// Whether a PAUSE hook waits for an answer.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.part == Part::Hooks && !self.wait.pauses.is_empty()
    }

    /// How far the deployment has come, and what it waits for.
    #[must_use]
    pub fn standing(&self) -> StageStanding {
        let waits_for = match self.part {
            Part::Tasks => StageWait::Tasks,
            Part::Hooks if self.is_paused() => StageWait::Pause,
            Part::Hooks => StageWait::Hook,
            Part::Bake => StageWait::Bake,
        };
        StageStanding { stage: self.stage, waits_for, until: self.next_at(), share: self.share }
    }

    /// `ContinueServiceDeployment` answers a PAUSE hook: the one that would time out first.
    pub fn go_on(&mut self, now: SimTime) {
        let first = (0..self.wait.pauses.len()).min_by_key(|index| self.wait.pauses[*index].0);
        if let Some(first) = first {
            self.wait.pauses.remove(first);
            self.wait.until = self.wait.until.max(now);
        }
    }

    /// When it goes on by itself, or fails; [`SimTime::NEVER`] where only its tasks can bring that about.
    #[must_use]
    pub fn next_at(&self) -> SimTime {
        self.wait.end().0
    }

    /// Takes the next step that is due at `now`, if one is. `ready` says whether the tasks are as a stage wants them, `draw`
    /// how long the hook that is called as the *k*-th takes.
    pub fn step(
        &mut self,
        now: SimTime,
        ready: impl Fn(LifecycleStage) -> bool,
        draw: impl Fn(&Distribution, u32) -> SimDuration,
    ) -> Option<Change> {
        loop {
            if self.part == Part::Tasks && ready(self.stage) {
                self.call_hooks(now, &draw);
            }
            let (at, failure) = self.wait.end();
            if at > now {
                return None;
            }
            if let Some(why) = failure {
                return Some(Change::Failed(why));
            }
            match self.part {
                Part::Tasks => return None,
                Part::Hooks => self.bake(now),
                Part::Bake => return Some(self.leave(now)),
            }
        }
    }

    fn wait_for_tasks(&mut self, now: SimTime) {
        self.part = Part::Tasks;
        self.wait = Wait::until(SimTime::NEVER);
        if matches!(self.stage, LifecycleStage::ReconcileService | LifecycleStage::ScaleUp) {
            self.wait.fails = Some((now + STAGE_LIMIT, FailedBy::StageLimit));
        }
    }

    /// All hooks of a stage are called at once; it waits for the last of them, or for the first that fails.
    fn call_hooks(&mut self, now: SimTime, draw: &impl Fn(&Distribution, u32) -> SimDuration) {
        self.part = Part::Hooks;
        self.wait = Wait::until(now);
        let staged = Arc::clone(&self.staged);
        for hook in staged.hooks.iter().filter(|hook| hook.stages.contains(&self.stage)) {
            let times_out = now + hook.timeout;
            let HookTarget::Lambda { duration, succeeds } = &hook.target else {
                self.wait.pauses.push((times_out, hook.continues_on_timeout));
                continue;
            };
            let answers = now + draw(duration, self.calls);
            self.calls += 1;
            let failure = match (answers < times_out, *succeeds, hook.continues_on_timeout) {
                (true, false, _) => Some((answers, FailedBy::Hook)),
                (false, _, false) => Some((times_out, FailedBy::HookTimeout)),
                _ => None,
            };
            self.wait.fails = self.wait.fails.into_iter().chain(failure).min();
            self.wait.until = self.wait.until.max(answers.min(times_out));
        }
    }

    fn bake(&mut self, now: SimTime) {
        let bake = match self.stage {
            LifecycleStage::ProductionTrafficShift => self.staged.shift.bake_at(self.share),
            LifecycleStage::BakeTime => self.staged.bake,
            _ => SimDuration::ZERO,
        };
        self.part = Part::Bake;
        self.wait = Wait::until(now + bake);
    }

    fn leave(&mut self, now: SimTime) -> Change {
        use LifecycleStage::{PreProductionTrafficShift as Before, ProductionTrafficShift as Shift};
        self.stage = match self.stage {
            Shift if self.share < ALL_TRAFFIC => Before,
            stage => LifecycleStage::ALL[(stage as usize + 1).min(LifecycleStage::ALL.len() - 1)],
        };
        self.wait_for_tasks(now);
        if self.stage == Shift {
            self.share = self.staged.shift.after(self.share);
            return Change::Shifted(self.share);
        }
        Change::Entered(self.stage)
    }
}

#[cfg(test)]
mod tests;
