//! What a class decides, and what remains to be asked.

use super::{World, query};
use crate::query::Dependencies;
use crate::query::residual::Question;

fn world() -> World {
    World::with(&[("stack", "prod")])
}

#[test]
fn what_a_class_decides_is_not_asked_again() {
    const COUNT: &str = "runningTasksCount < 2";
    for (expression, constant, questions) in [
        ("attribute:stack == prod", Some(true), 0),
        ("agentVersion > 2", Some(false), 0),
        (&format!("attribute:stack == prod and {COUNT}"), None, 1),
        (&format!("attribute:stack == dev and {COUNT}"), Some(false), 0),
        (&format!("{COUNT} and attribute:stack == dev"), Some(false), 0),
        (&format!("{COUNT} or attribute:stack == prod"), Some(true), 0),
        (&format!("{COUNT} or attribute:stack == dev"), None, 1),
        (&format!("not({COUNT} and attribute:gpu exists)"), Some(true), 0),
        // The class decides the middle, so that the last question is never reached.
        (&format!("{COUNT} and attribute:stack == dev and task:group == database"), Some(false), 0),
        (&format!("({COUNT} or attribute:stack == prod and ec2InstanceId == x) and {COUNT}"), None, 3),
        ("agentConnected in [true, false]", Some(true), 0),
        ("agentConnected =~ x", Some(false), 0),
        ("agentConnected != true", None, 1),
        ("runningTasksCount >= 0", Some(true), 0),
        ("runningTasksCount < 0", Some(false), 0),
        ("task:group == nobody", Some(false), 0),
        ("task:group != nobody", Some(true), 0),
        ("task:group in [nobody, service:web]", None, 1),
    ] {
        let residual = query(expression).for_class(&world());
        assert_eq!(residual.constant(), constant, "{expression}");
        assert_eq!(residual.steps().len(), questions, "{expression}");
    }
}

#[test]
fn questions_are_asked_in_the_order_in_which_they_are_written() {
    for word in ["and", "or"] {
        let text =
            format!("task:group == database {word} runningTasksCount < 2 {word} agentConnected == true");
        let residual = query(&text).for_class(&world());
        let asked: Vec<&Question> = residual.steps().iter().map(|step| &step.question).collect();
        let few = Question::RunningTasksWithin { from: 0, to: 1 };
        assert_eq!(asked, [&Question::AnyGroup([3].into()), &few, &Question::AgentConnected], "{word}");
    }
}

#[test]
fn dependencies_name_what_can_change_the_answer() {
    let all =
        "agentConnected == true or ec2InstanceId == a or registeredAt > 2018-06-18 or runningTasksCount > 1";
    let groups = |groups: &[usize]| Dependencies { groups: groups.to_vec(), ..Dependencies::default() };
    for (expression, expected) in [
        (
            all,
            Dependencies {
                agent_connected: true,
                ec2_instance_id: true,
                registered_at: true,
                running_tasks_count: true,
                groups: Vec::new(),
            },
        ),
        ("attribute:stack == prod", groups(&[])),
        ("attribute:stack == dev and agentConnected == true", groups(&[])),
        ("ec2InstanceId =~ i-.*", Dependencies { ec2_instance_id: true, ..Dependencies::default() }),
        ("task:group =~ service:.* or task:group in [database, service:web]", groups(&[0, 1, 3])),
        ("not(task:group == family:batch)", groups(&[2])),
    ] {
        assert_eq!(query(expression).for_class(&world()).dependencies(), expected, "{expression}");
    }
}

#[test]
fn equal_residuals_of_different_classes_are_equal() {
    let query = query("attribute:stack in [prod, dev] and runningTasksCount < 2 and ec2InstanceId =~ i-.*");
    let of = |stack| query.for_class(&World::with(&[("stack", stack)]));
    assert_eq!(of("prod"), of("dev"));
    assert_ne!(of("prod"), of("other"));
}
