//! Pictures: services, standalone tasks and cluster over time, and the headline figure over the axes of the matrix.

mod arrivals;
mod axis;
mod canvas;
mod caption;
mod cluster;
mod distribution;
mod figures;
mod file_names;
mod frame;
mod headline;
mod heat_map;
mod legend;
mod letters;
mod line_chart;
mod mark_lines;
mod mark_words;
mod marks;
mod order;
mod palette;
mod rows;
mod services;
mod steps;
mod time_chart;

#[cfg(test)]
mod tests;

use serde::Serialize;

use file_names::FileNames;
use marks::Marks;
use time_chart::Scene;

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

/// Draws everything: `headline.svg` when there is a matrix, `distribution-1.svg` and so on of the first metrics of
/// `distributions`, and for each of the first `drawn` variants
/// `services-VARIANT.svg`, `arrivals-VARIANT.svg` and `cluster-VARIANT.svg` where the run has the series.
pub(super) fn plots(results: &Results<'_>, drawn: usize) -> Plots {
    let headline = headline::draw(results);
    let mut files = Vec::new();
    let mut note = Note { headline: None, variants_drawn: 0, variants: results.variants.len() };
    if let Some((metric, svg)) = headline {
        files.push(("headline.svg".to_owned(), svg));
        note.headline = Some(metric);
    }
    let distributions = distribution::draw(results);
    files.extend(distributions.into_iter().map(|(name, svg)| (format!("{name}.svg"), svg)));
    let mut names = FileNames::default();
    for (number, model) in results.scenario.variants.iter().map(|of| of.model).enumerate().take(drawn) {
        note.variants_drawn += 1;
        let name = names.name_for(number + 1, &results.points[number]);
        let end = model.duration.as_secs_f64();
        let scene = Scene { results, variant: number, end, marks: Marks::of(&model) };
        let pictures = [
            ("services", services::draw(&scene)),
            ("arrivals", arrivals::draw(&scene)),
            ("cluster", cluster::draw(&scene)),
        ];
        let drawn = pictures.into_iter().filter_map(|(kind, svg)| Some((format!("{kind}-{name}.svg"), svg?)));
        files.extend(drawn);
    }
    Plots { files, note }
}
