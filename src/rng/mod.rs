//! Random numbers: each belongs to a purpose, an entity and its place there; and draws from distributions.

mod draws;
mod purpose;
mod sampler;

pub use draws::{Draw, Draws, Streams};
pub use purpose::Purpose;
pub use sampler::sample;
