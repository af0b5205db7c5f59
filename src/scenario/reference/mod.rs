//! What the tables of shapes tell others: a JSON Schema for editors, and a page for readers.

mod entry;
mod schema;

pub use schema::schema;
