//! Whether a program keeps the contract: that of every strategy, and that its answer follows from the question alone.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use super::check_asking;
use crate::model::Strategy;
use crate::program::{Command, Door, Failure, Programs};

/// Questions that are asked again in other ways.
const SAMPLE: usize = 60;

/// Candidates of the largest question.
const MANY: usize = 10_000;

/// How much of a question is repeated.
const SHOWN: usize = 300;

/// What sizes may be: nothing, the least, and the most that 32 bits hold.
const SIZES: [u32; 3] = [0, 1, u32::MAX];

/// What was checked of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What it is to do.
    pub what: &'static str,
    /// How many questions were asked for it.
    pub questions: usize,
    /// What it did instead, if it did.
    pub result: Result<(), String>,
}

/// A check that comes after others: what it is of, and how many questions it asked.
type Check<'a> = (&'static str, &'a dyn Fn() -> Result<usize, String>);

/// A question and its answer.
type Asked = (String, Box<[u32]>);

/// Checks the program of `command` on so many random clusters, and what it answered there in other ways; `open` opens a
/// door to processes that were not asked before.
///
/// The first check that fails is the last one.
pub fn check_program<D: Door + 'static>(
    command: &Command,
    open: &dyn Fn() -> D,
    worlds: u32,
) -> Vec<Checked> {
    let mut checked = Vec::new();
    let first = Arc::new(Noting { door: open(), asked: Mutex::default() });
    let programs = Programs::default();
    programs.open(Arc::clone(&first));
    let lived = check_asking(&[Strategy::Program(command.clone())], &programs, worlds);
    let asked = first.asked();
    let what = "answers every question of random clusters, and keeps the contract of strategies";
    checked.push(Checked {
        what,
        questions: asked.len(),
        result: lived.map_err(|violation| violation.to_string()),
    });
    let sample: Vec<&String> = asked.iter().rev().step_by(asked.len().div_ceil(SAMPLE).max(1)).collect();
    let answered: Vec<Asked> = sample
        .into_iter()
        .filter_map(|question| Some((question.clone(), answer(&programs, command, question).ok()?)))
        .collect();
    let again = Again { command, answered: &answered };
    let checks: [Check<'_>; 5] = [
        ("gives the same answer when it is asked again", &|| again.same(&first.door, str::to_owned)),
        ("gives the same answer in a new process, whatever was asked before", &|| {
            again.same(&open(), str::to_owned)
        }),
        ("passes over members that it does not know", &|| again.same(&first.door, with_unknown_members)),
        ("bears instances of no and of all conceivable size", &|| again.any(&first.door, &sized)),
        ("bears ten thousand candidates", &|| again.any(&first.door, &|question| vec![grown(question)])),
    ];
    for (what, check) in checks {
        if checked.iter().any(|one| one.result.is_err()) {
            break;
        }
        let (questions, result) = match check() {
            Ok(questions) => (questions, Ok(())),
            Err(violation) => (0, Err(violation)),
        };
        checked.push(Checked { what, questions, result });
    }
    checked
}

/// A door that notes what it is asked.
struct Noting<D> {
    door: D,
    asked: Mutex<Vec<String>>,
}

impl<D> Noting<D> {
    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl<D: Door> Door for Arc<Noting<D>> {
    fn ask(&self, command: &Command, question: &str) -> Result<String, Failure> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(question.to_owned());
        self.door.ask(command, question)
    }
}

/// What is asked again.
struct Again<'a> {
    command: &'a Command,
    answered: &'a [Asked],
}

impl Again<'_> {
    /// Asks each question, changed, and wants the answer of before.
    fn same(&self, door: &dyn Door, change: impl Fn(&str) -> String) -> Result<usize, String> {
        for (question, expected) in self.answered {
            let found = self.ask(door, &change(question))?;
            if found != *expected {
                let start: String = question.chars().take(SHOWN).collect();
                return Err(format!("it kept {expected:?} before, and now {found:?}, of {start} …"));
            }
        }
        Ok(self.answered.len())
    }

    /// Asks what is made of the questions, and wants any answer.
    fn any(&self, door: &dyn Door, make: &dyn Fn(&str) -> Vec<String>) -> Result<usize, String> {
        // One of each kind will do.
        let kinds = ["place", "stop"].map(|kind| format!("\"question\":\"{kind}\""));
        let of_kind = |kind: &String| self.answered.iter().find(|(question, _)| question.contains(kind));
        let mut questions = 0;
        for (question, _) in kinds.iter().filter_map(of_kind) {
            for made in make(question) {
                self.ask(door, &made)?;
                questions += 1;
            }
        }
        Ok(questions)
    }

    fn ask(&self, door: &dyn Door, question: &str) -> Result<Box<[u32]>, String> {
        let line = door.ask(self.command, question).map_err(|failure| failure.to_string())?;
        let said = Programs::default();
        said.open(Says(line));
        answer(&said, self.command, question)
    }
}

/// A door behind which this was said.
struct Says(String);

impl Door for Says {
    fn ask(&self, _: &Command, _: &str) -> Result<String, Failure> {
        Ok(self.0.clone())
    }
}

fn answer(programs: &Programs, command: &Command, question: &str) -> Result<Box<[u32]>, String> {
    let candidates = u32::try_from(candidates(&parsed(question)).len()).expect("a list in memory");
    let failed = || programs.failure().map(ToString::to_string).unwrap_or_default();
    programs.answer(command, question, candidates).ok_or_else(failed)
}

fn parsed(question: &str) -> Value {
    serde_json::from_str(question).expect("a question is JSON")
}

fn candidates(question: &Value) -> &[Value] {
    question["candidates"].as_array().map_or(&[], Vec::as_slice)
}

/// As a later version of the protocol may ask.
fn with_unknown_members(question: &str) -> String {
    let mut question = parsed(question);
    question["added"] = json!({ "later": [1, null] });
    for one in question["candidates"].as_array_mut().into_iter().flatten() {
        one["added"] = json!("later");
    }
    question.to_string()
}

/// The same with other sizes: each of a candidate's amounts in turn, the task's as the least of them allows.
fn sized(question: &str) -> Vec<String> {
    let one_of = |registered: u32, remaining: u32| {
        let mut question = parsed(question);
        let amounts = |of: u32| json!({ "cpu": of, "memory": of, "gpu": of });
        for one in question["candidates"].as_array_mut().into_iter().flatten() {
            one["registered"] = amounts(registered);
            one["remaining"] = amounts(remaining);
        }
        for name in ["cpu", "memory", "gpu"] {
            if question["task"].is_object() {
                question["task"][name] = json!(remaining);
            }
        }
        question.to_string()
    };
    let pairs = SIZES.into_iter().flat_map(|registered| SIZES.map(|remaining| (registered, remaining)));
    pairs
        .filter(|(registered, remaining)| remaining <= registered)
        .map(|(registered, remaining)| one_of(registered, remaining))
        .collect()
}

/// The same with many candidates.
fn grown(question: &str) -> String {
    let mut question = parsed(question);
    let few = candidates(&question).to_vec();
    let many = few.iter().cycle().take(MANY).cloned().enumerate().map(|(number, mut one)| {
        one["containerInstance"] = json!(format!("many-{}", number + 1));
        one
    });
    question["candidates"] = many.collect();
    question.to_string()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    /// Answers as a function of the question and of how often it was asked.
    struct Policy<F>(F, AtomicU32);

    impl<F: Fn(&Value, u32) -> Value + Send + Sync> Door for Policy<F> {
        fn ask(&self, _: &Command, question: &str) -> Result<String, Failure> {
            Ok((self.0)(&parsed(question), self.1.fetch_add(1, Ordering::Relaxed)).to_string())
        }
    }

    fn check(policy: impl Fn(&Value, u32) -> Value + Send + Sync + Copy + 'static) -> Vec<Checked> {
        let command = Command::new(&["policy".to_owned()]).expect("a word");
        check_program(&command, &|| Policy(policy, AtomicU32::new(0)), 6)
    }

    fn last(question: &Value) -> usize {
        candidates(question).len() - 1
    }

    #[test]
    fn a_function_of_the_question_conforms() {
        let checked = check(|question, _| json!({ "candidate": last(question) }));
        assert_eq!(checked.len(), 6);
        for one in &checked {
            assert!(one.result.is_ok() && one.questions > 0, "{one:?}");
        }
        let both = check(|question, _| json!({ "candidates": [last(question), 0] }));
        assert!(both.iter().all(|one| one.result.is_ok()), "{both:?}");
    }

    #[test]
    fn what_is_none_is_found_out_by_the_check_for_it() {
        let fails_at = |checked: Vec<Checked>| {
            let failed = checked.iter().position(|one| one.result.is_err());
            assert_eq!(failed, Some(checked.len() - 1), "{checked:?}");
            failed
        };
        let beyond = |question: &Value, _| json!({ "candidate": last(question) + 1 });
        assert_eq!(fails_at(check(beyond)), Some(0));
        let counting =
            |question: &Value, asked: u32| json!({ "candidate": asked as usize % (last(question) + 1) });
        assert_eq!(fails_at(check(counting)), Some(1));
        // A process of its own asks in another order.
        let first_ever = |question: &Value, asked: u32| json!({ "candidate": if asked == 0 { last(question) } else { 0 } });
        assert!(fails_at(check(first_ever)) <= Some(2));
        let strict = |question: &Value, _| json!({ "candidate": if question.get("added").is_some() { last(question) } else { 0 } });
        assert_eq!(fails_at(check(strict)), Some(3));
        let dividing = |question: &Value, _| {
            let registered = &question["candidates"][0]["registered"]["cpu"];
            json!({ "candidate": if registered == 0 { json!("none") } else { json!(0) } })
        };
        assert_eq!(fails_at(check(dividing)), Some(4));
        let of_few = |question: &Value, _| {
            let few = last(question) < 100;
            if few { json!({ "candidate": 0 }) } else { json!({}) }
        };
        assert_eq!(fails_at(check(of_few)), Some(5));
    }
}
