//! Recorded answers as lines of JSON: the hash of a question, and the candidates that were kept.

use std::fmt;
use std::io::{self, BufRead, Read, Write};

use serde::{Deserialize, Serialize};

use super::answer::checked;
use super::answers::MAX_ANSWERS;

/// An answer and the question that it is to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// XXH3, 128 bits, over the command and the line that was asked.
    pub(super) question: u128,
    /// Positions of the candidates that were kept, ascending.
    pub(super) candidates: Box<[u32]>,
}

/// A line that is no recorded answer.
#[derive(Debug)]
pub struct RecordError {
    /// Which one, from 1.
    line: usize,
    what: String,
}

/// As a line has it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    question: String,
    candidates: Vec<u32>,
}

/// The longest line: an answer that keeps ten million candidates.
const MAX_LINE: u64 = 100 << 20;

/// Writes answers, one a line.
///
/// # Errors
///
/// When they cannot be written.
pub fn write_record(answers: &[Answer], out: &mut dyn Write) -> io::Result<()> {
    for Answer { question, candidates } in answers {
        let line = Line { question: format!("{question:032x}"), candidates: candidates.to_vec() };
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Reads answers that were written.
///
/// # Errors
///
/// The first line that is none, or that there are too many.
pub fn read_record(mut from: impl BufRead) -> Result<Vec<Answer>, RecordError> {
    let mut answers = Vec::new();
    let mut text = Vec::new();
    loop {
        text.clear();
        let line = answers.len() + 1;
        let failed = |what: String| RecordError { line, what };
        let read = from.by_ref().take(MAX_LINE).read_until(b'\n', &mut text);
        if read.map_err(|cause| failed(cause.to_string()))? == 0 {
            return Ok(answers);
        }
        if answers.len() == MAX_ANSWERS {
            return Err(failed(format!("a record has at most {MAX_ANSWERS} answers")));
        }
        answers.push(answer(&text).map_err(failed)?);
    }
}

fn answer(text: &[u8]) -> Result<Answer, String> {
    let Line { question, candidates } = serde_json::from_slice(text).map_err(|cause| cause.to_string())?;
    let is_hash = question.len() == 32 && question.bytes().all(|byte| byte.is_ascii_hexdigit());
    let question = u128::from_str_radix(&question, 16).ok().filter(|_| is_hash);
    let question = question.ok_or("`question` is not a hash of 32 hexadecimal digits")?;
    Ok(Answer { question, candidates: checked(candidates, u32::MAX)? })
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} is no recorded answer of a program: {}", self.line, self.what)
    }
}

impl std::error::Error for RecordError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_as_they_were_written() {
        let answers = [(0, &[0][..]), (u128::MAX, &[1, 7, 4_000_000_000])];
        let answers = answers.map(|(question, kept)| Answer { question, candidates: kept.into() });
        let mut written = Vec::new();
        write_record(&answers, &mut written).expect("memory takes everything");
        let first = "{\"question\":\"00000000000000000000000000000000\",\"candidates\":[0]}\n";
        assert!(written.starts_with(first.as_bytes()), "{}", String::from_utf8_lossy(&written));
        assert_eq!(read_record(&written[..]).expect("a record"), answers);
        assert_eq!(read_record(&b""[..]).expect("an empty record"), []);
    }

    #[test]
    fn what_is_no_answer_is_told_with_its_line() {
        let good = "{\"question\":\"000000000000000000000000000000ff\",\"candidates\":[0]}\n";
        for (bad, expected) in [
            ("{}", "missing field `question`"),
            ("{\"question\":\"ff\",\"candidates\":[0]}", "not a hash"),
            ("{\"question\":\"+00000000000000000000000000000ff\",\"candidates\":[0]}", "not a hash"),
            ("{\"question\":\"000000000000000000000000000000ff\",\"candidates\":[]}", "names no candidate"),
            ("\u{1}", "expected value"),
        ] {
            let error = read_record(format!("{good}{bad}\n").as_bytes()).expect_err(bad).to_string();
            assert!(error.starts_with("line 2 is no recorded answer") && error.contains(expected), "{error}");
        }
    }
}
