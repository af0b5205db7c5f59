//! Deployment alarms and the bake time of rolling deployments (services.md §2.4), and the alarms and metrics behind them.

use plimsoll::model::AlarmState;
use plimsoll::observe::DeploymentState::{Completed, Failed, InProgress, RolledBack, Stuck};

use super::circuit_breaker::states;
use super::deployments::{ROLL_OUT, running};
use super::load_balancers::BALANCED;
use super::world::{Run, World, seconds};

/// An alarm of the average utilization of `web` above 80 %, two minutes of two unless `more` says otherwise.
fn cpu_alarm(more: &str) -> String {
    alarm("high", "AWS/ECS", "CPUUtilization", &[("ClusterName", "default"), ("ServiceName", "web")], more)
}

fn alarm(name: &str, namespace: &str, metric: &str, dimensions: &[(&str, &str)], more: &str) -> String {
    let defaults = [
        ("period", "60"),
        ("evaluationPeriods", "2"),
        ("threshold", "80"),
        ("comparisonOperator", "\"GreaterThanThreshold\""),
    ];
    let rest: Vec<String> = defaults
        .iter()
        .filter(|(key, _)| !more.contains(key))
        .map(|(key, value)| format!("{key} = {value}"))
        .collect();
    let dimensions: Vec<String> =
        dimensions.iter().map(|(name, value)| format!("{{ name = \"{name}\", value = \"{value}\" }}")).collect();
    format!(
        "[[alarms]]\nalarmName = \"{name}\"\nnamespace = \"{namespace}\"\nmetricName = \"{metric}\"\ndimensions = [{}]\n{}\n{more}",
        dimensions.join(", "),
        rest.join("\n")
    )
}

/// `deploymentConfiguration` with these alarms and more.
fn monitored(names: &str, rollback: bool, more: &str) -> String {
    format!(
        "deploymentConfiguration = {{ alarms = {{ alarmNames = [{names}], enable = true, rollback = {rollback} }}{more} }}"
    )
}

/// Four tasks that use 40 % of their CPU, of a second revision 95 %, of a third 50 %, with this service.
fn world(service: &str) -> World {
    let mut world = World::lasting("1h").hosts(4, 20_000);
    for (revision, used) in [(1, 40), (2, 95), (3, 50)] {
        world = world
            .definition("web", revision, "")
            .with(&format!("[[applications]]\ntaskDefinition = \"web:{revision}\"\ncpuUtilization = {used}"));
    }
    world.service("web", 4, service)
}

/// Changes of alarms as `SECONDS NAME TEXT`.
fn changes(run: &Run) -> Vec<String> {
    let told = run.outcome.log.records().filter(|record| record.detail_type == "CloudWatch Alarm State Change");
    told.map(|record| {
        let name = record.resource.trim_start_matches("alarm:").to_owned();
        let states = record.message.split(':').next().unwrap_or_default().to_owned();
        format!("{} {name} {states}", seconds(record.at))
    })
    .collect()
}

#[test]
fn s2_4_1_look() {
    let run = world(&monitored("\"high\"", true, "")).with(&cpu_alarm("")).action("10m", ROLL_OUT).run();
    println!("{:#?}\n{}\n{:?}", changes(&run), run.log("web", 0.0), states(&run));
    for event in run.outcome.log.bus_events().filter(|event| event.record.detail_type.starts_with("Cloud")) {
        println!("{event:?}");
    }
    for event in run.outcome.log.records().filter(|event| event.detail_type.starts_with("ECS Deploy")) {
        println!("{event:?}");
    }
    let run = world(&monitored("\"high\"", true, "")).with(&cpu_alarm("")).action("10m", "updateService = { service = \"web\", taskDefinition = \"web:3\" }").run();
    println!("{:#?}\n{}\n{:?}", changes(&run), run.log("web", 0.0), states(&run));
    panic!();
}
