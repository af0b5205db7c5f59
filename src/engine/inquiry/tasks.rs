//! `explain --task`: how a task found its instance, and what became of it.

use super::classes;
use super::watch::{Explained, Sighting, Watch};
use crate::cluster::Cluster;
use crate::engine::guard::Limits;
use crate::engine::{Engine, Halt};
use crate::model::{ClassId, GroupId, Model};
use crate::observe::{Detail, Names, Recorder, TaskRecord};

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
    /// Its story.
    pub record: TaskRecord,
    /// Its group.
    pub group: GroupId,
    /// How it was placed, as it was right before.
    pub placed: Explained,
    /// How long it had to wait for that; `None` when the first attempt found an instance.
    pub waited: Option<Waited>,
    /// The names of everything.
    pub names: Names,
    /// The class of each instance.
    pub classes: Vec<ClassId>,
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
pub fn inquire_task(model: &Model, seed: u64, prefix: &str) -> Result<TaskInquiry, Halt> {
    let prefix = prefix.to_lowercase();
    let recorder = Recorder::new(model, Detail::Full);
    let mut engine = Engine::new(model, seed, recorder, Limits::default());
    let names = Names::of(&Cluster::new(model));
    engine.watch = Some(Box::new(Watch::for_tasks(&prefix, names)));
    engine.run(|_| ())?;
    let found = engine.watch.take().map_or_else(Vec::new, |watch| watch.found);
    let (names, classes) = (Names::of(&engine.cluster), classes(&engine.cluster));
    let outcome = engine.into_outcome();
    let mut placed: Vec<Sighting> = found.into_iter().filter(|sighting| sighting.placed.is_some()).collect();
    let id = |sighting: &Sighting| names.task(sighting.group, sighting.number);
    if placed.len() > 1 {
        return Ok(TaskInquiry::Ambiguous(placed.iter().map(id).collect()));
    }
    let Some(sighting) = placed.pop() else {
        let near = outcome.tasks.iter().map(|task| (common_start(&task.id, &prefix), task.id));
        let nearest = near.filter(|(common, _)| *common >= 3).max_by_key(|(common, _)| *common);
        let (tasks, nearest) = (outcome.tasks.len(), nearest.map(|(_, id)| id));
        return Ok(TaskInquiry::Unknown { tasks, nearest });
    };
    let id = id(&sighting);
    let record = outcome.tasks.iter().find(|task| task.id == id).expect("every task has a record");
    Ok(TaskInquiry::Found(Box::new(TaskAnswer {
        record,
        group: sighting.group,
        placed: sighting.placed.expect("only placed ones are left"),
        waited: sighting.first_refusal.map(|first| Waited { attempts: sighting.refusals, first }),
        names,
        classes,
    })))
}

fn common_start(one: &str, other: &str) -> usize {
    one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count()
}
