//! States and plans.
