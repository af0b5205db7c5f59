//! One thing that a planner must not miss.

use std::cmp::Ordering;

use crate::experiment::VariantResults;

/// What it is, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::report) enum Kind {
    /// Guards ended runs.
    Halted,
    /// Fewer tasks run at the end than are desired, and something stands in the way of more.
    LacksTasks,
    /// Tasks start and fail, one after the other, before they are healthy.
    TasksFail,
    /// A deployment failed, and nothing took its place.
    DeploymentFailed,
    /// A deployment failed and was rolled back.
    RolledBack,
    /// A deployment is not over at the end, and something stands in its way that nothing which is pending removes.
    DeploymentStuck,
    /// A deployment is not over at the end, and something stands in its way that may yet go.
    DeploymentHeldUp,
    /// For a time no task served.
    Outage,
    /// For a time fewer tasks served than must remain healthy.
    BelowMinimum,
    /// Calls asked for tasks that were not placed.
    Refused,
    /// A deployment is not over at the end, and nothing stands in its way.
    DeploymentInProgress,
    /// Fewer tasks run at the end than are desired, and more are on their way.
    CatchingUp,
}

impl Kind {
    /// Its name for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Halted => "halted",
            Self::LacksTasks => "lacksTasks",
            Self::TasksFail => "tasksFail",
            Self::DeploymentFailed => "deploymentFailed",
            Self::RolledBack => "rolledBack",
            Self::DeploymentStuck => "deploymentStuck",
            Self::DeploymentHeldUp => "deploymentHeldUp",
            Self::Outage => "outage",
            Self::BelowMinimum => "belowMinimum",
            Self::Refused => "refused",
            Self::DeploymentInProgress => "deploymentInProgress",
            Self::CatchingUp => "catchingUp",
        }
    }
}

/// In how many replications something is so, of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) struct Times {
    pub times: u32,
    pub of: u32,
}

impl Times {
    /// Nothing where it is so in all of them.
    pub fn told(self) -> String {
        let Self { times, of } = self;
        if times == of { String::new() } else { format!(", in {times} of {of} replications") }
    }
}

/// Something about a variant.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Finding {
    pub kind: Kind,
    /// The service or the arrival stream, empty for the run as a whole.
    pub subject: String,
    /// What stands in the way, without details; empty where nothing is known to.
    pub reason: String,
    /// How much of it: tasks, or seconds.
    pub amount: f64,
    pub times: Times,
    /// All of it in a sentence without a full stop.
    pub words: String,
}

impl Finding {
    /// The guards that ended some of `runs` runs of a variant.
    pub fn of_halts(of: &VariantResults, runs: u32) -> Option<Self> {
        let (_, first) = of.halted.first()?;
        let times = u32::try_from(of.halted.len()).expect("replications are counted in u32");
        // What to do about it stands where all of them are listed.
        let first = first.clone();
        let first = first.split("; ").next().unwrap_or_default();
        let words = match runs {
            1 => first.to_owned(),
            _ => format!("guards ended {times} of {runs} runs: {first}"),
        };
        Some(Self {
            kind: Kind::Halted,
            subject: String::new(),
            reason: String::new(),
            amount: f64::from(times),
            times: Times { times, of: runs },
            words,
        })
    }

    /// The worst kind first, then what there is more of, then by name.
    pub fn by_weight(&self, other: &Self) -> Ordering {
        let more = other.amount.total_cmp(&self.amount);
        self.kind.cmp(&other.kind).then(more).then_with(|| self.subject.cmp(&other.subject))
    }
}
