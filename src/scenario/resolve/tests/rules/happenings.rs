//! Rules of faults and actions.

use super::{and, assert_errors, assert_warnings, behind, built, listing, model};

#[test]
fn faults_are_known_and_timed() {
    let fault = |members: &str| and(&format!("[[faults]]\n{members}\n"));
    let kill = "action = \"aws:ecs:task-kill-process\"\nservice = \"web\"";
    let stop = "action = \"aws:ec2:stop-instances\"";
    assert_errors(&[
        ("", "`until` does not go with `at`", fault(&format!("{kill}\nat = \"5m\"\nuntil = \"9m\""))),
        ("", "the fault has neither `at` nor `every`", fault(kill)),
        ("", "the fault has both `at` and `every`", fault(&format!("{kill}\nat = \"1m\"\nevery = \"1m\""))),
        ("", "`every` takes no time", fault(&format!("{kill}\nevery = \"0s\""))),
        (
            "",
            "`action` cannot be `aws:ec2:stop-instance`",
            fault("action = \"aws:ec2:stop-instance\"\nat = \"1m\""),
        ),
        ("", "the fault has no `action`", fault("at = \"1m\"")),
        ("", "the fault has no `service`", fault("action = \"aws:ecs:task-kill-process\"\nat = \"1m\"")),
        (
            "",
            "there is no service `wbe`",
            fault(&format!("{kill}\nat = \"1m\"").replace("\"web\"", "\"wbe\"")),
        ),
        (
            "",
            "`service` does not go with `aws:ec2:stop-instances`",
            fault(&format!("{stop}\nservice = \"web\"\nat = \"1m\"")),
        ),
        (
            "",
            "`replacedAfter` does not go with",
            fault(&format!("{stop}\nreplacedAfter = \"1m\"\nat = \"1m\"")),
        ),
        (
            "",
            "there is no zone with container instances `us-east-1b`",
            fault(&format!("{stop}\navailabilityZone = \"us-east-1b\"\nat = \"1m\"")),
        ),
        ("", "`count` is 0, outside", fault(&format!("{stop}\ncount = 0\nat = \"1m\""))),
        ("EX-01", "`exitCode` is 300", fault(&format!("{kill}\nexitCode = 300\nat = \"1m\""))),
    ]);
}

/// The API takes instances with the cluster that they are in.
#[test]
fn named_instances_are_those_of_the_cluster_that_is_named() {
    let clusters = "[[clusters]]\nclusterName = \"default\"\n[[clusters]]\nclusterName = \"other\"\n";
    let call = |cluster: &str| {
        let named = format!("containerInstances = [\"m5.large-1\"], cluster = \"{cluster}\"");
        let call = format!("updateContainerInstancesState = {{ {named}, status = \"DRAINING\" }}");
        and(&format!("[[actions]]\nat = \"1m\"\n{call}\n{clusters}"))
    };
    model(&call("default").replace("[[clusters]]\nclusterName = \"other\"\n", ""));
    assert_errors(&[
        ("", "`m5.large-1` is in another cluster", call("other")),
        ("", "there is no cluster `gone`", call("gone")),
    ]);
}

#[test]
fn ci_05_deregistration_is_of_one_instance_and_by_force() {
    let clusters = "[[clusters]]\nclusterName = \"default\"\n[[clusters]]\nclusterName = \"other\"\n";
    let call = |arguments: &str| {
        and(&format!("[[actions]]\nat = \"1m\"\nderegisterContainerInstance = {{ {arguments} }}\n"))
    };
    assert_errors(&[
        ("CI-05", "is simulated by force alone", call("containerInstance = \"m5.large-1\"")),
        ("CI-05", "is simulated by force alone", call("containerInstance = \"m5.large-1\", force = false")),
        ("", "`deregisterContainerInstance` has no `containerInstance`", call("force = true")),
        (
            "",
            "there is no container instance `m5.large-3`",
            call("containerInstance = \"m5.large-3\", force = true"),
        ),
        (
            "",
            "`m5.large-1` is in another cluster",
            call("containerInstance = \"m5.large-1\", cluster = \"other\", force = true") + clusters,
        ),
    ]);
}

#[test]
fn actions_make_one_call_each() {
    let action = |members: &str| and(&format!("[[actions]]\n{members}\n"));
    let update =
        |members: &str| action(&format!("at = \"1m\"\nupdateService = {{ service = \"web\", {members} }}"));
    let later = "[[taskDefinitions]]\nfamily = \"app\"\ncontainerDefinitions = [{ name = \"side\", image = \"i\", memory = 8 }]\n[[actions]]\nat = \"1m\"\nupdateService = { service = \"web\", taskDefinition = \"app:2\" }\n";
    assert_errors(&[
        ("", "the action has no `at`", action("stopTask = { service = \"web\" }")),
        ("", "the action makes 0 calls, not one", action("at = \"1m\"")),
        (
            "",
            "the action makes 2 calls, not one",
            action("at = \"1m\"\nstopTask = { service = \"web\" }\nterminateInstances = {}"),
        ),
        ("", "`updateService` has no `service`", action("at = \"1m\"\nupdateService = { desiredCount = 1 }")),
        ("", "there is no service `wbe`", action("at = \"1m\"\nstopTask = { service = \"wbe\" }")),
        ("API: UpdateService", "`desiredCount` is -1", update("desiredCount = -1")),
        ("", "there is no task definition `spare`", update("taskDefinition = \"spare\"")),
        ("HL-05", "`maximumPercent` is 50", update("deploymentConfiguration = { maximumPercent = 50 }")),
        ("ST-01", "`type` cannot be `pack`", update("placementStrategy = [{ type = \"pack\" }]")),
        (
            "",
            "there is no container instance `m5.large-3`",
            action("at = \"1m\"\nterminateInstances = { containerInstances = [\"m5.large-3\"] }"),
        ),
        (
            "",
            "`count` does not go with `containerInstances`",
            action("at = \"1m\"\nterminateInstances = { containerInstances = [\"m5.large-1\"], count = 1 }"),
        ),
        (
            "CI-01",
            "`status` cannot be `DRAIN`",
            action("at = \"1m\"\nupdateContainerInstancesState = { status = \"DRAIN\" }"),
        ),
        (
            "",
            "`updateContainerInstancesState` has no `status`",
            action("at = \"1m\"\nupdateContainerInstancesState = {}"),
        ),
        (
            "API: LoadBalancer",
            "`app:2` does not serve the service's load balancer as before",
            format!("{}{later}", behind(""))
                .replace("taskDefinition = \"app\"\n", "taskDefinition = \"app:1\"\n"),
        ),
    ]);
    let large = "[[taskDefinitions]]\nfamily = \"app\"\ncontainerDefinitions = [{ name = \"web\", image = \"i\", memory = 9000 }]\n[[actions]]\nat = \"1m\"\nupdateService = { service = \"web\", taskDefinition = \"app:2\" }\n";
    assert_warnings(&[
        (
            "HL-05",
            "a deployment can neither stop nor start a task: of 2, 2 must stay and 2 may exist",
            update("deploymentConfiguration = { maximumPercent = 149 }"),
        ),
        (
            "PL-01",
            "a task of `app:2` fits on no container instance: it needs 9000 MiB of memory",
            and(large).replace("taskDefinition = \"app\"\n", "taskDefinition = \"app:1\"\n"),
        ),
        (
            "",
            "`at` (1h) is not before the end of the simulation (1h)",
            action("at = \"1h\"\nstopTask = { service = \"web\" }"),
        ),
    ]);
}

/// A fault whose first strike is not before its end, or that of the simulation, never strikes.
#[test]
fn faults_that_never_strike_are_told() {
    let fault = |every: &str| {
        and(&format!("[[faults]]\naction = \"aws:ecs:task-kill-process\"\nservice = \"web\"\n{every}\n"))
    };
    assert_warnings(&[
        (
            "",
            "`every` comes at 1m at the earliest, and `until` is 30s",
            fault("every = \"1m\"\nuntil = \"30s\""),
        ),
        (
            "",
            "`every` comes at 1m at the earliest, and `until` is 1m",
            fault("every = \"1m\"\nuntil = \"1m\""),
        ),
        (
            "",
            "`every` comes at 2m at the earliest",
            fault("every = { uniform = [\"2m\", \"3m\"] }\nuntil = \"1m\""),
        ),
        ("", "`every` (1h) is not before the end of the simulation (1h)", fault("every = \"1h\"")),
    ]);
    for every in [
        "every = \"1m\"\nuntil = \"61s\"",
        "every = \"59m\"",
        "every = { exponential = \"2h\" }\nuntil = \"1m\"",
    ] {
        assert_eq!(listing(&built(&fault(every)).1), [], "{every}");
    }
}

/// Counts that actions raise later count towards the limit of a model.
#[test]
fn the_most_that_services_ever_want_is_limited() {
    let later = "[[services]]\nserviceName = \"b\"\ntaskDefinition = \"app\"\ndesiredCount = 1\n\
        [[actions]]\nat = \"1m\"\nupdateService = { service = \"b\", desiredCount = 9999999 }\n\
        [[actions]]\nat = \"2m\"\nupdateService = { service = \"b\", desiredCount = 1 }\n";
    // 2 of `web` and 9,999,999 of `b`.
    assert_errors(&[("", "10000001 tasks in all, more than the 10000000", and(later))]);
}

#[test]
fn how_many_may_be_all_and_no_more_than_there_are() {
    let fault = |members: &str| and(&format!("[[faults]]\nat = \"5m\"\n{members}\n"));
    let action = |call: &str| and(&format!("[[actions]]\nat = \"5m\"\n{call}\n"));
    let kill = "action = \"aws:ecs:task-kill-process\"\nservice = \"web\"";
    let stop = "action = \"aws:ec2:stop-instances\"";
    let zone = "availabilityZone = \"us-east-1a\"";
    assert_errors(&[
        (
            "",
            "`count` is `every`, which is neither a number nor `all`",
            fault(&format!("{stop}\ncount = \"every\"")),
        ),
        ("", "`count` is 0, outside", fault(&format!("{kill}\ncount = \"0\""))),
        ("", "`count` is `ALL`", action("stopTask = { service = \"web\", count = \"ALL\" }")),
    ]);
    assert_warnings(&[
        (
            "",
            "`count` is 3, and there are no more than 2 container instances in us-east-1a",
            fault(&format!("{stop}\n{zone}\ncount = 3")),
        ),
        (
            "",
            "`count` is 3, and there are no more than 2 container instances",
            fault("action = \"aws:ec2:terminate-instances\"\ncount = 3"),
        ),
        (
            "",
            "`count` is 9, and service `web` never wants more than 2 tasks",
            fault(&format!("{kill}\ncount = 9")),
        ),
        (
            "",
            "`count` is 9, and service `web` never wants more than 2 tasks",
            action("stopTask = { service = \"web\", count = 9 }"),
        ),
        (
            "",
            "`count` is 3, and there are no more than 2 container instances",
            action("terminateInstances = { count = 3 }"),
        ),
        (
            "",
            "`count` is 3, and there are no more than 2 container instances in us-east-1a",
            action(&format!(
                "updateContainerInstancesState = {{ {zone}, count = 3, status = \"DRAINING\" }}"
            )),
        ),
        (
            "",
            "this fault hits 1 of the 2 container instances in us-east-1a, not all of them",
            fault(&format!("{stop}\n{zone}")),
        ),
    ]);
    for text in [
        fault(&format!("{stop}\n{zone}\ncount = \"all\"")),
        fault(&format!("{stop}\n{zone}\ncount = 1")),
        // Again and again one of the zone: that is what is meant.
        fault(&format!("{stop}\n{zone}")).replace("at = ", "every = "),
        fault(&format!("{kill}\ncount = \"all\"")),
        action("stopTask = { service = \"web\", count = \"all\" }"),
        action("terminateInstances = { count = \"all\" }"),
        action(&format!("terminateInstances = {{ {zone} }}")),
    ] {
        model(&text);
    }
}
