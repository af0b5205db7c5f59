//! `plimsoll explain`: why a task waits, went where it went, or stopped.

mod class_label;
mod containers;
mod document;
mod events;
mod instances;
mod leaving;
mod monitoring;
mod page;
mod placement;
mod resolve;
mod sentences;
mod stage;
mod stalled;
mod story;
mod text;

use super::args::{Changes, Explain};
use super::exit::Exit;
use super::files;
use super::formats::ExplainFormat;
use super::interrupt::Interrupts;
use super::programs;
use super::terminal::{self, Terminal};
use super::values::Moment;
use super::variants;
use crate::engine::Halt;
use crate::engine::explain::{TaskExplanation, explain_service, explain_task};
use crate::experiment::replication_seed;
use crate::model::{Model, ServiceId};
use crate::scenario::{Scenario, Variant};
use crate::text::nearest;
use crate::time::SimTime;
use document::Document;

/// Runs one replication of one variant as far as the question needs, and answers it.
pub(super) fn explain(arguments: &Explain, interrupts: &Interrupts, terminal: &mut Terminal) -> Exit {
    let changes = Changes { seed: arguments.seed, set: arguments.set.clone(), ..Changes::default() };
    let inputs = std::slice::from_ref(&arguments.file);
    let scenarios = match files::load_scenarios(
        inputs,
        &arguments.base,
        &changes,
        (&arguments.programs, interrupts),
        terminal,
    ) {
        Ok(scenarios) => scenarios,
        Err(exit) => return exit,
    };
    let answered = scenarios.first().map(|scenario| answer(scenario, arguments, terminal));
    if let Some(exit) = scenarios.first().and_then(programs::told_failure) {
        return exit;
    }
    match answered {
        Some(Ok(document)) => {
            terminal.result(&match arguments.format {
                ExplainFormat::Text => text::text(&document, terminal::width()),
                ExplainFormat::Markdown => text::markdown(&document),
                ExplainFormat::Json => {
                    serde_json::to_string_pretty(&document).expect("texts and finite numbers are always JSON")
                }
            });
            Exit::Done
        }
        Some(Err((exit, problem))) => {
            terminal::error(&problem);
            exit
        }
        None => Exit::InvalidScenario,
    }
}

/// Why a question has no answer, and the exit code for it.
type Refusal = (Exit, String);

fn answer(scenario: &Scenario, arguments: &Explain, terminal: &Terminal) -> Result<Document, Refusal> {
    let variant = variant(scenario, arguments, terminal)?;
    if arguments.replication > scenario.replications {
        let there_are = sentences::counted(scenario.replications, "replication");
        let message = format!(
            "there is no replication {}: the scenario has {there_are}; \
             --set simulation.replications=N gives it more",
            arguments.replication
        );
        return Err((Exit::WrongUsage, message));
    }
    let seed = replication_seed(scenario.seed, arguments.replication);
    let mut document = Document::new(&scenario.name, &variant, arguments.replication, seed);
    let halted = |halt: Halt| (Exit::StoppedByGuard, format!("variant {}: {halt}", variant.name));
    if let Some(name) = &arguments.service {
        let service = service(&variant.model, name)?;
        let at = moment(&variant.model, arguments.at.as_ref())?;
        let answer = explain_service(&variant.model, seed, service, at).map_err(halted)?;
        document.service = Some(document::service(&variant.model, &answer));
        document.asked_at = arguments.at.as_ref().map(|at| at.written.clone());
    }
    if let Some(id) = &arguments.task {
        match explain_task(&variant.model, seed, id).map_err(halted)? {
            TaskExplanation::Found(answer) => document.task = Some(document::task(&variant.model, &answer)),
            TaskExplanation::Ambiguous(ids) => return Err((Exit::Failed, several_tasks(id, &ids))),
            TaskExplanation::Unknown { tasks, nearest } => {
                return Err((Exit::Failed, no_task(id, tasks, nearest.as_deref())));
            }
        }
    }
    Ok(document)
}

/// The variant that is asked for; without a name the first one, and the others are told.
fn variant(scenario: &Scenario, arguments: &Explain, terminal: &Terminal) -> Result<Variant, Refusal> {
    if let Some(wanted) = &arguments.variant {
        let found = variants::named(scenario, wanted).map_err(|problem| (Exit::WrongUsage, problem))?;
        return Ok(scenario.variants.get(found));
    }
    let first = scenario.variants.first();
    if scenario.variants.len() > 1 {
        let others: Vec<String> = scenario.variants.points().skip(1).map(|point| point.name).collect();
        terminal.note(&format!(
            "Explained is the first variant, {}. The others, for --variant:\n  {}",
            first.name,
            variants::first_of(others.iter().map(String::as_str))
        ));
    }
    Ok(first)
}

/// The service called `name`, or `CLUSTER/NAME`.
fn service(model: &Model, name: &str) -> Result<ServiceId, Refusal> {
    let full = |index: usize| {
        let service = &model.services[index];
        format!("{}/{}", model.clusters[service.cluster.index()], service.name)
    };
    let all = 0..model.services.len();
    let found: Vec<usize> =
        all.clone().filter(|index| model.services[*index].name == name || full(*index) == name).collect();
    match found[..] {
        [one] => Ok(ServiceId::new(one)),
        [] => {
            let names: Vec<String> = all.map(|index| model.services[index].name.clone()).collect();
            let hint = match nearest(name, names.iter().map(String::as_str)) {
                Some(near) => format!("; did you mean `{near}`?"),
                None if names.is_empty() => "; it has none at all".to_owned(),
                None => format!("; it has {}", sentences::listed(&names)),
            };
            Err((Exit::WrongUsage, format!("the scenario has no service `{name}`{hint}")))
        }
        [..] => {
            let names: Vec<String> = found.iter().map(|index| full(*index)).collect();
            let message = format!("several services are called `{name}`: write {}", names.join(" or "));
            Err((Exit::WrongUsage, message))
        }
    }
}

/// The moment that is asked for; without one the end of the simulation.
fn moment(model: &Model, at: Option<&Moment>) -> Result<SimTime, Refusal> {
    let end = model.duration;
    match at {
        Some(at) if at.since_start > end => {
            let written = &at.written;
            let message = format!("--at {written} is after the end of the simulation, which lasts {end}");
            Err((Exit::WrongUsage, message))
        }
        at => Ok(SimTime::ZERO + at.map_or(end, |at| at.since_start)),
    }
}

fn several_tasks(id: &str, ids: &[String]) -> String {
    format!("several tasks' ids begin with `{id}`; write more digits of one of\n  {}", ids.join("\n  "))
}

fn no_task(id: &str, tasks: usize, nearest: Option<&str>) -> String {
    match nearest {
        Some(nearest) => format!("no task's id begins with `{id}`; the nearest is {nearest}"),
        None => format!(
            "no task's id begins with `{id}`; tasks.csv lists the ids of the {} that this run places",
            sentences::counted(tasks as u64, "task")
        ),
    }
}
