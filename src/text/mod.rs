//! Text of others: how it may be shown, and what may have been meant by it.

mod legible;
mod nearest;

pub use legible::{commands, legible, shortened, visible};
pub use nearest::{nearest, nearest_within};
