//! `file = "path"` in place of resources: AWS JSON of a file, or of all files of a folder.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;

use super::super::content::Content;
use super::super::contents::{Contents, Document, Reader};
use super::super::limits::MAX_NODES;
use super::super::resolve::canonical;
use super::super::resource::Resource;
use super::super::{Problem, familiar, group_attributes, holdings, incomplete, supplied, wrapper};
use super::{Held, Included, Includer, no_path, overridden, selection, without_file};
use crate::import::ComposeAs;
use crate::tree::{Member, Node, Span, Value};

impl Includer<'_> {
    /// What stands in the place of `node`: itself, or the resources in the file that it names.
    pub(super) fn resource(&mut self, node: Node, resource: Resource) -> Vec<Node> {
        let Some(file) = node.member("file") else { return vec![node] };
        let Some(path) = file.value.as_str() else {
            self.problems.push(no_path(&file.value));
            return Vec::new();
        };
        let span = file.value.span.clone();
        let compose = selection::compose(&node, self.problems);
        let selecting = without_file(&node);
        let parameters = selecting.get(selection::PARAMETERS).filter(|_| !resource.is_call());
        if let Some(given) = parameters.filter(|given| !matches!(given.value, Value::Object(_))) {
            let problem = Problem::error(&given.span, "`parameters` beside `file` is a table");
            self.problems.push(problem.label("no table").help("write parameters = { NAME = \"…\" }"));
            return Vec::new();
        }
        let Some(contents) = self.contents(path, &span, compose, parameters) else { return Vec::new() };
        let mut beside = if resource.is_call() { selecting.clone() } else { selection::others(&selecting) };
        supplied::add(&mut beside, resource);
        let beside = beside.members();
        let found = match contents.lone() {
            Some(document) => self.all_of(document, resource, beside, &span),
            None => self.some_of(&contents, resource, beside, &span),
        };
        match found {
            Ok(nodes) => {
                let nodes = if resource.is_call() {
                    nodes
                } else {
                    selection::apply(nodes, &selecting, resource, self.problems)
                };
                let displaced = &mut self.expanded.displaced;
                let overridden = nodes.into_iter().map(|mut node| {
                    // Where a scenario has it, so that what stands beside `file` wins.
                    supplied::add(&mut node, resource);
                    overridden(node, beside, displaced)
                });
                overridden.collect()
            }
            Err(problem) => {
                self.problems.push(*problem);
                Vec::new()
            }
        }
    }

    /// The only value of a file: what it holds has to be what was asked for.
    fn all_of(
        &mut self,
        document: &Document,
        resource: Resource,
        beside: &[Member],
        span: &Span,
    ) -> Result<Vec<Node>, Box<Problem>> {
        if let Content::Waiting(waiting) = &document.content {
            self.problems.extend(document.warnings.clone());
            let problem = Problem::error(span, format!("the file holds {}", waiting.what));
            return Err(Box::new(problem.label(waiting.lacks).help(waiting.remedy.clone())));
        }
        familiar::vouch(&document.root, resource, self.sources);
        self.take(document, resource, span)?;
        wrapper::unwrap(document.root.clone(), resource, beside, (self.sources, span))
    }

    /// Of several values those of a kind: each section that names them takes its own.
    fn some_of(
        &mut self,
        contents: &Contents,
        resource: Resource,
        beside: &[Member],
        span: &Span,
    ) -> Result<Vec<Node>, Box<Problem>> {
        let (mut found, mut attributes) = (Vec::new(), Vec::new());
        for document in &contents.documents {
            let is_it = matches!(&document.content, Content::Resource(other) if *other == resource);
            let has_some = wrapper::count(&document.root, resource) > 0;
            if is_it && has_some && wrapper::stands_alone(&document.root, resource) {
                self.take(document, resource, span)?;
                found.extend(wrapper::of_wrapped(document.root.clone(), resource, beside, span)?);
            } else if is_it && group_attributes::are_alone(&document.root) {
                self.take(document, resource, span)?;
                attributes.push(document.root.clone());
            }
        }
        if found.is_empty() {
            return Err(Box::new(holdings::nothing(contents, resource, span)));
        }
        group_attributes::give(&mut found, attributes, self.problems);
        if resource.is_call() && found.len() > 1 {
            let message = format!("{} {} are there, and a call takes one", found.len(), resource.plural());
            return Err(Box::new(
                Problem::error(span, message).label("which one?").help("name the file of one"),
            ));
        }
        Ok(found)
    }

    /// Notes that something of a file is taken, and tells what its file tells.
    fn take(&mut self, document: &Document, resource: Resource, span: &Span) -> Result<(), Box<Problem>> {
        self.values += document.root.size();
        // A file may be named again and again.
        if self.values > MAX_NODES {
            let message = format!("the files that the scenario names hold more than {MAX_NODES} values");
            return Err(Box::new(Problem::error(span, message).label("too many").help("split the scenario")));
        }
        let included = &mut self.expanded.included;
        for (path, file) in &document.files {
            if !included.iter().any(|included| matches!(included.held, Held::Text(known) if known == *file)) {
                included.push(Included { path: path.clone(), held: Held::Text(*file) });
                self.problems.extend(document.warnings.clone());
            }
        }
        incomplete::tell(&document.root, resource, self.problems);
        Ok(())
    }

    fn contents(
        &mut self,
        path: &str,
        span: &Span,
        compose: Option<ComposeAs>,
        parameters: Option<&Node>,
    ) -> Option<Rc<Contents>> {
        let whole = self.base.join(path);
        let key = (whole.clone(), compose, parameters.map(canonical).unwrap_or_default());
        let parameters = parameters.map_or(&[][..], Node::members);
        if let Some(known) = self.json.get(&key) {
            return known.clone();
        }
        let contents = match self.files.stored(&whole) {
            Ok(stored) => {
                let (sources, problems) = (&mut *self.sources, &mut *self.problems);
                Reader { files: self.files, sources, problems, compose, parameters }
                    .read(path, &whole, stored)
                    .map(Rc::new)
            }
            Err(reason) => {
                self.unreadable(path, &whole, span, &reason);
                None
            }
        };
        self.json.insert(key, contents.clone());
        contents
    }
}

/// What was read of each path, with what Compose files there stand for, and with the values of parameters.
pub(super) type Json = BTreeMap<(PathBuf, Option<ComposeAs>, String), Option<Rc<Contents>>>;
