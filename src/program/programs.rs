//! All programs of a scenario: what they answered, and the door to them.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use xxhash_rust::xxh3::xxh3_128;

use super::answer::{checked, parsed};
use super::answers::Answers;
use super::command::Command;
use super::failure::Failure;
use super::record::Answer;

/// The way to a program.
///
/// It is opened by whoever may start programs; whoever asks knows nothing of processes.
pub trait Door: Send + Sync {
    /// The line that the program of this command answers `question` with, which is one line without its end.
    ///
    /// # Errors
    ///
    /// Why there is none.
    fn ask(&self, command: &Command, question: &str) -> Result<String, Failure>;

    /// Says that nothing more is asked for now.
    ///
    /// # Errors
    ///
    /// Where more was said than asked for, so that answers may have been taken for those to other questions.
    fn finish(&self) -> Result<(), Failure> {
        Ok(())
    }
}

/// The programs of a scenario, shared by all its runs; a copy is the same.
///
/// Every different question is asked once. Whatever asks it again, in this run or another one, gets the same answer, so
/// a program that answers by chance makes no difference between threads. Without a door only recorded answers are known.
///
/// ```
/// use plimsoll::program::{Command, Door, Failure, Programs};
///
/// struct First;
///
/// impl Door for First {
///     fn ask(&self, _: &Command, _: &str) -> Result<String, Failure> {
///         Ok(r#"{"candidate": 0}"#.to_owned())
///     }
/// }
///
/// let programs = Programs::default();
/// let command = Command::new(&["first".to_owned()]).expect("a first word");
/// programs.open(First);
/// assert_eq!(programs.answer(&command, "{}", 3).as_deref(), Some(&[0][..]));
/// ```
#[derive(Clone, Default)]
pub struct Programs(Arc<Shared>);

#[derive(Default)]
struct Shared {
    answers: Mutex<Answers>,
    door: OnceLock<Box<dyn Door>>,
    failure: OnceLock<Failure>,
}

impl Programs {
    /// Opens the door; the first one stays.
    pub fn open(&self, door: impl Door + 'static) {
        drop(self.0.door.set(Box::new(door)));
    }

    /// Which of so many candidates the program keeps, ascending: at least one. `None` once a question had no answer.
    #[must_use]
    pub fn answer(&self, command: &Command, question: &str, candidates: u32) -> Option<Box<[u32]>> {
        if self.failure().is_some() {
            return None;
        }
        self.found(command, question, candidates).map_err(|failure| drop(self.0.failure.set(failure))).ok()
    }

    /// Why a question had no answer; then none has one any more, and what runs make of it is worth nothing.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        self.0.failure.get()
    }

    /// Makes sure that each answer was one to its question; a [failure](Self::failure) tells where that is in doubt.
    pub fn finish(&self) {
        if let Some(Err(failure)) = self.0.door.get().map(|door| door.finish()) {
            drop(self.0.failure.set(failure));
        }
    }

    /// Takes in answers that were recorded; `is_used` where runs asked for them that need not be repeated.
    pub fn restore(&self, recorded: impl IntoIterator<Item = Answer>, is_used: bool) {
        self.answers().restore(recorded, is_used);
    }

    /// The answers that runs asked for since the last time.
    #[must_use]
    pub fn take_new(&self) -> Vec<Answer> {
        self.answers().take_new()
    }

    /// All answers that runs asked for, in an order of their own.
    #[must_use]
    pub fn used(&self) -> Vec<Answer> {
        self.answers().used()
    }

    fn found(&self, command: &Command, question: &str, candidates: u32) -> Result<Box<[u32]>, Failure> {
        let key = key(command, question);
        if let Some(known) = self.answers().get(key) {
            return checked(known.into(), candidates).map_err(|why| Failure::Recorded(command.clone(), why));
        }
        let door = self.0.door.get().ok_or_else(|| Failure::NotAllowed(command.clone()))?;
        let line = door.ask(command, question)?;
        let no_answer = |why| Failure::NoAnswer(command.clone(), line.clone(), why);
        let kept = parsed(&line, candidates).map_err(no_answer)?;
        self.answers().insert(key, kept).ok_or_else(|| Failure::TooMany(command.clone()))
    }

    fn answers(&self) -> MutexGuard<'_, Answers> {
        self.0.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// By what an answer is found again. The NUL keeps words apart; no word holds one, and no line of JSON.
fn key(command: &Command, question: &str) -> u128 {
    let mut bytes = Vec::with_capacity(question.len() + 64);
    for word in command.words() {
        bytes.extend_from_slice(word.as_bytes());
        bytes.push(0);
    }
    bytes.extend_from_slice(question.as_bytes());
    xxh3_128(&bytes)
}

impl fmt::Debug for Programs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Programs").field("failure", &self.0.failure.get()).finish_non_exhaustive()
    }
}

/// What a model says does not depend on who answers.
impl PartialEq for Programs {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Programs {}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    /// Says these lines, one after the other.
    struct Says(AtomicU32, &'static [&'static str]);

    impl Door for Says {
        fn ask(&self, command: &Command, _: &str) -> Result<String, Failure> {
            let number = self.0.fetch_add(1, Ordering::Relaxed) as usize;
            let line = self.1.get(number).ok_or(Failure::TooLong(command.clone()))?;
            Ok((*line).to_owned())
        }
    }

    fn command(word: &str) -> Command {
        Command::new(&[word.to_owned()]).expect("a word")
    }

    fn saying(lines: &'static [&'static str]) -> Programs {
        let programs = Programs::default();
        programs.open(Says(AtomicU32::new(0), lines));
        programs
    }

    #[test]
    fn each_question_is_asked_once_and_each_program_for_itself() {
        let programs = saying(&[r#"{"candidate":1}"#, r#"{"candidate":2}"#, r#"{"candidate":0}"#]);
        let (one, other) = (command("one"), command("other"));
        for (of, question, expected) in
            [(&one, "a", 1), (&one, "b", 2), (&one, "a", 1), (&other, "a", 0), (&one, "b", 2)]
        {
            let kept = programs.answer(of, question, 3);
            assert_eq!(kept.as_deref(), Some(&[expected][..]), "{of} {question}");
        }
        let replayed = Programs::default();
        replayed.restore(programs.used(), false);
        assert_eq!(replayed.answer(&one, "b", 3).as_deref(), Some(&[2][..]));
        assert_eq!((replayed.used().len(), programs.used().len()), (1, 3));
    }

    #[test]
    fn after_a_failure_nothing_is_answered() {
        let nobody = Programs::default();
        assert_eq!(nobody.answer(&command("x"), "a", 2), None);
        assert_eq!(nobody.failure(), Some(&Failure::NotAllowed(command("x"))));
        let silent = saying(&[r#"{"candidate":1}"#]);
        let asked = ["a", "b", "a"].map(|question| silent.answer(&command("x"), question, 2).is_some());
        assert_eq!(asked, [true, false, false]);
        assert_eq!(silent.failure(), Some(&Failure::TooLong(command("x"))));
    }

    #[test]
    fn an_answer_that_cannot_be_one_is_told_be_it_said_or_recorded() {
        let programs = saying(&[r#"{"candidate":7}"#]);
        assert_eq!(programs.answer(&command("x"), "a", 7), None);
        let told = programs.failure().expect("no candidate 7").to_string();
        assert!(
            told.contains("there is no candidate 7 among 7") && told.contains(r#"`{"candidate":7}`"#),
            "{told}"
        );
        let recorded = saying(&[r#"{"candidate":7}"#]);
        assert!(recorded.answer(&command("x"), "a", 9).is_some());
        let replayed = Programs::default();
        replayed.restore(recorded.used(), false);
        assert_eq!(replayed.answer(&command("x"), "a", 7), None);
        assert!(matches!(replayed.failure(), Some(Failure::Recorded(..))));
    }
}
