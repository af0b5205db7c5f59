//! Rules of clusters, instances, applications and settings.

use super::super::{built, listing};
use super::{FLEET, also, and, assert_errors, assert_warnings, container, group, service};

#[test]
fn at_04_container_instances_and_their_attributes() {
    let attribute = |members: &str| group(&format!("attributes = [{{ {members} }}]"));
    let eleven: Vec<String> = (0..11).map(|number| format!("{{ name = \"a{number}\" }}")).collect();
    assert_errors(&[
        ("AT-04", "`a b` is not a name for an attribute", attribute("name = \"a b\"")),
        ("AT-04", "` x` is not a value for an attribute", attribute("name = \"a\", value = \" x\"")),
        ("AT-04", "`x;y` is not a value", attribute("name = \"a\", value = \"x;y\"")),
        (
            "AT-04",
            "attribute `a` is given twice",
            group("attributes = [{ name = \"a\" }, { name = \"a\", value = \"b\" }]"),
        ),
        ("AT-04", "11 custom attributes", group(&format!("attributes = [{}]", eleven.join(", ")))),
        (
            "AT-01",
            "attribute `ecs.instance-type` is `x`, and `instanceType` says otherwise",
            attribute("name = \"ecs.instance-type\", value = \"x\""),
        ),
        ("", "the attribute has no `name`", attribute("value = \"x\"")),
        ("RS-06", "instance type `m5.larg` is not in the catalogue", and("").replace("m5.large", "m5.larg")),
        ("", "has no `instanceType`", and("").replace("instanceType = \"m5.large\"\n", "")),
        (
            "",
            "two groups of container instances are called `a`",
            group("name = \"a\"\n[[containerInstances]]\nname = \"a\"\ninstanceType = \"c5.large\""),
        ),
        ("", "`a b` is not a name for a group", group("name = \"a b\"")),
        ("", "`availabilityZones` names no zone", group("availabilityZones = []")),
        ("", "`east 1` is not an Availability Zone", group("availabilityZones = [\"east 1\"]")),
        ("", "`count` is -1, outside", group("count = -1")),
        ("", "4000000000 container instances", group("count = 4000000000")),
        ("", "`registerAfter` is `soon`", group("registerAfter = \"soon\"")),
        (
            "RS-02",
            "`stringSetValue` is 0, outside 1 to 65535",
            group("registeredResources = [{ name = \"PORTS\", stringSetValue = [\"0\"] }]"),
        ),
    ]);
    assert_warnings(&[(
        "RS-01",
        "registered resource `DISK` is not modelled",
        group("registeredResources = [{ name = \"DISK\", integerValue = 1 }]"),
    )]);
}

#[test]
fn pl_01_tasks_that_no_instance_can_hold() {
    let static_ports: Vec<String> =
        (1..=400).map(|port| format!("{{ containerPort = {port}, hostPort = {} }}", port + 1_000)).collect();
    assert_warnings(&[
        // An m5.large registers 2,048 CPU units and 7,680 MiB.
        ("PL-01", "it needs 2049 CPU units, and the largest instance registers 2048", also("cpu = 2049")),
        (
            "PL-01",
            "it needs 7681 MiB of memory, and the largest instance registers 7680",
            container("name = \"web\", image = \"i\", memory = 7681"),
        ),
        // NP-07: 400 static host ports, and the limit is 100.
        (
            "PL-01",
            "its 400 host ports are reserved by the agent or exceed the limit of 100",
            also(&format!("portMappings = [{}]", static_ports.join(", "))),
        ),
        (
            "PL-01",
            "its 1 host ports are reserved by the agent",
            also("portMappings = [{ containerPort = 22, hostPort = 22 }]"),
        ),
        ("", "cluster `default` has no container instances for service `web`", group("count = 0")),
    ]);
}

#[test]
fn what_is_defined_and_not_used_is_told() {
    let spare = "[[taskDefinitions]]\nfamily = \"spare\"\ncontainerDefinitions = [{ name = \"w\", image = \"i\", memory = 8 }]\n";
    assert_warnings(&[
        ("", "task definition `spare:1` is never used", and(spare)),
        ("", "target group `blue` is never used", and("[[targetGroups]]\nname = \"blue\"\n")),
        (
            "",
            "cluster `spare` is never used",
            and("[[clusters]]\nclusterName = \"default\"\n[[clusters]]\nclusterName = \"spare\"\n"),
        ),
        (
            "",
            "cluster `spare` has container instances and no service",
            and(
                "[[clusters]]\nclusterName = \"default\"\n[[clusters]]\nclusterName = \"spare\"\n[[containerInstances]]\ninstanceType = \"c5.large\"\ncluster = \"spare\"\n",
            ),
        ),
    ]);
}

#[test]
fn clusters_have_names_of_their_own() {
    assert_errors(&[
        ("", "the cluster has no `clusterName`", service("cluster = \"default\"").replace(FLEET, &format!("{FLEET}cluster = \"default\"\n[[clusters]]\nclusterName = \"default\"\n[[clusters]]\nsettings = []\n"))),
        ("", "cluster `default` is declared twice", and("[[clusters]]\nclusterName = \"default\"\n[[clusters]]\nclusterName = \"default\"\n")),
        ("", "no `cluster` is named, and none is called `default`", and("[[clusters]]\nclusterName = \"prod\"\n").replacen("count = 2\n", "count = 2\ncluster = \"prod\"\n", 1)),
    ]);
}

#[test]
fn applications_name_what_they_are_about() {
    let application = |members: &str| and(&format!("[[applications]]\n{members}\n"));
    assert_errors(&[
        ("", "the application has no `taskDefinition`", application("startUpTime = \"1s\"")),
        ("", "there is no task definition `aap`", application("taskDefinition = \"aap\"")),
        ("", "there is no container `wbe`", application("taskDefinition = \"app\"\ncontainer = \"wbe\"")),
        (
            "",
            "`startFailureRatio` is 1.5, outside 0 to 1",
            application("taskDefinition = \"app\"\nstartFailureRatio = 1.5"),
        ),
        (
            "EX-01",
            "`exitCode` is 256, outside 0 to 255",
            application("taskDefinition = \"app\"\nexitCode = 256"),
        ),
        (
            "",
            "`startUpTime` is `12`, which is not a duration",
            application("taskDefinition = \"app\"\nstartUpTime = \"12\""),
        ),
        (
            "",
            "two applications describe the same container",
            application("taskDefinition = \"app\"\n[[applications]]\ntaskDefinition = \"app\"\nexitCode = 2"),
        ),
    ]);
}

/// A start-up time matters where something checks the container, and nowhere else.
#[test]
fn hl_01_a_start_up_time_that_nobody_waits_for_is_told() {
    let application = "[[applications]]\ntaskDefinition = \"app\"\nstartUpTime = \"9s\"\n";
    assert_warnings(&[("HL-01", "startUpTime changes nothing", and(application))]);
    let checked = also("healthCheck = { command = [\"CMD\", \"true\"] }") + application;
    let balanced =
        service("loadBalancers = [{ targetGroupArn = \"tg\", containerName = \"web\", containerPort = 80 }]")
            + "[[targetGroups]]\nname = \"tg\"\nprotocol = \"HTTP\"\n"
            + application;
    for text in [checked, balanced] {
        let (_, problems) = built(&text);
        assert!(
            !listing(&problems).iter().any(|(_, _, told)| told.contains("startUpTime")),
            "{:#?}",
            listing(&problems)
        );
    }
}

#[test]
fn a_type_without_a_price_leaves_the_fleet_without_a_cost() {
    let own = "registeredResources = [{ name = \"CPU\", integerValue = 4096 }, { name = \"MEMORY\", integerValue = 4096 }]\n";
    let text = and("").replacen("\"m5.large\"\n", &format!("\"z9.huge\"\n{own}"), 1);
    assert_warnings(&[("", "instance type `z9.huge` has no price", text)]);
}

#[test]
fn simulation_and_behavior_make_time_pass() {
    let simulation = |members: &str| and(&format!("[simulation]\n{members}\n"));
    let behavior = |members: &str| and(&format!("[behavior]\n{members}\n"));
    assert_errors(&[
        ("", "`duration` is zero", simulation("duration = \"0s\"")),
        ("", "`duration` is `long`, which is not a duration", simulation("duration = \"long\"")),
        ("", "`warmUp` (2h) is not shorter than `duration` (1h)", simulation("warmUp = \"2h\"")),
        ("", "`duration` is longer than a hundred years", simulation("duration = \"101years\"")),
        ("", "`schedulerInterval` is zero", behavior("schedulerInterval = \"0s\"")),
        (
            "SC-01",
            "`schedulerJitter` (5s) is half of `schedulerInterval` (9s 680ms) or more",
            behavior("schedulerJitter = \"5s\""),
        ),
        (
            "SC-01",
            "`schedulerInterval` (50ms) is shorter than 100ms",
            behavior("schedulerInterval = \"50ms\"\nschedulerJitter = \"0s\""),
        ),
        ("SC-02", "`steadyInterval` (0s) is shorter than 1s", behavior("steadyInterval = \"0s\"")),
        ("", "`maximumCounts` cannot be `untilStoped`", behavior("maximumCounts = \"untilStoped\"")),
        ("", "`preset` cannot be `old`", behavior("preset = \"old\"")),
        (
            "",
            "`placementRetrySpread` is not a range of factors",
            behavior("placementRetrySpread = [1.3, 0.7]"),
        ),
        ("", "`placementRetrySpread` is not a range of factors", behavior("placementRetrySpread = [0.7]")),
        ("", "`throttleSpread` is not a range of factors", behavior("throttleSpread = [0, 1]")),
        ("", "`placementRetry` has no last wait", behavior("placementRetry = []")),
        ("", "`placementRetry` has no last wait", behavior("placementRetry = [\"15s\", \"0s\"]")),
        ("", "`stoppedHostTasks` cannot be `stop`", behavior("stoppedHostTasks = \"stop\"")),
        ("", "`launchBurst` is 0, outside", behavior("launchBurst = 0")),
        (
            "HL-07",
            "`throttleMaximum` (5s) is shorter than `throttleInitial` (10s)",
            behavior("throttleMaximum = \"5s\""),
        ),
        ("", "`taskLaunchTime` is `fast`", behavior("taskLaunchTime = \"fast\"")),
    ]);
}
