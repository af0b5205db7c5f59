//! What was told of templates that are read together, and what reading them took.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use crate::tree::{FileId, Node, Problem, Problems, Span};

/// Steps, and bytes of text that come of them, for a template and its stacks: references may double what they lead to again and again.
const MAX_WORK: usize = 20_000_000;
/// Stacks in a stack and in those below it.
const MAX_STACKS: usize = 256;

/// What was told of a template and of those that it refers to.
#[derive(Default)]
pub struct Ledger {
    problems: RefCell<Problems>,
    told: RefCell<BTreeSet<(FileId, String)>>,
    /// Parameters without a value, by template, and where the first of them is asked for.
    missing: RefCell<BTreeMap<FileId, (Vec<String>, Span)>>,
    /// What exports are, by their position; `None` also while that is being found.
    pub(super) exports: RefCell<BTreeMap<usize, Option<Node>>>,
    /// Positions of the templates that something was taken of.
    pub(super) used: RefCell<BTreeSet<usize>>,
    stacks: Cell<usize>,
    work: Cell<usize>,
}

impl Ledger {
    /// Counts work; whether there may be more of it.
    pub fn spend(&self, work: usize) -> bool {
        self.work.set(self.work.get().saturating_add(work));
        self.work.get() <= MAX_WORK
    }

    /// Counts a nested stack of so many values; whether there may be one more.
    pub fn enter_stack(&self, size: u64) -> bool {
        self.stacks.set(self.stacks.get() + 1);
        self.stacks.get() <= MAX_STACKS && self.spend(usize::try_from(size).unwrap_or(usize::MAX))
    }

    /// Tells something of a template once for each name.
    pub fn tell(&self, span: &Span, name: &str, problem: impl FnOnce() -> Problem) {
        if self.told.borrow_mut().insert((span.file, name.to_owned())) {
            self.problems.borrow_mut().push(problem());
        }
    }

    /// Notes a parameter without a value; all of a template are told together.
    pub fn missing(&self, span: &Span, name: &str) {
        let missing = &mut *self.missing.borrow_mut();
        let (names, _) = missing.entry(span.file).or_insert_with(|| (Vec::new(), span.clone()));
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }

    /// All that was told, and the parameters that have no value, with what gives them one.
    pub fn finish(self) -> Problems {
        let mut problems = self.problems.into_inner();
        for (names, first) in self.missing.into_inner().into_values() {
            problems.push(open_parameters(&names, &first));
        }
        problems
    }
}

fn open_parameters(names: &[String], first: &Span) -> Problem {
    let each = |form: &dyn Fn(&String) -> String, between: &str| {
        names.iter().map(form).collect::<Vec<_>>().join(between)
    };
    let listed = each(&|name| format!("`{name}`"), ", ");
    let message = match names.len() {
        1 => format!("the template leaves its parameter {listed} open"),
        count => format!("the template leaves {count} parameters open: {listed}"),
    };
    let help = format!(
        "write parameters = {{ {} }} beside `file`, or check it with {}",
        each(&|name| format!("{name} = \"…\""), ", "),
        each(&|name| format!("--param {name}=…"), " ")
    );
    Problem::warning(first, message).label("no value").help(help)
}
