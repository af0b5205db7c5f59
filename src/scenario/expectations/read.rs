//! From the tree to expectations: every metric, bound and variant checked against the scenario.

use super::super::answer::Subjects;
use super::super::load::on_one_line;
use super::super::told::place_of;
use super::super::{Axis, Node, Problem, Problems, Sources, Value, Variant, Variants};
use super::bound::bound;
use super::metric::MetricPattern;
use super::selector::select;
use super::{Bound, Expectation, Over};
use crate::text::{nearest, shortened};

/// The level that `confidence = true` stands for.
const CONFIDENCE: f64 = 0.95;

/// What expectations are checked against.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// The axes of the matrix.
    pub axes: &'a [Axis],
    /// Its points.
    pub variants: &'a Variants,
    /// What metrics may be about.
    pub subjects: &'a Subjects,
    /// Runs of each variant.
    pub replications: u32,
    /// Whether the command line says how many, for once.
    pub replications_for_once: bool,
}

/// The expectations of a scenario by metric; those that are wrong are told and left out.
pub fn read(
    entries: &[Node],
    world: World<'_>,
    sources: &Sources,
    problems: &mut Problems,
) -> Vec<Expectation> {
    let told = problems.places_of_errors();
    let read = |(number, entry): (usize, &Node)| {
        let mut found = Problems::default();
        let expectation = Reader { entry, world, problems: &mut found }.read(number, world.subjects, sources);
        let sound = !found.has_errors();
        // What is of a wrong kind is told by the shape check.
        problems.extend(found.without_errors_at(&told));
        expectation.filter(|_| sound)
    };
    let mut expectations: Vec<Expectation> = entries.iter().enumerate().filter_map(read).collect();
    // Sections may stand in any order.
    expectations.sort_by_cached_key(order);
    expectations
}

/// What decides the order of expectations, whatever their places.
fn order(expectation: &Expectation) -> (String, String) {
    let Expectation { name, metric, bound, confidence, over, variants, .. } = expectation;
    (metric.as_str().to_owned(), format!("{bound:?} {name} {confidence:?} {over:?} {variants:?}"))
}

/// Reads one expectation.
struct Reader<'a, 'p> {
    entry: &'a Node,
    world: World<'a>,
    problems: &'p mut Problems,
}

impl Reader<'_, '_> {
    fn read(mut self, number: usize, subjects: &Subjects, sources: &Sources) -> Option<Expectation> {
        let Some(node) = self.entry.get("metric") else {
            let problem =
                Problem::error(&self.entry.span, "this expectation has no `metric`").label("of what?");
            self.problems.push(problem.help("`plimsoll list metrics` names all of them"));
            return None;
        };
        // A metric of another kind is told by the shape check.
        let metric = node.as_str()?;
        let unit = self.unit(number, node, metric, subjects);
        let bound = unit.and_then(|unit| bound(self.entry, metric, unit, self.problems));
        let confidence = self.confidence(bound.as_ref());
        let over = self.over(unit.map(|_| metric));
        let variants = self
            .entry
            .get("variants")
            .map(|node| select(node, self.world.axes, self.world.variants, self.problems));
        Some(Expectation {
            name: on_one_line(self.entry.get("name").and_then(Node::as_str).unwrap_or_default()),
            metric: MetricPattern::new(metric),
            unit: unit?,
            bound: bound?,
            confidence: confidence.ok()?,
            over: over?,
            variants: variants.map_or(Some(None), |selected| selected.map(Some))?,
            place: place_of(&node.span, sources),
        })
    }

    /// The unit of the metric, which some variant must have.
    fn unit(
        &mut self,
        number: usize,
        node: &Node,
        metric: &str,
        subjects: &Subjects,
    ) -> Option<&'static str> {
        let pattern = MetricPattern::new(metric);
        let told = || subjects.told_of(&node.span, metric, number);
        if let Some(problem) = pattern.is_single().then(told).flatten() {
            self.problems.push(problem);
            return None;
        }
        let mut units: Vec<&'static str> = pattern.in_table().into_iter().map(|(_, unit)| unit).collect();
        units.sort_unstable();
        units.dedup();
        let any = |variant: Variant| !pattern.by_subject(&variant.model).is_empty();
        match units.as_slice() {
            [unit] if self.world.variants.iter().any(any) => Some(unit),
            [] | [_] => {
                let message = format!("`{}` selects no metric", shortened(metric));
                let problem = Problem::error(&node.span, message).label("never measured in this scenario");
                let help =
                    "`*` stands for anything between two dots; `plimsoll list metrics` names all metrics";
                self.problems.push(problem.help(help));
                None
            }
            [first, .., last] => {
                let message = format!("`{}` selects metrics in different units", shortened(metric));
                let label = format!("{} and {}", unit_words(first), unit_words(last));
                let problem = Problem::error(&node.span, message).label(label);
                self.problems.push(problem.help("write an expectation for each of them"));
                None
            }
        }
    }

    /// The level of confidence, if one is asked for; an error when a problem was pushed.
    fn confidence(&mut self, bound: Option<&Bound>) -> Result<Option<f64>, ()> {
        let Some(node) = self.entry.get("confidence") else { return Ok(None) };
        let level = match &node.value {
            Value::Bool(false) => return Ok(None),
            Value::Bool(true) => CONFIDENCE,
            Value::Float(level) => *level,
            #[expect(clippy::cast_precision_loss, reason = "only 0 and 1 are near any level")]
            Value::Integer(level) => *level as f64,
            Value::String(text) => {
                let percent = text.trim().strip_suffix('%').map(|number| format!("{}e-2", number.trim_end()));
                percent.and_then(|number| number.parse().ok()).unwrap_or(f64::NAN)
            }
            _ => f64::NAN,
        };
        if !(0.5..1.0).contains(&level) {
            let problem =
                Problem::error(&node.span, "`confidence` is no level").label("not from 0.5 to below 1");
            self.problems.push(problem.help("write true for 95 %, or a level such as 0.99"));
            return Err(());
        }
        if matches!(bound, Some(Bound::Equals(_) | Bound::Is(_))) {
            let problem = Problem::error(&node.span, "`equals` is judged in every replication");
            self.problems.push(problem.label("has no interval").help("leave `confidence` out"));
            return Err(());
        }
        if self.world.replications < 2 {
            let message = "one replication has no confidence interval";
            if self.world.replications_for_once {
                let problem =
                    Problem::warning(&node.span, message).label("the only figure is judged instead");
                self.problems.push(problem.help("leave out --replications, or ask for 2 or more"));
                return Ok(None);
            }
            let problem = Problem::error(&node.span, message).label("needs more replications");
            let help = "set `simulation.replications` to 2 or more, better 10, or leave `confidence` out";
            self.problems.push(problem.help(help));
            return Err(());
        }
        Ok(Some(level))
    }

    /// Over which deployments a metric that is known is judged; `None` when a problem was pushed.
    fn over(&mut self, metric: Option<&str>) -> Option<Over> {
        let Some(node) = self.entry.get("over") else { return Some(Over::All) };
        let text = node.as_str()?;
        if let Some(metric) = metric.filter(|metric| !is_of_deployments(metric)) {
            let message = format!("`{}` is no duration of deployments", shortened(metric));
            let problem = Problem::error(&node.span, message).label("says nothing here");
            self.problems.push(problem.help("leave `over` out"));
            return None;
        }
        match text {
            "all" => Some(Over::All),
            "completed" => Some(Over::Completed),
            _ => {
                let message = format!("`over` is `{}`", shortened(text));
                let problem = Problem::error(&node.span, message).label("neither \"all\" nor \"completed\"");
                let help = match nearest(text, ["all", "completed"]) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => "write \"all\" or \"completed\"".to_owned(),
                };
                self.problems.push(problem.help(help));
                None
            }
        }
    }
}

fn unit_words(unit: &str) -> &str {
    if unit.is_empty() { "words" } else { unit }
}

/// Whether a metric is a duration of deployments, of which those that do not complete have none.
pub(super) fn is_of_deployments(metric: &str) -> bool {
    let mut parts = metric.splitn(3, '.').skip(2);
    parts.next().is_some_and(|rest| rest.starts_with("deployments.duration") || rest == "creation.duration")
}
