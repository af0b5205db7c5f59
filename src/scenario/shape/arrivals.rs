//! `[[arrivals]]`, and how the file of a trace is read.

use super::run_task::{RUN_TASK, RUN_TIME};
use super::{ANYTHING, DURATION, FIGURE, INTEGER, Kind, RANDOM_DURATION, Shape, TEXT, Words, modelled};

/// A stream of calls: `runTask` and exactly one of `every`, `at` and `file`.
pub const ARRIVALS: Shape = Shape::new(
    "arrivals",
    &[
        modelled("name", TEXT).required().means("what metrics call the stream"),
        modelled("runTask", Kind::Object(&RUN_TASK))
            .required()
            .means("the call that is made again and again"),
        modelled("every", RANDOM_DURATION).means("the time between two calls; this, `at` or `file`"),
        modelled("from", DURATION).means("when `every` begins").default("\"0s\""),
        modelled("until", DURATION).means("when `every` ends").default("the end of the simulation"),
        modelled("calls", INTEGER)
            .means("the most calls that `every` makes")
            .default("any number")
            .range(1, 10_000_000),
        modelled("at", Kind::List(&DURATION)).means("the times of all calls"),
        // What it holds is checked as it is read.
        modelled("file", ANYTHING).or_path().means(
            "the path of a trace: CSV or other text in columns, JSON lines or Parquet, also compressed by gzip; a row is a call",
        ),
        modelled("columns", Kind::Object(&COLUMNS))
            .means("what the columns of `file` say, as expressions")
            .default("what the header of the file calls them: at, count, runTime, cpu, memory, taskDefinition, group"),
        modelled("where", TEXT).means("an expression: rows of `file` for which it does not hold are left out"),
        modelled("header", ANYTHING)
            .means("the names of the columns of a file that has no header, or false where `$1`, `$2` … name them")
            .default("the first line of the file"),
        modelled("separator", TEXT)
            .means("what stands between two cells")
            .words(Words::These(&[",", ";", "|", "tab", "whitespace"]))
            .default("\",\""),
        modelled("comment", TEXT).means("what lines begin with that are no rows"),
        modelled("missing", Kind::List(&TEXT))
            .means("cells that hold nothing, as empty ones do")
            .default("[]"),
        modelled("timeUnit", TEXT)
            .means("the unit of `at`, `runTime`, `origin` and of dates in expressions")
            .words(Words::These(&["ns", "us", "ms", "s", "min", "h", "days"]))
            .default("\"s\""),
        modelled("origin", FIGURE)
            .means("the time of the file that is time 0: a number, a date, or `first` for its earliest row; rows before it are left out")
            .default("0, or the earliest row where times are dates"),
        modelled("spread", DURATION).means("the time over which the tasks of a row are called, one by one at even distances"),
        modelled("wide", Kind::Object(&WIDE)).means("columns that count the tasks of one step of time each"),
        modelled("ends", Kind::Object(&ENDS)).means("rows of `file` that end the task of another row, and so say its `runTime`"),
        modelled("runTime", RANDOM_DURATION).means(RUN_TIME).default("for ever"),
    ],
);

/// What the columns of a trace say: an expression each.
const COLUMNS: Shape = Shape::new(
    "traceColumns",
    &[
        modelled("at", FIGURE).means("when: a number in `timeUnit`, a date, or a duration with its unit"),
        modelled("count", FIGURE)
            .means("how many tasks; more than ten are several calls at once, none is no call")
            .range(0, 1_000_000)
            .default("that of `runTask`"),
        modelled("runTime", FIGURE)
            .means("how long each task runs, in `timeUnit`")
            .default("that of the stream"),
        modelled("cpu", FIGURE)
            .means("CPU units of each task, as an override of `cpu`")
            .default("that of `runTask`"),
        modelled("memory", FIGURE)
            .means("MiB of each task, as an override of `memory`")
            .default("that of `runTask`"),
        modelled("taskDefinition", FIGURE)
            .means("the task definition, by its name in the scenario")
            .default("that of `runTask`"),
        modelled("group", FIGURE).means("the task group").default("that of `runTask`"),
    ],
);

/// Columns that count tasks.
const WIDE: Shape = Shape::new(
    "traceWide",
    &[
        modelled("first", TEXT)
            .required()
            .means("the column of the first step, which begins at `at`, or at time 0"),
        modelled("last", TEXT).required().means("the column of the last step"),
        modelled("every", DURATION)
            .required()
            .means("how long a step is; its tasks are called at even distances over it, or over `spread`"),
    ],
);

/// Rows that end tasks.
const ENDS: Shape = Shape::new(
    "traceEnds",
    &[
        modelled("where", TEXT).required().means("an expression that holds for them"),
        modelled("same", Kind::List(&TEXT))
            .required()
            .means("expressions that are alike in the row of a task and in that of its end"),
    ],
);
