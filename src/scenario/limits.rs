//! How much a scenario may ask of this room; beyond, an error instead of a long wait or an exhausted stack.

/// Bytes of one file.
pub const MAX_FILE_BYTES: u64 = 16 << 20;
/// Bytes of all files of a scenario.
pub const MAX_ALL_BYTES: u64 = 128 << 20;
/// Points of a matrix.
pub const MAX_VARIANTS: usize = 100_000;
/// Replications of a variant.
pub const MAX_REPLICATIONS: u32 = 100_000;
/// Characters of a scenario's name, which is a folder's name.
pub const MAX_NAME_LENGTH: usize = 128;
/// Runs of a scenario: variants times replications.
pub const MAX_RUNS: u64 = 1_000_000;
/// Parts of a path in the matrix or of `--set`.
pub const MAX_PATH_PARTS: usize = 64;
/// Axes of a matrix.
pub const MAX_AXES: usize = 100;
/// Paths in a matrix: of axes, and of what their values set together.
pub const MAX_PATHS: usize = 10_000;
/// Values of a scenario, those of the files that it names included.
pub const MAX_NODES: u64 = 8_000_000;
/// Values of a scenario times variants: each variant is built from all of them.
pub const MAX_NODES_OF_VARIANTS: u64 = 200_000_000;
/// Bytes of the model of a variant, about.
pub const MAX_MODEL_BYTES: u64 = 1 << 30;
/// Bytes of the models of all variants together, about: each is built anew, which takes time.
pub const MAX_BUILT_BYTES: u64 = 16 << 30;
/// Bytes of an axis's name or value as results show it, on every row of theirs.
pub const MAX_SHOWN: usize = 1_000;
/// Bytes of one line of a trace.
pub const MAX_TRACE_LINE: u64 = 1 << 20;
/// Bytes of a trace in Parquet, whose index stands at its end.
pub const MAX_PARQUET_BYTES: u64 = 256 << 20;
/// Bytes that the rows of one trace take once they are packed, about ten each.
pub const MAX_PACKED_TRACE: u64 = 8 << 30;
/// Bytes that the rows of all traces of a scenario take.
pub const MAX_PACKED_TRACES: u64 = 16 << 30;
/// Bytes of them that are kept in memory; the others are in temporary files.
pub const MAX_HELD_TRACES: u64 = 128 << 20;
/// Different calls of one trace.
pub const MAX_TRACE_KINDS: usize = 100_000;
/// Tasks of one row of a trace.
pub const MAX_ROW_TASKS: u32 = 1_000_000;
/// Tasks of a trace whose end has not been met yet.
pub const MAX_OPEN_TASKS: usize = 2_000_000;
/// Files and folders in a folder that a scenario names, those below included.
pub const MAX_FOLDER_ENTRIES: usize = 20_000;
/// Folders inside one another in a folder that a scenario names.
pub const MAX_FOLDER_DEPTH: usize = 16;
