//! Why the rows of a trace cannot be kept.

use super::super::limits::{MAX_HELD_TRACES, MAX_PACKED_TRACE, MAX_PACKED_TRACES};
use super::super::{Problem, Span};
use crate::model::TraceError;

/// What is told of it where the file is named.
pub fn not_kept(named_at: &Span, error: &TraceError) -> Problem {
    match error {
        TraceError::Full => {
            let message = format!(
                "the rows of the trace take more than {} GiB, packed, or those of all traces more than {}",
                MAX_PACKED_TRACE >> 30,
                MAX_PACKED_TRACES >> 30
            );
            let problem = Problem::error(named_at, message).label("too many");
            problem.help("take a part of the trace by `where`, or split the scenario")
        }
        TraceError::NotKept(cause) => {
            let message = format!(
                "the rows of the trace are more than {} MiB, packed, and cannot be kept in a temporary file: {cause}",
                MAX_HELD_TRACES >> 20
            );
            let problem = Problem::error(named_at, message).label("too many for memory");
            problem.help("make room where the system has temporary files, or name another folder as TMPDIR")
        }
    }
}
