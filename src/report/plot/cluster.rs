//! Reserved CPU and memory of the cluster over time.

use super::canvas::Pen;
use super::palette::{BLUE, VERMILLION};
use super::time_chart::{Panel, draw as draw_chart};
use crate::observe::Series;

const LINES: [(&str, &str, Pen); 2] = [
    ("cluster.cpuReserved", "CPU", Pen { colour: BLUE, width: 2, dash: None }),
    ("cluster.memoryReserved", "memory", Pen { colour: VERMILLION, width: 2, dash: Some((8, 4)) }),
];

/// One panel when both are in the same unit, else one each; `None` when the run, which lasts `end`
/// seconds, has no such series.
pub(super) fn draw(series: &[Series], end: f64, subtitle: &str) -> Option<String> {
    let mut panels: Vec<Panel<'_>> = Vec::new();
    for (name, title, pen) in LINES {
        let Some(found) = series.iter().find(|series| series.name == name) else { continue };
        let same_unit = |panel: &&mut Panel<'_>| panel.lines.iter().any(|(_, line)| line.unit == found.unit);
        if let Some(panel) = panels.iter_mut().find(same_unit) {
            panel.lines.push((pen, found));
            panel.title = String::new();
        } else {
            panels.push(Panel { title: title.to_owned(), quantity: "reserved", lines: vec![(pen, found)] });
        }
    }
    if panels.is_empty() {
        return None;
    }
    let legend = LINES.map(|(_, title, pen)| (title, pen));
    Some(draw_chart("Reserved CPU and memory of the cluster over time", subtitle, end, &panels, &legend))
}
