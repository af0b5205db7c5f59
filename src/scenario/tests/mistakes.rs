//! What people save as JSON, and what they write into scenarios.

use crate::scenario::{Overrides, render};
use crate::scenario::{Severity, check_json_text, load_text};

use super::{loaded, messages};

fn json_error(text: &str) -> String {
    let loaded = check_json_text("file.json", text.as_bytes().to_vec());
    let errors = messages(&loaded, Severity::Error);
    assert_eq!(errors.len(), 1, "{text}: {errors:?}");
    errors[0].to_owned()
}

/// Volumes and roles of a list of containers by itself stand elsewhere, where nobody sees them.
#[test]
fn vd_07_vd_23_a_list_of_containers_lacks_nothing_that_stands_elsewhere() {
    let container = r#"{"name": "c", "image": "i", "memory": 64, "secrets": [{"name": "S", "valueFrom": "arn"}],
        "mountPoints": [{"sourceVolume": "data", "containerPath": "/d"}]}"#;
    let told = |text: String| {
        let checked = check_json_text("file.json", text.into_bytes());
        let rules = checked.problems.sorted().into_iter().filter_map(|problem| problem.rule.clone());
        rules.collect::<Vec<_>>()
    };
    assert_eq!(told(format!("[{container}]")), [""; 0]);
    let whole = format!(r#"{{"family": "a", "containerDefinitions": [{container}]}}"#);
    assert_eq!(told(whole), ["VD-23", "VD-07"]);
}

#[test]
fn placeholders_are_named() {
    for (text, placeholder) in [
        (r#"{"cpu": $$$CPU$$$}"#, "$$$CPU$$$"),
        (r#"{"cpu": ${cpu}}"#, "${cpu}"),
        (r#"{"cpu": {{ cpu }}}"#, "{{ cpu }}"),
        (r#"{"cpu": <cpu>}"#, "<cpu>"),
        (r#"{"cpu": %CPU%}"#, "%CPU%"),
        (r#"{"cpu": $CPU}"#, "$CPU"),
        (r#"{"cpu": {your-cpu}}"#, "{your-cpu}"),
        ("{\n  \"containerDefinitions\": [\n    ${containers}\n  ]\n}", "${containers}"),
        (r#"{"cpu": {{ must_env `CPU` }}}"#, "{{ must_env `CPU` }}"),
        (r#"{"image": "i", $$$$START_PERIOD$$$$ "memory": 1}"#, "$$$$START_PERIOD$$$$"),
        (r#"{"image": "i", {{ extra }}, "memory": 1}"#, "{{ extra }}"),
        (
            r#"{"family": "%CLUSTER%-app", "containerDefinitions": [{"name": "c", "image": "i", "memory": 1}]}"#,
            "%CLUSTER%",
        ),
        (r#"{"serviceName": "${name}", "taskDefinition": "app", "desiredCount": 1}"#, "${name}"),
        (r#"{"serviceName": "a", "taskDefinition": "{{ family }}:3", "desiredCount": 1}"#, "{{ family }}"),
        (
            r#"{"taskDefinition": "a", "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["s-1", "${subnet}"]}}}"#,
            "${subnet}",
        ),
        (
            r#"{"serviceName": "a", "taskDefinition": "app", "desiredCount": 1, "launchType": "<type>"}"#,
            "<type>",
        ),
        (
            r#"{"family": "a", "containerDefinitions": [{"name": "$$$NAME$$$", "image": "i", "memory": 1}]}"#,
            "$$$NAME$$$",
        ),
    ] {
        assert_eq!(
            json_error(text),
            format!("the placeholder `{placeholder}` was never filled in"),
            "{text}"
        );
    }
}

/// Long lines cost no more than short ones, and what is wrong is found at their end.
#[test]
fn placeholders_are_found_in_long_lines() {
    let long = "<".repeat(200_000);
    let name = format!(r#"{{"serviceName": "{long}", "taskDefinition": "x", "desiredCount": 1}}"#);
    assert!(json_error(&name).starts_with("service name"));
    let line = format!(r#"{{"image": "{long}", "cpu": ${{cpu}}}}"#);
    assert_eq!(json_error(&line), "the placeholder `${cpu}` was never filled in");
}

/// Signs that compare and count are no placeholders.
#[test]
fn not_everything_between_signs_is_a_placeholder() {
    for expression in ["runningTasksCount <3 and > 2", "attribute:x =~ a{2} b{3}", "50% 60%"] {
        let constraint = format!(r#"[{{"type": "memberOf", "expression": "{expression}"}}]"#);
        let text = format!(
            r#"{{"serviceName": "s", "taskDefinition": "x", "desiredCount": 1, "placementConstraints": {constraint}}}"#
        );
        assert!(json_error(&text).contains("is not a query"), "{expression}");
    }
    assert_eq!(json_error(r#"{"cpu": <1>}"#), "not valid JSON: unexpected token");
}

#[test]
fn what_is_no_json_is_told_by_name() {
    for (text, message) in [
        ("../other/task-definition.json", "the file holds a path instead of JSON"),
        ("\"containerDefinitions\": [{\"name\": \"a\"}]", "a fragment of an object instead of an object"),
        (
            "resource \"aws_ecs_task_definition\" \"web\" {\n  family = \"web\"\n}",
            "the file holds HCL (Terraform), which Plimsoll does not read",
        ),
        (
            "[\n  {\n    name = \"web\"\n    cpu = 1\n  }\n]",
            "the file holds HCL (Terraform), which Plimsoll does not read",
        ),
        ("{\"family\": \"web\", ...}", "an ellipsis stands for something left out"),
        ("{\"family\": \"web\",}", "not valid JSON: trailing commas are not allowed"),
        ("{\"family\": \"web\" // name\n}", "not valid JSON: comments are not allowed"),
        ("{'family': 'web'}", "not valid JSON: single-quoted strings are not allowed"),
        (
            "{\"family\" \"web\"}",
            "not valid JSON: expected colon after the string or word in object property",
        ),
        ("{\"family\": \"web\"", "not valid JSON: unterminated object"),
        ("{\"cpu\": .5}", "not valid JSON: leading or trailing decimal points on numbers are not allowed"),
        ("{}} {}", "not valid JSON: text cannot contain more than one JSON value"),
        ("{family: \"web\"}", "not valid JSON: expected string for object property"),
        ("", "the file is empty"),
        (
            "{\"hello\": 1}",
            "neither a cluster, a container instance, a task definition, a service, a task, a target group, a capacity provider, \
             an Auto Scaling group, a scalable target, a scaling policy nor the input of a call",
        ),
    ] {
        assert_eq!(json_error(text), message, "{text}");
    }
}

#[test]
fn several_syntax_errors_are_told_at_once() {
    let loaded = loaded("name = web\n[simulation\nseed = 1\nseed = 2\n");
    assert!(messages(&loaded, Severity::Error).len() >= 2, "{:?}", loaded.problems);
}

#[test]
fn names_are_names_of_folders() {
    for (name, fault) in [
        ("../up", "may hold letters, digits, `_`, `.` and `-` only"),
        ("a b", "may hold letters, digits, `_`, `.` and `-` only"),
        ("", "is empty"),
        ("a..b", "must not start with a dot or hold two in a row"),
        (".hidden", "must not start with a dot or hold two in a row"),
    ] {
        let loaded = loaded(&format!("name = \"{name}\""));
        let message = format!("the name {fault}");
        assert!(messages(&loaded, Severity::Error).contains(&message.as_str()), "{name}");
    }
    let long = loaded(&format!("name = \"{}\"", "x".repeat(129)));
    assert!(messages(&long, Severity::Error).contains(&"the name is longer than 128 characters"));
}

#[test]
fn seeds_and_replications_have_bounds() {
    let file = loaded("name = \"x\"\n[simulation]\nseed = -1\nreplications = 0");
    let errors = messages(&file, Severity::Error);
    assert!(errors.contains(&"`simulation.seed` must not be negative"), "{errors:?}");
    assert!(errors.contains(&"`simulation.replications` is 0"), "{errors:?}");
    let overrides = Overrides { replications: Some(0), ..Overrides::default() };
    let line = load_text("x.toml", "name = \"x\"", std::path::Path::new(""), &overrides);
    let report = render(&line.problems, &line.sources, false);
    assert!(report.contains("error: --replications must be from 1 to 100000"), "{report}");
}

#[test]
fn unknown_members_of_aws_json_are_warnings_with_their_path() {
    let json =
        r#"{"family": "f", "containerDefinitions": [{"name": "c", "memory": 64, "portBindings": []}]}"#;
    let loaded = check_json_text("file.json", json.as_bytes().to_vec());
    assert_eq!(
        messages(&loaded, Severity::Warning).first().copied(),
        Some("unknown member `portBindings` in `taskDefinitions.f.containerDefinitions.c` is ignored")
    );
}

#[test]
fn of_many_warnings_by_one_rule_the_first_ten_are_shown() {
    let service = |number: usize| {
        format!(
            "[[services]]\nserviceName = \"s-{number}\"\ntaskDefinition = \"app\"\ndesiredCount = 1\nstatus = \"DRAINING\"\n"
        )
    };
    let services: String = (0..25).map(service).collect();
    let fleet = "[[containerInstances]]\ninstanceType = \"m5.large\"\ncount = 2\navailabilityZones = [\"a\", \"b\"]\n";
    let app = "[[taskDefinitions]]\nfamily = \"app\"\ncontainerDefinitions = [{ name = \"a\", image = \"a\", cpu = 1, memory = 8 }]\n";
    let loaded = loaded(&format!("name = \"x\"\n{fleet}{app}{services}"));
    let report = render(&loaded.problems, &loaded.sources, false);
    assert!(report.contains("… and 15 more by VS-27"), "{report}");
    assert_eq!(report.matches("is simulated as ACTIVE").count(), 10, "{report}");
    assert!(report.ends_with("25 warnings\n"), "{report}");
}
