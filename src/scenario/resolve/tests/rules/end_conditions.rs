//! What ends a deployment: `deploymentCircuitBreaker`, `earlySuccessCriteria` and `stopServiceDeployment`.

use super::super::model;
use super::{assert_errors, assert_warnings, service};
use crate::model::{
    ApiCall, CircuitBreaker, EarlySuccess, EndConditions, FailureThreshold, ServiceId, SourceCleanup,
};

fn deployment(members: &str) -> String {
    service(&format!("deploymentConfiguration = {{ {members} }}"))
}

#[test]
fn s2_3_1_s2_2_4_what_ends_a_deployment_is_read_and_updated() {
    let conditions = |text: &str| model(text).services[0].end_conditions.clone();
    assert_eq!(conditions(&service("")), EndConditions::default());
    let breaker = "deploymentCircuitBreaker = { enable = true, rollback = true }";
    let read = conditions(&deployment(breaker));
    assert_eq!(read.circuit_breaker, Some(CircuitBreaker::new(true)));
    let full = "deploymentCircuitBreaker = { enable = true, rollback = false, resetOnHealthyTask = false, \
                thresholdConfiguration = { type = \"UNBOUNDED_PERCENT\", value = 20 } }, minimumHealthyPercent = 0, \
                earlySuccessCriteria = { enable = true, healthyPercent = 40, sourceServiceRevisionCleanup = \"DEFERRED\" }";
    let threshold = FailureThreshold::UnboundedPercent(20);
    let circuit_breaker = Some(CircuitBreaker { rollback: false, reset_on_healthy_task: false, threshold });
    let early_success = Some(EarlySuccess { healthy_percent: 40, cleanup: SourceCleanup::Deferred });
    let full = deployment(full);
    let expected = EndConditions { circuit_breaker, early_success, alarms: None, bake: None };
    assert_eq!(conditions(&full), expected);
    let off = "updateService = { service = \"web\", deploymentConfiguration = { deploymentCircuitBreaker = \
               { enable = false, rollback = false } } }";
    let updated = model(&format!("{full}\n[[actions]]\nat = \"1m\"\n{off}\n"));
    let ApiCall::UpdateService { end_conditions, .. } = &updated.actions[0].call else { panic!("an update") };
    assert_eq!(*end_conditions, Some(EndConditions { circuit_breaker: None, ..expected }));
}

#[test]
fn s2_4_3_what_can_be_stopped() {
    let deploy =
        "[[actions]]\nat = \"1m\"\nupdateService = { service = \"web\", forceNewDeployment = true }\n";
    let stop = |members: &str| format!("[[actions]]\nat = \"2m\"\nstopServiceDeployment = {{ {members} }}\n");
    let with = |before: &str, members: &str| service("") + before + &stop(members);
    let web = "service = \"web\"";
    assert_errors(&[
        ("S2.4-3", "no action before it begins a deployment of `web`", with("", web)),
        ("S2.4-3", "`stopType` ABORT is not modelled", with(deploy, &format!("{web}, stopType = \"ABORT\""))),
        ("S2.4-3", "`stopType` cannot be `HALT`", with(deploy, &format!("{web}, stopType = \"HALT\""))),
        ("", "there is no service `wbe`", with(deploy, "service = \"wbe\"")),
    ]);
    let sound = model(&with(deploy, &format!("{web}, stopType = \"ROLLBACK\"")));
    assert_eq!(sound.actions[1].call, ApiCall::StopServiceDeployment(ServiceId::new(0)));
}

#[test]
fn vs_21_vs_22_members_that_come_together() {
    let early = |members: &str| deployment(&format!("earlySuccessCriteria = {{ {members} }}"));
    let whole = "enable = true, healthyPercent = 100, sourceServiceRevisionCleanup = \"BLOCKING\"";
    let breaker = |members: &str| deployment(&format!("deploymentCircuitBreaker = {{ {members} }}"));
    assert_errors(&[
        ("VS-21", "`deploymentCircuitBreaker` has no `rollback`", breaker("enable = false")),
        (
            "VS-21",
            "`deploymentCircuitBreaker.thresholdConfiguration` has no `value`",
            breaker("enable = false, rollback = false, thresholdConfiguration = { type = \"COUNT\" }"),
        ),
        (
            "VS-21",
            "`type` cannot be `PERCENT`",
            breaker(
                "enable = false, rollback = false, thresholdConfiguration = { type = \"PERCENT\", value = 1 }",
            ),
        ),
        (
            "VS-21",
            "`value` is 0, outside 1 to",
            breaker(
                "enable = true, rollback = false, thresholdConfiguration = { type = \"COUNT\", value = 0 }",
            ),
        ),
        (
            "VS-21",
            "`alarms` has no `alarmNames`",
            deployment("alarms = { enable = false, rollback = false }"),
        ),
        (
            "VS-22",
            "that is enabled has no `healthyPercent`",
            early(&whole.replace("healthyPercent = 100, ", "")),
        ),
        ("VS-22", "`healthyPercent` is 101, outside 0 to 100", early(&whole.replace("100", "101"))),
        (
            "VS-22",
            "`healthyPercent` (50) is below `minimumHealthyPercent` (60)",
            deployment(&format!(
                "minimumHealthyPercent = 60, earlySuccessCriteria = {{ {} }}",
                whole.replace("100", "50")
            )),
        ),
        (
            "VS-22",
            "`healthyPercent` (50) is below `minimumHealthyPercent` (100)",
            early(&whole.replace("100", "50")),
        ),
        (
            "VS-22",
            "`sourceServiceRevisionCleanup` cannot be `LATER`",
            early(&whole.replace("BLOCKING", "LATER")),
        ),
        ("VS-22", "`bakeTimeInMinutes` is 1441", deployment("bakeTimeInMinutes = 1441")),
    ]);
    model(&early(whole));
    let daemon =
        |members: &str| early(members).replace("desiredCount = 2\n", "schedulingStrategy = \"DAEMON\"\n");
    let of_daemon = daemon(&whole.replace("100", "50"));
    assert_warnings(&[("S2.2-4", "early success of a DAEMON service is not modelled", of_daemon)]);
}
