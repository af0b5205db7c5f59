//! Outputs of AWS that contradict one another, or lack something.

use super::{assert_errors, assert_warnings};

/// An instance `a` with 2,048 CPU units, and `rest`.
fn found(instance: &str, rest: &str) -> String {
    format!(
        "[[containerInstances]]\ninstanceType = \"m5.large\"\nec2InstanceId = \"i-a\"\n\
         containerInstanceArn = \"arn:aws:ecs:eu-west-1:1:container-instance/default/a\"\n{instance}\n\
         [[services]]\nserviceName = \"web\"\nserviceArn = \"arn:aws:ecs:eu-west-1:1:service/default/web\"\n\
         runningCount = 1\ndesiredCount = 1\ntaskDefinition = \"app\"\n\
         [[taskDefinitions]]\nfamily = \"app\"\n\
         containerDefinitions = [{{ name = \"web\", image = \"web:1\", cpu = 1500, memory = 512, \
         portMappings = [{{ containerPort = 80, hostPort = 80 }}] }}]\n{rest}"
    )
}

/// A task of `app` on `a`, with other members where `other` writes them.
fn task(other: &str) -> String {
    let members = [
        ("taskDefinitionArn", "arn:aws:ecs:eu-west-1:1:task-definition/app:1"),
        ("containerInstanceArn", "arn:aws:ecs:eu-west-1:1:container-instance/default/a"),
        ("group", "service:web"),
        ("lastStatus", "RUNNING"),
    ];
    let own = members.iter().filter(|(name, _)| !other.contains(name));
    let own: Vec<_> = own.map(|(name, value)| format!("{name} = \"{value}\"")).collect();
    format!("[[tasks]]\n{}\n{other}\n", own.join("\n"))
}

const REMAINING: &str = "remainingResources = [{ name = \"CPU\", integerValue = ";

#[test]
fn rs_02_what_is_found_fits_or_is_told() {
    let two = task("") + &task("");
    assert_errors(&[
        ("RS-02", "the tasks on `i-a` take 3000 CPU units of 2048", found("", &two)),
        (
            "RS-02",
            "the tasks on `i-a` take host port 80 twice",
            found("", &two).replace("cpu = 1500", "cpu = 500"),
        ),
        (
            "RS-02",
            "the tasks on `i-a` take host port 22 twice",
            found("", &task("")).replace("hostPort = 80", "hostPort = 22"),
        ),
    ]);
    assert_warnings(&[
        (
            "RS-02",
            "tasks on `i-a` take more than `remainingResources` says is in use",
            found(&format!("{REMAINING}2048 }}]"), &task("")),
        ),
        (
            "RS-02",
            "100 CPU units in use on `i-a` by tasks that are not described",
            found(&format!("{REMAINING}448 }}]"), &task("")),
        ),
    ]);
}

#[test]
fn what_the_outputs_lack_is_told_with_the_command_that_fetches_it() {
    assert_errors(&[
        (
            "",
            "no [[containerInstances]] entry is `b`",
            found("", &task("containerInstanceArn = \"arn:aws:ecs:eu-west-1:1:container-instance/b\"")),
        ),
        (
            "",
            "task definition `app:7` is not described",
            found("", &task("taskDefinitionArn = \"arn:aws:ecs:eu-west-1:1:task-definition/app:7\"")),
        ),
    ]);
    let gone = task("") + &task("containerInstanceArn = \"\"\nlaunchType = \"FARGATE\"");
    assert_warnings(&[
        ("", "service `cron` is not described", found("", &task("group = \"service:cron\""))),
        (
            "",
            "service `web` has 1 task, and [[tasks]] has 0 of them",
            found("", &task("group = \"family:app\"")),
        ),
        (
            "",
            "1 task is on Fargate, which is not simulated yet",
            found("", &gone.replace("containerInstanceArn = \"\"\n", "")),
        ),
        ("CI-01", "the container instance is INACTIVE", found("status = \"INACTIVE\"", "")),
    ]);
}
