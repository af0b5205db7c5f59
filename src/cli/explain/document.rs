//! What `plimsoll explain` knows, as plain data: JSON is this, and the text says nothing else.
//!
//! Times are seconds since the start of the simulation, or lengths in seconds. What does not exist is absent.

#![expect(clippy::struct_field_names, reason = "things are called as in ECS's API")]

use serde::Serialize;

use super::containers::Containers;
use super::events::{Event, events};
use super::instances::{LostHost, MoreCopies, NextInstance};
use super::leaving::{Leaving, leaving};
use super::monitoring::{Monitoring, monitoring};
use super::placement::Placement;
use super::resolve::Resolver;
use super::stage::Reached;
use super::stalled::{First, Stalled, first, stalled};
use crate::engine::explain::{ServiceAnswer, ServiceWait, TaskAnswer, WaitReason};
use crate::model::{MaximumCounts, Model};
use crate::scenario::Variant;
use crate::time::{SimDuration, SimTime};

/// Raised when something that was there changes its meaning.
const FORMAT_VERSION: u32 = 1;

/// The answer to one question.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document {
    /// Version of this format.
    pub format_version: u32,
    /// Name of the scenario.
    pub scenario: String,
    /// The variant that was run.
    pub variant: String,
    /// Which replication of it, from 1.
    pub replication: u32,
    /// The seed of that replication.
    pub seed: u64,
    /// How long the simulation lasts.
    pub duration: f64,
    /// The moment asked about, as it was written; absent where it is the end, or the question is about a task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_at: Option<String>,
    /// The service asked about; absent where a task was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<Service>,
    /// The task asked about; absent where a service was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<Task>,
}

/// A service at a moment.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Service {
    /// The moment.
    pub at: f64,
    /// Its cluster.
    pub cluster: String,
    /// Its name.
    pub service_name: String,
    /// `REPLICA` or `DAEMON`.
    pub scheduling_strategy: &'static str,
    /// `desiredCount`.
    pub desired_count: u32,
    /// Tasks that are `RUNNING`.
    pub running_count: u32,
    /// Tasks that are not yet.
    pub pending_count: u32,
    /// Tasks that count as healthy.
    pub healthy_count: u32,
    /// Tasks, of all of these, on `DRAINING` instances, which are to be replaced.
    pub draining_count: u32,
    /// Tasks that run on and answer nothing, which ECS learns from their checks alone.
    #[serde(skip_serializing_if = "is_none_at_all")]
    pub hanging_count: u32,
    /// `minimumHealthyPercent`.
    pub minimum_healthy_percent: u32,
    /// `maximumPercent`.
    pub maximum_percent: u32,
    /// Its deployments, older first.
    pub deployments: Vec<Deployment>,
    /// The stage that the PRIMARY deployment is in, if it takes over in stages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Reached>,
    /// Its tasks that are on their way out and still count.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub leaving: Vec<Leaving>,
    /// Its tasks that were sent to hosts which start nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stalled: Vec<Stalled>,
    /// Whether `maximumPercent` counts those that have been told to stop until they are `STOPPED`.
    pub maximum_counts_stopping: bool,
    /// What its deployment waits for besides its tasks, and what may end it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub monitoring: Option<Monitoring>,
    /// What it waits for; absent while it has all its tasks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Wait>,
    /// Hosts of the cluster without power that ECS still counts on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lost_hosts: Vec<LostHost>,
    /// Where one more task of the PRIMARY deployment would go.
    pub one_more: Placement,
    /// The next instance to register that would take it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_instance: Option<NextInstance>,
    /// How many more such tasks fit; absent where a topology spread may forbid instances that could take them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<MoreCopies>,
    /// Its hundred last events, the newest first.
    pub events: Vec<Event>,
}

/// A deployment.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Deployment {
    /// Its id.
    pub id: String,
    /// `PRIMARY` or `ACTIVE`.
    pub status: &'static str,
    /// What it rolls out.
    pub task_definition: String,
    /// When it began.
    pub started_at: f64,
    /// When it completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<f64>,
    /// Whether it failed and starts nothing more.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub failed: bool,
    /// Tasks that are `RUNNING`.
    pub running_count: u32,
    /// Tasks that are not yet.
    pub pending_count: u32,
    /// Tasks that count as healthy.
    pub healthy_count: u32,
}

/// Tasks that are missing, and what is done about it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Wait {
    /// How many tasks the PRIMARY deployment lacks.
    pub missing_count: u32,
    /// Placements that found no instance since a task was started last or the deployment began.
    pub failed_attempts: u32,
    /// The first of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_failed_at: Option<f64>,
    /// The last of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_failed_at: Option<f64>,
    /// Whether the percentages allow neither a stop nor a start.
    pub blocked_by_percentages: bool,
    /// The first task of the revision, for which the others wait (SC-08).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_task: Option<First>,
    /// When the service may start tasks again; absent when nothing makes it try.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<f64>,
    /// `placementRetry`, `startThrottle`, `launchRate` or `pass`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_attempt_reason: Option<&'static str>,
    /// Whether capacity that comes free makes it try at once.
    pub retried_on_capacity: bool,
}

/// A task from its placement to its end.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Task {
    /// Its id.
    pub task_id: String,
    /// Its cluster.
    pub cluster: String,
    /// Its service, by name, or the group of a standalone task.
    pub group: String,
    /// Whether it belongs to no service.
    pub standalone: bool,
    /// Its task definition.
    pub task_definition: String,
    /// When it was placed.
    pub created_at: f64,
    /// Every `lastStatus` that it had.
    pub statuses: Vec<Status>,
    /// What became of its containers; absent where they start and end together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub containers: Option<Containers>,
    /// When its images began to be pulled, if any had to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pull_started_at: Option<f64>,
    /// When the last of them was there, or one could not be pulled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pull_stopped_at: Option<f64>,
    /// When it was `RUNNING`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<f64>,
    /// When it first counted as healthy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub healthy_at: Option<f64>,
    /// When it was told to stop, or ended by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopping_at: Option<f64>,
    /// When it was `STOPPED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped_at: Option<f64>,
    /// `stopCode`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_code: Option<&'static str>,
    /// `stoppedReason`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped_reason: Option<String>,
    /// Exit code of the container that ended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit_code: Option<u8>,
    /// Attempts to place it that found no instance.
    pub failed_attempts: u32,
    /// The first of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_attempt: Option<Placement>,
    /// How it was placed.
    pub placement: Placement,
}

/// A `lastStatus` and since when.
#[derive(Debug, Serialize)]
pub(super) struct Status {
    /// Since when.
    pub at: f64,
    /// `PENDING`, `ACTIVATING`, `RUNNING`, `DEACTIVATING`, `STOPPING` or `STOPPED`.
    pub status: String,
}

impl Document {
    /// A document without an answer.
    pub fn new(scenario: &str, variant: &Variant, replication: u32, seed: u64) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            scenario: scenario.to_owned(),
            variant: variant.name.clone(),
            replication,
            seed,
            duration: variant.model.duration.as_secs_f64(),
            asked_at: None,
            service: None,
            task: None,
        }
    }
}

/// Seconds since the start.
pub(super) fn seconds(at: SimTime) -> f64 {
    at.as_secs_f64()
}

/// The service of `answer`.
pub(super) fn service(model: &Model, answer: &ServiceAnswer) -> Service {
    let spec = model.service(answer.service);
    let names = &answer.names;
    let primary = answer.deployments.last().map(|deployment| deployment.number);
    let deployments = answer.deployments.iter().map(|standing| {
        let (staying, draining) = (standing.tasks.staying, standing.tasks.draining);
        Deployment {
            id: names.deployment(answer.service.into(), standing.number),
            status: if Some(standing.number) == primary { "PRIMARY" } else { "ACTIVE" },
            task_definition: names.definition(standing.definition).to_owned(),
            started_at: seconds(standing.started_at),
            completed_at: standing.completed_at.map(seconds),
            failed: standing.failed,
            running_count: staying.running() + draining.running(),
            pending_count: staying.pending + draining.pending,
            healthy_count: staying.well() + draining.well(),
        }
    });
    let resolver = Resolver {
        model,
        names,
        explained: &answer.one_more,
        missing: answer.waiting.map_or(1, |waiting| waiting.missing),
        stop_first_percent: answer.stop_first_percent,
    };
    Service {
        at: seconds(answer.one_more.at),
        cluster: model.clusters[spec.cluster.index()].clone(),
        service_name: spec.name.clone(),
        scheduling_strategy: if spec.is_daemon() { "DAEMON" } else { "REPLICA" },
        desired_count: answer.desired,
        running_count: answer.tasks.running(),
        pending_count: answer.tasks.pending,
        healthy_count: answer.tasks.well(),
        draining_count: answer.deployments.iter().map(|standing| standing.tasks.draining.total()).sum(),
        hanging_count: answer.hanging,
        minimum_healthy_percent: answer.bounds.minimum_healthy_percent,
        maximum_percent: answer.bounds.maximum_percent,
        deployments: deployments.collect(),
        stage: answer.stage.as_ref().map(Reached::of),
        leaving: leaving(answer),
        stalled: stalled(answer),
        maximum_counts_stopping: answer.maximum_counts == MaximumCounts::UntilStopped,
        monitoring: monitoring(answer),
        waiting: answer.waiting.as_ref().map(|waiting| wait(answer, waiting)),
        one_more: resolver.placement(),
        lost_hosts: answer.one_more.lost.iter().map(|lost| LostHost::of(names, *lost)).collect(),
        next_instance: answer.next_instance.map(|(at, class)| NextInstance::of(model, names, at, class)),
        capacity: answer.capacity.as_ref().map(|capacity| MoreCopies::of(model, names, capacity)),
        events: events(&answer.events),
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_none_at_all(count: &u32) -> bool {
    *count == 0
}

fn wait(answer: &ServiceAnswer, waiting: &ServiceWait) -> Wait {
    Wait {
        missing_count: waiting.missing,
        failed_attempts: waiting.attempts,
        first_failed_at: waiting.between.map(|(first, _)| seconds(first)),
        last_failed_at: waiting.between.map(|(_, last)| seconds(last)),
        blocked_by_percentages: waiting.blocked,
        first_task: waiting.first_task.as_ref().map(|task| first(answer, task)),
        next_attempt_at: waiting.next.map(|next| seconds(next.at)),
        next_attempt_reason: waiting.next.map(|next| match next.reason {
            WaitReason::PlacementRetry => "placementRetry",
            WaitReason::StartThrottle => "startThrottle",
            WaitReason::LaunchRate => "launchRate",
            WaitReason::Pass => "pass",
        }),
        retried_on_capacity: waiting.capacity_wakes,
    }
}

/// The task of `answer`.
pub(super) fn task(model: &Model, answer: &TaskAnswer) -> Task {
    let resolve = |explained| {
        let names = &answer.names;
        let resolver = Resolver { model, names, explained, missing: 1, stop_first_percent: None };
        resolver.placement()
    };
    let record = &answer.record;
    Task {
        task_id: record.id.clone(),
        cluster: model.clusters[record.cluster.index()].clone(),
        group: answer.names.group(answer.group).to_owned(),
        standalone: record.service.is_none(),
        task_definition: record.definition.clone(),
        created_at: seconds(record.created_at),
        statuses: answer
            .statuses
            .iter()
            .map(|(at, status)| Status { at: seconds(*at), status: status.to_string() })
            .collect(),
        containers: Containers::of(&answer.containers),
        pull_started_at: record.pull_started_at.map(seconds),
        pull_stopped_at: record.pull_stopped_at.map(seconds),
        started_at: record.started_at.map(seconds),
        healthy_at: record.healthy_at.map(seconds),
        stopping_at: record.stopping_at.map(seconds),
        stopped_at: record.stopped_at.map(seconds),
        stop_code: record.stop_code,
        stopped_reason: record.stopped_reason.clone(),
        exit_code: record.exit_code,
        failed_attempts: answer.waited.as_ref().map_or(0, |waited| waited.attempts),
        first_attempt: answer.waited.as_ref().map(|waited| resolve(&waited.first)),
        placement: resolve(&answer.placed),
    }
}

/// A moment as people read it, to the millisecond: `00:10:15`.
pub(super) fn clock(seconds: f64) -> String {
    SimTime::from_micros(rounded_micros(seconds)).to_string()
}

/// A length of time as people read it, and as scenario files write it: `15m`.
pub(super) fn length(seconds: f64) -> String {
    SimDuration::from_micros(rounded_micros(seconds)).to_string()
}

fn rounded_micros(seconds: f64) -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "times are never negative")]
    let millis = (seconds * 1_000.0).round() as u64;
    millis.saturating_mul(1_000)
}
