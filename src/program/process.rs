//! A process of a program, and a conversation with it that cannot hang.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::command::Command;
use super::failure::Failure;

/// The longest answer, in bytes.
pub(super) const MAX_LINE: u64 = 16 << 20;

/// How long a program may take to end once its standard input has.
const GRACE: Duration = Duration::from_millis(500);

/// How often somebody looks whether it has.
const LOOK: Duration = Duration::from_millis(5);

/// A process that waits for questions.
pub(super) struct Process {
    // Dropped first: the program's standard input ends.
    questions: Sender<String>,
    lines: Receiver<Heard>,
    running: Arc<Running>,
}

/// How a process took its leave.
pub(super) struct Parting {
    /// Whether it ended as its standard input did.
    pub by_itself: bool,
    /// A line that it had written without being asked.
    pub unasked: Option<String>,
}

/// The process itself, for whoever may have to end it.
pub(super) struct Running(Mutex<Child>);

/// What came back.
enum Heard {
    Line(String),
    /// A line that nobody asked for, or with one behind it.
    Lines(String),
    TooLong,
    End,
}

impl Process {
    /// Starts the program in `folder`, from where its own path counts too.
    ///
    /// # Errors
    ///
    /// When the system does not start it.
    pub fn start(command: &Command, folder: &Path) -> Result<Self, Failure> {
        let failed = |cause: io::Error| Failure::NotStarted(command.clone(), cause.to_string());
        let mut child = started(command, folder).map_err(failed)?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let running = Arc::new(Running(Mutex::new(child)));
        let (questions, asked) = channel();
        let (heard, lines) = channel();
        let conversation = move || converse(&asked, &heard, stdin, stdout);
        // A thread that the system refuses leaves nobody to talk to the program.
        if let Err(cause) = thread::Builder::new().name("program".to_owned()).spawn(conversation) {
            running.kill();
            return Err(failed(cause));
        }
        Ok(Self { questions, lines, running })
    }

    /// For whoever may have to end it.
    pub fn running(&self) -> &Arc<Running> {
        &self.running
    }

    /// The line that it answers with. After a failure there is nothing more to ask.
    pub fn ask(&mut self, command: &Command, question: &str, limit: Duration) -> Result<String, Failure> {
        let ended = || Failure::Ended(command.clone(), self.running.how_it_ended());
        if self.questions.send(question.to_owned()).is_err() {
            return Err(ended());
        }
        match self.lines.recv_timeout(limit) {
            Ok(Heard::Line(line)) => Ok(line),
            Ok(Heard::Lines(line)) => Err(Failure::Unasked(command.clone(), line)),
            Ok(Heard::TooLong) => Err(Failure::TooLong(command.clone())),
            Err(RecvTimeoutError::Timeout) => Err(Failure::TimedOut(command.clone(), limit)),
            Ok(Heard::End) | Err(RecvTimeoutError::Disconnected) => Err(ended()),
        }
    }

    /// Lets it end by itself, and ends it where it does not.
    pub fn end(self) -> Parting {
        let Self { questions, lines, running } = self;
        drop(questions);
        let unasked = match lines.recv_timeout(GRACE) {
            Ok(Heard::Line(line) | Heard::Lines(line)) => Some(line),
            _ => None,
        };
        let by_itself = running.ended_within(GRACE).is_some();
        running.kill();
        Parting { by_itself, unasked }
    }
}

fn started(command: &Command, folder: &Path) -> io::Result<Child> {
    let folder = std::path::absolute(if folder == Path::new("") { Path::new(".") } else { folder })?;
    let program = Path::new(command.program());
    // What is no path is looked for where the system has its programs.
    let is_path = program.components().count() > 1;
    let program = if is_path { folder.join(program) } else { program.to_owned() };
    let mut process = std::process::Command::new(program);
    process.args(command.arguments()).current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
    // So that all that it starts can be ended with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut process, 0);
    process.spawn()
}

/// Hands questions over and answers back until one side has gone, and then what is said beyond them.
fn converse(
    asked: &Receiver<String>,
    heard: &Sender<Heard>,
    stdin: Option<ChildStdin>,
    stdout: Option<ChildStdout>,
) {
    let (Some(mut stdin), Some(stdout)) = (stdin, stdout) else { return };
    let mut stdout = BufReader::new(stdout);
    for question in asked {
        let said = said(&mut stdin, &mut stdout, question).unwrap_or(Heard::End);
        if heard.send(said).is_err() {
            return;
        }
    }
    drop(stdin);
    // Nobody may be there to hear it.
    drop(heard.send(self::heard(&mut stdout).unwrap_or(Heard::End)));
}

fn said(
    stdin: &mut ChildStdin,
    stdout: &mut BufReader<ChildStdout>,
    mut question: String,
) -> io::Result<Heard> {
    // What is there already answers nothing: else each answer would be taken for that to the next question.
    if has_spoken(stdout.get_ref()) {
        return Ok(match heard(stdout)? {
            Heard::Line(line) => Heard::Lines(line),
            other => other,
        });
    }
    question.push('\n');
    stdin.write_all(question.as_bytes())?;
    stdin.flush()?;
    heard(stdout)
}

fn heard(stdout: &mut BufReader<ChildStdout>) -> io::Result<Heard> {
    let mut line = Vec::new();
    stdout.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)?;
    if line.pop_if(|last| *last == b'\n').is_none() {
        return Ok(if line.len() as u64 == MAX_LINE { Heard::TooLong } else { Heard::End });
    }
    let line = String::from_utf8_lossy(&line).into_owned();
    Ok(if stdout.buffer().is_empty() { Heard::Line(line) } else { Heard::Lines(line) })
}

/// Whether there is something to read right now, where the system tells.
#[cfg(unix)]
fn has_spoken(stdout: &ChildStdout) -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let mut of = [PollFd::new(stdout, PollFlags::IN)];
    let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
    poll(&mut of, Some(&at_once)).is_ok_and(|ready| ready > 0)
}

#[cfg(not(unix))]
fn has_spoken(_: &ChildStdout) -> bool {
    false
}

impl Running {
    /// Ends it with all that it started, at once.
    pub fn kill(&self) {
        let mut child = self.child();
        // Of a process that has ended the number may be another one's by now.
        if matches!(child.try_wait(), Ok(None)) {
            #[cfg(unix)]
            let _ = rustix::process::kill_process_group(
                rustix::process::Pid::from_child(&child),
                rustix::process::Signal::KILL,
            );
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// The status with which it ended, as words.
    fn how_it_ended(&self) -> String {
        self.ended_within(GRACE).unwrap_or_else(|| "it closed its standard output".to_owned())
    }

    fn ended_within(&self, time: Duration) -> Option<String> {
        let mut waited = Duration::ZERO;
        loop {
            if let Ok(Some(status)) = self.child().try_wait() {
                return Some(status.to_string());
            }
            if waited >= time {
                return None;
            }
            thread::sleep(LOOK);
            waited += LOOK;
        }
    }

    fn child(&self) -> std::sync::MutexGuard<'_, Child> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
