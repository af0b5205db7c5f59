//! `explain --task`: how a task found its instance, and what became of it.

use std::sync::Arc;

use super::probe::{Explained, Sample};
use super::task_history::{ContainerTrace, TaskHistory};
use crate::cluster::TaskStatus;
use crate::engine::{Halt, Limits, Simulation};
use crate::model::{GroupId, Model};
use crate::observe::{Detail, Names, Recorder, RunEnd, TaskRecord, TaskRecords};
use crate::time::SimTime;

/// What a run has to say about the beginning of a task's id.
#[derive(Clone, Debug)]
pub enum TaskExplanation {
    /// One task's id begins so.
    Found(Box<TaskAnswer>),
    /// Several do: these.
    Ambiguous(Vec<String>),
    /// None does.
    Unknown {
        /// How many tasks the run placed.
        tasks: usize,
        /// The id that has most of its beginning in common with what was asked, at least three digits.
        nearest: Option<String>,
    },
}

/// A task, from the first attempt to place it to its end.
#[derive(Clone, Debug)]
pub struct TaskAnswer {
    /// Its record, as in tasks.csv.
    pub record: TaskRecord,
    /// Every `lastStatus` that it had, and since when.
    pub statuses: Vec<(SimTime, TaskStatus)>,
    /// What became of its containers, where they have courses of their own.
    pub containers: ContainerTrace,
    /// Its group.
    pub group: GroupId,
    /// How it was placed, as it was right before.
    pub placed: Explained,
    /// How long it had to wait for that; `None` when the first attempt found an instance.
    pub waited: Option<Waited>,
    /// The names of everything.
    pub names: Names,
}

/// Attempts that found no instance.
#[derive(Clone, Debug)]
pub struct Waited {
    /// How many.
    pub attempts: u32,
    /// The first of them.
    pub first: Explained,
}

/// Runs `model` to its end and explains the task whose id begins with `prefix`, in any case.
///
/// # Errors
///
/// The guard that ended the run early.
///
/// # Panics
///
/// When a task has no record, which is a bug in Plimsoll.
pub fn explain_task(model: &Arc<Model>, seed: u64, prefix: &str) -> Result<TaskExplanation, Halt> {
    let prefix = prefix.to_lowercase();
    let names = Names::of(model);
    let recorder = Recorder::new(model, Detail::Full);
    let task_history = TaskHistory::of_tasks(&prefix, names, recorder);
    let mut run = Simulation::observed(Arc::clone(model), seed, task_history, Limits::default());
    run.run_to_end()?;
    let (end, digest, events) = (run.end(), run.view().digest(), run.view().events());
    let (mut task_history, cluster) = run.into_observer();
    let names = task_history.names.clone();
    let found = std::mem::take(&mut task_history.probe.found);
    let mut placed: Vec<Sample> = found.into_iter().filter(|sample| sample.placed.is_some()).collect();
    let id = |sample: &Sample| names.task(sample.group, sample.number);
    if placed.len() > 1 {
        return Ok(TaskExplanation::Ambiguous(placed.iter().map(id).collect()));
    }
    let found = placed.pop().map(|sample| {
        let (statuses, containers) = task_history.take(sample.group, sample.number);
        (id(&sample), sample, statuses, containers)
    });
    let end = RunEnd { at: end, injected: &[], limits: &[], prospects: &[], stages: &[], digest, events };
    let tasks = task_history.recorder.finish(&cluster, &end).tasks;
    let Some((id, sample, statuses, containers)) = found else {
        return Ok(unknown(&tasks, &prefix));
    };
    let record = tasks.iter().find(|task| task.id == id).expect("every task has a record");
    Ok(TaskExplanation::Found(Box::new(TaskAnswer {
        record,
        statuses,
        containers,
        group: sample.group,
        placed: sample.placed.expect("only placed ones are left"),
        waited: sample.first_refusal.map(|first| Waited { attempts: sample.refusals, first }),
        names,
    })))
}

fn unknown(tasks: &TaskRecords, prefix: &str) -> TaskExplanation {
    let near = tasks.iter().map(|task| (common_start(&task.id, prefix), task.id));
    let nearest = near.filter(|(common, _)| *common >= 3).max_by_key(|(common, _)| *common);
    TaskExplanation::Unknown { tasks: tasks.len(), nearest: nearest.map(|(_, id)| id) }
}

fn common_start(one: &str, other: &str) -> usize {
    one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count()
}
