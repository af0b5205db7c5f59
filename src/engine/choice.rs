//! What an observer of a run may see besides its facts: each choice of an instance, right before it is made.

use super::parts::{HostRuntime, Services};
use super::queue::EventQueue;
use crate::cluster::{Cluster, Observer};
use crate::observe::Recorder;
use crate::placement::Request;
use crate::placement::explanation::Asked;
use crate::rng::Draw;

/// A choice that is about to be made.
#[derive(Debug)]
pub struct Choice<'a> {
    /// The task that needs an instance.
    pub request: &'a Request<'a>,
    /// The instances that may take it.
    pub asked: Asked,
    /// The number that it would have in its group.
    pub number: u32,
    /// The random numbers that the choice would draw.
    pub random: &'a Draw<'a>,
    /// The cluster before it.
    pub cluster: &'a Cluster,
    pub(super) queue: &'a EventQueue,
    pub(super) around: Around<'a>,
}

/// What an explanation of a choice needs to know besides the cluster.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around<'a> {
    /// The hosts, which may be dead without ECS's knowledge.
    pub hosts: &'a [HostRuntime],
    /// The services, whose daemons a host gets first.
    pub services: &'a Services,
}

/// An observer that may also look at choices.
pub trait Onlooker: Observer {
    /// Called right before each choice of an instance.
    fn before_choice(&mut self, _: &Choice<'_>) {}
}

impl Onlooker for () {}

impl Onlooker for Recorder {}

impl<A: Onlooker, B: Onlooker> Onlooker for (A, B) {
    fn before_choice(&mut self, choice: &Choice<'_>) {
        self.0.before_choice(choice);
        self.1.before_choice(choice);
    }
}
