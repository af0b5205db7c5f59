//! A service that exists in counts only: plans are carried out on it, as far as there is room.

use super::reconcile;
use crate::cluster::{DeploymentCounts, HealthCounts};
use crate::model::DeploymentBounds;
use crate::service::{Actual, DeploymentView, Desired, Plan, Situation, StartsAllowed, StopKind};
use crate::time::SimTime;

/// Counts, written as `p1 s2 u3 h4`: pending, starting, unhealthy, healthy.
pub fn counts(text: &str) -> HealthCounts {
    let mut counts = HealthCounts::default();
    for word in text.split_whitespace() {
        let (letter, number) = word.split_at(1);
        let situation = Situation::ALL.into_iter().find(|&situation| self::letter(situation) == letter);
        *super::slot(&mut counts, situation.expect("one of p, s, u, h")) = number.parse().expect("a number");
    }
    counts
}

pub fn desired(count: u32, minimum: u32, maximum: u32) -> Desired {
    let bounds = DeploymentBounds { minimum_healthy_percent: minimum, maximum_percent: maximum };
    Desired { desired_count: count, bounds }
}

/// A plan in one line: `-2h@0 replaced` stops two healthy tasks of deployment 0, `~` marks draining instances, `+4@1`
/// starts four of deployment 1.
pub fn render(plan: &Plan) -> String {
    let stops = plan.stops.iter().map(|stop| {
        let mark = if stop.draining { "~" } else { "" };
        let cause = match stop.cause {
            StopKind::Surplus => "surplus",
            StopKind::Replaced => "replaced",
            StopKind::Unhealthy => "unhealthy",
            StopKind::Violation => panic!("only daemon services re-evaluate constraints"),
        };
        format!("-{}{}{mark}@{} {cause}", stop.count, letter(stop.situation), stop.deployment)
    });
    let starts = plan.starts.iter().map(|start| format!("+{}@{}", start.count, start.deployment));
    let mut words: Vec<String> = stops.chain(starts).collect();
    words.extend(plan.blocked.then(|| "blocked".to_owned()));
    words.extend(plan.steady.then(|| "steady".to_owned()));
    words.join(", ")
}

fn letter(situation: Situation) -> &'static str {
    match situation {
        Situation::Pending => "p",
        Situation::Starting => "s",
        Situation::Unhealthy => "u",
        Situation::Healthy => "h",
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
}

impl ModelService {
    /// A service with one deployment whose tasks are all healthy.
    pub fn healthy(desired: Desired, room: u32) -> Self {
        let staying = HealthCounts { healthy: desired.desired_count, ..HealthCounts::default() };
        let counts = DeploymentCounts { staying, ..DeploymentCounts::default() };
        Self { desired, views: vec![DeploymentView { number: 0, target: 0, counts }], room }
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
        let actual = Actual { deployments: &self.views, starts_allowed: StartsAllowed::UNLIMITED };
        reconcile(&self.desired, &actual, SimTime::ZERO)
    }

    /// Carries out the stops; returns how many tasks that were.
    pub fn apply_stops(&mut self, plan: &Plan) -> u32 {
        for stop in &plan.stops {
            let counts = &mut self.view_mut(stop.deployment).counts;
            let part = if stop.draining { &mut counts.draining } else { &mut counts.staying };
            let there = super::slot(part, stop.situation);
            *there = there.checked_sub(stop.count).expect("only tasks that exist are stopped");
        }
        for &(number, target) in &plan.targets {
            self.view_mut(number).target = target;
        }
        plan.stops.iter().map(|stop| stop.count).sum()
    }

    /// Carries out the starts while there is room; returns how many tasks that were.
    pub fn apply_starts(&mut self, plan: &Plan) -> u32 {
        let mut started = 0;
        for start in &plan.starts {
            let count = start.count.min(self.room.saturating_sub(self.live()));
            self.view_mut(start.deployment).counts.staying.pending += count;
            started += count;
        }
        self.retire();
        started
    }

    /// One pass, after which all tasks that are on their way become healthy.
    pub fn pass(&mut self) -> Done {
        let plan = self.plan();
        let done = Done { stopped: self.apply_stops(&plan), started: self.apply_starts(&plan) };
        self.all_become_healthy();
        done
    }

    pub fn all_become_healthy(&mut self) {
        for view in &mut self.views {
            for part in [&mut view.counts.staying, &mut view.counts.draining] {
                part.healthy += std::mem::take(&mut part.pending) + std::mem::take(&mut part.starting);
            }
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
