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
    for (written, number) in [("128.0", "128"), ("127.5", "127 or 128"), ("0.5", "512 for 0.5 GB")] {
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

/// What is meant is said in the unit of the member, so that it can be copied.
#[test]
fn remedies_hold_the_value_to_write() {
    let container = |member: &str| {
        let more = format!("{{ name = \"c\", image = \"i\", memory = 64, {member} }}");
        format!("[[taskDefinitions]]\nfamily = \"a\"\ncontainerDefinitions = [{more}]\n")
    };
    let task = |member: &str| format!("[[taskDefinitions]]\nfamily = \"a\"\n{member}\n");
    let simulation = |member: &str| format!("[simulation]\n{member}\n");
    for (text, help) in [
        (task("cpu = 0.25"), "write 256 for 0.25 vCPU"),
        (task("cpu = \"0.25\""), "write 256 for 0.25 vCPU"),
        (task("memory = 0.5"), "write 512 for 0.5 GB"),
        (task("memory = \"512MB\""), "write 512 for 512MB"),
        (container("cpu = 0.25"), "write 256 for 0.25 vCPU"),
        (container("cpu = \"0.5 vCPU\""), "write 512 for 0.5 vCPU"),
        (container("memoryReservation = \"1GB\""), "write 1024 for 1GB"),
        (container("stopTimeout = \"30s\""), "write 30 for 30s"),
        (simulation("duration = \"5\""), "write \"5s\" if seconds are meant"),
        (simulation("duration = 1.5"), "write \"1500ms\" if seconds are meant"),
        (simulation("duration = 5m"), "write \"5m\" in quotes"),
        (simulation("replications = 2.5"), "write 2 or 3"),
        (
            simulation("duration = \"soon\""),
            "write a number with a unit, such as \"90s\", \"250ms\" or \"1h 30m\"",
        ),
    ] {
        let loaded = loaded(&format!("name = \"n\"\n{text}"));
        let told: Vec<_> =
            loaded.problems.sorted().iter().filter_map(|problem| problem.help.clone()).collect();
        assert!(told.iter().any(|told| told == help), "{text}: {told:?}");
    }
}
