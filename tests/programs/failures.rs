//! Nothing is started unasked, and whatever a program does, the command ends with a reason and leaves nothing half.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::{Place, SECOND, said};

#[test]
fn nothing_is_started_without_permission() {
    let place = Place::asking("touch started\nread line\n");
    for (command, code) in [
        (&["run", "HERE/policy.toml"][..], 2),
        (&["explain", "HERE/policy.toml", "--service", "web"], 2),
        (&["check", "HERE/policy.toml", "--determinism"], 2),
        (&["check", "HERE/policy.toml", "--advise"], 2),
        (&["check", "HERE/policy.toml"], 0),
    ] {
        let output = place.plimsoll(command);
        assert_eq!(output.status.code(), Some(code), "{command:?}: {}", said(&output));
        let told = said(&output);
        assert_eq!(told.contains("--allow-programs") && told.contains("`sh policy.sh`"), code == 2, "{told}");
        assert!(!place.path("started").exists(), "{command:?}");
    }
}

#[test]
fn every_failure_has_its_words_and_leaves_nothing() {
    for (script, expected) in [
        ("exit 7", "ended (exit status: 7)"),
        ("read line; echo thinking; read line", "is no answer: expected"),
        ("read line; echo '{\"candidate\": 10000}'; read line", "there is no candidate 10000 among 10"),
        ("read line; sleep 60", "no answer within 300ms"),
        ("read line; printf '{\"candidate\": 0}\\nmore\\n'; read line", "nobody asked for"),
    ] {
        let place = Place::asking(script);
        let limit = ["--allow-programs", "--program-time-limit", "300ms"];
        let output =
            place.plimsoll(&[&["run", "HERE/policy.toml", "--out", "HERE/out"], &limit[..]].concat());
        let told = said(&output);
        assert_eq!(output.status.code(), Some(1), "{script}: {told}");
        assert!(told.contains(expected) && told.contains("`sh policy.sh`"), "{script}: {told}");
        assert_eq!(fs::read_dir(place.path("out")).expect("a folder").count(), 0, "{script}");
        for others in [
            &["explain", "HERE/policy.toml", "--service", "web"][..],
            &["check", "HERE/policy.toml", "--advise"],
        ] {
            let output = place.plimsoll(&[others, &limit[..]].concat());
            assert_eq!(output.status.code(), Some(1), "{others:?}: {}", said(&output));
            assert!(said(&output).contains(expected), "{others:?}: {}", said(&output));
        }
    }
}

/// Answers that may have been those to other questions are worth nothing, however many runs they finished.
#[test]
fn one_line_too_many_takes_all_results_back() {
    let last = format!("{SECOND}\necho '{{\"candidate\": 0}}'");
    let first = format!("echo '{{\"candidate\": 0}}'\n{SECOND}");
    for script in [last, first] {
        let place = Place::asking(&script);
        let run =
            ["run", "HERE/policy.toml", "--out", "HERE/out", "--allow-programs", "--replications", "130"];
        let short = ["--set", "simulation.duration=10s"];
        let output = place.plimsoll(&[&run[..], &short].concat());
        let told = said(&output);
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains("a line that nobody asked for") && !told.contains("is kept"), "{told}");
        assert_eq!(fs::read_dir(place.path("out")).expect("a folder").count(), 0, "{script}");
    }
}

/// The policy breaks once, in the middle; what was finished until then is not asked again.
#[test]
fn finished_runs_are_continued_and_end_in_the_same_bytes() {
    let whole = Place::asking(SECOND);
    let run = ["run", "HERE/policy.toml", "--out", "HERE/out", "--allow-programs", "--jobs", "1"];
    let more = ["--replications", "130", "--set", "simulation.duration=1m"];
    let output = whole.plimsoll(&[&run[..], &more].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let all = super::files(&whole.path("out/policy"));
    let asked = super::answers(&all).lines().count();
    let broken = Place::asking(&SECOND.replace(
        "while read -r line; do",
        &format!(
            "k=0\nwhile read -r line; do\n k=$((k + 1)); [ $k -gt {} ] && [ ! -e mended ] && exit 9",
            asked * 19 / 20
        ),
    ));
    let output = broken.plimsoll(&[&run[..], &more].concat());
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("what is finished is kept, --resume continues"), "{}", said(&output));
    broken.write("mended", "");
    let output = broken.plimsoll(&[&run[..], &more, &["--resume"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("resumes an interrupted run"), "{}", said(&output));
    assert_eq!(all, super::files(&broken.path("out/policy")));
}

/// TERM to Plimsoll alone ends what it started.
#[test]
#[cfg(target_os = "linux")]
fn a_signal_ends_the_program_too() {
    let place = Place::asking("trap '' TERM INT\necho $$ > pid\nread line\nwhile :; do sleep 1; done");
    let mut running = Command::new(assert_cmd::cargo::cargo_bin!("plimsoll"))
        .args(["run", "policy.toml", "--allow-programs", "--program-time-limit", "5m"])
        .current_dir(place.0.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("plimsoll starts");
    let mut tries = 0;
    let pid = loop {
        let pid = fs::read_to_string(place.path("pid")).unwrap_or_default();
        if pid.ends_with('\n') {
            break pid;
        }
        tries += 1;
        assert!(tries < 1_200, "the program was started");
        std::thread::sleep(Duration::from_millis(50));
    };
    let told = Command::new("kill").args(["-TERM", &running.id().to_string()]).status().expect("kill");
    assert!(told.success());
    assert_eq!(running.wait().expect("ended").code(), Some(143));
    let process = std::path::Path::new("/proc").join(pid.trim()).join("cmdline");
    let gone = (0..200).any(|_| {
        std::thread::sleep(Duration::from_millis(10));
        !process.exists()
    });
    assert!(gone, "{pid}");
}
