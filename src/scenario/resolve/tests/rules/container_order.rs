//! Whom containers wait for, for how long, and which are started again in place.

use super::super::model;
use super::definitions::pair;
use super::{also, assert_errors, assert_warnings};
use crate::model::{Container, Distribution, RestartPolicy, StartCondition};
use crate::time::SimDuration;

pub(super) fn depends(condition: &str) -> String {
    format!("dependsOn = [{{ containerName = \"db\", condition = \"{condition}\" }}]")
}

#[test]
fn vd_13_vd_14_conditions_that_can_come_about() {
    let check = "healthCheck = { command = [\"CMD\", \"true\"] }";
    assert_errors(&[
        ("VD-13", "`COMPLETE` of container `db`, which is essential", pair(&depends("COMPLETE"), "", "")),
        ("VD-13", "`SUCCESS` of container `db`", pair(&depends("SUCCESS"), "essential = true", "")),
    ]);
    let never = "container `db` has no `healthCheck` to become healthy by";
    assert_warnings(&[
        ("VD-14", never, pair(&depends("HEALTHY"), "", "")),
        ("VD-14", never, pair(&depends("HEALTHY"), "healthCheck = { command = [\"NONE\"] }", "")),
    ]);
    model(&pair(&depends("HEALTHY"), check, ""));
    model(&pair(&depends("START"), "", ""));
}

#[test]
fn vd_10_vd_12_vd_15_containers_that_wait_for_each_other() {
    let back = "dependsOn = [{ containerName = \"web\", condition = \"START\" }]";
    assert_errors(&[
        (
            "VD-10",
            "`links` goes round in a circle: `web` → `db` → `web`",
            pair("links = [\"db:d\"]", "links = [\"web\"]", ""),
        ),
        (
            "VD-12",
            "`dependsOn` goes round in a circle: `web` → `db` → `web`",
            pair(&depends("START"), back, ""),
        ),
    ]);
    assert_warnings(&[
        (
            "VD-15",
            "containers wait for each other: `web` → `db` → `web`",
            pair("links = [\"db\"]", "volumesFrom = [{ sourceContainer = \"web\" }]", ""),
        ),
        ("VD-15", "containers wait for each other", pair("links = [\"db\"]", back, "")),
    ]);
}

/// Whom the first container of a pair, and then whom the second one waits for.
fn waits(text: &str) -> [Vec<(usize, StartCondition)>; 2] {
    let (model, problems) = super::built(text);
    let model = model.unwrap_or_else(|| panic!("{:#?}", super::listing(&problems)));
    let waits = |container: &Container| {
        container.depends_on.iter().map(|other| (other.container, other.condition)).collect()
    };
    [0, 1].map(|position| waits(&model.task_definitions[0].containers[position]))
}

#[test]
fn vd_16_lv_02_what_orders_containers() {
    use StartCondition::{Complete, Healthy, Start, Success};
    let router = "firelensConfiguration = { type = \"fluentbit\" }";
    let logs = "logConfiguration = { logDriver = \"awsfirelens\" }";
    let check = "healthCheck = { command = [\"CMD\", \"true\"] }, essential = false";
    for (members, others, expected) in [
        (depends("START"), check, vec![(1, Start)]),
        (depends("COMPLETE"), check, vec![(1, Complete)]),
        (depends("SUCCESS"), check, vec![(1, Success)]),
        (depends("HEALTHY"), check, vec![(1, Healthy)]),
        ("links = [\"db:d\"]".to_owned(), "", vec![(1, Start)]),
        ("volumesFrom = [{ sourceContainer = \"db\" }]".to_owned(), "", vec![(1, Start)]),
        (logs.to_owned(), router, vec![(1, Start)]),
        // What it says itself of its log router is all.
        (format!("{logs}, {}", depends("HEALTHY")), &format!("{router}, {check}"), vec![(1, Healthy)]),
        (String::new(), "", vec![]),
    ] {
        let text = pair(&members, others, "");
        assert_eq!(waits(&text), [expected, Vec::new()], "{text}");
    }
    // A log router that waits for others is waited for by nobody, and logs of its own let it wait for nobody.
    let behind = "firelensConfiguration = { type = \"fluentbit\" }, links = [\"web\"]";
    assert_eq!(waits(&pair(logs, behind, "")), [vec![], vec![(0, Start)]]);
    assert_eq!(waits(&pair(logs, &format!("{router}, {logs}"), "")), [vec![(1, Start)], vec![]]);
}

fn first(members: &str) -> Container {
    model(&also(members)).task_definitions[0].containers[0].clone()
}

#[test]
fn tm_02_how_long_others_wait_for_a_container() {
    assert_eq!(first("startTimeout = 7").start_timeout, Some(SimDuration::from_secs(7)));
    assert_eq!(first("startTimeout = 0").start_timeout, None, "no limit");
}

#[test]
fn rp_01_which_containers_are_started_again() {
    let secs = SimDuration::from_secs;
    let policy = |codes: &[u8], period| {
        Some(RestartPolicy { ignored_exit_codes: codes.to_vec(), attempt_period: secs(period) })
    };
    for (members, expected) in [
        ("restartPolicy = { enabled = true }", policy(&[], 300)),
        ("restartPolicy = { enabled = false, restartAttemptPeriod = 60 }", None),
        (
            "restartPolicy = { enabled = true, ignoredExitCodes = [0, 137, 999], restartAttemptPeriod = 60 }",
            policy(&[0, 137], 60),
        ),
    ] {
        assert_eq!(first(members).restart_policy, expected, "{members}");
    }
}

#[test]
fn p3_3_who_is_waited_for_ends() {
    let text = pair(&depends("SUCCESS"), "essential = false", "");
    assert_warnings(&[("P3.3", "nothing says how long `db` of app:1 runs", text.clone())]);
    let run_time = |text: &str| {
        let (model, _) = super::built(text);
        model.expect("a model").task_definitions[0].containers[1].application.run_time.clone()
    };
    let at_once = Distribution::Constant(SimDuration::ZERO);
    assert_eq!(run_time(&text), Some(at_once));
    let application = |member: &str| {
        format!("{text}\n[[applications]]\ntaskDefinition = \"app\"\ncontainer = \"db\"\n{member}\n")
    };
    assert_eq!(
        run_time(&application("runTime = \"8s\"")),
        Some(Distribution::Constant(SimDuration::from_secs(8)))
    );
    assert_eq!(run_time(&application("timeToFailure = \"8s\"")), None);
    model(&application("runTime = \"8s\""));
    model(&pair(&depends("START"), "essential = false", ""));
}
