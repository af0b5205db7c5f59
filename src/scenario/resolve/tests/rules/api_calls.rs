//! What `UpdateService`, `RunTask` and `StartTask` check.

use super::super::model;
use super::api_services::assert_breaks;
use super::{and, assert_errors, assert_warnings};

fn update(members: &str) -> String {
    and(&format!("[[actions]]\nat = \"1m\"\nupdateService = {{ service = \"web\", {members} }}\n"))
}

fn run(members: &str) -> String {
    and(&format!("[[actions]]\nat = \"1m\"\nrunTask = {{ taskDefinition = \"app\", {members} }}\n"))
}

fn start(members: &str) -> String {
    let instances = "containerInstances = [\"m5.large-1\"]";
    and(&format!(
        "[[actions]]\nat = \"1m\"\nstartTask = {{ taskDefinition = \"app\", {instances}, {members} }}\n"
    ))
}

#[test]
fn vc_02_what_an_update_cannot_change() {
    for (member, value) in [
        ("serviceName", "\"other\""),
        ("launchType", "\"EC2\""),
        ("schedulingStrategy", "\"DAEMON\""),
        ("role", "\"r\""),
        ("clientToken", "\"t\""),
        ("tags", "[]"),
    ] {
        let told = format!("`updateService` cannot change `{member}`");
        assert_errors(&[("VC-02", told.as_str(), update(&format!("{member} = {value}")))]);
    }
}

#[test]
fn vc_07_who_started_a_task() {
    assert_errors(&[
        ("VC-07", "`startedBy` cannot be `night job`", run("startedBy = \"night job\"")),
        ("VC-07", "`startedBy` cannot be `a:b`", start("startedBy = \"a:b\"")),
    ]);
    model(&run("startedBy = \"ecs-svc/123_4\""));
}

#[test]
fn vc_11_vc_12_capacity_of_calls() {
    let strategy = "capacityProviderStrategy = [{ capacityProvider = \"x\", weight = 1 }]";
    let two = "capacityProviderStrategy = [{ capacityProvider = \"x\" }, { capacityProvider = \"y\" }]";
    assert_breaks(&[
        ("VS-04", "exclude each other", run(&format!("launchType = \"EC2\", {strategy}"))),
        ("VS-05", "no capacity provider has a `weight` above 0", run(two)),
        ("VS-05", "no capacity provider has a `weight` above 0", update(two)),
    ]);
    let version = "platformVersion = \"1.4.0\"";
    assert_errors(&[(
        "VS-06",
        "`platformVersion` is for Fargate",
        run(&format!("launchType = \"EC2\", {version}")),
    )]);
    assert_warnings(&[("VS-06", "`platformVersion` is for Fargate", update(version))]);
}

#[test]
fn vc_15_vc_16_tags_and_roles_of_calls() {
    let executes = "enableExecuteCommand = true";
    assert_errors(&[
        ("VS-26", "`propagateTags` cannot be `SERVICE`", run("propagateTags = \"SERVICE\"")),
        ("VS-26", "`propagateTags` cannot be `SERVICE`", start("propagateTags = \"SERVICE\"")),
        ("VS-26", "the tag `a` is given twice", run("tags = [{ key = \"a\" }, { key = \"a\" }]")),
        ("VS-25", "ECS Exec needs a task role", run(executes)),
        ("VS-25", "ECS Exec needs a task role", start(executes)),
    ]);
    model(&run("propagateTags = \"TASK_DEFINITION\""));
    model(&run(&format!("{executes}, overrides = {{ taskRoleArn = \"r\" }}")));
}

#[test]
fn vc_14_subnets_of_calls() {
    let network = "networkConfiguration = { awsvpcConfiguration = { subnets = [\"s\"] } }";
    let told = "is for `awsvpc` tasks, and these are in mode `bridge`";
    assert_errors(&[("EN-04", told, run(network)), ("EN-04", told, start(network))]);
}
