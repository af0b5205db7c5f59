//! Which services are there when a call is made: those that no call creates, and those that one has created.

use std::collections::BTreeSet;

use super::super::{Node, Problem, Problems};
use super::clusters::Clusters;
use super::described::is_described;
use super::fields::{objects, text};
use super::services::Services;
use crate::model::ServiceId;

/// The services that are not there, as the calls read so far leave it.
#[derive(Default)]
pub struct Existence {
    /// A later call creates them.
    awaited: BTreeSet<ServiceId>,
    created: BTreeSet<ServiceId>,
    deleted: BTreeSet<ServiceId>,
}

impl Existence {
    /// Before the first call of the scenario.
    pub fn before(root: &Node, services: &Services<'_>, clusters: &Clusters<'_>) -> Self {
        let mut told = Problems::default();
        let calls = objects(root, "actions").filter_map(|action| action.get("createService"));
        // What is wrong with them is told when they are read.
        let awaited = calls
            .filter(|call| text(call, "serviceName").is_some())
            .filter_map(|call| services.named(call, "serviceName", (clusters, "the call"), &mut told));
        Self { awaited: awaited.collect(), ..Self::default() }
    }

    /// A call creates `service`, which `declared` is the declaration of (VC-19).
    pub fn create(&mut self, service: ServiceId, call: &Node, declared: &Node, problems: &mut Problems) {
        let fault = if is_described(declared) {
            Some("it is described as one that is there")
        } else if !self.created.insert(service) {
            Some("another call has created it before")
        } else {
            None
        };
        if let Some(fault) = fault {
            let problem =
                Problem::error(&call.span, format!("`createService` finds the service there: {fault}"));
            let problem = problem.label("created twice").rule("VC-19");
            problems.push(problem.help("remove the call, or name a service that it declares anew"));
        }
        self.awaited.remove(&service);
    }

    /// A call deletes `service`.
    pub fn delete(&mut self, service: ServiceId) {
        self.deleted.insert(service);
    }

    /// Reports a call about a service that is not there then (VC-01).
    pub fn check(&self, service: ServiceId, call: &Node, name: &str, problems: &mut Problems) {
        let (fault, help) = if self.awaited.contains(&service) {
            ("is created later", "make this call after it")
        } else if self.deleted.contains(&service) {
            ("was deleted before", "remove one of the two calls")
        } else {
            return;
        };
        let span = text(call, "service").map_or(&call.span, |written| written.span);
        let problem = Problem::error(span, format!("`{name}` finds no such service: it {fault}"));
        problems.push(problem.label("not there then").rule("VC-01").help(help));
    }
}
