//! Ctrl-C and TERM, as a shell sends them.

use std::ffi::OsString;
use std::fs;
use std::io::{Read, Write};
use std::ops::{Deref, DerefMut};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::{Place, SCENARIO};

/// A run that ends with its test, whatever becomes of that.
struct Running(Child);

impl Deref for Running {
    type Target = Child;

    fn deref(&self) -> &Child {
        &self.0
    }
}

impl DerefMut for Running {
    fn deref_mut(&mut self) -> &mut Child {
        &mut self.0
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// A run that takes longer than any test.
fn start(place: &Place, stderr: Stdio, more: &[&str]) -> Running {
    let long = SCENARIO.replace("duration = \"1m\"", "duration = \"2h\"\nreplications = 100000");
    let crashes = "[[applications]]\ntaskDefinition = \"web\"\ntimeToFailure = \"1m\"\n";
    place.write("long.toml", format!("{long}{crashes}"));
    let child = Command::new(assert_cmd::cargo::cargo_bin!("plimsoll"))
        .args(["run", "long.toml"])
        .args(more)
        .current_dir(place.path())
        .stdout(Stdio::null())
        .stderr(stderr)
        .spawn();
    let running = Running(child.expect("plimsoll starts"));
    wait_for(|| entries(place) == 1);
    running
}

/// How much the runs that have ended left so far.
fn spooled(place: &Place) -> u64 {
    let folders = fs::read_dir(place.path().join("output")).into_iter().flatten();
    let spools = folders.filter_map(|entry| fs::metadata(entry.ok()?.path().join("spool")).ok());
    spools.map(|spool| spool.len()).sum()
}

fn entries(place: &Place) -> usize {
    fs::read_dir(place.path().join("output")).map_or(0, Iterator::count)
}

fn names(place: &Place) -> Vec<OsString> {
    let folders = fs::read_dir(place.path().join("output")).into_iter().flatten().flatten();
    folders.map(|entry| entry.file_name()).collect()
}

fn wait_for(mut holds: impl FnMut() -> bool) {
    // Two minutes: machines that build beside this are slow.
    for _ in 0..12_000 {
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

/// What a run says until it ends with a code.
fn said_at_end(mut child: Running, code: i32) -> String {
    let mut stderr = child.stderr.take().expect("piped");
    assert_eq!(end_of(child).code(), Some(code));
    let mut said = String::new();
    stderr.read_to_string(&mut said).expect("UTF-8");
    said
}

fn end_of(mut child: Running) -> ExitStatus {
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
        let child = start(&place, Stdio::piped(), &["--quiet"]);
        signal(&child, name);
        assert_eq!(said_at_end(child, code), "interrupted, nothing written\n", "{name}");
        assert_eq!(entries(&place), 0, "{name}");
    }
}

/// Whoever resumes wants to resume again; whoever does not leaves no trace, nor one of what was to be resumed.
#[test]
fn an_interrupted_run_that_is_resumed_keeps_what_is_finished() {
    let place = Place::new();
    let mut said = String::new();
    for _ in 0..2 {
        let before = spooled(&place);
        let child = start(&place, Stdio::piped(), &["--resume"]);
        // Some dozen runs more.
        wait_for(|| spooled(&place) > before + 50_000);
        signal(&child, "-TERM");
        said = said_at_end(child, 143);
        assert!(said.ends_with("interrupted; what is finished is kept, --resume continues\n"), "{said}");
        assert_eq!(entries(&place), 1);
    }
    assert!(said.contains("small: resumes an interrupted run, "), "{said}");
    let before = names(&place);
    let child = start(&place, Stdio::piped(), &[]);
    wait_for(|| entries(&place) == 1 && names(&place) != before && spooled(&place) > 50_000);
    signal(&child, "-TERM");
    let said = said_at_end(child, 143);
    assert!(said.contains("is gone, which --resume would have continued"), "{said}");
    assert_eq!(entries(&place), 0);
}

/// `timeout` sends its signal to the process and to its group.
#[test]
fn two_signals_at_once_are_one() {
    for _ in 0..8 {
        let place = Place::new();
        let child = start(&place, Stdio::piped(), &["--quiet"]);
        let id = child.id();
        let twice = format!("kill -TERM {id}; kill -TERM {id}");
        assert!(Command::new("sh").args(["-c", &twice]).status().expect("sh").success());
        assert_eq!(said_at_end(child, 143), "interrupted, nothing written\n");
        assert_eq!(entries(&place), 0);
    }
}

/// The first signal waits for whoever reads standard error; the second waits for nobody.
#[test]
fn a_second_signal_later_ends_the_program_at_once() {
    let place = Place::new();
    let (reader, mut writer) = std::io::pipe().expect("a pipe");
    let child = start(&place, Stdio::from(writer.try_clone().expect("a second end")), &["--quiet"]);
    // More than a pipe holds, so that nothing else can be written; it ends with the reader.
    let full = std::thread::spawn(move || drop(writer.write_all(&vec![b'.'; 1 << 20])));
    sleep(Duration::from_millis(200));
    signal(&child, "-INT");
    wait_for(|| entries(&place) == 0);
    sleep(Duration::from_millis(400));
    signal(&child, "-INT");
    assert_eq!(end_of(child).code(), Some(130));
    drop(reader);
    full.join().expect("the pipe is closed");
}
