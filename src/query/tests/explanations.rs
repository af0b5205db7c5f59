//! The words for a planner.

use super::World;

fn world() -> World {
    World {
        running_tasks_count: 3,
        groups_there: vec![0, 3],
        agent_connected: false,
        ..World::with(&[("stack", "dev"), ("flag", ""), ("ecs.instance-type", "t2.small")])
    }
}

#[test]
fn each_kind_of_predicate_has_its_words() {
    for (expression, reason) in [
        ("attribute:stack == prod", "attribute stack is dev, not prod"),
        ("attribute:stack != dev", "attribute stack is dev, which is excluded"),
        ("attribute:stack in [prod, test]", "attribute stack is dev, not one of prod, test"),
        ("attribute:stack !in [dev, test]", "attribute stack is dev, which is excluded"),
        (
            "attribute:ecs.instance-type =~ g2.*",
            "attribute ecs.instance-type is t2.small, which does not match g2.*",
        ),
        (
            "attribute:ecs.instance-type !~ t2.*",
            "attribute ecs.instance-type is t2.small, which matches t2.*",
        ),
        ("attribute:flag == on", "attribute flag is empty, not on"),
        ("attribute:stack == ''", "attribute stack is dev, not empty"),
        ("attribute:gpu == a", "attribute gpu is missing"),
        ("attribute:gpu != a", "attribute gpu is missing"),
        ("attribute:gpu exists", "attribute gpu is missing"),
        ("attribute:flag !exists", "attribute flag is present"),
        ("not attribute:flag exists", "attribute flag is present"),
        ("not attribute:gpu !exists", "attribute gpu is missing"),
        ("not attribute:stack == dev", "attribute stack is dev, which is excluded"),
        ("not attribute:stack != prod", "attribute stack is dev, not prod"),
        ("not attribute:stack !~ prod", "attribute stack is dev, which does not match prod"),
        ("agentConnected == true", "agentConnected is false, not true"),
        ("agentVersion > 1.20", "agentVersion is 1.14.4, not > 1.20"),
        ("not agentVersion < 1.20", "agentVersion is 1.14.4, not >= 1.20"),
        ("ec2InstanceId in [i-b]", "ec2InstanceId is i-a, not one of i-b"),
        ("registeredAt >= 2018-06-18", "registeredAt is 1970-01-01T00:00:00Z, not >= 2018-06-18T00:00:00Z"),
        ("runningTasksCount < 2", "runningTasksCount is 3, not < 2"),
        ("runningTasksCount == 2", "runningTasksCount is 3, not 2"),
        ("runningTasksCount != 3", "runningTasksCount is 3, which is excluded"),
        ("not runningTasksCount >= 3", "runningTasksCount is 3, not < 3"),
        ("task:group == service:daemon", "no task of group service:daemon is there"),
        ("task:group in [a, b]", "no task of group a or b is there"),
        ("task:group =~ family:.*", "no task of a group that matches family:.* is there"),
        ("task:group != database", "a task of group database is there"),
        ("not(task:group =~ .*)", "a task of group service:web is there"),
        ("not task:group !in [a]", "no task of group a is there"),
    ] {
        assert_eq!(world().reasons(expression), [reason], "{expression}");
    }
    let unknown = World { agent_version: None, ..world() };
    assert_eq!(unknown.reasons("agentVersion < 2"), ["agentVersion is missing"]);
}

#[test]
fn the_fewest_reasons_that_suffice_are_told() {
    const STACK: &str = "attribute stack is dev, not prod";
    const COUNT: &str = "runningTasksCount is 3, not < 2";
    const AGENT: &str = "agentConnected is false, not true";
    let (stack, count, agent) =
        ("attribute:stack == prod", "runningTasksCount < 2", "agentConnected == true");
    for (expression, reasons) in [
        // What holds is no reason.
        (format!("attribute:flag exists and {stack}"), vec![STACK]),
        // One failure decides an `and`, and the first one is told.
        (format!("{stack} and {count}"), vec![STACK]),
        // Each alternative of an `or` needs its reason.
        (format!("{stack} or {count}"), vec![STACK, COUNT]),
        // The shorter of two answers.
        (format!("({stack} or {count}) and {agent}"), vec![AGENT]),
        // One reason may do for two alternatives.
        (format!("({stack} and {count}) or ({count} and {agent})"), vec![COUNT]),
        (format!("{stack} or {stack}"), vec![STACK]),
        // The negation of an `or` fails by one of its members, that of an `and` by all.
        (
            "not(attribute:gpu exists or attribute:stack == dev)".to_owned(),
            vec!["attribute stack is dev, which is excluded"],
        ),
        (
            "not(attribute:flag exists and runningTasksCount == 3)".to_owned(),
            vec!["attribute flag is present", "runningTasksCount is 3, which is excluded"],
        ),
        (format!("not({stack})"), vec![]),
    ] {
        assert_eq!(world().reasons(&expression), reasons, "{expression}");
    }
}
