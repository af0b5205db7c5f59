//! The rows of a trace of arrivals as calls: every bad row is told at its line.

use std::collections::BTreeMap;

use super::super::{Node, Problem, Problems, Value};
use super::arrivals::count as drafted_count;
use super::fields::{Text, text};
use super::quantity::{duration_of, observed_seconds};
use super::run_task::{Draft, count, group};
use super::task_calls::{Row, TaskCalls};
use crate::model::{Arrival, ArrivalId, CallId, TaskDefinitionId};
use crate::time::{SimDuration, SimTime};

/// More bad rows than this are only counted.
const MOST_TOLD: usize = 100;

/// What makes two rows the same call: definition, group, CPU and memory as written.
type Same<'n> = (Option<TaskDefinitionId>, Option<&'n str>, Vec<String>);

/// Reads rows, keeping each different call once.
pub struct TraceRows<'d, 'n> {
    draft: &'d Draft<'n>,
    id: ArrivalId,
    known: BTreeMap<Same<'n>, CallId>,
    /// What definitions are called in the trace; `None` for a name that leads nowhere, which was told.
    definitions: BTreeMap<&'n str, Option<TaskDefinitionId>>,
}

impl<'d, 'n> TraceRows<'d, 'n> {
    /// The arrivals of `node`'s trace, sorted by time; those of one instant in the order of the file.
    pub fn read(
        node: &'n Node,
        draft: &'d Draft<'n>,
        id: ArrivalId,
        calls: &mut TaskCalls<'_, 'n>,
        problems: &mut Problems,
    ) -> Vec<Arrival> {
        let mut reader = Self { draft, id, known: BTreeMap::new(), definitions: BTreeMap::new() };
        let mut bad = 0;
        let mut arrivals = Vec::new();
        let rows = node.get("file").map_or(&[][..], Node::elements);
        check_read(node, problems);
        for row in rows {
            let mut found = Problems::default();
            arrivals.extend(reader.arrival(row, calls, &mut found));
            bad += usize::from(found.has_errors());
            if bad <= MOST_TOLD {
                problems.extend(found);
            }
        }
        if bad > MOST_TOLD {
            let span = &node.get("file").unwrap_or(node).span;
            let message = format!("{} more rows of the trace are wrong", bad - MOST_TOLD);
            let problem = Problem::error(span, message).label("only the first are told");
            problems.push(problem.help("mend those, and look again"));
        }
        arrivals.sort_by_key(|arrival| arrival.at);
        arrivals
    }

    fn arrival(
        &mut self,
        row: &'n Node,
        calls: &mut TaskCalls<'_, 'n>,
        problems: &mut Problems,
    ) -> Option<Arrival> {
        if row.get("").is_some() {
            let problem =
                Problem::error(&row.span, "the row has more cells than the header").label("too long");
            problems.push(problem.help("remove them, or name their column in the header"));
        }
        let at = row.get("at").and_then(|at| time(at, "at", problems));
        if row.get("at").is_none() {
            let problem = Problem::error(&row.span, "the row has no `at`").label("when?");
            problems.push(problem.help("write seconds such as 90, or a duration such as 1m 30s"));
        }
        let run_time = row.get("runTime").and_then(|run_time| time(run_time, "runTime", problems));
        check_count(row, problems);
        let count = count(row, problems).unwrap_or(drafted_count(self.draft));
        let own_group = group(row, problems);
        let definition = text(row, "taskDefinition").map(|written| self.definition(written, calls, problems));
        if problems.has_errors() {
            return None;
        }
        // A definition that leads nowhere was told at the first row that names it.
        let definition = match definition {
            Some(found) => Some(found?),
            None => None,
        };
        let resources: Vec<_> = ["cpu", "memory"].iter().filter_map(|name| row.member(name)).collect();
        let written = resources.iter().map(|member| format!("{}={:?}", member.name, member.value.value));
        let same = (definition, own_group, written.collect());
        let call = *self.known.entry(same).or_insert_with(|| {
            let row = Row { definition, resources, group: own_group };
            calls.add(self.draft, &row, Some(self.id), problems)
        });
        Some(Arrival { at: SimTime::ZERO + at?, call, count, run_time })
    }

    fn definition(
        &mut self,
        written: Text<'n>,
        calls: &TaskCalls<'_, 'n>,
        problems: &mut Problems,
    ) -> Option<TaskDefinitionId> {
        let known = calls.around().task_definitions;
        *self.definitions.entry(written.value).or_insert_with(|| known.resolve(written, problems))
    }
}

/// Files are read before the matrix and `--set` write over a scenario, so the path of another one comes too late.
fn check_read(node: &Node, problems: &mut Problems) {
    if let Some(path) = node.get("file").filter(|file| !matches!(file.value, Value::Array(_))) {
        let problem = Problem::error(&path.span, "the trace of an arrival stream cannot be exchanged");
        let problem = problem.label("not read any more");
        problems.push(problem.help("write a stream for each trace, or vary something else"));
    }
}

/// Seconds, or a duration with its unit.
fn time(node: &Node, name: &str, problems: &mut Problems) -> Option<SimDuration> {
    match node.value {
        Value::String(_) => duration_of(node, name, problems),
        _ => observed_seconds(node, name, problems),
    }
}

/// A fraction is no count.
fn check_count(row: &Node, problems: &mut Problems) {
    if let Some(node) = row.get("count").filter(|node| matches!(node.value, Value::Float(_))) {
        let problem = Problem::error(&node.span, "`count` is not a whole number").label("a fraction");
        problems.push(problem.rule("RN-01: InvalidParameterException").help("write a number from 1 to 10"));
    }
}
