//! Named streams: a purpose and an entity name, never creation order, select the numbers.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// The source of all streams of a run.
///
/// A stream belongs to a purpose and a name, so that adding a service shifts the numbers of nobody else and two
/// strategies meet the same arrivals and failures (common random numbers).
#[derive(Clone, Copy, Debug)]
pub struct Streams {
    seed: u64,
}

/// One sequence of random numbers.
#[derive(Clone, Debug)]
pub struct Stream(ChaCha8Rng);

impl Streams {
    /// The streams of a run with this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// The stream for `purpose` of the entity called `name`.
    ///
    /// ```
    /// use plimsoll::rng::Streams;
    /// let streams = Streams::new(7);
    /// let draw = |name| streams.stream("launch", name).below(1_000_000);
    /// assert_eq!(draw("web"), draw("web"));
    /// assert_ne!(draw("web"), draw("api"));
    /// ```
    #[must_use]
    pub fn stream(&self, purpose: &str, name: &str) -> Stream {
        // The NUL keeps ("a", "bc") and ("ab", "c") apart; names cannot contain it.
        let label = [purpose.as_bytes(), b"\0", name.as_bytes()].concat();
        let mut key = [0; 32];
        for (lane, chunk) in (0_u64..).zip(key.chunks_exact_mut(8)) {
            let hash = xxh3_64_with_seed(&label, self.seed.wrapping_mul(4).wrapping_add(lane));
            chunk.copy_from_slice(&hash.to_le_bytes());
        }
        Stream(ChaCha8Rng::from_seed(key))
    }
}

impl Stream {
    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A whole number below `limit`, each equally likely (Lemire's method, without bias).
    ///
    /// # Panics
    ///
    /// When `limit` is zero.
    pub fn below(&mut self, limit: u64) -> u64 {
        assert!(limit > 0, "an empty range has no number to draw");
        let threshold = limit.wrapping_neg() % limit;
        loop {
            let wide = u128::from(self.bits()) * u128::from(limit);
            #[expect(clippy::cast_possible_truncation, reason = "the two halves of the product")]
            let (high, low) = ((wide >> 64) as u64, wide as u64);
            if low >= threshold {
                return high;
            }
        }
    }

    /// A position in a list of `len` things, each equally likely.
    ///
    /// # Panics
    ///
    /// When `len` is zero.
    pub fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.below(len as u64)).expect("smaller than a usize")
    }

    /// Whether something that happens `millionths` times in a million happens now.
    pub fn happens(&mut self, millionths: u32) -> bool {
        self.below(1_000_000) < u64::from(millionths)
    }

    /// A number strictly between 0 and 1 with 53 random bits.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
    pub(super) fn unit(&mut self) -> f64 {
        ((self.bits() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_below_a_limit_cover_it_evenly() {
        let mut stream = Streams::new(1).stream("test", "even");
        let mut counts = [0_u32; 6];
        for _ in 0..60_000 {
            counts[stream.index(6)] += 1;
        }
        // Standard deviation of each count is about 91; five of them would be a one-in-a-million fluke.
        assert!(counts.iter().all(|&count| count.abs_diff(10_000) < 460), "{counts:?}");
    }

    #[test]
    fn purpose_name_and_seed_each_select_another_stream() {
        let first = |seed, purpose, name| Streams::new(seed).stream(purpose, name).bits();
        let all = [first(1, "a", "bc"), first(1, "ab", "c"), first(2, "a", "bc"), first(1, "b", "bc")];
        for (i, a) in all.iter().enumerate() {
            assert!(all[i + 1..].iter().all(|b| a != b), "{all:?}");
        }
    }
}
