//! Distributions of durations, in the one syntax that the whole file uses.

use super::super::{Member, Node, Problem, Problems, Span, Value};
use super::fields::Text;
use super::names::unknown_word;
use super::quantity::{duration, duration_of, millionths, observed_seconds};
use crate::model::Distribution;
use crate::time::SimDuration;

const SHAPES: [&str; 5] = ["exponential", "lognormal", "uniform", "weibull", "empirical"];

/// The member `name` as a distribution: a duration, or an object with one of the shapes.
pub fn distribution(node: &Node, name: &str, problems: &mut Problems) -> Option<Distribution> {
    let member = node.get(name)?;
    match &member.value {
        Value::String(_) => duration_of(member, name, problems).map(Distribution::Constant),
        Value::Object(members) => {
            if let [shape] = members.as_slice() {
                return shaped(shape, problems);
            }
            let message = format!("`{name}` needs exactly one shape, not {}", members.len());
            let problem = Problem::error(&member.span, message).label("not one distribution");
            let shapes = SHAPES.join(", ");
            problems.push(problem.help(format!("write a duration such as \"12s\", or one of {shapes}")));
            None
        }
        _ => None,
    }
}

/// As [`distribution`], for one that must take some time, so that it does not happen without end in one instant.
pub fn positive(node: &Node, name: &str, problems: &mut Problems) -> Option<Distribution> {
    let found = distribution(node, name, problems)?;
    let never_positive = match &found {
        Distribution::Constant(value) | Distribution::Uniform { high: value, .. } => value.is_zero(),
        Distribution::Empirical(values) => values.last().is_none_or(|longest| longest.is_zero()),
        _ => false,
    };
    if never_positive {
        let span = &node.get(name)?.span;
        let problem = Problem::error(span, format!("`{name}` takes no time")).label("always zero");
        problems.push(problem.help("write a duration longer than zero, such as \"6h\""));
        return None;
    }
    Some(found)
}

fn shaped(shape: &Member, problems: &mut Problems) -> Option<Distribution> {
    let parameters = &shape.value;
    match shape.name.as_str() {
        "exponential" => {
            let mean = parameter(parameters, "mean", problems)?;
            Some(Distribution::Exponential { mean })
        }
        "lognormal" => {
            let median = parameter(parameters, "median", problems);
            let p95 = parameter(parameters, "p95", problems);
            lognormal(&parameters.span, median?, p95?, problems)
        }
        "uniform" => uniform(parameters, problems),
        "weibull" => {
            let scale = parameter(parameters, "scale", problems);
            missing_parameter(parameters, "shape", problems);
            let shape_millionths = millionths(parameters, "shape", 0.01..=100.0, problems);
            Some(Distribution::Weibull { scale: scale?, shape_millionths: shape_millionths? })
        }
        "empirical" => empirical(parameters, problems),
        _ => {
            let text = Text { value: &shape.name, span: &shape.name_span };
            problems.push(unknown_word(text, "distribution", &SHAPES));
            None
        }
    }
}

/// A parameter that is a duration longer than zero.
fn parameter(parameters: &Node, name: &str, problems: &mut Problems) -> Option<SimDuration> {
    missing_parameter(parameters, name, problems);
    let value = duration(parameters, name, problems)?;
    if value.is_zero() {
        let span = &parameters.get(name)?.span;
        let problem = Problem::error(span, format!("`{name}` of a distribution is zero"));
        problems.push(problem.label("must be longer than zero").help("write a duration such as \"30s\""));
        return None;
    }
    Some(value)
}

fn missing_parameter(parameters: &Node, name: &str, problems: &mut Problems) {
    if matches!(parameters.value, Value::Object(_)) && parameters.get(name).is_none() {
        problems.push(super::fields::missing(parameters, name, "the distribution"));
    }
}

fn lognormal(
    span: &Span,
    median: SimDuration,
    p95: SimDuration,
    problems: &mut Problems,
) -> Option<Distribution> {
    if p95 < median {
        let problem = Problem::error(span, format!("`p95` ({p95}) is shorter than `median` ({median})"));
        problems.push(problem.label("the quantiles are out of order").help("exchange the two"));
        return None;
    }
    Some(Distribution::Lognormal { median, p95 })
}

fn uniform(ends: &Node, problems: &mut Problems) -> Option<Distribution> {
    let Value::Array(elements) = &ends.value else { return None };
    let [low, high] = elements.as_slice() else {
        let message = format!("`uniform` needs two ends, not {}", elements.len());
        let problem = Problem::error(&ends.span, message).label("not two durations");
        problems.push(problem.help("write the shortest and the longest, such as [\"5s\", \"9s\"]"));
        return None;
    };
    let (low, high) = (duration_of(low, "uniform", problems), duration_of(high, "uniform", problems));
    let (low, high) = (low?, high?);
    if low > high {
        let problem = Problem::error(&ends.span, format!("`uniform` runs backwards, from {low} to {high}"));
        problems.push(problem.label("the longest comes first").help("exchange the two ends"));
        return None;
    }
    Some(Distribution::Uniform { low, high })
}

fn empirical(values: &Node, problems: &mut Problems) -> Option<Distribution> {
    let Value::Array(elements) = &values.value else { return None };
    if elements.is_empty() {
        let problem = Problem::error(&values.span, "`empirical` holds no value").label("empty");
        problems.push(problem.help("give at least one observed duration in seconds"));
        return None;
    }
    let parsed: Vec<_> =
        elements.iter().map(|element| observed_seconds(element, "empirical", problems)).collect();
    let mut parsed: Vec<SimDuration> = parsed.into_iter().collect::<Option<_>>()?;
    parsed.sort_unstable();
    Some(Distribution::Empirical(parsed))
}

#[cfg(test)]
mod tests {
    use super::super::tests::tree;
    use super::*;

    fn parse(written: &str) -> (Option<Distribution>, Problems) {
        let mut problems = Problems::default();
        let parsed = distribution(&tree(&format!("d = {written}")), "d", &mut problems);
        (parsed, problems)
    }

    #[test]
    fn every_shape_is_read() {
        let secs = SimDuration::from_secs;
        for (written, expected) in [
            ("\"12s\"", Distribution::Constant(secs(12))),
            ("{ exponential = { mean = \"30m\" } }", Distribution::Exponential { mean: secs(1_800) }),
            (
                "{ lognormal = { median = \"12s\", p95 = \"40s\" } }",
                Distribution::Lognormal { median: secs(12), p95: secs(40) },
            ),
            ("{ uniform = [\"5s\", \"9s\"] }", Distribution::Uniform { low: secs(5), high: secs(9) }),
            (
                "{ weibull = { scale = \"720h\", shape = 0.7 } }",
                Distribution::Weibull { scale: secs(720 * 3_600), shape_millionths: 700_000 },
            ),
            (
                "{ empirical = [2.5, 1] }",
                Distribution::Empirical(vec![secs(1), SimDuration::from_micros(2_500_000)]),
            ),
        ] {
            assert_eq!(parse(written), (Some(expected), Problems::default()), "{written}");
        }
    }

    #[test]
    fn a_shape_that_means_nothing_is_told() {
        for (written, fragment) in [
            ("\"soon\"", "not a duration"),
            ("{ exponential = { mean = \"0s\" } }", "is zero"),
            ("{ exponential = {} }", "has no `mean`"),
            ("{ lognormal = { median = \"40s\", p95 = \"12s\" } }", "shorter than `median`"),
            ("{ uniform = [\"9s\", \"5s\"] }", "runs backwards"),
            ("{ uniform = [\"9s\"] }", "needs two ends"),
            ("{ weibull = { scale = \"1h\", shape = 0 } }", "outside 0.01 to 100"),
            ("{ weibull = { scale = \"1h\" } }", "has no `shape`"),
            ("{ empirical = [] }", "holds no value"),
            ("{ empirical = [-1] }", "not a length of time"),
            ("{ exponentail = { mean = \"1s\" } }", "cannot be `exponentail`"),
            ("{}", "exactly one shape"),
        ] {
            let (parsed, problems) = parse(written);
            let messages: Vec<_> = problems.sorted().iter().map(|problem| problem.message.clone()).collect();
            assert_eq!(parsed, None, "{written}");
            assert!(messages.iter().any(|message| message.contains(fragment)), "{written}: {messages:?}");
        }
    }

    /// A fault that strikes every 0 s would never let time pass.
    #[test]
    fn what_repeats_must_take_time() {
        for written in ["\"0s\"", "{ uniform = [\"0s\", \"0s\"] }", "{ empirical = [0] }"] {
            let mut problems = Problems::default();
            assert_eq!(positive(&tree(&format!("d = {written}")), "d", &mut problems), None, "{written}");
            assert!(problems.has_errors(), "{written}");
        }
    }
}
