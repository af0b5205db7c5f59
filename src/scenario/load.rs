//! From a path to a scenario, or to all that is wrong with it.

use std::path::Path;

use super::expectations::World;
use super::expected::Expected;
use super::include::Expanded;
use super::limits::{MAX_NAME_LENGTH, MAX_NODES, MAX_REPLICATIONS, MAX_RUNS};
use super::listing::Listing;
use super::matrix::Matrix;
use super::read::{self, Disk, Files};
use super::resource::Resource;
use super::shape::{Checker, Kind, SCENARIO};
use super::traces::Traces;
use super::variants::Template;
use super::{
    Problem, Problems, Provenance, Scenario, Sources, build, characters, expectations, foreign, include,
    placeholders, provenance, resolve, set_option,
};
use crate::model::Output;
use crate::program::Programs;
use crate::tree::toml_tree;
use crate::tree::{FileId, Node, Value};

/// The seed of a scenario that names none.
const DEFAULT_SEED: u64 = 1;

/// What the command line changes in a scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    /// `PATH=VALUE` as given to `--set`, in order.
    pub set: Vec<String>,
    /// Expectations as given to `--expect`, in order.
    pub expect: Vec<String>,
    /// `--seed`.
    pub seed: Option<u64>,
    /// `--replications`.
    pub replications: Option<u32>,
    /// What is kept of results, in place of what `[output]` says.
    pub output: Output,
}

/// A file that was read: a scenario unless a problem is an error, and everything to tell about it.
#[derive(Debug)]
pub struct Loaded {
    /// The scenario; `None` when `problems` has errors, and always for AWS JSON that was checked by itself.
    pub scenario: Option<Scenario>,
    /// What AWS JSON by itself was read as; `None` for a scenario, and where nothing tells.
    pub resource: Option<Resource>,
    /// What a folder of AWS JSON holds, where one was checked.
    pub listing: Option<Listing>,
    /// Errors and warnings.
    pub problems: Problems,
    /// The files, for pointing at.
    pub sources: Sources,
}

/// Reads a scenario and everything it names.
#[must_use]
pub fn load(path: &Path, overrides: &Overrides) -> Loaded {
    let base = path.parent().unwrap_or(Path::new(""));
    load_read(&path.display().to_string(), read::bytes(path), base, overrides)
}

/// As [`load_text`], for what was read elsewhere, such as from standard input, or why it could not be.
#[must_use]
pub fn load_read(name: &str, read: Result<Vec<u8>, String>, base: &Path, overrides: &Overrides) -> Loaded {
    match read {
        Ok(bytes) => load_bytes(name, bytes, base, &Disk, overrides),
        Err(reason) => unreadable(name, &reason),
    }
}

/// Reads a scenario from text; files that it names are looked for in `base`.
///
/// ```
/// use std::path::Path;
/// use plimsoll::scenario::{Overrides, load_text, render};
///
/// let loaded = load_text("web.toml", "nam = \"web\"", Path::new(""), &Overrides::default());
/// assert!(loaded.problems.has_errors());
/// let report = render(&loaded.problems, &loaded.sources, false);
/// assert!(report.contains("did you mean `name`?"));
/// ```
#[must_use]
pub fn load_text(name: &str, text: &str, base: &Path, overrides: &Overrides) -> Loaded {
    load_bytes(name, text.as_bytes().to_vec(), base, &Disk, overrides)
}

/// Reads a scenario from text; `files` gives what the files that it names hold, or says why not.
///
/// Nothing is read from the disk: for text of somebody else, and for files that are in memory.
///
/// ```
/// use std::path::Path;
/// use plimsoll::scenario::{Overrides, load_with, render};
///
/// let text = "name = \"web\"\n[[services]]\nfile = \"/etc/passwd\"\n";
/// let refuse = |_: &Path| Err("files are not read here".to_owned());
/// let loaded = load_with("web.toml", text, &refuse, &Overrides::default());
/// let report = render(&loaded.problems, &loaded.sources, false);
/// assert!(report.contains("`/etc/passwd` cannot be read: files are not read here"));
/// ```
#[must_use]
pub fn load_with(name: &str, text: &str, files: &Files<'_>, overrides: &Overrides) -> Loaded {
    load_bytes(name, text.as_bytes().to_vec(), Path::new(""), files, overrides)
}

/// What is told of a file named on the command line that cannot be read.
pub(super) fn unreadable(name: &str, reason: &str) -> Loaded {
    let mut problems = Problems::default();
    problems.push(Problem::without_place(format!("`{name}` cannot be read: {reason}")));
    Loaded { scenario: None, resource: None, listing: None, problems, sources: Sources::default() }
}

fn load_bytes(name: &str, bytes: Vec<u8>, base: &Path, files: &Files<'_>, overrides: &Overrides) -> Loaded {
    load_noting(name, bytes, base, files, overrides, &mut |_, _| {})
}

/// As [`load_read`]; `note` is shown the tree with the content of files in it, before anything is set.
pub(super) fn load_noting(
    name: &str,
    bytes: Vec<u8>,
    base: &Path,
    files: &Files<'_>,
    overrides: &Overrides,
    note: &mut dyn FnMut(&Node, &Expanded),
) -> Loaded {
    let mut sources = Sources::default();
    let mut problems = Problems::default();
    let file = read::keep(name, bytes, Expected::Scenario, &mut sources, &mut problems);
    let root = file.and_then(|file| parse(&sources.get(file).text, file, &mut problems));
    let scenario = root.and_then(|mut root| {
        let expanded = include::expand(&mut root, base, files, &mut sources, &mut problems);
        note(&root, &expanded);
        let Expanded { included, traces, .. } = expanded;
        let scenario = scenario_of(root, traces, overrides, &mut sources, &mut problems)?;
        Some((scenario, included))
    });
    placeholders::name_them(&mut problems, &sources);
    if scenario.is_none() && !problems.has_errors() {
        problems.push(Problem::without_place(format!("`{name}` could not be turned into a model")));
    }
    let scenario = scenario.zip(file).filter(|_| !problems.has_errors());
    let scenario = scenario.map(|((mut scenario, included), file)| {
        scenario.provenance.set.clone_from(&overrides.set);
        scenario.provenance.expect.clone_from(&overrides.expect);
        scenario.provenance.inputs = provenance::inputs(file, &included, &sources);
        scenario
    });
    Loaded { scenario, resource: None, listing: None, problems, sources }
}

fn scenario_of(
    mut root: Node,
    traces: Traces,
    overrides: &Overrides,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Option<Scenario> {
    if root.size() > MAX_NODES {
        problems.push(Problem::without_place(format!(
            "the scenario has more than {MAX_NODES} values, those of the files that it names included"
        )));
        return None;
    }
    characters::check(&root, sources, problems);
    set_option::set(&mut root, &overrides.set, sources, problems);
    // What is missing because a file could not be read is no mistake of the scenario: no rules are applied to it.
    let complete = !problems.has_errors();
    expectations::add(&mut root, &overrides.expect, sources, problems);
    Checker::new(sources, problems, Vec::new()).check(&root, Kind::Object(&SCENARIO));
    let head = Head::read(&root, overrides, problems);
    let matrix = Matrix::read(&root, sources, problems);
    if !complete
        || too_many_runs(&root, head.as_ref(), matrix.as_ref(), problems)
        || build::too_much(&root, matrix.as_ref(), problems)
    {
        return None;
    }
    let programs = Programs::default();
    let template = Template { root, traces, matrix: matrix.unwrap_or_default(), programs: programs.clone() };
    let built = build::all(template, problems);
    let (head, built) = (head?, built?);
    let world = World {
        axes: &built.axes,
        variants: &built.variants,
        subjects: &built.subjects,
        replications: head.replications,
        replications_for_once: overrides.replications.is_some(),
    };
    let expectations = expectations::read(&built.expectations, world, sources, problems);
    Some(Scenario {
        name: head.name,
        question: head.question,
        answer: head.answer,
        distributions: head.distributions,
        expectations,
        seed: head.seed,
        replications: head.replications,
        output: head.output,
        digest: built.digest.with(head.seed, head.replications),
        axes: built.axes,
        variants: built.variants,
        provenance: Provenance { canonical: built.canonical, ..Provenance::default() },
        commands: built.commands.into_iter().collect(),
        programs,
    })
}

/// The tree of a scenario; a file of another tool is told by its name instead of by all that is no TOML in it.
fn parse(text: &str, file: FileId, problems: &mut Problems) -> Option<Node> {
    let mut found = Problems::default();
    let root = toml_tree::parse(text, file, &mut found);
    let foreign = root.is_none().then(|| foreign::of_scenario(text, file)).flatten();
    match foreign {
        Some(problem) => problems.push(problem),
        None => problems.extend(found),
    }
    root
}

/// Whether there are more runs than anybody waits for; said before a model is built for each variant.
fn too_many_runs(root: &Node, head: Option<&Head>, matrix: Option<&Matrix>, problems: &mut Problems) -> bool {
    let (Some(head), Some(matrix)) = (head, matrix) else { return false };
    let (variants, replications) = (matrix.len() as u64, u64::from(head.replications));
    let runs = variants * replications;
    if runs <= MAX_RUNS {
        return false;
    }
    let message = format!(
        "{variants} variants with {replications} replications each are {runs} runs, more than {MAX_RUNS}"
    );
    let written = root.get("simulation").and_then(|simulation| simulation.get("replications"));
    let problem = match written.or_else(|| root.get("matrix")) {
        Some(node) => Problem::error(&node.span, message).label("too many runs"),
        None => Problem::without_place(message),
    };
    problems.push(problem.help("ask for fewer replications, or split the matrix"));
    true
}

/// What all variants share.
struct Head {
    name: String,
    question: String,
    answer: Vec<String>,
    distributions: Vec<String>,
    seed: u64,
    replications: u32,
    output: Output,
}

impl Head {
    fn read(root: &Node, overrides: &Overrides, problems: &mut Problems) -> Option<Self> {
        let name = name(root, problems);
        let simulation = root.get("simulation");
        let number = |key: &str| {
            let node = simulation?.get(key)?;
            if let Value::Integer(number) = node.value { Some((node, number)) } else { None }
        };
        let seed = number("seed").map(|(node, seed)| {
            u64::try_from(seed).map_err(|_| {
                let message = "`simulation.seed` must not be negative";
                problems.push(Problem::error(&node.span, message).label("below 0").help("write 0 or more"));
            })
        });
        let replications = number("replications").map(|(node, count)| {
            u32::try_from(count).ok().filter(|count| is_replications(*count)).ok_or_else(|| {
                let problem = Problem::error(&node.span, format!("`simulation.replications` is {count}"));
                let help = format!("write a number from 1 to {MAX_REPLICATIONS}");
                problems.push(problem.label("out of range").help(help));
            })
        });
        if overrides.replications.is_some_and(|count| !is_replications(count)) {
            let message = format!("--replications must be from 1 to {MAX_REPLICATIONS}");
            problems.push(Problem::without_place(message));
        }
        let output = resolve::output(root, problems);
        Some(Self {
            name: name?,
            question: on_one_line(root.get("question").and_then(Node::as_str).unwrap_or_default()),
            answer: texts(root, "answer"),
            distributions: texts(root, "distributions"),
            seed: overrides.seed.or(seed.transpose().ok()?).unwrap_or(DEFAULT_SEED),
            replications: overrides.replications.or(replications.transpose().ok()?).unwrap_or(1),
            output: overrides.output.or(output),
        })
    }
}

/// The texts of a list.
fn texts(root: &Node, name: &str) -> Vec<String> {
    let list = root.get(name).map_or(&[][..], Node::elements);
    list.iter().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

/// A question, or a name of an expectation, may be written on several lines.
pub(super) fn on_one_line(text: &str) -> String {
    if text.contains(char::is_control) {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        text.to_owned()
    }
}

fn is_replications(count: u32) -> bool {
    (1..=MAX_REPLICATIONS).contains(&count)
}

/// `name` becomes the name of a folder, so it holds nothing that a file system could misread.
fn name(root: &Node, problems: &mut Problems) -> Option<String> {
    let Some(node) = root.get("name") else {
        let mut top = root.span.clone();
        top.end = top.start;
        let problem = Problem::error(&top, "the scenario has no `name`").label("expected here");
        problems.push(problem.help("start with a line such as name = \"my-cluster\""));
        return None;
    };
    let text = node.as_str()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    let fault = if text.is_empty() {
        "is empty"
    } else if !text.bytes().all(plain) {
        "may hold letters, digits, `_`, `.` and `-` only"
    } else if text.starts_with('.') || text.contains("..") {
        "must not start with a dot or hold two in a row"
    } else if text.len() > MAX_NAME_LENGTH {
        "is longer than 128 characters"
    } else {
        return Some(text.to_owned());
    };
    let problem = Problem::error(&node.span, format!("the name {fault}"));
    problems.push(problem.label("results are written to a folder of this name"));
    None
}
