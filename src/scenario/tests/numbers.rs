//! Numbers that are written as text, in AWS JSON and in scenarios.

use crate::scenario::{Severity, check_json_text};

use super::{loaded, messages};

/// The errors of a task definition with `members` of its container and `rest`.
fn told_of_json(members: &str, rest: &str) -> Vec<String> {
    let container = format!(r#"{{"name": "c", "image": "i", "memory": 128{members}}}"#);
    let text = format!(r#"{{"family": "a", "containerDefinitions": [{container}]{rest}}}"#);
    let checked = check_json_text("a.json", text.into_bytes());
    let errors = checked.problems.sorted().into_iter().filter(|problem| problem.severity == Severity::Error);
    errors.map(|problem| format!("{}; {}", problem.message, problem.help.as_deref().unwrap_or("-"))).collect()
}

/// One rule for all: an integer of the API is not text, and what the API has as text may be a number.
#[test]
fn vd_36_integers_written_as_text_are_refused() {
    for (members, name, number) in [
        (r#", "portMappings": [{"containerPort": "3000"}]"#, "portMappings.0.containerPort", 3000),
        (r#", "portMappings": [{"containerPort": 80, "hostPort": "80"}]"#, "portMappings.0.hostPort", 80),
        (r#", "cpu": "64""#, "cpu", 64),
        (r#", "stopTimeout": "30""#, "stopTimeout", 30),
        (r#", "linuxParameters": {"sharedMemorySize": "64"}"#, "linuxParameters.sharedMemorySize", 64),
    ] {
        let path = format!("taskDefinitions.a.containerDefinitions.c.{name}");
        let expected = format!("`{path}` must be a whole number; write {number} without quotes");
        assert_eq!(told_of_json(members, ""), [expected], "{members}");
    }
    let text = r#", "portMappings": [{"containerPort": "http"}]"#;
    let path = "taskDefinitions.a.containerDefinitions.c.portMappings.0.containerPort";
    assert_eq!(
        told_of_json(text, ""),
        [format!("`{path}` must be a whole number; write a number such as 3")]
    );
    for (written, number) in [("128.0", "128"), ("127.5", "128")] {
        let path = "taskDefinitions.a.containerDefinitions.c.memory";
        let told = told_of_json(&format!(r#", "memory": {written}"#), "");
        assert_eq!(told, [format!("`{path}` must be a whole number; write {number}")]);
    }
    let sizes = [r#", "cpu": "256", "memory": "512""#, r#", "cpu": 256, "memory": 512"#];
    let gpus = ["\"1\"", "1"]
        .map(|count| format!(r#", "resourceRequirements": [{{"type": "GPU", "value": {count}}}]"#));
    for (members, rest) in [("", sizes[0]), ("", sizes[1]), (&gpus[0], ""), (&gpus[1], "")] {
        assert!(told_of_json(members, rest).is_empty(), "{members}{rest}");
    }
}

#[test]
fn vd_36_in_a_scenario_as_well() {
    let scenario = |port: &str, delay: &str| {
        let container = format!(
            "{{ name = \"c\", image = \"i\", memory = 8, portMappings = [{{ containerPort = {port} }}] }}"
        );
        let balancer = format!("{{ targetGroupArn = \"t\", containerName = \"c\", containerPort = {port} }}");
        format!(
            "name = \"n\"\n[[containerInstances]]\ninstanceType = \"m5.large\"\n[[taskDefinitions]]\nfamily = \"a\"\ncontainerDefinitions = [{container}]\n[[targetGroups]]\nname = \"t\"\n\"deregistration_delay.timeout_seconds\" = {delay}\n[[services]]\nserviceName = \"s\"\ntaskDefinition = \"a\"\ndesiredCount = 1\nloadBalancers = [{balancer}]\n"
        )
    };
    let refused = loaded(&scenario("\"80\"", "30"));
    assert_eq!(
        messages(&refused, Severity::Error),
        [
            "`taskDefinitions.a.containerDefinitions.c.portMappings.0.containerPort` must be a whole number",
            "`services.s.loadBalancers.0.containerPort` must be a whole number",
        ]
    );
    // Attributes of a target group are text in the API.
    for delay in ["30", "\"30\""] {
        assert!(loaded(&scenario("80", delay)).scenario.is_some(), "{delay}");
    }
}
