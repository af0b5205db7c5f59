//! Plimsoll: a deterministic discrete-event simulator of Amazon ECS scheduling.

#![forbid(unsafe_code)]

pub mod advice;
pub mod agent;
pub mod backtest;
pub mod balancer;
pub mod calibrate;
pub mod cli;
pub mod cluster;
pub mod engine;
pub mod experiment;
pub mod export;
pub mod import;
pub mod init;
pub mod metrics;
pub mod model;
pub mod observe;
pub mod placement;
pub mod program;
pub mod query;
pub mod report;
pub mod rng;
pub mod rules;
pub mod scenario;
pub mod service;
pub mod telemetry;
pub mod text;
pub mod time;
pub mod tree;
