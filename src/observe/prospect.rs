//! What can still become of a deployment that is not over when a run ends.

use crate::time::SimTime;

/// Whether anything that is pending can move it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prospect {
    /// Something may: the first such thing is due at this time.
    Moves(SimTime),
    /// Nothing does (SC-04), so that it is stuck. What fails by chance is no way on; the first such failure is known for
    /// this time, if one is.
    Stuck {
        /// When.
        failure_at: Option<SimTime>,
    },
}
