//! Instances come and go in random order, beside an ordered map of those that are there.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::cluster::{Cluster, NewTask, StopCause, TaskStatus};
use crate::model::{GroupId, Service, TaskDefinition, TaskDefinitionId};

#[derive(Clone, Copy, Debug)]
enum Step {
    /// One of this class becomes known.
    Expect(usize),
    /// The one at this place among all that are there registers, if it has not, and leaves if it has.
    MoveOn(usize),
}

/// Three classes in two clusters, the middle one alone in its own, and a fleet of two that have names.
fn model() -> Model {
    let class = |cluster| InstanceClass {
        cluster: ClusterId::new(cluster),
        registered: Resources { cpu: 100, memory: 100, gpu: 0 },
        ..InstanceClass::default()
    };
    let named = |name: &str| crate::model::ContainerInstance {
        name: name.to_owned(),
        ec2_instance_id: format!("i-{name}"),
        class: ClassId::new(0),
        registers_at: SimTime::ZERO,
    };
    Model {
        clusters: vec!["a".into(), "b".into()],
        classes: vec![class(0), class(1), class(0)],
        instances: vec![named("first"), named("second")],
        services: vec![Service::default()],
        task_definitions: vec![TaskDefinition::default()],
        ..Model::default()
    }
}

/// A task that comes and goes again leaves nothing on the instance.
fn visit(cluster: &mut Cluster, instance: InstanceId, number: u32) {
    let (group, definition) = (GroupId::new(0), TaskDefinitionId::new(0));
    let new = NewTask {
        group,
        service: None,
        deployment: 0,
        definition,
        number,
        place: instance.into(),
        replaces_unhealthy: false,
    };
    let task = cluster.create_task(new, SimTime::ZERO);
    cluster.stop_task(task, StopCause::ScalingActivity, SimTime::ZERO);
    cluster.set_task_status(task, TaskStatus::Stopped, SimTime::ZERO);
    cluster.remove_task(task);
}

proptest! {
    #[test]
    fn the_store_holds_those_that_are_there_in_order(
        steps in prop::collection::vec(
            prop_oneof![
                2 => (0..3_usize).prop_map(Step::Expect),
                3 => any::<usize>().prop_map(Step::MoveOn),
            ],
            0..300,
        )
    ) {
        let model = model();
        let mut cluster = Cluster::new(model.clone());
        let (mut there, mut gone, mut most) = (BTreeMap::new(), Vec::new(), 0);
        for step in steps {
            match step {
                Step::Expect(class) => {
                    let id = cluster.expect_instance(ClassId::new(class));
                    prop_assert!(there.insert(id.ordinal(), (id, class, false)).is_none());
                }
                Step::MoveOn(at) => {
                    let Some(at) = at.checked_rem(there.len()) else { continue };
                    let (ordinal, (id, class, registered)) =
                        there.iter().nth(at).map(|(ordinal, of)| (*ordinal, *of)).expect("one of them");
                    if registered {
                        cluster.set_instance_status(id, InstanceStatus::Inactive);
                        cluster.remove_instance(id);
                        there.remove(&ordinal);
                        gone.push(id);
                    } else {
                        cluster.activate_instance(id, SimTime::ZERO);
                        visit(&mut cluster, id, ordinal);
                        there.insert(ordinal, (id, class, true));
                    }
                }
            }
            most = most.max(there.len());
            let instances = cluster.instances();
            prop_assert_eq!(cluster.audit(), Ok(()));
            prop_assert_eq!(instances.len(), there.len());
            prop_assert_eq!(instances.slots(), most, "a slot is added only when all are taken");
            prop_assert_eq!(instances.next_ordinal() as usize, there.len() + gone.len());
            for (number, of) in [(0, [0, 2]), (1, [1, 1])] {
                let number = ClusterId::new(number);
                let expected: Vec<_> =
                    there.values().filter(|(_, class, _)| of.contains(class)).map(|(id, ..)| *id).collect();
                prop_assert_eq!(instances.len_of(number), expected.len());
                prop_assert_eq!(instances.ids_of(number).collect::<Vec<_>>(), expected);
            }
            for (id, class, registered) in there.values() {
                prop_assert!(instances.is_known(*id));
                prop_assert_eq!(instances.class(*id).index(), *class);
                prop_assert_eq!(instances.registered_at(*id).is_some(), *registered);
                let named = model.instances.get(id.ordinal() as usize);
                let expected = named.map_or_else(|| ec2_id(*id), |named| named.ec2_instance_id.clone());
                prop_assert_eq!(cluster.ec2_instance_id(*id), expected);
            }
            prop_assert!(gone.iter().all(|id| !instances.is_known(*id)));
        }
    }
}
