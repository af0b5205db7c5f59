//! Small scenarios, each with the lines that its answer ends in.

use std::path::Path;

use plimsoll::experiment::{Summary, run_in_memory};
use plimsoll::report::{Width, json, table};
use plimsoll::scenario::{Overrides, Scenario, load_text, render};

const DEFINITIONS: &str = r#"
    [[taskDefinitions]]
    family = "app"
    containerDefinitions = [{ name = "a", image = "a", cpu = 512, memory = 512 }]

    [[taskDefinitions]]
    family = "port"
    containerDefinitions = [{ name = "a", image = "a", cpu = 128, memory = 128, portMappings = [{ containerPort = 80, hostPort = 80 }] }]
"#;

/// Hosts of 2,048 CPU units, and sections besides them.
fn scenario(hosts: u32, sections: &str) -> Scenario {
    let fleet =
        format!("[[containerInstances]]\nname = \"host\"\ninstanceType = \"m5.large\"\ncount = {hosts}\n");
    let fleet = if hosts == 0 { String::new() } else { fleet };
    let text =
        format!("name = \"verdict\"\n[simulation]\nduration = \"30m\"\n{fleet}{DEFINITIONS}{sections}");
    let loaded = load_text("verdict.toml", &text, Path::new(""), &Overrides::default());
    loaded.scenario.unwrap_or_else(|| panic!("{}", render(&loaded.problems, &loaded.sources, false)))
}

fn service(name: &str, definition: &str, desired: u32, more: &str) -> String {
    format!(
        "[[services]]\nserviceName = \"{name}\"\ntaskDefinition = \"{definition}\"\ndesiredCount = {desired}\n{more}\n"
    )
}

/// What the table of a wide terminal ends in.
fn verdict(hosts: u32, sections: &str) -> String {
    let scenario = scenario(hosts, sections);
    let shown = table(&run_in_memory(&scenario, 1, &()), Width::of_terminal(400));
    let at = shown.find("Verdict: ").expect("a verdict");
    shown[at..].trim_end().to_owned()
}

fn update(at: &str, members: &str) -> String {
    format!("[[actions]]\nat = \"{at}\"\nupdateService = {{ {members} }}\n")
}

const BOUNDS: &str = "deploymentConfiguration = { minimumHealthyPercent = 0, maximumPercent = 100 }";

#[test]
fn each_kind_of_ending_is_told() {
    let crash = "[[applications]]\ntaskDefinition = \"app\"\ncontainer = \"a\"\ntimeToFailure = \"5s\"\n";
    let lost = "[[faults]]\naction = \"aws:ecs:task-kill-process\"\nservice = \"web\"\nat = \"10m\"\ncount = \"all\"\n";
    let calls = "[[actions]]\nat = \"10m\"\nrunTask = { taskDefinition = \"app\", count = 6 }\n";
    let web = |desired| service("web", "app", desired, "");
    let rolling =
        service("web", "port", 2, "") + &update("10m", "service = \"web\", forceNewDeployment = true");
    let late = web(4) + &update("29m57s", "service = \"web\", desiredCount = 5");
    for (name, hosts, sections) in [
        ("all well", 2, web(8)),
        ("ports", 2, service("hello", "port", 5, "")),
        ("cpu, twice", 1, web(6) + &service("api", "app", 3, "")),
        ("no hosts", 0, web(1)),
        ("a stuck update", 2, rolling),
        ("tasks that fail", 1, web(2) + crash),
        ("all tasks killed", 1, web(2) + lost),
        ("one of several killed", 1, web(3) + &lost.replace("\"all\"", "1")),
        ("without a minimum", 1, service("web", "app", 3, BOUNDS) + &lost.replace("\"all\"", "1")),
        ("refused calls", 1, web(1) + calls),
        ("just scaled out", 2, late),
        (
            "a daemon",
            2,
            service("log", "port", 0, "schedulingStrategy = \"DAEMON\"").replace("desiredCount = 0\n", ""),
        ),
        ("nothing asked for", 1, String::new()),
    ] {
        insta::assert_snapshot!(name.replace([' ', ','], "-"), verdict(hosts, &sections));
    }
}

/// Nobody confirms the stop of tasks on a host that is gone.
#[test]
fn hosts_that_do_not_answer_are_named() {
    let text = include_str!("../explain/held.toml");
    let loaded = load_text("held.toml", text, Path::new(""), &Overrides::default());
    let scenario = loaded.scenario.expect("it is tested elsewhere");
    let shown = table(&run_in_memory(&scenario, 1, &()), Width::of_terminal(400));
    let told = "web lacks 2 of 4: waits for 2 older tasks to stop, on dying-1 (agent not connected), until the host is back, \
                terminated or deregistered by force";
    assert!(shown.ends_with(&format!("Verdict: {told}\n")), "{shown}");
    assert_eq!(shown.matches("agent not connected").count(), 1, "said once: {shown}");
}

#[test]
fn variants_are_counted() {
    let matrix = "[matrix]\n\"services.web.desiredCount\" = [1, 2, 3, 4]\n";
    let said = verdict(2, &(service("web", "port", 1, "") + matrix));
    assert_eq!(said, "Verdict: in 2 of 4 variants web lacks 1 to 2 tasks: RESOURCE:PORTS");
}

#[test]
fn programs_get_the_verdict_as_data() {
    let matrix = "[matrix]\n\"services.web.desiredCount\" = [2, 3]\n";
    let scenario = scenario(2, &(service("web", "port", 1, "") + matrix));
    let summary: serde_json::Value =
        serde_json::from_str(&json(&run_in_memory(&scenario, 1, &()))).expect("JSON");
    let well = serde_json::json!({ "kind": "allWell", "findings": [] });
    assert_eq!(summary["variants"][0]["verdict"], well);
    let words = "web lacks 1 of 3: RESOURCE:PORTS (80/tcp)";
    let finding =
        serde_json::json!({ "kind": "lacksTasks", "service": "web", "words": words, "replications": 1 });
    let short = serde_json::json!({ "kind": "lacksTasks", "findings": [finding] });
    assert_eq!(summary["variants"][1]["verdict"], short);
    let words = format!("in 1 of 2 variants (desiredCount=3) {words}");
    let group = serde_json::json!({ "kind": "lacksTasks", "service": "web", "words": words, "variants": 1 });
    let whole = serde_json::json!({ "kind": "lacksTasks", "words": [words], "findings": [group] });
    assert_eq!(summary["verdict"], whole);
}

/// Who never was steady counts from the first pass that could place nothing more: then six of eight run.
#[test]
fn availability_counts_from_a_steady_state_or_from_the_last_placement_that_succeeded() {
    let of = |hosts: u32, sections: &str| {
        let scenario = scenario(hosts, sections);
        let results = run_in_memory(&scenario, 1, &());
        let metrics = &results.variants[0].metrics;
        let word = match &metrics["services.web.countsFrom.event"] {
            plimsoll::experiment::Summary::Text(word) => word.clone(),
            number @ plimsoll::experiment::Summary::Number { .. } => panic!("{number:?}"),
        };
        let figure = |name: &str| metrics[&format!("services.web.{name}")].mean().expect("a figure");
        (word, figure("availability"), figure("runningCount.min"), figure("countsFrom") > 0.0)
    };
    let eight = service("web", "port", 8, "");
    assert_eq!(of(6, &eight), ("PLACEMENT_FAILURE".to_owned(), 0.75, 6.0, true));
    assert_eq!(of(8, &eight), ("STEADY_STATE".to_owned(), 1.0, 8.0, true));
    let idle = service("web", "port", 0, "");
    assert_eq!(of(1, &idle), ("STEADY_STATE".to_owned(), 1.0, 0.0, false));
    let warmed_up = |hosts| {
        let matrix = "[matrix]\n\"simulation.warmUp\" = [\"0s\"]\n";
        of(hosts, &(eight.clone() + matrix))
    };
    let (event, availability, least, late) = warmed_up(8);
    assert_eq!((event.as_str(), least, late), ("WARM_UP", 0.0, false));
    assert!(availability < 1.0, "the start counts: {availability}");
}

/// A large host with its port taken is the closest one, which ECS's event names; three small ones lack memory.
#[test]
fn what_limits_is_what_most_hosts_fail_in_verdict_and_capacity_alike() {
    let small = "[[containerInstances]]\nname = \"small\"\ninstanceType = \"t3.small\"\ncount = 3\n";
    let large = "[[taskDefinitions]]\nfamily = \"large\"\ncontainerDefinitions = [{ name = \"a\", image = \"a\", cpu = 128, memory = 3000, portMappings = [{ containerPort = 80, hostPort = 80 }] }]\n";
    let scenario = scenario(1, &format!("{small}{large}{}", service("web", "large", 2, "")));
    let results = run_in_memory(&scenario, 1, &());
    let text = |metric: &str| match &results.variants[0].metrics[&format!("services.web.{metric}")] {
        Summary::Text(text) => text.clone(),
        figure @ Summary::Number { .. } => panic!("{metric} is {figure:?}"),
    };
    assert_eq!(text("missingCount.limitedBy"), "RESOURCE:MEMORY");
    assert_eq!(text("maxTasksPlaceable.limitedBy"), "RESOURCE:MEMORY");
    let shown = table(&results, Width::of_terminal(400));
    assert!(shown.ends_with("Verdict: web lacks 1 of 2: RESOURCE:MEMORY\n"), "{shown}");
    assert!(results.variants[0].metrics.contains("services.web.placementFailures.RESOURCE:PORTS"));
}
