//! From a log of ECS's events to the settings of `[behavior]`: what a log says of the scheduler's clock.
//!
//! Everything here is pure: values of JSON become a [`Log`], a log the [`Intervals`] that it holds, these the [`Grid`] of
//! passes and the settings that would have given them. Nothing is read from disk, nothing is drawn.

mod allowed;
mod calibration;
mod fit;
mod form;
mod grid;
mod in_force;
mod instances;
mod intervals;
mod log;
#[cfg(test)]
mod measured;
mod recognise;
mod settings;
mod stamp;
mod statistics;
mod tasks;
mod trail;
mod wording;

pub use allowed::Allowed;
pub use calibration::{Calibration, Finding, Row};
pub use fit::{Fitted, Verdict};
pub use form::{Form, Forms};
pub use grid::{Grid, LEAST_GAPS, NoGrid, find_grid};
pub use in_force::{InForce, written};
pub use intervals::{Gap, Intervals, KINDS, Kind, Label};
pub use log::{Call, InstanceLog, InstanceState, Log, Platform, ServiceKey, ServiceLog, TaskLog, TaskStamps};
pub use recognise::{SimulatedLine, read_log};
pub use settings::{CALIBRATED, Calibrated, How};
pub use stamp::{Span, Stamp};
pub use statistics::{Estimate, Spread};
pub use wording::{ServiceText, Told, read_text, task_id};
