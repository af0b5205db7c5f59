//! How far the deployments of a described service are.

use super::super::super::{Node, Problem, Problems, Value};
use super::super::fields::{Text, is_absent, list, text};
use super::super::names::{shortened, without_arn};
use super::lacking;
use crate::model::{FoundDeployment, FoundService, FoundStage, Service, ServiceId, TaskDefinitionId};

fn tasks(count: i64) -> String {
    format!("{count} task{}", if count == 1 { "" } else { "s" })
}

/// The deployments of a service that have tasks.
pub struct Rollout<'n> {
    service: ServiceId,
    node: &'n Node,
    desired_count: u32,
    is_daemon: bool,
    primary: Seen<'n>,
    older: Vec<Seen<'n>>,
    is_completed: Option<bool>,
    has_failed: bool,
}

/// A deployment and the tasks of it that were seen.
struct Seen<'n> {
    /// `startedBy` of its tasks, where the service names it.
    id: Option<&'n str>,
    definition: TaskDefinitionId,
    tasks: u32,
}

impl<'n> Rollout<'n> {
    /// What the service says of its deployments; those that are being replaced are learnt from their tasks.
    pub fn read(id: ServiceId, service: &Service, node: &'n Node) -> Self {
        let status = |of: &Node, status: &str| text(of, "status").is_some_and(|of| of.value == status);
        let primary = list(node, "deployments").iter().find(|of| status(of, "PRIMARY"));
        let state = primary.and_then(|of| text(of, "rolloutState"));
        Self {
            service: id,
            node,
            desired_count: service.desired_count,
            is_daemon: service.is_daemon(),
            primary: Seen {
                id: primary.and_then(|of| text(of, "id")).map(|id| id.value),
                definition: service.task_definition,
                tasks: 0,
            },
            older: Vec::new(),
            is_completed: state.map(|state| state.value == "COMPLETED"),
            has_failed: state.is_some_and(|state| state.value == "FAILED"),
        }
    }

    /// Counts a task of the service; says which deployment it belongs to, counting from PRIMARY (0) to older ones.
    pub fn place(
        &mut self,
        definition: TaskDefinitionId,
        started_by: Option<Text<'n>>,
        stage: FoundStage,
    ) -> usize {
        let staying = u32::from(stage != FoundStage::Stopping);
        let id = started_by.map(|by| by.value);
        let is_primary = definition == self.primary.definition
            && (id.is_none() || self.primary.id.is_none() || id == self.primary.id);
        if is_primary {
            self.primary.tasks += staying;
            return 0;
        }
        let same = |seen: &Seen<'_>| seen.definition == definition && (seen.id == id || id.is_none());
        let at = self.older.iter().position(same).unwrap_or_else(|| {
            self.older.push(Seen { id, definition, tasks: 0 });
            self.older.len() - 1
        });
        self.older[at].tasks += staying;
        at + 1
    }

    /// Tells where the service counts other tasks than `[[tasks]]` has.
    pub fn check_counts(&self, problems: &mut Problems) {
        if is_absent(self.node, "runningCount") {
            return;
        }
        let of = |name| match self.node.get(name).map(|count| &count.value) {
            Some(Value::Integer(count)) => *count,
            _ => 0,
        };
        let told = of("runningCount") + of("pendingCount");
        let seen: u32 = self.primary.tasks + self.older.iter().map(|older| older.tasks).sum::<u32>();
        if told == i64::from(seen) {
            return;
        }
        let name = text(self.node, "serviceName").map_or("", |name| name.value);
        let message =
            format!("service `{}` has {}, and [[tasks]] has {seen} of them", shortened(name), tasks(told));
        let span = &self.node.get("runningCount").unwrap_or(self.node).span;
        let problem = Problem::warning(span, message).label("what [[tasks]] has is there at the start");
        let cluster =
            text(self.node, "clusterArn").map_or("default", |arn| without_arn(arn.value, "cluster"));
        let command = format!(
            "aws ecs describe-tasks --cluster {cluster} --tasks $(aws ecs list-tasks --cluster {cluster} \
             --service-name {name} --query taskArns --output text)"
        );
        problems.push(lacking(problem, &command));
    }

    /// The deployments in their order: older revisions first, PRIMARY last.
    pub fn finish(self) -> FoundService {
        let deployment = |at: usize| {
            let Seen { definition, tasks, .. } = self.older[at];
            FoundDeployment { task_definition: definition, target: tasks }
        };
        let older: Vec<_> = self.order().into_iter().map(deployment).collect();
        let alone = older.is_empty() && (self.is_daemon || self.primary.tasks == self.desired_count);
        FoundService {
            service: self.service,
            is_completed: older.is_empty() && self.is_completed.unwrap_or(alone),
            has_failed: self.has_failed,
            older,
        }
    }

    /// The number of the deployment that [`place`](Self::place) called `at`.
    pub fn number(&self, at: usize) -> u32 {
        let position = match at.checked_sub(1) {
            Some(older) => self.order().iter().position(|known| *known == older).unwrap_or_default(),
            None => self.older.len(),
        };
        u32::try_from(position).expect("fewer deployments than tasks")
    }

    /// Positions of older deployments by revision, then in the order in which their tasks are listed.
    fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.older.len()).collect();
        order.sort_by_key(|at| (self.older[*at].definition, *at));
        order
    }
}
