//! Containers that run on and answer nothing: their task stays `RUNNING`, and ECS learns of it by its checks alone (AD-06).

use super::{courses, health, targets};
use crate::balancer::Answer;
use crate::cluster::{DesiredStatus, Fact, Observer, TaskStatus};
use crate::engine::Event;
use crate::engine::core::Core;
use crate::engine::parts::{Agents, Balancers};
use crate::model::TaskId;
use crate::time::SimTime;

/// The containers of a task that runs hang from now on; one that hangs already does so until the later end.
pub(super) fn begin<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    id: TaskId,
    until: SimTime,
) {
    let ends_at = agents.task_mut(id).hangs.begin(core.now(), until);
    if core.cluster().task(id).desired == DesiredStatus::Running {
        core.tell(Fact::TaskHangs { task: id, hangs: true });
    }
    if ends_at != SimTime::NEVER {
        core.schedule(ends_at, Event::HangEnds(id));
    }
    tell_targets(core, agents, balancers, id);
    health::predict_container_health(core, agents, id);
}

/// What has hung answers again, unless its end was put off or its containers have ended meanwhile.
pub(in crate::engine) fn ends<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &Agents,
    balancers: &mut Balancers,
    id: TaskId,
) {
    if agents.task(id).hangs.at(core.now()) || !containers_run(core, agents, id) {
        return;
    }
    if core.cluster().task(id).desired == DesiredStatus::Running && courses::answers(core, agents, id) {
        core.tell(Fact::TaskHangs { task: id, hangs: false });
    }
    tell_targets(core, agents, balancers, id);
}

/// Tells the targets of a task how its containers, which run, answer from now on.
pub(super) fn tell_targets<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &Agents,
    balancers: &mut Balancers,
    id: TaskId,
) {
    let (now, hangs) = (core.now(), &agents.task(id).hangs);
    for index in 0..balancers.targets(id).len() {
        let runtime = &mut balancers.targets_mut(id)[index];
        let target = &mut runtime.target;
        let spec = core.model.target_group(target.group());
        if hangs.at(now) {
            target.stops_answering(Answer::Silent, spec, now);
        } else {
            target.answers_from(Some(runtime.ready_at.max(now)), spec, now);
        }
        targets::predict(core, balancers, id, index);
    }
}

fn containers_run<O>(core: &Core<'_, O>, agents: &Agents, id: TaskId) -> bool {
    let task = core.cluster().task(id);
    let runs = matches!(task.status, TaskStatus::Running | TaskStatus::Deactivating);
    runs && agents.is_alive(task.place) && !agents.task(id).is_ending
}
