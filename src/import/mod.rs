//! Files of other tools as AWS's own JSON: what is ECS's is taken, the rest is named.

mod imported;

pub use imported::{Imported, Resource, Skipped};
