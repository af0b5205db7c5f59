//! Intervals between the events of one service.

use super::{Form, Intervals, Span, Stamp, Story, Told};

/// Steps of one pass and of the next lie closer together than this, whatever the pass clock is.
const NEXT_STEP: Span = Span::secs(60);
/// Two events of one pass.
const SAME_PASS: Span = Span::secs(5);
/// A service that says sooner again that it is steady has been something else meanwhile.
const REPEAT_FROM: Span = Span::secs(600);

/// What has been told and is still waited for.
#[derive(Default)]
struct Open {
    started: Option<Stamp>,
    stopped: Option<Stamp>,
    /// A decided stop that is not deregistered yet.
    decided: Option<Stamp>,
    registered: Option<Stamp>,
    deregistered: Option<Stamp>,
    /// A drain; cleared by whatever changes the count of tasks.
    draining: Option<Stamp>,
    /// A drain of a deployment, until it is completed.
    drained: Option<Stamp>,
    unhealthy: Option<Stamp>,
    unhealthy_stop: Option<Stamp>,
    completed: Option<Stamp>,
    failed: Option<Stamp>,
    failed_again: Option<Stamp>,
    /// The last event, if it was a note that the service is steady.
    steady: Option<Stamp>,
}

/// Adds what one service tells by itself.
pub(super) fn measure(story: &Story<'_>, found: &mut Intervals) {
    let mut walk = Walk { story, found, open: Open::default() };
    for (at, told) in &story.service.events {
        walk.hear(*at, told);
        let is_steady = *told == Told::Steady;
        walk.open.steady = is_steady.then_some(*at);
    }
}

struct Walk<'s, 'l> {
    story: &'s Story<'l>,
    found: &'s mut Intervals,
    open: Open,
}

impl Walk<'_, '_> {
    fn hear(&mut self, at: Stamp, told: &Told) {
        match told {
            Told::Started(_) => self.started(at),
            Told::Stopped(_) => self.stopped(at),
            Told::Registered(_) => self.registered(at),
            Told::Deregistered(_) => self.deregistered(at),
            Told::Draining { .. } => self.draining(at),
            Told::Unhealthy(_) => self.open.unhealthy = Some(at),
            Told::Steady => self.steady(at),
            Told::Completed => {
                let drained = self.open.drained.take();
                self.add("ev.draining_to_completed", drained, at, None);
                if !self.story.service.has_load_balancer {
                    self.add("ev.stop_to_completed no LB", self.open.stopped, at, Some(REPEAT_FROM));
                }
                self.open.completed = Some(at);
            }
            Told::PlacementFailed => {
                let again = self.open.failed_again.replace(at);
                self.add("place.failure_event_repeat", again, at, None);
                self.open.failed.get_or_insert(at);
            }
            Told::InProgress => (self.open.failed, self.open.failed_again) = (None, None),
            Told::Impaired => {}
        }
    }

    /// Adds the time since `from`, if there was one and it is not longer than it can be.
    fn add(&mut self, kind: &'static str, from: Option<Stamp>, to: Stamp, most: Option<Span>) {
        let Some(span) = from.map(|from| to.since(from)) else { return };
        if most.is_none_or(|most| span <= most) {
            self.found.add(kind, span);
        }
    }

    fn started(&mut self, at: Stamp) {
        self.open.failed_again = None;
        let failed = self.open.failed.take();
        self.add("place.first_failure_to_task_created", failed, at, None);
        let unhealthy = self.open.unhealthy_stop.take();
        if unhealthy.is_some() {
            let kind = "ev.stop_unhealthy_to_replacement_started (stop first)";
            self.add(kind, unhealthy, at, Some(NEXT_STEP));
            self.open.stopped = None;
        }
        let kind = match self.story.service.maximum {
            Some(100) => "ev.stopped_to_next_start max=100%",
            _ => "ev.stopped_to_replacement_started",
        };
        let stopped = self.open.stopped.take();
        self.add(kind, stopped, at, Some(REPEAT_FROM));
        self.open.started = Some(at);
        (self.open.registered, self.open.draining) = (None, None);
    }

    fn stopped(&mut self, at: Stamp) {
        let unhealthy = self.open.unhealthy.take().filter(|from| at.since(*from) <= SAME_PASS);
        self.add("ev.is_unhealthy_event_to_stop", unhealthy, at, None);
        self.open.unhealthy_stop = unhealthy.map(|_| at);
        match self.story.form {
            Form::Signal => {
                let draining = self.open.draining.take();
                self.add("ev.draining_to_stopped (old format)", draining, at, None);
            }
            Form::Decision => {
                let registered = self.open.registered.take();
                self.add("ev.registered_to_stop_old", registered, at, None);
                self.open.decided.get_or_insert(at);
                self.open.draining = None;
            }
        }
        (self.open.stopped, self.open.started) = (Some(at), None);
    }

    fn registered(&mut self, at: Stamp) {
        let started = self.open.started.take();
        self.add("ev.started_to_registered", started, at, None);
        self.open.registered = Some(at);
        (self.open.stopped, self.open.draining) = (None, None);
        (self.open.unhealthy_stop, self.open.started) = (None, None);
    }

    fn deregistered(&mut self, at: Stamp) {
        match self.story.form {
            Form::Signal => {
                let registered = self.open.registered.take();
                self.add("ev.registered_to_deregister_old (old format)", registered, at, None);
            }
            Form::Decision => {
                let decided = self.open.decided.take();
                self.add("ev.stop_to_deregistered", decided, at, Some(NEXT_STEP));
            }
        }
        self.open.deregistered = Some(at);
    }

    fn draining(&mut self, at: Stamp) {
        let deregistered = self.open.deregistered.take();
        self.add("ev.deregistered_to_draining", deregistered, at, Some(SAME_PASS));
        (self.open.draining, self.open.drained) = (Some(at), Some(at));
    }

    fn steady(&mut self, at: Stamp) {
        let again = self.open.steady.filter(|before| at.since(*before) >= REPEAT_FROM);
        let again = again.filter(|from| !self.story.service.is_called(*from, at));
        self.add("ev.steady_repeat", again, at, None);
        let completed = self.open.completed.take().filter(|from| at.since(*from) <= SAME_PASS);
        self.add("ev.completed_to_steady", completed, at, None);
        match self.story.form {
            Form::Signal => {
                let stopped = self.open.stopped.take();
                self.add("ev.stopped_to_steady (old format)", stopped, at, Some(REPEAT_FROM));
            }
            Form::Decision if completed.is_none() => {
                // While a deployment is in progress, steady waits for the drain and for more.
                let draining = self.open.draining.take();
                self.add("ev.draining_to_steady", draining, at, Some(Span::secs(30)));
            }
            Form::Decision => {}
        }
        let registered = self.open.registered.take();
        self.add("ev.registered_to_steady", registered, at, None);
        if !self.story.service.has_load_balancer {
            let started = self.open.started;
            self.add("ev.started_to_steady no LB", started, at, None);
        }
        self.open = Open::default();
    }
}
