//! What ends a deployment: `deploymentCircuitBreaker`, `earlySuccessCriteria` and `stopServiceDeployment`.

use super::super::model;
use super::{assert_errors, service};
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
    assert_eq!(conditions(&full), EndConditions { circuit_breaker, early_success });
    let off = "updateService = { service = \"web\", deploymentConfiguration = { deploymentCircuitBreaker = \
               { enable = false, rollback = false } } }";
    let updated = model(&format!("{full}\n[[actions]]\nat = \"1m\"\n{off}\n"));
    let ApiCall::UpdateService { end_conditions, .. } = &updated.actions[0].call else { panic!("an update") };
    assert_eq!(*end_conditions, Some(EndConditions { circuit_breaker: None, early_success }));
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
