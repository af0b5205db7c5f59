//! `[output]`: what is kept of results.

use super::super::{Node, Problems};
use super::fields::text;
use super::names::unknown_word;
use crate::model::{Choice, Output};

/// What the scenario says of it.
pub fn output(root: &Node, problems: &mut Problems) -> Output {
    let Some(section) = root.get("output") else { return Output::default() };
    Output {
        metrics: word(section, "metrics", problems),
        replications: word(section, "replications", problems),
        records: word(section, "records", problems),
        series: word(section, "series", problems),
        tables: word(section, "tables", problems),
        events: word(section, "events", problems),
    }
}

/// A member that is one of a few words.
pub(super) fn word<C: Choice>(section: &Node, name: &str, problems: &mut Problems) -> Option<C> {
    let written = text(section, name)?;
    let choice = C::of(written.value);
    if choice.is_none() {
        let words: Vec<&str> = C::ALL.iter().map(|choice| choice.word()).collect();
        problems.push(unknown_word(written, name, &words));
    }
    choice
}
