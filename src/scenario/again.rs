//! A scenario from the manifest of its results.

use std::collections::BTreeMap;
use std::io::{BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;
use xxhash_rust::xxh3::xxh3_128;

use super::load::{Loaded, Overrides, load_with, unreadable};
use super::read::{Disk, FileReader, Stored};
use super::tally::Tallied;
use super::{Problem, read};
use crate::model::{Choice, Output};
use crate::program;

/// Version of the format of results; raised when something that was there changes its meaning.
pub const FORMAT_VERSION: u32 = 1;

/// The file that a folder of results has.
pub const MANIFEST: &str = "manifest.json";

/// The file that a folder of results has where programs placed tasks: what they answered.
pub const ANSWERS: &str = "answers.jsonl";

/// Whether a file is a manifest of results, of whatever version.
#[must_use]
pub fn is_manifest(path: &Path) -> bool {
    let parsed = |bytes: Vec<u8>| serde_json::from_slice::<Value>(&bytes).ok();
    path.file_name().is_some_and(|name| name == MANIFEST)
        && read::bytes(path).ok().and_then(parsed).is_some_and(|it| it.get("formatVersion").is_some())
}

/// What is read of a manifest.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    format_version: u32,
    version: String,
    digest: String,
    seed: u64,
    replications: u32,
    set: Vec<String>,
    expect: Vec<String>,
    output: Kept,
    inputs: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kept {
    metrics: String,
    #[serde(default)]
    replications: String,
    records: String,
    series: String,
    tables: String,
    #[serde(default)]
    events: String,
}

#[derive(Deserialize)]
struct Kind {
    name: String,
    xxh3: String,
    text: Option<String>,
}

/// Reads the scenario of results again, from nothing but their folder, and from `inputs` what was too large for it: paths by
/// the names that the scenario has for them.
///
/// What the command line changed then is changed again, `overrides` beside it.
#[must_use]
pub fn load_again(folder: &Path, inputs: &BTreeMap<String, PathBuf>, overrides: &Overrides) -> Loaded {
    let path = folder.join(MANIFEST);
    if !path.exists() {
        return unreadable(
            &folder.display().to_string(),
            "it is a folder, and holds no results of `plimsoll run`, which have a manifest.json",
        );
    }
    let read = read::bytes(&path);
    let manifest = read.and_then(|bytes| {
        serde_json::from_slice::<Manifest>(&bytes).map_err(|cause| {
            let version = env!("CARGO_PKG_VERSION");
            format!("it is no manifest that Plimsoll {version} can repeat ({cause})")
        })
    });
    let manifest = match manifest {
        Ok(manifest) => manifest,
        Err(reason) => return unreadable(&path.display().to_string(), &reason),
    };
    if manifest.format_version != FORMAT_VERSION {
        let reason =
            format!("its format is {}, and this version reads {FORMAT_VERSION}", manifest.format_version);
        return unreadable(&path.display().to_string(), &reason);
    }
    let Some(own) = manifest.inputs.first() else {
        return unreadable(&path.display().to_string(), "it names no scenario");
    };
    let text = match content(own, inputs) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(reason) => return unreadable(&path.display().to_string(), &format!("`{}` {reason}", own.name)),
    };
    let files = Held { kinds: &manifest.inputs[1..], inputs };
    let mut loaded = load_with(&own.name, &text, &files, &manifest.overrides(overrides));
    if let Some(scenario) = loaded.scenario.as_ref().filter(|_| *overrides == Overrides::default())
        && format!("{:016x}", scenario.digest) != manifest.digest
    {
        let message = format!(
            "the scenario in the folder is not the one that its results are of: its digest is {:016x}, not {}",
            scenario.digest, manifest.digest
        );
        loaded.problems.push(Problem::warning_without_place(message));
    }
    restore_answers(folder, &mut loaded);
    let (then, now) = (&manifest.version, env!("CARGO_PKG_VERSION"));
    if then != now {
        let message = format!("the results are of Plimsoll {then}, and {now} may simulate otherwise");
        loaded.problems.push(Problem::warning_without_place(message));
    }
    loaded
}

/// Takes in what programs answered then.
fn restore_answers(folder: &Path, loaded: &mut Loaded) {
    let path = folder.join(ANSWERS);
    let Some(scenario) = loaded.scenario.as_ref().filter(|of| !of.commands.is_empty() && path.exists())
    else {
        return;
    };
    let read = Disk
        .stream(&path)
        .and_then(|file| program::read_record(BufReader::new(file)).map_err(|error| error.to_string()));
    match read {
        Ok(answers) => scenario.programs.restore(answers, false),
        Err(reason) => {
            let message = format!("`{}` cannot be read: {reason}", path.display());
            let help = "remove it, and let the programs be asked again with --allow-programs";
            loaded.problems.push(Problem::without_place(message).help(help));
            loaded.scenario = None;
        }
    }
}

impl Manifest {
    fn overrides(&self, now: &Overrides) -> Overrides {
        let Kept { metrics, replications, records, series, tables, events } = &self.output;
        let then = Output {
            metrics: Choice::of(metrics),
            replications: Choice::of(replications),
            records: Choice::of(records),
            series: Choice::of(series),
            tables: Choice::of(tables),
            events: Choice::of(events),
        };
        Overrides {
            expect: self.expect.iter().chain(&now.expect).cloned().collect(),
            set: self.set.iter().chain(&now.set).cloned().collect(),
            seed: now.seed.or(Some(self.seed)),
            replications: now.replications.or(Some(self.replications)),
            output: now.output.or(then),
        }
    }
}

/// The files that the scenario named, from the results or given again.
struct Held<'m> {
    kinds: &'m [Kind],
    inputs: &'m BTreeMap<String, PathBuf>,
}

impl Held<'_> {
    fn kind(&self, path: &Path) -> Result<&Kind, String> {
        let name = path.to_string_lossy();
        let found = self.kinds.iter().find(|of| of.name == name);
        found.ok_or_else(|| "the results do not have it".to_owned())
    }
}

impl FileReader for Held<'_> {
    fn stored(&self, path: &Path) -> Result<Stored, String> {
        if let Ok(of) = self.kind(path) {
            return content(of, self.inputs).map(Stored::File);
        }
        // Of a folder the results have what was taken of it.
        let named = self.kinds.iter().map(|of| PathBuf::from(&of.name));
        let mut below: Vec<PathBuf> = named.filter(|of| of.starts_with(path)).collect();
        below.sort();
        if below.is_empty() {
            Err("the results do not have it".to_owned())
        } else {
            Ok(Stored::Folder(below))
        }
    }

    fn stream(&self, path: &Path) -> Result<Box<dyn Read>, String> {
        let of = self.kind(path)?;
        let Some(given) = self.inputs.get(&of.name) else {
            return content(of, self.inputs).map(|bytes| Box::new(Cursor::new(bytes)) as Box<dyn Read>);
        };
        check_hash(of, Tallied::of(Disk.stream(given)?).finish().xxh3)?;
        Disk.stream(given)
    }
}

/// What a file held; says, as part of a sentence, why that is not known.
fn content(of: &Kind, inputs: &BTreeMap<String, PathBuf>) -> Result<Vec<u8>, String> {
    let given = inputs.get(&of.name);
    let bytes = match (given, &of.text) {
        (Some(path), _) => read::bytes(path)?,
        (None, Some(text)) => text.clone().into_bytes(),
        (None, None) => {
            let name = &of.name;
            return Err(format!(
                "is too large for the results, or no text: give it again with --input '{name}=PATH'"
            ));
        }
    };
    check_hash(of, xxh3_128(&bytes))?;
    Ok(bytes)
}

fn check_hash(of: &Kind, xxh3: u128) -> Result<(), String> {
    if format!("{xxh3:032x}") == of.xxh3 {
        Ok(())
    } else {
        Err("is not the file that the results are of: its content is another one".to_owned())
    }
}
