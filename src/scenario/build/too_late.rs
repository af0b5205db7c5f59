//! Warnings about what would happen after the simulation has ended.

use super::super::{Node, Problem, Problems};
use super::fields::objects;
use super::quantity::duration;
use crate::time::SimDuration;

/// Warns of faults, actions and registrations that come too late to matter.
pub fn check(root: &Node, end: SimDuration, problems: &mut Problems) {
    for (section, member) in [("faults", "at"), ("actions", "at"), ("containerInstances", "registerAfter")] {
        for node in objects(root, section) {
            // Whatever is wrong with the text itself was told when it was read.
            let at = duration(node, member, &mut Problems::default());
            let (Some(at), Some(written)) = (at.filter(|at| *at >= end), node.get(member)) else { continue };
            let message = format!("`{member}` ({at}) is not before the end of the simulation ({end})");
            let problem = Problem::warning(&written.span, message).label("never happens");
            problems.push(problem.help("write an earlier time, or lengthen `simulation.duration`"));
        }
    }
}
