//! Choosing an instance for a task, and a task to stop.
//!
//! A [`Chooser`] answers a [`Request`] with a [`Decision`]. Every chooser obeys the same rules: the instances of the
//! cluster that pass the filter are candidates, judged in the order of `Rejection`; the [`strategy`] chain
//! orders them; a failure is explained by the diagnosis. [`LinearChooser`] applies the rules literally and is the
//! oracle; [`IndexedChooser`] gives the same answers without looking at every instance; [`AutoChooser`] takes the
//! quicker of the two for the size of the cluster. [`explanation`] tells the same decision step by step.

mod auto;
mod capacity;
mod diagnosis;
pub mod explanation;
mod filter;
mod group_tournament;
mod indexed;
mod instance_facts;
mod linear;
mod lower_bound;
pub mod question;
mod ranking;
mod request;
mod requirements;
mod scale_in;
pub mod strategy;
mod tournament;
mod waiting;

#[cfg(test)]
mod differential;
#[cfg(test)]
mod rules;
#[cfg(test)]
pub(crate) mod testkit;

pub use auto::AutoChooser;
pub use capacity::{Capacity, ClassCapacity, capacity, capacity_by_class};
pub use diagnosis::diagnose;
pub use filter::Filter;
pub use indexed::IndexedChooser;
pub use linear::LinearChooser;
pub use lower_bound::{LowerBound, Wanted, lower_bound_instances};
pub use request::{Chooser, Decision, Request};
pub use scale_in::choose_stops;
pub use waiting::WaitingGroups;
