//! Calls of `RunTask` and `StartTask` in the event log: kept in ids, told as `CloudTrail` tells of API calls.

use std::ops::Range;

use super::bus::{Member, Members};
use super::log::{Recorded, TaskList};
use super::log_text::Line;
use crate::cluster::{CallAnswer, CallFailure, FailedAt, FailureReason};
use crate::model::{CallId, ClusterId};
use crate::time::SimTime;

/// Position of a call in the list of all that were made.
pub(super) type CallIndex = u32;

/// What `CloudTrail`'s events on `EventBridge` are called.
pub(super) const API_CALL: &str = "AWS API Call via CloudTrail";

/// All calls that were made, with their answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Calls {
    made: Vec<MadeCall>,
    failures: Vec<CallFailure>,
    more: Vec<(FailureReason, u32)>,
}

/// One call; the lists are stretches of shared ones.
#[derive(Clone, Debug, PartialEq, Eq)]
struct MadeCall {
    call: CallId,
    refused: u32,
    tasks: TaskList,
    failures: Range<u32>,
    more: Range<u32>,
}

impl Calls {
    /// Keeps a call whose placed tasks are `tasks`.
    pub(super) fn keep(&mut self, answer: &CallAnswer<'_>, tasks: TaskList) -> CallIndex {
        let index = position(&self.made);
        let (failures, more) = (position(&self.failures), position(&self.more));
        self.failures.extend(answer.failures);
        self.more.extend(answer.more);
        self.made.push(MadeCall {
            call: answer.call,
            refused: answer.refused.iter().map(|(_, tasks)| tasks).sum(),
            tasks,
            failures: failures..position(&self.failures),
            more: more..position(&self.more),
        });
        index
    }
}

fn position<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).expect("fewer than 2^32 calls and failures")
}

fn stretch<'a, T>(list: &'a [T], range: &Range<u32>) -> &'a [T] {
    &list[range.start as usize..range.end as usize]
}

impl Recorded {
    /// Request and answer: what was asked for, `tasks`, `failures`.
    pub(super) fn call(&self, index: CallIndex) -> Line {
        let made = &self.calls.made[index as usize];
        let call = self.names.call(made.call);
        let placed = self.listed(made.tasks).len();
        let wanted = placed as u64 + u64::from(made.refused);
        let (definition, group) = (self.names.definition(call.definition), self.names.task_group(call.group));
        let who = call.started_by.as_ref().map_or_else(String::new, |who| format!(", startedBy {who}"));
        let ids = if placed == 0 { String::new() } else { format!(": {}", self.ids(made.tasks)) };
        let failures = self.failures(made);
        let message = format!(
            "taskDefinition {definition}, group {group}, count {wanted}{who}; tasks {placed}{ids}{failures}"
        );
        Line {
            detail_type: API_CALL,
            event_name: Some(call.api_name),
            resource: format!("cluster/{}", self.names.cluster(call.cluster)),
            message,
        }
    }

    /// The cluster that was called.
    pub(super) fn cluster_of_call(&self, index: CallIndex) -> ClusterId {
        self.names.call(self.calls.made[index as usize].call).cluster
    }

    /// What `CloudTrail` records of the call: who was asked for what, and the tasks that came of it.
    pub(super) fn call_detail(&self, at: SimTime, index: CallIndex) -> Members {
        let made = &self.calls.made[index as usize];
        let call = self.names.call(made.call);
        let text = |text: &str| Member::Text(text.to_owned());
        let wanted = self.listed(made.tasks).len() as u64 + u64::from(made.refused);
        let mut request = vec![
            ("cluster", text(self.names.cluster(call.cluster))),
            ("taskDefinition", text(self.names.definition(call.definition))),
            ("group", Member::Text(self.names.task_group(call.group))),
            ("count", Member::Whole(wanted)),
        ];
        request.extend(call.started_by.as_deref().map(|who| ("startedBy", text(who))));
        let task = |arn| Member::Object(Members(vec![("taskArn", arn)]));
        let tasks = self.task_arns(call.cluster, made.tasks).into_iter().map(task).collect();
        let failure = |failure: &CallFailure| {
            let reason = Member::Text(failure.reason.to_string());
            Member::Object(Members(vec![("reason", reason)]))
        };
        let failures = stretch(&self.calls.failures, &made.failures).iter().map(failure).collect();
        Members(vec![
            ("eventSource", text("ecs.amazonaws.com")),
            ("eventTime", Member::Moment(at)),
            ("requestParameters", Member::Object(Members(request))),
            (
                "responseElements",
                Member::Object(Members(vec![
                    ("tasks", Member::List(tasks)),
                    ("failures", Member::List(failures)),
                ])),
            ),
        ])
    }

    /// One entry per examined instance, the ones that are not listed by reason (RN-10).
    fn failures(&self, made: &MadeCall) -> String {
        let listed = stretch(&self.calls.failures, &made.failures);
        if listed.is_empty() {
            return "; failures 0".to_owned();
        }
        let more = stretch(&self.calls.more, &made.more);
        let unlisted: u64 = more.iter().map(|(_, instances)| u64::from(*instances)).sum();
        let entries: Vec<String> = listed.iter().map(|failure| self.failure(made.call, failure)).collect();
        let text = format!("; failures {}: {}", listed.len() as u64 + unlisted, entries.join(" "));
        if unlisted == 0 {
            return text;
        }
        let by_reason: Vec<String> =
            more.iter().map(|(reason, instances)| format!("{instances} {reason}")).collect();
        format!("{text} and {}", by_reason.join(", "))
    }

    fn failure(&self, call: CallId, failure: &CallFailure) -> String {
        let reason = failure.reason;
        match failure.at {
            FailedAt::Instance(id) => {
                format!("(container-instance {} {reason})", self.names.instance(id.ordinal()))
            }
            FailedAt::Named(position) => {
                let name = &self.names.call(call).instances[usize::from(position)];
                format!("(container-instance {name} {reason})")
            }
            FailedAt::Cluster => format!("({reason})"),
        }
    }
}
