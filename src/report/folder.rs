//! What a results folder holds besides the tables, once everything is known.

use std::io::Write;

use super::assumptions::{FILE, FILE_OF_VERDICTS, csv, verdicts_csv};
use super::collect::folded;
use super::files::Files;
use super::output_error::OutputError;
use super::spool::Spool;
use super::summary_json::{self, kept};
use super::{manifest, plot};
use crate::experiment::{Results, VariantResults};
use crate::model::Metrics;

/// The interface for programs.
pub(super) const SUMMARY_JSON: &str = "summary.json";
/// The same figures as a table.
pub(super) const SUMMARY_CSV: &str = "summary.csv";

/// Writes summary, assumptions, pictures and, last, the manifest.
pub(super) fn write_files(
    results: &Results<'_>,
    spool: &Spool<'_>,
    files: &mut Files,
) -> Result<(), OutputError> {
    match spool.keeping().metrics {
        Metrics::All => {
            let whole = |variant: usize| {
                let of = &results.variants[variant];
                folded(spool, variant).map(|metrics| VariantResults { metrics, ..of.clone() })
            };
            files.write(SUMMARY_JSON, |out| summary_json::write(results, &whole, out))?;
        }
        Metrics::Answer => {
            files.write(SUMMARY_JSON, |out| summary_json::write(results, &kept(results), out))?;
        }
    }
    if let Some(assumptions) = &results.assumptions {
        files.write(FILE, |out| csv::write(results, assumptions, out))?;
        files.write(FILE_OF_VERDICTS, |out| verdicts_csv::write(results, assumptions, out))?;
    }
    let plots = plot::plots(results, spool.keeping().drawn());
    for (name, svg) in &plots.files {
        files.write(name, |out| out.write_all(svg.as_bytes()))?;
    }
    let written = files.written();
    files.write(manifest::FILE, |out| manifest::write(results, spool.keeping(), &plots.note, &written, out))
}
