//! All integration tests in one binary, for one link step.

mod advice;
mod assumptions;
mod backtest;
mod bundled;
mod calibrate;
mod cli;
mod determinism;
mod errors;
mod expectations;
mod explain;
mod export;
mod golden;
mod imports;
mod init;
mod packing;
mod programs;
mod reference;
mod runs;
mod safety;
mod semantics;
mod swarm;
mod tidy;
mod timelines;
mod verdicts;
mod worked_examples;
