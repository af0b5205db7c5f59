//! Containers that have courses of their own: they start one after the other, are started again in place, stop in reverse.

use super::{health, stops, targets, tasks};
use crate::agent::{Around, Course};
use crate::balancer::Answer;
use crate::cluster::{ContainerChange, DesiredStatus, ExitStatus, Fact, Observer, StopCause, TaskStatus};
use crate::engine::Event;
use crate::engine::core::Core;
use crate::engine::parts::{Agents, Balancers, Services};
use crate::model::{StartError, TaskId};
use crate::time::{SimDuration, SimTime};

/// The agent starts the containers of a task, one after the other.
pub(super) fn begin<O: Observer>(core: &mut Core<'_, O>, agents: &mut Agents, id: TaskId) {
    let (now, takes) = (core.now(), agents.task(id).launch.running_after);
    ask(core, agents, id, |course, around| {
        if around.definition.order_can_be_kept() {
            course.begin(around.definition, now, takes);
        } else {
            course.fails_by(StartError::TaskDependency);
            course.stop(around, now);
        }
    });
    predict(core, agents, id);
}

/// The containers of a task that was there before the run.
pub(super) fn is_found<O: Observer>(
    core: &Core<'_, O>,
    agents: &mut Agents,
    id: TaskId,
    ran_for: SimDuration,
) {
    let now = core.now();
    ask(core, agents, id, |course, around| course.is_found(around, now, ran_for));
}

/// Schedules what changes next, where anything does.
pub(super) fn predict<O: Observer>(core: &mut Core<'_, O>, agents: &mut Agents, id: TaskId) {
    let now = core.now();
    let next = ask(core, agents, id, |course, around| {
        let at = if course.has_ended() { Some(now) } else { course.next_at(around.definition) };
        course.epoch += 1;
        at.map(|at| (at.max(now), course.epoch))
    });
    if let Some((at, epoch)) = next.flatten() {
        core.schedule(at, Event::CourseChanges { task: id, epoch });
    }
}

/// A prediction is due.
pub(in crate::engine) fn changes<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    id: TaskId,
    epoch: u32,
) {
    // A dead host reports nothing, and what happens there happens to nobody.
    let is_valid = agents.task(id).launch.course.as_ref().is_some_and(|course| course.epoch == epoch);
    if is_valid && agents.is_alive(core.cluster().task(id).place) {
        go_on(core, agents, balancers, services, id);
    }
}

/// A container is killed by a fault.
pub(super) fn kill<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    id: TaskId,
    (container, status): (usize, ExitStatus),
) {
    if stops::runs_containers(core, agents, id) {
        let now = core.now();
        ask(core, agents, id, |course, _| course.kill(container, status, now));
        go_on(core, agents, balancers, services, id);
    }
}

/// Tells the containers to stop, in the reverse of their order; those that stop already are told nothing.
pub(super) fn stop<O: Observer>(core: &mut Core<'_, O>, agents: &mut Agents, id: TaskId) {
    let now = core.now();
    let exit = ask(
        core,
        agents,
        id,
        |course, around| {
            if course.is_stopping() { None } else { course.stop(around, now) }
        },
    );
    if let Some(status) = exit.flatten() {
        core.commit_exit(id, status);
    }
    predict(core, agents, id);
}

/// Whether no essential container of a task is on its way to answering again.
pub(super) fn answers<O>(core: &Core<'_, O>, agents: &Agents, id: TaskId) -> bool {
    let definition = core.model.task_definition(core.cluster().task(id).definition);
    agents.task(id).launch.course.as_ref().is_none_or(|course| course.answers(definition))
}

/// Makes all changes that are due, and schedules the next.
fn go_on<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    id: TaskId,
) {
    let now = core.now();
    while let Some((container, change)) =
        ask(core, agents, id, |course, around| course.advance(around, now)).flatten()
    {
        core.tell(Fact::Container { task: id, container, change });
        follow(core, agents, balancers, id, (container, change));
        if is_up(core, agents, id) {
            tasks::is_up(core, agents, balancers, services, id);
        }
    }
    match end_of(core, agents, id) {
        Some(cause) => stops::end_at_once(core, agents, balancers, services, id, cause),
        None => predict(core, agents, id),
    }
}

/// What a change of a container means for its task.
fn follow<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    id: TaskId,
    (container, change): (usize, ContainerChange),
) {
    let definition = core.model.task_definition(core.cluster().task(id).definition);
    let essential = definition.containers[container].essential;
    match change {
        ContainerChange::Started | ContainerChange::Exited { restarts: true, .. } => {
            let course = agents.task(id).launch.course.as_ref();
            let run = course.and_then(|course| course.run_of(container));
            let ready_at = run.map_or(SimTime::NEVER, |run| run.ready_at());
            targets::container_answers(core, agents, balancers, id, (container, ready_at));
            if essential && change != ContainerChange::Started {
                tell_silence(core, agents, id, true);
                health::predict_container_health(core, agents, id);
            }
        }
        ContainerChange::Answers if essential => tell_silence(core, agents, id, false),
        ContainerChange::Exited { status, .. } if essential => {
            end(core, agents, balancers, id, status);
        }
        ContainerChange::NeverStarts if essential => {
            ask(core, agents, id, |course, _| course.fails_by(StartError::CannotStartContainer));
            end(core, agents, balancers, id, ExitStatus::TERMINATED);
        }
        ContainerChange::Exited { .. } => {
            targets::container_answers(core, agents, balancers, id, (container, SimTime::NEVER));
        }
        ContainerChange::Answers | ContainerChange::NeverStarts | ContainerChange::Stopped(_) => {}
    }
}

/// An essential container has ended, so the agent stops the others (LC-05).
fn end<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    id: TaskId,
    status: ExitStatus,
) {
    let now = core.now();
    core.commit_exit(id, status);
    targets::stop_answering(core, balancers, id, Answer::Refused);
    agents.task_mut(id).is_ending = true;
    let is_over = ask(core, agents, id, |course, around| {
        course.stop(around, now);
        course.has_ended()
    });
    if is_over == Some(false) && core.cluster().task(id).desired == DesiredStatus::Running {
        core.tell(Fact::TaskLost(id));
    }
}

/// The first essential container of a task that answers nothing, or the last one that answers again.
fn tell_silence<O: Observer>(core: &mut Core<'_, O>, agents: &Agents, id: TaskId, hangs: bool) {
    let is_silent = agents.task(id).hangs.at(core.now()) || !answers(core, agents, id);
    if is_silent == hangs && core.cluster().task(id).desired == DesiredStatus::Running {
        core.tell(Fact::TaskHangs { task: id, hangs });
    }
}

/// Whether a task that was about to be `RUNNING` is (LC-03).
fn is_up<O>(core: &Core<'_, O>, agents: &Agents, id: TaskId) -> bool {
    let task = core.cluster().task(id);
    let awaited = task.status == TaskStatus::Activating && task.desired == DesiredStatus::Running;
    let course = agents.task(id).launch.course.as_ref();
    awaited && course.is_some_and(|course| !course.is_stopping() && course.is_up())
}

/// Why a task is over whose containers have ended, or can never start.
fn end_of<O>(core: &Core<'_, O>, agents: &Agents, id: TaskId) -> Option<StopCause> {
    let course = agents.task(id).launch.course.as_ref()?;
    let definition = core.model.task_definition(core.cluster().task(id).definition);
    if course.cannot_progress(definition) {
        return Some(StopCause::CannotStart(None));
    }
    course.has_ended().then(|| match course.start_error() {
        Some(error) => StopCause::CannotStart(Some(error)),
        None => StopCause::EssentialContainerExited,
    })
}

fn ask<O, R>(
    core: &Core<'_, O>,
    agents: &mut Agents,
    id: TaskId,
    question: impl FnOnce(&mut Course, &Around<'_>) -> R,
) -> Option<R> {
    agents.with_course(id, (core.model, core.cluster().task(id).definition), question)
}
