//! What the tables of shapes tell editors and readers, held to what `check` does.

mod page;
mod schema;
mod toml_json;
