//! From a path to a scenario, or to all that is wrong with it.

use std::path::Path;
use std::sync::Arc;

use super::expected::Expected;
use super::limits::{
    MAX_MODEL_BYTES, MAX_NAME_LENGTH, MAX_NODES, MAX_NODES_OF_VARIANTS, MAX_REPLICATIONS, MAX_RUNS,
};
use super::matrix::Matrix;
use super::node::{FileId, Member, Node, Value};
use super::read::{self, Files};
use super::recognise::Resource;
use super::shape::{Checker, Kind, SCENARIO};
use super::{
    Problem, Problems, Scenario, Severity, Sources, Variant, answer, characters, digest, foreign, include,
    model_bytes, placeholders, resolve, set_option, toml_tree,
};

/// The seed of a scenario that names none.
const DEFAULT_SEED: u64 = 1;

/// What the command line changes in a scenario.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `PATH=VALUE` as given to `--set`, in order.
    pub set: Vec<String>,
    /// `--seed`.
    pub seed: Option<u64>,
    /// `--replications`.
    pub replications: Option<u32>,
}

/// A file that was read: a scenario unless a problem is an error, and everything to tell about it.
#[derive(Debug)]
pub struct Loaded {
    /// The scenario; `None` when `problems` has errors, and always for AWS JSON that was checked by itself.
    pub scenario: Option<Scenario>,
    /// What AWS JSON by itself was read as; `None` for a scenario, and where nothing tells.
    pub resource: Option<Resource>,
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
        Ok(bytes) => load_bytes(name, bytes, base, &read::bytes, overrides),
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
    load_bytes(name, text.as_bytes().to_vec(), base, &read::bytes, overrides)
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
    Loaded { scenario: None, resource: None, problems, sources: Sources::default() }
}

fn load_bytes(name: &str, bytes: Vec<u8>, base: &Path, files: &Files<'_>, overrides: &Overrides) -> Loaded {
    let mut sources = Sources::default();
    let mut problems = Problems::default();
    let file = read::keep(name, bytes, Expected::Scenario, &mut sources, &mut problems);
    let root = file.and_then(|file| parse(&sources.get(file).text, file, &mut problems));
    let scenario = root.and_then(|mut root| {
        include::expand(&mut root, base, files, &mut sources, &mut problems);
        scenario_of(root, overrides, &mut sources, &mut problems)
    });
    placeholders::name_them(&mut problems, &sources);
    if scenario.is_none() && !problems.has_errors() {
        problems.push(Problem::without_place(format!("`{name}` could not be turned into a model")));
    }
    let scenario = scenario.filter(|_| !problems.has_errors());
    Loaded { scenario, resource: None, problems, sources }
}

fn scenario_of(
    mut root: Node,
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
    Checker::new(sources, problems, Vec::new()).check(&root, Kind::Object(&SCENARIO));
    let head = Head::read(&root, overrides, problems);
    let matrix = Matrix::read(&root, sources, problems);
    if !complete
        || too_many_runs(&root, head.as_ref(), matrix.as_ref(), problems)
        || too_much_to_build(&root, matrix.as_ref(), problems)
    {
        return None;
    }
    let variants = build_all(&root, matrix.as_ref().unwrap_or(&Matrix::default()), problems);
    if let Some(variants) = &variants {
        answer::check(&root, variants, problems);
    }
    let (head, matrix, variants) = (head?, matrix?, variants?);
    let digest = digest::of(&variants, head.seed, head.replications);
    Some(Scenario {
        name: head.name,
        question: head.question,
        answer: head.answer,
        seed: head.seed,
        replications: head.replications,
        axes: matrix.axes,
        variants,
        digest,
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

/// Whether building the models alone would take minutes.
fn too_much_to_build(root: &Node, matrix: Option<&Matrix>, problems: &mut Problems) -> bool {
    let (Some(matrix), Some(member)) = (matrix, root.member("matrix")) else { return false };
    let (variants, size) = (matrix.len() as u64, root.size());
    let is_too_much = variants > 1 && variants.saturating_mul(size) > MAX_NODES_OF_VARIANTS;
    if is_too_much {
        let message = format!(
            "{variants} variants of a scenario of {size} values are {} values, more than {MAX_NODES_OF_VARIANTS}",
            variants.saturating_mul(size)
        );
        problems.push(too_large_together(member, message));
    }
    is_too_much
}

fn too_large_together(matrix: &Member, message: String) -> Problem {
    let problem = Problem::error(&matrix.name_span, message).label("too large together");
    problem.help("split the matrix, for example by fixing an axis with --set PATH=VALUE")
}

/// The models of all points; without a matrix that can be used, the scenario as it stands tells the same problems.
fn build_all(root: &Node, matrix: &Matrix, problems: &mut Problems) -> Option<Vec<Variant>> {
    let mut variants = Some(Vec::new());
    let told = problems.places_of_errors();
    let mut bytes = 0;
    for (number, point) in (1_u64..).zip(matrix.points()) {
        let mut found = Problems::default();
        let tree = matrix.apply(root, &point, &mut found);
        let written = tree.as_ref().map_or_else(Vec::new, |tree| resolve::written(tree));
        let model = tree.and_then(|tree| resolve::resolve(&tree, &mut found));
        problems.extend(found.without_errors_at(&told));
        // No further point can add to what is shown.
        if !problems.may_show_more(Severity::Error) {
            return None;
        }
        match (model, &mut variants) {
            (Some(model), Some(variants)) => {
                let (name, settings, model) = (point.name, point.settings, Arc::new(model));
                let variant = Variant { name, settings, written, model };
                bytes += model_bytes::of(&variant);
                variants.push(variant);
            }
            _ => variants = None,
        }
        if let (true, Some(member)) = (number > 1 && bytes > MAX_MODEL_BYTES, root.member("matrix")) {
            let message = format!(
                "the first {number} of {} variants take more than {} MiB",
                matrix.len(),
                MAX_MODEL_BYTES >> 20
            );
            problems.push(too_large_together(member, message));
            return None;
        }
    }
    variants
}

/// What all variants share.
struct Head {
    name: String,
    question: String,
    answer: Vec<String>,
    seed: u64,
    replications: u32,
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
        Some(Self {
            name: name?,
            question: on_one_line(root.get("question").and_then(Node::as_str).unwrap_or_default()),
            answer: root
                .get("answer")
                .map_or(&[][..], Node::elements)
                .iter()
                .filter_map(|metric| metric.as_str().map(str::to_owned))
                .collect(),
            seed: overrides.seed.or(seed.transpose().ok()?).unwrap_or(DEFAULT_SEED),
            replications: overrides.replications.or(replications.transpose().ok()?).unwrap_or(1),
        })
    }
}

/// A question may be written on several lines.
fn on_one_line(text: &str) -> String {
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
