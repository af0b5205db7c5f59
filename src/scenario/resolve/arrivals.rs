//! `[[arrivals]]`: calls of `RunTask` over time, by a process, a schedule or a trace.

use super::super::traces::{self, Traces};
use super::super::{Node, Problem, Problems, Value};
use super::canonical::canonical;
use super::distribution::{distribution, positive};
use super::fields::{Text, is_absent, is_object, missing, objects, required_text, text};
use super::limits::{MAX_CALLS, MAX_ENTRIES, MAX_TASKS};
use super::names::{check_spelling, shortened};
use super::quantity::{duration_of, instant, whole};
use super::run_task::{Draft, repeats_token, run_task};
use super::task_calls::{Row, TaskCalls};
use super::trace_calls;
use crate::metrics::ACTIONS;
use crate::model::{Arrival, ArrivalId, ArrivalSchedule, Arrivals, Destination, Distribution};
use crate::time::{SimDuration, SimTime};

const TIMINGS: [&str; 3] = ["every", "at", "file"];
/// Members that only a process has.
const OF_PROCESS: [&str; 3] = ["from", "until", "calls"];

/// The arrival streams of a scenario, by name.
pub fn read<'n>(
    root: &'n Node,
    traces: &'n Traces,
    duration: SimDuration,
    calls: &mut TaskCalls<'_, 'n>,
    problems: &mut Problems,
) -> Vec<Arrivals> {
    let mut nodes: Vec<(Option<Text<'n>>, &'n Node)> = objects(root, "arrivals")
        .take(MAX_ENTRIES)
        .map(|node| (required_text(node, "name", "the arrival stream", problems), node))
        .collect();
    nodes.sort_by_cached_key(|(name, node)| (name.map_or("", |name| name.value), canonical_head(node)));
    check_names(&nodes, problems);
    let mut all = Vec::new();
    for (name, node) in nodes {
        let id = ArrivalId::new(all.len());
        let schedule = schedule(node, traces, id, calls, problems);
        check_pace(node, schedule.as_ref(), duration, problems);
        if let (Some(schedule), Some(name)) = (schedule, name) {
            all.push(Arrivals { name: name.value.to_owned(), schedule });
        }
    }
    all
}

/// What tells two streams of one name apart, which is an error anyway; traces are long and left out.
fn canonical_head(node: &Node) -> String {
    node.get("runTask").map_or_else(String::new, canonical)
}

fn check_names(nodes: &[(Option<Text<'_>>, &Node)], problems: &mut Problems) {
    let names: Vec<Text<'_>> = nodes.iter().filter_map(|(name, _)| *name).collect();
    for name in &names {
        check_spelling(*name, "arrivals", problems);
        if name.value == ACTIONS {
            let message = format!("arrivals cannot be called `{ACTIONS}`");
            let problem = Problem::error(name.span, message).label("metrics call the calls of actions so");
            problems.push(problem.help("choose another name"));
        }
    }
    for pair in names.windows(2).filter(|pair| pair[0].value == pair[1].value) {
        let message = format!("arrivals `{}` are declared twice", shortened(pair[1].value));
        let problem = Problem::error(pair[1].span, message).label("declared before");
        problems.push(problem.help("remove one, or give it another `name`"));
    }
}

fn schedule<'n>(
    node: &'n Node,
    traces: &'n Traces,
    id: ArrivalId,
    calls: &mut TaskCalls<'_, 'n>,
    problems: &mut Problems,
) -> Option<ArrivalSchedule> {
    let timing = timing(node, problems);
    let draft = draft(node, calls, problems);
    match timing? {
        "every" => {
            let schedule = process(node, problems);
            let call = calls.add(&draft?, &Row::default(), Some(id), problems);
            let (gap, from, until, most) = schedule?;
            Some(ArrivalSchedule::Every { call, gap, from, until, calls: most })
        }
        "at" => {
            let times = times(node, problems);
            let draft = draft?;
            let call = calls.add(&draft, &Row::default(), Some(id), problems);
            let count = count(&draft);
            let arrival = |at| Arrival { at, call, count, run_time: None };
            Some(ArrivalSchedule::At(times.into_iter().map(arrival).collect()))
        }
        _ => {
            let draft = draft?;
            trace_calls::read(node, traces, &draft, id, calls, problems).map(ArrivalSchedule::Trace)
        }
    }
}

/// Which of the three ways of timing the stream has.
fn timing(node: &Node, problems: &mut Problems) -> Option<&'static str> {
    let given: Vec<&'static str> = TIMINGS.into_iter().filter(|name| !is_absent(node, name)).collect();
    let [timing] = given.as_slice() else {
        let message = format!("the arrival stream has {} of {}, not one", given.len(), TIMINGS.join(", "));
        let problem = Problem::error(&node.span, message).label("when?");
        let help = "write every = { exponential = { mean = \"30s\" } }, at = [\"0s\", \"10m\"] or file = \"trace.csv\"";
        problems.push(problem.help(help));
        return None;
    };
    for (names, of, help) in [
        (&OF_PROCESS[..], "every", "remove it; it belongs to `every`"),
        (&traces::MEMBERS, "file", "remove it; it belongs to `file`"),
    ] {
        for member in names.iter().filter(|_| *timing != of).filter_map(|name| node.member(name)) {
            let message = format!("`{}` does not go with `{timing}`", member.name);
            let problem = Problem::error(&member.name_span, message);
            problems.push(problem.label("has no meaning here").help(help));
        }
    }
    Some(*timing)
}

/// The call of the stream; its run time may stand beside it.
fn draft<'n>(node: &'n Node, calls: &TaskCalls<'_, 'n>, problems: &mut Problems) -> Option<Draft<'n>> {
    if is_absent(node, "runTask") {
        let problem = missing(node, "runTask", "the arrival stream");
        problems.push(problem.help("add runTask = { taskDefinition = \"…\" }"));
    }
    let call = node.get("runTask").filter(|call| is_object(call))?;
    let run_time = distribution(node, "runTime", problems);
    if let (Some(_), Some(inner)) = (node.get("runTime"), call.member("runTime")) {
        let problem = Problem::error(&inner.name_span, "`runTime` stands beside `runTask` and inside of it");
        problems.push(problem.label("which one?").help("remove one of the two"));
    }
    if let Some(token) = text(call, "clientToken") {
        problems.push(repeats_token(token));
    }
    let mut draft = run_task(call, calls.around(), problems)?;
    calls.check_overrides(&draft, problems);
    draft.run_time = run_time.or(draft.run_time);
    Some(draft)
}

/// Refuses a process that would call more often than a run can take.
fn check_pace(
    node: &Node,
    schedule: Option<&ArrivalSchedule>,
    duration: SimDuration,
    problems: &mut Problems,
) {
    let Some(ArrivalSchedule::Every { gap, from, until, calls, .. }) = schedule else { return };
    let end = (*until).min(SimTime::ZERO + duration);
    let time = end.since((*from).min(end)).as_micros();
    let expected = (time / gap.typical().as_micros().max(1)).min(calls.unwrap_or(u64::MAX));
    if expected > MAX_CALLS {
        let span = &node.get("every").unwrap_or(node).span;
        let message = format!("about {expected} calls, more than the {MAX_CALLS} that a stream may make");
        let problem = Problem::error(span, message).label("too frequent");
        problems.push(problem.help("write a longer time between calls, `until`, or `calls`"));
    }
}

/// Gap, beginning, end and number of calls.
fn process(node: &Node, problems: &mut Problems) -> Option<(Distribution, SimTime, SimTime, Option<u64>)> {
    let gap = positive(node, "every", problems);
    let from = instant(node, "from", problems).unwrap_or(SimTime::ZERO);
    let until = instant(node, "until", problems).unwrap_or(SimTime::NEVER);
    if until <= from {
        let span = &node.get("until").unwrap_or(node).span;
        let (until, from) = (until.since(SimTime::ZERO), from.since(SimTime::ZERO));
        let problem = Problem::error(span, format!("`until` ({until}) is not after `from` ({from})"));
        problems.push(problem.label("no time for any call").help("write a later time"));
    }
    let most = u32::try_from(MAX_TASKS).unwrap_or(u32::MAX);
    let calls = whole(node, "calls", 1..=most, "", problems).map(u64::from);
    Some((gap?, from, until, calls))
}

/// The times of a schedule, sorted.
fn times(node: &Node, problems: &mut Problems) -> Vec<SimTime> {
    let written = node.get("at").map_or(&[][..], Node::elements);
    if let Some(list) = node.get("at").filter(|list| list.value == Value::Array(Vec::new())) {
        let problem = Problem::error(&list.span, "`at` names no time").label("empty");
        problems.push(problem.help("write times such as [\"0s\", \"10m\"]"));
    }
    if written.len() > MAX_ENTRIES {
        let span = &node.get("at").unwrap_or(node).span;
        let message = format!("{} times in `at`, and a stream may have {MAX_ENTRIES}", written.len());
        let problem = Problem::error(span, message).label("too many");
        problems.push(problem.help("use `every`, or a CSV file"));
    }
    let times = written.iter().take(MAX_ENTRIES).filter_map(|at| duration_of(at, "at", problems));
    let mut times: Vec<SimTime> = times.map(|at| SimTime::ZERO + at).collect();
    times.sort_unstable();
    times
}

/// How many tasks a drafted call asks for.
pub fn count(draft: &Draft<'_>) -> u32 {
    match &draft.destination {
        Destination::Chosen { count, .. } => *count,
        Destination::Named { instances, .. } => u32::try_from(instances.len()).unwrap_or(u32::MAX),
    }
}
