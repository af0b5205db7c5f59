//! Which services are there when a call is made: those that no call creates, and those that one has created.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Node, Problem, Problems, Span};
use super::action_times::Timed;
use super::clusters::Clusters;
use super::described::is_described;
use super::fields::text;
use super::services::Services;
use crate::model::{ActionTime, ServiceId};
use crate::time::SimTime;

/// The services that are not there, as the calls read so far leave it; where times are drawn, those that may not be there.
#[derive(Default)]
pub struct Existence {
    /// A later call creates them.
    awaited: BTreeSet<ServiceId>,
    /// By when the call is made that creates them.
    created: BTreeMap<ServiceId, SimTime>,
    /// By when the call is made that deletes them.
    deleted: BTreeMap<ServiceId, SimTime>,
    /// All calls that delete one, those that are read later included, each with its earliest time and its place.
    deletions: Vec<(ServiceId, SimTime, Span)>,
}

impl Existence {
    /// Before the first of these calls.
    pub fn before(calls: &[Timed<'_>], services: &Services<'_>, clusters: &Clusters<'_>) -> Self {
        let mut told = Problems::default();
        let mut found = Self::default();
        // What is wrong with them is told when they are read.
        for (at, action) in calls {
            if let Some(call) = action.get("createService").filter(|call| text(call, "serviceName").is_some())
            {
                let owner = (clusters, "the call");
                found.awaited.extend(services.named(call, "serviceName", owner, &mut told));
            }
            if let Some(call) = action.get("deleteService").filter(|call| text(call, "service").is_some())
                && let Some(service) = services.resolve(call, clusters, "the call", &mut told)
            {
                found.deletions.push((service, at.earliest(), call.span.clone()));
            }
        }
        found
    }

    /// A call creates `service`, which `declared` is the declaration of (VC-19).
    pub fn create(
        &mut self,
        service: ServiceId,
        (at, call): (&ActionTime, &Node),
        declared: &Node,
        problems: &mut Problems,
    ) {
        let fault = if is_described(declared) {
            Some("it is described as one that is there")
        } else if self.created.insert(service, at.latest()).is_some() {
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
    pub fn delete(&mut self, service: ServiceId, at: &ActionTime) {
        self.deleted.insert(service, at.latest());
    }

    /// Reports a call about a service that is not there then (VC-01), or may not be where a time is drawn.
    pub fn check(
        &self,
        service: ServiceId,
        (at, call): (&ActionTime, &Node),
        name: &str,
        problems: &mut Problems,
    ) {
        let created = self.created.get(&service);
        let (finds, fault, help) = if self.awaited.contains(&service) {
            ("finds", "is created later", "make this call after it".to_owned())
        } else if let Some(created) = created.filter(|created| **created > at.earliest()) {
            ("may find", "may be created later", after_all(*created))
        } else if self.deleted.get(&service).is_some_and(|last| *last <= at.earliest()) {
            ("finds", "was deleted before", "remove one of the two calls".to_owned())
        } else if self.may_be_deleted(service, (at, call)) {
            let help = "let its latest time come before the earliest one of the deletion";
            ("may find", "may be deleted before", help.to_owned())
        } else {
            return;
        };
        let span = text(call, "service").map_or(&call.span, |written| written.span);
        let problem = Problem::error(span, format!("`{name}` {finds} no such service: it {fault}"));
        problems.push(problem.label("not there then").rule("VC-01").help(help));
    }

    /// Whether another call may delete `service` before this one is made.
    fn may_be_deleted(&self, service: ServiceId, (at, call): (&ActionTime, &Node)) -> bool {
        let mut others = self.deletions.iter().filter(|(of, _, span)| *of == service && *span != call.span);
        others.any(|(_, first, _)| *first < at.latest())
    }
}

/// What to do where another call is made by `last` at the latest.
fn after_all(last: SimTime) -> String {
    if last == SimTime::NEVER {
        return "nothing bounds when it is created; give it a longest time, as in { uniform = [\"0s\", \"1h\"] }"
            .to_owned();
    }
    format!("let this call come {} after the beginning, or later", last.since(SimTime::ZERO))
}
