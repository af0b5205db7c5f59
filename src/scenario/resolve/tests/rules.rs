//! One row per rule: a scenario that breaks it, and what is told.

mod alarms;
mod api_calls;
mod api_services;
mod api_target_groups;
mod attribute_changes;
mod calls;
mod container_order;
mod definitions;
mod drawn_times;
mod end_conditions;
mod fargate;
mod found;
mod happenings;
mod host_ports;
mod images;
mod load_balancers;
mod networks;
mod own_faults;
mod service_placement;
mod services;
mod strategy;
mod surroundings;
mod task_definitions;

use super::{built, listing, model, tree};
use crate::scenario::traces::Traces;
use crate::scenario::{Problems, Severity, Value};

const FLEET: &str = "[[containerInstances]]\ninstanceType = \"m5.large\"\ncount = 2\n";
const SERVICE: &str = "serviceName = \"web\"\ntaskDefinition = \"app\"\ndesiredCount = 2\n";
const WEB: &str =
    "name = \"web\", image = \"web:1\", cpu = 256, memory = 512, portMappings = [{ containerPort = 80 }]";

/// A sound scenario with `containers` (the inside of the list) and `rest` of the task definition.
fn definition(containers: &str, rest: &str) -> String {
    format!(
        "{FLEET}[[services]]\n{SERVICE}[[taskDefinitions]]\nfamily = \"app\"\ncontainerDefinitions = [{containers}]\n{rest}"
    )
}

/// A sound scenario whose one container is written as `members`.
fn container(members: &str) -> String {
    definition(&format!("{{ {members} }}"), "")
}

/// A sound scenario whose one container has `members` besides a name, an image and memory.
fn also(members: &str) -> String {
    container(&format!("name = \"web\", image = \"web:1\", memory = 512, {members}"))
}

/// As [`also`], in a network mode.
fn in_mode(mode: &str, members: &str) -> String {
    let container = format!("{{ name = \"web\", image = \"web:1\", memory = 512, {members} }}");
    definition(&container, &format!("networkMode = \"{mode}\""))
}

/// A sound scenario with `members` in the service; `SERVICE`'s own unless they are there.
fn service(members: &str) -> String {
    let own: Vec<_> =
        SERVICE.lines().filter(|line| !members.contains(line.split(' ').next().expect("a key"))).collect();
    let service = format!("{}\n{members}\n", own.join("\n"));
    with_sections(&service, "")
}

/// A sound scenario, the service as given, and further sections.
fn with_sections(service: &str, sections: &str) -> String {
    format!(
        "{FLEET}[[services]]\n{service}[[taskDefinitions]]\nfamily = \"app\"\ncontainerDefinitions = [{{ {WEB} }}]\n{sections}"
    )
}

/// A sound scenario and further sections.
fn and(sections: &str) -> String {
    with_sections(SERVICE, sections)
}

/// A sound scenario with `members` in the group of instances.
fn group(members: &str) -> String {
    and("").replacen("count = 2\n", &format!("{members}\n"), 1)
}

/// A sound scenario behind a target group with `members`.
fn behind(members: &str) -> String {
    let balancer =
        "loadBalancers = [{ targetGroupArn = \"blue\", containerName = \"web\", containerPort = 80 }]\n";
    let group = format!("[[targetGroups]]\nname = \"blue\"\n{members}\n");
    with_sections(&format!("{SERVICE}{balancer}"), &group)
}

fn assert_told(severity: Severity, rows: &[(&str, &str, String)]) {
    for (rule, fragment, text) in rows {
        let (_, problems) = built(text);
        let errors = problems.sorted().iter().filter(|problem| problem.severity == Severity::Error).count();
        assert_eq!(errors, usize::from(severity == Severity::Error), "{fragment}: {:#?}", listing(&problems));
        let told = problems.sorted().into_iter().find(|problem| problem.message.contains(fragment));
        let told = told.unwrap_or_else(|| panic!("not told: {fragment}: {:#?}", listing(&problems)));
        assert_eq!((told.severity, told.rule.as_deref().unwrap_or("")), (severity, *rule), "{fragment}");
        assert!(told.span.is_some() && !told.label.is_empty(), "{fragment}");
        assert!(severity == Severity::Warning || told.help.is_some(), "{fragment} has no remedy");
    }
}

fn assert_errors(rows: &[(&str, &str, String)]) {
    assert_told(Severity::Error, rows);
}

fn assert_warnings(rows: &[(&str, &str, String)]) {
    assert_told(Severity::Warning, rows);
}

#[test]
fn the_sound_scenario_has_no_problem() {
    for text in [and(""), behind(""), service("cluster = \"default\""), also("cpu = 1")] {
        model(&text);
    }
}

/// All problems are told at once, not the first alone.
#[test]
fn every_problem_is_told_at_once() {
    let text = service("launchType = \"FARGATE\"\ndesiredCount = -1\nplacementStrategy = [{ type = \"x\" }]")
        .replace("image = \"web:1\", ", "");
    let (_, problems) = built(&text);
    assert_eq!(problems.len(), 4, "{:#?}", listing(&problems));
}

/// What is not there, or names nothing, keeps nothing else from being told.
#[test]
fn nameless_and_unresolved_entries_are_checked_all_the_same() {
    let nameless = and("").replace("family = \"app\"\n", "networkMode = \"none\"\n");
    let unresolved = service("taskDefinition = \"x\"\nplacementConstraints = [{ type = \"y\" }]");
    for (text, fragments) in [
        (nameless, ["the task definition has no `family`", "network mode `none` allows no port mappings"]),
        (unresolved, ["there is no task definition `x`", "`type` cannot be `y`"]),
    ] {
        let (_, problems) = built(&text);
        for fragment in fragments {
            let told = problems.sorted().iter().any(|problem| problem.message.contains(fragment));
            assert!(told, "{fragment}: {:#?}", listing(&problems));
        }
    }
}

/// Sections longer than a model may be are told, and not read to their end.
#[test]
fn no_section_is_longer_than_a_model_may_be() {
    let mut root = tree(&and("[[faults]]\nat = \"1m\"\n"));
    let Value::Object(members) = &mut root.value else { panic!("a table") };
    let faults = members.iter_mut().find(|member| member.name == "faults").expect("written above");
    let one = faults.value.elements()[0].clone();
    faults.value.value = Value::Array(vec![one; 100_001]);
    let mut problems = Problems::default();
    assert_eq!(super::super::resolve(&root, &Traces::default(), &mut problems), None);
    let told =
        problems.sorted().iter().any(|problem| problem.message.starts_with("100001 entries in `faults`"));
    assert!(told, "{:#?}", listing(&problems));
}

#[test]
fn problems_point_at_what_is_wrong() {
    for (text, pointed_at) in [
        (service("launchType = \"FARGATE\""), "\"FARGATE\""),
        (service("taskDefinition = \"ap\""), "\"ap\""),
        (also("stopTimeout = -1"), "-1"),
        (in_mode("host", "portMappings = [{ containerPort = 80, hostPort = 8080 }]"), "8080"),
        (container("name = \"web\", image = \"i\""), "{ name = \"web\", image = \"i\" }"),
        (and("[[faults]]\naction = \"aws:ec2:stop-instances\"\nservice = \"web\"\nat = \"1m\"\n"), "service"),
    ] {
        let (_, problems) = built(&text);
        let [problem] = problems.sorted()[..] else { panic!("{:#?}", listing(&problems)) };
        let span = problem.span.as_ref().expect("a place");
        assert_eq!(&text[span.start..span.end], pointed_at);
    }
}
