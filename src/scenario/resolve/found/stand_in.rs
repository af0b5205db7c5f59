//! Tasks that stand for others which no output describes.

use super::super::super::{Problems, Span};
use super::super::task_calls::TaskCalls;
use crate::model::{ClusterId, Container, Demand, FoundStage, FoundTask, InstanceId, TaskDefinition};
use crate::time::SimDuration;

/// Their family, and the name of their container.
const UNDESCRIBED: &str = "undescribed";

/// A standalone task on `instance` that takes `demand`, and of which nothing else is known.
pub fn task(
    instance: InstanceId,
    cluster: ClusterId,
    demand: Demand,
    span: &Span,
    calls: &mut TaskCalls<'_, '_>,
    problems: &mut Problems,
) -> FoundTask {
    let group = calls.group(cluster, format!("family:{UNDESCRIBED}"), span, problems);
    let container = Container { name: UNDESCRIBED.to_owned(), ..Container::default() };
    let definition = calls.add_derived(TaskDefinition {
        family: UNDESCRIBED.to_owned(),
        revision: 1,
        demand,
        containers: vec![container],
        ..TaskDefinition::default()
    });
    FoundTask {
        group,
        service: None,
        deployment: 0,
        definition,
        instance,
        stage: FoundStage::Running,
        containers_healthy: None,
        ran_for: SimDuration::ZERO,
    }
}
