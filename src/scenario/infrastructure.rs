//! Files of other tools among what a path leads to, with the files that belong to them.

use std::path::Path;

use super::content::Content;
use super::contents::Reader;
use super::expected::Expected;
use super::read::{self, Stored};
use super::resource::Resource;
use super::shape::Kind;
use super::{Problem, Problems, aws_json, conform, left_out};
use crate::import::{self, Companion, Form, Format, Given, Neighbours};
use crate::tree::{FileId, Node, yaml_tree};

/// Where a file is.
pub struct At<'p> {
    /// Its path, as a scenario writes it.
    pub path: &'p str,
    /// Where it lies.
    pub whole: &'p Path,
    /// Templates that it may refer to.
    pub around: &'p Neighbours,
}

/// A value of a file, or a resource that a file of another tool says in its own way.
pub struct Part {
    /// The value.
    pub root: Node,
    /// What it is, where a file of another tool told.
    pub content: Option<Content>,
    /// The files that it was made of, by their paths as a scenario writes them, its own first.
    pub files: Vec<(String, FileId)>,
}

/// What a file of another tool was made of.
pub struct Imports {
    /// Its parts; itself, where it is of no other tool.
    pub parts: Vec<Part>,
    /// The paths of the files that belong to it.
    pub belonging: Vec<String>,
}

impl Reader<'_, '_> {
    /// The resources of a file of another tool, each by itself and spelt as the API does; anything else as it is.
    pub(super) fn infrastructure(&mut self, at: &At<'_>, root: Node, told: &mut Problems) -> Imports {
        let own = (at.path.to_owned(), root.span.file);
        let Some(format) = import::recognise(&root) else {
            let part = Part { root, content: None, files: vec![own] };
            return Imports { parts: vec![part], belonging: Vec::new() };
        };
        let (mut files, mut companions) = (vec![own], Vec::new());
        for companion in format.companions(&root, self.compose) {
            let read = self.companion(at, &companion, told);
            files.extend(read.as_ref().map(|(path, node)| (path.clone(), node.span.file)));
            companions.push(read.map(|(_, node)| node));
        }
        let belonging = files.iter().skip(1).map(|(path, _)| path.clone()).collect();
        Imports { parts: self.taken(root, format, companions, (&files, at.around), told), belonging }
    }

    /// What a format makes of a file and its companions.
    fn taken(
        &mut self,
        root: Node,
        format: &Format,
        companions: Vec<Option<Node>>,
        (files, around): (&[(String, FileId)], &Neighbours),
        told: &mut Problems,
    ) -> Vec<Part> {
        let given = Given { root: &root, sources: self.sources, compose: self.compose, companions, around };
        let mut imported = format.import(&given, told);
        let others = std::mem::take(&mut imported.others);
        // What waits for something else is asked again with it.
        if imported.waiting.is_none()
            && let Some(problem) = left_out::warning(&imported, format.name)
        {
            told.push(problem);
        }
        let of_file = |root: Node, content| {
            let (own, others): (Vec<_>, Vec<_>) =
                files.iter().chain(&others).cloned().partition(|(_, file)| *file == root.span.file);
            Part { root, content, files: own.into_iter().chain(others).collect() }
        };
        if imported.resources.is_empty() {
            let content = imported.waiting.map(Content::Waiting);
            return vec![of_file(root, content)];
        }
        let resource = |mut one: import::Resource| {
            let known = Resource::of_section(one.section);
            if let Some(known) = known {
                conform::conform(&mut one.node, Kind::Object(known.shape()));
            }
            of_file(one.node, known.map(Content::Resource))
        };
        imported.resources.into_iter().map(resource).collect()
    }

    /// A file that belongs to the one that lies at `at`, by its path as a scenario writes it.
    fn companion(
        &mut self,
        at: &At<'_>,
        companion: &Companion,
        told: &mut Problems,
    ) -> Option<(String, Node)> {
        let beside = |file: &Path| file.parent().unwrap_or(Path::new("")).join(&companion.path);
        let (path, whole) = (beside(Path::new(at.path)).display().to_string(), beside(at.whole));
        let bytes = match self.files.stored(&whole).and_then(Stored::into_bytes) {
            Ok(bytes) => bytes,
            Err(reason) => {
                if let Some(span) = &companion.named {
                    let message = format!("`{}` cannot be read: {reason}", companion.path);
                    let problem = Problem::error(span, message);
                    told.push(problem.label(format!("looked for at {}", whole.display())));
                }
                return None;
            }
        };
        let name = whole.display().to_string();
        let file = read::keep(&name, bytes, Expected::AwsJson, self.sources, told)?;
        let text = &self.sources.get(file).text;
        let is_yaml = ["yml", "yaml"]
            .iter()
            .any(|ending| whole.extension().is_some_and(|own| own.eq_ignore_ascii_case(ending)));
        let text = match companion.form {
            Form::Template => import::without_calls(text, is_yaml),
            Form::Yaml => text.into(),
        };
        let node = if is_yaml || companion.form == Form::Yaml {
            yaml_tree::parse(&text, file, told)?.into_iter().next()
        } else {
            aws_json::parse(&text, file, told)
        };
        Some((path, node?))
    }
}
