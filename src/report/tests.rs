//! Every text format as it is read, and the folder as a whole.

use std::fs;
use std::io;

use super::testing::{EVERYTHING, write, write_folder};
use super::width::Width;
use super::{markdown, prepare, table};
use crate::experiment::testing::{
    Left, cluster_series, estimate, grid_scenario, halted_results, integers, number, results, scenario,
    texts, variant_results,
};
use crate::experiment::{Results, Summary, VariantResults};
use crate::observe::Series;
use crate::scenario::{Scenario, Setting, Variant};

fn word(text: &str) -> Summary {
    Summary::Text(text.to_owned())
}

/// Running is the smaller of desired and two hosts where the port is static.
fn density(variant: &Variant) -> VariantResults {
    let desired = f64::from(variant.model.services[0].desired_count);
    let is_static = variant.settings.get(1).is_none_or(|port| *port != Setting::Integer(0));
    let running = if is_static { desired.min(2.0) } else { desired };
    let limit = if is_static { (2.0, "RESOURCE:PORTS") } else { (16.0, "RESOURCE:MEMORY") };
    variant_results(
        0xabc,
        &[
            ("services.web.runningCount.final", number(running, "tasks")),
            ("services.web.desiredCount.final", number(desired, "tasks")),
            ("services.web.missingCount.final", number(desired - running, "tasks")),
            ("services.web.missingCount.limitedBy", word(limit.1)),
            ("services.web.availability", estimate(running / desired - 0.01, 0.000_5, "ratio")),
            ("services.web.placementFailures", number((desired - running) * 7.5, "failures")),
            ("services.web.maxTasksPlaceable", number(limit.0, "tasks")),
            ("services.web.maxTasksPlaceable.limitedBy", word(limit.1)),
            ("services.web.startLatency.p95", estimate(92.5, 3.25, "seconds")),
            ("cluster.cost", number(0.384, "USD")),
            ("cluster.instances.final", number(2.0, "instances")),
        ],
    )
}

fn small() -> Scenario {
    grid_scenario(&[2, 8], &[80, 0])
}

/// The content of a file of the folder.
fn written<L: Into<Left>>(scenario: &Scenario, of: impl Fn(&Variant) -> L, names: &[&str]) -> Vec<String> {
    let place = tempfile::tempdir().expect("a temporary folder");
    let folder = write_folder(scenario, of, place.path()).expect("written");
    names.iter().map(|name| fs::read_to_string(folder.join(name)).expect("a file")).collect()
}

#[test]
fn summary_json_has_the_agreed_core() {
    let of = |variant: &Variant| {
        if variant.name == "desiredCount=8, hostPort=0" { halted_results() } else { density(variant) }
    };
    insta::assert_snapshot!(written(&small(), of, &["summary.json"])[0]);
}

#[test]
fn csv_files_have_a_header_and_exact_figures() {
    let scenario = grid_scenario(&[2, 8], &[80]);
    let of = |variant: &Variant| {
        let mut of = density(variant);
        if variant.name.contains("desiredCount=2") {
            of.series.truncate(1);
            of.series[0].means = vec![8.0, f64::NAN, 1.0 / 3.0, -0.0];
            return Left::from(of);
        }
        let others = of.metrics.into_iter().filter(|(name, _)| **name != *"services.web.availability");
        of.metrics = others.collect();
        of.series.clear();
        Left { first: None, ..of.into() }
    };
    let names = ["summary", "replications", "services", "timeseries", "deployments", "instances", "tasks"];
    let names: Vec<String> = names.iter().map(|name| format!("{name}.csv")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).chain(["events.jsonl"]).collect();
    let files = written(&scenario, of, &names);
    let shown = names.iter().zip(files).map(|(name, content)| format!("--- {name}\n{content}"));
    insta::assert_snapshot!(shown.collect::<String>());
}

/// Results, how wide the terminal is, and what they show.
fn shown(results: &Results<'_>, width: u16) -> String {
    format!("{}\n=== Markdown\n{}", table(results, Width::of_terminal(width)), markdown(results))
}

#[test]
fn one_variant_is_a_list_of_metrics() {
    let scenario = scenario("static-port-density", &[]);
    insta::assert_snapshot!(shown(&results(&scenario, density), 80));
}

#[test]
fn several_variants_are_rows() {
    let mut scenario = small();
    scenario.replications = 10;
    let mut results = results(&scenario, density);
    results.variants[3] = halted_results();
    for variant in &mut results.variants[1..3] {
        variant.notes.push("series of single services were left out".to_owned());
    }
    insta::assert_snapshot!(shown(&results, 120));
}

#[test]
fn rows_fit_a_narrow_terminal() {
    let scenario = small();
    let text = table(&results(&scenario, density), Width::of_terminal(60));
    assert!(text.lines().all(|line| line.chars().count() <= 60), "{text}");
}

#[test]
fn words_of_many_variants_fit_a_narrow_terminal() {
    let mut scenario = grid_scenario(&(1..=30).collect::<Vec<_>>(), &[80, 0]);
    scenario.answer = vec!["services.web.maxTasksPlaceable.limitedBy".to_owned()];
    let text = table(&results(&scenario, density), Width::of_terminal(60));
    assert!(text.lines().all(|line| line.chars().count() <= 60), "{text}");
    assert!(text.contains("RESOURCE:PORTS") && text.contains("RESOURCE:MEMORY"), "{text}");
}

#[test]
fn two_axes_and_one_metric_are_a_grid() {
    let mut scenario = grid_scenario(&(1..=16).collect::<Vec<_>>(), &[80, 81, 0]);
    scenario.answer = vec!["services.web.runningCount.final".to_owned()];
    insta::assert_snapshot!(shown(&results(&scenario, density), 80));
}

#[test]
fn many_variants_on_three_axes_are_ranges() {
    let axes = [
        ("desiredCount", integers(&[1, 2, 3, 4, 5])),
        ("hostPort", integers(&[80, 0])),
        ("type", texts(&["random", "spread", "binpack", "spread|binpack", "x"])),
    ];
    let axes: Vec<(&str, &[Setting])> =
        axes.iter().map(|(label, values)| (*label, values.as_slice())).collect();
    let scenario = scenario("three-axes", &axes);
    insta::assert_snapshot!(shown(&results(&scenario, density), 80));
}

/// With series for pictures of services and cluster.
fn pictured(variant: &Variant) -> VariantResults {
    let mut of = density(variant);
    of.series.extend(cluster_series());
    of
}

#[test]
fn a_folder_is_complete_and_the_same_every_time() {
    let scenario = small();
    let of = |variant: &Variant| {
        let mut of = pictured(variant);
        if variant.name == "desiredCount=2, hostPort=80" {
            of.notes.push("series of single services were left out".to_owned());
        }
        of
    };
    let place = tempfile::tempdir().expect("a temporary folder");
    let read = |folder: &str| {
        let path = write_folder(&scenario, of, &place.path().join(folder)).expect("written");
        let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(&path)
            .expect("a folder")
            .map(|entry| entry.expect("an entry"))
            .map(|entry| {
                (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).expect("a file"))
            })
            .collect();
        files.sort();
        files
    };
    let first = read("a");
    assert_eq!(first, read("b/c"));
    assert_eq!(first, read("a"), "replacing leaves nothing of the old and changes nothing");
    let manifest = first.iter().find(|(name, _)| name == "manifest.json").expect("a manifest");
    // Parquet files hold the version too.
    let filters = [
        (r#""version": "[^"]+""#, r#""version": "[version]""#),
        (r#"(?s)("\w+\.parquet",\s+"bytes": )\d+(,\s+"xxh3": )"\w+""#, r#"$1[bytes]$2"[digest]""#),
    ];
    insta::with_settings!({filters => filters.to_vec()}, {
        insta::assert_snapshot!(String::from_utf8_lossy(&manifest.1));
    });
    assert_eq!(
        fs::read_dir(place.path().join("a")).expect("a folder").count(),
        1,
        "nothing temporary is left"
    );
}

#[test]
fn pictures_of_many_variants_are_of_the_first_sixteen() {
    let scenario = grid_scenario(&(1..=17).collect::<Vec<_>>(), &[80]);
    let plots = super::plot::plots(&results(&scenario, pictured), 16);
    // headline.svg, and services and cluster of sixteen variants.
    assert_eq!(plots.files.len(), 1 + 2 * 16);
    let note = serde_json::to_string(&plots.note).expect("plain data");
    assert_eq!(note, r#"{"headline":"services.web.runningCount.final","variantsDrawn":16,"variants":17}"#);
}

#[test]
fn pictures_hold_no_figure_that_is_not_a_number() {
    let scenario = small();
    let broken = |variant: &Variant| {
        let mut of = pictured(variant);
        let series = |name: &str, means: Vec<f64>| Series {
            name: name.to_owned(),
            unit: "tasks",
            step_seconds: 60.0,
            means,
        };
        of.series = vec![
            series("services.web.runningCount", vec![f64::NAN, f64::INFINITY]),
            series("services.web.desiredCount", Vec::new()),
            series("cluster.cpuReserved", vec![f64::NAN]),
        ];
        of
    };
    for (name, svg) in super::plot::plots(&results(&scenario, broken), 16).files {
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{name}");
    }
}

#[test]
fn a_name_that_leads_elsewhere_is_refused() {
    let place = tempfile::tempdir().expect("a temporary folder");
    for name in ["", ".", "..", "a/b", "../a", ".hidden", "a\\b"] {
        let error = prepare(place.path(), name, false).expect_err(name);
        assert!(error.to_string().contains("name"), "{error}");
    }
    assert_eq!(fs::read_dir(place.path()).expect("a folder").count(), 0);
}

#[test]
fn somebody_elses_work_is_not_replaced() {
    let place = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(place.path().join("src")).expect("created");
    fs::write(place.path().join("src/main.rs"), "fn main() {}").expect("written");
    fs::write(place.path().join("notes"), "mine").expect("written");
    for (name, what) in [("src", "no manifest.json"), ("notes", "not a folder")] {
        let error = prepare(place.path(), name, false).expect_err(name).to_string();
        assert!(error.contains(what) && error.contains(name) && error.contains("--out"), "{error}");
    }
    assert!(place.path().join("src/main.rs").is_file());
    fs::create_dir(place.path().join("empty")).expect("created");
    assert!(prepare(place.path(), "empty", false).is_ok());
}

#[test]
fn results_with_something_else_among_them_are_not_replaced() {
    let scenario = small();
    let place = tempfile::tempdir().expect("a temporary folder");
    let written = write_folder(&scenario, density, place.path()).expect("written");
    let late = prepare(place.path(), &scenario.name, false).expect("prepared");
    for name in ["my-notes.md", "a.txt"] {
        fs::write(written.join(name), "mine").expect("written");
    }
    for error in [
        prepare(place.path(), &scenario.name, false).expect_err("foreign"),
        write(late, EVERYTHING, &scenario, density).expect_err("foreign"),
    ] {
        assert!(
            error.to_string().contains("also holds a.txt, which") && error.to_string().contains("--out"),
            "{error}"
        );
    }
    assert_eq!(fs::read_to_string(written.join("my-notes.md")).expect("still there"), "mine");
    for name in ["my-notes.md", "a.txt"] {
        fs::remove_file(written.join(name)).expect("removed");
    }
    write_folder(&scenario, density, place.path()).expect("its own files are replaced");
    fs::write(written.join("manifest.json"), r#"{"program": "other", "files": []}"#).expect("written");
    assert!(prepare(place.path(), &scenario.name, false).is_err(), "another program's manifest");
}

#[test]
fn a_place_that_cannot_be_written_is_known_before_the_run() {
    let place = tempfile::tempdir().expect("a temporary folder");
    fs::write(place.path().join("file"), "in the way").expect("written");
    let error = prepare(&place.path().join("file/below"), "name", false).expect_err("a file is no folder");
    assert!(error.path.ends_with("file/below"), "{error}");
    assert!(error.to_string().contains("--out"), "{error}");
}

#[test]
fn a_destination_that_is_not_used_leaves_what_was_there() {
    let scenario = small();
    let place = tempfile::tempdir().expect("a temporary folder");
    let written = write_folder(&scenario, density, place.path()).expect("written");
    let before = fs::read(written.join("manifest.json")).expect("a manifest");
    drop(prepare(place.path(), &scenario.name, false).expect("prepared"));
    assert_eq!(fs::read(written.join("manifest.json")).expect("still there"), before);
    assert_eq!(fs::read_dir(place.path()).expect("a folder").count(), 1);
}

#[test]
fn the_next_run_tidies_up_after_a_killed_one() -> io::Result<()> {
    let scenario = small();
    let place = tempfile::tempdir()?;
    let written = write_folder(&scenario, density, place.path()).expect("written");
    // Killed between the two renames: the old results are in the temporary folder, nothing is at their place.
    let left = place.path().join(".static-port-density.Ab12Cd");
    fs::create_dir(&left)?;
    fs::write(left.join("lock"), "")?;
    fs::rename(&written, left.join("old"))?;
    // Killed while writing.
    let half = place.path().join(".static-port-density.Zz99zZ");
    fs::create_dir_all(half.join("new"))?;
    fs::write(half.join("lock"), "")?;
    // Neither is ours: another scenario's name, and a run that lives.
    fs::create_dir(place.path().join(".static-port-density.other"))?;
    let living = prepare(place.path(), "another", false).expect("prepared");
    let other = prepare(place.path(), &scenario.name, false).expect("prepared");
    assert!(written.join("manifest.json").is_file(), "old results are back");
    assert!(!left.exists() && !half.exists());
    let second = prepare(place.path(), &scenario.name, false).expect("two may prepare");
    write(second, EVERYTHING, &scenario, density).expect("written");
    write(other, EVERYTHING, &scenario, density).expect("the first was not removed by the second");
    drop(living);
    let mut names: Vec<_> = fs::read_dir(place.path())?
        .map(|entry| entry.map(|entry| entry.file_name()))
        .collect::<Result<_, _>>()?;
    names.sort();
    assert_eq!(names, [".static-port-density.other", "static-port-density"]);
    Ok(())
}

#[test]
fn old_results_are_put_back_when_new_ones_cannot_be_written() {
    let scenario = small();
    let place = tempfile::tempdir().expect("a temporary folder");
    let written = write_folder(&scenario, density, place.path()).expect("written");
    let destination = prepare(place.path(), &scenario.name, false).expect("prepared");
    // Pull the new results' folder away: nothing can be created in it.
    let temporary = fs::read_dir(place.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .find(|path| *path != written)
        .expect("the temporary folder");
    fs::remove_dir(temporary.join("new")).expect("removed");
    let error = write(destination, EVERYTHING, &scenario, density).expect_err("nowhere to write");
    assert!(error.to_string().contains(".csv"), "{error}");
    assert!(written.join("manifest.json").is_file());
}

/// Reasons that never occurred have no figure of their own, and none of the total is theirs.
#[test]
fn a_reason_that_never_occurred_counts_nothing() {
    let mut scenario = grid_scenario(&[1], &[80]);
    let reason = "services.web.placementFailures.memberOf";
    scenario.answer = vec![reason.to_owned()];
    for (metric, shown) in [("services.web.placementFailures", "0"), ("services.web.availability", "–")] {
        let results = results(&scenario, |_| variant_results(1, &[(metric, number(3.0, "failures"))]));
        let (sheets, notes) = super::sheet::sheets(&results);
        assert_eq!(sheets[0].rows, [[reason, shown].map(str::to_owned).to_vec()], "{metric}");
        assert_eq!(notes.is_empty(), shown == "0", "{notes:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_results_is_refused_and_one_above_them_is_followed() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let (scenario, elsewhere) = (small(), place.path().join("elsewhere"));
    fs::create_dir(&elsewhere).expect("created");
    std::os::unix::fs::symlink(&elsewhere, place.path().join(&scenario.name)).expect("linked");
    let error = prepare(place.path(), &scenario.name, false).expect_err("a link").to_string();
    assert!(error.contains("a symbolic link is there"), "{error}");
    let above = place.path().join("above");
    std::os::unix::fs::symlink(&elsewhere, &above).expect("linked");
    write_folder(&scenario, density, &above).expect("written");
    assert!(elsewhere.join(&scenario.name).join("summary.json").is_file());
    assert!(fs::symlink_metadata(above).expect("there").is_symlink());
}
