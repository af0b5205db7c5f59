//! What a task takes from its instance: task size where there is one, containers' sums otherwise (RS-10…RS-13).

use super::super::{Node, Problem, Problems};
use super::container::ContainerDraft;
use super::quantity::{task_cpu, task_memory};
use crate::model::Resources;

/// CPU units that a task may reserve on EC2 (RS-13).
const EC2_CPU: std::ops::RangeInclusive<u32> = 128..=196_608;

/// `cpu` and `memory` of the task definition itself.
pub struct TaskSize {
    /// CPU units.
    pub cpu: Option<u32>,
    /// MiB.
    pub memory: Option<u32>,
}

impl TaskSize {
    /// Reads the two members in any of their spellings.
    pub fn read(node: &Node, problems: &mut Problems) -> Self {
        let cpu = node.get("cpu").and_then(|cpu| task_cpu(cpu, problems));
        let memory = node.get("memory").and_then(|memory| task_memory(memory, problems));
        if let Some(cpu) = cpu.filter(|cpu| !EC2_CPU.contains(cpu)) {
            let (low, high) = (EC2_CPU.start(), EC2_CPU.end());
            let message = format!("task `cpu` is {cpu} units, outside {low} to {high}");
            let problem = Problem::error(span(node, "cpu"), message).label("out of range").rule("RS-13");
            problems.push(problem.help("write units, 1024 a vCPU"));
        }
        if memory == Some(0) {
            let problem = Problem::error(span(node, "memory"), "task `memory` is 0 MiB").label("no memory");
            problems.push(problem.rule("RS-13").help("write MiB, or leave it to the containers"));
        }
        Self { cpu, memory }
    }
}

/// What one task takes (RS-10, RS-11, GP-01), and the rules between a task and its containers (RS-13).
pub fn demand(
    node: &Node,
    size: &TaskSize,
    drafts: &[ContainerDraft<'_>],
    only_fargate: bool,
    problems: &mut Problems,
) -> Resources {
    let cpu: u32 = drafts.iter().fold(0, |sum, draft| sum.saturating_add(draft.cpu));
    let reserved = drafts.iter().filter_map(ContainerDraft::reserved_memory);
    let memory: u32 = reserved.fold(0, u32::saturating_add);
    let gpu: u32 = drafts.iter().fold(0, |sum, draft| sum.saturating_add(draft.gpu));
    match size.memory {
        Some(task) => check_inside(node, task, memory, drafts, problems),
        // Fargate's own rules ask for a task size.
        None if !only_fargate => check_memory_given(drafts, problems),
        None => {}
    }
    if let Some(task) = size.cpu.filter(|task| cpu > *task) {
        let message = format!("containers reserve {cpu} CPU units, the task only {task}");
        let problem = Problem::error(span(node, "cpu"), message).label("less than its containers");
        problems.push(problem.rule("RS-13").help(format!("raise it to {cpu}, or lower the containers'")));
    }
    Resources { cpu: size.cpu.unwrap_or(cpu), memory: size.memory.unwrap_or(memory), gpu }
}

fn check_memory_given(drafts: &[ContainerDraft<'_>], problems: &mut Problems) {
    for draft in drafts.iter().filter(|draft| draft.reserved_memory().is_none()) {
        // A figure that was written and refused has its own problem.
        if ["memory", "memoryReservation"].iter().any(|name| is_told(draft.node, name)) {
            continue;
        }
        let message = format!("container `{}` has no memory, nor has its task", draft.container.name);
        problems.push(
            Problem::error(&draft.node.span, message)
                .label("needs `memory` or `memoryReservation`")
                .rule("RS-13")
                .help("add `memory` in MiB to the container, or to the task definition"),
        );
    }
}

/// Whether `name` was written as something other than 0, and so has been judged already.
fn is_told(node: &Node, name: &str) -> bool {
    let zero = |member: &Node| match &member.value {
        super::super::Value::Integer(value) => *value == 0,
        super::super::Value::String(text) => text.trim() == "0",
        super::super::Value::Null => true,
        _ => false,
    };
    node.get(name).is_some_and(|member| !zero(member))
}

fn check_inside(
    node: &Node,
    task: u32,
    reserved: u32,
    drafts: &[ContainerDraft<'_>],
    problems: &mut Problems,
) {
    if reserved > task {
        let message = format!("containers reserve {reserved} MiB, the task only {task} MiB");
        let problem = Problem::error(span(node, "memory"), message).label("less than its containers");
        problems
            .push(problem.rule("RS-13").help(format!("raise it to {reserved}, or lower the containers'")));
        return;
    }
    for draft in drafts {
        if let Some(hard) = draft.memory.filter(|hard| *hard > task) {
            let name = &draft.container.name;
            let message = format!("container `{name}` may use {hard} MiB, its task only {task} MiB");
            let problem = Problem::error(span(draft.node, "memory"), message).label("more than its task");
            problems.push(problem.rule("RS-13").help(format!("write at most {task}")));
        }
    }
}

fn span<'n>(node: &'n Node, name: &str) -> &'n super::super::Span {
    &node.get(name).unwrap_or(node).span
}
