//! A run that goes on in steps, that was forked, or into which a call is injected, ends as one without a break does.

use std::path::Path;

use plimsoll::engine::{Injection, Simulation};
use plimsoll::model::{Action, Fault, FaultKind, FaultSchedule, Model};
use plimsoll::observe::{Detail, RunOutcome};
use plimsoll::scenario::{Overrides, load_text};
use plimsoll::time::SimTime;
use proptest::prelude::*;

use super::{call, fault_kind, suited, world, worlds};

fn started(model: &Model, seed: u64) -> Simulation {
    Simulation::new(model.clone(), seed, Detail::Full)
}

fn finished(run: Simulation) -> RunOutcome {
    run.finish().expect("small worlds pass no limit")
}

/// Moments of a run of 20 minutes and beyond, to the microsecond.
fn moments() -> impl Strategy<Value = Vec<SimTime>> {
    let moment = prop_oneof![
        (0..1_300_u64).prop_map(SimTime::from_secs),
        (0..1_300_000_000_u64).prop_map(SimTime::from_micros)
    ];
    prop::collection::vec(moment, 0..12).prop_map(|mut moments| {
        moments.sort_unstable();
        moments
    })
}

proptest! {
    #![proptest_config(worlds())]
    #[test]
    fn steps_and_forks_change_nothing(model in world(), seed in any::<u64>(), moments in moments()) {
        let whole = finished(started(&model, seed));
        let mut run = started(&model, seed);
        let mut forks = Vec::new();
        for moment in moments {
            run.run_until(moment).expect("small worlds pass no limit");
            prop_assert_eq!(run.now(), moment.min(run.end()));
            forks.push(run.clone());
        }
        let stepped = finished(run);
        prop_assert_eq!(stepped.digest, whole.digest);
        prop_assert_eq!(&stepped, &whole);
        for fork in forks {
            prop_assert_eq!(finished(fork).digest, whole.digest);
        }
    }

    /// Whoever calls the API does so with the same outcome, the scenario or somebody from outside.
    #[test]
    fn an_injected_call_equals_the_same_call_of_the_scenario(
        model in world(),
        seed in any::<u64>(),
        at in 0..1_200_u64,
        call in call(1),
    ) {
        let at = SimTime::from_secs(at);
        let call = suited(call, &model.services);
        let mut run = started(&model, seed);
        run.run_until(at).expect("small worlds pass no limit");
        run.apply(Injection::Call(call.clone())).expect("the model has all that it names");
        let mut declared = model;
        // After those that are made at the same instant.
        let position = declared.actions.partition_point(|action| action.at.earliest() <= at);
        declared.actions.insert(position, Action { at: at.into(), call });
        let (injected, declared) = (finished(run), finished(started(&declared, seed)));
        prop_assert_eq!(injected.digest, declared.digest);
        prop_assert!(injected.log.records().eq(declared.log.records()));
    }

    #[test]
    fn an_injected_fault_equals_the_same_fault_of_the_scenario(
        model in world(),
        seed in any::<u64>(),
        at in 0..1_200_u64,
        kind in fault_kind(1),
    ) {
        let at = SimTime::from_secs(at);
        let mut run = started(&model, seed);
        run.run_until(at).expect("small worlds pass no limit");
        run.apply(Injection::Fault(kind.clone())).expect("the model has all that it names");
        let mut declared = model;
        declared.faults.push(Fault { kind, schedule: FaultSchedule::At(at) });
        prop_assert_eq!(finished(run).digest, finished(started(&declared, seed)).digest);
    }

    /// What happens in a fork does not reach the run that it left.
    #[test]
    fn a_fork_leaves_the_other_alone(model in world(), seed in any::<u64>(), kind in fault_kind(1)) {
        let whole = finished(started(&model, seed));
        let mut run = started(&model, seed);
        run.run_until(SimTime::from_secs(300)).expect("small worlds pass no limit");
        let mut fork = run.clone();
        fork.apply(Injection::Fault(kind)).expect("the model has all that it names");
        finished(fork);
        prop_assert_eq!(finished(run), whole);
    }
}

#[test]
fn nothing_is_injected_into_a_run_that_is_over() {
    let model = Model { attributes: vec!["ecs.availability-zone".into()], ..Model::default() };
    let mut run = started(&model, 1);
    let kind = FaultKind::StopInstances {
        cluster: plimsoll::model::ClusterId::new(0),
        count: Some(1),
        zone: None,
        restarted_after: None,
    };
    let error = run.apply(Injection::Fault(kind)).expect_err("it lasts no time");
    assert_eq!(error.to_string(), "the run is over; inject before its end");
}

/// A model that declares no call of an action takes one that is injected.
#[test]
fn a_call_of_run_task_is_injected_where_no_action_makes_one() {
    let text = "name = \"x\"\n[simulation]\nduration = \"10m\"\n[[containerInstances]]\ninstanceType = \"m5.large\"\n\
        [[taskDefinitions]]\nfamily = \"job\"\ncontainerDefinitions = [{ name = \"a\", image = \"a\", memory = 64 }]\n\
        [[actions]]\nat = \"1m\"\nrunTask = { taskDefinition = \"job\" }\n";
    let loaded = load_text("x.toml", text, Path::new(""), &Overrides::default());
    let mut model = Model::clone(&loaded.scenario.expect("a valid scenario").variants.first().model);
    let action = model.actions.remove(0);
    let mut run = started(&model, 1);
    run.run_until(action.at.earliest()).expect("a short run");
    run.apply(Injection::Call(action.call)).expect("the model has the call");
    assert_eq!(run.script().actions().len(), 1);
    assert_eq!(finished(run).tasks.len(), 1);
}
