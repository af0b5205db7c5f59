//! Rules of calls and arrivals.

use super::{and, assert_errors, assert_warnings};

/// A definition for tasks that run once.
const JOB: &str = "[[taskDefinitions]]\nfamily = \"job\"\ncontainerDefinitions = [{ name = \"work\", image = \"i\", cpu = 64, memory = 64 }]\n";

fn run(members: &str) -> String {
    let definition = if members.contains("taskDefinition") { "" } else { "taskDefinition = \"job\", " };
    and(&format!("{JOB}[[actions]]\nat = \"1m\"\nrunTask = {{ {definition}{members} }}\n"))
}

fn start(members: &str) -> String {
    and(&format!("{JOB}[[actions]]\nat = \"1m\"\nstartTask = {{ taskDefinition = \"job\", {members} }}\n"))
}

fn stream(lines: &str) -> String {
    and(&format!("{JOB}[[arrivals]]\nname = \"batch\"\nrunTask = {{ taskDefinition = \"job\" }}\n{lines}\n"))
}

/// Worked example 52 and the other limits of both calls.
#[test]
fn rn_01_calls_have_limits() {
    let refused = "RN-01: InvalidParameterException";
    let names = |count: usize| vec!["\"m5.large-1\""; count].join(", ");
    let who = |length: usize| format!("startedBy = \"{}\"", "x".repeat(length));
    let environment = format!("[{{ name = \"A\", value = \"{}\" }}]", "x".repeat(8_192));
    assert_errors(&[
        (refused, "`count` is 11, outside 1 to 10", run("count = 11")),
        (refused, "`count` is 0, outside 1 to 10", run("count = 0")),
        (refused, "`startedBy` has 129 characters", run(&who(129))),
        (
            refused,
            "`startedBy` has 37 characters",
            start(&format!("containerInstances = [{}], {}", names(1), who(37))),
        ),
        (
            refused,
            "`startTask` names 11 container instances",
            start(&format!("containerInstances = [{}]", names(11))),
        ),
        (refused, "`startTask` names 0 container instances", start("containerInstances = []")),
        ("RN-06", "`startTask` has no `containerInstances`", start("startedBy = \"x\"")),
        (
            refused,
            "the overrides have",
            run(&format!(
                "overrides = {{ containerOverrides = [{{ name = \"work\", environment = {environment} }}] }}"
            )),
        ),
        (
            "RN-04: InvalidParameterException",
            "`clientToken` has 65 characters",
            run(&format!("clientToken = \"{}\"", "x".repeat(65))),
        ),
    ]);
    for text in [
        run(&format!("count = 10, clientToken = \"{}\", {}", "x".repeat(64), who(128))),
        start(&format!("containerInstances = [{}], {}", names(10), who(36))),
    ] {
        super::super::model(&text);
    }
}

/// ECS would take the second call for the first one again.
#[test]
fn rn_04_a_token_that_calls_share_is_told() {
    let token = "clientToken = \"x\"";
    let again = format!("[[actions]]\nat = \"2m\"\nrunTask = {{ taskDefinition = \"job\", {token} }}\n");
    let shared = "calls share a `clientToken`, and each starts its own tasks";
    assert_warnings(&[
        ("RN-04", shared, format!("{}{again}", run(token))),
        ("RN-04", shared, stream("every = \"1m\"").replace("\"job\" }", &format!("\"job\", {token} }}"))),
    ]);
    super::super::model(&run(token));
}

#[test]
fn ql_11_a_group_is_neither_a_services_nor_too_long() {
    assert_errors(&[
        ("QL-11", "group `service:web` belongs to a service", run("group = \"service:web\"")),
        (
            "QL-11: InvalidParameterException",
            "`group` has 256 characters",
            run(&format!("group = \"{}\"", "x".repeat(256))),
        ),
    ]);
}

#[test]
fn rs_14_vd_37_vd_38_overrides_have_to_suit_the_definition() {
    let container = |members: &str| run(&format!("overrides = {{ containerOverrides = [{{ {members} }}] }}"));
    let larger = |members: &str| {
        run(&format!("overrides = {{ {members} }}"))
            .replace("cpu = 64, memory = 64", "cpu = 256, memory = 64")
    };
    assert_errors(&[
        ("RS-14", "there is no container `wrok`", container("name = \"wrok\", cpu = 1")),
        ("", "the container override has no `name`", container("cpu = 1")),
        (
            "RS-13",
            "`memoryReservation` (65 MiB) exceeds `memory` (64 MiB)",
            container("name = \"work\", memoryReservation = 65"),
        ),
        ("RS-13", "task `cpu` is 64 units, outside 128", run("overrides = { cpu = \"64\" }")),
        ("RS-13", "containers reserve 64 MiB, the task only 32 MiB", run("overrides = { memory = \"32\" }")),
        ("RS-13", "containers reserve 256 CPU units, the task only 128", larger("cpu = \"128\"")),
        (
            "RS-13",
            "containers reserve 512 CPU units, the task only 256",
            larger("cpu = \"256\", containerOverrides = [{ name = \"work\", cpu = 512 }]"),
        ),
        (
            "RS-13",
            "may use 512 MiB, its task only 256 MiB",
            larger(
                "memory = \"256\", containerOverrides = [{ name = \"work\", memory = 512, memoryReservation = 64 }]",
            ),
        ),
    ]);
    super::super::model(&larger("cpu = \"256\", memory = \"64\""));
}

/// The definition is sound: the call makes it too small, and says so at its own place.
#[test]
fn rs_14_a_task_that_is_too_small_for_an_override_is_told_at_the_call() {
    let sized = |members: &str| {
        run(&format!("overrides = {{ containerOverrides = [{{ name = \"work\", {members} }}] }}"))
            .replace("family = \"job\"", "family = \"job\"\ncpu = \"512\"\nmemory = \"512\"")
    };
    for (before, member, message) in [
        ("memory = 64", "cpu = 600", "containers reserve 600 CPU units, the task only 512"),
        ("cpu = 64", "memory = 600", "containers reserve 600 MiB, the task only 512 MiB"),
    ] {
        let text = sized(&format!("{before}, {member}"));
        let (_, problems) = super::super::built(&text);
        let [problem] = problems.sorted()[..] else { panic!("{problems:?}") };
        let span = problem.span.as_ref().expect("a place");
        assert_eq!(problem.message, format!("with these overrides, {message}"));
        assert!(text[..span.end].ends_with(&format!("{before}, {member}")), "{}", &text[..span.end]);
        let help = problem.help.as_deref().expect("a remedy");
        assert!(help.starts_with("lower the override"), "{help}");
    }
    super::super::model(&sized("cpu = 512"));
}

#[test]
fn vd_39_members_of_overrides_keep_to_the_api() {
    let files = ["{ type = \"s3\", value = \"arn\" }"; 11].join(", ");
    let container = |members: &str| {
        run(&format!("overrides = {{ containerOverrides = [{{ name = \"work\", {members} }}] }}"))
    };
    assert_errors(&[
        (
            "VD-03: ContainerOverride",
            "11 entries in `environmentFiles`",
            container(&format!("environmentFiles = [{files}]")),
        ),
        (
            "VD-02: EnvironmentFile",
            "`type` cannot be `S3`",
            container("environmentFiles = [{ type = \"S3\", value = \"arn\" }]"),
        ),
    ]);
    assert_warnings(&[(
        "VD-33",
        "only tasks on Fargate have ephemeral storage",
        run("overrides = { ephemeralStorage = { sizeInGiB = 21 } }"),
    )]);
}

#[test]
fn calls_name_what_there_is() {
    assert_errors(&[
        ("", "there is no task definition `jbo`", run("taskDefinition = \"jbo\"")),
        ("", "there is no cluster `prod`", run("cluster = \"prod\"")),
        ("", "launch type `FARGATE` is not modelled", run("launchType = \"FARGATE\"")),
        (
            "",
            "capacity providers are not modelled",
            run("capacityProviderStrategy = [{ capacityProvider = \"cp\" }]"),
        ),
        ("ST-01", "`type` cannot be `spraed`", run("placementStrategy = [{ type = \"spraed\" }]")),
    ]);
    assert_warnings(&[
        ("", "there is no container instance `m5.large-9`", start("containerInstances = [\"m5.large-9\"]")),
        ("PL-01", "a task of `job:1` fits on no container instance", run("overrides = { cpu = \"65536\" }")),
        (
            "ST-10",
            "no container instance carries an attribute to spread over",
            run("placementStrategy = [{ type = \"spread\", field = \"attribute:rack\" }]"),
        ),
    ]);
}

#[test]
fn arrivals_say_once_when_they_come() {
    assert_errors(&[
        ("", "the arrival stream has 0 of every, at, file, not one", stream("")),
        ("", "the arrival stream has 2 of every, at, file, not one", stream("every = \"1m\"\nat = [\"1m\"]")),
        ("", "`every` takes no time", stream("every = \"0s\"")),
        ("", "`calls` does not go with `at`", stream("at = [\"1m\"]\ncalls = 2")),
        (
            "",
            "`until` (1m) is not after `from` (2m)",
            stream("every = \"1m\"\nfrom = \"2m\"\nuntil = \"1m\""),
        ),
        ("", "`at` names no time", stream("at = []")),
        ("", "`at` is `soon`, which is not a duration", stream("at = [\"soon\"]")),
        (
            "",
            "the arrival stream has no `runTask`",
            stream("every = \"1m\"").replace("runTask = { taskDefinition = \"job\" }\n", "").replace(JOB, ""),
        ),
        ("", "the arrival stream has no `name`", stream("every = \"1m\"").replace("name = \"batch\"\n", "")),
        (
            "",
            "arrivals cannot be called `actions`",
            stream("every = \"1m\"").replace("\"batch\"", "\"actions\""),
        ),
        (
            "",
            "arrivals `batch` are declared twice",
            stream(
                "every = \"1m\"\n[[arrivals]]\nname = \"batch\"\nat = [\"1m\"]\nrunTask = { taskDefinition = \"app\" }",
            ),
        ),
        (
            "",
            "`runTime` stands beside `runTask` and inside of it",
            stream("every = \"1m\"\nrunTime = \"1m\"")
                .replace("{ taskDefinition", "{ runTime = \"2m\", taskDefinition"),
        ),
    ]);
    assert_warnings(&[
        ("", "is not before the end of the simulation", stream("at = [\"100h\"]")),
        ("", "is not before the end of the simulation", stream("every = \"1m\"\nfrom = \"100h\"")),
        (
            "",
            "`every` comes at 3m at the earliest",
            stream("every = \"2m\"\nfrom = \"1m\"\nuntil = \"150s\""),
        ),
    ]);
}
