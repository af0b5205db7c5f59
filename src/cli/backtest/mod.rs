//! `plimsoll backtest`: what really happened beside the simulated band, and the setting that would explain the difference.

pub(super) mod args;
mod json;
mod page;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::exit::Exit;
use super::files;
use super::input;
use super::terminal::{self, Terminal};
use crate::backtest::{self, Folder, Rebuilt, Replications, Unexplained, find_cause};
use crate::calibrate::{Log, read_log};
use crate::model::Model;
use crate::scenario::{self, Disk, FileReader, Node, Overrides, Stored};
use args::{Backtest, BacktestFormat};

/// Members of answers that tell events.
const TOLD: [&str; 2] = ["services", "tasks"];

/// Prints stamps and intervals beside the simulated bands.
pub(super) fn backtest(arguments: &Backtest, terminal: &mut Terminal) -> Exit {
    if let Err(problem) = input::check(&arguments.events, None) {
        terminal::error(&problem);
        return Exit::WrongUsage;
    }
    let files = match folder(&arguments.folder) {
        Ok(files) => files,
        Err(reason) => {
            terminal::error(&format!("`{}` cannot be read: {reason}", arguments.folder.display()));
            return Exit::InvalidScenario;
        }
    };
    let Some(log) = log_of(arguments, &files, terminal) else { return Exit::InvalidScenario };
    let cause = match find_cause(&log, arguments.service.as_deref()) {
        Ok(cause) => cause,
        Err(why) => {
            terminal::error(&unexplained(&why));
            return Exit::Failed;
        }
    };
    let name = cause.service.name.clone();
    let Some(rebuilt) = Folder::new(arguments.folder.clone(), files).before(cause, &log) else {
        terminal::error(&format!(
            "the folder does not describe service `{name}`, which the log tells of\n  fetch it: aws ecs \
             describe-services --services {name}"
        ));
        return Exit::InvalidScenario;
    };
    let Some(model) = model_of(&rebuilt, &arguments.set) else { return Exit::InvalidScenario };
    let jobs = arguments.jobs.unwrap_or_else(super::values::available_cores);
    let replications = Replications { count: arguments.replications, seed: arguments.seed };
    let key = rebuilt.cause.service.clone();
    let Ok(pool) = rayon::ThreadPoolBuilder::new().num_threads(jobs).build() else {
        terminal::error(&format!("the system gives no {jobs} threads"));
        return Exit::Failed;
    };
    let judged = pool.install(|| backtest::backtest(&log, &key, &rebuilt, &model, replications));
    let judged = match judged {
        Ok(judged) => judged,
        Err(halt) => {
            terminal::error(&halt.to_string());
            return Exit::StoppedByGuard;
        }
    };
    terminal.result(&match arguments.format {
        BacktestFormat::Table => page::table(&judged, &rebuilt, terminal::width()),
        BacktestFormat::Markdown => page::markdown(&judged, &rebuilt),
        BacktestFormat::Json => json::document(&judged, &rebuilt),
    });
    let (inside, of) = judged.judged.inside();
    let expected = arguments.expect_inside.unwrap_or(0) as usize;
    if inside * 100 < of * expected {
        terminal::error(&format!("{inside} of {of} intervals lie inside, {expected} % are expected"));
        return Exit::ExpectationNotMet;
    }
    Exit::Done
}

const NOTHING_HAPPENED: &str = "nothing in the log to replay: no deployment of a service with events after it, no change of its \
desired count, and no task that ended otherwise\n  give the answer of aws ecs describe-services, which holds deployments and the \
last 100 events, and what a rule of EventBridge stored";

/// Why nothing is replayed, and what would help.
fn unexplained(why: &Unexplained) -> String {
    match why {
        Unexplained::Nothing => NOTHING_HAPPENED.to_owned(),
        Unexplained::Restarts { service, started, desired } => {
            let wanted = desired.map_or_else(String::new, |desired| format!(", which wants {desired}"));
            format!(
                "nothing in the log to replay: {started} tasks of service `{service}`{wanted}, were started, and nothing \
                 tells how those before them ended\n  give what a rule of EventBridge for \"ECS Task State Change\" \
                 stored, which tells stopCode and when containers ended"
            )
        }
    }
}

/// The JSON files of a folder.
fn folder(path: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
    let Stored::Folder(paths) = Disk.stored(path)? else { return Err("it is no folder".to_owned()) };
    let read = |path: PathBuf| match scenario::read_file(&path) {
        Ok(bytes) => Ok((path, bytes)),
        Err(reason) => Err(format!("{}: {reason}", path.display())),
    };
    paths.into_iter().map(read).collect()
}

/// What folder and logs tell together; `None` once their mistakes were shown.
fn log_of(arguments: &Backtest, files: &[(PathBuf, Vec<u8>)], terminal: &Terminal) -> Option<Log> {
    let folder = files.iter().map(|(path, bytes)| (path.display().to_string(), Ok(bytes.clone())));
    let events = arguments.events.iter().map(|log| (log.to_string(), log.read(terminal)));
    let mut records = scenario::read_records(folder.chain(events));
    // Of the folder only what holds events is a log.
    let in_folder = |node: &Node| {
        let name = records.sources.get(node.span.file).name.as_str();
        files.iter().any(|(path, _)| path.display().to_string() == name)
    };
    let tells = |node: &Node, member: &&str| node.get(member).is_some_and(|all| !all.elements().is_empty());
    let is_log = |node: &&Node| !in_folder(node) || TOLD.iter().any(|member| tells(node, member));
    let values: Vec<Node> = records.values.iter().filter(is_log).cloned().collect();
    let log = read_log(&values, &mut records.problems);
    if !records.problems.is_empty() {
        terminal::report(&scenario::render(&records.problems, &records.sources, terminal::has_colours()));
    }
    (!records.problems.has_errors()).then_some(log)
}

/// The model of what was rebuilt; `None` once its mistakes were shown.
fn model_of(rebuilt: &Rebuilt, set: &[String]) -> Option<Arc<Model>> {
    let overrides = Overrides { set: set.to_vec(), ..Overrides::default() };
    let loaded = scenario::load_with(
        "backtest.toml",
        &rebuilt.scenario,
        &|path: &Path| rebuilt.file(path),
        &overrides,
    );
    if loaded.scenario.is_none() {
        files::show_problems(&loaded);
    }
    Some(loaded.scenario?.variants.first().model)
}
