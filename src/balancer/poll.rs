//! When ECS learns what a load balancer knows.

use crate::time::{SimDuration, SimTime};

/// The poll at which ECS learns of something that the load balancer knows since `known_at`.
///
/// ECS asks every `interval` (`healthPollInterval`), counted from the start; an answer that is there at the instant of
/// a poll is seen by it.
///
/// ```
/// use plimsoll::{balancer::next_poll, time::{SimDuration, SimTime}};
/// let every = SimDuration::from_secs(10);
/// assert_eq!(next_poll(SimTime::from_secs(30), every), SimTime::from_secs(30));
/// assert_eq!(next_poll(SimTime::from_micros(30_000_001), every), SimTime::from_secs(40));
/// ```
#[must_use]
pub const fn next_poll(known_at: SimTime, interval: SimDuration) -> SimTime {
    known_at.round_up_to(interval)
}
