//! `first-fit`: the first instance that fits, in the order in which instances became known.
//!
//! No other strategy decides after it, nor does the usual tie-break: two instances never tie. First fit and its bounds
//! are those of bin packing (Johnson, *Near-optimal bin packing algorithms*, 1973). On scale-in the task on the last
//! instance goes first; among its tasks later entries decide.

use super::registry::Research;
use crate::model::Strategy;

pub(super) const FIRST_FIT: Research = Research {
    name: "first-fit",
    arguments: &[],
    places: "the first instance, by id, that fits; later entries decide nothing",
    stops: "a task on the last instance",
    source: "Johnson, Near-optimal Bin Packing Algorithms, 1973",
    make: |_| Strategy::FirstFit,
};
