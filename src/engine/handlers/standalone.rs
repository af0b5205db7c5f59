//! Standalone tasks: calls of `RunTask` and `StartTask`, by actions and arrival streams.
//!
//! A call is answered at once: what fits is placed, one task after the other with the cluster refreshed between
//! (PL-06), and the rest is refused. Nothing is queued, tried again or replaced (PL-07, RN-02, RN-03).

use crate::agent::{self, Launch};
use crate::cluster::{
    CallAnswer, CallFailure, Fact, FailedAt, FailureReason, NewTask, Observer, PlacementFailure, Rejection,
};
use crate::engine::inquiry::Moment;
use crate::engine::{Engine, Event};
use crate::model::{
    ArrivalId, ArrivalSchedule, CallId, Destination, InstanceId, NamedInstance, TaskCall, TaskId,
};
use crate::placement::{Chooser, Decision, Filter, Request};
use crate::rng::sample;
use crate::time::{SimDuration, SimTime};

/// More entries of `failures` than this are counted by reason, not listed (RN-10).
const LISTED_FAILURES: usize = 10;

/// Why tasks of a call were not placed, in the parts of a [`CallAnswer`].
#[derive(Default)]
struct Refusal {
    refused: Vec<(FailureReason, u32)>,
    failures: Vec<CallFailure>,
    more: Vec<(FailureReason, u32)>,
}

impl<O: Observer> Engine<'_, O> {
    /// When every stream calls first.
    pub(in crate::engine) fn schedule_arrivals(&mut self) {
        debug_assert!(self.queue.now() == SimTime::ZERO);
        for index in 0..self.model.arrivals.len() {
            self.schedule_arrival(ArrivalId::new(index));
        }
    }

    /// One call is pending a stream: the next one is drawn, or read, when it is made.
    fn schedule_arrival(&mut self, id: ArrivalId) {
        let runtime = &mut self.arrivals[id.index()];
        let next = match &self.model.arrivals[id.index()].schedule {
            ArrivalSchedule::Every { gap, from, until, calls, .. } => {
                if calls.is_some_and(|most| runtime.made >= most) {
                    return;
                }
                let at = self.queue.now().max(*from) + sample(gap, &mut runtime.gaps);
                Some(at).filter(|at| at < until)
            }
            ArrivalSchedule::At(arrivals) => {
                let next = usize::try_from(runtime.made).ok().and_then(|position| arrivals.get(position));
                next.map(|arrival| arrival.at)
            }
        };
        if let Some(at) = next {
            self.queue.schedule(at, Event::Arrival(id));
        }
    }

    pub(in crate::engine) fn arrival(&mut self, id: ArrivalId) {
        let made = self.arrivals[id.index()].made;
        self.arrivals[id.index()].made += 1;
        let (call, count, run_time) = match &self.model.arrivals[id.index()].schedule {
            ArrivalSchedule::Every { call, .. } => (*call, self.model.call(*call).count(), None),
            ArrivalSchedule::At(arrivals) => {
                let position = usize::try_from(made).expect("a position in the list");
                let arrival = arrivals[position];
                (arrival.call, arrival.count, arrival.run_time)
            }
        };
        self.run_tasks(call, count, run_time);
        self.schedule_arrival(id);
    }

    /// The call of an action.
    pub(in crate::engine) fn call_tasks(&mut self, id: CallId) {
        self.run_tasks(id, self.model.call(id).count(), None);
    }

    fn run_tasks(&mut self, id: CallId, count: u32, run_time: Option<SimDuration>) {
        let call = self.model.call(id);
        let mut started = std::mem::take(&mut self.started);
        started.clear();
        let refusal = match &call.destination {
            Destination::Chosen { .. } => self.place_call(call, count, run_time, &mut started),
            Destination::Named { instances, .. } => self.start_on(call, instances, run_time, &mut started),
        };
        let Refusal { refused, failures, more } = refusal;
        let tasks = &started;
        self.tell(Fact::Call(CallAnswer {
            call: id,
            tasks,
            refused: &refused,
            failures: &failures,
            more: &more,
        }));
        for task in &started {
            self.hand_to_agent(*task);
        }
        self.started = started;
    }

    /// `RunTask`: the tasks of a call are alike, so the first that fits nowhere is the last that is tried.
    fn place_call(
        &mut self,
        call: &TaskCall,
        count: u32,
        run_time: Option<SimDuration>,
        started: &mut Vec<TaskId>,
    ) -> Refusal {
        let request = self.request_of(call);
        let mut failed: Option<(PlacementFailure, u32)> = None;
        for number in 0..count {
            // Tasks that are refused draw as well: the others do the same under every strategy.
            let launch = self.draw_course(call, run_time);
            if failed.is_some() {
                continue;
            }
            let group = &mut self.groups[call.group.index()];
            if let Some(watch) = &mut self.watch {
                let moment = Moment { cluster: &self.cluster, queue: &self.queue, hosts: &self.hosts };
                watch.before(&request, group.next_number, &group.placement, &moment);
            }
            match self.chooser.choose(&request, &self.cluster, &mut group.placement) {
                Decision::Place(instance) => started.push(self.create_standalone(call, instance, launch)),
                Decision::Unplaceable(failure) => failed = Some((failure, count - number)),
            }
        }
        failed.map_or_else(Refusal::default, |(failure, tasks)| self.explain(&request, &failure, tasks))
    }

    /// `StartTask`: one task on each instance that can take it, whatever strategies and constraints would say (RN-06).
    fn start_on(
        &mut self,
        call: &TaskCall,
        instances: &[NamedInstance],
        run_time: Option<SimDuration>,
        started: &mut Vec<TaskId>,
    ) -> Refusal {
        let mut refusal = Refusal::default();
        for (position, instance) in (0_u8..).zip(instances) {
            let launch = self.draw_course(call, run_time);
            let (at, reason) = match self.startable(call, instance) {
                Ok(instance) => {
                    started.push(self.create_standalone(call, instance, launch));
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
    fn startable(&self, call: &TaskCall, named: &NamedInstance) -> Result<InstanceId, FailureReason> {
        let instances = self.cluster.instances();
        let of_cluster = |id: &InstanceId| {
            let class = self.model.instances[id.ordinal() as usize].class;
            self.model.class(class).cluster == call.cluster
        };
        let instance = named.id.filter(of_cluster).ok_or(FailureReason::Missing)?;
        if !instances.is_known(instance) {
            return Err(FailureReason::Rejected(Rejection::Inactive));
        }
        instances.registered_at(instance).ok_or(FailureReason::Missing)?;
        let request = self.request_of(call);
        let filter = Filter::new(&request, &self.cluster);
        let binding = |rule: &Rejection| !matches!(rule, Rejection::MemberOf | Rejection::DistinctInstance);
        let failed = Rejection::ALL.into_iter().filter(binding).find(|rule| filter.fails(*rule, instance));
        failed.map_or(Ok(instance), |rule| Err(FailureReason::Rejected(rule)))
    }

    /// `failures` of `RunTask`, and the reason for which `tasks` tasks count as refused.
    fn explain(&self, request: &Request<'_>, failure: &PlacementFailure, tasks: u32) -> Refusal {
        let Some((_, closest)) = failure.closest else {
            let reason = FailureReason::NoInstances;
            let failures = vec![CallFailure { at: FailedAt::Cluster, reason }];
            return Refusal { refused: vec![(reason, tasks)], failures, more: Vec::new() };
        };
        let filter = Filter::new(request, &self.cluster);
        let examined =
            self.cluster.instances().ids_of(request.cluster).filter(|id| filter.is_registered(*id));
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

    /// What a task will do, from the stream of whoever calls.
    fn draw_course(&mut self, call: &TaskCall, run_time: Option<SimDuration>) -> Launch {
        let definition = self.model.task_definition(call.definition);
        let stream = match call.arrivals {
            Some(id) => &mut self.arrivals[id.index()].launches,
            None => &mut self.groups[call.group.index()].launches,
        };
        let launch = agent::draw(definition, &self.model.behavior, stream);
        let drawn = call.run_time.as_ref().map(|run_time| sample(run_time, stream));
        match run_time.or(drawn) {
            Some(run_time) => launch.done_after(definition, run_time),
            None => launch,
        }
    }

    fn create_standalone(&mut self, call: &TaskCall, instance: InstanceId, launch: Launch) -> TaskId {
        let group = &mut self.groups[call.group.index()];
        let number = group.next_number;
        group.next_number += 1;
        let (group, definition) = (call.group, call.definition);
        let new = NewTask { group, service: None, deployment: 0, definition, number, instance };
        self.create_task_that(new, launch)
    }
}

impl<'m, O> Engine<'m, O> {
    /// One task of a call.
    fn request_of<'a>(&self, call: &'a TaskCall) -> Request<'a>
    where
        'm: 'a,
    {
        Request {
            group: call.group,
            cluster: call.cluster,
            definition: self.model.task_definition(call.definition),
            rules: call.rules(),
        }
    }
}
