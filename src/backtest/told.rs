//! What the log tells of the time before the cause.

use super::cause::Cause;
use crate::calibrate::{Log, TaskLog, Told};

/// Whether a task of the service was there when it began.
pub(super) fn is_there(task: &TaskLog, cause: &Cause) -> bool {
    let began = task.at.created.or(task.at.started);
    let gone = task.at.stopping.or(task.at.execution_stopped).or(task.at.stopped);
    task.service.as_ref() == Some(&cause.service)
        && began.is_none_or(|began| began < cause.at)
        && (began.is_some() || gone.is_some())
        && gone.is_none_or(|gone| gone >= cause.at)
}

/// Whether the deployment began with one task and then several.
pub(super) fn is_first_alone(cause: &Cause, log: &Log) -> bool {
    let events = log.services.get(&cause.service).map_or(&[][..], |service| &service.events);
    let starts = events.iter().filter(|(at, _)| *at > cause.at && *at <= cause.end);
    let mut starts =
        starts.filter_map(|(_, told)| if let Told::Started(tasks) = told { Some(tasks.len()) } else { None });
    starts.next() == Some(1) && starts.next().is_some_and(|count| count > 1)
}

/// The ARN of another revision of the same family.
pub(super) fn revision_before(arn: &str) -> Option<String> {
    let (family, revision) = arn.rsplit_once(':')?;
    let revision: u32 = revision.parse().ok()?;
    let other = if revision > 1 { revision - 1 } else { revision + 1 };
    Some(format!("{family}:{other}"))
}
