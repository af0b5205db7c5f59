//! Running tasks of each arrival stream over time.

use super::super::metric_names::arrivals_metric;
use super::canvas::Pen;
use super::palette::BLUE;
use super::time_chart::{Kind, Line, Panel, Scene, draw as draw_chart};
use crate::observe::Series;

/// More streams than this do not fit a picture.
const STREAMS_MAX: usize = 12;

const RUNNING: Pen = Pen { colour: BLUE, width: 2, dash: None };

/// A panel for each stream that ever has a running task; `None` when there is none.
pub(super) fn draw(scene: &Scene<'_>) -> Option<String> {
    let streams = scene.series().iter().filter_map(|series| Some((arrivals_metric(&series.name)?.0, series)));
    let busy: Vec<(&str, &Series)> =
        streams.filter(|(_, series)| series.means.iter().any(|mean| *mean > 0.0)).collect();
    if busy.is_empty() {
        return None;
    }
    let panel = |(name, series): (&str, _)| Panel {
        title: name.to_owned(),
        lines: vec![Line { name: "running", pen: RUNNING, series }],
    };
    let panels: Vec<Panel<'_>> = busy.iter().copied().take(STREAMS_MAX).map(panel).collect();
    let shown = if busy.len() <= STREAMS_MAX {
        "running tasks of each arrival stream over time".to_owned()
    } else {
        format!("running tasks of the first {STREAMS_MAX} of {} arrival streams over time", busy.len())
    };
    Some(draw_chart(scene, &Kind { name: "arrivals", shown, legend: &[("running", RUNNING)] }, &panels))
}
