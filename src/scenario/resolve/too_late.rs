//! Warnings about what would happen after the simulation has ended.

use super::super::{Node, Problem, Problems, Span};
use super::distribution::distribution;
use super::fields::{list, objects, text};
use super::quantity::{duration, duration_of};
use crate::model::{ArrivalSchedule, Arrivals, Trace};
use crate::time::{SimDuration, SimTime};

/// Warns of faults, actions, arrivals and registrations that come too late to matter.
pub fn check(root: &Node, arrivals: &[Arrivals], end: SimDuration, problems: &mut Problems) {
    for (section, member) in
        [("faults", "at"), ("actions", "at"), ("arrivals", "from"), ("containerInstances", "registerAfter")]
    {
        for node in objects(root, section) {
            // Whatever is wrong with the text itself was told when it was read.
            let at = distribution(node, member, &mut Problems::default());
            let (Some(at), Some(written)) = (at, node.get(member)) else { continue };
            if at.shortest() >= end {
                problems.push(never_happens(&written.span, member, at.shortest(), end));
            } else if let Some(latest) = at.longest().filter(|latest| *latest >= end) {
                let message = format!(
                    "`{member}` is up to {latest}, which is not before the end of the simulation ({end})"
                );
                let problem = Problem::warning(&written.span, message).label("does not always happen");
                problems
                    .push(problem.help("write an earlier longest time, or lengthen `simulation.duration`"));
            }
        }
    }
    check_repeated(root, end, problems);
    check_traces(root, arrivals, end, problems);
    for stream in objects(root, "arrivals") {
        for written in list(stream, "at") {
            let at = duration_of(written, "at", &mut Problems::default());
            if let Some(at) = at.filter(|at| *at >= end) {
                problems.push(never_happens(&written.span, "at", at, end));
            }
        }
    }
}

/// Warns of faults and arrivals that come again and again, the first one never before their own end or that of the
/// simulation.
fn check_repeated(root: &Node, end: SimDuration, problems: &mut Problems) {
    for node in ["faults", "arrivals"].into_iter().flat_map(|section| objects(root, section)) {
        let time = |name| duration(node, name, &mut Problems::default());
        let gap = distribution(node, "every", &mut Problems::default());
        let (Some(gap), Some(written)) = (gap, node.get("every")) else { continue };
        let from = time("from").unwrap_or_default();
        let first = from + gap.shortest();
        if let Some(until) = time("until").filter(|until| *until <= first && *until < end) {
            let message = format!("`every` comes at {first} at the earliest, and `until` is {until}");
            let problem = Problem::warning(&written.span, message).label("never happens");
            problems.push(problem.help("write a shorter `every` or a later `until`"));
        } else if first >= end && from < end {
            problems.push(never_happens(&written.span, "every", first, end));
        }
    }
}

/// Warns of traces that go on after the end.
fn check_traces(root: &Node, arrivals: &[Arrivals], end: SimDuration, problems: &mut Problems) {
    for node in objects(root, "arrivals") {
        let (Some(trace), Some(name)) = (node.get("file"), text(node, "name")) else { continue };
        let of_stream = arrivals.iter().find(|stream| stream.name == name.value);
        let Some(ArrivalSchedule::Trace(calls)) = of_stream.map(|stream| &stream.schedule) else { continue };
        let rows = &calls.trace;
        let late = rows.iter().filter(|row| Trace::time(row) >= SimTime::ZERO + end).count();
        if late > 0 {
            let message =
                format!("{late} of {} rows come after the end of the simulation ({end})", rows.len());
            let problem = Problem::warning(&trace.span, message).label("not simulated");
            problems.push(problem.help("lengthen `simulation.duration`"));
        }
    }
}

fn never_happens(span: &Span, member: &str, at: SimDuration, end: SimDuration) -> Problem {
    let message = format!("`{member}` ({at}) is not before the end of the simulation ({end})");
    let problem = Problem::warning(span, message).label("never happens");
    problem.help("write an earlier time, or lengthen `simulation.duration`")
}
