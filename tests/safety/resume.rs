//! Runs that are killed and continued, and results that are repeated from their folder alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::{Place, SCENARIO};

/// Twenty variants of twelve replications, in which tasks crash.
fn sweep(place: &Place) {
    let many = SCENARIO.replace("duration = \"1m\"", "duration = \"20m\"\nreplications = 12");
    let counts: Vec<String> = (1..=20).map(|count| count.to_string()).collect();
    let crashes =
        "[[applications]]\ntaskDefinition = \"web\"\ntimeToFailure = { exponential = { mean = \"5m\" } }\n";
    let axis = format!("[matrix]\n\"services.web.desiredCount\" = [{}]\n", counts.join(", "));
    place.write("sweep.toml", format!("{many}{crashes}{axis}"));
}

fn files(place: &Place, folder: &str) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = fs::read_dir(place.path().join(folder).join("small")).expect("results");
    let read =
        |entry: fs::DirEntry| (PathBuf::from(entry.file_name()), fs::read(entry.path()).expect("a file"));
    entries.map(|entry| read(entry.expect("an entry"))).collect()
}

/// How much the runs that have ended left so far.
fn spooled(place: &Place) -> u64 {
    let folders = fs::read_dir(place.path().join("broken")).into_iter().flatten();
    let spools = folders.filter_map(|entry| fs::metadata(entry.ok()?.path().join("spool")).ok());
    spools.map(|spool| spool.len()).sum()
}

#[cfg(unix)]
#[test]
fn a_killed_sweep_is_continued_and_ends_as_one_without_a_break() {
    let place = Place::new();
    sweep(&place);
    let options = ["--records", "first", "--series", "thinned", "--quiet"];
    let run = |more: &[&str]| {
        let said = place.plimsoll(&[&["run", "sweep.toml"], &options[..], more].concat());
        assert_eq!(said.code, Some(0), "{}", said.text);
    };
    run(&["--out", "whole"]);
    for kill in 1..=3_u64 {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin!("plimsoll"))
            .args(["run", "sweep.toml", "--out", "broken", "--resume", "--jobs", "1"])
            .args(options)
            .current_dir(place.path())
            .stdout(Stdio::null())
            .spawn()
            .expect("plimsoll starts");
        let before = spooled(&place);
        // A little more of it each time; a child that was faster than this is done.
        while spooled(&place) < before + kill * 2_000 && child.try_wait().expect("a child").is_none() {
            sleep(Duration::from_millis(1));
        }
        drop(child.kill());
        child.wait().expect("a child");
    }
    run(&["--out", "broken", "--resume"]);
    assert!(files(&place, "whole") == files(&place, "broken"), "the same bytes");
    assert_eq!(
        fs::read_dir(place.path().join("broken")).expect("a folder").count(),
        1,
        "nothing is left over"
    );
}

/// The largest file that a process may write stands for a disk that is full.
#[cfg(unix)]
#[test]
fn what_is_finished_when_a_disk_is_full_is_kept_and_continued() {
    let place = Place::new();
    sweep(&place);
    let limited = "trap '' XFSZ; ulimit -f 150; exec \"$0\" \"$@\"";
    let options = ["run", "sweep.toml", "--records", "first", "--series", "thinned"];
    let output = Command::new("sh")
        .args(["-c", limited])
        .arg(assert_cmd::cargo::cargo_bin!("plimsoll"))
        .args(options)
        .args(["--jobs", "1", "--out", "broken"])
        .current_dir(place.path())
        .output()
        .expect("sh starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(6), "{said}");
    let told = "the runs that are finished are kept: free space on the disk, then run again with --resume";
    assert!(said.contains(told), "{said}");
    let run = |more: &[&str]| place.plimsoll(&[&options[..], more].concat());
    let refused = run(&["--out", "broken", "--resume", "--seed", "9"]);
    assert_eq!(refused.code, Some(6), "{}", refused.text);
    assert!(
        refused.text.contains("was of another scenario, other options or another version"),
        "{}",
        refused.text
    );
    let said = run(&["--out", "broken", "--resume"]);
    assert_eq!(said.code, Some(0), "{}", said.text);
    assert!(said.text.contains("resumes an interrupted run, "), "{}", said.text);
    assert_eq!(run(&["--out", "whole"]).code, Some(0));
    assert!(files(&place, "whole") == files(&place, "broken"), "the same bytes");
    assert_eq!(fs::read_dir(place.path().join("broken")).expect("a folder").count(), 1);
}

#[test]
fn what_is_resumed_is_told() {
    let place = Place::new();
    sweep(&place);
    let said = place.plimsoll(&["run", "sweep.toml", "--resume"]);
    assert!(said.text.contains("small: no interrupted run to resume; starts anew"), "{}", said.text);
    let left = place.path().join("output/.small.Ab12Cd");
    fs::create_dir(&left).expect("created");
    fs::write(left.join("lock"), "").expect("written");
    fs::write(left.join("spool"), "what another version left").expect("written");
    let said = place.plimsoll(&["run", "sweep.toml"]);
    assert!(said.text.contains("which --resume would have continued"), "{}", said.text);
    assert!(!left.exists());
    assert!(said.text.contains("small: 240 runs, about "), "{}", said.text);
    fs::create_dir(&left).expect("created");
    fs::write(left.join("lock"), "").expect("written");
    fs::write(left.join("spool"), [0xff; 40]).expect("written");
    let said = place.plimsoll(&["run", "sweep.toml", "--resume", "--quiet"]);
    let told = "small: what an interrupted run left is damaged: 0 of 240 runs are there, the others run anew";
    assert!(said.text.contains(told), "{}", said.text);
}

/// The folder alone says how its results came about: the scenario, what it names, and what the command line changed.
#[test]
fn results_are_repeated_from_their_folder_alone() {
    let place = Place::new();
    let arrivals =
        "[[arrivals]]\nname = \"jobs\"\nfile = \"jobs.csv\"\nrunTask = { taskDefinition = \"web\" }\n";
    let other = "[[taskDefinitions]]\nfile = \"other.json\"\n";
    place.write("small.toml", format!("{SCENARIO}{other}{arrivals}"));
    place.write("jobs.csv", "at,runTime\n1,5s\n2.5,10s\n");
    place.write(
        "other.json",
        r#"{"family": "other", "containerDefinitions": [{"name": "c", "image": "i", "memory": 64}]}"#,
    );
    let run = |arguments: &[&str]| {
        let said = place.plimsoll(&[&["run"], arguments, &["--quiet"]].concat());
        assert_eq!(said.code, Some(0), "{}", said.text);
    };
    let changed =
        ["--seed", "5", "--replications", "3", "--set", "services.web.desiredCount=2", "--series", "full"];
    run(&[&["small.toml", "--out", "once"], &changed[..]].concat());
    for name in ["small.toml", "jobs.csv", "other.json"] {
        fs::remove_file(place.path().join(name)).expect("removed");
    }
    run(&["once/small", "--out", "twice"]);
    assert_eq!(files(&place, "once"), files(&place, "twice"));
}

/// Whoever gives something near a folder of results is told the folder.
#[test]
fn the_folder_of_results_is_named_where_something_else_is_given() {
    let place = Place::new();
    place.write("small.toml", SCENARIO);
    assert_eq!(place.plimsoll(&["run", "small.toml"]).code, Some(0));
    let what =
        "name a folder that holds manifest.json, summary.json and replications.csv, such as output/NAME";
    let none = "no results of `plimsoll run`: ";
    for (arguments, code, told) in [
        (
            ["run", "output/small/manifest.json"],
            2,
            "give their folder, output/small, to run them again".to_owned(),
        ),
        (["check", "output/small/manifest.json"], 3, "`plimsoll run DIR` runs its scenario again".to_owned()),
        (["report", "nodir"], 1, format!("nodir: {none}there is no such folder; {what}")),
        (["report", "small.toml"], 1, format!("small.toml: {none}it is a file; {what}")),
        (
            ["report", "output/small/manifest.json"],
            1,
            "it is a file; name its folder, output/small\n".to_owned(),
        ),
        (
            ["report", "output"],
            1,
            format!("{none}it has no manifest.json; there are results in output/small\n"),
        ),
    ] {
        let said = place.plimsoll(&arguments);
        assert_eq!(said.code, Some(code), "{arguments:?}: {}", said.text);
        assert!(said.text.contains(&told), "{arguments:?}: {}", said.text);
    }
}

#[test]
fn what_is_too_large_for_the_folder_is_given_again() {
    let place = Place::new();
    let arrivals =
        "[[arrivals]]\nname = \"jobs\"\nfile = \"traces/jobs.csv\"\nrunTask = { taskDefinition = \"web\" }\n";
    fs::create_dir(place.path().join("traces")).expect("created");
    place.write("small.toml", format!("{SCENARIO}{arrivals}"));
    let trace = format!("at,runTime\n1,5s\n{}", "100000000,5s\n".repeat(80_000));
    place.write("traces/jobs.csv", &trace);
    assert_eq!(place.plimsoll(&["run", "small.toml", "--quiet"]).code, Some(0));
    let manifest = fs::metadata(place.path().join("output/small/manifest.json")).expect("written");
    assert!(manifest.len() < 10_000, "{}", manifest.len());
    let first = files(&place, "output");
    fs::rename(place.path().join("traces/jobs.csv"), place.path().join("elsewhere.csv")).expect("moved");
    let said = place.plimsoll(&["run", "output/small"]);
    assert_eq!(said.code, Some(3));
    assert!(said.text.contains("give it again with --input 'traces/jobs.csv=PATH'"), "{}", said.text);
    place.write("wrong.csv", trace.replace("1,5s", "1,6s"));
    let said = place.plimsoll(&["run", "output/small", "--input", "traces/jobs.csv=wrong.csv"]);
    assert!(said.text.contains("is not the file that the results are of"), "{}", said.text);
    let said =
        place.plimsoll(&["run", "output/small", "--quiet", "--input", "traces/jobs.csv=elsewhere.csv"]);
    assert_eq!(said.code, Some(0), "{}", said.text);
    assert!(first == files(&place, "output"), "the same bytes");
}

#[test]
fn what_would_be_too_large_is_refused_with_what_allows_it() {
    let place = Place::new();
    sweep(&place);
    let said = place.plimsoll(&["run", "sweep.toml", "--records", "all", "--max-output", "100kB"]);
    assert_eq!(said.code, Some(5), "{}", said.text);
    for words in ["240 runs, about", "more than 100 kB", "nothing was run", "--records none", "--max-output"]
    {
        assert!(said.text.contains(words), "{words}: {}", said.text);
    }
    assert!(!place.path().join("output").exists());
}
