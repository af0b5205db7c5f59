//! What is advised, tried with daemons in place and without what is dead.

use crate::cluster::{Cluster, InstanceStatus, Rejection};
use crate::model::{Demand, HostPorts, InstanceId, Model, Resources, ServiceId, TaskDefinitionId};
use crate::placement::explanation::{Asked, Change, Daemon, DecidedBy, Outcome, Question, explain};
use crate::placement::request::Request;
use crate::placement::testkit::{Fleet, numbers, put, registered};

/// The request for one task of the first service and definition.
fn request(model: &Model) -> Request<'_> {
    Request::of(model, ServiceId::new(0), TaskDefinitionId::new(0))
}

fn changes_for(question: &Question<'_>) -> Vec<Change> {
    match explain(question, &numbers().at(0, 0)).outcome {
        Outcome::Refused(refused) => refused.changes,
        Outcome::Placed(placed) => panic!("it goes to {:?}", placed.instance),
    }
}

/// A new host gets its daemons first: one that no daemon leaves room on is no advice, nor is the place of a daemon,
/// which comes back at once.
#[test]
fn p1_8_every_change_is_tried_with_the_daemons_in_place() {
    const LOG: usize = 1;
    let model = |daemon: Demand, task: Demand| {
        let fleet = Fleet::over(1).instances(0, 1, 1_024, 1_024);
        fleet.demanding(task).demanding(daemon).service(&[], false).daemon().build()
    };
    let demand = |cpu, ports: &[u16]| Demand {
        resources: Resources { cpu, memory: 64, gpu: 0 },
        ports: HostPorts { tcp: ports.to_vec(), udp: Vec::new() },
        interfaces: 0,
    };
    let changes = |model: &Model, prepare: &dyn Fn(&mut Cluster)| {
        let mut cluster = registered(model);
        prepare(&mut cluster);
        let definition = TaskDefinitionId::new(1);
        let daemon = Daemon { definition, request: Request::of(model, ServiceId::new(LOG), definition) };
        let request = request(model);
        let question = Question { daemons: &[daemon], ..Question::anywhere(&request, &cluster) };
        changes_for(&question)
    };
    // The daemon takes the port that the task wants: neither a new host nor the daemon's end helps.
    let same_port = model(demand(64, &[80]), demand(64, &[80]));
    let with_daemon = |cluster: &mut Cluster| {
        put(cluster, LOG, 1, 0);
    };
    assert_eq!(changes(&same_port, &with_daemon), [Change::DynamicPorts]);
    // A host that drains or is cut off gets the daemon that it lacks as soon as it is back.
    let drained = |cluster: &mut Cluster| {
        cluster.set_instance_status(InstanceId::new(0), InstanceStatus::Draining);
    };
    assert_eq!(changes(&same_port, &drained), []);
    assert_eq!(changes(&same_port, &|cluster| cluster.set_agent_connected(InstanceId::new(0), false)), []);
    // 1,024 − 512 for the daemon leave one task of 400 on a new host, not two.
    let half = model(demand(512, &[]), demand(400, &[]));
    let full = |cluster: &mut Cluster| {
        put(cluster, LOG, 1, 0);
        put(cluster, 0, 0, 0);
    };
    let class = half.instances[0].class;
    let added = changes(&half, &full);
    assert!(added.contains(&Change::AddInstance { class, copies: Some(1) }), "{added:?}");
    assert!(!added.iter().any(|change| matches!(change, Change::StopTask { .. })), "{added:?}");
}

/// A dead host is no help, whatever would let the task in there.
#[test]
fn no_advice_relies_on_a_dead_host() {
    let fleet = Fleet::over(1).instances(0, 1, 1_024, 1_024);
    let model = fleet.definition(128, 128, &[]).service(&[], false).build();
    let mut cluster = registered(&model);
    let host = InstanceId::new(0);
    cluster.set_agent_connected(host, false);
    let request = request(&model);
    let alive = Question::anywhere(&request, &cluster);
    let class = model.instances[0].class;
    let new = Change::AddInstance { class, copies: Some(8) };
    assert_eq!(changes_for(&alive), [Change::Reconnect(host), new.clone()]);
    assert_eq!(changes_for(&Question { dead: &[host], ..alive }), [new]);
}

/// The task of a DAEMON service asks one instance, and so does `StartTask`, for which constraints do not count.
#[test]
fn a_task_for_one_instance_is_explained_by_that_one() {
    let fleet = Fleet::over(1).instances(0, 2, 1_024, 1_024);
    let model = fleet.definition(128, 128, &[]).service(&[], true).build();
    let mut cluster = registered(&model);
    put(&mut cluster, 0, 0, 0);
    let request = request(&model);
    let anywhere = Question::anywhere(&request, &cluster);
    let [first, second] = [0, 1].map(InstanceId::new);
    for (asked, expected) in [
        (Asked::Daemon(second), Some(DecidedBy::Daemon)),
        (Asked::Daemon(first), None),
        (Asked::Named(first), Some(DecidedBy::Call)),
    ] {
        let explained = explain(&Question { asked, ..anywhere }, &numbers().at(0, 0));
        assert_eq!(explained.registered, 1, "{asked:?}");
        match (&explained.outcome, expected) {
            (Outcome::Placed(placed), Some(decided)) => assert_eq!(placed.decided, decided, "{asked:?}"),
            (Outcome::Refused(refused), None) => {
                let rule = Rejection::DistinctInstance;
                assert_eq!(refused.failure.closest, Some((first, rule)), "{asked:?}");
                assert_eq!(refused.alike.len(), 1, "{asked:?}");
            }
            (outcome, _) => panic!("{asked:?}: {outcome:?}"),
        }
    }
}

/// Classes that differ in what a task can use are different advice, those that differ by zone alone are one.
#[test]
fn each_class_that_differs_to_the_task_is_advice_of_its_own() {
    let demand = Demand {
        resources: Resources { cpu: 64, memory: 64, gpu: 0 },
        ports: HostPorts::default(),
        interfaces: 1,
    };
    let fleet = Fleet::over(2);
    let fleet = fleet.instances(0, 1, 1_024, 1_024).with_interfaces(2);
    let fleet = fleet.instances(0, 1, 1_024, 1_024).with_interfaces(10);
    let fleet = fleet.instances(1, 1, 1_024, 1_024).with_interfaces(10);
    let model = fleet.demanding(demand).service(&[], false).build();
    let mut cluster = registered(&model);
    for instance in 0..3 {
        cluster.set_instance_status(InstanceId::new(instance), InstanceStatus::Draining);
    }
    let request = request(&model);
    let changes = changes_for(&Question::anywhere(&request, &cluster));
    let copies = changes.iter().filter_map(|change| match change {
        Change::AddInstance { copies, .. } => *copies,
        _ => None,
    });
    let mut copies: Vec<u32> = copies.collect();
    copies.sort_unstable();
    assert_eq!(copies, [2, 10]);
}
