//! Pictures of many shapes: nothing leaves the paper, no words lie on others, the same bytes every time.

use std::sync::Arc;

use super::canvas::pixels;
use super::letters::text_width;
use super::plots;
use crate::experiment::testing::{
    alter, cluster_series, estimate, grid_scenario, halted_results, integers, number, results, scenario,
    service_series, texts, variant_results,
};
use crate::experiment::{Frequencies, Results, Summary, VariantResults};
use crate::model::{ClusterId, Distribution, Fault, FaultKind, FaultSchedule};
use crate::observe::Series;
use crate::scenario::{Scenario, Setting, Variant};
use crate::time::{SimDuration, SimTime};

/// A set of words as it lies on the paper.
#[derive(Debug)]
struct Words {
    text: String,
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
}

impl Words {
    fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// The value of an attribute of a tag.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()
}

/// A length, to the nearest pixel.
fn integer(tag: &str, name: &str) -> i32 {
    let value = attribute(tag, name).and_then(|value| value.parse().ok()).expect(name);
    pixels(value)
}

/// Every set of words of a document, its size estimated as the drawing did.
fn words(document: &str) -> Vec<Words> {
    document.split("<text").skip(1).map(words_of).collect()
}

fn words_of(element: &str) -> Words {
    let (tag, rest) = element.split_once('>').expect("a tag ends");
    let text = rest.split("</text>").next().unwrap_or_default();
    let text = text.rsplit("</title>").next().unwrap_or_default();
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
    let text = text.replace("&amp;", "&");
    let (x, y, size) = (integer(tag, "x"), integer(tag, "y"), integer(tag, "font-size"));
    let width = text_width(&text, size);
    let before = match attribute(tag, "text-anchor") {
        None => 0,
        Some("middle") => width / 2,
        _ => width,
    };
    // From the height of capitals to the baseline.
    Words { text, left: x - before, right: x - before + width, top: y - size * 7 / 10, bottom: y }
}

/// Every tag and entity is what a parser takes.
fn assert_well_formed(name: &str, document: &str) {
    let mut reader = quick_xml::Reader::from_str(document);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return,
            Ok(_) => {}
            Err(cause) => panic!("{name}: {cause}"),
        }
    }
}

fn assert_well_laid_out(name: &str, document: &str) {
    let (width, height) = (integer(document, "width"), integer(document, "height"));
    let words = words(document);
    assert_well_formed(name, document);
    assert!(document.contains("role=\"img\"") && document.contains("<desc "), "{name} is told");
    assert!(words.len() > 4, "{name} has words");
    for (index, one) in words.iter().enumerate() {
        let inside = one.left >= 0 && one.top >= 0 && one.right <= width && one.bottom <= height;
        assert!(inside, "{name}, {width} × {height}: «{}» at {one:?}", one.text);
        for other in &words[index + 1..] {
            assert!(!one.overlaps(other), "{name}: «{}» lies on «{}»", one.text, other.text);
        }
    }
}

/// A headline figure for each variant, and whatever series.
fn drawn(
    scenario: &Scenario,
    figure: impl Fn(&Variant) -> Summary,
    series: &dyn Fn() -> Vec<Series>,
) -> Vec<(String, String)> {
    let metric = scenario.answer[0].clone();
    let results: Results<'_> = results(scenario, |variant| {
        let mut of = variant_results(1, &[(metric.as_str(), figure(variant))]);
        of.series = series();
        of
    });
    let files = plots(&results, 16).files;
    assert_eq!(files, plots(&results, 16).files);
    files
}

fn asking(mut scenario: Scenario, metric: &str, replications: u32) -> Scenario {
    scenario.answer = vec![metric.to_owned()];
    scenario.replications = replications;
    scenario
}

fn integer_at(variant: &Variant, axis: usize) -> f64 {
    match variant.settings[axis] {
        Setting::Integer(value) => f64::from(i32::try_from(value).expect("small")),
        _ => 0.0,
    }
}

/// The length of a variant's name: any figure that differs.
fn length(variant: &Variant) -> f64 {
    f64::from(u32::try_from(variant.name.len()).expect("short"))
}

/// Both clusters and services, in steps of `seconds`.
fn every_series(services: u32, seconds: f64) -> Vec<Series> {
    let names = (0..services).map(|number| format!("a-service-with-a-name-{number}"));
    let mut all: Vec<Series> = names.flat_map(|name| service_series(&name)).chain(cluster_series()).collect();
    for series in &mut all {
        series.step_seconds = seconds;
    }
    all
}

fn strategies() -> Vec<Setting> {
    texts(&[
        "random",
        "spread by zone",
        "other <b>",
        "spread by zone, then binpack on memory, and so on",
        "x",
    ])
}

#[test]
fn words_lie_within_the_paper_and_beside_each_other() {
    let availability = "services.web.availability";
    let latency = "services.web.startLatency.p95";
    let sixteen = integers(&(1..=16).collect::<Vec<_>>());
    let five = integers(&[2, 4, 8, 16, 32]);
    let percents = integers(&[0, 50, 75, 100]);
    let share = |variant: &Variant| estimate(1.0 - 0.0001 * length(variant), 0.001, "ratio");
    let seconds = |variant: &Variant| estimate(60.0 * length(variant) - 900.0, 20.0, "seconds");
    let smaller = |variant: &Variant| number(integer_at(variant, 0).min(integer_at(variant, 1)), "tasks");
    let wide = scenario("numbers", &[("desiredCount", &integers(&[1, 10, 1_000, 100_000]))]);
    let words = scenario("words", &[("placementStrategy", &strategies())]);
    let short = scenario("short", &[("healthCheckIntervalSeconds", &five[..2]), ("x", &five[..3])]);
    let two_short = scenario("two", &[("down", &five[..2]), ("across", &five[..3]), ("by", &five[..2])]);
    let grid = scenario("grid", &[("desiredCount", &sixteen), ("hosts", &sixteen)]);
    let mixed = scenario("mixed", &[("placementStrategy", &strategies()), ("kind", &strategies())]);
    let three = scenario(
        "three",
        &[("desiredCount", &five), ("placementStrategy", &strategies()), ("percent", &percents)],
    );
    let two = strategies()[..2].to_vec();
    let four = scenario(
        "four",
        &[("desiredCount", &five), ("zones", &two), ("percent", &percents), ("kind", &strategies())],
    );
    for (name, files) in [
        ("wide", drawn(&asking(wide, availability, 10), share, &|| every_series(1, 0.01))),
        ("words", drawn(&asking(words, latency, 10), seconds, &|| every_series(3, 1.0))),
        ("short", drawn(&asking(short, latency, 10), seconds, &|| every_series(1, 1.0))),
        ("two_short", drawn(&asking(two_short, latency, 10), seconds, &|| every_series(1, 1.0))),
        ("grid", drawn(&asking(grid, "services.web.tasks", 1), smaller, &|| every_series(2, 60.0))),
        ("mixed", drawn(&asking(mixed, latency, 30), seconds, &|| every_series(15, 5_040.0))),
        ("three", drawn(&asking(three, availability, 5), share, &|| every_series(1, 700.0))),
        ("four", drawn(&asking(four, latency, 5), seconds, &|| every_series(1, 262_800.0))),
    ] {
        assert!(files.len() > 2, "{name}");
        for (file, document) in files.iter().take(3) {
            assert_well_laid_out(&format!("{name}/{file}"), document);
        }
    }
}

/// A deployment that takes longer with more tasks, is stuck with eight of them, and was halted with nine on port 80.
fn rollout(variant: &Variant) -> VariantResults {
    let metric = "services.web.deployments.duration.max";
    let mut of = match (integer_at(variant, 0), integer_at(variant, 1)) {
        (9.0, 80.0) => halted_results(),
        (8.0, _) => variant_results(1, &[("services.web.deployments.stuck", number(1.0, "deployments"))]),
        (tasks, port) => variant_results(1, &[(metric, number(30.0 * tasks + port / 8.0, "seconds"))]),
    };
    of.series = Vec::new();
    of
}

/// The headline of a deployment's duration over this scenario.
fn headline(scenario: Scenario, of: impl Fn(&Variant) -> VariantResults) -> String {
    let scenario = asking(scenario, "services.web.deployments.duration.max", 1);
    let mut files = plots(&results(&scenario, of), 16).files;
    assert_eq!(files.len(), 1, "without series there is only the headline");
    let (name, document) = files.remove(0);
    assert_well_laid_out(&name, &document);
    document
}

#[test]
fn rows_of_few_variants_are_pinned_and_say_what_never_finished() {
    let document = headline(grid_scenario(&[2, 8, 9], &[80, 0]), rollout);
    assert!(document.contains(">never finished<") && document.contains(">halted<"));
    insta::assert_snapshot!(document);
}

#[test]
fn cells_of_a_map_say_what_never_finished() {
    let document = headline(grid_scenario(&[1, 2, 3, 4, 5, 8, 9], &[80, 0, 1, 2]), rollout);
    assert_eq!(document.matches(">never finished<").count(), 4);
    assert_eq!(document.matches(">halted<").count(), 1);
    assert!(document.contains("never finished: a deployment did not complete in any replication"));
}

#[test]
fn a_line_has_a_cross_where_there_is_no_figure() {
    let one_axis = scenario("rollout", &[("desiredCount", &integers(&[1, 2, 4, 8]))]);
    let document = headline(one_axis, |variant| {
        let mut of = rollout(&Variant {
            settings: [variant.settings.as_slice(), &integers(&[0])].concat(),
            ..variant.clone()
        });
        of.notes.clear();
        of
    });
    assert!(document.contains("desiredCount") && document.contains("8: never finished."));
}

#[test]
fn words_are_rows_sorted_by_their_figures_with_the_names_beside_them() {
    let names = ["first-fit", "spread over zones, then over instances, then binpack", "binpack"];
    let scenario = asking(scenario("strategies", &[("strategy", &texts(&names))]), "cluster.cost", 1);
    let files = drawn(&scenario, |variant| number(length(variant), "USD"), &Vec::new);
    let document = &files[0].1;
    let at = |name: &str| document.find(&format!(">{name}</text>")).unwrap_or_else(|| panic!("{name}"));
    assert!(at(names[1]) < at(names[0]) && at(names[0]) < at(names[2]), "{document}");
    assert!(!document.contains("rotate"), "no words are turned");
}

#[test]
fn services_that_never_want_a_task_have_no_panel() {
    let scenario = asking(grid_scenario(&[2, 8], &[80]), "services.web.runningCount.final", 1);
    let idle = || {
        let mut series = [service_series("web"), service_series("idle")].concat();
        for line in series.iter_mut().filter(|line| line.name.starts_with("services.idle.")) {
            line.means.fill(0.0);
        }
        series
    };
    let files = drawn(&scenario, |_| number(1.0, "tasks"), &idle);
    let (name, document) = &files[1];
    assert!(name.starts_with("services-"));
    assert!(document.contains("web") && !document.contains("idle"));
}

#[test]
fn arrival_streams_with_running_tasks_have_a_panel_each() {
    let scenario = asking(grid_scenario(&[2, 8], &[80]), "services.web.runningCount.final", 1);
    let stream = |name: &str, tasks: f64| Series {
        name: format!("arrivals.{name}.runningCount"),
        unit: "tasks",
        step_seconds: 60.0,
        means: vec![tasks; 3],
    };
    let streams = || vec![stream("nightly", 2.0), stream("forgotten", 0.0)];
    let files = drawn(&scenario, |_| number(1.0, "tasks"), &streams);
    let (name, document) = &files[1];
    assert!(name.starts_with("arrivals-"), "{name}");
    assert!(document.contains("nightly") && !document.contains("forgotten"));
}

#[test]
fn a_metric_without_figures_has_no_headline() {
    let scenario = asking(grid_scenario(&[2, 8], &[80]), "services.web.limitedBy", 1);
    let files = drawn(&scenario, |_| Summary::Text("CPU".to_owned()), &Vec::new);
    assert_eq!(files, []);
}

/// A scenario of one variant in which a host is lost, and what its services chart shows.
fn with_a_fault(change: impl FnOnce(&mut Variant)) -> String {
    let mut scenario = asking(scenario("lost", &[]), "services.web.runningCount.final", 1);
    alter(&mut scenario, 0, change);
    let files = drawn(&scenario, |_| number(1.0, "tasks"), &|| every_series(1, 60.0));
    let (name, document) =
        files.into_iter().find(|(name, _)| name.starts_with("services-")).expect("a picture");
    assert_well_laid_out(&name, &document);
    document
}

#[test]
fn faults_are_marked_by_lines_and_bands_with_a_list_below() {
    let document = with_a_fault(|variant| {
        let mut model = (*variant.model).clone();
        model.faults = vec![Fault {
            kind: FaultKind::HostLoss {
                cluster: ClusterId::new(0),
                count: Some(1),
                zone: None,
                restarted_after: Some(Distribution::Constant(SimDuration::from_mins(5))),
                terminated_after: None,
            },
            schedule: FaultSchedule::At(SimTime::from_secs(3_600)),
        }];
        variant.model = Arc::new(model);
    });
    assert!(document.contains(">1 h: plimsoll:host-loss, 1 instance, restarted after 5 min<"), "{document}");
    assert!(document.contains("fill-opacity=\"0.15\""), "it lasts, and has a band");
    insta::assert_snapshot!(document);
}

#[test]
fn a_line_that_never_changes_is_low_and_told() {
    let scenario = asking(scenario("idle", &[]), "services.web.runningCount.final", 1);
    let constant = || {
        let mut series = service_series("web");
        for line in &mut series {
            line.means.fill(8.0);
        }
        series
    };
    let files = drawn(&scenario, |_| number(1.0, "tasks"), &constant);
    let document = &files[0].1;
    assert_well_laid_out(&files[0].0, document);
    assert!(document.contains("web (tasks): running 8 tasks, healthy 8 tasks"), "{document}");
    assert!(integer(document, "height") < 260, "{document}");
}

/// Rows of variants whose figure has few values, in some replications none, or many.
#[test]
fn distributions_are_bars_of_few_values_and_stretches_of_many() {
    let mut scenario = scenario("spread", &[("placementStrategy", &strategies())]);
    scenario.replications = 1_000;
    scenario.distributions = vec!["cluster.*.final".to_owned()];
    let of = |many: bool| {
        let results = results(&scenario, |variant| {
            let metric = "cluster.tasks.final";
            let mut of = variant_results(1, &[(metric, number(1.0, "tasks"))]);
            let at = length(variant);
            let values = if many { Vec::new() } else { vec![(at, 3), (at + 1.0, 397), (100.0, 500)] };
            of.frequencies = vec![Frequencies {
                metric: metric.to_owned(),
                unit: "tasks",
                samples: 900,
                values,
                quantiles: [0.0, 1.0, 2.0, 3.0, 5.0, 8.0, 13.0].map(|step| step * at),
            }];
            if variant.name.ends_with("=x") { halted_results() } else { of }
        });
        let files = plots(&results, 0).files;
        let found = files.into_iter().find(|(name, _)| name == "distribution-1.svg");
        found.expect("a picture of the distribution").1
    };
    let (bars, stretches) = (of(false), of(true));
    for (name, document) in [("bars", &bars), ("stretches", &stretches)] {
        assert_well_laid_out(name, document);
        assert!(document.contains(">no figure<"), "{document}");
    }
    assert!(bars.contains(">39.7</text>") && bars.contains(">none</text>"), "{bars}");
    assert!(bars.contains("in 0.3 %") && !stretches.contains(">none</text>"), "{bars}");
    assert!(stretches.contains("half of all from"), "{stretches}");
}
