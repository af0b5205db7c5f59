//! What a command reads: a file, or standard input.

use std::fmt;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use clap::builder::{PathBufValueParser, TypedValueParser};

use super::terminal::Terminal;
use crate::scenario::{MAX_FILE_BYTES, read_file};

/// How standard input is called in what is told of it.
const STDIN: &str = "<stdin>";

/// A file, or standard input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// This file.
    File(PathBuf),
    /// Standard input, written `-`.
    Stdin,
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Stdin => f.write_str(STDIN),
        }
    }
}

/// Reads arguments as inputs.
pub(super) fn parser() -> impl TypedValueParser<Value = Input> {
    PathBufValueParser::new()
        .map(|path| if path.as_os_str() == "-" { Input::Stdin } else { Input::File(path) })
}

/// Refuses what can only be a mistake: to read standard input twice, and a folder for what it names where it is not read.
///
/// # Errors
///
/// Says what is wrong with the arguments.
pub(super) fn check<'i>(
    inputs: impl IntoIterator<Item = &'i Input>,
    base: Option<&Path>,
) -> Result<(), String> {
    match (inputs.into_iter().filter(|input| **input == Input::Stdin).count(), base) {
        (2.., _) => Err("`-` is given twice: standard input can be read once".to_owned()),
        (0, Some(_)) => Err("--base is for a scenario from standard input: give `-` as its file".to_owned()),
        (1, Some(base)) if !base.is_dir() => Err(format!("--base `{}` is no folder", base.display())),
        _ => Ok(()),
    }
}

impl Input {
    /// All of it.
    ///
    /// # Errors
    ///
    /// Says, as part of a sentence, why it cannot be read.
    pub fn read(&self, terminal: &Terminal) -> Result<Vec<u8>, String> {
        match self {
            Self::File(path) => read_file(path),
            Self::Stdin => read_stdin(terminal),
        }
    }
}

fn read_stdin(terminal: &Terminal) -> Result<Vec<u8>, String> {
    let input = io::stdin().lock();
    if input.is_terminal() {
        terminal.note("Reads from standard input, up to ctrl-D");
    }
    let mut bytes = Vec::new();
    input.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(format!("it is larger than {} MiB", MAX_FILE_BYTES >> 20));
    }
    Ok(bytes)
}

/// Whether bytes begin as JSON does and TOML does not: with an object, or with a list of objects.
pub(super) fn begins_as_json(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut signs = bytes.iter().filter(|byte| !byte.is_ascii_whitespace());
    match signs.next() {
        Some(b'{') => true,
        Some(b'[') => signs.next() == Some(&b'{'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_told_from_toml_by_how_it_begins() {
        for json in ["{}", " \n{\"family\"", "[{", "[\n  {", "\u{feff}{"] {
            assert!(begins_as_json(json.as_bytes()), "{json}");
        }
        for toml in ["", "name = \"x\"", "[simulation]", "[[services]]", "[ \"a\" ]", "# {"] {
            assert!(!begins_as_json(toml.as_bytes()), "{toml}");
        }
    }

    #[test]
    fn standard_input_is_read_once_and_alone_has_a_folder() {
        let file = Input::File("a.toml".into());
        assert_eq!(check([&file, &Input::Stdin], None), Ok(()));
        assert_eq!(check([&Input::Stdin], Some(Path::new("."))), Ok(()));
        for (inputs, base, told) in [
            (vec![&Input::Stdin, &file, &Input::Stdin], None, "given twice"),
            (vec![&file], Some(Path::new(".")), "give `-`"),
            (vec![&Input::Stdin], Some(Path::new("there/is/none")), "no folder"),
        ] {
            assert!(check(inputs, base).expect_err(told).contains(told));
        }
    }
}
