//! What was told of a real service: `runs/NAME.csv` beside its scenario `runs/NAME.toml`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::observed::Kind;
use super::passes::Passes;
use super::{folder, table};

/// What was told of one service, in one run or in several.
pub struct Recording {
    /// Its name, that of its files.
    pub name: String,
    /// The lines `# KEY: VALUE` above the table.
    pub about: BTreeMap<String, String>,
    /// The steps of each run, in order.
    pub runs: Vec<Run>,
}

/// One run of a recording.
pub struct Run {
    /// Its name within the recording.
    pub name: String,
    /// What happened, in order.
    pub steps: Vec<Step>,
}

/// Something that happened.
pub struct Step {
    /// What.
    pub kind: Kind,
    /// To how many tasks or targets together; what happens to a few in several moments has happened at the last.
    pub count: u32,
    /// When, in seconds from the run's first step; infinite if it never did.
    pub at: f64,
    /// Whether it is only told that it took no longer.
    pub at_most: bool,
    /// The step from which the interval is measured, by position; `None` for the first, and
    /// where it follows from the scenario alone.
    pub since: Option<usize>,
    /// Why the simulator gives something else, where it does.
    pub miss: Option<String>,
}

impl Step {
    /// As the table has it.
    pub fn label(&self) -> String {
        if self.kind.is_counted() {
            format!("{} {}", self.kind.word(), self.count)
        } else {
            self.kind.word().to_owned()
        }
    }
}

impl Recording {
    /// A line above the table.
    pub fn about(&self, key: &str) -> &str {
        self.about.get(key).unwrap_or_else(|| panic!("{}: no line '# {key}: …'", self.name))
    }

    /// A figure above the table.
    pub fn figure(&self, key: &str) -> f64 {
        self.about(key).parse().unwrap_or_else(|_| panic!("{}: {key} is no number", self.name))
    }

    /// The short id of the account or service that a run is of.
    pub fn source(&self, run: &Run) -> &str {
        let own = self.about.get(&format!("source of {}", run.name));
        own.map_or_else(|| self.about("source"), String::as_str)
    }

    /// What all other runs let one expect of a run's passes where these are not today's but those of until 2021.
    pub fn older_passes(&self, run: &Run) -> Option<Passes> {
        let of_run = || Passes::expected_of(self.source(run), &self.name, &run.name);
        (self.about("passes") == "until 2021").then(of_run)
    }
}

/// All recordings, by name.
pub fn recordings() -> Vec<Recording> {
    let entries = fs::read_dir(folder().join("runs")).expect("the folder of runs");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "csv"));
    files.sort();
    files.iter().map(|file| read(file)).collect()
}

fn read(file: &Path) -> Recording {
    let name = file.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
    let text = fs::read_to_string(file).expect("a recording");
    let about = text.lines().filter_map(|line| line.strip_prefix("# ")?.split_once(": "));
    let about = about.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    let mut runs: Vec<Run> = Vec::new();
    for row in table(&format!("runs/{name}.csv")) {
        if runs.last().is_none_or(|run| run.name != row[0]) {
            runs.push(Run { name: row[0].to_owned(), steps: Vec::new() });
        }
        let run = runs.last_mut().expect("one was pushed");
        let step = step(&run.steps, &row).unwrap_or_else(|| panic!("{name}: {row:?}"));
        run.steps.push(step);
    }
    Recording { name, about, runs }
}

/// A row: run, step, seconds, `<=` seconds or `never`, since which step (the one before unless told; `input` where
/// the scenario says when it is), why it is missed.
fn step(before: &[Step], row: &csv::StringRecord) -> Option<Step> {
    let (word, count) =
        row[1].split_once(' ').map_or((&row[1], Some(1)), |(word, count)| (word, count.parse().ok()));
    let (at_most, at) = row[2].strip_prefix("<=").map_or((false, &row[2]), |at| (true, at));
    let at = if at == "never" { f64::INFINITY } else { at.parse().ok()? };
    let since = match &row[3] {
        "" => before.len().checked_sub(1),
        "input" => None,
        label => Some(before.iter().rposition(|step| step.label() == label)?),
    };
    let miss = Some(row[4].to_owned()).filter(|reason| !reason.is_empty());
    Some(Step { kind: Kind::of(word)?, count: count?, at, at_most, since, miss })
}
