//! Pictures of many shapes: nothing leaves the paper, no words lie on others, the same bytes every time.

use super::canvas::{pixels, text_width};
use super::plots;
use crate::experiment::testing::{
    cluster_series, estimate, grid_scenario, integers, number, results, scenario, service_series, texts,
    variant_results,
};
use crate::experiment::{Results, Summary};
use crate::observe::Series;
use crate::scenario::{Scenario, Setting, Variant};

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
    let text = rest.split("</text>").next().unwrap_or_default().trim();
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let (x, y, size) = (integer(tag, "x"), integer(tag, "y"), integer(tag, "font-size"));
    let width = text_width(&text, size);
    let before = match attribute(tag, "text-anchor") {
        Some("start") => 0,
        Some("middle") => width / 2,
        _ => width,
    };
    let half = size / 2;
    if attribute(tag, "transform").is_some() {
        // Turned to the left: what lay to the left of the anchor lies below it.
        return Words {
            text,
            left: x - half,
            right: x + half,
            top: y - (width - before),
            bottom: y + before,
        };
    }
    Words { text, left: x - before, right: x - before + width, top: y - half, bottom: y + half }
}

fn assert_well_laid_out(name: &str, document: &str) {
    let (width, height) = (integer(document, "width"), integer(document, "height"));
    let words = words(document);
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

#[test]
fn a_small_heat_map_is_pinned() {
    let scenario = asking(grid_scenario(&[2, 8], &[80, 0]), "services.web.runningCount.final", 1);
    let running = |variant: &Variant| number(integer_at(variant, 0), "tasks");
    let files = drawn(&scenario, running, &Vec::new);
    assert_eq!(files.len(), 1, "without series there is only the headline");
    assert_well_laid_out("pinned", &files[0].1);
    insta::assert_snapshot!(files[0].1);
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
