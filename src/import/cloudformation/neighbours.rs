//! Templates that are read together: which exports what, and which is a stack of another one.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::conditions::text_of;
use super::functions::Template;
use super::ledger::Ledger;
use super::stacks::is_stack;
use crate::tree::{FileId, Node};

/// The templates of an input.
#[derive(Default)]
pub struct Neighbours {
    templates: Vec<Neighbour>,
    by_base_name: BTreeMap<String, Vec<usize>>,
    links: OnceCell<Links>,
}

/// A template among others.
pub struct Neighbour {
    /// Its path, as a scenario writes it.
    pub path: String,
    /// Its tree.
    pub root: Node,
}

/// How templates refer to each other.
#[derive(Default)]
struct Links {
    exports: Vec<Export>,
    /// Positions of exports by their whole names.
    by_name: BTreeMap<String, Vec<usize>>,
    /// Templates that stand as stacks in others.
    nested: BTreeSet<FileId>,
}

/// A value that a template exports.
pub struct Export {
    /// Its name; what is open in it, as the name of the stack is, stands as `${…}`.
    name: String,
    /// The position of its template.
    pub template: usize,
    /// The position of it among the outputs of that.
    pub output: usize,
}

/// What an import may be.
pub enum Found {
    /// The export of this position.
    One(usize),
    /// Several exports may be meant.
    Several,
    /// Nothing exports it.
    None,
}

impl Neighbours {
    /// Adds a tree that lies at `path`, if it is a template.
    pub fn add(&mut self, path: &str, root: &Node) {
        if super::recognises(root) {
            let base_name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned();
            self.by_base_name.entry(base_name).or_default().push(self.templates.len());
            self.templates.push(Neighbour { path: path.to_owned(), root: root.clone() });
        }
    }

    /// Whether a file is a stack of another template: it is read with that.
    #[must_use]
    pub fn is_nested(&self, file: FileId) -> bool {
        self.links().nested.contains(&file)
    }

    pub(super) fn at(&self, position: usize) -> &Neighbour {
        &self.templates[position]
    }

    pub(super) fn export(&self, position: usize) -> &Export {
        &self.links().exports[position]
    }

    /// The position of the template that an address ends in: the one that shares most of its folders, where one does.
    pub(super) fn addressed(&self, address: &str, ledger: &Ledger) -> Option<usize> {
        let address = address.split(['?', '#']).next().unwrap_or(address);
        let candidates = self.by_base_name.get(address.rsplit('/').next()?)?;
        if !ledger.spend(candidates.len()) {
            return None;
        }
        let shared = |position: &usize| {
            let own = self.templates[*position].path.rsplit(['/', '\\']);
            own.zip(address.rsplit('/')).take_while(|(own, other)| own == other).count()
        };
        let most = candidates.iter().map(shared).max()?;
        let mut best = candidates.iter().filter(|position| shared(position) == most);
        let first = best.next().copied();
        if best.next().is_some() { None } else { first }
    }

    /// What exports the value of this name. Names often begin with that of their stack, which no template knows.
    pub(super) fn exporter(&self, name: &str, ledger: &Ledger) -> Found {
        let links = self.links();
        let whole = links.by_name.get(name).map(Vec::as_slice);
        let open = || {
            let mut fitting = Vec::new();
            for (position, export) in links.exports.iter().enumerate() {
                if !ledger.spend(1 + export.name.len()) {
                    break;
                }
                if fits(&export.name, name) {
                    fitting.push(position);
                }
            }
            fitting
        };
        match whole.map_or_else(open, <[usize]>::to_vec).as_slice() {
            [one] => Found::One(*one),
            [] => Found::None,
            _ => Found::Several,
        }
    }

    fn links(&self) -> &Links {
        self.links.get_or_init(|| {
            // Of the others nothing is known yet.
            let (alone, ledger) = (Self::default(), Ledger::default());
            let mut links = Links::default();
            let mut below = vec![BTreeSet::new(); self.templates.len()];
            for (position, neighbour) in self.templates.iter().enumerate() {
                let template = Template::quiet(&neighbour.root, &alone, &ledger).without_stack_name();
                links.add_exports(&template, position);
                let resources = neighbour.root.get("Resources").map_or(&[][..], Node::members).iter();
                let stacks = resources.filter(|one| is_stack(&one.value) && template.is_made(&one.value));
                let addresses = stacks.filter_map(|one| template.address(&one.value));
                below[position].extend(addresses.filter_map(|address| self.addressed(&address, &ledger)));
                below[position].remove(&position);
            }
            links.nested =
                nested(&below).into_iter().map(|position| self.templates[position].root.span.file).collect();
            links
        })
    }
}

impl Links {
    fn add_exports(&mut self, template: &Template<'_>, position: usize) {
        let outputs = template.root.get("Outputs").map_or(&[][..], Node::members);
        for (output, member) in outputs.iter().enumerate().filter(|(_, one)| template.is_made(&one.value)) {
            let name = member.value.get("Export").and_then(|export| template.value(export.get("Name")?));
            let Some(name) = name.and_then(|name| text_of(&name)) else { continue };
            self.by_name.entry(name.clone()).or_default().push(self.exports.len());
            self.exports.push(Export { name, template: position, output });
        }
    }
}

/// The templates that are read with others, where `below` are the stacks of each; of a circle one is read by itself.
fn nested(below: &[BTreeSet<usize>]) -> BTreeSet<usize> {
    let mut nested: BTreeSet<usize> = below.iter().flatten().copied().collect();
    let mut reached = BTreeSet::new();
    let outermost: Vec<usize> = (0..below.len()).filter(|position| !nested.contains(position)).collect();
    for start in outermost.into_iter().chain(0..below.len()) {
        if reached.contains(&start) {
            continue;
        }
        nested.remove(&start);
        let mut ahead = vec![start];
        while let Some(position) = ahead.pop() {
            if reached.insert(position) {
                ahead.extend(&below[position]);
            }
        }
    }
    nested
}

/// Whether a name is that of an export in which `${…}` stands for any text.
fn fits(export: &str, name: &str) -> bool {
    let Some((before, rest)) = export.split_once("${") else { return false };
    let Some(mut name) = name.strip_prefix(before) else { return false };
    let parts = rest.split("${").map(|part| part.split_once('}').map_or("", |(_, text)| text));
    let parts: Vec<&str> = parts.collect();
    let Some((last, parts)) = parts.split_last() else { return false };
    for part in parts {
        let Some(at) = name.find(*part) else { return false };
        name = &name[at + part.len()..];
    }
    // What says nothing but the name of a stack fits everything.
    (!before.is_empty() || !last.is_empty()) && name.ends_with(*last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_fits_what_is_open_in_that_of_an_export() {
        for (export, name, expected) in [
            ("${AWS::StackName}-Cluster", "network-Cluster", true),
            ("${AWS::StackName}-Cluster", "${NetworkStack}-Cluster", true),
            ("${AWS::StackName}-Cluster", "network-Vpc", false),
            ("shop:${Env}:${Part}:Id", "shop:prod:web:Id", true),
            ("shop:${Env}:${Part}:Id", "shop:prod", false),
            ("${AWS::StackName}", "anything", false),
            ("Cluster", "Cluster", false),
        ] {
            assert_eq!(fits(export, name), expected, "{export} {name}");
        }
    }

    #[test]
    fn of_stacks_in_stacks_the_outermost_are_read_by_themselves() {
        for (below, expected) in [
            (vec![vec![1], vec![2], vec![]], vec![1, 2]),
            (vec![vec![], vec![0], vec![0]], vec![0]),
            (vec![vec![1], vec![0]], vec![1]),
            (vec![vec![1], vec![0], vec![1]], vec![0, 1]),
        ] {
            let sets: Vec<BTreeSet<usize>> = below.iter().map(|all| all.iter().copied().collect()).collect();
            assert_eq!(nested(&sets).into_iter().collect::<Vec<_>>(), expected, "{below:?}");
        }
    }
}
