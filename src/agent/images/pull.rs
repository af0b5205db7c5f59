//! One pull of an image for a task.

use super::downloads::{MILLION, MicroBytes};
use crate::model::{Images, InstanceId, LayerId, TaskId, TaskImage};
use crate::time::{SimDuration, SimTime};

/// The order in which pulls began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PullId(pub(super) u64);

/// A pull of an image for a task, which may have ended meanwhile: Docker is not told to stop.
#[derive(Clone, Debug)]
pub(super) struct Pull {
    pub(super) task: TaskId,
    pub(super) instance: InstanceId,
    pub(super) image: TaskImage,
    pub(super) stage: Stage,
    /// Its place in the timers, unless it is fetching.
    pub(super) due: SimTime,
    pub(super) layers: Vec<Fetched>,
    /// How many of them are still to come.
    pub(super) left: usize,
}

/// How far a pull is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// It is tried again and again, in vain.
    Failing,
    /// The registry has not answered yet.
    Asking,
    /// Layers are coming.
    Fetching,
    /// All have come.
    Unpacking,
}

/// A layer that was not there when a pull asked, and when it had come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fetched {
    pub(super) layer: LayerId,
    pub(super) at: Option<SimTime>,
}

impl Pull {
    /// A layer has come; says whether it is the last one that this pull waited for.
    pub(super) fn receives(&mut self, layer: LayerId, now: SimTime) -> bool {
        let wanted = self.layers.iter_mut().find(|wanted| wanted.layer == layer && wanted.at.is_none());
        let Some(wanted) = wanted else { return false };
        wanted.at = Some(now);
        self.left -= 1;
        self.left == 0
    }

    /// When everything is unpacked that has come by `now`: each layer on top of the one below, some while others were still
    /// coming; at once without a rate, in bytes a second.
    pub(super) fn unpacked_at(&self, images: &Images, rate: Option<u64>, now: SimTime) -> SimTime {
        let Some(rate) = rate else { return now };
        let on_top = |below: SimTime, layer: &Fetched| {
            let micros = MicroBytes::from(images.bytes(layer.layer)) * MILLION;
            let micros = micros.div_ceil(MicroBytes::from(rate.max(1)));
            let time = SimDuration::from_micros(u64::try_from(micros).unwrap_or(u64::MAX));
            below.max(layer.at.unwrap_or(now)) + time
        };
        self.layers.iter().fold(SimTime::ZERO, on_top).max(now)
    }
}
