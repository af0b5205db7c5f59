//! Room that is kept for daemon services (§1.8).

use super::next_of;
use crate::cluster::{Cluster, Rejection, Reserved};
use crate::model::{GroupId, InstanceId, Model, Resources, ServiceId, TaskDefinitionId};
use crate::placement::testkit::{Fleet, put, registered, stop};
use crate::placement::{Capacity, Filter, Request, capacity};

const WEB: usize = 0;
const LOG: usize = 1;
const NET: usize = 2;

fn host() -> InstanceId {
    InstanceId::new(0)
}

/// A host of 1,024 units, 1,000 MiB and three slots; `web` takes 256, 100 and one; the daemon `log` in two revisions
/// 512, 300 and one or 768, 300 and two; the daemon `net` 128, 10 and none.
fn model() -> Model {
    let fleet = Fleet::over(1).instances(0, 1, 1_024, 1_000);
    let fleet = fleet.definition(256, 100, &[]).definition(512, 300, &[]).definition(768, 300, &[]);
    let mut model = fleet.definition(128, 10, &[]).service(&[], false).daemon().daemon().build();
    model.classes[0].interfaces = 3;
    for (definition, interfaces) in model.task_definitions.iter_mut().zip([1, 1, 2, 0]) {
        definition.demand.interfaces = interfaces;
    }
    model
}

fn reserve(cluster: &mut Cluster, service: usize, definition: Option<usize>) {
    cluster.set_reservation(host(), ServiceId::new(service), definition.map(TaskDefinitionId::new));
    assert_eq!(cluster.audit(), Ok(()));
}

/// How many more tasks of `web` fit, and what stops the next one.
fn room_for_web(cluster: &Cluster) -> (u64, Rejection) {
    let request = Request::of(cluster.model(), ServiceId::new(WEB), TaskDefinitionId::new(0));
    match capacity(&request, cluster) {
        Capacity::Copies { more, limited_by: Some(limit) } => (more, limit),
        other => panic!("{other:?}"),
    }
}

#[test]
fn p1_8_what_a_daemon_is_owed_is_kept_until_its_task_is_there() {
    let model = model();
    let mut cluster = registered(&model);
    assert_eq!(room_for_web(&cluster), (3, Rejection::Eni));
    reserve(&mut cluster, LOG, Some(1));
    // 1,024 − 512 = 2 × 256 units, and 3 − 1 = 2 slots: CPU is judged first.
    assert_eq!(room_for_web(&cluster), (2, Rejection::Cpu));
    assert_eq!(cluster.instances().reserved(host()), Reserved { cpu: 512, memory: 300, interfaces: 1 });
    let log = put(&mut cluster, LOG, 1, 0);
    assert_eq!(cluster.instances().reserved(host()), Reserved::default());
    assert_eq!(room_for_web(&cluster), (2, Rejection::Cpu));
    // A larger revision: what it takes beyond the old one is kept as well.
    reserve(&mut cluster, LOG, Some(2));
    assert_eq!(cluster.instances().reserved(host()), Reserved { cpu: 256, memory: 0, interfaces: 1 });
    assert_eq!(room_for_web(&cluster), (1, Rejection::Cpu));
    stop(&mut cluster, log);
    assert_eq!(cluster.instances().reserved(host()), Reserved { cpu: 768, memory: 300, interfaces: 2 });
    // The old task's slot is not free before it has stopped; two of the others are kept, so none is left.
    assert_eq!(room_for_web(&cluster), (0, Rejection::Eni));
    reserve(&mut cluster, LOG, None);
    assert_eq!(room_for_web(&cluster), (2, Rejection::Eni));
}

/// What is kept for a daemon is there for itself and for those before it by name, and not for others.
#[test]
fn p1_8_daemons_keep_room_from_each_other() {
    let model = model();
    let mut cluster = registered(&model);
    reserve(&mut cluster, LOG, Some(1));
    reserve(&mut cluster, NET, Some(3));
    let free = |cluster: &Cluster, group| cluster.instances().free_for(host(), GroupId::new(group)).cpu;
    // 1,024 less 512 for `log` and 128 for `net`.
    assert_eq!([WEB, LOG, NET].map(|group| free(&cluster, group)), [384, 1_024, 512]);
    put(&mut cluster, WEB, 0, 0);
    let accepts = |cluster: &Cluster, service, definition| {
        let request = Request::of(&model, ServiceId::new(service), TaskDefinitionId::new(definition));
        Filter::new(&request, cluster).first_rejection(host())
    };
    assert_eq!(accepts(&cluster, LOG, 1), None);
    // 768 units are free: `log` comes first, and `net` has what is left beside it.
    assert_eq!(accepts(&cluster, LOG, 2), None);
    assert_eq!(accepts(&cluster, NET, 3), None);
    assert_eq!(accepts(&cluster, NET, 2), Some(Rejection::Cpu));
    assert_eq!(next_of(&cluster, WEB, 1).expect_err("kept").closest, Some((host(), Rejection::Cpu)));
}

/// Where what is kept is more than what is free, nothing is free, and nothing goes below 0.
#[test]
fn p1_8_more_may_be_owed_than_is_free() {
    let model = model();
    let mut cluster = registered(&model);
    put(&mut cluster, WEB, 2, 0);
    reserve(&mut cluster, LOG, Some(1));
    assert_eq!(cluster.instances().free(host()), Resources { cpu: 256, memory: 700, gpu: 0 });
    let free = cluster.instances().free_for(host(), GroupId::new(WEB));
    assert_eq!(free, Resources { cpu: 0, memory: 400, gpu: 0 });
    assert_eq!(cluster.instances().free_interfaces_for(host(), GroupId::new(WEB)), 0);
}
