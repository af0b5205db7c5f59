//! `[[applications]]`: how the programs in containers behave.

use std::collections::BTreeMap;

use super::super::{Node, Problem, Problems};
use super::distribution::distribution;
use super::fields::{Text, objects, required_text, text};
use super::images::{SizedContainer, image_of};
use super::limits::{MAX_CPU, MAX_ENTRIES};
use super::names::{shortened, unknown};
use super::output::word;
use super::quantity::{mebibytes, millionths, whole};
use super::task_definitions::TaskDefinitions;
use crate::model::{Application, Distribution, StartError, TaskDefinition, TaskDefinitionId, Utilization};
use crate::time::SimDuration;

/// More than any task uses of what it reserves.
const MOST_PERCENT: f64 = 1_000_000.0;

/// How exactly an entry names what it is about: its revision, then its container.
type Exactness = (bool, bool);

/// What decided the behaviour of one container, or one definition's share of failed starts.
type Decided<K> = BTreeMap<K, Exactness>;

/// Gives every container that an entry names its behaviour; of two entries the more exact one wins. Returns what they say
/// of images.
pub fn apply<'n>(
    root: &'n Node,
    definitions: &mut TaskDefinitions<'n>,
    problems: &mut Problems,
) -> Vec<SizedContainer<'n>> {
    let mut sized: BTreeMap<(TaskDefinitionId, usize), SizedContainer<'n>> = BTreeMap::new();
    let mut behaviours: Decided<(TaskDefinitionId, usize)> = BTreeMap::new();
    let mut failures: Decided<TaskDefinitionId> = BTreeMap::new();
    let mut reasons: Decided<TaskDefinitionId> = BTreeMap::new();
    let mut used: [Decided<TaskDefinitionId>; 2] = [BTreeMap::new(), BTreeMap::new()];
    for node in objects(root, "applications").take(MAX_ENTRIES) {
        let application = read(node, problems);
        let failure_ratio = millionths(node, "startFailureRatio", 0.0..=1.0, problems);
        let image_size = mebibytes(node, "imageSize", problems).zip(node.get("imageSize"));
        let failure_ratio = failure_ratio.and_then(|millionths| u32::try_from(millionths).ok());
        let failure_reason = word::<StartError>(node, "startFailureReason", problems);
        let utilization = ["cpuUtilization", "memoryUtilization"].map(|name| percent(node, name, problems));
        let Some(written) = required_text(node, "taskDefinition", "the application", problems) else {
            continue;
        };
        let Some((ids, one_revision)) = definitions.resolve_all(written, problems) else { continue };
        let container = text(node, "container");
        if let Some(container) = container {
            check_container(container, &ids, definitions, problems);
        }
        let exactness = (one_revision, container.is_some());
        for id in ids {
            let written_at = definitions.nodes[id.index()];
            let definition = &mut definitions.definitions[id.index()];
            for position in targets(definition, container) {
                if decides(&mut behaviours, (id, position), exactness, node, "the same container", problems) {
                    definition.containers[position].application = application.clone();
                    let image = image_of(written_at, &definition.containers[position].name);
                    sized.remove(&(id, position));
                    if let Some((image, (bytes, size))) = image.zip(image_size) {
                        sized.insert((id, position), SizedContainer { image, bytes, span: &size.span });
                    }
                }
            }
            if let Some(ratio) = failure_ratio
                && decides(
                    &mut failures,
                    id,
                    exactness,
                    node,
                    "the start failures of the same task",
                    problems,
                )
            {
                definition.start_failure_millionths = ratio;
            }
            for (of, percent) in utilization.iter().enumerate().filter(|(_, percent)| percent.is_some()) {
                let what = "what the same task uses";
                if decides(&mut used[of], id, exactness, node, what, problems) {
                    let Utilization { cpu, memory } = &mut definition.utilization;
                    *[cpu, memory][of] = *percent;
                }
            }
            let what = "the reason of start failures of the same task";
            if failure_reason.is_some() && decides(&mut reasons, id, exactness, node, what, problems) {
                definition.start_error = failure_reason;
            }
        }
    }
    tell_endless(definitions, problems);
    sized.into_values().collect()
}

/// Who is waited for to end ends, and at once where nothing says when: otherwise no task of the definition would ever start.
fn tell_endless(definitions: &mut TaskDefinitions<'_>, problems: &mut Problems) {
    for position in 0..definitions.definitions.len() {
        let definition = &mut definitions.definitions[position];
        let awaited: Vec<usize> = (0..definition.containers.len())
            .filter(|container| {
                definition.is_awaited_to_end(*container)
                    && !definition.containers[*container].exits_by_itself()
            })
            .collect();
        let mut names = Vec::new();
        for container in awaited {
            let container = &mut definition.containers[container];
            container.application.run_time = Some(Distribution::Constant(SimDuration::ZERO));
            names.push(format!("`{}`", shortened(&container.name)));
        }
        if let Some(first) = names.first() {
            let message = format!("nothing says how long {} of {} runs", names.join(", "), definition.name());
            let problem = Problem::warning(&definitions.nodes[position].span, message);
            let problem = problem.label("ends with 0 as soon as it runs").rule("P3.3");
            problems.push(problem.help(format!(
                "add [[applications]] with container = {} and its `runTime`",
                first.replace('`', "\"")
            )));
        }
    }
}

fn read(node: &Node, problems: &mut Problems) -> Application {
    let default = Application::default();
    Application {
        start_up_time: distribution(node, "startUpTime", problems).unwrap_or(default.start_up_time),
        start_up_cpu: whole(node, "startUpCpu", 1..=MAX_CPU, "RS-12", problems),
        run_time: distribution(node, "runTime", problems),
        time_to_failure: distribution(node, "timeToFailure", problems),
        exit_code: exit_code(node, default.exit_code, problems),
        out_of_memory_millionths: millionths(node, "outOfMemoryRatio", 0.0..=1.0, problems)
            .and_then(|millionths| u32::try_from(millionths).ok())
            .unwrap_or_default(),
        shut_down_time: distribution(node, "shutDownTime", problems).unwrap_or(default.shut_down_time),
    }
}

/// A share in percent, in millionths of it.
fn percent(node: &Node, name: &str, problems: &mut Problems) -> Option<i64> {
    let percent = millionths(node, name, 0.0..=MOST_PERCENT, problems)?;
    i64::try_from(percent).ok()
}

/// The member `exitCode`, a number of 8 bits.
pub fn exit_code(node: &Node, default: u8, problems: &mut Problems) -> u8 {
    let code = whole(node, "exitCode", 0..=255, "EX-01", problems);
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(default)
}

/// Positions of the named container, or of every essential one.
pub fn targets(definition: &TaskDefinition, container: Option<Text<'_>>) -> Vec<usize> {
    let wanted = definition.containers.iter().enumerate().filter(|(_, candidate)| match container {
        Some(name) => candidate.name == name.value,
        None => candidate.essential,
    });
    wanted.map(|(position, _)| position).collect()
}

fn check_container(
    container: Text<'_>,
    ids: &[TaskDefinitionId],
    definitions: &TaskDefinitions<'_>,
    problems: &mut Problems,
) {
    let names = ids.iter().flat_map(|id| &definitions.get(*id).containers);
    let names = names.map(|candidate| candidate.name.as_str());
    if !names.clone().any(|name| name == container.value) {
        problems.push(unknown(container.span, "container", container.value, names, problems));
    }
}

/// Whether an entry this exact decides `key`; two that are equally exact contradict each other.
fn decides<K: Ord>(
    decided: &mut Decided<K>,
    key: K,
    exactness: Exactness,
    node: &Node,
    what: &str,
    problems: &mut Problems,
) -> bool {
    match decided.get(&key) {
        Some(earlier) if *earlier > exactness => false,
        Some(earlier) if *earlier == exactness => {
            let problem = Problem::error(&node.span, format!("two applications describe {what}"));
            let problem = problem.label("described before");
            problems.push(problem.help("name a `container` or a revision in one of them, or merge the two"));
            false
        }
        _ => {
            decided.insert(key, exactness);
            true
        }
    }
}
