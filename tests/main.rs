//! All integration tests in one binary, for one link step.

mod bundled;
mod cli;
mod errors;
mod semantics;
mod swarm;
mod tidy;
