//! The fingerprint of a run: a rolling 64-bit digest over everything that happens.

/// Folds words into 64 bits; the order of the words matters.
///
/// Each step multiplies into 128 bits and folds the halves together, so that every input bit reaches every output
/// bit within two steps, at a cost of a few nanoseconds an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest(u64);

const FIRST: u64 = 0x9e37_79b9_7f4a_7c15;
const SECOND: u64 = 0xd1b5_4a32_d192_ed03;

impl Digest {
    /// The digest of nothing that happened with this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed ^ FIRST)
    }

    /// Takes two words in.
    pub fn fold(&mut self, a: u64, b: u64) {
        #[expect(clippy::cast_possible_truncation, reason = "both halves of the product are used")]
        let mix = |x: u64, y: u64| {
            let product = u128::from(x) * u128::from(y);
            (product >> 64) as u64 ^ product as u64
        };
        self.0 = mix(self.0 ^ a ^ FIRST, b ^ SECOND).rotate_left(23) ^ mix(a ^ SECOND, self.0 | 1);
    }

    /// The digest so far.
    #[must_use]
    pub const fn value(self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_every_bit_matter() {
        let of = |words: &[(u64, u64)]| {
            let mut digest = Digest::new(1);
            for (a, b) in words {
                digest.fold(*a, *b);
            }
            digest.value()
        };
        let mut seen = vec![of(&[(0, 0), (1, 2)]), of(&[(1, 2), (0, 0)]), of(&[]), of(&[(0, 0)])];
        for bit in 0..64 {
            seen.push(of(&[(1 << bit, 0), (7, 7)]));
            seen.push(of(&[(0, 1 << bit), (7, 7)]));
        }
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), count);
    }
}
