//! Every kind of sentence and cell, from a hand-made result.

use super::super::{json, markdown, table, text};
use super::*;
use crate::experiment::testing::{estimate, grid_scenario, number, results, variant_results};
use crate::experiment::{Alternative, Change, Flip, Level, Movement, Summary, Threshold, Tried, Verdict};
use crate::model::End;
use crate::scenario::{Scenario, Setting};

const OUTAGE: usize = 0;
const LIMIT: usize = 1;

fn scenario(replications: u32) -> Scenario {
    let mut scenario = grid_scenario(&[2, 8], &[80, 0]);
    scenario.answer =
        ["services.web.outage", "services.web.limitedBy", "services.web.stuck"].map(str::to_owned).to_vec();
    scenario.replications = replications;
    scenario
}

fn alternative(end: End, value: &str) -> Alternative {
    Alternative {
        end,
        value: value.to_owned(),
        changes: Vec::new(),
        movements: vec![Movement::None; 3],
        flips: Vec::new(),
        unclear: Vec::new(),
        halted: 0,
    }
}

fn change(variant: usize, metric: usize, before: Option<Summary>, after: Option<Summary>) -> Change {
    Change { variant, metric, before, after }
}

fn assumptions() -> Assumptions {
    let verdicts = vec![
        Verdict::Level { variant: 0, metric: OUTAGE, level: Level::Zero },
        Verdict::Order { metric: OUTAGE, less: 0, more: 1 },
        Verdict::Order { metric: OUTAGE, less: 0, more: 2 },
        Verdict::Level { variant: 3, metric: LIMIT, level: Level::Word("CPU".to_owned()) },
        Verdict::Level { variant: 3, metric: OUTAGE, level: Level::Between },
    ];
    let seconds = |mean| Some(number(mean, "seconds"));
    let flip = |verdict, threshold| Flip { verdict, threshold };
    let termination = Alternative {
        changes: vec![change(0, OUTAGE, seconds(0.0), seconds(40.0))],
        movements: vec![Movement::By(40.0), Movement::None, Movement::None],
        flips: vec![
            flip(0, Some(Threshold::Beyond(67_000_000))),
            flip(1, Some(Threshold::Beyond(80_000_000))),
            flip(2, Some(Threshold::Beyond(80_000_000))),
        ],
        ..alternative(End::High(120_000_000), "\"2m\"")
    };
    let steady = Alternative {
        changes: vec![change(3, OUTAGE, seconds(12.0), None)],
        movements: vec![Movement::By(-0.2), Movement::Otherwise, Movement::None],
        flips: vec![flip(4, Some(Threshold::WithoutChance(41_500_000)))],
        ..alternative(End::Low(35_650_000), "\"35s 650ms\"")
    };
    let word = |text: &str| Some(Summary::Text(text.to_owned()));
    let stuck = Alternative {
        changes: vec![change(3, LIMIT, word("CPU"), word("PORTS"))],
        movements: vec![Movement::None, Movement::Otherwise, Movement::None],
        flips: vec![flip(3, None)],
        ..alternative(End::Other, "\"stuck\"")
    };
    let tried = |setting, alternatives| Tried { setting, alternatives };
    Assumptions {
        metrics: scenario(1).answer,
        verdicts,
        tried: vec![
            tried("steadyInterval", vec![steady, alternative(End::High(47_350_000), "\"47s 350ms\"")]),
            tried(
                "placementRetry",
                vec![
                    Alternative { unclear: vec![1, 2], ..alternative(End::Low(700_000), "[]") },
                    Alternative { unclear: vec![4], halted: 3, ..alternative(End::High(1_900_000), "[]") },
                ],
            ),
            tried("launchBurst", vec![alternative(End::Low(40), "40"), alternative(End::High(160), "160")]),
            tried("stoppedHostTasks", vec![stuck]),
            tried("terminationDelay", vec![alternative(End::Low(5_000_000), "\"5s\""), termination]),
        ],
        known: vec!["firstTaskAlone"],
    }
}

fn stressed(scenario: &Scenario, assumptions: Assumptions) -> Results<'_> {
    let mut results = results(scenario, |variant| {
        let is_two = variant.settings[0] == Setting::Integer(2);
        variant_results(
            1,
            &[
                ("services.web.outage", estimate(if is_two { 0.0 } else { 12.0 }, 0.0, "seconds")),
                ("services.web.limitedBy", Summary::Text("CPU".to_owned())),
                ("services.web.stuck", number(0.0, "deployments")),
            ],
        )
    });
    results.assumptions = Some(assumptions);
    results
}

fn after_heading(text: &str) -> &str {
    text.split_once("Assumptions\n").expect("a section").1
}

#[test]
fn every_sentence_and_cell_is_worded() {
    let scenario = scenario(10);
    let results = stressed(&scenario, assumptions());
    let (table, markdown) = (table(&results, 120), markdown(&results));
    let csv = text(|out| csv::write(&results, results.assumptions.as_ref().expect("there"), out));
    let shown =
        [after_heading(&table), "=== Markdown", after_heading(&markdown), "=== assumptions.csv", &csv];
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn programs_get_figures_and_values_as_a_scenario_writes_them() {
    let scenario = scenario(1);
    let results = stressed(&scenario, assumptions());
    let json: serde_json::Value = serde_json::from_str(&json(&results)).expect("JSON");
    let of = &json["assumptions"];
    let steady = &of["settings"][0]["alternatives"][0];
    assert_eq!(steady["movements"]["services.web.outage"], -0.2);
    assert_eq!(steady["movements"]["services.web.limitedBy"], serde_json::Value::Null);
    assert_eq!(steady["flips"][0]["threshold"]["side"], "at most");
    assert_eq!(steady["flips"][0]["threshold"]["value"], "\"41s 500ms\"");
    assert_eq!(of["settings"][3]["alternatives"][0]["flips"][0].get("threshold"), None);
    assert_eq!((&of["flipped"], &of["known"][0]), (&5.into(), &"firstTaskAlone".into()));
}

#[test]
fn the_headline_counts_what_there_is() {
    let scenario = scenario(1);
    let of = |flips: &[usize], unclear: &[usize]| {
        let mut assumptions = assumptions();
        assumptions.tried.truncate(1);
        let alternative = &mut assumptions.tried[0].alternatives[0];
        alternative.flips = flips.iter().map(|&verdict| Flip { verdict, threshold: None }).collect();
        alternative.unclear = unclear.to_vec();
        section(&stressed(&scenario, assumptions)).expect("there").headline
    };
    assert_eq!(of(&[], &[]), "5 verdicts hold for all 1 assumption.");
    assert_eq!(
        of(&[], &[1]),
        "Of 5 verdicts, 1 is no longer clear with one of 1 assumption; 4 hold for all."
    );
    assert_eq!(
        of(&[0], &[1, 2]),
        "Of 5 verdicts, 1 flips and 2 are no longer clear with one of 1 assumption; 2 hold for all:"
    );
    assert_eq!(of(&[0, 1, 2, 3, 4], &[]), "Of 5 verdicts, 5 flip with one of 1 assumption:");
}

#[test]
fn more_than_a_dozen_flips_are_counted() {
    let scenario = scenario(1);
    let mut assumptions = assumptions();
    let beyond = |figure| Flip { verdict: 4, threshold: Some(Threshold::Beyond(figure)) };
    assumptions.tried[0].alternatives[1].flips = (40..50).map(beyond).collect();
    let flips = section(&stressed(&scenario, assumptions)).expect("there").flips;
    assert_eq!(flips.len(), 13);
    assert_eq!(flips[12], "and with 2 further values: see assumptions.csv");
}
