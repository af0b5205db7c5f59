//! The explanation against the oracle, recounts and second asks.

use proptest::prelude::*;

use super::*;
use crate::cluster::{Cluster, InstanceStatus, StopCause};
use crate::model::{
    AttributeId, Demand, HostPorts, InstanceId, Location, Model, Protocol, Resources, ServiceId, Strategy,
    TaskDefinitionId, TaskId, VpcId, ZoneId,
};
use crate::placement::differential::{World, a_history};
use crate::placement::filter::Filter;
use crate::placement::linear::LinearChooser;
use crate::placement::request::{Chooser, Request};
use crate::placement::testkit::{Fleet, by_zone, numbers, put, registered, stop};
use crate::placement::{Capacity, capacity, capacity_by_class};
use crate::time::SimTime;

/// The request for one task of the first service and definition.
fn request(model: &Model) -> Request<'_> {
    Request::of(model, ServiceId::new(0), TaskDefinitionId::new(0))
}

fn ask(request: &Request<'_>, cluster: &Cluster) -> Explanation {
    explain(&Question::anywhere(request, cluster), &numbers().at(0, 0))
}

fn refused(explanation: Explanation) -> Refused {
    match explanation.outcome {
        Outcome::Refused(refused) => refused,
        Outcome::Placed(placed) => panic!("it goes to {:?}", placed.instance),
    }
}

fn placed(explanation: Explanation) -> Placed {
    match explanation.outcome {
        Outcome::Placed(placed) => placed,
        Outcome::Refused(refused) => panic!("{:?}", refused.failure),
    }
}

proptest! {
    /// The winner is the oracle's, each rule's count is a recount, and each change lets the task in.
    #[test]
    fn explanations_agree_with_the_oracle(
        (model, steps) in a_history(), service in 0..3_usize, definition in 0..4_usize
    ) {
        let mut chooser = LinearChooser::default();
        let numbers = numbers();
        let mut random = numbers.at(0, 0);
        let mut world = World::of(&model);
        for step in &steps {
            world.step(step, &mut chooser, &mut random);
        }
        let cluster = &world.cluster;
        let request = Request::of(&model, ServiceId::new(service), TaskDefinitionId::new(definition));
        let explanation = explain(&Question::anywhere(&request, cluster), &random);
        prop_assert_eq!(explanation.decision(), chooser.choose(&request, cluster, &mut random));

        let filter = Filter::new(&request, cluster);
        let mut left: Vec<_> = cluster.instances().ids().filter(|id| filter.is_registered(*id)).collect();
        prop_assert_eq!(explanation.registered as usize, left.len());
        prop_assert!(explanation.filters.len() >= Rejection::COUNT - 1);
        // The topology spread is judged by placement, not by the filter.
        let judged = Rejection::ALL.into_iter().filter(|rule| *rule != Rejection::TopologySpread);
        for (step, rule) in explanation.filters.iter().zip(judged) {
            let before = left.len();
            left.retain(|id| !filter.fails(rule, *id));
            prop_assert_eq!((step.rule, step.left as usize), (rule, left.len()));
            prop_assert_eq!(step.rejected as usize, before - left.len());
        }
        match &explanation.outcome {
            Outcome::Placed(placed) => {
                check_steps(placed, &request, left, cluster);
                check_runner_up(placed, &request, &mut world);
            }
            Outcome::Refused(refused) => check_refusal(refused, &request, cluster),
        }
    }

    #[test]
    fn classes_have_the_capacity_of_the_whole(
        (model, steps) in a_history(), service in 0..3_usize, definition in 0..4_usize
    ) {
        let mut chooser = LinearChooser::default();
        let mut world = World::of(&model);
        for step in &steps {
            world.step(step, &mut chooser, &mut numbers().at(0, 0));
        }
        let request = Request::of(&model, ServiceId::new(service), TaskDefinitionId::new(definition));
        let by_class = capacity_by_class(&request, &world.cluster, &[]);
        let sum = by_class.iter().try_fold(0, |sum, class| match class.capacity {
            Capacity::Copies { more, .. } => Some(sum + more),
            Capacity::Unlimited => None,
        });
        let whole = match capacity(&request, &world.cluster) {
            Capacity::Copies { more, .. } => Some(more),
            Capacity::Unlimited => None,
        };
        prop_assert_eq!(sum, whole);
    }
}

/// Each strategy in its turn keeps the least of what the strategies before it left, and the winner is among the last.
fn check_steps(placed: &Placed, request: &Request<'_>, mut left: Vec<InstanceId>, cluster: &Cluster) {
    let (tasks, model) = (cluster.group(request.group), cluster.model());
    // What other strategies than ECS's compare is their own concern; the winner is the oracle's anyway.
    let is_of_ecs = |step: &StrategyStep| {
        step.compared.strategy.starts_with("spread") || step.compared.strategy.starts_with("binpack")
    };
    if request.rules.bar_instances() || !placed.strategies.iter().all(is_of_ecs) {
        return;
    }
    for step in &placed.strategies {
        let figure = |id: &InstanceId| match step.compared.strategy.as_str() {
            "binpack cpu" => cluster.instances().free(*id).cpu,
            "binpack memory" => cluster.instances().free(*id).memory,
            "spread instanceId" => tasks.on_instance(*id),
            spread => {
                let name = spread.strip_prefix("spread attribute:").expect("a spread");
                let at = model.attributes.iter().position(|known| known == name).expect("a known attribute");
                let value = |id: InstanceId| {
                    model.class(cluster.instances().class(id)).attribute(AttributeId::new(at))
                };
                let there =
                    |task: &&TaskId| cluster.task(**task).place.instance().map(value) == Some(value(*id));
                u32::try_from(tasks.tasks().iter().filter(there).count()).expect("few")
            }
        };
        assert_eq!(Some(step.best), left.iter().map(figure).min(), "{step:?}");
        assert_eq!(Some(step.worst), left.iter().map(figure).max(), "{step:?}");
        left.retain(|id| figure(id) == step.best);
        assert_eq!(step.left as usize, left.len(), "{step:?}");
    }
    assert!(left.contains(&placed.instance));
    match placed.decided {
        DecidedBy::Filter | DecidedBy::Strategy(_) => assert_eq!(left.len(), 1),
        DecidedBy::Daemon | DecidedBy::Call => panic!("the task may go anywhere"),
        DecidedBy::FirstRegistered(among) => {
            assert_eq!((among as usize, placed.instance), (left.len(), left[0]));
        }
        DecidedBy::Draw(among) => assert_eq!(among as usize, left.len()),
    }
}

/// Without the winner, the runner-up has the task; a draw may pick any that was equal.
fn check_runner_up(placed: &Placed, request: &Request<'_>, world: &mut World) {
    let drawn = matches!(placed.decided, DecidedBy::Draw(_));
    world.cluster.set_agent_connected(placed.instance, false);
    let next = LinearChooser::default().choose(request, &world.cluster, &mut numbers().at(0, 0));
    match placed.runner_up {
        None => assert!(matches!(next, Decision::Unplaceable(_))),
        Some(runner_up) if runner_up.behind.is_some() || !drawn => {
            let is_random =
                |strategy: &Strategy| matches!(strategy, Strategy::Random | Strategy::PowerOfChoices(_));
            let random = request.rules.strategies.iter().any(is_random);
            assert!(random || next == Decision::Place(runner_up.instance), "{next:?} for {placed:?}");
        }
        Some(_) => assert!(matches!(next, Decision::Place(_))),
    }
}

fn check_refusal(refused: &Refused, request: &Request<'_>, cluster: &Cluster) {
    let filter = Filter::new(request, cluster);
    let registered = cluster.instances().ids().filter(|id| filter.is_registered(*id)).count();
    assert_eq!(refused.alike.iter().map(|group| group.instances.len()).sum::<usize>(), registered);
    for group in &refused.alike {
        for id in &group.instances {
            let rules: Vec<Rejection> = group.shortfalls.iter().map(Shortfall::rule).collect();
            let failed: Vec<Rejection> =
                Rejection::ALL.into_iter().filter(|rule| filter.fails(*rule, *id)).collect();
            // What passes the filter is barred by a topology spread.
            let failed = if failed.is_empty() { vec![Rejection::TopologySpread] } else { failed };
            assert_eq!(rules, failed);
        }
    }
    if let Some((closest, rule)) = refused.failure.closest {
        let first = &refused.alike[0];
        assert!(first.instances.contains(&closest) && first.shortfalls[0].rule() == rule);
    }
    let trial = Trial::new(&Question::anywhere(request, cluster));
    for change in &refused.changes {
        assert!(trial.admits(change), "{change:?}");
        if let Change::LowerCpu { to, .. } = change {
            let more = Change::LowerCpu { from: u32::MAX, to: to + 1 };
            assert!(!trial.admits(&more), "{change:?} asks for less than it must");
        }
        if let Change::LowerMemory { to, .. } = change {
            let more = Change::LowerMemory { from: u32::MAX, to: to + 1 };
            assert!(!trial.admits(&more), "{change:?} asks for less than it must");
        }
    }
}

/// Zone `a` has two tasks of the service, `b` one; of the two instances in `b` the empty one wins.
#[test]
fn each_strategy_says_what_it_left() {
    let fleet = Fleet::over(2).instances(0, 2, 2_048, 2_048).instances(1, 2, 2_048, 2_048);
    let model = fleet.definition(256, 256, &[]).service(&[by_zone()], false).build();
    let mut cluster = registered(&model);
    for instance in [0, 1, 2] {
        put(&mut cluster, 0, 0, instance);
    }
    let explanation = ask(&request(&model), &cluster);
    assert_eq!(explanation.registered, 4);
    let placed = placed(explanation);
    assert_eq!(placed.instance.slot(), 3);
    let steps: Vec<_> = placed
        .strategies
        .iter()
        .map(|step| (&*step.compared.strategy, step.compared.origin, step.best, step.worst, step.left))
        .collect();
    assert_eq!(
        steps,
        [
            ("spread attribute:ecs.availability-zone", Origin::Asked, 1, 2, 2),
            ("spread instanceId", Origin::TieBreak, 0, 1, 1),
        ]
    );
    assert_eq!(placed.strategies[0].value.as_deref(), Some("b"));
    assert_eq!(placed.decided, DecidedBy::Strategy(1));
    let runner_up = placed.runner_up.expect("three others fit");
    assert_eq!((runner_up.instance.slot(), runner_up.behind), (2, Some((1, 1))));
}

#[test]
fn what_decided_is_told_apart() {
    for (instances, strategies, decided) in [
        (1, vec![], DecidedBy::Filter),
        (3, vec![], DecidedBy::FirstRegistered(3)),
        (3, vec![Strategy::Random], DecidedBy::Draw(3)),
        (3, vec![Strategy::BinpackMemory, Strategy::Random], DecidedBy::Draw(3)),
    ] {
        let model = Fleet::over(1)
            .instances(0, instances, 1_024, 1_024)
            .definition(256, 256, &[])
            .service(&strategies, false)
            .build();
        let found = placed(ask(&request(&model), &registered(&model)));
        assert_eq!(found.decided, decided, "{strategies:?} over {instances}");
        assert!(found.runner_up.is_none_or(|other| other.behind.is_none()));
    }
}

/// Two instances of 1,024 units with 256 free, one of 512 with 512 free but too little memory.
#[test]
fn instances_that_fail_alike_are_one_group_and_the_smallest_cut_is_found() {
    let fleet = Fleet::over(1).instances(0, 2, 1_024, 4_096).instances(0, 1, 1_024, 200);
    let fleet = fleet.definition(768, 256, &[]).definition(282, 64, &[]);
    let model = fleet.service(&[], false).service(&[], false).build();
    let mut cluster = registered(&model);
    for instance in [0, 1, 2] {
        put(&mut cluster, 1, 1, instance);
    }
    let found = refused(ask(&request(&model), &cluster));
    let groups: Vec<_> = found
        .alike
        .iter()
        .map(|group| {
            (group.shortfalls.iter().map(Shortfall::rule).collect::<Vec<_>>(), group.instances.len())
        })
        .collect();
    assert_eq!(groups, [(vec![Rejection::Cpu], 2), (vec![Rejection::Cpu, Rejection::Memory], 1)]);
    let Shortfall::Cpu(amounts) = &found.alike[0].shortfalls[0] else { panic!("too few CPU units") };
    // 1,024 − 282 = 742 are free: 26 too few.
    assert_eq!((amounts.free, amounts.short(), amounts.total), (742, 26, 1_024));
    // 26 of 768 are less than a tenth; the other task's 282 are enough too; a new instance takes one copy.
    assert_eq!(found.changes[0], Change::LowerCpu { from: 768, to: 742 });
    assert!(matches!(found.changes[1], Change::StopTask { .. }), "{:?}", found.changes);
    assert!(matches!(found.changes[2], Change::AddInstance { copies: Some(1), .. }));
    assert_eq!(found.changes.len(), 3);
}

#[test]
fn a_taken_port_names_its_holder_and_what_would_free_it() {
    let model = Fleet::over(1)
        .class(0, 0, None, Resources { cpu: 1_024, memory: 1_024, gpu: 0 }, &[22])
        .of_last_class(2)
        .definition(128, 128, &[22, 80])
        .definition(128, 128, &[80])
        .service(&[], false)
        .build();
    let mut cluster = registered(&model);
    let holder = put(&mut cluster, 0, 1, 0);
    let found = refused(ask(&request(&model), &cluster));
    let held = |group: &Alike| match &group.shortfalls[..] {
        [Shortfall::PortInUse(ports)] => {
            ports.iter().map(|held| (held.port, held.holder.is_some())).collect()
        }
        other => panic!("{other:?}"),
    };
    let mut ports: Vec<Vec<_>> = found.alike.iter().map(held).collect();
    ports.sort();
    assert_eq!(ports, [vec![(22, false)], vec![(22, false), (80, true)]]);
    // The agent's own port 22 is taken on every instance of the class: only dynamic ports help.
    assert_eq!(found.changes, [Change::DynamicPorts]);
    assert_eq!(port_holder(&cluster, InstanceId::new(0), Protocol::Tcp, 80), Some(holder));
    stop(&mut cluster, holder);
    assert_eq!(port_holder(&cluster, InstanceId::new(0), Protocol::Tcp, 80), None);
}

/// One shortfall of each other kind, with the change that makes up for it.
#[test]
fn each_rule_has_its_numbers_and_its_change() {
    let demand = Demand {
        resources: Resources { cpu: 1, memory: 64, gpu: 0 },
        ports: HostPorts::default(),
        interfaces: 1,
    };
    let fleet = Fleet::over(2).instances(0, 1, 1_024, 1_024);
    let fleet = fleet.demanding(demand.clone()).demanding(demand);
    let mut model = fleet.service(&[], true).service(&[], false).build();
    model.classes[0].interfaces = 2;
    let ask = |model: &Model, prepare: &dyn Fn(&mut Cluster)| {
        let mut cluster = registered(model);
        prepare(&mut cluster);
        let found = refused(ask(&request(model), &cluster));
        (found.alike[0].shortfalls.clone(), found.changes)
    };
    // The service would start a task of its own again, one of an older revision as well.
    for definition in [1, 0] {
        let (shortfalls, changes) = ask(&model, &|cluster| {
            put(cluster, 0, definition, 0);
        });
        assert_eq!(shortfalls, [Shortfall::DistinctInstance(1)]);
        assert_eq!(changes[0], Change::DropDistinctInstance);
        assert!(!changes.iter().any(|change| matches!(change, Change::StopTask { .. })), "{changes:?}");
    }

    let (shortfalls, changes) =
        ask(&model, &|cluster| cluster.set_agent_connected(InstanceId::new(0), false));
    assert_eq!(shortfalls, [Shortfall::Agent]);
    assert_eq!(changes[0], Change::Reconnect(InstanceId::new(0)));

    let draining = InstanceStatus::Draining;
    let (shortfalls, changes) =
        ask(&model, &|cluster| cluster.set_instance_status(InstanceId::new(0), draining));
    assert_eq!(shortfalls, [Shortfall::Inactive(draining)]);
    assert_eq!(changes[0], Change::Activate(InstanceId::new(0)));

    // The only slot is taken.
    model.classes[0].interfaces = 1;
    model.services[0].placement.constraints.distinct_instance = false;
    let (shortfalls, changes) = ask(&model, &|cluster| {
        put(cluster, 1, 1, 0);
    });
    assert!(matches!(&shortfalls[..], [Shortfall::Eni(amounts)] if amounts.free == 0 && amounts.total == 1));
    assert_eq!(changes[0], Change::BridgeNetwork);
    assert!(matches!(changes[1], Change::StopTask { .. }));

    // The zone of the only instance is not among the subnets'.
    let location = Location { vpc: VpcId::new(0), zones: vec![ZoneId::new(1)] };
    model.services[0].placement.location = Some(location);
    let (shortfalls, changes) = ask(&model, &|_| ());
    assert!(matches!(&shortfalls[..], [Shortfall::Location { zone, .. }] if zone.index() == 0));
    assert_eq!(changes, [Change::AddSubnet(ZoneId::new(0))]);
    model.services[0].placement.location = None;

    model.task_definitions[0].required_attributes = vec![AttributeId::new(1)];
    let (shortfalls, changes) = ask(&model, &|_| ());
    assert_eq!(shortfalls, [Shortfall::Attribute { missing: vec![AttributeId::new(1)], vpc: None }]);
    assert_eq!(changes, [Change::DropAttributes(vec![AttributeId::new(1)])]);
}

/// A task that is stopping has left its group, so it is no obstacle and no help.
#[test]
fn a_stopping_task_is_never_the_one_to_stop() {
    let fleet = Fleet::over(1).instances(0, 1, 1_024, 1_024);
    let fleet = fleet.definition(1_024, 64, &[]).definition(1_024, 64, &[]);
    let model = fleet.service(&[], false).service(&[], false).build();
    let mut cluster = registered(&model);
    let first = put(&mut cluster, 1, 1, 0);
    cluster.stop_task(first, StopCause::ScalingActivity, SimTime::ZERO);
    let second = put(&mut cluster, 1, 1, 0);
    let found = refused(ask(&request(&model), &cluster));
    let stops: Vec<_> = found
        .changes
        .iter()
        .filter_map(|change| if let Change::StopTask { task, .. } = change { Some(*task) } else { None })
        .collect();
    assert_eq!(stops, [second]);
}
