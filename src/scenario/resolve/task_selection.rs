//! Which tasks a call concerns: those of a service or of a group, or some by their ids.

use super::super::{Node, Problem, Problems};
use super::clusters::Clusters;
use super::fields::{Text, as_text, flag, is_absent, list, missing, text};
use super::quantity::whole;
use super::selection::HowMany;
use crate::model::{Service, ServiceId, TaskSelection};
use crate::time::SimDuration;

/// `expiresInMinutes` where nothing is said, and its bounds (`UpdateTaskProtection`).
const EXPIRES: (u32, std::ops::RangeInclusive<u32>) = (120, 1..=2_880);

/// `UpdateTaskProtection` takes so many tasks.
const MOST_PROTECTED: usize = 10;

/// What `stopTask` names: exactly one of `service`, `group`, `startedBy` and `task` (VC-21). `service` resolves the first.
pub fn stopped(
    call: &Node,
    clusters: &Clusters<'_>,
    problems: &mut Problems,
    service: impl FnOnce(&mut Problems) -> Option<ServiceId>,
) -> Option<TaskSelection> {
    check_one(call, "stopTask", &["service", "group", "startedBy", "task"], problems)?;
    if let Some(task) = text(call, "task") {
        refuse_count(call, "task", problems);
        return Some(TaskSelection::Named(vec![id(task, problems)]));
    }
    let count = HowMany::read(call, problems).or(Some(1));
    if let Some(by) = text(call, "startedBy") {
        refuse_deployment(by, problems);
        let cluster = clusters.resolve(call, problems)?;
        return Some(TaskSelection::StartedBy { cluster, started_by: by.value.to_owned(), count });
    }
    match text(call, "group") {
        Some(group) => {
            let cluster = clusters.resolve(call, problems)?;
            Some(TaskSelection::OfGroup { cluster, group: group.value.to_owned(), count })
        }
        None => Some(TaskSelection::OfService { service: service(problems)?, count }),
    }
}

/// The scheduler's own tasks are started by their deployment, whose id no scenario knows beforehand.
fn refuse_deployment(by: Text<'_>, problems: &mut Problems) {
    if by.value.starts_with("ecs-svc/") {
        let problem = Problem::error(by.span, "`startedBy` names a deployment of a service");
        let help = "select the service's tasks by `service`, or one of them by its id (`task`)";
        problems.push(problem.label("tasks of calls alone").rule("VC-21").help(help));
    }
}

/// What `updateTaskProtection` names: tasks of a service, or up to ten tasks (VC-22).
pub fn protected(
    call: &Node,
    problems: &mut Problems,
    service: impl FnOnce(&mut Problems) -> Option<ServiceId>,
) -> Option<TaskSelection> {
    check_one(call, "updateTaskProtection", &["service", "tasks"], problems)?;
    if is_absent(call, "tasks") {
        let count = HowMany::read(call, problems).or(None);
        return Some(TaskSelection::OfService { service: service(problems)?, count });
    }
    refuse_count(call, "tasks", problems);
    let tasks = list(call, "tasks");
    if tasks.len() > MOST_PROTECTED || tasks.is_empty() {
        let span = &call.get("tasks").unwrap_or(call).span;
        let message = format!("{} tasks in one call, and the API takes 1 to {MOST_PROTECTED}", tasks.len());
        let problem = Problem::error(span, message).label("too many or none").rule("VC-22");
        problems.push(problem.help("write several actions"));
    }
    Some(TaskSelection::Named(tasks.iter().filter_map(as_text).map(|task| id(task, problems)).collect()))
}

/// For how long tasks are protected, `Ok(None)` where they are not any more, `Err` where nothing is said (VC-22).
pub fn protection(call: &Node, problems: &mut Problems) -> Result<Option<SimDuration>, ()> {
    if is_absent(call, "protectionEnabled") {
        let problem = missing(call, "protectionEnabled", "`updateTaskProtection`").rule("VC-22");
        problems.push(problem.help("add protectionEnabled = true"));
    }
    let enabled = flag(call, "protectionEnabled").ok_or(())?;
    let (default, bounds) = EXPIRES;
    let minutes = whole(call, "expiresInMinutes", bounds, "VC-22", problems);
    if let Some(member) = call.member("expiresInMinutes").filter(|_| !enabled) {
        let message = "`expiresInMinutes` says nothing of tasks that are not protected";
        let problem = Problem::warning(&member.name_span, message).label("without effect").rule("VC-22");
        problems.push(problem.help("remove it"));
    }
    let minutes = u64::from(minutes.unwrap_or(default));
    Ok(enabled.then(|| SimDuration::from_mins(minutes)))
}

/// No rule says what becomes of a protected task of a DAEMON service, whose count is not scaled.
pub fn refuse_daemon(service: &Service, call: &Node, problems: &mut Problems) {
    if service.is_daemon() {
        let message = format!("protection of tasks of `{}`, a DAEMON service, is not modelled", service.name);
        let problem = Problem::error(&call.span, message).label("no REPLICA service").rule("SI-07");
        problems.push(problem.help("remove the call: no scale-in stops tasks of a DAEMON service"));
    }
}

/// Reports a call that names tasks in no way, or in two.
fn check_one(call: &Node, name: &str, members: &[&str], problems: &mut Problems) -> Option<()> {
    let written = members.iter().filter(|member| !is_absent(call, member)).count();
    if written == 1 {
        return Some(());
    }
    let message = format!("`{name}` says in {written} ways which tasks it means, not in one");
    let problem = Problem::error(&call.span, message).label("which tasks?");
    let rule = if name == "stopTask" { "VC-21" } else { "VC-22" };
    problems.push(problem.rule(rule).help(format!("write one of `{}`", members.join("`, `"))));
    None
}

fn refuse_count(call: &Node, beside: &str, problems: &mut Problems) {
    if let Some(member) = call.member("count") {
        let problem = Problem::error(&member.name_span, format!("`count` does not go with `{beside}`"));
        problems.push(problem.label("the ids say it all").help("remove one of the two"));
    }
}

/// A task's id, without what its ARN has before it.
fn id(task: Text<'_>, problems: &mut Problems) -> String {
    let id = task.value.rsplit('/').next().unwrap_or(task.value);
    if id.len() != 32 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let problem =
            Problem::error(task.span, format!("`{}` is no id of a task", super::names::shortened(id)));
        problems.push(problem.label("no 32 hexadecimal digits").help("results name tasks in tasks.csv"));
    }
    id.to_ascii_lowercase()
}
