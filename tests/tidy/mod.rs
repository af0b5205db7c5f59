//! What the repository promises about itself: who uses whom, sizes, documents, scenarios, rules.

mod documents;
mod rooms;
mod rules;
mod sizes;
mod sources;
