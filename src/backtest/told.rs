//! What the log tells of the time before the cause.

use super::cause::Cause;
use crate::calibrate::{Form, Forms, Log, Stamp, TaskLog, Told};

/// 2022-01-01: by then events had the words of today.
const TODAY: Stamp = Stamp::from_micros(1_640_995_200_000_000);
/// 2014-11-13, when there first was an ECS: what is before it is simulated, from the epoch on.
const FIRST: Stamp = Stamp::from_micros(1_415_836_800_000_000);

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

/// Whether the scheduler that tells it is that of until 2021.
pub(super) fn is_told_as_before(cause: &Cause, log: &Log) -> bool {
    form(cause, log) == Form::Signal || (FIRST..TODAY).contains(&cause.at)
}

/// What "has stopped" tells of the service.
pub(super) fn form(cause: &Cause, log: &Log) -> Form {
    log.services.get(&cause.service).map_or_else(Form::default, |service| Forms::of(service).form())
}
