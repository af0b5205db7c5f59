//! How much a scenario may ask of this room; beyond, an error instead of a long wait or an exhausted stack.

/// Bytes of one file.
pub const MAX_FILE_BYTES: u64 = 16 << 20;
/// Lists and objects inside one another, dotted keys included.
pub const MAX_NESTING: usize = 64;
/// Syntax errors told of one file; the rest mostly follows from them.
pub const MAX_SYNTAX_ERRORS: usize = 5;
/// Points of a matrix.
pub const MAX_VARIANTS: usize = 100_000;
/// Replications of a variant.
pub const MAX_REPLICATIONS: u32 = 100_000;
/// Characters of a scenario's name, which is a folder's name.
pub const MAX_NAME_LENGTH: usize = 128;
/// Runs of a scenario: variants times replications.
pub const MAX_RUNS: u64 = 1_000_000;
/// Rows of one trace of arrivals.
pub const MAX_TRACE_ROWS: usize = 500_000;
