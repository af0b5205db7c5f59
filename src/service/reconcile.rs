//! The service scheduler's decision: what should be, what is, and hence what to stop and to start.

use super::plan::{Actual, DeploymentView, Desired, Plan, Selection, Start, Stop, StopKind, TaskClass};
use crate::cluster::{HealthCounts, TaskCategory};
use crate::model::MaximumCounts;
use crate::time::SimTime;

/// Decides on one pass into an empty plan.
///
/// Unhealthy tasks that have been replaced go first (HL-03), then what is stopped down to the lower bound, and last
/// come the starts up to the upper bound. The cost grows with the number of deployments, not of tasks.
///
/// # Panics
///
/// When there is no deployment.
pub(super) fn plan(desired: &Desired, actual: &Actual<'_>, now: SimTime, plan: &mut Plan) {
    plan.desired_count = desired.desired_count;
    plan.working.extend_from_slice(actual.deployments);
    let mut pass = Pass::new(plan, desired, actual);
    pass.stop_what_nobody_needs();
    pass.stop_replaced_unhealthy();
    pass.stop_surplus();
    pass.stop_leaving_down_to_lower();
    let in_the_way = pass.task_in_the_way();
    if let Some(task) = in_the_way
        && actual.starts_allowed.count > 0
    {
        pass.stop(task.deployment, task.draining, task.category, 1, task.cause);
    }
    let held_back = pass.start_up_to_upper(actual.starts_allowed.count);
    let withheld = in_the_way.is_some() && actual.starts_allowed.count == 0;
    (pass.plan.blocked, pass.plan.steady) = (in_the_way.is_none() && pass.is_blocked(), pass.is_steady());
    pass.plan.early = desired.early_success.is_some() && pass.well() >= pass.enough;
    if held_back || withheld {
        plan.wake_at = actual.starts_allowed.next_at.map(|at| at.max(now));
    }
    let (_, older) = plan.working.split_last().expect("checked at the start");
    plan.targets.extend(older.iter().map(|view| (view.number, view.target)));
}

/// A pass at work: the counts in `plan.working` are what is left after the stops decided so far.
struct Pass<'p> {
    plan: &'p mut Plan,
    primary: usize,
    desired: u32,
    /// So many healthy tasks of PRIMARY do without older deployments.
    enough: u32,
    /// What PRIMARY should hold: the desired count, and what zone rebalancing moves.
    wanted: u32,
    lower: u32,
    upper: u32,
    /// Tasks that stop and that the upper bound counts.
    stopping: u32,
    maximum_counts: MaximumCounts,
}

/// A task that has to go before its replacement may start; `deployment` is a position in the list.
#[derive(Clone, Copy)]
struct InTheWay {
    deployment: usize,
    draining: bool,
    category: TaskCategory,
    cause: StopKind,
}

impl<'p> Pass<'p> {
    fn new(plan: &'p mut Plan, desired: &Desired, actual: &Actual<'_>) -> Self {
        let count = desired.desired_count;
        let primary = plan.working.len().checked_sub(1).expect("a service has a deployment");
        // Older deployments together never hold more than the service wants: after a scale-in the newest keep theirs.
        let mut left = count;
        for view in plan.working[..primary].iter_mut().rev() {
            view.target = view.target.min(left);
            left -= view.target;
        }
        let wanted = count + desired.moving;
        plan.working[primary].target = wanted;
        let (lower, upper) = (desired.bounds.lower(count), desired.bounds.upper(count));
        let maximum_counts = actual.maximum_counts;
        let stopping = match maximum_counts {
            MaximumCounts::UntilStopped => actual.stopping,
            MaximumCounts::RunningAndPending => 0,
        };
        // An update of the percentages may ask for more than early success does.
        let enough = desired.early_success.map_or(count, |early| early.needed(count).max(lower));
        Self { plan, primary, desired: count, enough, wanted, lower, upper, stopping, maximum_counts }
    }

    fn view(&self, index: usize) -> &DeploymentView {
        &self.plan.working[index]
    }

    /// Plans to stop up to `count` tasks and takes them off the counts; returns how many there were that may be stopped.
    fn stop(
        &mut self,
        index: usize,
        draining: bool,
        category: TaskCategory,
        count: u32,
        cause: StopKind,
    ) -> u32 {
        let stopped = count.min(self.stoppable(index, draining, category, cause));
        if stopped == 0 {
            return 0;
        }
        let view = &mut self.plan.working[index];
        *view.counts.part_mut(draining).of_mut(category) -= stopped;
        if self.maximum_counts == MaximumCounts::UntilStopped {
            self.stopping += stopped;
        }
        let class = TaskClass { deployment: view.number, category, draining };
        self.plan.stops.push(Stop { tasks: Selection::Any { class, count: stopped }, cause });
        if cause == StopKind::Replaced && self.leaves_altogether(index) {
            self.give_up(index, stopped);
        }
        stopped
    }

    /// How many tasks may be stopped for this reason (SI-07).
    fn stoppable(&self, index: usize, draining: bool, category: TaskCategory, cause: StopKind) -> u32 {
        let view = self.view(index);
        let there = view.counts.part(draining).of(category);
        let spared = if cause.spares_protected() { view.protected.part(draining).of(category) } else { 0 };
        there.saturating_sub(spared)
    }

    /// An older deployment gives up tasks that are replaced. What it had lost before is not owed to it any more:
    /// otherwise the same pass would start what it stops.
    fn give_up(&mut self, index: usize, stopped: u32) {
        let held = self.held(index).held();
        let target = &mut self.plan.working[index].target;
        *target = target.saturating_sub(stopped).min(held);
    }

    /// PRIMARY has what it wants where it stays, or as much as early success asks for: nothing needs the leaving tasks any
    /// more, whatever they do.
    fn stop_what_nobody_needs(&mut self) {
        let healthy = self.view(self.primary).counts.staying.healthy;
        let (primary_is_complete, enough) = (healthy >= self.desired, healthy >= self.enough);
        if !enough || self.is_stalled() {
            return;
        }
        for (index, draining) in self.leaving() {
            if index == self.primary && !primary_is_complete {
                continue;
            }
            for category in TaskCategory::ALL {
                self.stop(index, draining, category, u32::MAX, StopKind::Replaced);
            }
        }
        for view in &mut self.plan.working[..self.primary] {
            view.target = 0;
        }
    }

    /// PRIMARY has failed and nothing takes its place: no deployment goes on, and what there is is only kept (services.md
    /// §2.3).
    fn is_stalled(&self) -> bool {
        self.view(self.primary).failed
    }

    /// Whether all tasks of a deployment leave, wherever they are; of others only those on draining instances do.
    fn leaves_altogether(&self, index: usize) -> bool {
        index != self.primary && !self.is_stalled()
    }

    /// HL-03: an unhealthy task goes when its replacement has been judged, healthy or not.
    fn stop_replaced_unhealthy(&mut self) {
        for index in 0..=self.primary {
            let judged = self.held(index);
            let sick = judged.unhealthy + judged.enduring;
            let mut surplus = (judged.healthy + sick).saturating_sub(self.view(index).target);
            for draining in [true, false] {
                if !draining || self.leaves_altogether(index) {
                    surplus -=
                        self.stop(index, draining, TaskCategory::Unhealthy, surplus, StopKind::Unhealthy);
                }
            }
        }
    }

    /// SI-10: what a deployment has beyond its target, the tasks that have come least far first.
    ///
    /// Unhealthy tasks do not count as held, so the replacements that are on their way to them stay. Healthy tasks of
    /// older deployments are left to [`stop_leaving_down_to_lower`](Self::stop_leaving_down_to_lower).
    fn stop_surplus(&mut self) {
        for index in 0..=self.primary {
            let mut surplus = self.held(index).held().saturating_sub(self.view(index).target);
            for category in [
                TaskCategory::Pending,
                TaskCategory::Enduring,
                TaskCategory::Starting,
                TaskCategory::Settling,
            ] {
                if self.leaves_altogether(index) {
                    surplus -= self.stop(index, true, category, surplus, StopKind::Surplus);
                }
                surplus -= self.stop(index, false, category, surplus, StopKind::Surplus);
            }
            if !self.leaves_altogether(index) {
                // What an older deployment has too much of in a stalled service may be all that is healthy.
                let spared = self.total(|counts| counts.healthy).saturating_sub(self.lower);
                let most = if index == self.primary { surplus } else { surplus.min(spared) };
                self.stop(index, false, TaskCategory::Healthy, most, StopKind::Surplus);
            }
        }
    }

    /// DR-02: healthy tasks of older deployments and on draining instances go as far as the lower bound allows. What was
    /// `PENDING` on a draining instance is gone with the call (DR-01): what has not started there is `ACTIVATING`, and
    /// leaves as running ones do.
    fn stop_leaving_down_to_lower(&mut self) {
        let mut budget = self.total(|counts| counts.healthy).saturating_sub(self.lower);
        for (index, draining) in self.leaving() {
            budget -= self.stop(index, draining, TaskCategory::Healthy, budget, StopKind::Replaced);
        }
    }

    /// HL-03, second half: where the upper bound forbids a replacement, one task makes room for it.
    ///
    /// It is an unhealthy task, to be followed by one of its own revision (HL-04); else one on a draining instance that
    /// does not count as healthy, so that the lower bound does not mind. What an older deployment has just started in
    /// the place of a lost task stays until it is judged: otherwise each crash would be answered by two launches. They
    /// leave one by one: the next goes when the replacement of the one before is `RUNNING` (SC-12).
    fn task_in_the_way(&self) -> Option<InTheWay> {
        let one_is_on_its_way = self.stopping > 0 || self.total(|counts| counts.pending) > 0;
        if self.room() > 0 || one_is_on_its_way {
            return None;
        }
        let short = (0..=self.primary).filter(|&index| self.deficit(index) > 0);
        let unhealthy =
            short.flat_map(|index| [(index, true), (index, false)]).find_map(|(index, draining)| {
                let leaves = draining && index == self.primary;
                let cause = if leaves { StopKind::Replaced } else { StopKind::Unhealthy };
                self.find(index, draining, TaskCategory::Unhealthy, cause)
            });
        let primary_waits = self.deficit(self.primary) > 0;
        unhealthy.or_else(|| {
            let starting = self.find(self.primary, true, TaskCategory::Starting, StopKind::Replaced);
            starting.filter(|_| primary_waits)
        })
    }

    fn find(
        &self,
        index: usize,
        draining: bool,
        category: TaskCategory,
        cause: StopKind,
    ) -> Option<InTheWay> {
        let any = self.stoppable(index, draining, category, cause) > 0;
        any.then_some(InTheWay { deployment: index, draining, category, cause })
    }

    /// HL-04: older deployments replace what they lost first; then PRIMARY grows, also in the place of what finds no
    /// instance among them. Says whether `allowed` was too few.
    fn start_up_to_upper(&mut self, allowed: u32) -> bool {
        let (mut room, mut allowed, mut of_older) = (self.room(), allowed, 0);
        let mut held_back = false;
        for index in 0..=self.primary {
            let (deployment, deficit) = (self.view(index).number, self.startable(index));
            let wanted = deficit.min(room);
            let count = wanted.min(allowed);
            held_back |= count < wanted;
            let at_most = if index == self.primary { of_older.min(deficit - count) } else { 0 };
            if at_most > 0 {
                self.plan.starts.push(Start::Fallback { deployment, at_most });
            }
            if count > 0 {
                let replacing = count.saturating_sub(self.lost(index));
                self.plan.starts.push(Start::Anywhere { deployment, count, replacing });
            }
            room -= count;
            allowed -= count;
            of_older += count;
        }
        held_back
    }

    /// How many tasks a deployment may start as far as it itself is concerned: all that it lacks, or the first of a
    /// revision whose images are still to be resolved (SC-08).
    fn startable(&self, index: usize) -> u32 {
        let view = self.view(index);
        if view.first_alone {
            self.deficit(index).min(1_u32.saturating_sub(self.held(index).total()))
        } else {
            self.deficit(index)
        }
    }

    /// How many tasks a deployment lacks that are gone; what it lacks beyond is unhealthy.
    fn lost(&self, index: usize) -> u32 {
        let held = self.held(index);
        self.view(index).target.saturating_sub(held.held() + held.unhealthy)
    }

    /// The documented stuck test on actual numbers: only healthy tasks are left, and neither bound lets one move.
    fn is_blocked(&self) -> bool {
        let waiting = (0..=self.primary).any(|index| self.deficit(index) > 0);
        let on_the_way = |counts: &HealthCounts| counts.pending + counts.starting + counts.settling;
        let on_the_way = self.stopping > 0 || self.total(on_the_way) > 0;
        self.plan.stops.is_empty() && waiting && self.room() == 0 && !on_the_way
    }

    fn is_steady(&self) -> bool {
        let older_hold = self.plan.working[..self.primary].iter().any(|view| view.target > 0);
        let live = self.total(HealthCounts::total);
        self.plan.stops.is_empty() && !older_hold && self.well() == self.wanted && live == self.wanted
    }

    /// Where tasks leave from, as (deployment, whether on draining instances): older deployments first, whose tasks
    /// leave everywhere, and last the draining instances of PRIMARY.
    fn leaving(&self) -> impl Iterator<Item = (usize, bool)> + use<> {
        let (primary, stalled) = (self.primary, self.is_stalled());
        let all = (0..=primary).flat_map(|index| [(index, true), (index, false)]);
        all.filter(move |&(index, draining)| draining || (index != primary && !stalled))
    }

    /// Tasks of PRIMARY that are healthy where they stay.
    fn well(&self) -> u32 {
        self.view(self.primary).counts.staying.well()
    }

    /// What a deployment holds: for PRIMARY the tasks on instances that stay; an older one leaves altogether, so where
    /// its tasks are makes no difference.
    fn held(&self, index: usize) -> HealthCounts {
        let counts = &self.view(index).counts;
        if self.leaves_altogether(index) { counts.staying.plus(counts.draining) } else { counts.staying }
    }

    /// How many tasks a deployment lacks and may start: one that has failed starts nothing.
    fn deficit(&self, index: usize) -> u32 {
        if self.view(index).failed {
            return 0;
        }
        self.view(index).target.saturating_sub(self.held(index).held())
    }

    /// Tasks that may be started before the upper bound is reached (HL-05, SC-14).
    fn room(&self) -> u32 {
        self.upper.saturating_sub(self.total(HealthCounts::total) + self.stopping)
    }

    fn total(&self, of: impl Fn(&HealthCounts) -> u32) -> u32 {
        let views = self.plan.working.iter();
        views.map(|view| of(&view.counts.staying) + of(&view.counts.draining)).sum()
    }
}

#[cfg(test)]
mod endings;
#[cfg(test)]
mod measured;
#[cfg(test)]
mod model_service;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod protected;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod walk_throughs;
