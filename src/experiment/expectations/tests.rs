//! Expectations and results that meet them or do not, and by how much.

use super::*;
use crate::experiment::testing::model;
use crate::scenario::{Overrides, Scenario, load_text};

/// One service `web` and one `api`, with these expectations as a scenario writes them.
fn scenario(expectations: &str) -> Scenario {
    let text = format!(
        "name = \"x\"\n[simulation]\nreplications = 3\n[[containerInstances]]\ninstanceType = \"m5.large\"\n\
         [[taskDefinitions]]\nfamily = \"app\"\n\
         containerDefinitions = [{{ name = \"a\", image = \"a\", memory = 8 }}]\n\
         [[services]]\nserviceName = \"web\"\ntaskDefinition = \"app\"\ndesiredCount = 1\n\
         [[services]]\nserviceName = \"api\"\ntaskDefinition = \"app\"\ndesiredCount = 1\n{expectations}"
    );
    let loaded = load_text("x.toml", &text, std::path::Path::new(""), &Overrides::default());
    loaded.scenario.unwrap_or_else(|| panic!("{expectations}: {:?}", loaded.problems))
}

/// What becomes of one expectation of three replications with these values of a metric, `None` for one that lacks it.
fn judged(members: &str, metric: &str, values: &[Option<Metric>]) -> Judged {
    let scenario = scenario(&format!("[[expectations]]\n{members}\n"));
    let runs: Vec<BTreeMap<String, Metric>> = values
        .iter()
        .map(|value| value.iter().map(|value| (metric.to_owned(), value.clone())).collect())
        .collect();
    let runs = Runs { ended: runs, halted: 0 };
    let found = judge(&scenario.expectations, 0, &scenario.variants.first().model, &runs);
    let [one] = found.as_slice() else { panic!("{members}: {found:?}") };
    one.clone()
}

fn figures(values: &[f64], unit: &'static str) -> Vec<Option<Metric>> {
    values.iter().map(|&value| Some(Metric::Number { value, unit })).collect()
}

#[test]
fn the_mean_is_judged_and_the_bound_itself_is_kept() {
    let metric = "services.web.availability";
    for (bound, values, met, margin) in [
        ("atLeast = 0.999", [0.999, 0.999, 0.999], true, 0.0),
        ("atLeast = \"99.9%\"", [0.999, 0.999, 0.9989], false, -0.1 / 3_000.0),
        ("atLeast = 0.5", [0.0, 0.75, 0.75], true, 0.0),
        ("atMost = 0.5", [0.5, 0.5, 0.5], true, 0.0),
        ("atMost = 0.5", [0.5, 0.5, 0.8], false, -0.1),
        ("within = [0.2, 0.5]", [0.3, 0.3, 0.3], true, 0.1),
        ("within = [0.2, 0.5]", [0.1, 0.1, 0.1], false, -0.1),
        ("atLeast = 0.2\natMost = \"50%\"", [0.6, 0.6, 0.6], false, -0.1),
        ("equals = 0.5", [0.5, 0.5, 0.5], true, 0.0),
        // The mean of 0.4, 0.5 and 0.6 is 0.5, and no replication but one has that.
        ("equals = 0.5", [0.4, 0.5, 0.6], false, -0.1),
    ] {
        let judged = judged(&format!("metric = \"{metric}\"\n{bound}"), metric, &figures(&values, "ratio"));
        assert_eq!(judged.is_met(), met, "{bound} of {values:?}: {judged:?}");
        assert_eq!(judged.fault, (!met).then_some(Fault::Bound));
        let found = judged.margin.expect("a figure");
        assert!((found - margin).abs() < 1e-12, "{bound} of {values:?}: {found}");
    }
}

#[test]
fn with_confidence_the_end_of_the_interval_is_judged() {
    let metric = "services.web.outage";
    // Mean 20, standard deviation 10, standard error 5.7735; t(2) is 4.302653 at 95 % and 9.924843 at 99 %.
    let values = figures(&[10.0, 20.0, 30.0], "seconds");
    let half = |level: f64| if level < 0.97 { 24.841_377 } else { 57.301_111 };
    for (bound, level, met) in [
        ("atMost = 44\nconfidence = true", 0.95, false),
        ("atMost = \"45s\"\nconfidence = 0.95", 0.95, true),
        ("atMost = 77\nconfidence = 0.99", 0.99, false),
        ("atMost = 78\nconfidence = \"99%\"", 0.99, true),
    ] {
        let judged = judged(&format!("metric = \"{metric}\"\n{bound}"), metric, &values);
        assert_eq!(judged.is_met(), met, "{bound}: {judged:?}");
        let (_, high) = judged.found.as_ref().and_then(Summary::interval).expect("three figures");
        assert!((high - 20.0 - half(level)).abs() < 1e-4, "{bound}: {high}");
    }
    // The lower end is 0, which no time is below.
    let least = judged(&format!("metric = \"{metric}\"\natLeast = 1\nconfidence = true"), metric, &values);
    assert_eq!(least.margin, Some(-1.0));
    let single =
        judged(&format!("metric = \"{metric}\"\natMost = 99\nconfidence = true"), metric, &values[..1]);
    assert_eq!((single.fault, single.margin), (Some(Fault::NoInterval), None));
}

#[test]
fn a_word_is_the_same_in_every_replication() {
    let metric = "services.web.maxTasksPlaceable.limitedBy";
    let words = |words: &[&str]| -> Vec<Option<Metric>> {
        words.iter().map(|word| Some(Metric::Text((*word).to_owned()))).collect()
    };
    let of = |found: &[&str]| {
        judged(&format!("metric = \"{metric}\"\nequals = \"RESOURCE:CPU\""), metric, &words(found))
    };
    assert!(of(&["RESOURCE:CPU", "RESOURCE:CPU"]).is_met());
    let other = of(&["RESOURCE:CPU", "RESOURCE:CPU", "memberOf"]);
    assert_eq!(other.fault, Some(Fault::Bound));
    assert_eq!(other.found, Some(Summary::Text("memberOf".to_owned())));
}

#[test]
fn what_was_never_measured_is_not_met() {
    let metric = "services.web.replacementLatency.p95";
    let of = |values: &[Option<Metric>]| {
        judged(&format!("metric = \"{metric}\"\natMost = \"1h\""), metric, values)
    };
    assert_eq!(of(&[None, None]).fault, Some(Fault::NeverMeasured));
    assert_eq!(of(&[]).fault, Some(Fault::NeverMeasured));
    let nan = Some(Metric::Number { value: f64::NAN, unit: "seconds" });
    assert_eq!(of(&[nan]).fault, Some(Fault::NeverMeasured));
    let some = of(&[None, Some(Metric::Number { value: 9.0, unit: "seconds" })]);
    assert!(some.is_met(), "one replication lost a task: {some:?}");
}

#[test]
fn a_reason_that_never_occurred_is_none_of_its_total() {
    let judged = |metric: &str, total: &str| {
        judged(&format!("metric = \"{metric}\"\natMost = 0"), total, &figures(&[0.0, 2.0], "failures"))
    };
    assert!(
        judged("services.web.placementFailures.RESOURCE:PORTS", "services.web.placementFailures").is_met()
    );
    assert!(judged("services.web.placementFailures.*", "services.web.placementFailures").is_met());
    let never = judged("services.web.placementFailures.RESOURCE:PORTS", "services.api.placementFailures");
    assert_eq!(never.fault, Some(Fault::NeverMeasured));
}

/// Two replications; the second has a deployment that is stuck, or a first one that goes on.
fn deploying(members: &str, stuck: bool) -> Judged {
    let scenario = scenario(&format!("[[expectations]]\n{members}\n"));
    let number = |value, unit| Metric::Number { value, unit };
    let run = |open: f64, state: &str| -> BTreeMap<String, Metric> {
        [
            ("services.web.deployments.duration.max", number(60.0, "seconds")),
            ("services.web.deployments.stuck", number(open, "deployments")),
            ("services.web.deployments.inProgress", number(0.0, "deployments")),
            ("services.web.deployments.superseded", number(1.0, "deployments")),
            ("services.web.creation", Metric::Text(state.to_owned())),
            ("services.web.creation.duration", number(30.0, "seconds")),
        ]
        .map(|(name, metric)| (name.to_owned(), metric))
        .into()
    };
    let second = if stuck { run(2.0, "STUCK") } else { run(0.0, "COMPLETED") };
    let runs = vec![run(0.0, "COMPLETED"), second];
    let runs = Runs { ended: runs, halted: 0 };
    judge(&scenario.expectations, 0, &scenario.variants.first().model, &runs).remove(0)
}

#[test]
fn a_deployment_that_does_not_complete_is_longer_than_any_bound_unless_only_others_count() {
    for (metric, open) in
        [("services.web.deployments.duration.max", 2), ("services.web.creation.duration", 1)]
    {
        let of = |bound: &str, stuck| deploying(&format!("metric = \"{metric}\"\n{bound}"), stuck).fault;
        assert_eq!(of("atMost = \"5m\"", false), None, "{metric}");
        assert_eq!(of("atMost = \"5m\"", true), Some(Fault::Unfinished(open)), "{metric}");
        assert_eq!(of("within = [\"1s\", \"5m\"]\nover = \"all\"", true), Some(Fault::Unfinished(open)));
        assert_eq!(of("atMost = \"5m\"\nover = \"completed\"", true), None, "{metric}");
        assert_eq!(of("atLeast = \"10s\"", true), None, "what does not end is long: {metric}");
    }
}

#[test]
fn every_metric_that_a_pattern_selects_is_judged_and_no_service_is_left_out() {
    let scenario = scenario("[[expectations]]\nmetric = \"services.*.startLatency.*\"\natMost = 10\n");
    let run: BTreeMap<String, Metric> = ["p50", "max"]
        .map(|part| {
            let value = if part == "max" { 11.0 } else { 1.0 };
            (format!("services.web.startLatency.{part}"), Metric::Number { value, unit: "seconds" })
        })
        .into();
    let runs = Runs { ended: vec![run], halted: 0 };
    let found = judge(&scenario.expectations, 0, &scenario.variants.first().model, &runs);
    let told: Vec<(&str, Option<Fault>)> =
        found.iter().map(|judged| (&*judged.metric, judged.fault)).collect();
    assert_eq!(
        told,
        [
            ("services.api.startLatency.*", Some(Fault::NeverMeasured)),
            ("services.web.startLatency.max", Some(Fault::Bound)),
            ("services.web.startLatency.p50", None),
        ]
    );
    // A variant without any such service does not meet it either.
    let none = judge(&scenario.expectations, 0, &model(1, &["db"]), &runs);
    assert_eq!(none[0].fault, Some(Fault::NeverMeasured));
}

#[test]
fn a_variant_that_a_guard_stopped_meets_nothing() {
    let scenario = scenario("[[expectations]]\nmetric = \"services.web.outage\"\natMost = 10\n");
    let run: BTreeMap<String, Metric> =
        [("services.web.outage".to_owned(), Metric::Number { value: 1.0, unit: "seconds" })].into();
    let of = |ended: Vec<BTreeMap<String, Metric>>, halted| {
        judge(&scenario.expectations, 0, &scenario.variants.first().model, &Runs { ended, halted }).remove(0)
    };
    assert_eq!(of(vec![run], 2).fault, Some(Fault::Halted(2)));
    let nothing = of(vec![], 3);
    assert_eq!((nothing.fault, nothing.found), (Some(Fault::Halted(3)), None));
}

#[test]
fn only_the_variants_that_it_is_for_are_judged() {
    let mut scenario = scenario("[[expectations]]\nmetric = \"services.web.outage\"\natMost = 10\n");
    scenario.expectations[0].variants = Some([1].into());
    let runs = Runs { ended: vec![], halted: 0 };
    let of =
        |position| judge(&scenario.expectations, position, &scenario.variants.first().model, &runs).len();
    assert_eq!([of(0), of(1), of(2)], [0, 1, 0]);
}
