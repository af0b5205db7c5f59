//! Standalone tasks of random worlds: calls, and whoever makes them.

use plimsoll::model::{
    Action, ApiCall, Arrival, ArrivalId, ArrivalSchedule, Arrivals, CallId, ClusterId, Constraints,
    Destination, Distribution, GroupId, InstanceId, Model, NamedInstance, PlacementRules, QueryId, Strategy,
    TaskCall, TaskDefinitionId, TaskGroup,
};
use plimsoll::time::SimTime;
use proptest::prelude::*;
use proptest::strategy::Strategy as _;

use super::{QUERIES, durations, seconds, strategies};

/// Groups of standalone tasks.
const GROUPS: usize = 2;

/// A call of `RunTask`, or of `StartTask` on hosts that may not exist; groups and definitions are those of the world.
pub fn task_call(services: usize) -> impl proptest::strategy::Strategy<Value = TaskCall> {
    let query = prop::option::weighted(0.4, 0..QUERIES.len());
    let constraints = (any::<bool>(), query).prop_map(|(distinct_instance, query)| Constraints {
        distinct_instance,
        member_of: query.into_iter().map(QueryId::new).collect(),
    });
    let chosen = (1..=10_u32, strategies(), constraints).prop_map(|(count, mut strategies, constraints)| {
        strategies.push(Strategy::Random);
        let rules = PlacementRules { strategies, constraints, ..PlacementRules::default() };
        Destination::Chosen { count, rules }
    });
    let host = |host| NamedInstance { name: format!("host-{host}"), id: Some(InstanceId::new(host)) };
    let named = prop::collection::vec((0..6_usize).prop_map(host), 1..4)
        .prop_map(|instances| Destination::Named { instances, rules: PlacementRules::default() });
    let destination = prop_oneof![3 => chosen, 1 => named];
    let (group, definition) = (services..services + GROUPS, 0..services * 2);
    (destination, group, definition, prop::option::weighted(0.7, durations())).prop_map(
        |(destination, group, definition, run_time)| TaskCall {
            cluster: ClusterId::new(0),
            definition: TaskDefinitionId::new(definition),
            group: GroupId::new(group),
            destination,
            started_by: None,
            run_time,
            arrivals: None,
        },
    )
}

/// When a call is made: by an action, by a process or at set times.
#[derive(Clone, Debug)]
pub enum Caller {
    Action(u64),
    Every(Distribution, Option<u64>),
    At(Vec<u64>),
}

pub fn caller() -> impl proptest::strategy::Strategy<Value = Caller> {
    prop_oneof![
        (0..1_000_u64).prop_map(Caller::Action),
        (seconds(5..200), prop::option::of(1..20_u64))
            .prop_map(|(mean, calls)| Caller::Every(Distribution::Exponential { mean }, calls)),
        prop::collection::vec(0..1_000_u64, 1..5).prop_map(Caller::At),
    ]
}

/// Adds the calls and whoever makes them to a world.
pub fn with_calls(mut model: Model, calls: Vec<(TaskCall, Caller)>) -> Model {
    let group = |index| TaskGroup { cluster: ClusterId::new(0), name: format!("group-{index}") };
    model.standalone_groups = (0..GROUPS).map(group).collect();
    for (mut call, caller) in calls {
        let id = CallId::new(model.calls.len());
        let schedule = match caller {
            Caller::Action(at) => {
                model.actions.push(Action { at: SimTime::from_secs(at).into(), call: ApiCall::RunTask(id) });
                None
            }
            Caller::Every(gap, calls) => {
                let (from, until) = (SimTime::ZERO, SimTime::NEVER);
                Some(ArrivalSchedule::Every { call: id, gap, from, until, calls })
            }
            Caller::At(mut times) => {
                times.sort_unstable();
                let count = call.count();
                let at = |at| Arrival { at: SimTime::from_secs(at), call: id, count, run_time: None };
                Some(ArrivalSchedule::At(times.into_iter().map(at).collect()))
            }
        };
        if let Some(schedule) = schedule {
            call.arrivals = Some(ArrivalId::new(model.arrivals.len()));
            model.arrivals.push(Arrivals { name: format!("stream-{}", model.arrivals.len()), schedule });
        }
        if let Destination::Named { instances, .. } = &mut call.destination {
            let fleet = model.instances.len();
            for named in instances {
                named.id = named.id.filter(|id| id.slot() < fleet);
            }
        }
        model.calls.push(call);
    }
    model.actions.sort_by_key(|action| action.at.earliest());
    model
}
