//! From a call to what the service does first.

use super::super::log::Call;
use super::{Intervals, Pass, Span, Story, Told};

/// What comes later was not brought about by the call alone.
const FIRST_ANSWER: Span = Span::secs(120);

/// Adds the answers to every call that a service's events follow.
pub(super) fn measure(story: &Story<'_>, found: &mut Intervals) {
    let calls: Vec<_> = story.service.calls.iter().copied().collect();
    for (position, (at, call)) in calls.iter().enumerate() {
        let next_call = calls.get(position + 1).map(|(next, _)| *next);
        let first = story.passes.partition_point(|pass| pass.at <= *at);
        let end =
            next_call.map_or(story.passes.len(), |next| story.passes.partition_point(|pass| pass.at < next));
        let Some(answers) = story.passes.get(first..end) else { continue };
        if let Some(alone) = first_alone(answers, found) {
            found.first_alone.push(alone);
        }
        let before = first.checked_sub(1).map(|before| &story.passes[before]);
        let may_be_measured = match call {
            // A log that begins later than the service does not hold its first event.
            Call::Created => before.is_none(),
            Call::Deployed | Call::Scaled => before.is_some_and(Pass::ends_steady),
        };
        let Some(answer) = answers.first().filter(|answer| answer.at.since(*at) <= FIRST_ANSWER) else {
            continue;
        };
        if may_be_measured && let Some(kind) = kind(*call, answer) {
            found.add(kind, answer.at.since(*at));
        }
    }
}

fn kind(call: Call, answer: &Pass<'_>) -> Option<&'static str> {
    let starts = answer.any(|told| matches!(told, Told::Started(_)));
    let fails = answer.any(|told| *told == Told::PlacementFailed);
    let stops = answer.any(|told| matches!(told, Told::Stopped(_)));
    Some(match call {
        Call::Created if starts => "sched.createService_to_started",
        Call::Created if fails => "sched.createService_to_first_attempt",
        Call::Deployed if starts => "sched.deployment_to_started",
        Call::Deployed if fails => "sched.deployment_to_first_attempt",
        Call::Deployed if stops => "sched.deployment_to_stopped",
        _ => return None,
    })
}

/// Whether a deployment started one task before all others; `None` where it started none, or one by one.
fn first_alone(answers: &[Pass<'_>], found: &mut Intervals) -> Option<bool> {
    let starts = answers.iter().take_while(|pass| !pass.ends_steady()).filter_map(|pass| {
        let started = |told: &&Told| match told {
            Told::Started(ids) => ids.len(),
            _ => 0,
        };
        let count: usize = pass.told.iter().map(started).sum();
        (count > 0).then_some((pass.at, count))
    });
    let mut starts = starts;
    let (first, alone) = starts.next()?;
    if alone > 1 {
        return Some(false);
    }
    let (rest, count) = starts.next()?;
    (count > 1).then(|| {
        found.add("deploy.first_task_to_rest", rest.since(first));
        true
    })
}
