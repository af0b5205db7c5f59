//! Results read back from their folder, to be shown again in any format: what replications.csv and the manifest say.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::IgnoredAny;
use xxhash_rust::xxh3::Xxh3;

use super::folder::{SUMMARY_CSV, SUMMARY_JSON};
use super::manifest;
use super::retained::Retained;
use super::summary_json::hexadecimal;
use super::tables::{ColumnNames, REPLICATIONS, columns_before_metrics};
use crate::experiment::{Fold, Replication, Results, VariantResults};
use crate::metrics;
use crate::observe::Metric;
use crate::scenario::{Axis, Overrides, Point, Scenario, Setting, Variants, load_again};

/// Why results cannot be shown again, as a part of a sentence.
type Reason = String;

/// What a folder of results holds.
pub struct SavedResults {
    folder: PathBuf,
    scenario: Scenario,
    points: Vec<Point>,
    variants: Vec<VariantResults>,
}

/// What is read of a manifest.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    scenario: String,
    question: String,
    answer: Vec<String>,
    #[serde(default)]
    distributions: Vec<String>,
    seed: u64,
    replications: u32,
    digest: String,
    axes: Vec<SavedAxis>,
    variants: Vec<SavedVariant>,
    expect: Vec<IgnoredAny>,
    canonical: Canonical,
    files: Vec<SavedFile>,
}

#[derive(Deserialize)]
struct SavedFile {
    name: String,
    xxh3: String,
}

/// Takes what is written into a hash.
struct Hashing<'h>(&'h mut Xxh3);

impl Write for Hashing<'_> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.0.update(data);
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The scenario, as far as it decides what has to be read.
#[derive(Deserialize)]
struct Canonical {
    #[serde(default)]
    expectations: Vec<IgnoredAny>,
}

#[derive(Deserialize)]
struct SavedAxis {
    path: String,
    label: String,
    values: Vec<Setting>,
}

#[derive(Deserialize)]
struct SavedVariant {
    name: String,
    settings: Vec<Setting>,
    #[serde(default)]
    notes: Vec<String>,
}

impl SavedResults {
    /// Reads a folder of results.
    ///
    /// # Errors
    ///
    /// Why it holds no results that can be shown.
    pub fn read(folder: &Path) -> Result<Self, Reason> {
        if let Some(reason) = no_results(folder) {
            return Err(reason);
        }
        let named = |name: &str, cause: &dyn std::fmt::Display| {
            format!("{} cannot be read: {cause}", folder.join(name).display())
        };
        let file = open(&folder.join(manifest::FILE)).map_err(|cause| named(manifest::FILE, &cause))?;
        let manifest: Manifest =
            serde_json::from_reader(file).map_err(|cause| named(manifest::FILE, &cause))?;
        for name in [&format!("{}.csv", REPLICATIONS.name), SUMMARY_JSON, SUMMARY_CSV] {
            manifest.check(folder, name).map_err(|cause| named(name, &cause))?;
        }
        // Expectations are judged again, by models that are built again.
        let expects = !(manifest.expect.is_empty() && manifest.canonical.expectations.is_empty());
        let again = expects.then(|| load_again(folder, &BTreeMap::new(), &Overrides::default()));
        let again = again.and_then(|loaded| loaded.scenario);
        let expected = again.as_ref().map_or(&[][..], |scenario| &scenario.expectations);
        let replications = format!("{}.csv", REPLICATIONS.name);
        let distributions = manifest.distributions.clone();
        let new = || Fold::expecting(expected).distributing(&distributions);
        let (columns, mut folds) = runs(&folder.join(&replications), &manifest, &new)
            .map_err(|cause| named(&replications, &cause))?;
        let (known, variants) = manifest.parts().map_err(|cause| named(manifest::FILE, &cause))?;
        let scenario = again.as_ref().unwrap_or(&known);
        let retained = Retained::of(scenario, &columns);
        let mut results = Vec::new();
        for (position, variant) in variants.iter().enumerate() {
            let fold = folds.remove(&variant.name);
            let mut fold = fold.unwrap_or_else(&new);
            fold.notes(variant.notes.clone());
            let judged = fold.judged(scenario, position);
            let mut of = fold.finish(judged);
            retained.reduce(&mut of);
            results.push(of);
        }
        drop(folds);
        let scenario = again.unwrap_or(known);
        let point = |SavedVariant { name, settings, .. }| Point { name, settings };
        let points = variants.into_iter().map(point).collect();
        Ok(Self { folder: folder.to_owned(), scenario, points, variants: results })
    }

    /// What reports show of them.
    #[must_use]
    pub fn results(&self) -> Results<'_> {
        Results {
            scenario: &self.scenario,
            points: self.points.clone(),
            variants: self.variants.clone(),
            assumptions: None,
            baseline: None,
        }
    }

    /// The content of summary.json.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn json(&self) -> io::Result<impl BufRead> {
        open(&self.folder.join(SUMMARY_JSON))
    }

    /// The content of summary.csv.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn csv(&self) -> io::Result<impl BufRead> {
        open(&self.folder.join(SUMMARY_CSV))
    }
}

/// Whether a file of a folder of results is what was written, as the manifest beside it says.
pub(super) fn is_as_written(folder: &Path, name: &str) -> Result<(), Reason> {
    let file = open(&folder.join(manifest::FILE)).map_err(|cause| format!("{}: {cause}", manifest::FILE))?;
    let manifest: Manifest =
        serde_json::from_reader(file).map_err(|cause| format!("{}: {cause}", manifest::FILE))?;
    manifest.check(folder, name)
}

impl Manifest {
    /// Whether a file is what was written.
    fn check(&self, folder: &Path, name: &str) -> Result<(), Reason> {
        let entry = self.files.iter().find(|file| file.name == name);
        let entry = entry.ok_or_else(|| "the manifest does not list it".to_owned())?;
        let mut file = open(&folder.join(name)).map_err(|cause| cause.to_string())?;
        let mut hash = Xxh3::new();
        io::copy(&mut file, &mut Hashing(&mut hash)).map_err(|cause| cause.to_string())?;
        if hexadecimal(hash.digest()) == entry.xxh3 {
            Ok(())
        } else {
            Err("it is not what was written".to_owned())
        }
    }

    /// The scenario as far as reports need it, and the variants.
    fn parts(self) -> Result<(Scenario, Vec<SavedVariant>), Reason> {
        let digest = u64::from_str_radix(&self.digest, 16).map_err(|_| "its digest is none".to_owned())?;
        let axis = |SavedAxis { path, label, values }| Axis { path, label, values };
        let point = |of: &SavedVariant| Point { name: of.name.clone(), settings: of.settings.clone() };
        let scenario = Scenario {
            name: self.scenario,
            question: self.question,
            answer: self.answer,
            distributions: self.distributions,
            seed: self.seed,
            replications: self.replications,
            axes: self.axes.into_iter().map(axis).collect(),
            variants: Variants::named(self.variants.iter().map(point).collect()),
            digest,
            ..Scenario::default()
        };
        Ok((scenario, self.variants))
    }
}

/// The runs of each variant by its name, and the names of all metrics.
fn runs<'e>(
    path: &Path,
    manifest: &Manifest,
    new: &dyn Fn() -> Fold<'e>,
) -> Result<(ColumnNames, BTreeMap<String, Fold<'e>>), Reason> {
    let mut reader = csv::Reader::from_reader(open(path).map_err(|cause| cause.to_string())?);
    let header = reader.headers().map_err(|cause| cause.to_string())?.clone();
    let before = columns_before_metrics(manifest.axes.len());
    let metrics: Vec<(&str, &'static str)> = header
        .iter()
        .skip(before)
        .map(|name| (name, metrics::row_of(name).map_or("", |row| row.unit)))
        .collect();
    let mut folds: BTreeMap<String, Fold<'e>> = BTreeMap::new();
    for row in reader.records() {
        let row = row.map_err(|cause| cause.to_string())?;
        let line = row.position().map_or(0, csv::Position::line);
        let broken = || format!("line {line} is no replication");
        let fixed: Vec<&str> = row.iter().take(before).collect();
        let &[variant, .., number, seed, digest, events, halted] = &fixed[..] else { return Err(broken()) };
        let fold = folds.entry(variant.to_owned()).or_insert_with(new);
        let number = number.parse().map_err(|_| broken())?;
        if !halted.is_empty() {
            fold.halt(number, halted);
            continue;
        }
        let values = row.iter().skip(before).zip(&metrics).filter(|(cell, _)| !cell.is_empty());
        let values = values.map(|(cell, (name, unit))| Some(((*name).to_owned(), metric(cell, unit)?)));
        fold.replication(&Replication {
            number,
            seed: seed.parse().map_err(|_| broken())?,
            digest: u64::from_str_radix(digest, 16).map_err(|_| broken())?,
            events: events.parse().map_err(|_| broken())?,
            outcome: Ok(values.collect::<Option<_>>().ok_or_else(broken)?),
        });
    }
    let all = metrics.iter().map(|&(name, unit)| {
        let metric =
            if unit.is_empty() { Metric::Text(String::new()) } else { Metric::Number { value: 0.0, unit } };
        (name.to_owned(), metric)
    });
    Ok((ColumnNames::of_metrics(&all.collect()), folds))
}

/// A cell as the metric that it is; words have no unit.
fn metric(cell: &str, unit: &'static str) -> Option<Metric> {
    if unit.is_empty() {
        return Some(Metric::Text(cell.to_owned()));
    }
    Some(Metric::Number { value: cell.parse().ok()?, unit })
}

/// Why a path is no folder of results at first sight, and what one is.
fn no_results(folder: &Path) -> Option<Reason> {
    let what =
        "name a folder that holds manifest.json, summary.json and replications.csv, such as output/NAME";
    if folder.is_file() {
        let own = folder.parent().filter(|_| folder.file_name().is_some_and(|name| name == manifest::FILE));
        return Some(match own {
            Some(own) if own.as_os_str().is_empty() => "it is a file; name its folder, `.`".to_owned(),
            Some(own) => format!("it is a file; name its folder, {}", own.display()),
            None => format!("it is a file; {what}"),
        });
    }
    if !folder.exists() {
        return Some(format!("there is no such folder; {what}"));
    }
    if folder.join(manifest::FILE).exists() {
        return None;
    }
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let within = entries.map(|entry| entry.path()).filter(|path| path.join(manifest::FILE).is_file());
    // Whichever the system names first, the first by name is told.
    Some(match within.min() {
        Some(first) => format!("it has no manifest.json; there are results in {}", first.display()),
        None => format!("it has no manifest.json; {what}"),
    })
}

/// A regular file; a pipe of that name would never end.
fn open(path: &Path) -> io::Result<BufReader<File>> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    File::open(path).map(BufReader::new)
}
