//! Text of others: how it may be shown, what it selects, and what may have been meant by it.

mod camel_case;
mod legible;
mod nearest;
mod pattern;
mod shell;

pub use camel_case::camel_case;
pub use legible::{commands, legible, shortened, visible};
pub use nearest::{nearest, nearest_within};
pub use pattern::{has_wildcards, if_regular_expression, selects, selects_parts, selects_whole};
pub use shell::for_shell;
