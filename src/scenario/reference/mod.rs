//! What the tables of shapes tell others: a JSON Schema for editors, and a page for readers.

mod entry;
mod examples;
mod page;
mod schema;

pub use page::{page, part, part_names, section_names};
pub use schema::schema;
