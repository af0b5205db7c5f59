//! Container images: what they weigh, where they come from, and how agents treat them (placement.md §3.7).

use super::behavior_choice::Choice;
use super::distribution::Distribution;
use super::ids::{ImageId, LayerId, NatGatewayId, RegistryId};
use crate::time::SimDuration;

/// Images of which the scenario says how large they are; all others are there wherever they are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Images {
    /// By name.
    pub images: Vec<Image>,
    /// The layers of all of them, in the order of the images; one that several share is here once.
    pub layers: Vec<Layer>,
    /// Where they come from, by name.
    pub registries: Vec<Registry>,
    /// The NAT gateways that limit how fast they come, by VPC.
    pub nat_gateways: Vec<NatGateway>,
}

/// An image as `image` of a container definition names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// That name.
    pub name: String,
    /// Its registry.
    pub registry: RegistryId,
    /// Its layers, the lowest first.
    pub layers: Vec<LayerId>,
    /// Share of its pulls that fail, in millionths (`pullFailureRatio`).
    pub pull_failure_millionths: u32,
}

/// A layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// How much is fetched, in bytes.
    pub bytes: u64,
}

/// A registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registry {
    /// How the names of its images begin, or the name that images call it by.
    pub name: String,
    /// What one host gets of it, in bytes a second.
    pub pull_rate: u64,
    /// From the beginning of a pull to its first byte: log-in and manifest.
    pub pull_latency: Distribution,
    /// Whether hosts reach it by an endpoint of their VPC, past every NAT gateway.
    pub endpoint: bool,
}

/// A NAT gateway that lets through less than one could wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NatGateway {
    /// What all hosts behind it get together, in bytes a second.
    pub pull_rate: u64,
}

/// An image that a task needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskImage {
    /// Which one.
    pub image: ImageId,
    /// Whether an essential container needs it.
    pub essential: bool,
}

/// `ECS_IMAGE_PULL_BEHAVIOR` of an agent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ImagePullBehavior {
    /// Pull, and use what is there where that fails.
    #[default]
    Default,
    /// Pull; where that fails, so does the task.
    Always,
    /// Pull what the agent has not pulled yet; where that fails, so does the task.
    Once,
    /// Pull what is not there.
    PreferCached,
}

impl Choice for ImagePullBehavior {
    const ALL: &'static [Self] = &[Self::Default, Self::Always, Self::Once, Self::PreferCached];

    fn word(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Always => "always",
            Self::Once => "once",
            Self::PreferCached => "prefer-cached",
        }
    }
}

/// How the hosts of a class get images.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PullSettings {
    /// `imagePullBehavior`.
    pub behavior: ImagePullBehavior,
    /// `cachedImages`: those that a new host has, since its machine image holds them; sorted.
    pub cached: Vec<ImageId>,
    /// `maxConcurrentDownloads`: layers that a host fetches from a registry at once.
    pub concurrent_downloads: u32,
    /// `extractionRate`: compressed bytes that a host unpacks a second; `None` where that is part of the pull's rate.
    pub extraction_rate: Option<u64>,
    /// The NAT gateway that it reaches registries by, where that limits it.
    pub nat_gateway: Option<NatGatewayId>,
}

impl Default for PullSettings {
    /// The agent's and Docker's own.
    fn default() -> Self {
        Self {
            behavior: ImagePullBehavior::Default,
            cached: Vec::new(),
            concurrent_downloads: 3,
            extraction_rate: None,
            nat_gateway: None,
        }
    }
}

/// Bytes of a MiB.
pub const MEBIBYTE: u64 = 1 << 20;

impl Registry {
    /// A registry of which nothing is said: 2 s and 27 s a GiB, unpacking included, as was measured of Fargate (n = 43).
    #[must_use]
    pub fn measured(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            pull_rate: 1_024 * MEBIBYTE / 27,
            pull_latency: Distribution::Constant(SimDuration::from_secs(2)),
            endpoint: false,
        }
    }
}

impl Images {
    /// The image with this id.
    #[must_use]
    pub fn image(&self, id: ImageId) -> &Image {
        &self.images[id.index()]
    }

    /// What is fetched of a layer, in bytes.
    #[must_use]
    pub fn bytes(&self, id: LayerId) -> u64 {
        self.layers[id.index()].bytes
    }

    /// The registry of an image.
    #[must_use]
    pub fn registry_of(&self, id: ImageId) -> &Registry {
        &self.registries[self.image(id).registry.index()]
    }
}
