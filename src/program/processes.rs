//! Processes of programs: one for whoever asks at the same time, each used again.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use super::command::Command;
use super::failure::Failure;
use super::process::{Process, Running};
use super::programs::Door;

/// The door to programs that are started as they are asked; a copy is the same.
///
/// They end when the last copy goes.
#[derive(Clone)]
pub struct Processes(Arc<Shared>);

struct Shared {
    folder: PathBuf,
    limit: Duration,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    idle: BTreeMap<Command, Vec<Process>>,
    /// All that were started and may still run.
    running: Vec<Weak<Running>>,
    is_over: bool,
}

impl Processes {
    /// Programs that are started in `folder`, and have so long for each answer.
    #[must_use]
    pub fn new(folder: PathBuf, limit: Duration) -> Self {
        Self(Arc::new(Shared { folder, limit, state: Mutex::default() }))
    }

    /// Lets those that wait for questions end, as their input does; whether all did so by themselves, and soon.
    ///
    /// # Errors
    ///
    /// Where one of them had said more than it was asked.
    pub fn end_idle(&self) -> Result<bool, Failure> {
        let idle = std::mem::take(&mut self.0.state().idle);
        let (mut all_by_themselves, mut unasked) = (true, None);
        for (command, processes) in idle {
            for process in processes {
                let parting = process.end();
                all_by_themselves &= parting.by_itself;
                unasked = unasked.or(parting.unasked.map(|line| Failure::Unasked(command.clone(), line)));
            }
        }
        unasked.map_or(Ok(all_by_themselves), Err)
    }

    /// Ends all of them at once, for good.
    pub fn end(&self) {
        let mut state = self.0.state();
        state.is_over = true;
        for running in state.running.drain(..).filter_map(|running| running.upgrade()) {
            running.kill();
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A process that waits, or a new one.
    fn process(&self, command: &Command) -> Result<Process, Failure> {
        let mut state = self.state();
        if let Some(process) = state.idle.get_mut(command).and_then(Vec::pop) {
            return Ok(process);
        }
        if state.is_over {
            return Err(Failure::Ended(command.clone(), "Plimsoll was interrupted".to_owned()));
        }
        let process = Process::start(command, &self.folder)?;
        state.running.retain(|running| running.strong_count() > 0);
        state.running.push(Arc::downgrade(process.running()));
        Ok(process)
    }
}

impl Door for Processes {
    fn ask(&self, command: &Command, question: &str) -> Result<String, Failure> {
        let mut process = self.0.process(command)?;
        match process.ask(command, question, self.0.limit) {
            Ok(line) => {
                self.0.state().idle.entry(command.clone()).or_default().push(process);
                Ok(line)
            }
            Err(failure) => {
                process.running().kill();
                Err(failure)
            }
        }
    }

    fn finish(&self) -> Result<(), Failure> {
        self.end_idle().map(drop)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        for process in std::mem::take(&mut state.idle).into_values().flatten() {
            let _ = process.end();
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// Asks a shell that does this for each question.
    fn ask(script: &str, questions: &[&str]) -> Vec<Result<String, Failure>> {
        let command = shell(script);
        let processes = Processes::new(PathBuf::new(), Duration::from_millis(400));
        questions.iter().map(|question| processes.ask(&command, question)).collect()
    }

    fn shell(script: &str) -> Command {
        Command::new(&["sh".to_owned(), "-c".to_owned(), script.to_owned()]).expect("words")
    }

    #[test]
    fn one_process_answers_one_question_after_the_other() {
        let script = "n=0; while read line; do n=$((n + 1)); echo \"$n $line\"; done";
        let answers = ask(script, &["a", "b"]);
        assert_eq!(answers, [Ok("1 a".to_owned()), Ok("2 b".to_owned())]);
    }

    #[test]
    fn whoever_asks_at_the_same_time_has_a_process_of_their_own() {
        let script = "while read line; do sleep 0.2; echo $$; done";
        let (command, processes) = (shell(script), Processes::new(PathBuf::new(), Duration::from_secs(10)));
        let numbers: Vec<String> = std::thread::scope(|scope| {
            let asked: Vec<_> = (0..2).map(|_| scope.spawn(|| processes.ask(&command, "x"))).collect();
            asked.into_iter().map(|one| one.join().expect("no panic").expect("an answer")).collect()
        });
        assert_ne!(numbers[0], numbers[1]);
    }

    #[test]
    fn what_goes_wrong_is_told_as_what_it_is() {
        let failure = |script| ask(script, &["a"]).remove(0).expect_err("no answer").to_string();
        for (script, expected) in [
            ("exit 3", "ended (exit status: 3)"),
            ("sleep 60", "no answer within 400ms"),
            // Whoever holds the output is ended with the program.
            ("sleep 60 & sleep 60", "no answer within 400ms"),
            ("read line; printf 'one\\ntwo\\n'; read line", "that nobody asked for: `one`"),
            ("exec >&-; sleep 60", "it closed its standard output"),
            ("cat /dev/zero", "16 MiB without the end of a line"),
        ] {
            let told = failure(script);
            assert!(told.contains(expected), "{script}: {told}");
        }
        let nothing = Command::new(&["./no such program".to_owned()]).expect("a word");
        let processes = Processes::new(PathBuf::new(), Duration::from_secs(1));
        assert!(matches!(processes.ask(&nothing, "a"), Err(Failure::NotStarted(..))));
    }

    /// One line too many is found with the next question, or else at the end, however late it comes and whatever it says.
    #[test]
    fn answers_are_never_taken_for_those_to_other_questions() {
        let script = "read line; echo 1; sleep 0.1; echo again; while read line; do echo more; done";
        for (questions, rest) in [(1, 0), (1, 300), (3, 0)] {
            let command = shell(script);
            let processes = Processes::new(PathBuf::new(), Duration::from_secs(10));
            let failed = (0..questions).find_map(|_| processes.ask(&command, "a").err());
            std::thread::sleep(Duration::from_millis(rest));
            let failed = failed.or(processes.end_idle().err());
            assert!(matches!(failed, Some(Failure::Unasked(..))), "{questions}, {rest} ms: {failed:?}");
        }
    }

    /// A question that nobody reads fills the pipe.
    #[test]
    fn a_program_that_does_not_read_is_told_as_well() {
        let failure = ask("sleep 60", &[&"x".repeat(1 << 20)]).remove(0);
        assert!(matches!(failure, Err(Failure::TimedOut(..))), "{failure:?}");
    }

    #[test]
    fn all_end_with_the_last_copy_or_when_they_are_told_to() {
        let script = "trap '' TERM; while read line; do echo $$; done; sleep 60";
        let is_there = |pid: &str| std::path::Path::new("/proc").join(pid).join("cmdline").exists();
        for told in [false, true] {
            let (command, processes) =
                (shell(script), Processes::new(PathBuf::new(), Duration::from_secs(10)));
            let pid = processes.ask(&command, "x").expect("an answer");
            if cfg!(target_os = "linux") {
                assert!(is_there(&pid));
            }
            if told {
                processes.end();
                assert!(processes.ask(&command, "x").is_err());
            }
            drop(processes);
            assert!(!is_there(&pid), "told: {told}");
        }
    }
}
