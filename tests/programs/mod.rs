//! Placement policies that are programs: asked, recorded, replayed, and refused.

#[cfg(unix)]
mod conformance;
#[cfg(unix)]
mod failures;
mod library;
#[cfg(unix)]
mod replay;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Ten instances of two sizes; tasks that come, go and are replaced.
const SCENARIO: &str = r#"
name = "policy"
[simulation]
duration = "70m"
replications = 3
seed = 3
[[containerInstances]]
instanceType = "m5.large"
count = 6
availabilityZones = ["us-east-1a", "us-east-1b"]
[[containerInstances]]
instanceType = "c5.xlarge"
count = 4
availabilityZones = ["us-east-1a", "us-east-1b"]
[[taskDefinitions]]
family = "web"
containerDefinitions = [{ name = "web", image = "a", cpu = 300, memory = 700 }]
[[taskDefinitions]]
family = "job"
containerDefinitions = [{ name = "job", image = "a", cpu = 700, memory = 1100 }]
[[applications]]
taskDefinition = "web"
timeToFailure = { exponential = { mean = "40m" } }
[[services]]
serviceName = "web"
taskDefinition = "web"
desiredCount = 20
placementStrategy = [STRATEGY]
[[services]]
serviceName = "job"
taskDefinition = "job"
desiredCount = 8
placementStrategy = [{ type = "spread", field = "attribute:ecs.availability-zone" }, STRATEGY]
[[actions]]
at = "30m"
updateService = { service = "web", desiredCount = 9 }
[[actions]]
at = "60m"
updateService = { service = "job", desiredCount = 12 }
[[arrivals]]
name = "batch"
every = "2m"
runTask = { taskDefinition = "job", placementStrategy = [STRATEGY] }
"#;

/// A policy that keeps the second candidate, since there are two at least.
const SECOND: &str = r#"while read -r line; do
    echo '{"candidate": 1}'
done"#;

/// A folder with a scenario in it.
struct Place(tempfile::TempDir);

impl Place {
    /// With a scenario whose strategy is this entry.
    fn with(strategy: &str) -> Self {
        let place = Self(tempfile::tempdir().expect("a temporary folder"));
        place.write("policy.toml", &SCENARIO.replace("STRATEGY", strategy));
        place
    }

    /// With a scenario that asks a shell script.
    fn asking(script: &str) -> Self {
        let place = Self::with("{ type = \"program\", command = [\"sh\", \"policy.sh\"] }");
        place.write("policy.sh", script);
        place
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("written");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// What the program says and leaves.
    fn plimsoll(&self, arguments: &[&str]) -> Output {
        let program = assert_cmd::cargo::cargo_bin!("plimsoll");
        // From elsewhere, so that paths count from where they are to.
        let elsewhere = tempfile::tempdir().expect("a temporary folder");
        let arguments = arguments.iter().map(|word| word.replace("HERE", &self.0.path().to_string_lossy()));
        Command::new(program).args(arguments).current_dir(elsewhere.path()).output().expect("plimsoll starts")
    }
}

/// What it said on standard error.
fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Every file of a folder, by name.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let read = |path: PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, std::fs::read(&path).expect("a file"))
    };
    let mut files: Vec<_> = entries.map(read).collect();
    files.sort();
    files
}

/// What of these files is the record of answers.
fn answers(files: &[(String, Vec<u8>)]) -> String {
    let record = files.iter().find(|(name, _)| name == "answers.jsonl").expect("recorded answers");
    String::from_utf8(record.1.clone()).expect("UTF-8")
}
