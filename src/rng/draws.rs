//! Keyed draws: purpose, entity, number and *k* select a number, never what was drawn before.

use std::cell::RefCell;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::Purpose;

/// Words of 64 bits that belong to one draw; Box and Muller's transform needs two.
const OWN: u32 = 2;
/// Words that are generated at once: four blocks of `ChaCha`.
const WINDOW: usize = 32;
/// What a draw needs beyond its own words comes from lanes with this bit …
const SPARE_LANE: u64 = 1 << 63;
/// … where each number has two to this power words.
const SPARE_BITS: u32 = 23;
/// Numbers are smaller, so that the spare words of each have a place.
const NUMBERS: u64 = 1 << (64 - SPARE_BITS);

/// The source of all random numbers of a run.
///
/// A number belongs to a purpose, an entity and its place there. Adding a service therefore shifts the numbers of nobody
/// else, and two strategies meet the same arrivals and failures (common random numbers).
#[derive(Clone, Copy, Debug)]
pub struct Streams {
    seed: u64,
}

/// The random numbers of one purpose of one entity.
///
/// They are words of one `ChaCha8` key stream, whose key follows from seed, purpose and entity. A piece of it is kept, from
/// the first draw on: it saves time where draws come in the order of their numbers, and decides nothing.
#[derive(Clone, Debug)]
pub struct Draws {
    key: [u8; 32],
    side_by_side: u32,
    window: RefCell<Option<Box<Window>>>,
}

/// The numbers of one draw, from its first on. A clone goes on alike.
#[derive(Clone, Debug)]
pub struct Draw<'a> {
    draws: &'a Draws,
    number: u64,
    k: u32,
    taken: u32,
}

/// A piece of a key stream.
#[derive(Clone, Debug)]
struct Window {
    lane: u64,
    start: u64,
    words: [u64; WINDOW],
}

impl Streams {
    /// The numbers of a run with this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// The numbers for `purpose` of the entity called `entity`.
    ///
    /// ```
    /// use plimsoll::rng::{Purpose, Streams};
    /// let draw = |entity, number| {
    ///     Streams::new(7).draws(Purpose::TaskLaunch, entity).at(number, 0).below(1_000_000)
    /// };
    /// assert_eq!(draw("web", 3), draw("web", 3));
    /// assert_ne!(draw("web", 3), draw("web", 4));
    /// assert_ne!(draw("web", 3), draw("api", 3));
    /// ```
    #[must_use]
    pub fn draws(&self, purpose: Purpose, entity: &str) -> Draws {
        let mut key = [0; 32];
        for (part, chunk) in (b'0'..).zip(key.chunks_exact_mut(8)) {
            // The NUL ends the label, whatever the entity begins with.
            let label = [&[part], purpose.label().as_bytes(), b"\0", entity.as_bytes()].concat();
            let hash = xxh3_64_with_seed(&label, self.seed);
            chunk.copy_from_slice(&hash.to_le_bytes());
        }
        Draws { key, side_by_side: purpose.side_by_side(), window: RefCell::default() }
    }
}

impl Draws {
    /// The draw that belongs to `number` and `k`; [`Purpose`] says what these are.
    ///
    /// # Panics
    ///
    /// When `number` is 2⁴¹ or more.
    #[must_use]
    pub fn at(&self, number: u64, k: u32) -> Draw<'_> {
        assert!(number < NUMBERS, "no run has so many draws of a kind");
        Draw { draws: self, number, k, taken: 0 }
    }

    /// A word of a lane of the key stream.
    fn word(&self, (lane, position): (u64, u64)) -> u64 {
        let offset = position % WINDOW as u64;
        let start = position - offset;
        let mut window = self.window.borrow_mut();
        let window = match &mut *window {
            Some(window) => {
                if (window.lane, window.start) != (lane, start) {
                    window.refill(self.key, lane, start);
                }
                window
            }
            none => {
                let mut new = Window { lane, start, words: [0; WINDOW] };
                new.refill(self.key, lane, start);
                none.insert(Box::new(new))
            }
        };
        window.words[usize::try_from(offset).expect("within the window")]
    }
}

impl Window {
    fn refill(&mut self, key: [u8; 32], lane: u64, start: u64) {
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream(lane);
        // `ChaCha` counts words of 32 bits.
        generator.set_word_pos(u128::from(start) * 2);
        self.words.fill_with(|| generator.next_u64());
        (self.lane, self.start) = (lane, start);
    }
}

impl Draw<'_> {
    /// Lane and position of the word that comes after so many.
    fn place(&self, taken: u32) -> (u64, u64) {
        let beside = self.draws.side_by_side;
        if taken < OWN {
            // Most are in the first lane, and need no division.
            let (lane, column) =
                if self.k < beside { (0, self.k) } else { (self.k / beside, self.k % beside) };
            let slot = self.number * u64::from(beside) + u64::from(column);
            return (lane.into(), slot * u64::from(OWN) + u64::from(taken));
        }
        assert!(taken - OWN < 1 << SPARE_BITS, "a draw takes fewer words than this");
        (SPARE_LANE | u64::from(self.k), self.number << SPARE_BITS | u64::from(taken - OWN))
    }

    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        let place = self.place(self.taken);
        self.taken += 1;
        self.draws.word(place)
    }

    /// A whole number below `limit`, each equally likely (Lemire's method, without bias).
    ///
    /// # Panics
    ///
    /// When `limit` is zero.
    pub fn below(&mut self, limit: u64) -> u64 {
        assert!(limit > 0, "an empty range has no number to draw");
        loop {
            let wide = u128::from(self.bits()) * u128::from(limit);
            #[expect(clippy::cast_possible_truncation, reason = "the two halves of the product")]
            let (high, low) = ((wide >> 64) as u64, wide as u64);
            // The remainder is below `limit`, so that the division is rarely needed.
            if low >= limit || low >= limit.wrapping_neg() % limit {
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

    /// Whether something that happens `millionths` times in a million happens now; certainty draws nothing.
    pub fn happens(&mut self, millionths: u32) -> bool {
        match millionths {
            0 => false,
            1_000_000.. => true,
            _ => self.below(1_000_000) < u64::from(millionths),
        }
    }

    /// A number strictly between 0 and 1 with 53 random bits.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
    pub(super) fn unit(&mut self) -> f64 {
        ((self.bits() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests;
