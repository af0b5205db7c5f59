//! The calls of a scenario, with the groups and the unregistered definitions that they bring along.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::super::characters::check_line;
use super::super::{Member, Node, Problem, Problems, Severity, Span, Value};
use super::Scope;
use super::fields::{Text, text};
use super::limits::{MAX_GROUPS, MAX_TASK_DEFINITIONS};
use super::names::{nearest, shortened, without_arn};
use super::overrides;
use super::run_task::{self, Draft};
use super::services::Surroundings;
use crate::model::{
    ArrivalId, CallId, ClusterId, ContainerInstance, FoundTask, GroupId, InstanceId, NamedInstance, TaskCall,
    TaskDefinition, TaskDefinitionId, TaskGroup,
};

/// Calls as they are read, actions first.
pub struct TaskCalls<'s, 'n> {
    around: &'s Surroundings<'s, 'n>,
    instances: &'s [ContainerInstance],
    scope: Scope,
    instance_ids: OnceCell<BTreeMap<&'s str, InstanceId>>,
    calls: Vec<TaskCall>,
    /// Groups in the order in which they were met; calls hold positions in it until all are known.
    groups: BTreeMap<(ClusterId, String), usize>,
    /// Tasks that are there at the start.
    found: Vec<FoundTask>,
    /// What they run, as it is registered.
    found_definitions: BTreeSet<TaskDefinitionId>,
    derived: Vec<TaskDefinition>,
    derived_ids: BTreeMap<(TaskDefinitionId, String), TaskDefinitionId>,
    uses: Vec<CallUse<'n>>,
    /// `clientToken`s of actions.
    tokens: BTreeSet<&'n str>,
    too_many: bool,
}

/// Where a call uses a task definition.
pub struct CallUse<'n> {
    /// In this cluster.
    pub cluster: ClusterId,
    /// The definition that is registered.
    pub registered: TaskDefinitionId,
    /// What its tasks are.
    pub definition: TaskDefinitionId,
    /// Where the call names it.
    pub span: &'n Span,
    /// The call.
    pub call: CallId,
}

/// All that calls add to a model.
pub struct Finished {
    /// The groups of standalone tasks, by cluster and name.
    pub groups: Vec<TaskGroup>,
    /// The calls.
    pub calls: Vec<TaskCall>,
    /// The tasks that are there at the start.
    pub found: Vec<FoundTask>,
    /// The definitions behind the registered ones.
    pub derived: Vec<TaskDefinition>,
}

/// What a row of a trace says otherwise than its stream's call.
#[derive(Default)]
pub struct Row<'n> {
    /// Another definition.
    pub definition: Option<TaskDefinitionId>,
    /// Task `cpu` and `memory`.
    pub resources: Vec<&'n Member>,
    /// Another group.
    pub group: Option<&'n str>,
}

impl<'s, 'n> TaskCalls<'s, 'n> {
    /// No calls yet.
    pub fn new(around: &'s Surroundings<'s, 'n>, instances: &'s [ContainerInstance], scope: Scope) -> Self {
        Self {
            around,
            instances,
            scope,
            instance_ids: OnceCell::new(),
            calls: Vec::new(),
            groups: BTreeMap::new(),
            found: Vec::new(),
            found_definitions: BTreeSet::new(),
            derived: Vec::new(),
            derived_ids: BTreeMap::new(),
            uses: Vec::new(),
            tokens: BTreeSet::new(),
            too_many: false,
        }
    }

    /// Everything a call may refer to.
    pub fn around(&self) -> &'s Surroundings<'s, 'n> {
        self.around
    }

    /// The `runTask` of an action.
    pub fn run_task(&mut self, node: &'n Node, problems: &mut Problems) -> Option<CallId> {
        let draft = run_task::run_task(node, self.around, problems)?;
        if let Some(token) = text(node, "clientToken").filter(|token| !self.tokens.insert(token.value)) {
            problems.push(run_task::repeats_token(token));
        }
        self.check_overrides(&draft, problems);
        Some(self.add(&draft, &Row::default(), None, problems))
    }

    /// The `startTask` of an action.
    pub fn start_task(&mut self, node: &'n Node, problems: &mut Problems) -> Option<CallId> {
        let named = |name, problems: &mut Problems| self.named(name, problems);
        let draft = run_task::start_task(node, self.around, named, problems)?;
        self.check_overrides(&draft, problems);
        Some(self.add(&draft, &Row::default(), None, problems))
    }

    /// Reports overrides that do not suit the definition of the call.
    pub fn check_overrides(&self, draft: &Draft<'n>, problems: &mut Problems) {
        if let Some(overrides) = draft.overrides {
            overrides::check(overrides, self.around.task_definitions.get(draft.definition), problems);
        }
    }

    /// Keeps a call as drafted, with what a row says otherwise, and finds its group and definition.
    pub fn add(
        &mut self,
        draft: &Draft<'n>,
        row: &Row<'n>,
        arrivals: Option<ArrivalId>,
        problems: &mut Problems,
    ) -> CallId {
        let registered = row.definition.unwrap_or(draft.definition);
        let overrides = combined(draft.overrides, &row.resources, draft.written.span);
        let definition = self.definition_of(registered, &overrides, draft.written.span, problems);
        let family = || format!("family:{}", self.around.task_definitions.get(registered).family);
        let group = row.group.or(draft.group).map_or_else(family, str::to_owned);
        let id = CallId::new(self.calls.len());
        let group = self.group(draft.cluster, group, draft.written.span, problems);
        self.calls.push(TaskCall {
            cluster: draft.cluster,
            definition,
            group,
            destination: draft.destination.clone(),
            started_by: draft.started_by.clone(),
            run_time: draft.run_time.clone(),
            arrivals,
        });
        let (cluster, span) = (draft.cluster, draft.written.span);
        self.uses.push(CallUse { cluster, registered, definition, span, call: id });
        id
    }

    /// Where calls use task definitions.
    pub fn uses(&self) -> &[CallUse<'n>] {
        &self.uses
    }

    /// One of the calls.
    pub fn call(&self, id: CallId) -> &TaskCall {
        &self.calls[id.index()]
    }

    /// A registered definition or one of a call's own.
    pub fn definition(&self, id: TaskDefinitionId) -> &TaskDefinition {
        let registered = &self.around.task_definitions.definitions;
        registered.get(id.index()).unwrap_or_else(|| &self.derived[id.index() - registered.len()])
    }

    /// Gives the groups the ids behind those of `services` services, by cluster and name.
    pub fn finish(mut self, services: usize) -> Finished {
        let mut ids = vec![GroupId::default(); self.groups.len()];
        for (order, position) in self.groups.values().enumerate() {
            ids[*position] = GroupId::new(services + order);
        }
        for call in &mut self.calls {
            call.group = ids[call.group.index()];
        }
        for task in self.found.iter_mut().filter(|task| task.service.is_none()) {
            task.group = ids[task.group.index()];
        }
        let groups = self.groups.into_keys().map(|(cluster, name)| TaskGroup { cluster, name });
        Finished { groups: groups.collect(), calls: self.calls, found: self.found, derived: self.derived }
    }

    /// The definition as a task runs it that is there at the start.
    pub fn overridden(
        &mut self,
        registered: TaskDefinitionId,
        overrides: Option<&'n Node>,
        span: &Span,
        problems: &mut Problems,
    ) -> TaskDefinitionId {
        self.found_definitions.insert(registered);
        overrides.map_or(registered, |overrides| self.definition_of(registered, overrides, span, problems))
    }

    /// What tasks run that are there at the start, as it is registered.
    pub fn found_definitions(&self) -> &BTreeSet<TaskDefinitionId> {
        &self.found_definitions
    }

    /// Keeps a task that is there at the start; of one without a service, the group is one of [`group`](Self::group).
    pub fn add_found(&mut self, task: FoundTask) {
        self.found.push(task);
    }

    /// Keeps a definition that is registered nowhere.
    pub fn add_derived(&mut self, definition: TaskDefinition) -> TaskDefinitionId {
        self.derived.push(definition);
        TaskDefinitionId::new(self.around.task_definitions.definitions.len() + self.derived.len() - 1)
    }

    /// The definition with these overrides.
    fn definition_of(
        &mut self,
        registered: TaskDefinitionId,
        overrides: &Node,
        span: &Span,
        problems: &mut Problems,
    ) -> TaskDefinitionId {
        let key = (registered, overrides::key(overrides));
        if key.1.is_empty() {
            return registered;
        }
        if let Some(known) = self.derived_ids.get(&key) {
            return *known;
        }
        let known = self.around.task_definitions;
        if known.definitions.len() + self.derived.len() >= MAX_TASK_DEFINITIONS {
            self.tell_too_many("task definitions with overrides", MAX_TASK_DEFINITIONS, span, problems);
            return registered;
        }
        let (base, node) = (known.get(registered), known.nodes[registered.index()]);
        let derived = overrides::apply(base, node, overrides, self.around.queries, problems);
        let id = self.add_derived(derived);
        self.derived_ids.insert(key, id);
        id
    }

    /// The group of this name, by a number of its own until [`finish`](Self::finish).
    pub fn group(
        &mut self,
        cluster: ClusterId,
        name: String,
        span: &Span,
        problems: &mut Problems,
    ) -> GroupId {
        check_line(&name, span, problems);
        let next = self.groups.len();
        if next >= MAX_GROUPS && !self.groups.contains_key(&(cluster, name.clone())) {
            self.tell_too_many("task groups", MAX_GROUPS, span, problems);
            return GroupId::default();
        }
        GroupId::new(*self.groups.entry((cluster, name)).or_insert(next))
    }

    fn tell_too_many(&mut self, what: &str, most: usize, span: &Span, problems: &mut Problems) {
        if !std::mem::replace(&mut self.too_many, true) {
            let problem = Problem::error(span, format!("more than {most} {what}")).label("too many");
            problems.push(problem.help("split the scenario"));
        }
    }

    /// The instance of this name; `StartTask` answers `MISSING` where there is none.
    fn named(&self, written: Text<'n>, problems: &mut Problems) -> NamedInstance {
        let ids = self.instance_ids.get_or_init(|| {
            let numbered = self.instances.iter().enumerate();
            numbered.map(|(at, instance)| (instance.name.as_str(), InstanceId::new(at))).collect()
        });
        let name = without_arn(written.value, "container-instance");
        let id = ids.get(name).copied();
        if id.is_none() && self.scope == Scope::Whole {
            let message = format!("there is no container instance `{}`", shortened(name));
            let problem = Problem::warning(written.span, message).label("the call answers MISSING");
            let is_told = problems.may_show_more(Severity::Warning);
            let near = if is_told { nearest(name, ids.keys().copied()) } else { None };
            problems.push(match near {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help("instances are named by `name` of [[containerInstances]] and a number"),
            });
        }
        NamedInstance { name: name.to_owned(), id }
    }
}

/// `overrides` with other members for the task; an object in any case.
fn combined(overrides: Option<&Node>, resources: &[&Member], span: &Span) -> Node {
    let mut members: Vec<Member> = overrides.map(Node::members).unwrap_or_default().to_vec();
    members.retain(|member| !resources.iter().any(|other| other.name == member.name));
    members.extend(resources.iter().map(|member| (*member).clone()));
    let span = overrides.map_or(span, |overrides| &overrides.span).clone();
    Node { value: Value::Object(members), span }
}
