//! What there is to say of services.

use super::figures::{Figures, Nonzero, names};
use super::finding::{Finding, Kind};
use crate::experiment::Summaries;
use crate::metrics::{AGENT, DEPLOYMENT_FAILED, NEXT_PASS, PERCENTAGES, STARTING, TASKS_FAIL};
use crate::report::number;

/// Of each service how it ends, and whether it was without the tasks that must serve.
pub(super) fn findings(metrics: &Summaries) -> Vec<Finding> {
    let of_service = |name| {
        let service = Service { name, figures: Figures { metrics, stem: format!("services.{name}") } };
        let end = service.missing().or_else(|| service.failing());
        let end = end.or_else(|| service.failed()).or_else(|| service.deployment());
        // Who has nothing at the end and is told so has no need of hearing for how long.
        let has_none = end.as_ref().is_some_and(|end| {
            end.kind == Kind::LacksTasks && service.figures.mean("desiredCount.final") == Some(end.amount)
        });
        let gap = service.gap().filter(|_| !has_none);
        end.into_iter().chain(gap)
    };
    names(metrics, "services").into_iter().flat_map(of_service).collect()
}

struct Service<'m> {
    name: &'m str,
    figures: Figures<'m>,
}

impl Service<'_> {
    /// Fewer tasks than desired at the end.
    fn missing(&self) -> Option<Finding> {
        let missing = self.figures.nonzero("missingCount.final")?;
        let limit = self.figures.text("missingCount.limitedBy").unwrap_or(NEXT_PASS);
        let on_their_way = [STARTING, NEXT_PASS].contains(&limit);
        let kind = if on_their_way { Kind::CatchingUp } else { Kind::LacksTasks };
        let desired = self.figures.mean("desiredCount.final").unwrap_or_default();
        let amount = format!("{} of {}{}", missing.count(), number::plain(desired), missing.qualified());
        let then = if on_their_way { "at the end " } else { "" };
        let why = self.why(limit);
        let words = format!("{then}{} lacks {amount}: {why}{}", self.name, self.and_stuck());
        Some(self.finding(kind, bare(limit), missing, words))
    }

    /// Behind what is missing: that an update is stuck as well.
    fn and_stuck(&self) -> String {
        let stuck =
            self.figures.nonzero("deployments.stuck").and(self.figures.text("deployments.open.definition"));
        stuck.map_or_else(String::new, |definition| format!("; deployment of {definition} is stuck"))
    }

    /// Tasks that fail without end, while others run.
    fn failing(&self) -> Option<Finding> {
        let in_a_row = self.figures.nonzero("deployments.failedInARow")?;
        let words = format!("{}: {}{}", self.name, self.why(TASKS_FAIL), in_a_row.times.told());
        Some(self.finding(Kind::TasksFail, "", in_a_row, words))
    }

    /// A deployment that failed, or that did and was rolled back.
    fn failed(&self) -> Option<Finding> {
        let definition = self.figures.text("deployments.failed.definition").unwrap_or_default();
        let start = format!("{}: deployment of {definition}", self.name);
        let tell = |kind, metric: &str, what: &str| {
            let deployments = self.figures.nonzero(metric)?;
            let words = format!("{start} {what}{}", deployments.times.told());
            Some(self.finding(kind, "", deployments, words))
        };
        tell(Kind::DeploymentFailed, "deployments.failed", "failed")
            .or_else(|| tell(Kind::RolledBack, "deployments.rolledBack", "failed and was rolled back"))
    }

    /// A deployment that is not over at the end.
    fn deployment(&self) -> Option<Finding> {
        let open = self.figures.nonzero("deployments.open")?;
        let definition = self.figures.text("deployments.open.definition").unwrap_or_default();
        let limit = self.figures.text("deployments.open.limitedBy");
        let times = open.times.told();
        let start = format!("{}: deployment of {definition}", self.name);
        let (kind, words) = match limit {
            None => (Kind::DeploymentInProgress, format!("{start} is not over at the end{times}")),
            Some(AGENT) => (Kind::DeploymentStuck, format!("{start} {}{times}", self.why(AGENT))),
            Some(limit) if self.may_move() => {
                (Kind::DeploymentHeldUp, format!("{start} is held up at the end{times}: {}", self.why(limit)))
            }
            Some(limit) => (Kind::DeploymentStuck, format!("{start} is stuck{times}: {}", self.why(limit))),
        };
        Some(self.finding(kind, limit.map_or("", bare), open, words))
    }

    /// Whether something that is pending may move its update, in all replications in which it is not over.
    fn may_move(&self) -> bool {
        let is_any = |state: &str| self.figures.nonzero(&format!("deployments.{state}")).is_some();
        is_any("inProgress") && !is_any("stuck")
    }

    /// A time without any serving task, or without as many as must remain healthy.
    fn gap(&self) -> Option<Finding> {
        let tell = |kind, metric: &str, what: &str| {
            let time = self.figures.nonzero(metric)?;
            let first = self.figures.mean(&format!("{metric}.firstAt"));
            let first = first.map_or_else(String::new, |at| format!(", first at {}", number::duration(at)));
            let words = format!("{} {what} for {}{}{first}", self.name, time.duration(), time.qualified());
            Some(self.finding(kind, "", time, words))
        };
        tell(Kind::Outage, "outage", "had no serving task")
            .or_else(|| tell(Kind::BelowMinimum, "belowMinimum", "had fewer serving tasks than its minimum"))
    }

    /// What stands in the way, in words.
    fn why(&self, limit: &str) -> String {
        match limit {
            TASKS_FAIL => {
                let failed = self.figures.mean("deployments.failedTasks").unwrap_or_default();
                format!(
                    "its tasks start and fail without end, {} so far before they were healthy",
                    number::plain(failed)
                )
            }
            AGENT => match self.figures.text("waitsFor") {
                Some(tasks) => format!("waits for {tasks}"),
                None => "waits for tasks on hosts that do not answer".to_owned(),
            },
            PERCENTAGES => "its percentages allow no step".to_owned(),
            DEPLOYMENT_FAILED => "its deployment has failed and starts nothing more".to_owned(),
            STARTING => "about to start".to_owned(),
            NEXT_PASS => "not made up for yet".to_owned(),
            code => code.to_owned(),
        }
    }

    fn finding(&self, kind: Kind, reason: &str, figure: Nonzero, words: String) -> Finding {
        let subject = self.name.to_owned();
        Finding { kind, subject, reason: reason.to_owned(), amount: figure.mean, times: figure.times, words }
    }
}

/// A reason without its details: `RESOURCE:PORTS` of `RESOURCE:PORTS (80/tcp)`.
fn bare(limit: &str) -> &str {
    limit.split_once(" (").map_or(limit, |(code, _)| code)
}
