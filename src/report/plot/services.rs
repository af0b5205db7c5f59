//! Desired, running, healthy and pending tasks of each service over time.

use super::super::metric_names::service_metric;
use super::canvas::Pen;
use super::palette::{BLACK, BLUISH_GREEN, SKY_BLUE, VERMILLION};
use super::time_chart::{Panel, draw as draw_chart};
use crate::observe::Series;

/// More services than this do not fit a picture.
const SERVICES_MAX: usize = 12;

/// Series and names, from the one at the back to the one at the front: where lines coincide, all can be seen.
const LINES: [(&str, &str, Pen); 4] = [
    ("runningCount", "running", Pen { colour: SKY_BLUE, width: 5, dash: None }),
    ("healthyCount", "healthy", Pen { colour: BLUISH_GREEN, width: 2, dash: None }),
    ("pendingCount", "pending", Pen { colour: VERMILLION, width: 2, dash: Some((3, 3)) }),
    ("desiredCount", "desired", Pen { colour: BLACK, width: 1, dash: Some((8, 5)) }),
];

/// A panel for each service that ever wants or has a task; `None` when the run, which lasts `end` seconds, has no such series.
pub(super) fn draw(series: &[Series], end: f64, subtitle: &str) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for series in series.iter().filter(|series| series.means.iter().any(|mean| *mean > 0.0)) {
        let Some((service, _)) = service_metric(&series.name) else { continue };
        if !names.contains(&service) {
            names.push(service);
        }
    }
    let panels: Vec<Panel<'_>> = names
        .iter()
        .map(|service| panel(series, service))
        .filter(|panel| !panel.lines.is_empty())
        .take(SERVICES_MAX)
        .collect();
    if panels.is_empty() {
        return None;
    }
    let left_out = names.len().saturating_sub(SERVICES_MAX);
    let title = if left_out == 0 {
        "Tasks of each service over time".to_owned()
    } else {
        format!("Tasks of the first {SERVICES_MAX} of {} services over time", names.len())
    };
    let order = [3, 0, 1, 2];
    let legend = order.map(|line: usize| (LINES[line].1, LINES[line].2));
    Some(draw_chart(&title, subtitle, end, &panels, &legend))
}

fn panel<'a>(series: &'a [Series], service: &str) -> Panel<'a> {
    let lines = LINES.iter().filter_map(|(stem, _, pen)| {
        let found = series.iter().find(|series| service_metric(&series.name) == Some((service, stem)))?;
        Some((*pen, found))
    });
    Panel { title: service.to_owned(), quantity: "tasks", lines: lines.collect() }
}
