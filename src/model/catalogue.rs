//! Placeholder until the instance catalogue lands.
