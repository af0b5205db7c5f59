//! What the repository promises about itself: who uses whom, sizes, documents, scenarios, rules.

mod code;
mod documents;
mod functions;
mod layers;
mod paths;
mod rooms;
mod rules;
mod sizes;
mod sources;
