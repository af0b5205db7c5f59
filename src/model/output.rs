//! What is kept of results besides figures.

use super::Choice;

/// `records`: of which replications tasks, instances, deployments and the event log are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Records {
    /// Of the first.
    First,
    /// Of none.
    None,
    /// Of all of them.
    All,
}

impl Choice for Records {
    const ALL: &'static [Self] = &[Self::None, Self::First, Self::All];

    fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::First => "first",
            Self::All => "all",
        }
    }
}

/// `series`: how finely figures over time are kept, as means over replications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeSeries {
    /// Not at all, but for what is drawn.
    None,
    /// In at most a hundred steps.
    Thinned,
    /// In at most five hundred steps.
    Full,
}

impl Choice for TimeSeries {
    const ALL: &'static [Self] = &[Self::None, Self::Thinned, Self::Full];

    fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Thinned => "thinned",
            Self::Full => "full",
        }
    }
}

/// `metrics` and `replications`: which metrics of each variant summary.json has, and which of each run the table of
/// replications; other tables have all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metrics {
    /// Those that the answer shows, that expectations are about and that verdicts are made of.
    Answer,
    /// All of them.
    All,
}

impl Choice for Metrics {
    const ALL: &'static [Self] = &[Self::Answer, Self::All];

    fn word(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::All => "all",
        }
    }
}

/// `events`: which of the events that ECS sends `events.jsonl` has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Events {
    /// Those that say something that no other of them says.
    #[default]
    Changes,
    /// Also one of an instance whenever a task takes or leaves its resources, and one of a task whenever what its container
    /// health checks say changes.
    All,
}

impl Choice for Events {
    const ALL: &'static [Self] = &[Self::Changes, Self::All];

    fn word(self) -> &'static str {
        match self {
            Self::Changes => "changes",
            Self::All => "all",
        }
    }
}

/// `tables`: in which formats tables are written; replications are also CSV, and Parquet up to 10,000 columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tables {
    /// As CSV.
    #[default]
    Csv,
    /// As Parquet.
    Parquet,
    /// As both.
    Both,
}

impl Choice for Tables {
    const ALL: &'static [Self] = &[Self::Csv, Self::Parquet, Self::Both];

    fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Both => "both",
        }
    }
}

/// `[output]`, or what the command line says instead; what nobody says is decided by how much it would be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Which metrics of each variant summary.json has.
    pub metrics: Option<Metrics>,
    /// Which metrics of each run the table of replications has.
    pub replications: Option<Metrics>,
    /// Of which replications records are kept.
    pub records: Option<Records>,
    /// How finely time series are kept.
    pub series: Option<TimeSeries>,
    /// In which formats tables are written.
    pub tables: Option<Tables>,
    /// Which events the log has.
    pub events: Option<Events>,
}

impl Output {
    /// What this says, and `other` where it says nothing.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            metrics: self.metrics.or(other.metrics),
            replications: self.replications.or(other.replications),
            records: self.records.or(other.records),
            series: self.series.or(other.series),
            tables: self.tables.or(other.tables),
            events: self.events.or(other.events),
        }
    }
}
