//! An answer, from the line that a program wrote.

use serde::Deserialize;

/// What a program may say; members that it adds are its own affair.
#[derive(Deserialize)]
struct Written {
    candidate: Option<u32>,
    candidates: Option<Vec<u32>>,
}

/// The positions that an answer keeps of so many candidates, ascending.
///
/// # Errors
///
/// What is wrong with it, as part of a sentence.
pub(super) fn parsed(line: &str, candidates: u32) -> Result<Box<[u32]>, String> {
    let written: Written = serde_json::from_str(line).map_err(|error| without_place(&error))?;
    let kept = match (written.candidate, written.candidates) {
        (Some(one), None) => vec![one],
        (None, Some(several)) => several,
        (None, None) => return Err("it has neither `candidate` nor `candidates`".to_owned()),
        (Some(_), Some(_)) => return Err("it has both `candidate` and `candidates`".to_owned()),
    };
    checked(kept, candidates)
}

/// Positions that are some of so many candidates, ascending.
///
/// # Errors
///
/// What is wrong with them, as part of a sentence.
pub(super) fn checked(mut kept: Vec<u32>, candidates: u32) -> Result<Box<[u32]>, String> {
    kept.sort_unstable();
    if let Some(beyond) = kept.last().filter(|last| **last >= candidates) {
        return Err(format!("there is no candidate {beyond} among {candidates}, counted from 0"));
    }
    if let Some([twice, _]) = kept.array_windows().find(|[one, next]| one == next) {
        return Err(format!("candidate {twice} is named twice"));
    }
    if kept.is_empty() {
        return Err("it names no candidate, and one has to be kept".to_owned());
    }
    Ok(kept.into())
}

/// The message alone: an answer has but one line.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.rsplit_once(" at line ").map_or(message.clone(), |(message, _)| message.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_read_sorted_and_checked() {
        for (line, expected) in [
            (r#"{"candidate": 2}"#, Ok(&[2][..])),
            (r#" {"candidates":[2,0],"why":"fullest"} "#, Ok(&[0, 2])),
            (r#"{"candidate": 3}"#, Err("there is no candidate 3 among 3, counted from 0")),
            (r#"{"candidates": [1, 0, 1]}"#, Err("candidate 1 is named twice")),
            (r#"{"candidates": []}"#, Err("it names no candidate, and one has to be kept")),
            (r#"{"candidate": null}"#, Err("it has neither `candidate` nor `candidates`")),
            (r#"{"candidate": 1, "candidates": [1]}"#, Err("it has both `candidate` and `candidates`")),
            ("", Err("EOF while parsing a value")),
            ("asked", Err("expected value")),
        ] {
            let found = parsed(line, 3);
            assert_eq!(found.as_deref(), expected.map_err(str::to_owned).as_ref().copied(), "{line}");
        }
        for line in [r#"{"candidate": -1}"#, r#"{"candidate": 1.5}"#, "[0]", r#"{"candidate": 99999999999}"#]
        {
            assert!(parsed(line, 3).is_err(), "{line}");
        }
    }
}
