//! What others wrote, and what others do at the same time: nothing of it commands a terminal, leaks, hangs or is lost.

mod files;
#[cfg(unix)]
mod interrupts;
mod resume;
mod sizes;
mod texts;
mod together;

use std::fs;
use std::path::Path;
use std::process::Output;
use std::time::Duration;

use assert_cmd::cargo::cargo_bin_cmd;

use crate::runs::SMALL as SCENARIO;

/// A folder of its own in which `plimsoll` runs.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path().join(name), content).expect("writable");
    }

    /// Runs with these arguments, for half a minute at most.
    fn plimsoll(&self, arguments: &[&str]) -> Said {
        self.plimsoll_reading(arguments, "")
    }

    /// As [`Place::plimsoll`], with this on standard input.
    fn plimsoll_reading(&self, arguments: &[&str], input: impl Into<Vec<u8>>) -> Said {
        let mut command = cargo_bin_cmd!("plimsoll");
        command.args(arguments).current_dir(self.path()).env("PASSWORD", "hunter2").write_stdin(input);
        Said::of(&command.timeout(Duration::from_secs(30)).output().expect("plimsoll starts"))
    }
}

/// What a process said.
struct Said {
    code: Option<i32>,
    /// Both streams.
    text: String,
}

impl Said {
    fn of(output: &Output) -> Self {
        let streams = [&output.stdout, &output.stderr].map(|stream| String::from_utf8_lossy(stream));
        Self { code: output.status.code(), text: streams.concat() }
    }
}
