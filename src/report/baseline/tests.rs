//! What changed since an earlier run, and what is no earlier run.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::{Width, has_nothing_to_compare, json, markdown, read_baseline, table};
use crate::experiment::testing::{estimate, grid_scenario, insert, number, results, variant_results};
use crate::experiment::{Results, Summary};
use crate::scenario::{Scenario, Variant};

fn scenario(desired: &[i64]) -> Scenario {
    let answer = ["services.web.availability", "services.web.outage", "services.web.limit", "cluster.cost"];
    Scenario { answer: answer.map(str::to_owned).to_vec(), ..grid_scenario(desired, &[80]) }
}

fn of<'s>(scenario: &'s Scenario, share: f64, outage: f64, limit: &str, cost: Option<f64>) -> Results<'s> {
    results(scenario, |_| {
        let mut of = variant_results(
            1,
            &[
                ("services.web.availability", estimate(share, 0.01, "ratio")),
                ("services.web.outage", number(outage, "seconds")),
                ("services.web.limit", Summary::Text(limit.to_owned())),
            ],
        );
        if let Some(cost) = cost {
            insert(&mut of.metrics, "cluster.cost", number(cost, "USD"));
        }
        of
    })
}

/// A folder of results, as far as comparisons read it.
fn saved(results: &Results<'_>, place: &Path) -> PathBuf {
    let folder = place.join(&results.scenario.name);
    fs::create_dir(&folder).expect("created");
    fs::write(folder.join("summary.json"), json(results)).expect("written");
    folder
}

#[test]
fn what_changed_is_told_with_its_unit_and_what_did_not_is_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut before = scenario(&[1, 2]);
    (before.seed, before.digest) = (7, 1);
    saved(&of(&before, 0.9, 30.0, "CPU", None), folder.path());
    let mut now = scenario(&[2, 3]);
    now.replications = 2;
    let mut results = of(&now, 0.95, 30.0, "memberOf", Some(1.5));
    results.baseline = read_baseline(folder.path(), &now.name).expect("results");
    let text = table(&results, Width::of_terminal(100));
    insta::assert_snapshot!("baseline-table", text.split("list metrics.\n\n").nth(1).expect("a section"));
    let page = markdown(&results);
    insta::assert_snapshot!("baseline-markdown", page.split("### ").nth(1).expect("a section"));
    let document: serde_json::Value = serde_json::from_str(&json(&results)).expect("JSON");
    insta::assert_snapshot!(
        "baseline-json",
        serde_json::to_string_pretty(&document["baseline"]).expect("JSON")
    );
}

#[test]
fn the_same_results_are_said_to_be_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = scenario(&[2]);
    let path = saved(&of(&scenario, 0.9, 30.0, "CPU", None), folder.path());
    let mut results = of(&scenario, 0.9, 30.0, "CPU", None);
    // The folder itself is as good as the one it is in.
    results.baseline = read_baseline(&path, &scenario.name).expect("results");
    assert!(results.baseline.is_some());
    // A scenario that is new has no baseline, beside others that have one.
    assert_eq!(read_baseline(folder.path(), "new"), Ok(None));
    let text = table(&results, Width::of_terminal(100));
    let told = "Beside the baseline all 3 figures compared are the same.\n\nThe scenario is the same as in the baseline.\n";
    assert!(text.contains(told), "{text}");
}

#[test]
fn a_difference_beyond_any_number_is_said_to_be_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = scenario(&[2]);
    saved(&of(&scenario, 0.9, -1e308, "CPU", None), folder.path());
    let mut results = of(&scenario, 0.9, 1e308, "CPU", None);
    results.baseline = read_baseline(folder.path(), &scenario.name).expect("results");
    let text = table(&results, Width::UNBOUNDED);
    assert!(text.contains("beyond any number") && !text.contains("inf"), "{text}");
    let document: serde_json::Value = serde_json::from_str(&json(&results)).expect("JSON");
    assert_eq!(document["baseline"]["changed"][0].get("difference"), None);
}

#[test]
fn a_baseline_with_other_figures_has_nothing_to_compare() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = scenario(&[2]);
    let other = |_: &Variant| variant_results(1, &[("cluster.tasks.max", number(1.0, "tasks"))]);
    saved(&results(&scenario, other), folder.path());
    let mut now = of(&scenario, 0.9, 30.0, "CPU", None);
    assert!(!has_nothing_to_compare(&now), "there is no baseline");
    now.baseline = read_baseline(folder.path(), &scenario.name).expect("results");
    assert!(has_nothing_to_compare(&now));
}

#[test]
fn what_is_no_baseline_is_told_with_its_place_and_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = || {
        let told = read_baseline(folder.path(), "x").expect_err("no results");
        told.replace(&folder.path().display().to_string(), "DIR")
    };
    assert_eq!(
        refused(),
        "the baseline `DIR/summary.json` cannot be read: there is no such file; name a folder of results, or leave \
         --baseline out"
    );
    for (text, told) in [
        (
            "{}",
            "is no summary of results, as line 1, column 2 shows; name a folder that `plimsoll run` wrote",
        ),
        (
            "<html>",
            "is no summary of results, as line 1, column 1 shows; name a folder that `plimsoll run` wrote",
        ),
        (
            "{\"formatVersion\": 1000, \"novel\": true}",
            "has format 1000, and this version reads 1: run the baseline again with this version",
        ),
        (
            "{\"formatVersion\": 1, \"scenario\": 3}",
            "is no summary of results, as line 1, column 34 shows; name a folder that `plimsoll run` wrote",
        ),
    ] {
        fs::write(folder.path().join("summary.json"), text).expect("written");
        assert_eq!(refused(), format!("the baseline `DIR/summary.json` {told}"));
    }
}
