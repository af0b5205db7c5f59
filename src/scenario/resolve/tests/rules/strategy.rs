//! `strategy` of a deployment configuration (services.md §2.5, VS-29).

use super::super::model;
use super::{assert_errors, assert_warnings, service};
use crate::model::{
    ALL_TRAFFIC, ApiCall, DeploymentStrategy, Distribution, HookTarget, LifecycleStage, ServiceId,
    StagedDeployment, TargetGroupId, TrafficShift,
};
use crate::time::SimDuration;

/// The one service with a second target group and this `deploymentConfiguration`.
fn balanced(advanced: &str, members: &str) -> String {
    let group = |name: &str| format!("[[targetGroups]]\nname = \"{name}\"\nprotocol = \"HTTP\"\n");
    let text = service(&format!(
        "loadBalancers = [{{ targetGroupArn = \"a\", containerName = \"web\", containerPort = 80{advanced} }}]\n\
         deploymentConfiguration = {{ {members} }}"
    ));
    text + &group("a") + &group("b")
}

const BOTH: &str = ", advancedConfiguration = { alternateTargetGroupArn = \"b\", productionListenerRule = \"rule\", \
                    roleArn = \"role\" }";

fn staged(strategy: &DeploymentStrategy) -> &StagedDeployment {
    let DeploymentStrategy::Staged(staged) = strategy else { panic!("rolling") };
    staged
}

#[test]
fn s2_5_5_s2_5_6_strategies_are_read_with_their_defaults() {
    let minutes = SimDuration::from_mins;
    for (members, expected) in [
        ("strategy = \"BLUE_GREEN\"", TrafficShift::AllAtOnce),
        ("strategy = \"LINEAR\"", TrafficShift::Linear { step: 100, bake: minutes(6) }),
        ("strategy = \"CANARY\"", TrafficShift::Canary { share: 50, bake: minutes(10) }),
        (
            "strategy = \"LINEAR\", linearConfiguration = { stepPercent = 12.5, stepBakeTimeInMinutes = 0 }",
            TrafficShift::Linear { step: 125, bake: minutes(0) },
        ),
        (
            "strategy = \"CANARY\", canaryConfiguration = { canaryPercent = 100, canaryBakeTimeInMinutes = 1440 }",
            TrafficShift::Canary { share: ALL_TRAFFIC, bake: minutes(1_440) },
        ),
    ] {
        let service = &model(&balanced(BOTH, members)).services[0];
        assert_eq!(staged(&service.strategy).shift, expected, "{members}");
        assert_eq!(service.load_balancers[0].alternate, Some(TargetGroupId::new(1)));
    }
}

#[test]
fn s2_5_9_s2_5_10_hooks_are_read_and_what_an_update_leaves_out_stays() {
    let hooks = "lifecycleHooks = [\
         { hookTargetArn = \"arn\", lifecycleStages = [\"PRE_SCALE_UP\"], hookDuration = \"30s\", hookStatus = \"FAILED\" }, \
         { targetType = \"PAUSE\", lifecycleStages = [\"POST_SCALE_UP\"], timeoutConfiguration = \
         { timeoutInMinutes = 7, action = \"CONTINUE\" } }]";
    let text = balanced(BOTH, &format!("strategy = \"CANARY\", {hooks}"));
    let update = "updateService = { service = \"web\", deploymentConfiguration = { bakeTimeInMinutes = 3 } }";
    let go_on = "continueServiceDeployment = { service = \"web\", action = \"ROLLBACK\" }";
    let read =
        model(&format!("{text}\n[[actions]]\nat = \"1m\"\n{update}\n[[actions]]\nat = \"2m\"\n{go_on}\n"));
    let created = staged(&read.services[0].strategy);
    let [function, pause] = created.hooks.as_slice() else { panic!("two hooks") };
    let duration = Distribution::Constant(SimDuration::from_secs(30));
    assert_eq!(function.target, HookTarget::Lambda { duration, succeeds: false });
    assert_eq!(function.timeout, SimDuration::from_mins(1_440));
    assert_eq!((&pause.target, &pause.stages[..]), (&HookTarget::Pause, &[LifecycleStage::PostScaleUp][..]));
    assert_eq!((pause.timeout, pause.continues_on_timeout), (SimDuration::from_mins(7), true));
    let ApiCall::UpdateService { strategy: Some(updated), .. } = &read.actions[0].call else {
        panic!("an update")
    };
    let expected = StagedDeployment { bake: SimDuration::from_mins(3), ..created.clone() };
    assert_eq!(staged(updated), &expected);
    let call = ApiCall::ContinueServiceDeployment { service: ServiceId::new(0), rollback: true };
    assert_eq!(read.actions[1].call, call);
}

#[test]
fn vs_29_what_deployments_in_stages_need() {
    let of = |members: &str| balanced(BOTH, members);
    let hook = |members: &str| of(&format!("strategy = \"BLUE_GREEN\", lifecycleHooks = [{{ {members} }}]"));
    let blue_green = "strategy = \"BLUE_GREEN\"";
    let daemon = of(blue_green).replace("desiredCount = 2\n", "schedulingStrategy = \"DAEMON\"\n");
    let lone = |word: &str| service(&format!("deploymentConfiguration = {{ strategy = \"{word}\" }}"));
    assert_errors(&[
        ("VS-29", "LINEAR needs a load balancer or Service Connect", lone("LINEAR")),
        ("VS-29", "BLUE_GREEN needs a second target group", balanced("", blue_green)),
        (
            "VS-29",
            "`advancedConfiguration` has no `roleArn`",
            balanced(&BOTH.replace(", roleArn = \"role\"", ""), blue_green),
        ),
        (
            "VS-29",
            "`alternateTargetGroupArn` names the target group that it is the alternate of",
            balanced(&BOTH.replace("\"b\"", "\"a\""), blue_green),
        ),
        (
            "",
            "`stepPercent` is 2.9",
            of("strategy = \"LINEAR\", linearConfiguration = { stepPercent = 2.9 }"),
        ),
        (
            "VS-29",
            "`canaryPercent` has more than one decimal",
            of("strategy = \"CANARY\", canaryConfiguration = { canaryPercent = 0.25 }"),
        ),
        (
            "VS-29",
            "`stepBakeTimeInMinutes` is 1441",
            of("strategy = \"LINEAR\", linearConfiguration = { stepBakeTimeInMinutes = 1441 }"),
        ),
        (
            "VS-29",
            "a hook that calls a function has no `hookTargetArn`",
            hook("lifecycleStages = [\"PRE_SCALE_UP\"]"),
        ),
        (
            "VS-29",
            "a hook is not called in stage SCALE_UP",
            hook("hookTargetArn = \"arn\", lifecycleStages = [\"SCALE_UP\"]"),
        ),
        (
            "VS-29",
            "a PAUSE hook is not called in stage PRODUCTION_TRAFFIC_SHIFT",
            hook("targetType = \"PAUSE\", lifecycleStages = [\"PRODUCTION_TRAFFIC_SHIFT\"]"),
        ),
        (
            "VS-29",
            "`timeoutInMinutes` is 20161",
            hook(
                "targetType = \"PAUSE\", lifecycleStages = [\"PRE_SCALE_UP\"], timeoutConfiguration = \
                 { timeoutInMinutes = 20161 }",
            ),
        ),
        ("VS-29", "a DAEMON service does not deploy by BLUE_GREEN", daemon),
    ]);
    // Without traffic that it could shift (Developer Guide, blue-green-deployment-implementation).
    model(&lone("BLUE_GREEN"));
    assert_warnings(&[(
        "S2.5-9",
        "`lifecycleHooks` of a ROLLING deployment",
        of("lifecycleHooks = [{ targetType = \"PAUSE\", lifecycleStages = [\"PRE_SCALE_UP\"] }]"),
    )]);
}
