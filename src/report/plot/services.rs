//! Desired, running, healthy and pending tasks of each service over time.

use super::super::metric_names::service_metric;
use super::canvas::Pen;
use super::palette::{AMBER, BLUE, INK, PURPLE};
use super::time_chart::{Kind, Line, Panel, Scene, draw as draw_chart};
use crate::observe::Series;

/// More services than this do not fit a picture.
const SERVICES_MAX: usize = 12;

/// Series and names, from the one at the back to the one at the front: where lines coincide, all can be seen.
const LINES: [(&str, &str, Pen); 4] = [
    ("runningCount", "running", Pen { colour: BLUE, width: 5, dash: None }),
    ("healthyCount", "healthy", Pen { colour: AMBER, width: 2, dash: Some((12, 5)) }),
    ("pendingCount", "pending", Pen { colour: PURPLE, width: 2, dash: Some((3, 3)) }),
    ("desiredCount", "desired", Pen { colour: INK, width: 1, dash: Some((7, 4)) }),
];

/// A panel for each service that ever wants or has a task; `None` when the run has no such series.
pub(super) fn draw(scene: &Scene<'_>) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for series in scene.series().iter().filter(|series| series.means.iter().any(|mean| *mean > 0.0)) {
        let Some((service, _)) = service_metric(&series.name) else { continue };
        if !names.contains(&service) {
            names.push(service);
        }
    }
    let panels: Vec<Panel<'_>> = names
        .iter()
        .map(|service| panel(scene.series(), service))
        .filter(|panel| !panel.lines.is_empty())
        .take(SERVICES_MAX)
        .collect();
    if panels.is_empty() {
        return None;
    }
    let left_out = names.len().saturating_sub(SERVICES_MAX);
    let shown = if left_out == 0 {
        "tasks of each service over time".to_owned()
    } else {
        format!("tasks of the first {SERVICES_MAX} of {} services over time", names.len())
    };
    let order = [3, 0, 1, 2];
    let legend = order.map(|line: usize| (LINES[line].1, LINES[line].2));
    Some(draw_chart(scene, &Kind { name: "services", shown, legend: &legend }, &panels))
}

fn panel<'a>(series: &'a [Series], service: &str) -> Panel<'a> {
    let lines = LINES.iter().filter_map(|(stem, name, pen)| {
        let series = series.iter().find(|series| service_metric(&series.name) == Some((service, stem)))?;
        Some(Line { name, pen: *pen, series })
    });
    Panel { title: service.to_owned(), lines: lines.collect() }
}
