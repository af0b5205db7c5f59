//! Traces of arrivals: files of whatever layout, read row by row into the packed rows that all runs share.
//!
//! `lines` and `rows` read the file as it is laid out, `form` finds its columns, `plain` and `mapped` read what a row says, `taken`
//! writes what becomes of it.
//! What is kept of the file are its packed rows, its different calls, and the lines that are pointed at.

mod ends;
mod expression;
mod form;
mod guarded;
mod kinds;
mod lines;
mod mapped;
mod mapping;
mod moment;
mod not_kept;
mod plain;
mod reader;
mod record;
mod report;
mod rows;
mod taken;

pub use guarded::print_no_guarded_panics;
pub use plain::is_column;
pub use reader::{Named, read};
