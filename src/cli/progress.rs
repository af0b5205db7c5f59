//! A bar on standard error while a person watches.

use indicatif::{ProgressBar, ProgressStyle};

use super::terminal::Terminal;
use crate::experiment::Progress;

/// Counts finished runs.
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// A bar for `runs` runs of the scenario called `name`; an invisible one when nobody watches.
    pub fn new(name: &str, runs: u64, terminal: &Terminal) -> Self {
        if !terminal.shows_progress() {
            return Self(ProgressBar::hidden());
        }
        let style = ProgressStyle::with_template("{prefix} {wide_bar} {pos}/{len} runs, {eta} left")
            .expect("the template is constant and valid");
        Self(ProgressBar::new(runs).with_style(style).with_prefix(name.to_owned()))
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Bar {
    fn run_done(&self) {
        self.0.inc(1);
    }

    fn more_runs(&self, runs: u64) {
        self.0.inc_length(runs);
    }
}
