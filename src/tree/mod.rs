//! Text as a tree of which every part knows where it was written, and what is wrong with it.
//!
//! TOML, JSON and YAML make the same tree. What a tree means is decided elsewhere.

mod csv_records;
pub mod inner_json;
mod json_text;
pub mod json_tree;
pub(crate) mod limits;
pub mod nesting;
mod node;
mod problem;
mod sources;
pub mod toml_tree;
pub mod yaml_tree;

pub use csv_records::visit_records;
pub use json_text::json_text;
pub use node::{FileId, Member, Node, Span, Value};
pub(crate) use problem::SHOWN;
pub use problem::{Problem, Problems, Severity, Words};
pub use sources::{Source, Sources};
