//! Compose files.
