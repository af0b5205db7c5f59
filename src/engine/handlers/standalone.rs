//! Standalone tasks: calls of `RunTask` and `StartTask`, by actions and arrival streams.
//!
//! A call is answered at once: what fits is placed, one task after the other with the cluster refreshed between
//! (PL-06), and the rest is refused. Nothing is queued, tried again or replaced (PL-07, RN-02, RN-03).

use super::placement::choose;
use super::tasks;
use crate::agent::{self, Launch};
use crate::cluster::{
    CallAnswer, CallFailure, Fact, FailedAt, FailureReason, NewTask, Observer, PlacementFailure, Rejection,
};
use crate::engine::Event;
use crate::engine::choice::{Around, Onlooker};
use crate::engine::core::Core;
use crate::engine::parts::{Agents, Calls, Parts, TaskNumbers};
use crate::model::{
    ArrivalId, ArrivalSchedule, CallId, Destination, InstanceId, Model, NamedInstance, TaskCall, TaskId,
    Trace, TraceCalls,
};
use crate::placement::explanation::Asked;
use crate::placement::{Decision, Filter, Request};
use crate::rng::sample;
use crate::time::SimDuration;

/// More entries of `failures` than this are counted by reason, not listed (RN-10).
const LISTED_FAILURES: usize = 10;

/// Why tasks of a call were not placed, in the parts of a [`CallAnswer`].
#[derive(Default)]
struct Refusal {
    refused: Vec<(FailureReason, u32)>,
    failures: Vec<CallFailure>,
    more: Vec<(FailureReason, u32)>,
}

/// When every stream calls first.
pub(in crate::engine) fn schedule_all<O: Observer>(core: &mut Core<'_, O>, calls: &mut Calls) {
    for index in 0..core.model.arrivals.len() {
        schedule_next(core, calls, ArrivalId::new(index));
    }
}

/// One call is pending for each stream: the next one is drawn, or read, when it is made.
fn schedule_next<O: Observer>(core: &mut Core<'_, O>, calls: &mut Calls, id: ArrivalId) {
    let runtime = &mut calls.arrivals[id.index()];
    let next = match &core.model.arrivals[id.index()].schedule {
        ArrivalSchedule::Every { gap, from, until, calls, .. } => {
            if calls.is_some_and(|most| runtime.made >= most) {
                return;
            }
            let at = core.now().max(*from) + sample(gap, &mut runtime.gaps.at(runtime.made, 0));
            Some(at).filter(|at| at < until)
        }
        ArrivalSchedule::At(arrivals) => {
            let next = usize::try_from(runtime.made).ok().and_then(|position| arrivals.get(position));
            next.map(|arrival| arrival.at)
        }
        ArrivalSchedule::Trace(TraceCalls { trace, .. }) => {
            runtime.next = runtime.cursor.next(trace);
            runtime.next.as_ref().map(Trace::time)
        }
    };
    if let Some(at) = next {
        core.schedule(at, Event::Arrival(id));
    }
}

pub(in crate::engine) fn arrival<O: Onlooker>(core: &mut Core<'_, O>, parts: &mut Parts, id: ArrivalId) {
    let stream = &mut parts.calls.arrivals[id.index()];
    let made = stream.made;
    stream.made += 1;
    let (call, count, run_time) = match &core.model.arrivals[id.index()].schedule {
        ArrivalSchedule::Every { call, .. } => (*call, core.model.call(*call).count(), None),
        ArrivalSchedule::At(arrivals) => {
            let position = usize::try_from(made).expect("a position in the list");
            let arrival = arrivals[position];
            (arrival.call, arrival.count, arrival.run_time)
        }
        ArrivalSchedule::Trace(TraceCalls { calls, count, .. }) => {
            let row = stream.next.expect("the row that was scheduled");
            let count = if row.count == 0 { *count } else { row.count };
            (calls[row.kind as usize], count, row.run_time)
        }
    };
    run_tasks(core, parts, call, count, run_time);
    schedule_next(core, &mut parts.calls, id);
}

/// The call of an action.
pub(super) fn call<O: Onlooker>(core: &mut Core<'_, O>, parts: &mut Parts, id: CallId) {
    let count = core.model.call(id).count();
    run_tasks(core, parts, id, count, None);
}

fn run_tasks<O: Onlooker>(
    core: &mut Core<'_, O>,
    parts: &mut Parts,
    id: CallId,
    count: u32,
    run_time: Option<SimDuration>,
) {
    let call = core.model.call(id);
    let mut started = std::mem::take(&mut parts.placing.started);
    started.clear();
    let refusal = match &call.destination {
        Destination::Chosen { .. } => place(core, parts, call, (count, run_time), &mut started),
        Destination::Named { instances, .. } => {
            start_on(core, parts, call, (instances, run_time), &mut started)
        }
    };
    let Refusal { refused, failures, more } = refusal;
    core.tell(Fact::Call(CallAnswer {
        call: id,
        tasks: &started,
        refused: &refused,
        failures: &failures,
        more: &more,
    }));
    parts.calls.started.note(id, &started, core.model, core.cluster());
    for task in &started {
        tasks::hand_to_agent(core, &mut parts.agents, &mut parts.services, *task);
    }
    parts.placing.started = started;
}

/// `RunTask`: the tasks of a call are alike, so the first that fits nowhere is the last that is tried.
fn place<O: Onlooker>(
    core: &mut Core<'_, O>,
    parts: &mut Parts,
    call: &TaskCall,
    (count, run_time): (u32, Option<SimDuration>),
    started: &mut Vec<TaskId>,
) -> Refusal {
    let request = request_of(call, core.model);
    let mut failed: Option<(PlacementFailure, u32)> = None;
    for number in 0..count {
        // Tasks that are refused draw as well: the others do the same under every strategy.
        let course = draw_course(core.model, &mut parts.agents, call, run_time);
        if failed.is_some() {
            continue;
        }
        let around = Around { hosts: parts.agents.hosts(), services: &parts.services };
        match choose(core, &mut parts.placing, around, &request) {
            Decision::Place(instance) => started.push(create(core, parts, call, instance, course)),
            Decision::Unplaceable(failure) => failed = Some((failure, count - number)),
        }
    }
    failed.map_or_else(Refusal::default, |(failure, tasks)| explain(core, &request, &failure, tasks))
}

/// `StartTask`: one task on each instance that can take it, whatever strategies and constraints would say (RN-06).
fn start_on<O: Onlooker>(
    core: &mut Core<'_, O>,
    parts: &mut Parts,
    call: &TaskCall,
    (instances, run_time): (&[NamedInstance], Option<SimDuration>),
    started: &mut Vec<TaskId>,
) -> Refusal {
    let mut refusal = Refusal::default();
    for (position, instance) in (0_u8..).zip(instances) {
        let course = draw_course(core.model, &mut parts.agents, call, run_time);
        let (at, reason) = match startable(core, call, instance) {
            Ok(instance) => {
                let around = Around { hosts: parts.agents.hosts(), services: &parts.services };
                let asked = Asked::Named(instance);
                core.about_to_choose(&request_of(call, core.model), asked, &parts.placing, around);
                started.push(create(core, parts, call, instance, course));
                continue;
            }
            Err(FailureReason::Missing) => (FailedAt::Named(position), FailureReason::Missing),
            Err(reason) => (instance.id.map_or(FailedAt::Named(position), FailedAt::Instance), reason),
        };
        refusal.refused.push((reason, 1));
        refusal.failures.push(CallFailure { at, reason });
    }
    refusal
}

/// The instance that `StartTask` names, if it is one of the cluster and has room.
fn startable<O>(
    core: &Core<'_, O>,
    call: &TaskCall,
    named: &NamedInstance,
) -> Result<InstanceId, FailureReason> {
    let instances = core.cluster().instances();
    let of_cluster = |id: &InstanceId| {
        let class = core.model.instances[id.ordinal() as usize].class;
        core.model.class(class).cluster == call.cluster
    };
    let instance = named.id.filter(of_cluster).ok_or(FailureReason::Missing)?;
    if !instances.is_known(instance) {
        return Err(FailureReason::Rejected(Rejection::Inactive));
    }
    instances.registered_at(instance).ok_or(FailureReason::Missing)?;
    let request = request_of(call, core.model);
    let failed = Filter::new(&request, core.cluster()).rejection_of_named(instance);
    failed.map_or(Ok(instance), |rule| Err(FailureReason::Rejected(rule)))
}

/// `failures` of `RunTask`, and the reason for which `tasks` tasks count as refused.
fn explain<O>(core: &Core<'_, O>, request: &Request<'_>, failure: &PlacementFailure, tasks: u32) -> Refusal {
    let Some((_, closest)) = failure.closest else {
        let reason = FailureReason::NoInstances;
        let failures = vec![CallFailure { at: FailedAt::Cluster, reason }];
        return Refusal { refused: vec![(reason, tasks)], failures, more: Vec::new() };
    };
    let filter = Filter::new(request, core.cluster());
    let examined = core.cluster().instances().ids_of(request.cluster).filter(|id| filter.is_registered(*id));
    let mut left = failure.tally;
    let listed = examined.take(LISTED_FAILURES).map(|instance| {
        // What passes every rule and takes no task all the same is barred by a topology spread.
        let rejection = filter.first_rejection(instance).unwrap_or(Rejection::TopologySpread);
        left[rejection as usize] -= 1;
        CallFailure { at: FailedAt::Instance(instance), reason: FailureReason::Rejected(rejection) }
    });
    let failures = listed.collect();
    let counted =
        Rejection::ALL.map(|rejection| (FailureReason::Rejected(rejection), left[rejection as usize]));
    let more = counted.into_iter().filter(|(_, instances)| *instances > 0).collect();
    Refusal { refused: vec![(FailureReason::Rejected(closest), tasks)], failures, more }
}

/// What a task will do, from the numbers of whoever calls.
fn draw_course(
    model: &Model,
    agents: &mut Agents,
    call: &TaskCall,
    run_time: Option<SimDuration>,
) -> (Launch, TaskNumbers) {
    let definition = model.task_definition(call.definition);
    let numbers = agents.next_numbers(call.group, call.arrivals);
    let (draws, number) = agents.draws(numbers);
    let launch = agent::draw(definition, &model.behavior, draws, number);
    let by_chance = || call.run_time.as_ref().map(|run_time| draws.run_time(run_time, number));
    let launch = match run_time.or_else(by_chance) {
        Some(run_time) => launch.done_after(definition, run_time),
        None => launch,
    };
    (launch, numbers)
}

fn create<O: Observer>(
    core: &mut Core<'_, O>,
    parts: &mut Parts,
    call: &TaskCall,
    instance: InstanceId,
    course: (Launch, TaskNumbers),
) -> TaskId {
    let number = parts.placing.group_mut(call.group).take_number();
    let (group, definition) = (call.group, call.definition);
    let new = NewTask {
        group,
        service: None,
        deployment: 0,
        definition,
        number,
        place: instance.into(),
        replaces_unhealthy: false,
    };
    tasks::create_that(core, &mut parts.agents, &mut parts.balancers, new, course)
}

/// One task of a call.
fn request_of<'a>(call: &'a TaskCall, model: &'a Model) -> Request<'a> {
    Request {
        group: call.group,
        cluster: call.cluster,
        definition: model.task_definition(call.definition),
        rules: call.rules(),
    }
}
