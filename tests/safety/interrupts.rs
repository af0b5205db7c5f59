//! Ctrl-C and TERM, as a shell sends them.

use std::fs;
use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::{Place, SCENARIO};

/// A run that takes longer than any test.
fn start(place: &Place, stderr: Stdio) -> Child {
    let long = SCENARIO.replace("duration = \"1m\"", "duration = \"1d\"\nreplications = 100000");
    let crashes = "[[applications]]\ntaskDefinition = \"web\"\ntimeToFailure = \"1m\"\n";
    place.write("long.toml", format!("{long}{crashes}"));
    let child = Command::new(assert_cmd::cargo::cargo_bin!("plimsoll"))
        .args(["run", "long.toml", "--quiet"])
        .current_dir(place.path())
        .stdout(Stdio::null())
        .stderr(stderr)
        .spawn()
        .expect("plimsoll starts");
    wait_for(|| entries(place) == 1);
    child
}

fn entries(place: &Place) -> usize {
    fs::read_dir(place.path().join("output")).map_or(0, Iterator::count)
}

fn wait_for(mut holds: impl FnMut() -> bool) {
    for _ in 0..3_000 {
        if holds() {
            return;
        }
        sleep(Duration::from_millis(10));
    }
    panic!("it never came to that");
}

fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args([name, &child.id().to_string()]).status().expect("kill");
    assert!(status.success());
}

fn end_of(mut child: Child) -> ExitStatus {
    let mut status = None;
    wait_for(|| {
        status = child.try_wait().expect("a child");
        status.is_some()
    });
    status.expect("just seen")
}

#[test]
fn an_interrupted_run_takes_its_beginnings_away_and_says_so() {
    for (name, code) in [("-INT", 130), ("-TERM", 143)] {
        let place = Place::new();
        let mut child = start(&place, Stdio::piped());
        let mut stderr = child.stderr.take().expect("piped");
        signal(&child, name);
        assert_eq!(end_of(child).code(), Some(code), "{name}");
        let mut said = String::new();
        stderr.read_to_string(&mut said).expect("UTF-8");
        assert_eq!(said, "interrupted, nothing written\n", "{name}");
        assert_eq!(entries(&place), 0, "{name}");
    }
}

/// The first signal waits for whoever reads standard error; the second waits for nobody.
#[test]
fn a_second_signal_ends_the_program_at_once() {
    let place = Place::new();
    let (reader, mut writer) = std::io::pipe().expect("a pipe");
    let child = start(&place, Stdio::from(writer.try_clone().expect("a second end")));
    // More than a pipe holds, so that nothing else can be written; it ends with the reader.
    let full = std::thread::spawn(move || drop(writer.write_all(&vec![b'.'; 1 << 20])));
    sleep(Duration::from_millis(200));
    signal(&child, "-INT");
    wait_for(|| entries(&place) == 0);
    signal(&child, "-INT");
    assert_eq!(end_of(child).code(), Some(130));
    drop(reader);
    full.join().expect("the pipe is closed");
}
