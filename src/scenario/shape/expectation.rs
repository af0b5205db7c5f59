//! `[[expectations]]`.

use super::{ANYTHING, FIGURE, Kind, Shape, TEXT, Words, modelled};

/// A metric and what it is to keep to.
pub const EXPECTATION: Shape = Shape::new(
    "expectations",
    &[
        modelled("metric", TEXT)
            .required()
            .means("the metric, as `plimsoll list metrics` names it; `*` stands for anything within a part of its name, and every metric that it selects is judged"),
        modelled("atLeast", FIGURE).means("the least that it may be: a number in the metric's unit, a duration with units where that is seconds, or a percentage where it is a ratio"),
        modelled("atMost", FIGURE).means("the most that it may be"),
        modelled("within", Kind::List(&FIGURE)).means("the least and the most that it may be"),
        modelled("equals", FIGURE).means("what it is to be in every replication: a number, or a word where the metric is one"),
        modelled("confidence", ANYTHING)
            .means("judges by the end of the confidence interval over replications (Student's t) that is nearer to the bound, or beyond it, instead of by the mean: `true` for 95 %, or a level from 0.5 to below 1")
            .default("false"),
        modelled("over", TEXT)
            .words(Words::These(&["all", "completed"]))
            .means("which deployments a duration of deployments is judged over: with `all`, one that does not complete is longer than any `atMost`")
            .default("\"all\""),
        modelled("variants", ANYTHING)
            .means("the variants that it is for: an object of axes of the matrix, each with a value or a list of them, or names of variants in which `*` stands for anything")
            .default("all of them"),
        modelled("name", TEXT).means("words for it, which reports show before it"),
    ],
);
