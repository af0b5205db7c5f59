//! Reserved CPU and memory of the cluster over time.

use super::canvas::Pen;
use super::palette::{AMBER, BLUE};
use super::time_chart::{Kind, Line, Panel, Scene, draw as draw_chart};

const LINES: [(&str, &str, Pen); 2] = [
    ("cluster.cpuReserved", "CPU", Pen { colour: BLUE, width: 2, dash: None }),
    ("cluster.memoryReserved", "memory", Pen { colour: AMBER, width: 2, dash: Some((8, 4)) }),
];

/// One panel when both are in the same unit, else one each; `None` when the run has no such series.
pub(super) fn draw(scene: &Scene<'_>) -> Option<String> {
    let mut panels: Vec<Panel<'_>> = Vec::new();
    for (metric, name, pen) in LINES {
        let Some(series) = scene.series().iter().find(|series| series.name == metric) else { continue };
        let line = Line { name, pen, series };
        let same_unit = |panel: &&mut Panel<'_>| panel.lines.iter().any(|of| of.series.unit == series.unit);
        if let Some(panel) = panels.iter_mut().find(same_unit) {
            panel.lines.push(line);
        } else {
            panels.push(Panel { title: "reserved".to_owned(), lines: vec![line] });
        }
    }
    if panels.is_empty() {
        return None;
    }
    let shown = "reserved CPU and memory of the cluster over time".to_owned();
    let legend = LINES.map(|(_, name, pen)| (name, pen));
    Some(draw_chart(scene, &Kind { name: "cluster", shown, legend: &legend }, &panels))
}
