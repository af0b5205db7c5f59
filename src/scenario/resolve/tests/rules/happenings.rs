//! Rules of faults and actions.

use super::{and, assert_errors, assert_warnings, behind, built, listing, model};
use crate::model::{ApiCall, ClusterId, ServiceId, TaskSelection};
use crate::time::SimDuration;

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
fn ci_05_deregistration_names_instances_or_selects_them() {
    let clusters = "[[clusters]]\nclusterName = \"default\"\n[[clusters]]\nclusterName = \"other\"\n";
    let call = |arguments: &str| {
        and(&format!("[[actions]]\nat = \"1m\"\nderegisterContainerInstance = {{ {arguments} }}\n"))
    };
    assert_errors(&[
        (
            "",
            "there is no container instance `m5.large-3`",
            call("containerInstance = \"m5.large-3\", force = true"),
        ),
        (
            "",
            "`count` does not go with `containerInstance`",
            call("containerInstance = \"m5.large-1\", count = 1"),
        ),
        (
            "",
            "`m5.large-1` is in another cluster",
            call("containerInstance = \"m5.large-1\", cluster = \"other\", force = true") + clusters,
        ),
    ]);
    for (arguments, forced) in [
        ("containerInstance = \"m5.large-1\", force = true", true),
        ("containerInstance = \"m5.large-1\"", false),
        ("count = 1, force = false", false),
        ("containerInstances = [\"m5.large-2\"]", false),
    ] {
        let actions = model(&call(arguments)).actions;
        let ApiCall::DeregisterContainerInstance { force, .. } = actions[0].call else {
            panic!("{arguments}")
        };
        assert_eq!(force, forced, "{arguments}");
    }
}

/// Calls at these times, distributions as they are written.
pub(super) fn at(calls: &[(&str, &str)]) -> String {
    let time = |at: &str| if at.starts_with('{') { at.to_owned() } else { format!("\"{at}\"") };
    let sections = calls.iter().map(|(at, call)| format!("[[actions]]\nat = {}\n{call}\n", time(at)));
    and(&sections.collect::<String>())
}

#[test]
fn vc_01_vc_19_services_are_there_from_their_creation_to_their_deletion() {
    let create = "createService = { serviceName = \"web\" }";
    let update = "updateService = { service = \"web\", desiredCount = 3 }";
    let delete = "deleteService = { service = \"web\", force = true }";
    let described =
        |calls| at(calls).replacen("serviceName = \"web\"\n", "serviceName = \"web\"\nrunningCount = 0\n", 1);
    assert_errors(&[
        ("VC-19", "another call has created it before", at(&[("1m", create), ("2m", create)])),
        ("VC-19", "it is described as one that is there", described(&[("1m", create)])),
        ("VC-01", "it is created later", at(&[("1m", update), ("2m", create)])),
        ("VC-01", "it was deleted before", at(&[("1m", delete), ("2m", update)])),
        ("VC-01", "it was deleted before", at(&[("1m", delete), ("2m", delete)])),
        ("", "there is no service `api`", at(&[("1m", "createService = { serviceName = \"api\" }")])),
    ]);
    let sound = model(&at(&[("1m", update), ("1m", create), ("2m", delete)]));
    assert!(sound.services[0].created_by_call);
    assert!(!model(&at(&[("1m", update)])).services[0].created_by_call);
}

#[test]
fn vc_20_lc_07_a_service_that_wants_tasks_is_deleted_by_force() {
    let delete = "deleteService = { service = \"web\" }";
    let to = |count: u32| format!("updateService = {{ service = \"web\", desiredCount = {count} }}");
    assert_errors(&[
        ("VC-20", "`web` wants 2 tasks then", at(&[("1m", delete)])),
        ("VC-20", "`web` wants 1 tasks then", at(&[("1m", &to(1)), ("2m", delete)])),
    ]);
    model(&at(&[("1m", &to(0)), ("2m", delete)]));
}

#[test]
fn vc_21_what_stop_task_names() {
    let stop = |members: &str| at(&[("1m", &format!("stopTask = {{ {members} }}"))]);
    let id = "0123456789abcdef0123456789abcdef";
    assert_errors(&[
        ("VC-21", "`stopTask` says in 0 ways which tasks", stop("reason = \"x\"")),
        ("VC-21", "`stopTask` says in 2 ways which tasks", stop("service = \"web\", group = \"night\"")),
        ("VC-21", "says in 2 ways which tasks", stop("startedBy = \"cron\", group = \"night\"")),
        ("VC-21", "`startedBy` names a deployment", stop("startedBy = \"ecs-svc/0123\"")),
        ("", "`web-1` is no id of a task", stop("task = \"web-1\"")),
        ("", "`count` does not go with `task`", stop(&format!("task = \"{id}\", count = 2"))),
    ]);
    for (members, tasks) in [
        ("service = \"web\"", TaskSelection::OfService { service: ServiceId::new(0), count: Some(1) }),
        (
            "group = \"night\", count = \"all\"",
            TaskSelection::OfGroup { cluster: ClusterId::new(0), group: "night".into(), count: None },
        ),
        (
            "startedBy = \"cron\", count = 3",
            TaskSelection::StartedBy {
                cluster: ClusterId::new(0),
                started_by: "cron".into(),
                count: Some(3),
            },
        ),
        (
            &format!("task = \"arn:aws:ecs:eu-west-1:1:task/default/{id}\""),
            TaskSelection::Named(vec![id.into()]),
        ),
    ] {
        assert_eq!(
            model(&stop(members)).actions[0].call,
            ApiCall::StopTask { tasks, reason: None },
            "{members}"
        );
    }
}

#[test]
fn vc_22_si_07_what_protection_takes() {
    let protect = |members: &str| at(&[("1m", &format!("updateTaskProtection = {{ {members} }}"))]);
    let on = "service = \"web\", protectionEnabled = true";
    let eleven = ["\"0123456789abcdef0123456789abcdef\""; 11].join(", ");
    assert_errors(&[
        ("VC-22", "`updateTaskProtection` has no `protectionEnabled`", protect("service = \"web\"")),
        ("VC-22", "`expiresInMinutes` is 0", protect(&format!("{on}, expiresInMinutes = 0"))),
        ("VC-22", "`expiresInMinutes` is 2881", protect(&format!("{on}, expiresInMinutes = 2881"))),
        ("VC-22", "says in 0 ways which tasks", protect("protectionEnabled = true")),
        ("VC-22", "11 tasks in one call", protect(&format!("tasks = [{eleven}], protectionEnabled = true"))),
        (
            "SI-07",
            "a DAEMON service, is not modelled",
            protect(on).replace("desiredCount = 2\n", "schedulingStrategy = \"DAEMON\"\n"),
        ),
    ]);
    for (members, expires_in) in
        [("", Some(120)), (", expiresInMinutes = 2880", Some(2_880)), (", expiresInMinutes = 1", Some(1))]
    {
        let tasks = TaskSelection::OfService { service: ServiceId::new(0), count: None };
        let expires_in = expires_in.map(SimDuration::from_mins);
        let call = ApiCall::UpdateTaskProtection { tasks, expires_in };
        assert_eq!(model(&protect(&format!("{on}{members}"))).actions[0].call, call, "{members}");
    }
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
