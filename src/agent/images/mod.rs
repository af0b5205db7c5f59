//! Images on hosts: what is there, what is pulled, and how far each pull is (placement.md §3.7).
//!
//! ```text
//! a task begins ─► Pulls::begin   by the agent's behaviour and the host's cache: nothing to pull, or one pull an image
//!    a pull: asking ─► fetching ─► unpacking ─► there        (or: failing ─► what is cached, or the end of the task)
//!                      │ layers that are not there, each once for all pulls of the host
//!                      ▼
//!                 Downloads of the host ─ by a line of ─► Network   rates, shared by the hosts behind a NAT gateway
//! ```
//!
//! Nothing is polled: [`Pulls::next_change`] says when anything comes next, and [`Pulls::advance`] does all that came by
//! then. All sums are whole numbers; a layer is complete at the first microsecond by which all of it has come.

mod cache;
mod downloads;
mod network;
mod pull;
mod pulls;

pub use pulls::{PullOutcome, Pulls, Site};

#[cfg(test)]
mod tests;
