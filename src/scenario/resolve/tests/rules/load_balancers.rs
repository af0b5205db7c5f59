//! Rules of load balancers and target groups.

use super::{SERVICE, assert_errors, behind, service, with_sections};

#[test]
fn load_balancers_name_a_container_and_a_mapped_port() {
    let rule = "API: LoadBalancer";
    let six = ["{ targetGroupArn = \"blue\", containerName = \"web\", containerPort = 80 }"; 6].join(", ");
    assert_errors(&[
        (
            "",
            "there is no target group `green`",
            behind("").replace("Arn = \"blue\"", "Arn = \"green\"").replace("\"blue\"", "\"other\""),
        ),
        (
            rule,
            "there is no container `wbe`",
            behind("").replace("containerName = \"web\"", "containerName = \"wbe\""),
        ),
        (
            rule,
            "container `web` of `app:1` does not map port 81",
            behind("").replace(
                "containerName = \"web\", containerPort = 80",
                "containerName = \"web\", containerPort = 81",
            ),
        ),
        (
            rule,
            "has no `containerPort`",
            behind("").replace("containerName = \"web\", containerPort = 80", "containerName = \"web\""),
        ),
        (
            "",
            "Classic Load Balancers are not modelled",
            service(
                "loadBalancers = [{ loadBalancerName = \"old\", containerName = \"web\", containerPort = 80 }]",
            ),
        ),
        (
            "quota: target groups per service",
            "6 target groups",
            with_sections(
                &format!("{SERVICE}loadBalancers = [{six}]\n"),
                "[[targetGroups]]\nname = \"blue\"\n",
            ),
        ),
    ]);
}

#[test]
fn s4_2_1_s4_2_3_target_groups_keep_to_their_ranges() {
    let rule = "API: CreateTargetGroup";
    assert_errors(&[
        (
            rule,
            "`healthCheckIntervalSeconds` is 4, outside 5 to 300",
            behind("healthCheckIntervalSeconds = 4"),
        ),
        (
            rule,
            "`healthCheckTimeoutSeconds` is 121, outside 2 to 120",
            behind("healthCheckTimeoutSeconds = 121"),
        ),
        (
            "VT-07",
            "the time-out of the health check, 20s, is not shorter than its interval, 10s",
            behind("healthCheckIntervalSeconds = 10\nhealthCheckTimeoutSeconds = 20"),
        ),
        (rule, "`healthyThresholdCount` is 1, outside 2 to 10", behind("healthyThresholdCount = 1")),
        (rule, "`unhealthyThresholdCount` is 11, outside 2 to 10", behind("unhealthyThresholdCount = 11")),
        (rule, "`protocol` cannot be `http`", behind("protocol = \"http\"")),
        (
            "ELB: deregistration_delay.timeout_seconds",
            "is 3601, outside 0 to 3600",
            behind("\"deregistration_delay.timeout_seconds\" = \"3601\""),
        ),
        ("", "target group `blue` is declared twice", behind("[[targetGroups]]\nname = \"blue\"")),
        ("", "the target group has no `name`", behind("[[targetGroups]]\nprotocol = \"HTTP\"")),
        (
            "VT-11",
            "health checks of instances and IP addresses are always on",
            behind("healthCheckEnabled = false"),
        ),
        (
            rule,
            "target group `blue` takes targets of type `ip`, the tasks need `instance`",
            behind("targetType = \"ip\""),
        ),
        (
            rule,
            "target group `blue` takes targets of type `instance`, the tasks need `ip`",
            behind("targetType = \"instance\"")
                .replace("family = \"app\"\n", "family = \"app\"\nnetworkMode = \"awsvpc\"\n"),
        ),
    ]);
}
