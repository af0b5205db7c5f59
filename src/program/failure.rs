//! Why a question has no answer.

use std::fmt;
use std::time::Duration;

use super::answers::MAX_ANSWERS;
use super::command::Command;
use super::process::MAX_LINE;
use crate::text::visible;

/// Why a program did not answer; the same for everybody who asks from then on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Nobody allowed it to be started, and no answer is recorded.
    NotAllowed(Command),
    /// It cannot be started.
    NotStarted(Command, String),
    /// It ended before it answered.
    Ended(Command, String),
    /// It was silent for so long.
    TimedOut(Command, Duration),
    /// It wrote a line that is no answer: the line, and what is wrong with it.
    NoAnswer(Command, String, String),
    /// It wrote a line without an end.
    TooLong(Command),
    /// It wrote more than one line.
    Unasked(Command, String),
    /// A recorded answer is none to this question.
    Recorded(Command, String),
    /// More different questions were asked than are remembered.
    TooMany(Command),
}

impl Failure {
    /// Whether answers of before may have been those to other questions.
    #[must_use]
    pub const fn is_about_all_answers(&self) -> bool {
        matches!(self, Self::Unasked(..))
    }
}

/// How much of a line is repeated.
const SHOWN: usize = 120;

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAllowed(command) => write!(
                f,
                "no answer of the program `{command}` is recorded for a question of this run; --allow-programs lets it \
                 be asked"
            ),
            Self::NotStarted(command, cause) => write!(
                f,
                "the program `{command}` cannot be started: {cause}; its path counts from the folder of the scenario"
            ),
            Self::Ended(command, how) => write!(
                f,
                "the program `{command}` ended ({how}) and left a question unanswered; what it wrote to standard error \
                 stands above"
            ),
            Self::TimedOut(command, limit) => write!(
                f,
                "the program `{command}` gave no answer within {}; check that it writes each answer out at once \
                 (`flush`), or give it longer with --program-time-limit",
                humantime::format_duration(*limit)
            ),
            Self::NoAnswer(command, line, why) => write!(
                f,
                "the program `{command}` wrote a line that is no answer: {why}: {}; an answer is \
                 {{\"candidate\": 0}} or {{\"candidates\": [0, 2]}}, and everything else belongs on standard error",
                shown(line)
            ),
            Self::TooLong(command) => write!(
                f,
                "the program `{command}` wrote {} MiB without the end of a line; an answer is one line",
                MAX_LINE >> 20
            ),
            Self::Unasked(command, line) => write!(
                f,
                "the program `{command}` wrote a line that nobody asked for: {}; it is to write one line for each \
                 question, and everything else to standard error",
                shown(line)
            ),
            Self::Recorded(command, why) => write!(
                f,
                "a recorded answer of the program `{command}` cannot be one to its question: {why}; the record was \
                 changed, run the scenario itself again"
            ),
            Self::TooMany(command) => write!(
                f,
                "the program `{command}` was asked more than {MAX_ANSWERS} different questions, which is the limit of \
                 what is recorded; run fewer variants or replications, or a shorter time"
            ),
        }
    }
}

impl std::error::Error for Failure {}

/// The start of a line, nothing in it for a terminal to obey.
fn shown(line: &str) -> String {
    let start: String = line.chars().take(SHOWN).collect();
    let more = if start.len() < line.len() { " …" } else { "" };
    format!("`{}`{more}", visible(&start))
}
