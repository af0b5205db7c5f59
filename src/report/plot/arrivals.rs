//! Running tasks of each arrival stream over time.

use super::super::metric_names::arrivals_metric;
use super::canvas::Pen;
use super::palette::SKY_BLUE;
use super::time_chart::{Panel, draw as draw_chart};
use crate::observe::Series;

/// More streams than this do not fit a picture.
const STREAMS_MAX: usize = 12;

const RUNNING: Pen = Pen { colour: SKY_BLUE, width: 3, dash: None };

/// A panel for each stream that ever has a running task; `None` when the run, which lasts `end` seconds, has none.
pub(super) fn draw(series: &[Series], end: f64, subtitle: &str) -> Option<String> {
    let streams = series.iter().filter_map(|series| Some((arrivals_metric(&series.name)?.0, series)));
    let busy: Vec<(&str, &Series)> =
        streams.filter(|(_, series)| series.means.iter().any(|mean| *mean > 0.0)).collect();
    if busy.is_empty() {
        return None;
    }
    let panel = |(name, series): &(&str, _)| Panel {
        title: (*name).to_owned(),
        quantity: "tasks",
        lines: vec![(RUNNING, *series)],
    };
    let panels: Vec<Panel<'_>> = busy.iter().take(STREAMS_MAX).map(panel).collect();
    let title = if busy.len() <= STREAMS_MAX {
        "Running tasks of each arrival stream over time".to_owned()
    } else {
        format!("Running tasks of the first {STREAMS_MAX} of {} arrival streams over time", busy.len())
    };
    Some(draw_chart(&title, subtitle, end, &panels, &[("running", RUNNING)]))
}
