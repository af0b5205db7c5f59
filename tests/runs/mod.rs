//! Runs of scenarios through the program, each into a folder of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::cargo::cargo_bin_cmd;

/// One service on one host for a minute; what follows may be a further section.
pub const SMALL: &str = r#"
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

/// The bundled scenarios, by name.
pub fn bundled() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let entries = fs::read_dir(folder).expect("the bundled scenarios");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    files
}

/// A finished run.
pub struct Run {
    /// Name of the file without its ending, which is the scenario's.
    pub name: String,
    /// The printed answer.
    pub stdout: String,
    out: tempfile::TempDir,
}

impl Run {
    /// Runs the scenario in `file`; panics with what it says unless it succeeds.
    pub fn of(file: &Path, options: &[&str]) -> Self {
        let out = tempfile::tempdir().expect("a temporary folder");
        let output = cargo_bin_cmd!("plimsoll")
            .arg("run")
            .arg(file)
            .args(options)
            .arg("--out")
            .arg(out.path())
            .output()
            .expect("plimsoll starts");
        let said = String::from_utf8_lossy(&output.stderr);
        // With fewer replications or another seed an expectation may not be met; results are there all the same.
        assert!(matches!(output.status.code(), Some(0 | 4)), "{}: {said}", file.display());
        let name = file.file_stem().expect("a file").to_str().expect("UTF-8").to_owned();
        Self { name, stdout: String::from_utf8(output.stdout).expect("UTF-8"), out }
    }

    /// The results folder.
    pub fn folder(&self) -> PathBuf {
        self.out.path().join(&self.name)
    }

    /// Every file of the results folder.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(self.folder()).expect("the results");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        let name = |path: &Path| path.file_name().expect("a file").to_string_lossy().into_owned();
        paths.map(|path| (name(&path), fs::read(&path).expect("a file"))).collect()
    }
}

/// Names of the files that two runs do not have in common, byte for byte.
pub fn differences(one: &Run, other: &Run) -> Vec<String> {
    let (one, other) = (one.files(), other.files());
    let names = one.keys().chain(other.keys());
    let mut differing: Vec<String> =
        names.filter(|name| one.get(*name) != other.get(*name)).cloned().collect();
    differing.dedup();
    differing
}
