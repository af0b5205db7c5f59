//! A digest of everything that decides results.

use std::fmt::{self, Write};

use xxhash_rust::xxh3::Xxh3;

use super::Variant;

/// The digest of a scenario's variants and what they are run with.
///
/// Models hold ids in canonical order, so neither the order of sections nor formatting changes it.
pub fn of(variants: &[Variant], seed: u64, replications: u32) -> u64 {
    let mut text = Hashed(Xxh3::new());
    let written = write!(text, "{seed} {replications}").and_then(|()| {
        variants.iter().try_for_each(|variant| write!(text, "\n{:?} {:?}", variant.name, variant.model))
    });
    written.expect("hashing text cannot fail");
    text.0.digest()
}

struct Hashed(Xxh3);

impl Write for Hashed {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}
