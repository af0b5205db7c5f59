//! `putAttributes` and `deleteAttributes`: what they say, and the classes of instances that they can make (VC-23).
//!
//! Whatever attributes decide is decided once for each class, before the run. All changes are written in the scenario, so
//! all classes that can come of them are known here: those that instances of a declared class reach by any of the calls
//! that may find them, in any order. A call holds what becomes of each class; during the run an instance moves along.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Node, Problem, Problems};
use super::attributes::{AttributeNames, check_name, check_value, is_built_in};
use super::fields::{list, missing, objects, required_text, text};
use super::fleet::Fleet;
use super::instance_choice::InstanceChoice;
use super::limits::{MAX_MADE_CLASSES, MAX_PAIRS, QUOTA_ATTRIBUTES};
use super::names::shortened;
use crate::model::{
    Action, ApiCall, AttributeChange, AttributeId, ClassId, InstanceClass, InstanceId, InstanceSelection,
};

/// What a call does to attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// `putAttributes`.
    Put,
    /// `deleteAttributes`.
    Delete,
}

impl Change {
    const fn call(self) -> &'static str {
        match self {
            Self::Put => "putAttributes",
            Self::Delete => "deleteAttributes",
        }
    }
}

/// Names of the attributes that calls put or delete.
pub fn names(root: &Node) -> BTreeSet<String> {
    let calls = objects(root, "actions").flat_map(|action| {
        [Change::Put, Change::Delete].into_iter().filter_map(|kind| action.get(kind.call()))
    });
    let attributes = calls.flat_map(|call| objects(call, "attributes"));
    attributes.filter_map(|attribute| Some(text(attribute, "name")?.value.to_owned())).collect()
}

/// The call; what becomes of each class is known once all calls are.
pub fn call(
    arguments: &Node,
    kind: Change,
    (known, chosen): &(&AttributeNames, &InstanceChoice<'_, '_>),
    problems: &mut Problems,
) -> Option<ApiCall> {
    let attributes = read(arguments, kind, known, problems);
    let instances = chosen.instances(arguments, problems)?;
    let change = AttributeChange { attributes: attributes?, becomes: Vec::new() };
    Some(match kind {
        Change::Put => ApiCall::PutAttributes { instances, change },
        Change::Delete => ApiCall::DeleteAttributes { instances, change },
    })
}

/// The attributes that a call names.
fn read(
    call: &Node,
    kind: Change,
    known: &AttributeNames,
    problems: &mut Problems,
) -> Option<Vec<(AttributeId, Option<String>)>> {
    let written = list(call, "attributes");
    let Some(span) = call.get("attributes").map(|list| &list.span) else {
        let problem = missing(call, "attributes", &format!("`{}`", kind.call()));
        problems.push(
            problem
                .rule("VC-23")
                .help("add attributes = [{ name = \"stack\", value = \"prod\" }], or the like"),
        );
        return None;
    };
    if written.is_empty() || written.len() > QUOTA_ATTRIBUTES {
        let message =
            format!("{} attributes in one call, and the API takes 1 to {QUOTA_ATTRIBUTES}", written.len());
        let problem = Problem::error(span, message).label("too many or none").rule("AT-04");
        problems.push(problem.help("write several actions"));
    }
    let mut found = BTreeMap::new();
    for attribute in objects(call, "attributes") {
        let Some(name) = required_text(attribute, "name", "the attribute", problems) else { continue };
        check(attribute, kind, problems);
        let value = text(attribute, "value").map_or(String::new(), |value| value.value.to_owned());
        let id = known.find(name.value).expect("the names of all calls are interned");
        if found.insert(id, (kind == Change::Put).then_some(value)).is_some() {
            let message = format!("attribute `{}` is named twice", shortened(name.value));
            let problem = Problem::error(name.span, message).label("named before").rule("AT-04");
            problems.push(problem.help("keep one of the two"));
        }
    }
    Some(found.into_iter().collect())
}

/// What the API refuses of an attribute, or what stands elsewhere here.
fn check(attribute: &Node, kind: Change, problems: &mut Problems) {
    let Some(name) = text(attribute, "name") else { return };
    if is_built_in(name.value) {
        let message = format!("`{}` is no custom attribute", shortened(name.value));
        let problem =
            Problem::error(name.span, message).label("set by ECS or the agent itself").rule("VC-23");
        problems.push(problem.help("calls change custom attributes alone: take another name"));
    } else {
        check_name(name, problems);
    }
    match (text(attribute, "value"), kind) {
        (Some(value), Change::Put) => check_value(value, problems),
        (Some(value), Change::Delete) => {
            let problem = Problem::error(value.span, "an attribute is deleted by its name alone");
            problems.push(problem.label("not to be said").rule("VC-23").help("remove `value`"));
        }
        (None, _) => {}
    }
    if let Some(target) = text(attribute, "targetId") {
        let problem = Problem::error(target.span, "an attribute here names no instance of its own");
        let help = "remove `targetId`, and name the instances beside `attributes`: containerInstances = [\"host-1\"]";
        problems.push(problem.label("one selection for all attributes of the call").rule("VC-23").help(help));
    }
}

/// The classes of a scenario, and what asks of each.
pub struct Reachable<'s, 'n> {
    /// What is declared.
    pub fleet: &'s Fleet<'n>,
    /// Names of attributes.
    pub attributes: &'s AttributeNames,
    /// How many services, task definitions and queries look at each class.
    pub asking: usize,
}

/// The classes so far, those that are declared first.
struct Classes {
    all: Vec<InstanceClass>,
    /// By the declared class and what its instances carry.
    known: BTreeMap<(ClassId, Vec<(AttributeId, String)>), ClassId>,
    limit: usize,
}

impl Reachable<'_, '_> {
    /// All classes that instances may ever be in; the calls learn what becomes of each.
    pub fn classes(
        &self,
        root: &Node,
        actions: &mut [Action],
        problems: &mut Problems,
    ) -> Vec<InstanceClass> {
        let mut changes: Vec<(&InstanceSelection, &mut AttributeChange)> = actions
            .iter_mut()
            .filter_map(|action| match &mut action.call {
                ApiCall::PutAttributes { instances, change }
                | ApiCall::DeleteAttributes { instances, change } => Some((&*instances, change)),
                _ => None,
            })
            .collect();
        let mut classes = Classes::of(&self.fleet.classes, self.limit());
        if changes.is_empty() {
            return classes.all;
        }
        let found = self.found_by(&changes);
        let mut becomes = vec![BTreeMap::new(); changes.len()];
        let carried: Vec<_> = changes.iter().map(|(_, change)| change.attributes.clone()).collect();
        for (class, calls) in found {
            if classes.follow(class, &calls, &carried, self.attributes, &mut becomes).is_none() {
                let message = format!(
                    "the calls may leave container instances in more than {} different states",
                    classes.limit
                );
                let span = root.get("actions").map_or(&root.span, |list| &list.span);
                let problem =
                    Problem::error(span, message).label("too many attributes that go together in any way");
                problems
                    .push(problem.rule("VC-23").help("name the instances of each call, or use fewer values"));
                break;
            }
        }
        for ((_, change), becomes) in changes.iter_mut().zip(becomes) {
            change.becomes = becomes.into_iter().collect();
        }
        classes.all
    }

    /// Each class has to be looked at by all that ask.
    fn limit(&self) -> usize {
        MAX_MADE_CLASSES.min(MAX_PAIRS / self.asking.max(1))
    }

    /// Declared classes with the calls that may find one instance of theirs.
    fn found_by(
        &self,
        changes: &[(&InstanceSelection, &mut AttributeChange)],
    ) -> BTreeSet<(ClassId, Vec<usize>)> {
        let mut of_class = vec![Vec::new(); self.fleet.classes.len()];
        let mut of_instance: BTreeMap<InstanceId, Vec<usize>> = BTreeMap::new();
        for (call, (selection, _)) in changes.iter().enumerate() {
            match selection {
                InstanceSelection::Named(named) => {
                    for id in named {
                        of_instance.entry(*id).or_default().push(call);
                    }
                }
                InstanceSelection::Matching { cluster, zone, .. } => {
                    let matches = |class: &InstanceClass| {
                        class.cluster == *cluster && zone.is_none_or(|zone| class.zone == zone)
                    };
                    let all = self.fleet.classes.iter().zip(&mut of_class);
                    all.filter(|(class, _)| matches(class)).for_each(|(_, calls)| calls.push(call));
                }
            }
        }
        let mut found: BTreeSet<(ClassId, Vec<usize>)> = BTreeSet::new();
        for (id, mut calls) in of_instance {
            let class = self.fleet.instances[id.ordinal() as usize].class;
            calls.extend(&of_class[class.index()]);
            calls.sort_unstable();
            found.insert((class, calls));
        }
        // Those that no call names, and those that register in the place of others.
        found.extend(of_class.into_iter().enumerate().map(|(class, calls)| (ClassId::new(class), calls)));
        found.retain(|(_, calls)| !calls.is_empty());
        found
    }
}

impl Classes {
    fn of(declared: &[InstanceClass], limit: usize) -> Self {
        let known = declared.iter().enumerate().map(|(at, class)| {
            let id = ClassId::new(at);
            ((id, class.attributes.clone()), id)
        });
        Self { all: declared.to_vec(), known: known.collect(), limit: declared.len() + limit }
    }

    /// Where the calls lead instances of `declared`, in any order; `None` where that is too much.
    fn follow(
        &mut self,
        declared: ClassId,
        calls: &[usize],
        carried: &[Vec<(AttributeId, Option<String>)>],
        names: &AttributeNames,
        becomes: &mut [BTreeMap<ClassId, ClassId>],
    ) -> Option<()> {
        let mut reached = BTreeSet::from([declared]);
        let mut open = vec![declared];
        while let Some(class) = open.pop() {
            for call in calls {
                let mut attributes: BTreeMap<_, _> =
                    self.all[class.index()].attributes.iter().cloned().collect();
                for (id, value) in &carried[*call] {
                    match value {
                        Some(value) => attributes.insert(*id, value.clone()),
                        None => attributes.remove(id),
                    };
                }
                let custom = attributes.keys().filter(|id| !is_built_in(names.name(**id))).count();
                let after =
                    if custom > QUOTA_ATTRIBUTES { None } else { Some(self.with(declared, attributes)?) };
                if let Some(after) = after {
                    becomes[*call].insert(class, after);
                    if reached.insert(after) {
                        open.push(after);
                    }
                }
            }
        }
        Some(())
    }

    /// The class of instances of `declared` that carry `attributes`; `None` where there are too many.
    fn with(&mut self, declared: ClassId, attributes: BTreeMap<AttributeId, String>) -> Option<ClassId> {
        let attributes: Vec<_> = attributes.into_iter().collect();
        if let Some(known) = self.known.get(&(declared, attributes.clone())) {
            return Some(*known);
        }
        if self.all.len() >= self.limit {
            return None;
        }
        let id = ClassId::new(self.all.len());
        let class = InstanceClass {
            attributes: attributes.clone(),
            made_of: Some(declared),
            ..self.all[declared.index()].clone()
        };
        self.all.push(class);
        self.known.insert((declared, attributes), id);
        Some(id)
    }
}
