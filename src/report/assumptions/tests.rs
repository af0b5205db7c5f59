//! Every kind of sentence and cell, from a hand-made result.

use super::super::testing::text;
use super::super::width::Width;
use super::super::{json, markdown, table};
use super::*;
use crate::experiment::testing::{estimate, grid_scenario, insert, number, results, variant_results};
use crate::experiment::{
    Alternative, Change, Flip, Kind, Level, Movement, Pairs, Summary, Threshold, Tried, Verdict,
};
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
        Verdict::Order { metric: OUTAGE, less: 1, more: 3 },
        Verdict::Order { metric: OUTAGE, less: 2, more: 3 },
        Verdict::Level { variant: 2, metric: OUTAGE, level: Level::Between },
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
                    Alternative { unclear: vec![1, 2, 5], ..alternative(End::Low(700_000), "[]") },
                    Alternative { unclear: vec![5], halted: 3, ..alternative(End::High(1_900_000), "[]") },
                ],
            ),
            tried("launchBurst", vec![alternative(End::Low(40), "40"), alternative(End::High(160), "160")]),
            tried("stoppedHostTasks", vec![stuck]),
            tried("terminationDelay", vec![alternative(End::Low(5_000_000), "\"5s\""), termination]),
        ],
        known: vec!["firstTaskAlone"],
        pairs: Pairs { equal: 3, told: 3, untold: 5 },
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
    let (table, markdown) = (table(&results, Width::of_terminal(120)), markdown(&results));
    let of = results.assumptions.as_ref().expect("there");
    let moved = text(|out| csv::write(&results, of, out));
    let verdicts = text(|out| verdicts_csv::write(&results, of, out));
    let texts = [after_heading(&table), after_heading(&markdown), moved.as_str(), verdicts.as_str()];
    let names = ["=== Terminal", "=== Markdown", "=== assumptions.csv", "=== verdicts.csv"];
    let shown: Vec<&str> = names.into_iter().zip(texts).flat_map(|(name, text)| [name, text]).collect();
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
    assert_eq!((&of["movementsMayBeChance"], &of["known"][0]), (&true.into(), &"firstTaskAlone".into()));
    assert_eq!(
        of["comparisons"],
        serde_json::json!({
            "count": 4, "flipped": 2, "noLongerClear": 1, "pairs": 11, "equal": 3, "notToldApart": 5
        })
    );
    assert_eq!(of["levels"], serde_json::json!({ "count": 2, "flipped": 2, "noLongerClear": 0 }));
    assert_eq!(of["inBetweenFlipped"], 1);
    insta::assert_snapshot!("verdicts-json", serde_json::to_string_pretty(&of["verdicts"]).expect("JSON"));
}

/// The headline with these verdicts, of which some flip and some are no longer clear.
fn headline(
    scenario: &Scenario,
    pairs: Pairs,
    verdicts: &[usize],
    flips: &[usize],
    unclear: &[usize],
) -> String {
    let mut assumptions = assumptions();
    assumptions.verdicts = verdicts.iter().map(|&at| assumptions.verdicts[at].clone()).collect();
    assumptions.pairs = pairs;
    assumptions.tried =
        vec![Tried { setting: "stoppedHostTasks", alternatives: vec![alternative(End::Other, "")] }];
    let alternative = &mut assumptions.tried[0].alternatives[0];
    alternative.flips = flips.iter().map(|&verdict| Flip { verdict, threshold: None }).collect();
    alternative.unclear = unclear.to_vec();
    section(&stressed(scenario, assumptions)).expect("there").headline.join("\n")
}

#[test]
fn the_headline_counts_levels_and_comparisons_apart() {
    let scenario = scenario(20);
    let pairs = |told, untold, equal| Pairs { equal, told, untold };
    let all = [0, 1, 2, 3, 4, 5];
    assert_eq!(
        headline(&scenario, pairs(3, 0, 0), &all, &[], &[]),
        "2 levels hold with each of 1 assumption.\n\
         3 comparisons of variants hold with each of 1 assumption."
    );
    assert_eq!(
        headline(&scenario, pairs(3, 1, 1), &all, &[0, 4], &[1, 2]),
        "Of 2 levels, 1 flips with one of 1 assumption; 1 holds with each.\n\
         Of 3 comparisons of variants, 2 are no longer clear with one of 1 assumption; 1 holds with each. Of 5 pairs of \
         figures, 1 is not told apart by 20 replications and 1 is equal.\n\
         1 figure that is in between comes to none, 0 or 100 % with one of 1 assumption."
    );
}

#[test]
fn where_nothing_could_be_seen_nothing_is_said_to_hold() {
    let pairs = Pairs { untold: 5, ..Pairs::default() };
    let of_three = headline(&scenario(3), pairs, &[4], &[], &[]);
    assert_eq!(
        of_three,
        "No levels to judge: no figure is none, 0 or 100 % in all replications of a variant.\n\
         No comparisons to judge. Of 5 pairs of figures, 5 are not told apart by 3 replications.\n\
         3 replications show little: what differs may be chance, and what chance hides is not seen. Judge with \
         --replications 20."
    );
    let holding = headline(&scenario(3), Pairs { told: 3, ..pairs }, &[0, 1, 2, 5], &[], &[]);
    assert!(holding.contains(
        "3 comparisons of variants hold with each of 1 assumption, as far as 3 replications show."
    ));
    assert!(!headline(&scenario(10), pairs, &[4], &[], &[]).contains("show little"));
    let mut one = scenario(20);
    one.variants = vec![one.variants.first()].into();
    let said = headline(&one, Pairs::default(), &[0], &[], &[]);
    assert!(said.ends_with("No comparisons to judge: there is one variant."), "{said}");
}

#[test]
fn the_largest_movements_stand_in_the_headline_without_any_flip() {
    let mut scenario = scenario(20);
    scenario.answer[OUTAGE] = "services.web.availability".to_owned();
    let of = || {
        let mut of = assumptions();
        of.metrics.clone_from(&scenario.answer);
        of.verdicts.clear();
        of.tried =
            vec![Tried { setting: "launchBurst", alternatives: vec![alternative(End::Low(40), "40")] }];
        of
    };
    let mut moved = of();
    moved.tried[0].alternatives[0].movements[OUTAGE] = Movement::By(-0.084);
    let mut results = stressed(&scenario, moved);
    for of in &mut results.variants {
        insert(&mut of.metrics, "services.web.availability", number(0.99, "ratio"));
    }
    let section = section(&results).expect("there");
    assert_eq!(
        section.headline.last().expect("there"),
        "Largest movement: services.web.availability −8.4 percentage points if `launchBurst` is 40."
    );
    let header = section.movements.expect("there").header;
    assert_eq!(header.last().expect("there"), "services.web.availability (percentage points)");
    let unmoved = super::section(&stressed(&scenario, of())).expect("there").headline;
    assert!(!unmoved.iter().any(|line| line.contains("movement")), "{unmoved:?}");
}

#[test]
fn of_one_replication_nothing_is_beyond_chance() {
    let of = |replications| table(&stressed(&scenario(replications), assumptions()), Width::of_terminal(120));
    let (one, ten) = (of(1), of(10));
    assert!(!one.contains("beyond chance"), "{one}");
    assert!(one.contains("with the 5 % / the 95 % value; with one replication it may be chance\n"), "{one}");
    assert!(one.contains("Largest movements, which may be chance: "), "{one}");
    assert!(ten.contains("beyond chance") && !ten.contains("may be chance"), "{ten}");
}

#[test]
fn few_replications_hide_no_large_movement() {
    let scenario = scenario(3);
    let mut assumptions = assumptions();
    for of in assumptions.tried.iter_mut().flat_map(|tried| &mut tried.alternatives) {
        of.movements = vec![Movement::None; 3];
    }
    let headline = |assumptions| section(&stressed(&scenario, assumptions)).expect("there").headline;
    assert_eq!(
        headline(assumptions.clone()).last().expect("there"),
        "Largest movements, which may be chance: services.web.outage +40 s if `terminationDelay` is 2 min; \
         services.web.limitedBy differs if `stoppedHostTasks` is \"stuck\"."
    );
    for of in assumptions.tried.iter_mut().flat_map(|tried| &mut tried.alternatives) {
        of.changes.clear();
    }
    assert!(!headline(assumptions).iter().any(|line| line.contains("movement")));
}

#[test]
fn the_first_ten_that_are_no_longer_clear_are_named_and_more_than_ten_that_hold_are_not() {
    let scenario = scenario(20);
    let of = |unclear: usize| {
        let mut assumptions = assumptions();
        assumptions.verdicts = vec![assumptions.verdicts[1].clone(); 21];
        assumptions.tried.truncate(1);
        assumptions.tried[0].alternatives[0].flips.clear();
        assumptions.tried[0].alternatives[0].unclear = (0..unclear).collect();
        assert_eq!(assumptions.tally(Kind::Order).unclear, unclear);
        section(&stressed(&scenario, assumptions)).expect("there").verdicts
    };
    let count = |of: &[String], start: &str| of.iter().filter(|said| said.starts_with(start)).count();
    let ten = of(10);
    assert_eq!((count(&ten, "no longer clear"), count(&ten, "holds"), ten.len()), (10, 0, 10));
    let eleven = of(11);
    assert_eq!((count(&eleven, "no longer clear"), count(&eleven, "holds"), eleven.len()), (10, 10, 21));
    assert_eq!(eleven[10], "1 more verdict is no longer clear: see verdicts.csv");
}

#[test]
fn more_than_a_dozen_flips_are_counted() {
    let scenario = scenario(1);
    let mut assumptions = assumptions();
    let beyond = |figure| Flip { verdict: 4, threshold: Some(Threshold::Beyond(figure)) };
    assumptions.tried[0].alternatives[1].flips = (40..50).map(beyond).collect();
    let said = section(&stressed(&scenario, assumptions)).expect("there").verdicts;
    assert_eq!(said.iter().filter(|of| of.starts_with("flips")).count(), 12);
    assert_eq!(said[12], "and with 2 further values: see verdicts.csv");
}
