//! `[[tasks]]`: tasks as `DescribeTasks` prints them, at their places.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::{Node, Problem, Problems, Span};
use super::super::fields::{Text, required_text, text};
use super::super::fleet::Fleet;
use super::super::names::{shortened, without_arn};
use super::super::services::Services;
use super::super::stamps;
use super::super::task_calls::TaskCalls;
use super::deployments::Rollout;
use super::lacking;
use super::usage::Used;
use crate::model::{ClusterId, FoundStage, FoundTask, GroupId, InstanceId, ServiceId, TaskDefinitionId};
use crate::time::SimDuration;

/// What a task of a service calls its group.
const OF_SERVICE: &str = "service:";

/// The tasks that were read so far.
pub struct Tasks<'t, 'n> {
    fleet: &'t Fleet<'t>,
    services: &'t Services<'n>,
    /// When the run begins, in microseconds since the Unix epoch.
    starts_at: i64,
    /// Instances by the last part of their ARNs.
    instances: BTreeMap<&'t str, InstanceId>,
    found: Vec<FoundTask>,
    /// Tasks of which nothing is simulated, by reason: the first, and how many.
    left_out: BTreeMap<&'static str, (&'n Span, u32)>,
    /// What was missing once is told once.
    missing: BTreeSet<&'n str>,
}

impl<'t, 'n> Tasks<'t, 'n> {
    /// None yet.
    pub fn new(fleet: &'t Fleet<'t>, services: &'t Services<'n>, starts_at: i64) -> Self {
        let instances = fleet.described.iter().map(|(id, described)| (described.id, *id)).collect();
        let (left_out, missing) = (BTreeMap::new(), BTreeSet::new());
        Self { fleet, services, starts_at, instances, found: Vec::new(), left_out, missing }
    }

    /// Reads one task.
    pub fn read(
        &mut self,
        node: &'n Node,
        rollouts: &mut [Option<Rollout<'n>>],
        calls: &mut TaskCalls<'_, 'n>,
        problems: &mut Problems,
    ) {
        let Some(stage) = stage(node) else { return };
        let Some(arn) = self.place_of(node) else { return };
        let cluster = calls.around().clusters.resolve(node, problems);
        let instance = self.instance(arn, node, problems);
        let definition = self.definition(node, calls, problems);
        let (Some(cluster), Some(instance), Some(registered)) = (cluster, instance, definition) else {
            return;
        };
        let definition = calls.overridden(registered, node.get("overrides"), &node.span, problems);
        let service = self.service(node, cluster);
        let started_by = text(node, "startedBy");
        let deployment = service.map_or(0, |id| {
            let (of, node) = (&self.services.services[id.index()], self.services.nodes[id.index()]);
            let rollout = rollouts[id.index()].get_or_insert_with(|| Rollout::read(id, of, node));
            rollout.place(definition, started_by, stage)
        });
        let group =
            service.map_or_else(|| self.group(node, cluster, registered, calls, problems), GroupId::from);
        let deployment = u32::try_from(deployment).expect("fewer deployments than tasks");
        self.found.push(FoundTask {
            group,
            service,
            deployment,
            definition,
            instance,
            stage,
            containers_healthy: containers_healthy(node),
            ran_for: self.ran_for(node),
        });
    }

    /// Tells of tasks of which nothing is simulated.
    pub fn tell_left_out(&self, problems: &mut Problems) {
        for (reason, (span, count)) in &self.left_out {
            let (are, they) = if *count == 1 { ("task is", "it is") } else { ("tasks are", "they are") };
            let message = format!("{count} {are} {reason}");
            problems.push(Problem::warning(span, message).label(format!("{they} left out")));
        }
    }

    /// By instance what its tasks take: all of them, and those that are not to stop.
    pub fn used(&self, calls: &TaskCalls<'_, '_>) -> (Vec<Used>, Vec<Used>) {
        let mut all = vec![Used::default(); self.fleet.instances.len()];
        let mut staying = all.clone();
        for task in &self.found {
            let demand = &calls.definition(task.definition).demand;
            all[task.instance.slot()].add(demand);
            if task.stage != FoundStage::Stopping {
                staying[task.instance.slot()].add(demand);
            }
        }
        (all, staying)
    }

    /// Adds a task that no output describes.
    pub fn add(&mut self, task: FoundTask) {
        self.found.push(task);
    }

    /// All tasks, with the numbers of their deployments.
    pub fn finish(self, rollouts: &[Option<Rollout<'_>>]) -> Vec<FoundTask> {
        let numbered = |mut task: FoundTask| {
            if let Some(rollout) = task.service.and_then(|id| rollouts[id.index()].as_ref()) {
                task.deployment = rollout.number(task.deployment as usize);
            }
            task
        };
        self.found.into_iter().map(numbered).collect()
    }

    /// `containerInstanceArn`, unless the task is on no container instance.
    fn place_of(&mut self, node: &'n Node) -> Option<Text<'n>> {
        let arn = text(node, "containerInstanceArn");
        if arn.is_none() {
            let on_fargate = ["launchType", "capacityProviderName"]
                .iter()
                .any(|name| text(node, name).is_some_and(|of| of.value.starts_with("FARGATE")));
            let reason = if on_fargate {
                "on Fargate, which is not simulated yet"
            } else {
                "on no container instance yet"
            };
            self.left_out.entry(reason).or_insert((&node.span, 0)).1 += 1;
        }
        arn
    }

    fn instance(&mut self, arn: Text<'n>, node: &Node, problems: &mut Problems) -> Option<InstanceId> {
        let id = without_arn(arn.value, "container-instance");
        let found = self.instances.get(id).copied();
        if found.is_none() && self.missing.insert(arn.value) {
            let message = format!("no [[containerInstances]] entry is `{}`", shortened(id));
            let problem = Problem::error(arn.span, message).label("a task runs there");
            let cluster = cluster_of(node);
            let command = format!(
                "aws ecs describe-container-instances --cluster {cluster} --container-instances {id}"
            );
            problems.push(lacking(problem, &command));
        }
        found
    }

    fn definition(
        &mut self,
        node: &'n Node,
        calls: &TaskCalls<'_, 'n>,
        problems: &mut Problems,
    ) -> Option<TaskDefinitionId> {
        let written = required_text(node, "taskDefinitionArn", "the task", problems)?;
        let mut told = Problems::default();
        let found = calls.around().task_definitions.resolve(written, &mut told);
        if found.is_none() && self.missing.insert(written.value) {
            let name = without_arn(written.value, "task-definition");
            let message = format!("task definition `{}` is not described", shortened(name));
            let problem = Problem::error(written.span, message).label("a task of it runs");
            let command = format!("aws ecs describe-task-definition --task-definition {name}");
            problems.push(lacking(problem, &command));
        }
        found
    }

    /// The service of the task's group, if the scenario has it.
    fn service(&self, node: &Node, cluster: ClusterId) -> Option<ServiceId> {
        let name = text(node, "group")?.value.strip_prefix(OF_SERVICE)?;
        self.services.find(cluster, name)
    }

    /// The group of a task that nothing replaces; one of a service that nobody describes is told.
    fn group(
        &mut self,
        node: &'n Node,
        cluster: ClusterId,
        definition: TaskDefinitionId,
        calls: &mut TaskCalls<'_, 'n>,
        problems: &mut Problems,
    ) -> GroupId {
        let written = text(node, "group");
        let of_service = written.filter(|group| group.value.starts_with(OF_SERVICE));
        if let Some(group) = of_service.filter(|group| self.missing.insert(group.value)) {
            let name = group.value.strip_prefix(OF_SERVICE).unwrap_or_default();
            let message = format!("service `{}` is not described", shortened(name));
            let problem = Problem::warning(group.span, message).label("nothing replaces its tasks");
            let cluster = cluster_of(node);
            let command = format!("aws ecs describe-services --cluster {cluster} --services {name}");
            problems.push(lacking(problem, &command));
        }
        let family = || format!("family:{}", calls.around().task_definitions.get(definition).family);
        let name = written.map_or_else(family, |group| group.value.to_owned());
        let span = written.map_or(&node.span, |group| group.span);
        calls.group(cluster, name, span, problems)
    }

    /// How long it has been `RUNNING` when the run begins.
    fn ran_for(&self, node: &Node) -> SimDuration {
        let since = stamps::of(node, "startedAt").map_or(0, |at| self.starts_at.saturating_sub(at));
        SimDuration::from_micros(u64::try_from(since).unwrap_or(0))
    }
}

/// How far a task is; `None` for one that is over, or was told to stop before it started.
fn stage(node: &Node) -> Option<FoundStage> {
    let status = |name| text(node, name).map(|status| status.value);
    let stops = status("desiredStatus") == Some("STOPPED");
    match status("lastStatus").unwrap_or("RUNNING") {
        "PROVISIONING" | "PENDING" | "ACTIVATING" => (!stops).then_some(FoundStage::Pending),
        "RUNNING" if !stops => Some(FoundStage::Running),
        "RUNNING" | "DEACTIVATING" | "STOPPING" | "DEPROVISIONING" => Some(FoundStage::Stopping),
        _ => None,
    }
}

/// `healthStatus`, where checks of containers have said anything.
fn containers_healthy(node: &Node) -> Option<bool> {
    match text(node, "healthStatus")?.value {
        "HEALTHY" => Some(true),
        "UNHEALTHY" => Some(false),
        _ => None,
    }
}

/// The cluster, as a command names it.
fn cluster_of(node: &Node) -> &str {
    text(node, "clusterArn").map_or("default", |arn| without_arn(arn.value, "cluster"))
}
