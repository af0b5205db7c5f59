//! A service that exists in counts only: plans are carried out on it, as far as there is room.

use crate::cluster::{DeploymentCounts, HealthCounts, TaskCategory};
use crate::model::{DeploymentBounds, MaximumCounts};
use crate::service::{
    Actual, DeploymentView, Desired, Plan, Planner, Selection, Start, StartsAllowed, Stop, StopKind,
    TaskClass,
};
use crate::time::SimTime;

/// Counts, written as `p1 s2 w3 u4 e5 h6`: pending, starting, settling (well already), unhealthy, enduring, healthy.
pub fn counts(text: &str) -> HealthCounts {
    let mut counts = HealthCounts::default();
    for word in text.split_whitespace() {
        let (letter, number) = word.split_at(1);
        let category = TaskCategory::ALL.into_iter().find(|&category| self::letter(category) == letter);
        *counts.of_mut(category.expect("one of p, s, w, u, e, h")) = number.parse().expect("a number");
    }
    counts
}

pub fn desired(count: u32, minimum: u32, maximum: u32) -> Desired {
    let bounds = DeploymentBounds { minimum_healthy_percent: minimum, maximum_percent: maximum };
    Desired { desired_count: count, bounds, early_success: None, moving: 0 }
}

/// A plan in one line: `-2h@0 replaced` stops two healthy tasks of deployment 0, `~` marks draining instances, `+4@1`
/// starts four of deployment 1, `else +2@1` up to two in the place of those before it.
pub fn render(plan: &Plan) -> String {
    let stops = plan.stops.iter().map(|stop| {
        let (class, count) = class_of(stop);
        let mark = if class.draining { "~" } else { "" };
        let cause = match stop.cause {
            StopKind::Surplus => "surplus",
            StopKind::Replaced => "replaced",
            StopKind::Unhealthy => "unhealthy",
            StopKind::Violation => panic!("only daemon services re-evaluate constraints"),
            StopKind::Deleted => panic!("the service is there"),
        };
        format!("-{count}{}{mark}@{} {cause}", letter(class.category), class.deployment)
    });
    let starts = plan.starts.iter().map(|start| match start {
        Start::Anywhere { deployment, count, replacing: 0 } => format!("+{count}@{deployment}"),
        Start::Anywhere { deployment, count, replacing } => {
            format!("+{count}@{deployment} ({replacing} for unhealthy)")
        }
        Start::Fallback { deployment, at_most } => format!("else +{at_most}@{deployment}"),
        Start::On { .. } | Start::ToRebalance { .. } => panic!("no plan of these services holds it"),
    });
    let mut words: Vec<String> = stops.chain(starts).collect();
    words.extend(plan.blocked.then(|| "blocked".to_owned()));
    words.extend(plan.steady.then(|| "steady".to_owned()));
    words.join(", ")
}

/// The class of tasks that a stop is about, and how many of them.
pub fn class_of(stop: &Stop) -> (TaskClass, u32) {
    match stop.tasks {
        Selection::Any { class, count } => (class, count),
        Selection::Task(_) => panic!("only daemon services name tasks"),
    }
}

/// Decides on one pass.
pub fn plan(
    desired: &Desired,
    deployments: &[DeploymentView],
    starts_allowed: StartsAllowed,
    maximum_counts: MaximumCounts,
    stopping: u32,
    now: SimTime,
) -> Plan {
    let mut plan = Plan::default();
    let actual = Actual { deployments, sites: &[], stopping, maximum_counts, starts_allowed };
    Planner::Rolling.plan(desired, &actual, now, &mut plan);
    plan
}

fn letter(category: TaskCategory) -> &'static str {
    match category {
        TaskCategory::Pending => "p",
        TaskCategory::Starting => "s",
        TaskCategory::Settling => "w",
        TaskCategory::Unhealthy => "u",
        TaskCategory::Enduring => "e",
        TaskCategory::Healthy => "h",
    }
}

/// What became of a plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    pub stopped: u32,
    pub started: u32,
}

/// A service in counts.
#[derive(Clone, Debug)]
pub struct ModelService {
    pub desired: Desired,
    pub views: Vec<DeploymentView>,
    /// Tasks that all instances together can hold.
    pub room: u32,
    /// Deployments with a lower number find no instance.
    pub placeable_from: u32,
    pub maximum_counts: MaximumCounts,
    /// Tasks that stop; they have stopped by the next pass.
    pub stopping: u32,
}

impl ModelService {
    /// A service with one deployment whose tasks are all healthy.
    pub fn healthy(desired: Desired, room: u32) -> Self {
        let staying = HealthCounts { healthy: desired.desired_count, ..HealthCounts::default() };
        let counts = DeploymentCounts { staying, ..DeploymentCounts::default() };
        Self {
            desired,
            views: vec![DeploymentView { counts, ..DeploymentView::default() }],
            room,
            placeable_from: 0,
            maximum_counts: MaximumCounts::UntilStopped,
            stopping: 0,
        }
    }

    /// Starts a deployment as [`Deployments::supersede`](crate::service::Deployments::supersede) does.
    pub fn deploy(mut self) -> Self {
        let current = self.views.last_mut().expect("a deployment");
        current.target = current.counts.staying.healthy + current.counts.draining.healthy;
        let number = current.number + 1;
        self.views.push(DeploymentView { number, ..DeploymentView::default() });
        self
    }

    /// Sets the instances of `healthy` tasks of the PRIMARY deployment to `DRAINING`.
    pub fn drain(mut self, healthy: u32) -> Self {
        let counts = &mut self.views.last_mut().expect("a deployment").counts;
        counts.staying.healthy -= healthy;
        counts.draining.healthy += healthy;
        self
    }

    pub fn plan(&self) -> Plan {
        let Self { desired, views, maximum_counts, stopping, .. } = self;
        plan(desired, views, StartsAllowed::UNLIMITED, *maximum_counts, *stopping, SimTime::ZERO)
    }

    /// Carries out the stops; returns how many tasks that were.
    pub fn apply_stops(&mut self, plan: &Plan) -> u32 {
        for stop in &plan.stops {
            let (class, count) = class_of(stop);
            let part = self.view_mut(class.deployment).counts.part_mut(class.draining);
            let there = part.of_mut(class.category);
            *there = there.checked_sub(count).expect("only tasks that exist are stopped");
            self.stopping += count;
        }
        for &(number, target) in &plan.targets {
            self.view_mut(number).target = target;
        }
        plan.stops.iter().map(|stop| class_of(stop).1).sum()
    }

    /// Carries out the starts while there is room; returns how many tasks that were.
    pub fn apply_starts(&mut self, plan: &Plan) -> u32 {
        let (mut started, mut unplaced) = (0, 0);
        for start in &plan.starts {
            let (deployment, wanted) = match *start {
                Start::Anywhere { deployment, count, .. } => (deployment, count),
                Start::Fallback { deployment, at_most } => (deployment, at_most.min(unplaced)),
                Start::On { .. } | Start::ToRebalance { .. } => panic!("no plan of these services holds it"),
            };
            let room =
                if deployment < self.placeable_from { 0 } else { self.room.saturating_sub(self.live()) };
            let count = wanted.min(room);
            self.view_mut(deployment).counts.staying.pending += count;
            started += count;
            unplaced += wanted - count;
        }
        self.retire();
        started
    }

    /// One pass, after which all tasks that are on their way become healthy, or `STOPPED`.
    pub fn pass(&mut self) -> Done {
        let plan = self.plan();
        let done = Done { stopped: self.apply_stops(&plan), started: self.apply_starts(&plan) };
        self.all_become_healthy();
        done
    }

    pub fn all_become_healthy(&mut self) {
        self.stopping = 0;
        for view in &mut self.views {
            for part in [&mut view.counts.staying, &mut view.counts.draining] {
                for category in [TaskCategory::Pending, TaskCategory::Starting, TaskCategory::Settling] {
                    part.healthy += std::mem::take(part.of_mut(category));
                }
                part.unhealthy += std::mem::take(&mut part.enduring);
            }
        }
    }

    /// What the upper bound counts.
    pub fn counted(&self) -> u32 {
        match self.maximum_counts {
            MaximumCounts::UntilStopped => self.live() + self.stopping,
            MaximumCounts::RunningAndPending => self.live(),
        }
    }

    pub fn live(&self) -> u32 {
        self.views.iter().map(|view| view.counts.total()).sum()
    }

    pub fn healthy_count(&self) -> u32 {
        let views = self.views.iter();
        views.map(|view| view.counts.staying.healthy + view.counts.draining.healthy).sum()
    }

    fn view_mut(&mut self, number: u32) -> &mut DeploymentView {
        self.views.iter_mut().find(|view| view.number == number).expect("a deployment that exists")
    }

    fn retire(&mut self) {
        let primary = self.views.last().expect("a deployment").number;
        self.views.retain(|view| view.number == primary || view.target + view.counts.total() > 0);
    }
}
