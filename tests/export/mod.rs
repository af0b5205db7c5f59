//! `plimsoll export`: what variants change against files of AWS, as commands that AWS's own models take.

mod changes;
mod models;
mod round_trip;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::cargo::cargo_bin_cmd;
use plimsoll::export::{Plan, plan};
use plimsoll::scenario::{Overrides, compare};
use serde_json::{Value, json};

/// A folder of outputs of AWS, and a scenario that names them.
fn world() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/export/world")
}

/// The plan of the scenario `text`, its files those of the world, without its matrix and with these settings.
fn plan_of(text: &str, set: &[&str]) -> Plan {
    let text = text.split("[matrix]").next().expect("there is text before it");
    let set = set.iter().map(|&one| one.to_owned()).collect();
    let overrides = Overrides { set, ..Overrides::default() };
    let compared = compare("cluster.toml", Ok(text.as_bytes().to_vec()), &world(), &overrides);
    let told = plimsoll::scenario::render(&compared.loaded.problems, &compared.loaded.sources, false);
    let comparison = compared.comparison.unwrap_or_else(|| panic!("{told}"));
    plan(&comparison.of_variant(0, &compared.loaded.sources))
}

fn cluster() -> String {
    fs::read_to_string(world().join("cluster.toml")).expect("the scenario")
}

/// Service, operation and parameters of the calls of a plan that can be made.
fn commands(plan: &Plan) -> Vec<(String, Value)> {
    let commands = plan.steps.iter().filter(|step| step.ready).filter_map(|step| step.command.as_ref());
    let told = commands
        .map(|command| (format!("{} {}", command.service, command.operation), json!(command.parameters)));
    told.collect()
}

#[test]
fn a_task_definition_is_registered_before_its_services_are_updated() {
    let plan = plan_of(&cluster(), &["taskDefinitions.web.containerDefinitions.app.cpu=512"]);
    let commands = commands(&plan);
    let names: Vec<&str> = commands.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["ecs register-task-definition", "ecs update-service"]);
    let (registered, updated) = (&commands[0].1, &commands[1].1);
    assert_eq!(registered["containerDefinitions"][0]["cpu"], 512);
    for answered in ["revision", "status", "taskDefinitionArn", "registeredBy", "compatibilities"] {
        assert_eq!(registered.get(answered), None, "{answered}");
    }
    assert_eq!(updated["taskDefinition"], "web");
}

/// A family alone names its latest revision.
#[test]
fn a_service_comes_before_the_revision_after_its_own() {
    let revision = |number: u32| {
        format!(
            "[[taskDefinitions]]\nfamily = \"api\"\nrevision = {number}\n\
             containerDefinitions = [{{ name = \"app\", image = \"api:{number}\", memory = 64 }}]\n"
        )
    };
    let service = |name: &str, number: u32| {
        format!(
            "[[services]]\nserviceName = \"{name}\"\ntaskDefinition = \"api:{number}\"\ndesiredCount = 1\n"
        )
    };
    let head =
        "name = \"api\"\nsimulation.duration = \"1m\"\n[[containerInstances]]\ninstanceType = \"m5.large\"\n";
    // The order in the file decides nothing.
    let text = [head, &revision(2), &revision(1), &service("new", 2), &service("old", 1)].concat();
    let plan = plan_of(&text, &[]);
    let told: Vec<String> = commands(&plan)
        .into_iter()
        .filter(|(name, _)| name.contains("task-definition") || name.contains("service"))
        .map(|(_, input)| match &input["containerDefinitions"][0]["image"] {
            Value::String(image) => image.clone(),
            _ => format!("{} of {}", input["serviceName"], input["taskDefinition"]),
        })
        .collect();
    assert_eq!(told, ["api:1", "\"old\" of \"api\"", "api:2", "\"new\" of \"api\""]);
}

#[test]
fn an_alarm_of_a_file_is_told_only_where_it_is_otherwise() {
    let folder = tempfile::tempdir().expect("a folder");
    let alarms = r#"{"MetricAlarms": [{"AlarmName": "errors", "Namespace": "Shop", "MetricName": "Errors",
        "Statistic": "Average", "Period": 60, "EvaluationPeriods": 1, "Threshold": 5,
        "ComparisonOperator": "GreaterThanThreshold"}]}"#;
    fs::write(folder.path().join("alarms.json"), alarms).expect("written");
    let text = "name = \"a\"\nsimulation.duration = \"1m\"\n[[alarms]]\nfile = \"alarms.json\"\n";
    let steps = |set: &[&str]| {
        let set = set.iter().map(|&one| one.to_owned()).collect();
        let overrides = Overrides { set, ..Overrides::default() };
        let compared = compare("a.toml", Ok(text.as_bytes().to_vec()), folder.path(), &overrides);
        let comparison = compared.comparison.expect("a valid scenario");
        plan(&comparison.of_variant(0, &compared.loaded.sources)).steps
    };
    assert_eq!(steps(&[]), Vec::new());
    assert_eq!(steps(&["alarms.errors.threshold=7"])[0].because[0].path, "alarms.errors.threshold");
}

#[test]
fn what_takes_a_new_service_says_so() {
    let renamed = cluster()
        .replace("file = \"aws/services.json\"", "file = \"aws/services.json\"\nserviceName = \"shop\"");
    let renamed = renamed.replace("service = \"web\"", "service = \"shop\"");
    let plan = plan_of(&renamed, &[]);
    let operations: Vec<(&str, bool)> = plan
        .steps
        .iter()
        .map(|step| (step.command.as_ref().expect("a call").operation, step.ready))
        .collect();
    assert_eq!(operations, [("create-service", true), ("delete-service", false)]);
    assert!(plan.steps[0].notes.iter().any(|note| note.starts_with("needs a new service")));
    assert_eq!(plan.steps[0].because[0].path, "services.shop.serviceName");
}

#[test]
fn what_only_a_simulation_has_is_no_change() {
    let set = ["faults.0.exitCode=1", "services.web.placementStrategy=[{ type = 'dot-product' }]"];
    let plan = plan_of(&cluster(), &set);
    assert_eq!(commands(&plan), []);
    let paths: Vec<&str> = plan.simulated.iter().map(|setting| setting.path.as_str()).collect();
    assert!(paths.contains(&"faults.0.exitCode"), "{paths:?}");
    assert!(paths.iter().any(|path| path.starts_with("services.web.placementStrategy")), "{paths:?}");
}

/// What Plimsoll adds to objects of AWS reaches no command, and is no change of AWS.
#[test]
fn what_aws_does_not_know_is_left_out_of_commands() {
    let text = cluster().replace("[[faults]]", &format!("{BLUE_GREEN}\n[[faults]]"));
    let plan = plan_of(&text, &[]);
    let (_, created) = commands(&plan)
        .into_iter()
        .find(|(name, input)| name == "ecs create-service" && input["serviceName"] == "shop")
        .unwrap_or_else(|| panic!("{:#?}", commands(&plan)));
    let hook = json!({ "hookTargetArn": "arn", "roleArn": "arn", "lifecycleStages": ["PRE_SCALE_UP"] });
    assert_eq!(created["deploymentConfiguration"]["lifecycleHooks"], json!([hook]));
    let calls: Vec<_> = plan.calls.iter().filter_map(|call| call.step.command.as_ref()).collect();
    let run = calls.iter().find(|command| command.operation == "run-task").expect("it is called");
    assert!(!run.parameters.contains_key("runTime"), "{run:?}");
    let put = calls.iter().find(|command| command.operation == "put-attributes").expect("it is called");
    let attributes = put.parameters["attributes"].as_array().expect("a list");
    let named = |one: &Value| {
        one["name"] == "stack" && one["targetId"].as_str().is_some_and(|id| id.starts_with("arn:"))
    };
    assert!(!attributes.is_empty() && attributes.iter().all(named), "{attributes:?}");
    let by_hand: Vec<_> = plan.calls.iter().filter(|call| call.step.command.is_none()).collect();
    assert!(
        by_hand.iter().any(|call| call.step.subject == "actions.stopInstances"),
        "no other call in its place"
    );
}

const BLUE_GREEN: &str = r#"
[[services]]
serviceName = "shop"
cluster = "prod"
taskDefinition = "web"
desiredCount = 1
loadBalancers = [{ targetGroupArn = "front", containerName = "app", containerPort = 8080, advancedConfiguration = { alternateTargetGroupArn = "green", productionListenerRule = "rule", roleArn = "role" } }]
deploymentConfiguration = { strategy = "BLUE_GREEN", lifecycleHooks = [{ hookTargetArn = "arn", roleArn = "arn", lifecycleStages = ["PRE_SCALE_UP"], hookDuration = "30s", hookStatus = "FAILED" }] }
[[targetGroups]]
name = "green"
protocol = "HTTP"
[[actions]]
at = "1m"
runTask = { cluster = "prod", taskDefinition = "web", runTime = "1m" }
[[actions]]
at = "2m"
putAttributes = { cluster = "prod", attributes = [{ name = "stack", value = "blue" }] }
[[actions]]
at = "3m"
stopInstances = { cluster = "prod", count = 1 }
"#;

/// In the folder of the world, without a terminal.
fn export(arguments: &[&str]) -> Output {
    let mut command = cargo_bin_cmd!("plimsoll");
    command.args(["export", "cluster.toml", "--quiet"]).args(arguments).current_dir(world());
    command.env_remove("COLUMNS").output().expect("plimsoll starts")
}

fn printed(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("UTF-8")
}

#[test]
fn it_prints_what_variants_change_and_the_commands_of_one() {
    for (name, arguments) in [
        ("variants", &[][..]),
        ("as-it-is", &["--variant", "size=as it is"]),
        ("large", &["--variant", "size=large", "--actions"]),
        ("packed", &["--variant", "size=packed"]),
        ("packed-json", &["--variant", "size=packed", "--format", "json"]),
    ] {
        let output = export(arguments);
        assert_eq!(output.status.code(), Some(0), "{name}");
        insta::assert_snapshot!(name, printed(&output));
    }
}

#[test]
fn a_variant_that_is_not_there_is_wrong_usage() {
    for (wanted, told) in [("size=larg", "did you mean `size=large`?"), ("*", "there are:\n  size=as it is")]
    {
        let output = export(&["--variant", wanted]);
        assert_eq!((output.status.code(), printed(&output)), (Some(2), ""), "{wanted}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(told), "{wanted}");
    }
}

#[test]
fn files_of_others_are_not_replaced_without_force() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().to_str().expect("UTF-8");
    let file = folder.path().join("task-definitions/web.json");
    let code = |more: &[&str]| {
        export(&[&["--variant", "size=large", "--out", path][..], more].concat()).status.code()
    };
    assert_eq!(code(&[]), Some(0));
    let written = fs::read_to_string(&file).expect("the file");
    assert_eq!(code(&[]), Some(0), "its own may be replaced");
    fs::write(&file, "mine").expect("written");
    assert_eq!(code(&[]), Some(6));
    assert_eq!(fs::read_to_string(&file).expect("the file"), "mine");
    assert_eq!(code(&["--force"]), Some(0));
    assert_eq!(fs::read_to_string(&file).expect("the file"), written);
    let output = export(&["--variant", "size=as it is", "--out", path]);
    assert_eq!(output.status.code(), Some(0));
    assert!(!file.exists(), "what an earlier export left goes");
}
