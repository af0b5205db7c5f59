//! What the rows of a trace call: each different call is drafted once, and a wrong one told at its first row.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::traces::{TraceFile, Traces};
use super::super::{Node, Problem, Problems, Value};
use super::arrivals::count;
use super::fields::{Text, text};
use super::run_task::{Draft, group};
use super::task_calls::{Row, TaskCalls};
use crate::model::{ArrivalId, CallId, TaskDefinitionId, TraceCalls};

/// More bad rows than this are only counted.
const MOST_TOLD: u64 = 100;

/// What makes two rows the same call: definition, group, CPU and memory as written.
type Same<'n> = (Option<TaskDefinitionId>, Option<&'n str>, Vec<String>);

/// The trace of a stream with the calls of its rows; `None` when a problem was pushed.
pub fn read<'n>(
    node: &'n Node,
    traces: &'n Traces,
    draft: &Draft<'n>,
    id: ArrivalId,
    calls: &mut TaskCalls<'_, 'n>,
    problems: &mut Problems,
) -> Option<TraceCalls> {
    let Some(file) = traces.of(node) else {
        check_read(node, problems);
        return None;
    };
    let TraceFile { trace, kinds, problems: found, .. } = file;
    let mut bad = file.bad;
    problems.extend(found.clone());
    let mut reader = Reader { draft, id, known: BTreeMap::new(), definitions: BTreeMap::new() };
    let mut kept = Vec::new();
    for kind in kinds {
        let mut found = Problems::default();
        kept.extend(reader.call(kind, calls, &mut found));
        bad += u64::from(found.has_errors());
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
    let complete = kept.len() == kinds.len();
    complete.then(|| TraceCalls { trace: Arc::clone(trace), calls: kept, count: count(draft) })
}

/// Reads the different calls of a trace.
struct Reader<'d, 'n> {
    draft: &'d Draft<'n>,
    id: ArrivalId,
    known: BTreeMap<Same<'n>, CallId>,
    /// What definitions are called in the trace; `None` for a name that leads nowhere, which was told.
    definitions: BTreeMap<&'n str, Option<TaskDefinitionId>>,
}

impl<'n> Reader<'_, 'n> {
    fn call(
        &mut self,
        kind: &'n Node,
        calls: &mut TaskCalls<'_, 'n>,
        problems: &mut Problems,
    ) -> Option<CallId> {
        let own_group = group(kind, problems);
        let definition =
            text(kind, "taskDefinition").map(|written| self.definition(written, calls, problems));
        if problems.has_errors() {
            return None;
        }
        // A definition that leads nowhere was told at the first row that names it.
        let definition = match definition {
            Some(found) => Some(found?),
            None => None,
        };
        let resources: Vec<_> = ["cpu", "memory"].iter().filter_map(|name| kind.member(name)).collect();
        let written = resources.iter().map(|member| format!("{}={:?}", member.name, member.value.value));
        let same = (definition, own_group, written.collect());
        Some(*self.known.entry(same).or_insert_with(|| {
            let row = Row { definition, resources, group: own_group };
            calls.add(self.draft, &row, Some(self.id), problems)
        }))
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

/// Files are read before the matrix and `--set` write over a scenario, so another path, or another way to read it, comes
/// too late.
fn check_read(node: &Node, problems: &mut Problems) {
    // What could not be read was told.
    if let Some(path) = node.get("file").filter(|file| !matches!(file.value, Value::Array(_))) {
        let message = "the trace of an arrival stream, and how it is read, cannot be exchanged";
        let problem = Problem::error(&path.span, message).label("not read any more");
        problems.push(problem.help("write a stream for each trace, or vary something else"));
    }
}
