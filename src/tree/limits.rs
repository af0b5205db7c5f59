//! How much a text may ask of whoever reads it; beyond, an error instead of an exhausted stack.

/// Lists and objects inside one another, dotted keys included.
pub const MAX_NESTING: usize = 64;
/// Syntax errors told of one file; the rest mostly follows from them.
pub const MAX_SYNTAX_ERRORS: usize = 5;
/// Values that a YAML text stands for, those that aliases repeat included.
pub const MAX_YAML_VALUES: u64 = 200_000;
