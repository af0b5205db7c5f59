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

/// One service on one host for a minute; what follows may be a further section.
const SCENARIO: &str = r#"
name = "small"
[simulation]
duration = "1m"
[[containerInstances]]
instanceType = "m5.large"
[[taskDefinitions]]
family = "web"
containerDefinitions = [{ name = "app", image = "a", cpu = 10, memory = 10 }]
[[services]]
serviceName = "web"
taskDefinition = "web"
desiredCount = 1
"#;

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
        let mut command = cargo_bin_cmd!("plimsoll");
        command.args(arguments).current_dir(self.path()).env("PASSWORD", "hunter2");
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
