//! Traces of arrivals, from the CSV file to the model.

use std::fs;
use std::sync::Arc;

use crate::model::{ArrivalSchedule, Destination, Model, Resources, Strategy, Trace, TraceRow};
use crate::scenario::told::place_of;
use crate::scenario::{Overrides, Problem, load_text};
use crate::time::{SimDuration, SimTime};

const SCENARIO: &str = r#"
    name = "trace"
    [simulation]
    duration = "1h"
    [[containerInstances]]
    instanceType = "m5.large"
    [[taskDefinitions]]
    family = "job"
    containerDefinitions = [{ name = "work", image = "i", cpu = 64, memory = 64 }]
    [[taskDefinitions]]
    family = "report"
    containerDefinitions = [{ name = "work", image = "i", cpu = 64, memory = 64 }]
    [[services]]
    serviceName = "web"
    taskDefinition = "report"
    desiredCount = 1
    [[arrivals]]
    name = "batch"
    file = "trace.csv"
    runTask = { taskDefinition = "job", count = 2 }
"#;

/// The model of the scenario with this trace, or what is told as `LINE MESSAGE`.
fn load(trace: &str) -> Result<Arc<Model>, Vec<String>> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("trace.csv"), trace).expect("writable");
    let loaded = load_text("scenario.toml", SCENARIO, folder.path(), &Overrides::default());
    if let Some(scenario) = loaded.scenario {
        return Ok(scenario.variants.first().model);
    }
    let told = loaded.problems.sorted().into_iter().map(|problem| {
        let span = problem.span.as_ref().expect("a place");
        let place = place_of(span, &loaded.sources).expect("a place in a file");
        format!("{} {}", place.line, problem.message)
    });
    Err(told.collect())
}

#[test]
fn rows_become_calls_sorted_by_time() {
    let trace = "at,count,runTime,cpu,memory,taskDefinition,group\n\
                 1m 30s,3,20,,,,\n\
                 0.5,,,256,,report,\n\
                 90,,1h,,128,,night\n\
                 95,1,20,256,,report:1,\n";
    let model = load(trace).expect("valid");
    let ArrivalSchedule::Trace(rows) = &model.arrivals[0].schedule else { panic!("a trace") };
    let at = |millis: u64| SimTime::from_micros(millis * 1_000);
    let shown = |row: TraceRow| {
        let call = model.call(rows.calls[row.kind as usize]);
        let definition = model.task_definition(call.definition);
        let group = &model.standalone_groups[call.group.index() - model.services.len()].name;
        (
            Trace::time(&row),
            if row.count == 0 { rows.count } else { row.count },
            row.run_time,
            definition.demand.resources,
            definition.name(),
            group.as_str(),
        )
    };
    let of = |cpu, memory| Resources { cpu, memory, gpu: 0 };
    let seconds = |seconds| Some(SimDuration::from_secs(seconds));
    let expected = [
        (at(500), 2, None, of(256, 64), "report:1".to_owned(), "family:report"),
        (at(90_000), 3, seconds(20), of(64, 64), "job:1".to_owned(), "family:job"),
        (at(90_000), 2, seconds(3_600), of(64, 128), "job:1".to_owned(), "night"),
        (at(95_000), 1, seconds(20), of(256, 64), "report:1".to_owned(), "family:report"),
    ];
    assert_eq!(rows.trace.iter().map(shown).collect::<Vec<_>>(), expected);
    // `report` with 256 units is one call and one definition of its own, however often it comes.
    assert_eq!((model.calls.len(), model.task_definitions.len()), (3, 4));
    // DF-03: not the default of services.
    let Destination::Chosen { rules, .. } = &model.calls[0].destination else { panic!("`RunTask`") };
    assert_eq!(rules.strategies, [Strategy::Random]);
}

#[test]
fn a_matrix_cannot_exchange_the_trace() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("trace.csv"), "at\n1\n").expect("writable");
    let text = format!("{SCENARIO}\n[matrix]\n\"arrivals.batch.file\" = [\"trace.csv\", \"other.csv\"]\n");
    let loaded = load_text("scenario.toml", &text, folder.path(), &Overrides::default());
    assert!(loaded.scenario.is_none());
    let told = |problem: &&Problem| problem.message.contains("cannot be exchanged");
    assert_eq!(loaded.problems.sorted().into_iter().filter(told).count(), 2);
}

/// The scenario lasts an hour.
#[test]
fn rows_after_the_end_are_told_together() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("trace.csv"), "at\n3599\n1h\n2h\n").expect("writable");
    let loaded = load_text("scenario.toml", SCENARIO, folder.path(), &Overrides::default());
    let told: Vec<&str> = loaded.problems.sorted().iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(told, ["2 of 3 rows come after the end of the simulation (1h)"]);
}

#[test]
fn every_bad_row_is_told_at_its_line() {
    let trace = "at,count,runTime,cpu,taskDefinition\n\
                 1,11,,,\n\
                 2,1,,,\n\
                 ,1,,,\n\
                 soon,1,,,\n\
                 -1,1,,,\n\
                 3,1.5,,,\n\
                 4,1,-2,,\n\
                 5,1,,many,\n\
                 6,1,,,jbo\n\
                 7,1,,,jbo\n\
                 8,1,,,job,x\n";
    let expected = [
        "2 `count` is 11, outside 1 to 10",
        "4 the row has no `at`",
        "5 `at` is `soon`, which is not a duration",
        "6 `at` holds -1, which is not a length of time",
        "7 `count` is not a whole number",
        "8 `runTime` holds -2, which is not a length of time",
        "9 task `cpu` is `many`, which is not a task size",
        "10 there is no task definition `jbo`",
        "12 the row has more cells than the header",
    ];
    assert_eq!(load(trace).expect_err("not valid"), expected);
}

#[test]
fn of_very_many_bad_rows_the_first_are_told() {
    let told = load(&format!("at\n{}", "soon\n".repeat(150))).expect_err("not valid");
    assert_eq!(told.len(), 101);
    assert!(told.iter().any(|message| message.ends_with("50 more rows of the trace are wrong")));
}
