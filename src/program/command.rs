//! A program and its arguments.

use std::fmt;

use crate::text::{for_shell, visible};

/// What starts a program: its name, or its path from the scenario's folder, and its arguments.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Command {
    program: String,
    arguments: Vec<String>,
}

impl Command {
    /// The command of these words; `None` without a first one, or where one holds a NUL, which no system passes on.
    #[must_use]
    pub fn new(words: &[String]) -> Option<Self> {
        let (program, arguments) = words.split_first()?;
        let is_possible = !program.is_empty() && words.iter().all(|word| !word.contains('\0'));
        is_possible.then(|| Self { program: program.clone(), arguments: arguments.to_vec() })
    }

    /// What is started.
    #[must_use]
    pub fn program(&self) -> &str {
        &self.program
    }

    /// What it is started with.
    #[must_use]
    pub fn arguments(&self) -> &[String] {
        &self.arguments
    }

    /// All words, the program first.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.program.as_str()).chain(self.arguments.iter().map(String::as_str))
    }
}

/// As a shell takes it, with nothing that commands a terminal.
impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, word) in self.words().enumerate() {
            let space = if position == 0 { "" } else { " " };
            write!(f, "{space}{}", visible(&for_shell(word)))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_has_a_first_word_and_no_nul() {
        for (words, expected) in [
            (&["python3", "policy.py"][..], Some("python3 policy.py")),
            (&["./a b", "", "c\u{1b}d"], Some("'./a b' '' 'c\\u001bd'")),
            (&[], None),
            (&["", "x"], None),
            (&["x", "a\0b"], None),
        ] {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            assert_eq!(Command::new(&words).map(|command| command.to_string()).as_deref(), expected);
        }
    }
}
