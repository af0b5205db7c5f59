//! `status` of what is described: deleted services and definitions run here all the same, which is told (VS-27).

use super::super::{Node, Problem, Problems};
use super::fields::text;

/// Warns of a service or a task definition that ECS is deleting or has deleted.
pub fn check(node: &Node, what: &str, problems: &mut Problems) {
    let gone = ["DRAINING", "INACTIVE", "DELETE_IN_PROGRESS"];
    let Some(status) = text(node, "status").filter(|status| gone.contains(&status.value)) else { return };
    let message = format!("the {what} is {}, and is simulated as ACTIVE", status.value);
    let problem = Problem::warning(status.span, message).label("deleted, or about to be").rule("VS-27");
    problems.push(problem.help(format!("leave the {what} out, or write status = \"ACTIVE\" beside `file`")));
}
