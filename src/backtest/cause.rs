//! What the log says began it: the last time that a service was not steady, and what came before that.

use super::episode::{Episode, episodes};
use super::outage;
use crate::calibrate::{Call, Log, ServiceKey, ServiceLog, Span, Stamp, Told};

/// A log that tells nothing for so long after a call or an outage begins later than it.
pub(super) const ANSWERED: Span = Span::secs(900);

/// What takes longer is not replayed to its end.
const LONGEST: Span = Span::secs(86_400);

/// What nobody tells the moment of began before what is told of it.
pub const UNTOLD: Span = Span::secs(1);

/// What began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// `CreateService`.
    Created,
    /// `UpdateService` with a new deployment.
    Deployed,
    /// `UpdateService` with another desired count and nothing else.
    Scaled,
    /// Tasks exited by themselves, each so long after the first.
    Exited(Vec<Span>),
    /// Tasks were stopped by a call, each so long after the first.
    StoppedByCall(Vec<Span>),
    /// So many tasks failed their health checks.
    Unhealthy(usize),
    /// Container instances were lost, told by their ARNs.
    HostsLost(Vec<String>, Loss),
}

/// How container instances were lost, what says more first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// They were deregistered by force.
    Deregistered,
    /// EC2 stopped them.
    Stopped,
    /// EC2 terminated them.
    Terminated,
    /// Their agents fell silent, and more is not told.
    Silent,
}

/// What is replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The service that it happened to.
    pub service: ServiceKey,
    /// When it began.
    pub at: Stamp,
    /// Whether that moment is told; if not, it is shortly before the first that is told of it.
    pub is_told: bool,
    /// When the service was steady again, or the log ends.
    pub end: Stamp,
    /// Whether the log tells that it was steady again.
    pub is_over: bool,
    /// Whether something tells what began, and not only what came of it.
    pub is_known: bool,
    /// What began.
    pub what: What,
}

/// Why nothing can be replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unexplained {
    /// Nothing happened.
    Nothing,
    /// More tasks of a service were started than it wants, and nothing tells how those before ended.
    Restarts {
        /// The service.
        service: String,
        /// Tasks that were started.
        started: usize,
        /// Tasks that it wants, where it is described.
        desired: Option<i64>,
    },
}

/// The last deployment, change of the desired count or outage in a log; of one service, where its name is given.
///
/// # Errors
///
/// Where none is told, and nothing tells of one.
pub fn find_cause(log: &Log, name: Option<&str>) -> Result<Cause, Unexplained> {
    let is_meant = |key: &ServiceKey| key.variant.is_empty() && name.is_none_or(|name| key.name == name);
    let mut last: Result<Cause, Unexplained> = Err(Unexplained::Nothing);
    for (key, service) in log.services.iter().filter(|(key, _)| is_meant(key)) {
        match (of_service(log, key, service), &last) {
            (Ok(cause), Ok(known)) if cause.at <= known.at => {}
            (Err(_), Ok(_)) | (Err(Unexplained::Nothing), _) => {}
            (found, _) => last = found,
        }
    }
    last
}

/// The last thing that happened to a service and has an explanation.
fn of_service(log: &Log, key: &ServiceKey, service: &ServiceLog) -> Result<Cause, Unexplained> {
    let mut failed = Unexplained::Nothing;
    for episode in episodes(service).iter().rev() {
        match explain(log, key, service, episode) {
            Ok(cause) => return Ok(cause),
            Err(why) if failed == Unexplained::Nothing => failed = why,
            Err(_) => {}
        }
    }
    Err(failed)
}

/// What began an episode: what is told and came first, or else what its events look like.
fn explain(
    log: &Log,
    key: &ServiceKey,
    service: &ServiceLog,
    episode: &Episode,
) -> Result<Cause, Unexplained> {
    let cause = |at: Stamp, is_told: bool, is_known: bool, what: What| {
        let over = episode.steady.filter(|steady| steady.since(at) <= LONGEST);
        let end = over.unwrap_or_else(|| last_told(log, key, episode).min(at.after(LONGEST))).max(at);
        Cause { service: key.clone(), at, is_told, end, is_over: over.is_some(), is_known, what }
    };
    let called = calls(service, episode);
    let outage = outage::find(log, key, service, episode);
    let first_call = called.first().map(|(at, _)| *at);
    let is_first = |began: Stamp| first_call.is_none_or(|call| began < call && call.since(began) <= ANSWERED);
    if let Some(outage) = outage.filter(|outage| is_first(outage.at)) {
        let at = if outage.is_told { outage.at } else { outage.at.min(episode.first).before(UNTOLD) };
        return Ok(cause(at, outage.is_told, true, outage.what));
    }
    if let Some((at, call)) = called.last() {
        let what = match call {
            Call::Created => What::Created,
            Call::Deployed => What::Deployed,
            Call::Scaled => What::Scaled,
        };
        return Ok(cause(*at, true, true, what));
    }
    Ok(cause(episode.first.before(UNTOLD), false, false, looks_like(service, key, episode)?))
}

/// The last that is told of a service that is not steady yet, or of its tasks.
fn last_told(log: &Log, key: &ServiceKey, episode: &Episode) -> Stamp {
    let tasks = log.tasks.values().filter(|task| task.service.as_ref() == Some(key));
    let told = tasks.flat_map(|task| [task.at.started, task.at.stopping, task.at.stopped]).flatten();
    told.chain([episode.last]).max().unwrap_or(episode.last)
}

/// The calls of an episode that the service answered.
fn calls(service: &ServiceLog, episode: &Episode) -> Vec<(Stamp, Call)> {
    let is_in = |at: Stamp| episode.since.is_none_or(|since| at > since) && at <= episode.last;
    let of_it = service.calls.iter().filter(|(at, _)| is_in(*at) && has_answer(service, *at));
    of_it.copied().collect()
}

/// Whether the service did something soon after.
fn has_answer(service: &ServiceLog, at: Stamp) -> bool {
    let acts = |told: &Told| *told != Told::InProgress && *told != Told::Steady;
    service.events.iter().any(|(then, told)| *then > at && then.since(at) <= ANSWERED && acts(told))
}

/// What nobody tells: starts alone are more tasks, stops alone fewer, and both others in the place of those before.
fn looks_like(service: &ServiceLog, key: &ServiceKey, episode: &Episode) -> Result<What, Unexplained> {
    let Episode { started, stopped, replaced, .. } = *episode;
    let desired = service.desired;
    let is_wanted = desired.is_none_or(|desired| i64::try_from(started).is_ok_and(|count| count <= desired));
    match (started, stopped) {
        (0, 0) => Err(Unexplained::Nothing),
        (_, 0) if !replaced && (episode.impaired || !is_wanted) => {
            Err(Unexplained::Restarts { service: key.name.clone(), started, desired })
        }
        (_, 0) | (0, _) if !replaced => Ok(What::Scaled),
        _ => Ok(What::Deployed),
    }
}
