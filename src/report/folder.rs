//! What a results folder holds besides the tables, once everything is known.

use std::io::Write;

use super::assumptions::{FILE, FILE_OF_VERDICTS, csv, verdicts_csv};
use super::collect::folded;
use super::files::Files;
use super::output_error::OutputError;
use super::retained::Retained;
use super::spool::Spool;
use super::{manifest, plot, summary_json};
use crate::experiment::{Results, VariantResults};
use crate::model::Metrics;
use crate::program::write_record;
use crate::scenario::ANSWERS;

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
    let retained = Retained::of(results.scenario, &spool.columns().0);
    let answer = spool.keeping().metrics == Metrics::Answer;
    let whole = |variant: usize| {
        let all = folded(spool, variant)?;
        let metrics = all.into_iter().filter(|(name, _)| !answer || retained.needs(name)).collect();
        Ok(VariantResults { metrics, ..results.variants[variant].clone() })
    };
    files.write(SUMMARY_JSON, |out| summary_json::write(results, &whole, out))?;
    if let Some(assumptions) = &results.assumptions {
        files.write(FILE, |out| csv::write(results, assumptions, out))?;
        files.write(FILE_OF_VERDICTS, |out| verdicts_csv::write(results, assumptions, out))?;
    }
    let plots = plot::plots(results, spool.keeping().drawn());
    for (name, svg) in &plots.files {
        files.write(name, |out| out.write_all(svg.as_bytes()))?;
    }
    if !results.scenario.commands.is_empty() {
        let answers = results.scenario.programs.used();
        files.write(ANSWERS, |out| write_record(&answers, out))?;
    }
    let written = files.written();
    files.write(manifest::FILE, |out| manifest::write(results, spool.keeping(), &plots.note, &written, out))
}
