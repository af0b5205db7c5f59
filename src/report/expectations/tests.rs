//! Expectations in every format.

use super::super::{Width, expectation_lines, json, markdown, table};
use super::{Suite, annotations, junit};
use crate::experiment::testing::{estimate, grid_scenario, number, results, variant_results};
use crate::experiment::{Fault, Judged, Results, Summary};
use crate::scenario::{Bound, Expectation, Overrides, Scenario, load_text};

/// Four variants, two axes; one expectation of each kind.
fn scenario() -> Scenario {
    let expectations = "
[[expectations]]
name = \"nobody notices\"
metric = \"services.web.availability\"
atLeast = \"99.9%\"
confidence = 0.99

[[expectations]]
metric = \"services.web.deployments.duration.max\"
atMost = \"90s\"

[[expectations]]
metric = \"services.web.maxTasksPlaceable.limitedBy\"
equals = \"RESOURCE:CPU\"

[[expectations]]
metric = \"cluster.cost\"
within = [0.25, 0.5]
";
    let world = "name = \"x\"\n[simulation]\nreplications = 3\n[[containerInstances]]\ninstanceType = \"m5.large\"\n\
        [[taskDefinitions]]\nfamily = \"app\"\ncontainerDefinitions = [{ name = \"a\", image = \"a\", memory = 8 }]\n\
        [[services]]\nserviceName = \"web\"\ntaskDefinition = \"app\"\ndesiredCount = 1\n";
    let text = format!("{world}{expectations}");
    let loaded = load_text("a,b.toml", &text, std::path::Path::new(""), &Overrides::default());
    let read = loaded.scenario.unwrap_or_else(|| panic!("{:?}", loaded.problems));
    Scenario { expectations: read.expectations, ..grid_scenario(&[2, 8], &[80, 0]) }
}

fn judged(
    expectation: usize,
    metric: &str,
    found: Option<Summary>,
    margin: Option<f64>,
    fault: Option<Fault>,
) -> Judged {
    Judged { expectation, metric: metric.into(), found, margin, fault }
}

/// Everything is met in the first variant, and nothing in the others, each for another reason.
fn outcomes(scenario: &Scenario) -> Results<'_> {
    let (availability, limit) = ("services.web.availability", "services.web.maxTasksPlaceable.limitedBy");
    let (duration, cost) = ("services.web.deployments.duration.max", "cluster.cost");
    let word = |word: &str| Some(Summary::Text(word.to_owned()));
    let mut results =
        results(scenario, |_| variant_results(1, &[("services.web.availability", number(0.75, "ratio"))]));
    results.variants[0].expectations = vec![
        judged(1, availability, Some(estimate(0.9995, 0.000_2, "ratio")), Some(0.0003), None),
        judged(2, duration, Some(number(61.0, "seconds")), Some(29.0), None),
        judged(3, limit, word("RESOURCE:CPU"), None, None),
        judged(0, cost, Some(number(0.3, "USD")), Some(0.05), None),
    ];
    results.variants[1].expectations = vec![
        judged(1, availability, Some(estimate(0.9, 0.02, "ratio")), Some(-0.119), Some(Fault::Bound)),
        judged(2, duration, Some(number(61.0, "seconds")), None, Some(Fault::Unfinished(1))),
        judged(3, limit, word("memberOf"), None, Some(Fault::Bound)),
        judged(0, cost, Some(number(0.500_001, "USD")), Some(-0.000_001), Some(Fault::Bound)),
    ];
    results.variants[2].expectations = vec![
        judged(1, availability, Some(estimate(0.8, 0.02, "ratio")), Some(-0.219), Some(Fault::Bound)),
        judged(2, duration, None, None, Some(Fault::NeverMeasured)),
        judged(3, limit, None, None, Some(Fault::Halted(3))),
        judged(0, cost, Some(number(0.3, "USD")), None, Some(Fault::Halted(1))),
    ];
    results.variants[3].expectations = vec![
        judged(1, availability, Some(number(0.9, "ratio")), None, Some(Fault::NoInterval)),
        judged(2, duration, None, None, Some(Fault::Unfinished(2))),
        judged(3, limit, word("nothing"), None, Some(Fault::Bound)),
        judged(0, cost, Some(number(0.3, "USD")), Some(0.05), None),
    ];
    results
}

#[test]
fn every_outcome_has_words() {
    let scenario = scenario();
    insta::assert_snapshot!(expectation_lines(&outcomes(&scenario)).join("\n"));
}

#[test]
fn each_reason_is_said_of_the_variant_that_has_it() {
    let scenario = scenario();
    let all = outcomes(&scenario);
    let told: Vec<String> = all
        .iter()
        .flat_map(|(variant, of)| of.expectations.iter().map(move |judged| (variant, judged)))
        .filter(|(_, judged)| !judged.is_met())
        .map(|(variant, judged)| {
            let expectation = &scenario.expectations[judged.expectation];
            format!("{}: {}", variant.name, super::words::fault(expectation, &judged.metric, judged))
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn expectations_are_the_last_of_the_answer_but_for_the_verdict() {
    let scenario = scenario();
    let results = outcomes(&scenario);
    let text = table(&results, Width::of_terminal(100));
    let last = expectation_lines(&results).pop().expect("a count");
    let behind = text.split(&format!("{last}\n")).nth(1).expect("it is told");
    assert!(behind.starts_with("\nVerdict: ") && behind.lines().count() <= 3, "{text}");
    let page = markdown(&results);
    insta::assert_snapshot!(
        "expectations-markdown",
        page.split("### Expectations").nth(1).expect("a section")
    );
}

#[test]
fn programs_read_every_member() {
    let scenario = scenario();
    let document: serde_json::Value = serde_json::from_str(&json(&outcomes(&scenario))).expect("JSON");
    let members: Vec<&serde_json::Value> =
        document["variants"].as_array().expect("a list").iter().map(|of| &of["expectations"]).collect();
    insta::assert_snapshot!("expectations-json", serde_json::to_string_pretty(&members).expect("JSON"));
}

#[test]
fn ci_systems_read_junit_and_annotations() {
    let mut scenario = scenario();
    scenario.expectations[2].place = None;
    scenario.expectations[3].name = "<CPU> & \"co\"\u{1b}".to_owned();
    let results = outcomes(&scenario);
    insta::assert_snapshot!("expectations-junit", junit(&[Suite::of(&results)]));
    insta::assert_snapshot!("expectations-annotations", annotations(&results).join("\n"));
}

#[test]
fn met_expectations_are_counted() {
    let expectation = |variants: Option<usize>| Expectation {
        variants: variants.map(|position| [position].into()),
        bound: Bound::AtMost(1.0),
        ..scenario().expectations[0].clone()
    };
    let of = |expectations: Vec<Expectation>, variants: &[i64]| {
        let scenario = Scenario { expectations, ..grid_scenario(variants, &[80]) };
        let count = scenario.expectations.len();
        let mut results = results(&scenario, |_| variant_results(1, &[]));
        for variant in &mut results.variants {
            variant.expectations =
                (0..count).map(|number| judged(number, "cluster.cost", None, Some(1.0), None)).collect();
        }
        expectation_lines(&results)
    };
    assert_eq!(of(vec![], &[1, 2]), Vec::<String>::new());
    assert_eq!(of(vec![expectation(None)], &[1]), ["The expectation is met."]);
    assert_eq!(of(vec![expectation(None); 2], &[1]), ["All 2 expectations are met."]);
    assert_eq!(of(vec![expectation(None); 2], &[1, 2]), ["All 2 expectations are met in both variants."]);
    let one = vec![expectation(None), expectation(Some(1))];
    assert_eq!(of(one, &[1, 2]), ["All 2 expectations are met in all variants that they are for."]);
}
