//! Pictures: services, standalone tasks and cluster over time, and the headline figure over the axes of the matrix.

mod arrivals;
mod axis;
mod canvas;
mod cluster;
mod file_names;
mod frame;
mod headline;
mod heat_map;
mod legend;
mod line_chart;
mod palette;
mod services;
mod time_chart;

#[cfg(test)]
mod tests;

use serde::Serialize;

use file_names::FileNames;

use crate::experiment::Results;

/// The pictures of a results folder.
pub(super) struct Plots {
    /// File names and SVG documents.
    pub files: Vec<(String, String)>,
    /// What the manifest says about them.
    pub note: Note,
}

/// Which variants were drawn and which metric is the headline.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Note {
    /// The metric that headline.svg shows, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<String>,
    /// How many variants, from the first, have pictures over time.
    variants_drawn: usize,
    /// How many there are.
    variants: usize,
}

/// Draws everything: `headline.svg` when there is a matrix, and for each of the first `drawn` variants
/// `services-VARIANT.svg`, `arrivals-VARIANT.svg` and `cluster-VARIANT.svg` where the run has the series.
pub(super) fn plots(results: &Results<'_>, drawn: usize) -> Plots {
    let headline = headline::draw(results);
    let mut files = Vec::new();
    let mut note = Note { headline: None, variants_drawn: 0, variants: results.variants.len() };
    if let Some((metric, svg)) = headline {
        files.push(("headline.svg".to_owned(), svg));
        note.headline = Some(metric);
    }
    let mut names = FileNames::default();
    for ((point, of), variant) in results.iter().zip(results.scenario.variants.iter()).take(drawn) {
        note.variants_drawn += 1;
        let name = names.name_for(note.variants_drawn, point);
        let subtitle = subtitle(results, &point.name, of.halted.len());
        let end = variant.model.duration.as_secs_f64();
        files.extend(
            services::draw(&of.series, end, &subtitle).map(|svg| (format!("services-{name}.svg"), svg)),
        );
        files.extend(
            arrivals::draw(&of.series, end, &subtitle).map(|svg| (format!("arrivals-{name}.svg"), svg)),
        );
        files.extend(
            cluster::draw(&of.series, end, &subtitle).map(|svg| (format!("cluster-{name}.svg"), svg)),
        );
    }
    Plots { files, note }
}

/// Scenario, variant and what the lines are means of.
fn subtitle(results: &Results<'_>, variant: &str, halted: usize) -> String {
    let scenario = results.scenario;
    let mut parts = vec![scenario.name.clone()];
    if !scenario.axes.is_empty() {
        parts.push(variant.to_owned());
    }
    let ended = scenario.replications as usize - halted;
    if scenario.replications > 1 {
        parts.push(format!("mean of {ended} replications"));
    }
    parts.join(" · ")
}
