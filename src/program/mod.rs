//! Placement policies that are programs of any language: asked in lines of JSON, within limits, and remembered.
//!
//! What the lines say is the business of whoever asks. This room knows how a question gets an answer: from what was
//! answered before, else through a [`Door`], behind which [`Processes`] of the program stand. The protocol is told in
//! `docs/programs.md`.

mod answer;
mod answers;
mod command;
mod failure;
mod process;
mod processes;
mod programs;
mod record;

pub use answers::MAX_ANSWERS;
pub use command::Command;
pub use failure::Failure;
pub use processes::Processes;
pub use programs::{Door, Programs};
pub use record::{Answer, RecordError, read_record, write_record};
