//! `random`: each candidate equally likely, from the service's own stream (DF-05).

use crate::rng::Stream;

/// One of `choices` equally likely positions.
///
/// A number is drawn only where there is a choice, so that a cluster with one candidate leaves the stream alone.
///
/// # Panics
///
/// When there is no choice at all.
///
/// ```
/// use plimsoll::placement::strategy::pick;
/// use plimsoll::rng::Streams;
/// let mut stream = Streams::new(7).stream("placement", "web");
/// assert_eq!(pick(1, &mut stream), 0);
/// assert!(pick(6, &mut stream) < 6);
/// ```
pub fn pick(choices: u64, stream: &mut Stream) -> u64 {
    assert!(choices > 0, "nothing to choose from");
    if choices == 1 { 0 } else { stream.below(choices) }
}
