//! `explain --task`: how a task found its instance, and what became of it.

use std::sync::Arc;

use super::chronicle::Chronicle;
use super::watch::{Explained, Sighting};
use crate::cluster::TaskStatus;
use crate::engine::{Halt, Limits, Simulation};
use crate::model::{GroupId, Model};
use crate::observe::{Detail, Names, Recorder, RunEnd, TaskRecord, TaskRecords};
use crate::time::SimTime;

/// What a run has to say about the beginning of a task's id.
#[derive(Clone, Debug)]
pub enum TaskInquiry {
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
pub fn inquire_task(model: &Arc<Model>, seed: u64, prefix: &str) -> Result<TaskInquiry, Halt> {
    let prefix = prefix.to_lowercase();
    let names = Names::of(model);
    let recorder = Recorder::new(model, Detail::Full);
    let chronicle = Chronicle::of_tasks(&prefix, names, recorder);
    let mut run = Simulation::observed(Arc::clone(model), seed, chronicle, Limits::default());
    run.run_to_end()?;
    let (end, digest, events) = (run.end(), run.view().digest(), run.view().events());
    let (mut chronicle, cluster) = run.into_observer();
    let names = chronicle.names.clone();
    let found = std::mem::take(&mut chronicle.watch.found);
    let mut placed: Vec<Sighting> = found.into_iter().filter(|sighting| sighting.placed.is_some()).collect();
    let id = |sighting: &Sighting| names.task(sighting.group, sighting.number);
    if placed.len() > 1 {
        return Ok(TaskInquiry::Ambiguous(placed.iter().map(id).collect()));
    }
    let found = placed.pop().map(|sighting| {
        let statuses = chronicle.take(sighting.group, sighting.number);
        (id(&sighting), sighting, statuses)
    });
    let end = RunEnd { at: end, injected: &[], digest, events };
    let tasks = chronicle.recorder.finish(&cluster, &end).tasks;
    let Some((id, sighting, statuses)) = found else {
        return Ok(unknown(&tasks, &prefix));
    };
    let record = tasks.iter().find(|task| task.id == id).expect("every task has a record");
    Ok(TaskInquiry::Found(Box::new(TaskAnswer {
        record,
        statuses,
        group: sighting.group,
        placed: sighting.placed.expect("only placed ones are left"),
        waited: sighting.first_refusal.map(|first| Waited { attempts: sighting.refusals, first }),
        names,
    })))
}

fn unknown(tasks: &TaskRecords, prefix: &str) -> TaskInquiry {
    let near = tasks.iter().map(|task| (common_start(&task.id, prefix), task.id));
    let nearest = near.filter(|(common, _)| *common >= 3).max_by_key(|(common, _)| *common);
    TaskInquiry::Unknown { tasks: tasks.len(), nearest: nearest.map(|(_, id)| id) }
}

fn common_start(one: &str, other: &str) -> usize {
    one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count()
}
