//! Random numbers: named streams and draws from distributions.

mod sampler;
mod stream;

pub use sampler::sample;
pub use stream::{Stream, Streams};
