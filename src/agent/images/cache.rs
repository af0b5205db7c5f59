//! The images on a host's disk: what a pull finds there, and what the agent cleans up.

use std::collections::BTreeMap;

use crate::model::{ImageId, ImagePullBehavior, Images, LayerId, TaskId};
use crate::time::{SimDuration, SimTime};

/// `ECS_IMAGE_CLEANUP_INTERVAL`.
const CLEANUP_INTERVAL: SimDuration = SimDuration::from_mins(30);
/// `ECS_IMAGE_MINIMUM_CLEANUP_AGE`: younger images stay.
const MINIMUM_AGE: SimDuration = SimDuration::from_mins(60);
/// `ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION`: so long after its end a container still refers to its image.
const CONTAINERS_STAY: SimDuration = SimDuration::from_mins(3 * 60);
/// `ECS_NUM_IMAGES_DELETE_PER_CYCLE`.
const DELETED_AT_ONCE: usize = 5;

/// The images of one host.
#[derive(Clone, Debug)]
pub(super) struct Cache {
    behavior: ImagePullBehavior,
    images: BTreeMap<ImageId, Kept>,
    /// Layers of these images, with how many of them have each.
    layers: BTreeMap<LayerId, u32>,
    /// When the agent began, or when it cleaned up last: cleanups come in whole intervals after it.
    cleaned_at: SimTime,
}

/// An image that is there.
#[derive(Clone, Debug)]
struct Kept {
    /// Whether the agent has pulled it.
    pulled: bool,
    /// Since when the agent knows it; it leaves alone what no task of its own has used.
    known_since: Option<SimTime>,
    used_at: SimTime,
    /// The tasks whose containers need it.
    users: Vec<TaskId>,
    /// When the last container that refers to it is removed, while no task needs it.
    free_at: SimTime,
}

impl Cache {
    /// The disk of a host whose agent began at `began_at`, with the images of its machine image.
    pub(super) fn new(
        behavior: ImagePullBehavior,
        cached: &[ImageId],
        images: &Images,
        began_at: SimTime,
    ) -> Self {
        let (kept, layers) = (BTreeMap::new(), BTreeMap::new());
        let mut cache = Self { behavior, images: kept, layers, cleaned_at: began_at };
        for image in cached {
            cache.add(*image, images, began_at);
        }
        cache
    }

    /// Whether an agent of this behaviour pulls the image, as it is there or not.
    pub(super) fn is_to_be_pulled(&self, image: ImageId) -> bool {
        match self.behavior {
            ImagePullBehavior::Default | ImagePullBehavior::Always => true,
            ImagePullBehavior::Once => self.images.get(&image).is_none_or(|kept| !kept.pulled),
            ImagePullBehavior::PreferCached => !self.has(image),
        }
    }

    /// Whether a task goes on with what is there although a pull has failed.
    pub(super) fn goes_without_pull(&self) -> bool {
        matches!(self.behavior, ImagePullBehavior::Default | ImagePullBehavior::PreferCached)
    }

    /// Whether the image is there.
    pub(super) fn has(&self, image: ImageId) -> bool {
        self.images.contains_key(&image)
    }

    /// Whether a layer is there, as part of an image.
    pub(super) fn has_layer(&self, layer: LayerId) -> bool {
        self.layers.contains_key(&layer)
    }

    /// Notes that the image is pulled.
    pub(super) fn pulled(&mut self, image: ImageId, images: &Images, now: SimTime) {
        let kept = self.add(image, images, now);
        kept.pulled = true;
        kept.known_since.get_or_insert(now);
    }

    /// Notes that a task is about to use the image, which is there.
    pub(super) fn used_by(&mut self, task: TaskId, image: ImageId, now: SimTime) {
        if let Some(kept) = self.images.get_mut(&image) {
            kept.known_since.get_or_insert(now);
            kept.used_at = now;
            kept.users.push(task);
        }
    }

    /// Notes that the containers of a task have ended, which may have used the image.
    pub(super) fn released_by(&mut self, task: TaskId, image: ImageId, now: SimTime) {
        let Some(kept) = self.images.get_mut(&image) else { return };
        if let Some(position) = kept.users.iter().position(|user| *user == task) {
            kept.users.swap_remove(position);
            (kept.used_at, kept.free_at) = (now, now + CONTAINERS_STAY);
        }
    }

    fn add(&mut self, image: ImageId, images: &Images, now: SimTime) -> &mut Kept {
        if !self.images.contains_key(&image) {
            for layer in &images.image(image).layers {
                *self.layers.entry(*layer).or_default() += 1;
            }
        }
        self.images.entry(image).or_insert(Kept {
            pulled: false,
            known_since: None,
            used_at: now,
            users: Vec::new(),
            free_at: SimTime::ZERO,
        })
    }

    fn remove(&mut self, image: ImageId, images: &Images) {
        self.images.remove(&image);
        for layer in &images.image(image).layers {
            if let Some(count) = self.layers.get_mut(layer) {
                *count -= 1;
                if *count == 0 {
                    self.layers.remove(layer);
                }
            }
        }
    }

    /// Does what the agent's cleanups up to `now` did: nothing depends on it before somebody asks what is there.
    pub(super) fn clean_up(&mut self, images: &Images, now: SimTime) {
        // Who prefers what is cached cleans up nothing.
        if self.behavior == ImagePullBehavior::PreferCached {
            return;
        }
        while let Some(cycle) = self.next_cleanup().filter(|cycle| *cycle <= now) {
            let unused = self.images.iter().filter(|(_, kept)| kept.deletable_after() < cycle);
            let mut unused: Vec<(SimTime, ImageId)> =
                unused.map(|(image, kept)| (kept.used_at, *image)).collect();
            unused.sort_unstable();
            for (_, image) in unused.into_iter().take(DELETED_AT_ONCE) {
                self.remove(image, images);
            }
            self.cleaned_at = cycle;
        }
    }

    /// The first cleanup that finds an image to delete, if no task begins or ends before.
    fn next_cleanup(&self) -> Option<SimTime> {
        let deletable = self.images.values().map(Kept::deletable_after).min()?;
        if deletable == SimTime::NEVER {
            return None;
        }
        let interval = CLEANUP_INTERVAL.as_micros();
        let intervals = deletable.since(self.cleaned_at).as_micros() / interval + 1;
        Some(self.cleaned_at + CLEANUP_INTERVAL.saturating_mul(intervals))
    }
}

impl Kept {
    /// A cleanup after this deletes it; never while a task uses it.
    fn deletable_after(&self) -> SimTime {
        match self.known_since {
            Some(since) if self.users.is_empty() => (since + MINIMUM_AGE).max(self.free_at),
            _ => SimTime::NEVER,
        }
    }
}

#[cfg(test)]
mod tests;
