//! What the JSON holds that a path leads to: that of a file, or that of all files of a folder.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::content::Content;
use super::expected::Expected;
use super::familiar::is_familiar;
use super::infrastructure::{At, Part};
use super::limits::MAX_NODES;
use super::read::{self, Files, Stored};
use super::{Problem, Problems, Severity, Sources, documents, foreign};
use crate::import::{self, ComposeAs, Neighbours, parameters};
use crate::tree::{FileId, Member, Node};

/// What a path leads to.
pub struct Contents {
    /// Whether that is a folder.
    pub is_folder: bool,
    /// Everything in it, in the order of the files and of what stands in them.
    pub documents: Vec<Document>,
}

/// A whole value of JSON.
pub struct Document {
    /// The value.
    pub root: Node,
    /// What it is by itself.
    pub content: Content,
    /// Whether it is a part of a file of another tool: what it is has been told by that.
    pub is_part: bool,
    /// The path of its file, as a scenario writes it.
    pub path: String,
    /// The files that it was made of, by such paths.
    pub files: Vec<(String, FileId)>,
    /// Warnings about its file, for whoever takes something of it.
    pub warnings: Problems,
}

impl Contents {
    /// The value, where a file with nothing else was named.
    pub fn lone(&self) -> Option<&Document> {
        match self.documents.as_slice() {
            [one] if !self.is_folder && !one.is_part => Some(one),
            _ => None,
        }
    }
}

/// The files of a folder.
#[derive(Default)]
struct Parsed {
    files: Vec<ParsedFile>,
    /// The paths of those that cannot be read, and why.
    broken: Vec<(String, Problems)>,
}

/// A file of a folder.
struct ParsedFile {
    /// Its path, as a scenario writes it.
    path: String,
    /// Where it lies.
    whole: PathBuf,
    id: FileId,
    trees: Vec<Node>,
    warnings: Problems,
}

/// What became of a file of a folder.
enum Kept {
    File(FileId),
    PassedOver,
    TooMuch,
}

/// Reads what a scenario, or a command, names.
pub struct Reader<'a, 'f> {
    /// Reads what lies at a path.
    pub files: &'a Files<'f>,
    /// Keeps what was read.
    pub sources: &'a mut Sources,
    /// What is wrong with it.
    pub problems: &'a mut Problems,
    /// What Compose files stand for, where that was said.
    pub compose: Option<ComposeAs>,
    /// Values for parameters of templates.
    pub parameters: &'a [Member],
}

/// What templates did with the values that were given for their parameters.
#[derive(Default)]
struct Asked {
    used: Vec<String>,
    known: Vec<String>,
}

impl Reader<'_, '_> {
    /// All that `stored` holds, which lies at `whole` and which a scenario writes as `path`; `None` when an error was pushed.
    pub fn read(&mut self, path: &str, whole: &Path, stored: Stored) -> Option<Contents> {
        let mut asked = Asked::default();
        let contents = self.all(path, whole, stored, &mut asked)?;
        let before = self.problems.has_errors();
        parameters::check(self.parameters, &asked.used, &asked.known, self.problems);
        (before || !self.problems.has_errors()).then_some(contents)
    }

    fn all(&mut self, path: &str, whole: &Path, stored: Stored, asked: &mut Asked) -> Option<Contents> {
        let files = match stored {
            Stored::File(bytes) => {
                let name = whole.display().to_string();
                let file = read::keep(&name, bytes, Expected::AwsJson, self.sources, self.problems)?;
                let mut trees = documents::parse(&self.sources.get(file).text, file, self.problems)?;
                self.give(&mut trees, asked);
                let at = At { path, whole, around: &Neighbours::default() };
                let (documents, _) = self.documents(&at, trees, &Problems::default());
                return Some(Contents { is_folder: false, documents });
            }
            Stored::Folder(files) => files,
        };
        let Parsed { files, broken } = self.parsed(path, whole, files, asked)?;
        let mut around = Neighbours::default();
        for file in &files {
            file.trees.iter().for_each(|root| around.add(&file.path, root));
        }
        // A file that belongs to another one is nothing by itself, whatever is wrong with it.
        let (mut documents, mut belonging) = (Vec::new(), BTreeSet::new());
        for ParsedFile { path, whole, id, trees, warnings } in files {
            if around.is_nested(id) {
                self.problems.extend(warnings);
                continue;
            }
            let at = At { path: &path, whole: &whole, around: &around };
            let (found, others) = self.documents(&at, trees, &warnings);
            documents.extend(found);
            belonging.extend(others);
        }
        documents.retain(|document: &Document| document.is_part || !belonging.contains(&document.path));
        for (_, told) in broken.iter().filter(|(path, _)| !belonging.contains(path)) {
            self.pass_over(told);
        }
        Some(Contents { is_folder: true, documents })
    }

    /// The files of a folder that lies at `whole` and that a scenario writes as `path`, with parameters given.
    fn parsed(&mut self, path: &str, whole: &Path, files: Vec<PathBuf>, asked: &mut Asked) -> Option<Parsed> {
        let (mut parsed, mut size) = (Parsed::default(), 0);
        for file in files {
            let below = file.strip_prefix(whole).unwrap_or(&file);
            let path = Path::new(path).join(below).display().to_string();
            let mut warnings = Problems::default();
            let id = match self.keep(&file, &mut warnings) {
                Kept::File(id) => id,
                Kept::PassedOver => {
                    parsed.broken.push((path, warnings));
                    continue;
                }
                Kept::TooMuch => return None,
            };
            let text = &self.sources.get(id).text;
            // Folders hold much else that is YAML, of which nobody asked.
            if is_yaml(&file) && !foreign::is_yaml(text) && !foreign::has_calls(text) {
                continue;
            }
            let Some(mut trees) = documents::parse(text, id, &mut warnings) else {
                parsed.broken.push((path, warnings));
                continue;
            };
            size += trees.iter().map(Node::size).sum::<u64>();
            if size > MAX_NODES {
                let message = format!("the files of `{}` hold more than {MAX_NODES} values", whole.display());
                self.problems.push(Problem::without_place(message).help("name fewer of them"));
                return None;
            }
            self.give(&mut trees, asked);
            parsed.files.push(ParsedFile { path, whole: file, id, trees, warnings });
        }
        Some(parsed)
    }

    /// Gives parameters their values.
    fn give(&mut self, trees: &mut [Node], asked: &mut Asked) {
        for root in trees.iter_mut().filter(|root| import::recognise(root).is_some()) {
            asked.known.extend(parameters::names(root).map(str::to_owned));
            parameters::give(root, self.parameters, &mut asked.used, self.problems);
        }
    }

    /// Keeps a file of a folder; what is wrong is told.
    fn keep(&mut self, file: &Path, warnings: &mut Problems) -> Kept {
        let name = file.display().to_string();
        let bytes = match self.files.stored(file) {
            Ok(Stored::File(bytes)) => bytes,
            // It was a file a moment ago.
            Ok(Stored::Folder(_)) => return Kept::PassedOver,
            Err(reason) => {
                let message = format!("`{name}` is passed over: it cannot be read ({reason})");
                self.problems.push(Problem::warning_without_place(message));
                return Kept::PassedOver;
            }
        };
        let kept = read::keep(&name, bytes, Expected::AwsJson, self.sources, warnings);
        if kept.is_none() && warnings.sorted().iter().any(|problem| problem.span.is_none()) {
            self.problems.extend(std::mem::take(warnings));
            return Kept::TooMuch;
        }
        kept.map_or(Kept::PassedOver, Kept::File)
    }

    /// Warns of a file of a folder of which `told` says what is wrong.
    fn pass_over(&mut self, told: &Problems) {
        let first = told.sorted().into_iter().find(|problem| problem.severity == Severity::Error);
        if let Some(error) = first {
            let mut warning = error.clone();
            warning.severity = Severity::Warning;
            warning.message = format!("the file is passed over: {}", error.message);
            self.problems.push(warning);
        }
    }

    /// The values of a file, and the paths of the files that belong to it.
    fn documents(
        &mut self,
        at: &At<'_>,
        trees: Vec<Node>,
        warnings: &Problems,
    ) -> (Vec<Document>, Vec<String>) {
        let (mut told, mut parts, mut belonging) = (warnings.clone(), Vec::new(), Vec::new());
        for root in trees {
            let imports = self.infrastructure(at, root, &mut told);
            parts.extend(imports.parts);
            belonging.extend(imports.belonging);
        }
        let document = |part: Part| {
            let is_part = matches!(part.content, Some(Content::Resource(_)));
            let content = part.content.unwrap_or_else(|| Content::of(&part.root, &[]));
            let path = part.files.first().map_or(at.path, |(path, _)| path).to_owned();
            Document { root: part.root, content, is_part, path, files: part.files, warnings: told.clone() }
        };
        let documents: Vec<Document> = parts.into_iter().map(document).collect();
        let all_familiar = documents.iter().all(|document| match &document.content {
            Content::Resource(resource) => is_familiar(&document.root, *resource),
            Content::Names(_) => true,
            Content::Foreign(_) | Content::Waiting(_) | Content::Unknown => false,
        });
        if all_familiar {
            let files = documents.iter().flat_map(|document| &document.files);
            files.for_each(|(_, file)| self.sources.show(*file));
        }
        (documents, belonging)
    }
}

fn is_yaml(file: &Path) -> bool {
    let ending = file.extension().unwrap_or_default();
    ["yaml", "yml"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}
